/** The impact of missing measurements in the report: what it costs in all, and variable by variable. */
import { BoxPlots } from "@fairward/charts"
import { Comparison, Prose, ReportDocument } from "@fairward/core"
import type { ImpactFindings } from "./ImpactFindings.ts"
import { comparisonTable, impactCharts } from "./ImpactMatrix.ts"
import {
  comparedCategories,
  digits,
  metricName,
  metricOf,
  ofVariable,
  stepTitles,
  type Variable,
  worseOf
} from "./names.ts"
import { withinTable } from "./WithinCohorts.ts"

const { count, decimal, heading, paragraph } = ReportDocument
const { text } = Prose

type Block = ReportDocument.Block
type Row = Readonly<Record<string, ReportDocument.Cell>>

const anchorOf = ({ id }: Pick<Variable, "id">) => `missingness-impact-${id}`

const mostDetailed = 4

const largestDelta = (findings: ImpactFindings, variable: Variable): number =>
  worseOf(findings, variable)[0]?.delta ?? -1

/** The variables with charts and cohorts of their own: up to four, those with the largest significantly worse metrics. */
const detailed = (findings: ImpactFindings): ReadonlyArray<Variable> => {
  const most = new Set(
    findings.variables.toSorted((a, b) => largestDelta(findings, b) - largestDelta(findings, a)).slice(0, mostDetailed)
  )
  return findings.variables.filter((variable) => most.has(variable))
}

const whose: Readonly<Record<string, (title: string) => string>> = {
  missing_msrt: (title) => `While no measurement of ${title} is valid`,
  no_msrt: (title) => `Patients in whom ${title} is never measured`
}

const mostNamed = 3

type Compared = ImpactFindings["comparisons"][number]

/** A finding as it stands in its section and, in other words, in the answer on the first page. */
const sentences = (who: string, gravest: Compared, others: ReadonlyArray<string>) => {
  const also = others.length === 0 ? "" : ` Also worse: ${others.join(", ")}.`
  const rest = "at steps with a valid measurement"
  const told = inNaturalUnit(gravest)
  const name = { strong: who }
  if (told === undefined) return { text: text`${name}${byMetric(gravest, rest)}${also}` }
  const { difference, of, outcome, own, per, there } = told
  return {
    text: text`${name}${own} of ${per} ${of} ${outcome}, ${there} of ${per} ${rest}${difference}.${also}`,
    answer: text`${name}of ${per} ${of} ${own} ${outcome}, against ${there} ${rest}${difference}.`
  }
}

const byMetric = ({ cohort, difference, interval, metric, rest }: Compared, where: string): ReportDocument.Text => {
  const number = (value: number) => decimal(value, digits)
  const range =
    interval === null || difference === null
      ? ""
      : text` (difference ${number(difference)}, interval ${number(interval.low)} to ${number(interval.high)})`
  return text`${metricOf(metric).title} is ${number(cohort.estimate!)} against ${number(rest.estimate!)} ${where}${range}.`
}

/** Half the interval of a difference, from which on it supports no decimals. */
const widest = 1

/** "of 100 positive steps 47 have no alarm": of a metric that counts, as people count. */
const inNaturalUnit = ({ cohort, difference, interval, metric, rest }: Compared) => {
  const frequency = metricOf(metric).headline?.frequency
  if (frequency === undefined || interval === null || difference === null) return undefined
  const { complement = false, of, outcome, per } = frequency
  const value = (share: number) => per * (complement ? 1 - share : share)
  const places = (per * (interval.high - interval.low)) / 2 >= widest ? 0 : 1
  const number = (one: number) => (places === 0 ? count(Math.round(one)) : decimal(one, places))
  const sign = complement === difference < 0 ? 1 : -1
  const ends = [interval.low, interval.high].map((end) => sign * per * (complement ? -end : end))
  const [low = 0, high = 0] = ends.toSorted((a, b) => a - b)
  return {
    of,
    outcome,
    per: count(per),
    own: number(value(cohort.estimate!)),
    there: number(value(rest.estimate!)),
    difference: text` (difference ${number(per * Math.abs(difference))}, ${number(low)} to ${number(high)})`
  }
}

