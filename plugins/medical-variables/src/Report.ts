import { ComparisonCharts } from "@fairward/charts"
import { ComparisonTables, ReportDocument } from "@fairward/core"
import { comparedOf, digitsOf, everyoneOf, type Findings, type Variable } from "./Findings.ts"
import { conditionTitles } from "./views/conditionTitles.ts"
import { distributionView } from "./views/DistributionView.ts"
import { caveats, conditionsView, variablesTable } from "./views/VariablesView.ts"

const { count, heading, paragraph, strongly } = ReportDocument

const withUnit = ({ title, unit }: Variable): string => (unit === undefined ? title : `${title} (${unit})`)

/** Every condition of a variable on the widest of their axes, so that they can be compared. */
const commonDomains = (findings: Findings, compared: ComparisonTables.Compared): ComparisonCharts.Domains => {
  const domains = ComparisonCharts.axisDomains(compared, [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])
  const estimable = new Set(
    compared.comparisons.filter(({ cohort }) => cohort.estimate !== null).map(({ metric }) => metric)
  )
  return new Map(
    findings.metrics.map(({ id, variable }) => {
      const known = findings.metrics
        .filter((one) => one.variable === variable && estimable.has(one.id))
        .map((one) => domains.get(one.id)!)
      if (known.length === 0) return [id, [0, 1]] as const
      return [id, [Math.min(...known.map(([low]) => low)), Math.max(...known.map(([, high]) => high))]] as const
    })
  )
}

/** The metrics of a panel each, named so that they fit above it. */
const titled = (
  findings: Findings,
  compared: ComparisonTables.Compared,
  title: (variable: Variable, condition: Findings["metrics"][number]["condition"]) => string,
  conditions: ReadonlyArray<string>
): ComparisonTables.Compared => {
  const variables = new Map(findings.variables.map((variable) => [variable.id, variable]))
  const metrics = findings.metrics
    .filter(({ condition }) => conditions.includes(condition))
    .map(({ condition, id, variable }) => {
      const of = variables.get(variable)!
      return { id, title: title(of, condition), sense: "none" as const, digits: digitsOf(of) }
    })
  const ids = new Set(metrics.map(({ id }) => id))
  return { ...compared, metrics, comparisons: compared.comparisons.filter(({ metric }) => ids.has(metric)) }
}

const views = (
  findings: Findings,
  compared: ComparisonTables.Compared,
  grouping: ComparisonTables.ComparedGrouping
): ReadonlyArray<ReportDocument.Block> => {
  const { eventConditions } = findings
  const isOne = eventConditions.length === 1
  const panels = titled(
    findings,
    compared,
    (variable, condition) =>
      isOne ? withUnit(variable) : `${withUnit(variable)}, ${conditionTitles[condition].toLowerCase()}`,
    eventConditions
  )
  const whole = titled(findings, compared, withUnit, ["whole_stay"])
  return [
    ...ComparisonCharts.boxBlocks(panels, grouping, {
      domains: commonDomains(findings, panels),
      everyone: everyoneOf(findings),
      replicates: findings.replicates,
      subject: "medians of the variables",
      ...(isOne ? {} : { columns: eventConditions.length })
    }),
    ComparisonTables.significantTable(compared, grouping),
    ...ComparisonCharts.intervalBlocks(
      whole,
      grouping,
      isOne ? "the unit of the variable" : "the unit of the variable, over the whole stay",
      { ownAxes: true }
    ),
    ...distributionView(findings, grouping)
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
export const report = (findings: Findings): ReportDocument.StageSection => {
  const compared = comparedOf(findings)
  const everyone = everyoneOf(findings)
  return {
    id: "medical-variables",
    title: "Medical variables",
    blocks: [
      paragraph(
        "Labels and predictions rest on medical variables. Where their usual level differs between cohorts, a label that is defined by them may mean something else there. For each of the ",
        strongly(count(findings.patients)),
        { strong: findings.isSplit ? " patients of the train split" : " patients" },
        " the median of the measurements of a variable is taken; a cohort's value is the median over its patients that have one. Neither direction is worse: greater and less say where the cohort lies against its rest."
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
              ", over their whole stay",
              ...(findings.eventPatients === null
                ? ["."]
                : [" (", count(findings.patients - findings.eventPatients), " patients)."])
            )
          ]),
      ...conditionsView(findings),
      ...caveats(findings),
      ...ComparisonCharts.overviewBlocks(compared, findings, {
        figures: (grouping, only) =>
          ComparisonCharts.intervalBlocks(only(compared), grouping, "the unit of the variable", { ownAxes: true })
      })
    ],
    annex: [
      paragraph(marginWords(findings), " ", ComparisonTables.significanceWords(findings)),
      heading(1, "medical-variables-aggregated", "Aggregated views"),
      variablesTable(findings),
      heading(2, "medical-variables-summary", "Summary of medians per grouping"),
      paragraph(
        "The macro-average is the plain mean over categories, so that small cohorts count as much as large ones. The minority category is the one with the fewest patients in the audit."
      ),
      ComparisonTables.summariesTable(compared, everyone),
      heading(2, "medical-variables-top-cohorts", "Cohorts with the largest differences"),
      paragraph(
        "For each variable the three cohorts with the largest delta among those that differ significantly from their rest. An empty cell means that no further cohort differs significantly. Of a grouping with two categories, the one with the greater median is named."
      ),
      ComparisonTables.topCohortsTable(compared),
      heading(1, "medical-variables-groupings", "Variables by grouping"),
      ...findings.groupings.flatMap((grouping) => [
        heading(2, `medical-variables-${grouping.id}`, grouping.title),
        ComparisonTables.significanceSentence(compared, grouping),
        ...views(findings, compared, grouping),
        ComparisonTables.comparisonTable(compared, grouping)
      ])
    ]
  }
}
