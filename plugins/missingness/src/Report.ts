import { ComparisonCharts } from "@fairward/charts"
import { ComparisonTables, ReportDocument } from "@fairward/core"
import { comparedOf, type Findings } from "./Findings.ts"
import { impactBlocks, impactKeyFindings } from "./impact/ImpactView.ts"
import { caveats, dependenceCaveats, inferenceCaveats } from "./views/caveats.ts"
import { dependenceParagraph, dependenceTable } from "./views/DependenceView.ts"
import { cohortsTable, intensityCharts, variablesTable } from "./views/IntensityView.ts"
import { keyFindings } from "./views/keyFindings.ts"
import { testingAnnex, testingBlocks } from "./views/TestingView.ts"

const { count, decimal, heading, paragraph } = ReportDocument

/** The section of the report, from findings alone. */
export const report = (findings: Findings): ReportDocument.StageSection => ({
  id: "missingness",
  title: "Missingness and its impact",
  blocks: [
    ...inferenceCaveats(findings),
    paragraph(
      "A variable that is measured less often in some patients tells the model less about them. The ",
      { strong: "coverage" },
      " of a patient is the share of the stay during which a measurement is valid, that is, no older than the expected interval; that of a cohort is the mean over its patients. Neither direction is worse in itself: sicker patients are measured more, and whether a difference has a medical reason is for clinicians to say."
    ),
    ...caveats(findings),
    ...ComparisonCharts.overviewBlocks(comparedOf(findings), findings, {
      findings: [...keyFindings(findings), ...(findings.impact === null ? [] : impactKeyFindings(findings.impact))],
      quantity: "coverage"
    }),
    ...testingBlocks(findings)
  ],
  annex: [
    paragraph(
      "The ",
      { strong: "intensity of measurement" },
      " of a patient is the share of the expected measurements that were not missed; coverage is 0 for a patient without any. A difference of coverage within ",
      decimal(findings.margin, 2),
      ", or a fifth of the rarer of covered and uncovered time where that is less, is equivalent. ",
      ComparisonTables.significanceWords(findings)
    ),
    heading(1, "missingness-aggregated", "Aggregated views"),
    variablesTable(findings),
    paragraph(
      "Dependent means that the chi-squared test of grouping by intensity, patients without a measurement included, has p below ",
      { value: findings.alpha, as: { _tag: "pValue" } },
      ", which is 0.001 over ",
      count(findings.variables.length * findings.groupings.length),
      " tests. p says how surely they are dependent, Cramér's V how strongly, from 0 to 1; by chance alone it is about as large as stands beside it. The test is of ",
      { strong: "measurement" },
      ", not of performance, and takes no account of the order of the categories."
    ),
    dependenceTable(findings),
    ...dependenceCaveats(findings),
    heading(1, "missingness-groupings", "Intensity of measurement by grouping"),
    ...findings.groupings.flatMap((grouping) => [
      heading(2, `missingness-${grouping.id}`, grouping.title),
      ...intensityCharts(findings, grouping),
      dependenceParagraph(findings, grouping),
      cohortsTable(findings, grouping)
    ]),
    ...testingAnnex(findings),
    ...(findings.impact === null ? [] : impactBlocks(findings.impact))
  ]
})
