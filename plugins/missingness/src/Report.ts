import { ComparisonTables, ReportDocument } from "@fairward/core"
import { comparedOf, type Findings } from "./Findings.ts"
import { impactBlocks, impactKeyFindings } from "./impact/ImpactView.ts"
import { caveats } from "./views/caveats.ts"
import { dependenceParagraph, dependenceTable } from "./views/DependenceView.ts"
import { intensityCharts, intensityTable, variablesTable } from "./views/IntensityView.ts"
import { keyFindings } from "./views/keyFindings.ts"

const { count, decimal, heading, paragraph } = ReportDocument

/** The section of the report, from findings alone. */
export const report = (findings: Findings): ReportDocument.Section => {
  const compared = comparedOf(findings)
  return {
    id: "missingness",
    title: "Missingness and its impact",
    blocks: [
      paragraph(
        "A variable that is measured less often in some patients tells the model less about them. For each of ",
        count(findings.patients),
        " test patients, the measurements that were missed are counted against those expected over the stay; the ",
        { strong: "intensity of measurement" },
        " is the share not missed. Its ",
        { strong: "coverage" },
        " is the share of the stay during which a measurement is valid, that is, no older than the expected interval; 0 for a patient without any. A cohort's coverage is the mean over its patients and is compared with that of its rest, the patients of the other categories of its grouping. Neither direction is worse in itself: sicker patients are measured more, and whether a difference has a medical reason is for clinicians to say. A difference within ",
        decimal(findings.margin, 2),
        " is equivalent. ",
        ComparisonTables.significanceWords(findings)
      ),
      paragraph(
        "Whether intensity and grouping are independent is tested by chi-squared, over all categories of intensity at once, patients without a measurement included. Dependent means p below ",
        { value: findings.alpha, as: { _tag: "pValue" } },
        ", which is 0.001 over ",
        count(findings.variables.length * findings.groupings.length),
        " tests. p says how surely they are dependent, Cramér's V how strongly, from 0 to 1; it is above 0 even by chance, about as much as stands beside it. The test takes no account of the order of the categories, and says something about ",
        { strong: "measurement" },
        ", not about performance: what missing measurements cost is compared apart."
      ),
      ...caveats(findings),
      ...keyFindings(findings),
      ...(findings.impact === null ? [] : impactKeyFindings(findings.impact)),
      heading(1, "missingness-aggregated", "Aggregated views"),
      variablesTable(findings),
      dependenceTable(findings),
      heading(1, "missingness-groupings", "Intensity of measurement by grouping"),
      ...findings.groupings.flatMap((grouping) => [
        heading(2, `missingness-${grouping.id}`, grouping.title),
        ...intensityCharts(findings, grouping),
        dependenceParagraph(findings, grouping),
        intensityTable(findings, grouping),
        ComparisonTables.comparisonTable(compared, grouping)
      ]),
      ...(findings.impact === null ? [] : impactBlocks(findings.impact))
    ]
  }
}
