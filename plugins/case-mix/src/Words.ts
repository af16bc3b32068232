/** What was found of a cohort, in sentences that count as people do. */
import { Comparison, type ComparisonTables, type Measure, Prose, ReportDocument } from "@fairward/core"
import { Metric } from "@fairward/metrics"
import { type Explained, type Findings, measuresOf, standardisedId } from "./Findings.ts"
import type { MetricName } from "./Options.ts"

const { text } = Prose
const { count, decimal, percentage } = ReportDocument

type Text = ReportDocument.Text
type KeyFinding = Extract<ReportDocument.Block, { readonly _tag: "KeyFinding" }>
type Grouping = ComparisonTables.ComparedGrouping

/** A cohort in a metric, against all of its rest and like with like. */
export interface Compared {
  readonly grouping: Grouping
  readonly category: Grouping["categories"][number]
  readonly metric: MetricName
  readonly crude: Comparison.Comparison
  readonly alike: Comparison.Comparison
  readonly explained: Explained
}

export const comparedOf = (findings: Findings): ReadonlyArray<Compared> =>
  findings.groupings.flatMap((grouping) =>
    grouping.categories.flatMap((category) =>
      findings.metrics.flatMap((metric): ReadonlyArray<Compared> => {
        const isOf = (one: { readonly grouping: string; readonly category: string }) =>
          one.grouping === grouping.id && one.category === category.id
        const find = (id: string) => findings.comparisons.find((one) => isOf(one) && one.metric === id)
        const [crude, alike] = [find(metric), find(standardisedId(metric))]
        const explained = findings.explained.find((one) => isOf(one) && one.metric === metric)
        return crude === undefined || alike === undefined || explained === undefined
          ? []
          : [{ grouping, category, metric, crude, alike, explained }]
      })
    )
  )

/** False alarms have no column in the map of cohorts, which would say how they are counted. */
const falseAlarms: Measure.Frequency = {
  per: 100,
  of: "negative steps",
  outcome: "have an alarm",
  patients: { of: "patients with a negative label", outcome: "have an alarm" }
}

/** What is counted of a metric. */
export const frequencyOf = ({ isClassical }: Findings, metric: MetricName): Measure.Frequency => {
  const { headline } = Metric.metricById.get(metric)!
  const frequency = metric === "fpr" ? falseAlarms : headline!.frequency!
  return isClassical && frequency.patients !== undefined ? { ...frequency, ...frequency.patients } : frequency
}

/** How many more of what is counted a difference is. */
export const countedDifference = ({ complement = false, per }: Measure.Frequency, difference: number): number =>
  per * (complement ? -difference : difference)

const digitsOf = ({ per }: Measure.Frequency, { interval }: Comparison.Comparison): number => {
  const half = interval === null ? 1 : (per * (interval.high - interval.low)) / 2
  return Math.min(3, Math.max(0, Math.ceil(-Math.log10(half))))
}

const verdictOf = ({ verdict, withheld = verdict }: Comparison.Comparison) => withheld

const isWorse = (findings: Findings, one: Comparison.Comparison): boolean =>
  Comparison.isSignificantlyWorse({ ...one, verdict: verdictOf(one) }, findings.significance)

/** "of 100 events 31 are missed, against 20 in ... (difference 11, 4 to 18)". */
const sidesWords = (findings: Findings, metric: MetricName, one: Comparison.Comparison, against: string): Text => {
  const { cohort, difference, interval, rest } = one
  const frequency = frequencyOf(findings, metric)
  const { complement = false, of, outcome, per } = frequency
  if (cohort.estimate === null || rest.estimate === null) return text`by numbers that are withheld`
  const digits = digitsOf(frequency, one)
  const value = (estimate: number) => decimal(per * (complement ? 1 - estimate : estimate), digits)
  const ends = interval === null ? [] : [interval.low, interval.high].map((end) => countedDifference(frequency, end))
  const [low, high] = ends.toSorted((a, b) => a - b)
  const width =
    low === undefined || difference === null
      ? []
      : text` (difference ${decimal(countedDifference(frequency, difference), digits)}, ${decimal(low, digits)} to ${decimal(high!, digits)})`
  return text`of ${count(per)} ${of} ${value(cohort.estimate)} ${outcome}, against ${value(rest.estimate)} ${against}${width}`
}

const unjudged: ReadonlyArray<ReportDocument.Verdict> = ["too small", "not estimable", "no verdict"]

/** How much of the crude difference is not there like with like; where that is less than none, how much more there is. */
const explainedWords = ({ alike, explained: { high, low, share } }: Compared): Text => {
  if (share === null || unjudged.includes(verdictOf(alike))) return []
  if (low === null || high === null) {
    return text` Of the difference from all of the rest the case mix explains ${percentage(share, 0)}.`
  }
  if (high < 0) {
    return text` The case mix explains nothing of the difference from all of the rest, but hides a part: like with like it is larger by ${percentage(-share, 0)} (${percentage(-high, 0)} to ${percentage(-low, 0)}).`
  }
  return low <= 0
    ? text` The case mix is not shown to explain any of the difference from all of the rest (${percentage(low, 0)} to ${percentage(high, 0)}).`
    : text` Of the difference from all of the rest the case mix explains ${percentage(share, 0)} (${percentage(low, 0)} to ${percentage(high, 0)}).`
}