/** Up to three kinds of steps at which a metric is significantly worse, material ones and large differences first. */
export const impactKeyFindings = (findings: ImpactFindings): ReadonlyArray<Block> => {
  const shown = detailed(findings)
  const found = findings.variables
    .flatMap((variable) =>
      comparedCategories(variable).flatMap(({ id: category }) => {
        const worse = worseOf(findings, variable, category)
        const material = worse.filter(({ verdict }) => verdict === "material")
        const gravest = material.find(({ metric }) => metric === "recall") ?? material[0] ?? worse[0]
        if (gravest === undefined) return []
        const others = worse.filter((one) => one !== gravest).map(({ metric }) => metricOf(metric).title)
        const { delta, verdict } = gravest
        return [
          {
            _tag: "KeyFinding" as const,
            measures: worse.map((one) => one.metric),
            verdict,
            ...sentences(`${whose[category]!(variable.title)}: `, gravest, others),
            weight: delta ?? 0,
            evidence: shown.includes(variable) ? anchorOf(variable) : "missingness-impact"
          }
        ]
      })
    )
    .toSorted((a, b) => Number(b.verdict === "material") - Number(a.verdict === "material") || b.weight - a.weight)
  const unnamed = found.length - mostNamed
  return [
    ...found.slice(0, mostNamed),
    ...(unnamed <= 0
      ? []
      : [
          paragraph(
            "Metrics are worse at ",
            count(unnamed),
            unnamed === 1 ? " more kind of steps" : " more kinds of steps",
            " without a valid measurement, as the ",
            { link: "#missingness-impact", text: "impact" },
            " says."
          )
        ])
  ]
}

/** Counts of steps are `null` where a count of patients beside them is withheld. */
const withheld = { value: null, note: "withheld" }

const ratioCell = (part: number | null, whole: number | null): ReportDocument.Cell =>
  part === null || whole === null ? withheld : whole === 0 ? null : part / whole

const summaryRows = (findings: ImpactFindings, variable: Variable): ReadonlyArray<Row> => {
  const all = variable.categories.reduce<number | null>(
    (sum, { steps }) => (sum === null || steps === null ? null : sum + steps),
    0
  )
  return variable.categories.map(({ id: category, patients, positivePatients, positives, steps }) => {
    const own = ofVariable(findings, variable, category)
    const worse = worseOf(findings, variable, category)
    const isRest = category === "with_msrt"
    return {
      variable: variable.title,
      category: stepTitles[category],
      steps: steps ?? withheld,
      share: ratioCell(steps, all),
      prevalence: ratioCell(positives, steps),
      patients,
      positivePatients,
      worse: isRest
        ? { value: "reference", mark: "muted" }
        : {
            value: `${worse.length} of ${own.length}`,
            ...(worse.length > 0 ? { mark: "worse" as const } : {}),
            ...(own.some(({ verdict }) => verdict === "too small") ? { note: "too small" } : {})
          },
      material: isRest ? null : own.filter(({ verdict }) => verdict === "material").length,
      delta: isRest ? null : (worse[0]?.delta ?? null),
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
    categories: variable.categories.filter(({ steps }) => steps !== 0).map(({ id }) => ({ id, label: stepTitles[id] })),
    panels,
    columns: 4
  }).map((figure, i, { length }) => ({
    _tag: "Chart",
    id: `missingness-impact-boxes-${variable.id}-${i + 1}`,
    spec: figure.spec,
    caption: `${variable.title}: metrics of steps with and without a valid measurement over ${findings.replicates.toLocaleString("en")} replicates; star: significantly worse than with one${length === 1 ? "" : ` (${i + 1} of ${length})`}`,
    alt: figure.alt
  }))
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
    ...(findings.leftOut === undefined
      ? []
      : [
          {
            _tag: "Caveat",
            severity: "note",
            text: [
              `Left out because scores are points and not probabilities: ${findings.leftOut.map((id) => metricOf(id).title).join(", ")}.`
            ]
          } as const
        ]),
    impactSummary(findings),
    ...impactCharts(findings),
    comparisonTable(findings),
    ...detailedBlocks(findings)
  ]
}

const detailedBlocks = (findings: ImpactFindings): ReadonlyArray<Block> => {
  const shown = detailed(findings)
  return [
    ...(findings.cohorts.length === 0
      ? []
      : [
          paragraph(
            "Within cohorts the difference is described and not judged: each interval holds alone, so that of twenty differences about one excludes 0 by chance. A cohort for which missing measurements cost more has a difference further on the worse side than that of all patients. Beside a cohort stands how many patients have a positive step where these are fewer than ",
            count(findings.verdictMinimum),
            " with or without a valid measurement. All metrics and intervals are in findings.json."
          )
        ]),
    ...(shown.length === findings.variables.length
      ? []
      : [
          paragraph(
            "Shown in detail are the ",
            count(shown.length),
            " variables with the largest significantly worse metrics; findings.json has the others within cohorts too."
          )
        ]),
    ...shown.flatMap((variable) => [
      heading(2, anchorOf(variable), variable.title),
      ...boxBlocks(findings, variable),
      ...withinTable(findings, variable)
    ])
  ]
}
