/**
 * The impact of missing measurements in the report: what it costs in all, and variable by variable.
 */
import { BoxPlots } from "@fairward/charts"
import { Comparison, ComparisonTables, ReportDocument } from "@fairward/core"
import { Metric } from "@fairward/metrics"
import type { ImpactFindings, StepCategory } from "./ImpactFindings.ts"

const { count, decimal, heading, paragraph } = ReportDocument

type Block = ReportDocument.Block
type Row = Readonly<Record<string, ReportDocument.Cell>>
type Variable = ImpactFindings["variables"][number]

const titles: Readonly<Record<StepCategory, string>> = {
  with_msrt: "Valid measurement",
  missing_msrt: "None valid now",
  no_msrt: "Never measured"
}

const where: Readonly<Record<string, string>> = {
  missing_msrt: "while no measurement is valid",
  no_msrt: "in patients who are never measured"
}

const digits = 3

const metricOf = (id: string) => Metric.metricById.get(id)!

const arrows = { higher: "↑", lower: "↓" } as const

const metricName = (id: string) => `${metricOf(id).title} ${arrows[metricOf(id).sense]}`

const anchorOf = ({ id }: Pick<Variable, "id">) => `missingness-impact-${id}`

const ofVariable = ({ comparisons }: ImpactFindings, { id }: Variable, category?: string) =>
  comparisons.filter((one) => one.grouping === id && (category === undefined || one.category === category))

const comparedCategories = ({ categories }: Variable) => categories.filter(({ id }) => id !== "with_msrt")

/** Significantly worse comparisons, the largest delta first. */
const worseOf = (findings: ImpactFindings, variable: Variable, category?: string) =>
  ComparisonTables.notableByDelta(ofVariable(findings, variable, category), findings.significance)

/** A sentence a variable and category with a significantly worse metric. */
export const impactKeyFindings = (findings: ImpactFindings): ReadonlyArray<Block> =>
  findings.variables
    .flatMap((variable) =>
      comparedCategories(variable).flatMap(({ id: category }) => {
        const worse = worseOf(findings, variable, category)
        const material = worse.filter(({ verdict }) => verdict === "material")
        const gravest = material.find(({ metric }) => metric === "recall") ?? material[0] ?? worse[0]
        if (gravest === undefined) return []
        const others = worse.filter((one) => one !== gravest).map(({ metric }) => metricOf(metric).title)
        const { cohort, difference, interval, metric, rest, verdict } = gravest
        return [
          {
            _tag: "KeyFinding" as const,
            verdict,
            text: [
              { strong: `${variable.title}: ` },
              `${metricOf(metric).title} is worse ${where[category]!}, `,
              decimal(cohort.estimate!, digits),
              " against ",
              decimal(rest.estimate!, digits),
              " at steps with a valid one",
              ...(interval === null
                ? []
                : [
                    " (difference ",
                    decimal(difference!, digits),
                    ", simultaneous interval ",
                    decimal(interval.low, digits),
                    " to ",
                    decimal(interval.high, digits),
                    ")"
                  ]),
              ".",
              ...(others.length === 0 ? [] : [` Also worse: ${others.join(", ")}.`])
            ],
            weight: worse.length,
            evidence: anchorOf(variable)
          }
        ]
      })
    )
    .toSorted((a, b) => Number(b.verdict === "material") - Number(a.verdict === "material") || b.weight - a.weight)

const summaryRows = (findings: ImpactFindings, variable: Variable): ReadonlyArray<Row> => {
  const all = variable.categories.reduce((sum, { steps }) => sum + steps, 0)
  return variable.categories.map(({ id: category, patients, positivePatients, positives, steps }) => {
    const own = ofVariable(findings, variable, category)
    const worse = worseOf(findings, variable, category)
    const isRest = category === "with_msrt"
    return {
      variable: variable.title,
      category: titles[category],
      steps,
      share: all === 0 ? null : steps / all,
      prevalence: steps === 0 ? { value: null, note: "no labelled step" } : positives / steps,
      patients,
      positivePatients,
      worse: isRest
        ? { value: "reference", mark: "muted" }
        : {
            value: `${worse.length} of ${own.length}`,
            ...(worse.length > 0 ? { mark: "worse" as const } : {}),
            ...(own.some(({ verdict }) => verdict === "too small") ? { note: "too small" } : {})
          },
      material: isRest ? "" : own.filter(({ verdict }) => verdict === "material").length,
      delta: isRest ? "" : (worse[0]?.delta ?? null),
      metric: isRest || worse[0] === undefined ? "" : metricName(worse[0].metric)
    }
  })
}