const whoOf = ({ category, grouping }: Compared): Text =>
  text`${{ strong: category.label }} (${grouping.title.toLowerCase()}): `

/** Of a cohort that is worse off like with like. */
const worseAlike = (findings: Findings, one: Compared): Text => {
  const said = sidesWords(findings, one.metric, one.alike, "among comparable patients of the rest")
  if (!isWorse(findings, one.crude)) {
    return text`${whoOf(one)}like with like, ${said}. Against all of the rest no such difference is shown: its case mix hides it.`
  }
  return text`${whoOf(one)}like with like, ${said}.${explainedWords(one)}`
}

/** Of a cohort that is worse off than its rest, but not like with like, what that means. */
const likeWithLikeWords = (findings: Findings, one: Compared): Text => {
  const { alike, metric } = one
  const frequency = frequencyOf(findings, metric)
  switch (verdictOf(alike)) {
    case "equivalent":
      return ["Like with like the difference is inside its margin."]
    case "better":
      return ["Like with like it is better off."]
    case "inconclusive": {
      const most = Comparison.couldBeWorseBy(alike)
      return most === null
        ? ["Like with like no difference is shown."]
        : text`Like with like no difference is shown, but one of up to ${decimal(frequency.per * most, digitsOf(frequency, alike))} in ${count(frequency.per)} is not ruled out.`
    }
    default:
      return ["Too few of its patients have comparable ones in the rest to say more."]
  }
}

const worseCrude = (findings: Findings, one: Compared): Text =>
  text`${whoOf(one)}${sidesWords(findings, one.metric, one.crude, "in all of the rest")}. ${likeWithLikeWords(findings, one)}${explainedWords(one)}`

const beyondMargin = ({ difference, margin }: Comparison.Comparison): number =>
  difference === null || margin === null || margin === 0 ? 0 : Math.abs(difference) / margin - 1

const harmOf = ({ metric }: Compared): Measure.Harm => Metric.metricById.get(metric)!.harm

const gravestFirst = (a: Compared, b: Compared): number =>
  ReportDocument.harms.indexOf(harmOf(a)) - ReportDocument.harms.indexOf(harmOf(b)) ||
  Number(b.alike.verdict === "material") - Number(a.alike.verdict === "material") ||
  beyondMargin(b.alike) - beyondMargin(a.alike)

/** Cohorts that are worse off like with like: the gravest of each, and in what else. */
const findingOf = (findings: Findings, [gravest, ...others]: ReadonlyArray<Compared>): KeyFinding => {
  const { alike, category, grouping } = gravest!
  const titles = others.map(({ metric }) => Metric.metricById.get(metric)!.title)
  return {
    _tag: "KeyFinding",
    verdict: alike.verdict,
    text: text`${worseAlike(findings, gravest!)}${titles.length === 0 ? "" : ` Also worse like with like: ${Prose.listed(titles)}.`}`,
    measures: [gravest!, ...others].map(({ metric }) => standardisedId(metric)),
    // That the cohort is worse off than all of its rest other analyses tell: this one tells where it comes from.
    harm: isWorse(findings, gravest!.crude) ? "sources" : harmOf(gravest!),
    weight: beyondMargin(alike),
    evidence: `case-mix-${grouping.id}`,
    cohorts: [{ grouping: grouping.id, category: category.id }]
  }
}

const mostTold = 6

/** Who is worse off like with like, and whose difference from all of the rest is not there like with like. */
export const findingBlocks = (findings: Findings): ReadonlyArray<ReportDocument.Block> => {
  const all = comparedOf(findings)
  const alike = all.filter((one) => isWorse(findings, one.alike)).toSorted(gravestFirst)
  const ofCohorts = [
    ...Map.groupBy(alike, ({ category, grouping }) => JSON.stringify([grouping.id, category.id])).values()
  ]
  const only = all.filter((one) => isWorse(findings, one.crude) && !isWorse(findings, one.alike))
  const crude = only.toSorted((a, b) => beyondMargin(b.crude) - beyondMargin(a.crude))
  const left = crude.length - mostTold
  return [
    ...ofCohorts.map((own) => findingOf(findings, own)),
    ...crude.slice(0, mostTold).map((one) => ReportDocument.paragraph(...worseCrude(findings, one))),
    ...(left > 0
      ? [ReportDocument.paragraph(...text`${count(left)} more such differences are in the table of the annex.`)]
      : [])
  ]
}

/** For tables that all stages have. */
export const comparedMeasures = (findings: Findings): ComparisonTables.Compared => ({
  ...findings,
  stage: "case-mix",
  metricTitle: "Metric",
  metrics: measuresOf(findings)
})

export const isNotable = (findings: Findings, { alike, crude }: Compared): boolean =>
  isWorse(findings, crude) || isWorse(findings, alike)
