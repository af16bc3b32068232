import { ComparisonCharts } from "@fairward/charts"
import { ComparisonTables, ReportDocument } from "@fairward/core"
import { comparedOf, digitsOf, everyoneOf, type Findings, type Variable } from "./Findings.ts"
import { conditionTitles } from "./views/conditionTitles.ts"
import { distributionView } from "./views/DistributionView.ts"
import { caveats, conditionsView, variablesTable } from "./views/VariablesView.ts"

const { heading, paragraph } = ReportDocument

const shortLabel = 15

/** The conditions of one variable, which share a unit and so an axis. */
const ofVariable = (
  findings: Findings,
  compared: ComparisonTables.Compared,
  variable: Variable,
  stage: string
): ComparisonTables.Compared => {
  const own = findings.metrics.filter((metric) => metric.variable === variable.id)
  const ids = new Set(own.map(({ id }) => id))
  return {
    ...compared,
    stage,
    metricTitle: "Condition",
    metrics: own.map(({ condition, id }) => ({
      id,
      title: conditionTitles[condition],
      sense: "none",
      digits: digitsOf(variable)
    })),
    comparisons: compared.comparisons.filter(({ metric }) => ids.has(metric))
  }
}

const withUnit = ({ title, unit }: Variable): string => (unit === undefined ? title : `${title} (${unit})`)

/** The widest of the axes of a variable's conditions, for all of them. */
const commonDomains = (compared: ComparisonTables.Compared): ComparisonCharts.Domains => {
  const domains = ComparisonCharts.axisDomains(compared, [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])
  const estimable = new Set(
    compared.comparisons.filter(({ cohort }) => cohort.estimate !== null).map(({ metric }) => metric)
  )
  const known = compared.metrics.flatMap(({ id }) => (estimable.has(id) ? [domains.get(id)!] : []))
  const common = [Math.min(...known.map(([low]) => low)), Math.max(...known.map(([, high]) => high))] as const
  return new Map(compared.metrics.map(({ id }) => [id, known.length === 0 ? ([0, 1] as const) : common]))
}

const variableBlocks = (
  findings: Findings,
  grouping: ComparisonTables.ComparedGrouping,
  variable: Variable,
  index: number
): ReadonlyArray<ReportDocument.Block> => {
  const id = `medical-variables-${index + 1}`
  const compared = ofVariable(findings, comparedOf(findings), variable, id)
  const longest = Math.max(...grouping.categories.map(({ label }) => [...label].length))
  const columns = compared.metrics.length === 1 ? 1 : longest <= shortLabel ? compared.metrics.length : 2
  return [
    heading(3, `${id}-${grouping.id}`, withUnit(variable)),
    ...ComparisonCharts.boxBlocks(compared, grouping, {
      domains: commonDomains(compared),
      everyone: everyoneOf(findings),
      replicates: findings.replicates,
      subject: `median of ${withUnit(variable)}`,
      columns
    }),
    ...distributionView(findings, grouping, variable, id),
    ...ComparisonCharts.intervalBlocks(compared, grouping, `Difference in ${withUnit(variable)}`)
  ]
}

const marginWords = ({ marginSd, variables }: Findings): string => {
  const bySd = variables.filter(({ marginFrom }) => marginFrom === "standard deviation")
  if (bySd.length === 0)
    return "The margin within which a difference does not matter is given per variable, in its unit."
  const which = bySd.length === variables.length ? "" : ` of ${bySd.map(({ title }) => title).join(", ")}`
  return `The margin within which a difference does not matter${which} is ${marginSd} standard deviations of the patients' medians.`
}

/** The section of the report, from findings alone. */
export const report = (findings: Findings): ReportDocument.Section => {
  const compared = comparedOf(findings)
  const everyone = everyoneOf(findings)
  return {
    id: "medical-variables",
    title: "Medical variables",
    blocks: [
      paragraph(
        "Labels and predictions rest on medical variables. Where their usual level differs between cohorts, a label that is defined by them may mean something else there. For each of the ",
        { strong: `${findings.patients.toLocaleString("en")} patients of the train split` },
        " the median of the measurements of a variable is taken, missing ones left out; a cohort's value is the median over its patients that have one. Every cohort is compared with its rest, the patients of the other categories of its grouping. Neither direction is worse: greater and less say where the cohort lies."
      ),
      ...(findings.eventConditions.length === 1
        ? []
        : [
            paragraph(
              "Because an event itself moves the variables, each is compared three times: ",
              { strong: "over the whole stay" },
              "; ",
              { strong: "outside events" },
              ", at steps in no event; and ",
              { strong: "in patients without events" },
              `, over their whole stay (${(findings.patients - (findings.eventPatients ?? 0)).toLocaleString("en")} patients).`
            )
          ]),
      paragraph(marginWords(findings), " ", ComparisonTables.significanceWords(findings)),
      ...conditionsView(findings),
      ...caveats(findings),
      ...ComparisonTables.keyFindings(compared, findings.verdictMinimum),
      heading(1, "medical-variables-aggregated", "Aggregated views"),
      variablesTable(findings),
      heading(2, "medical-variables-summary", "Summary of medians per grouping"),
      paragraph(
        "The macro-average is the plain mean over categories, so that small cohorts count as much as large ones. The minority category is the one with the fewest patients in the audit."
      ),
      ...findings.groupings.map((grouping) => ComparisonTables.summaryTable(compared, grouping, everyone)),
      heading(2, "medical-variables-top-cohorts", "Cohorts with the largest differences"),
      paragraph(
        "For each variable the three cohorts with the largest delta among those that differ significantly from their rest. An empty cell means that no further cohort differs significantly. Of a grouping with two categories, the one with the greater median is named."
      ),
      ComparisonTables.topCohortsTable(compared),
      heading(1, "medical-variables-groupings", "Variables by grouping"),
      ...findings.groupings.flatMap((grouping) => [
        heading(2, `medical-variables-${grouping.id}`, grouping.title),
        ...findings.variables.flatMap((variable, i) => variableBlocks(findings, grouping, variable, i)),
        ComparisonTables.significantTable(compared, grouping),
        ComparisonTables.comparisonTable(compared, grouping)
      ])
    ]
  }
}