/** Every variable: how many steps are of which category, and how many metrics are worse there. */
export const impactSummary = (findings: ImpactFindings): Block => ({
  _tag: "Table",
  id: "missingness-impact-summary-table",
  caption:
    "Labelled steps with and without a valid measurement, and the metrics that are significantly worse without than with one",
  columns: [
    { key: "variable", title: "Variable", type: { _tag: "text" }, width: 1.5, filter: true },
    { key: "category", title: "Steps", type: { _tag: "text" }, width: 1.4, filter: true },
    { key: "steps", title: "Labelled steps", type: { _tag: "integer" } },
    { key: "share", title: "Share of steps", type: { _tag: "percent", digits: 1 }, width: 0.8 },
    { key: "prevalence", title: "Positive steps", type: { _tag: "percent", digits: 2 }, width: 0.9 },
    { key: "patients", title: "Patients", type: { _tag: "integer" }, width: 0.9 },
    { key: "positivePatients", title: "with a positive step", type: { _tag: "integer" }, width: 0.9 },
    { key: "worse", title: "Worse metrics", type: { _tag: "text" }, width: 1.1 },
    { key: "material", title: "Material", type: { _tag: "integer" }, width: 0.8 },
    { key: "delta", title: "Largest delta", type: { _tag: "number", digits }, width: 0.8 },
    { key: "metric", title: "in", type: { _tag: "text" }, width: 1.5 }
  ],
  rows: findings.variables.flatMap((variable) => summaryRows(findings, variable))
})

const summaryOf = ({ high, low, median, q1, q3 }: Comparison.Side): BoxPlots.Summary | null =>
  low === null || q1 === null || median === null || q3 === null || high === null ? null : { low, q1, median, q3, high }

/** One axis a metric for all variables. */
const domainOf = ({ comparisons }: ImpactFindings, metric: string): readonly [number, number] => {
  const values = comparisons
    .filter((one) => one.metric === metric)
    .flatMap(({ cohort, rest }) => [cohort, rest].flatMap(({ estimate, high, low }) => [estimate, high, low]))
    .filter((value) => value !== null)
  if (values.length === 0) return [0, 1]
  const low = Math.min(...values)
  const high = Math.max(...values)
  const room = Math.max((high - low) * 0.04, 1e-4)
  return [Math.max(0, low - room), Math.min(1, high + room)]
}

const boxBlocks = (findings: ImpactFindings, variable: Variable): ReadonlyArray<Block> => {
  const panels = findings.metrics.map((id): BoxPlots.Panel => {
    const own = ofVariable(findings, variable).filter(({ metric }) => metric === id)
    const rest = own[0]?.rest
    return {
      id,
      title: metricOf(id).title,
      sense: metricOf(id).sense,
      domain: domainOf(findings, id),
      boxes: [
        {
          category: "with_msrt",
          summary: rest === undefined ? null : summaryOf(rest),
          estimate: rest?.estimate ?? null,
          star: null
        },
        ...own.map((comparison) => ({
          category: comparison.category,
          summary: summaryOf(comparison.cohort),
          estimate: comparison.cohort.estimate,
          star: Comparison.isSignificantlyWorse(comparison, findings.significance) ? ("worse" as const) : null
        }))
      ]
    }
  })
  return BoxPlots.boxPlots({
    categories: variable.categories.map(({ id }) => ({ id, label: titles[id] })),
    panels,
    columns: 3
  }).map((figure, i, { length }) => ({
    _tag: "Chart",
    id: `missingness-impact-boxes-${variable.id}-${i + 1}`,
    spec: figure.spec,
    caption: `${variable.title}: metrics of steps with and without a valid measurement over ${findings.replicates.toLocaleString("en")} replicates; star: significantly worse than with one${length === 1 ? "" : ` (${i + 1} of ${length})`}`,
    alt: figure.alt
  }))
}

const sideCell = ({ estimate, reason }: Comparison.Side): ReportDocument.Cell =>
  estimate === null ? { value: null, note: reason ?? "not estimable" } : estimate

const comparisonTable = (findings: ImpactFindings, variable: Variable): Block => {
  const number = { _tag: "number", digits } as const
  return {
    _tag: "Table",
    id: `missingness-impact-comparisons-${variable.id}`,
    caption: `${variable.title}: steps without a valid measurement against steps with one`,
    columns: [
      { key: "metric", title: "Metric", type: { _tag: "text" }, width: 1.9, filter: true },
      { key: "category", title: "Steps", type: { _tag: "text" }, width: 1.3, filter: true },
      { key: "without", title: "Without", type: number },
      { key: "with", title: "With", type: number },
      { key: "difference", title: "Difference", type: number },
      {
        key: "interval",
        title: `${ComparisonTables.percentage(findings.level)} interval`,
        type: { _tag: "interval", digits },
        width: 1.5
      },
      { key: "p", title: "p, adjusted", type: { _tag: "pValue" } },
      { key: "mannWhitney", title: "p, Mann-Whitney", type: { _tag: "pValue" } },
      { key: "verdict", title: "Verdict", type: { _tag: "verdict" }, width: 1.3 }
    ],
    rows: findings.metrics
      .flatMap((id) => ofVariable(findings, variable).filter(({ metric }) => metric === id))
      .map((one) => ({
        metric: metricName(one.metric),
        category: titles[one.category as StepCategory],
        without: sideCell(one.cohort),
        with: sideCell(one.rest),
        difference: Comparison.isSignificantlyWorse(one, findings.significance)
          ? { value: one.difference, mark: "worse" as const }
          : one.difference,
        interval: one.interval === null ? null : ([one.interval.low, one.interval.high] as const),
        p: one.interval?.adjustedP ?? null,
        mannWhitney: one.mannWhitney.p,
        verdict: one.verdict
      }))
  }
}

const shownWithin = 3

/** The metrics of the table within cohorts, as many as fit beside each other. */
const metricsWithin = ({ metrics }: ImpactFindings) =>
  [...(["recall", "precision", "auroc"] as const).filter((id) => metrics.includes(id)), ...metrics]
    .filter((id, i, all) => all.indexOf(id) === i)
    .slice(0, shownWithin)

const withinTable = (findings: ImpactFindings, variable: Variable): ReadonlyArray<Block> => {
  const shown = metricsWithin(findings)
  const own = findings.cohorts.filter((one) => one.variable === variable.id)
  if (own.length === 0) return []
  const everyone: Row = {
    grouping: "All patients",
    cohort: "",
    ...Object.fromEntries(
      shown.flatMap((id) => [
        [
          id,
          ofVariable(findings, variable, "missing_msrt").find(({ metric }) => metric === id)?.difference ?? null
        ] as const,
        [`${id}-interval`, null] as const
      ])
    )
  }
  const rows = findings.groupings.flatMap(({ categories, id, title }) =>
    categories.flatMap(({ id: category, label }) =>
      own
        .filter((one) => one.grouping === id && one.category === category)
        .map(({ metrics, missingMsrt, withMsrt }): Row => {
          const fewest = Math.min(missingMsrt.positivePatients, withMsrt.positivePatients)
          return {
            grouping: title,
            cohort: fewest < findings.verdictMinimum ? { value: label, note: `${fewest} patients` } : label,
            ...Object.fromEntries(
              metrics
                .filter(({ metric }) => shown.includes(metric))
                .flatMap(({ difference, high, low, metric, reason }) => [
                  [
                    metric,
                    difference === null
                      ? { value: null, ...(reason === undefined ? {} : { note: reason }) }
                      : difference
                  ],
                  [`${metric}-interval`, low === null || high === null ? null : ([low, high] as const)]
                ])
            )
          }
        })
    )
  )
  return [
    {
      _tag: "Table",
      id: `missingness-impact-within-${variable.id}`,
      caption: `${variable.title}: none valid now minus valid measurement, within each cohort, with 95 % intervals of each alone`,
      columns: [
        { key: "grouping", title: "Grouping", type: { _tag: "text" }, width: 1.4, filter: true },
        { key: "cohort", title: "Cohort", type: { _tag: "text" }, width: 1.5, filter: true },
        ...shown.flatMap(
          (id): ReadonlyArray<ReportDocument.Column> => [
            { key: id, title: metricName(id), type: { _tag: "number", digits }, width: 0.9 },
            { key: `${id}-interval`, title: "Interval", type: { _tag: "interval", digits }, width: 1.4 }
          ]
        )
      ],
      rows: [everyone, ...rows]
    }
  ]
}

/** The subsection of the report; empty when there is no variable. */
export const impactBlocks = (findings: ImpactFindings): ReadonlyArray<Block> => {
  if (findings.variables.length === 0) return []
  return [
    heading(1, "missingness-impact", "Impact on performance"),
    paragraph(
      "Labelled steps are divided by variable: a measurement is valid, none is valid now though the patient has some, or the patient was never measured; the last is left out where the variable defines the label. Metrics of the steps without a valid measurement are compared with those of the steps with one, by ",
      count(findings.metrics.length),
      " metrics; corrected ones refer to the prevalences of these kinds of steps. One patient can have steps of both kinds, which the intervals take into account."
    ),
    {
      _tag: "Caveat",
      severity: "note",
      text: [
        "Measurements are not missing at random: steps without one are those of other patients, or of the same patients at other times. A difference says where the model performs worse, not that measuring more often would make it better."
      ]
    },
    impactSummary(findings),
    ...(findings.cohorts.length === 0
      ? []
      : [
          paragraph(
            "Within cohorts the difference is described and not judged: each interval holds alone, so that of twenty cohorts about one excludes zero by chance. A cohort for which missing measurements cost more has a difference further on the worse side than that of all patients. Beside a cohort stands how many patients have a positive step where these are fewer than ",
            count(findings.verdictMinimum),
            " with or without a valid measurement. All metrics are in findings.json."
          )
        ]),
    ...findings.variables.flatMap((variable) => [
      heading(2, anchorOf(variable), variable.title),
      ...boxBlocks(findings, variable),
      comparisonTable(findings, variable),
      ...withinTable(findings, variable)
    ])
  ]
}
