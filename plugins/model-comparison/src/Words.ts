/** What exchanging models means, in sentences. */
import { Comparison, type ComparisonTables, type Measure, Prose, ReportDocument } from "@fairward/core"
import type { Metric } from "@fairward/metrics"
import { differenceId, type Findings, type Model, type Told, toldMeasures } from "./Findings.ts"

const { counted, listedFew, text } = Prose
const { count, decimal, harms } = ReportDocument

type Text = ReportDocument.Text
type KeyFinding = Extract<ReportDocument.Block, { readonly _tag: "KeyFinding" }>
type Judged = Comparison.Comparison

/** A comparison of a cohort, with what it is of. */
interface Found {
  readonly told: Told
  readonly comparison: Judged
}

type Grouping = ComparisonTables.ComparedGrouping
type Category = Grouping["categories"][number]

const strong = (words: string) => ({ strong: words })

/** False alarms are told so too, which have no column in the map of cohorts. */
const falseAlarms: Measure.Frequency = {
  per: 100,
  of: "negative steps",
  outcome: "have an alarm",
  patients: { of: "patients with a negative label", outcome: "have an alarm" }
}

/** What is counted of a metric, of patients where each has one prediction. */
const frequencyOf = ({ headline, id }: Metric.Metric, counts: Findings["counted"]): Measure.Frequency | undefined => {
  const frequency = id === "fpr" ? falseAlarms : headline?.frequency
  return counts === "patients" && frequency?.patients !== undefined
    ? { ...frequency, ...frequency.patients }
    : frequency
}

/** "of 100 events 31 are missed, against 22 with current", or "FPR is 0.120, against 0.080 with current". */
const bothValues = (
  { metric }: Pick<Told, "metric">,
  counts: Findings["counted"],
  [after, before]: readonly [number, number],
  baseline: Model
): Text => {
  const frequency = frequencyOf(metric, counts)
  if (frequency === undefined) {
    return text`${metric.title} is ${decimal(after, 3)}, ${asWith(after === before, baseline, decimal(before, 3))}`
  }
  const { complement = false, of, outcome, per } = frequency
  const [own, other] = [after, before].map((value) => per * (complement ? 1 - value : value))
  const digits = Math.round(own!) === Math.round(other!) && own !== other ? 1 : 0
  return text`of ${count(per)} ${of} ${decimal(own!, digits)} ${outcome}, ${asWith(own === other, baseline, decimal(other!, digits))}`
}

const asWith = (areEqual: boolean, { title }: Model, value: ReportDocument.Inline): Text =>
  areEqual ? text`as with ${title}` : text`against ${value} with ${title}`

const direction = (findings: Findings, { comparison }: Found) =>
  Comparison.significantDirection(
    { ...comparison, verdict: comparison.withheld ?? comparison.verdict },
    findings.significance
  )

const beyondMargin = ({ comparison: { difference, margin } }: Found): number =>
  difference === null || margin === null || margin === 0 ? 0 : Math.abs(difference) / margin - 1

const gravestFirst = (a: Found, b: Found): number =>
  Number(a.told.between === "changes") - Number(b.told.between === "changes") ||
  harms.indexOf(a.told.harm) - harms.indexOf(b.told.harm) ||
  Number(b.comparison.verdict === "material") - Number(a.comparison.verdict === "material") ||
  Number(b.told.metric.headline !== undefined) - Number(a.told.metric.headline !== undefined) ||
  beyondMargin(b) - beyondMargin(a)

/** What was found of a cohort with a model, with what each is of. */
const foundOf = (findings: Findings, model: Model, grouping: string, category: string): ReadonlyArray<Found> => {
  const measures = new Map(
    toldMeasures(findings)
      .filter((told) => told.model.id === model.id)
      .map((told) => [told.id, told])
  )
  return findings.comparisons.flatMap((comparison) => {
    const told = measures.get(comparison.metric)
    const isOf = comparison.grouping === grouping && comparison.category === category
    return told === undefined || !isOf ? [] : [{ told, comparison }]
  })
}

const intervalWords = ({ interval }: Judged, difference: number | null): Text =>
  interval === null || difference === null
    ? []
    : text` (difference ${decimal(difference, 3)}, simultaneous interval ${decimal(interval.low, 3)} to ${decimal(interval.high, 3)})`

/** " (difference 9, 2 to 16)", of 100 events where such are counted. */
const naturalDifference = ({ metric }: Told, counts: Findings["counted"], { difference, interval }: Judged): Text => {
  if (interval === null || difference === null) return []
  const { complement = false, per = 1 } = frequencyOf(metric, counts) ?? {}
  const digits = per === 1 ? 3 : 0
  const [low, high] = [interval.low, interval.high]
    .map((end) => (complement ? -end : end) * per)
    .toSorted((a, b) => a - b)
  return text` (difference ${decimal((complement ? -difference : difference) * per, digits)}, ${decimal(low!, digits)} to ${decimal(high!, digits)})`
}

/** "with proposed, of 100 events 31 are missed, against 22 with current (difference 9, 2 to 16)". */
const differenceWords = ({ baseline, counted: counts }: Findings, { comparison, told }: Found): Text => {
  const { cohort, rest } = comparison
  if (cohort.estimate === null || rest.estimate === null) {
    return text`with ${told.model.title} ${told.metric.title} is worse than with ${baseline.title}, by numbers that are withheld`
  }
  const values = bothValues(told, counts, [cohort.estimate, rest.estimate], baseline)
  return text`with ${told.model.title}, ${values}${naturalDifference(told, counts, comparison)}`
}

/** "falls behind its rest with proposed: recall changes by -0.020, in the rest by 0.060 (...)". */
const changeWords = ({ baseline }: Findings, { comparison, told }: Found): Text => {
  const { cohort, difference, rest } = comparison
  const begins = text`falls behind the rest with ${told.model.title} in place of ${baseline.title}: ${told.metric.title}`
  if (cohort.estimate === null || rest.estimate === null) return text`${begins}, by numbers that are withheld`
  return text`${begins} changes by ${decimal(cohort.estimate, 3)}, in the rest by ${decimal(rest.estimate, 3)}${intervalWords(comparison, difference)}`
}

const alsoNamed = 3

const alsoWords = (others: ReadonlyArray<Found>): Text => {
  const titles = (between: Told["between"]) =>
    others.filter(({ told }) => told.between === between).map(({ told }) => told.metric.title)
  const [differences, changes] = [titles("models"), titles("changes")]
  return [
    ...(differences.length === 0 ? [] : text` Also worse: ${listedFew(differences, alsoNamed)}.`),
    ...(changes.length === 0 ? [] : text` Further behind the rest: ${listedFew(changes, alsoNamed)}.`)
  ]
}

const findingOf = (
  findings: Findings,
  model: Model,
  grouping: Grouping,
  category: Category
): ReadonlyArray<{ readonly gravest: Found; readonly finding: KeyFinding }> => {
  const worse = foundOf(findings, model, grouping.id, category.id)
    .filter((one) => direction(findings, one) === "worse")
    .toSorted(gravestFirst)
  const [gravest, ...others] = worse
  if (gravest === undefined) return []
  const said = gravest.told.between === "models" ? differenceWords(findings, gravest) : changeWords(findings, gravest)
  const words = text`${strong(category.label)} (${grouping.title.toLowerCase()}): ${said}.`
  return [
    {
      gravest,
      finding: {
        _tag: "KeyFinding",
        verdict: gravest.comparison.verdict,
        text: text`${words}${alsoWords(others)}`,
        answer: text`${words}${atSolvedThresholds(findings)}`,
        measures: worse.map(({ told }) => told.id),
        harm: gravest.told.harm,
        weight: beyondMargin(gravest),
        evidence: `model-comparison-${grouping.id}`,
        cohorts: [{ grouping: grouping.id, category: category.id }]
      }
    }
  ]
}

/** Thresholds that were found on these patients are others on other patients, and alarms with them. */
const atSolvedThresholds = ({ baseline, models }: Findings): string =>
  [baseline, ...models].some(({ target }) => target !== null)
    ? " Each model is at its own threshold, found on these very patients."
    : ""

const cohortName = (grouping: Grouping, { label }: Category): string => `${label} (${grouping.title.toLowerCase()})`

/** Cohorts in which a difference from the baseline has a direction, by name. */
const cohortsThat = (findings: Findings, model: Model, told: Told, way: Comparison.Direction): ReadonlyArray<string> =>
  findings.groupings.flatMap((grouping) =>
    grouping.categories.flatMap((category) =>
      foundOf(findings, model, grouping.id, category.id).some(
        (one) => one.told.id === told.id && direction(findings, one) === way
      )
        ? [cohortName(grouping, category)]
        : []
    )
  )

/** The metric by which an exchange is told first: the gravest harm, counted in events where there are any. */
const mainOf = (findings: Findings, model: Model): Told | undefined =>
  toldMeasures(findings)
    .filter((told) => told.model.id === model.id && told.between === "models" && told.sense !== "none")
    .toSorted(
      (a, b) =>
        harms.indexOf(a.harm) - harms.indexOf(b.harm) ||
        Number(b.metric.headline !== undefined) - Number(a.metric.headline !== undefined)
    )[0]

const namesShown = 6

/** How much worse it could be in a cohort of which neither is shown. */
const ruledOut = (findings: Findings, told: Told): Text => {
  const open = findings.comparisons.flatMap((one) =>
    one.metric === told.id ? (Comparison.couldBeWorseBy(one) ?? []) : []
  )
  const frequency = frequencyOf(told.metric, findings.counted)
  if (open.length === 0) return []
  const most = Math.max(...open)
  return frequency === undefined
    ? text` In each cohort that was judged, a difference to its disadvantage of more than ${decimal(most, 3)} is ruled out.`
    : text` In each cohort that was judged it is ruled out that, of ${count(frequency.per)} ${frequency.of}, more than ${decimal(frequency.per * most, 1)} further ones ${frequency.outcome}.`
}

/** For whom an exchange would be worse, and for whom better. */
const whoWords = (findings: Findings, model: Model, told: Told): Text => {
  const [worse, better] = (["worse", "better"] as const).map((way) => cohortsThat(findings, model, told, way))
  if (findings.replicates < Comparison.verdictReplicates)
    return text` With so few replicates it is not judged for whom.`
  return [
    ...(worse!.length === 0
      ? text` No cohort was shown to be worse off with it${worse!.length + better!.length === 0 ? ", and none better" : ""}.`
      : text` Worse off with it: ${strong(listedFew(worse!, namesShown))}.`),
    ...(better!.length === 0 ? [] : text` Better off with it: ${listedFew(better!, namesShown)}.`)
  ]
}

/** "with proposed in place of current, of 100 events 24 are missed, against 20 with current. Worse off with it: ..." */
const exchangeWords = (findings: Findings, model: Model): Text => {
  const told = mainOf(findings, model)
  const own = findings.everyone.find(({ metric }) => metric === told?.id)
  if (told === undefined || own === undefined) return []
  const values =
    own.estimate === null || own.baseline === null
      ? text`the numbers of all patients are withheld or not estimable`
      : bothValues(told, findings.counted, [own.estimate, own.baseline], findings.baseline)
  return text`with ${model.title} in place of ${findings.baseline.title}, ${values}.${whoWords(findings, model, told)}${atSolvedThresholds(findings)}`
}

/** In one sentence for each model: what exchanging the baseline for it would mean, and for whom. */
export const exchangeBlocks = (findings: Findings): ReadonlyArray<ReportDocument.Block> =>
  findings.models.flatMap((model) => {
    const words = exchangeWords(findings, model)
    const told = mainOf(findings, model)
    if (words.length === 0 || told === undefined) return []
    return [
      ReportDocument.paragraph(
        ...text`${strong("What the exchange would mean: ")}${words}${cohortsThat(findings, model, told, "worse").length === 0 ? ruledOut(findings, told) : []}${flipWords(findings, model)}`
      )
    ]
  })

/** How many are caught by one of two models alone. */
const flipWords = (findings: Findings, model: Model): Text => {
  const flips = findings.everyoneFlips.find((one) => one.model === model.id)
  if (flips === undefined || findings.counted === null) return []
  const { all, gained, lost } = flips
  if ([all, gained, lost].some(Number.isNaN)) return []
  const what = findings.counted === "events" ? "event" : "patient with a positive label"
  const plural = findings.counted === "events" ? "events" : "patients with a positive label"
  return text` Of ${counted(all, what, plural)} ${count(lost)} that ${findings.baseline.title} catches ${lost === 1 ? "is" : "are"} missed with ${model.title}, and ${count(gained)} that it misses ${gained === 1 ? "is" : "are"} caught.`
}

/** What holds for everybody, for the first page, and a sentence a cohort that would be worse off, the gravest first. */
export const findingBlocks = (findings: Findings): ReadonlyArray<ReportDocument.Block> => {
  const told = findings.models.flatMap((model) =>
    findings.groupings.flatMap((grouping) =>
      grouping.categories.flatMap((category) => findingOf(findings, model, grouping, category))
    )
  )
  const everyone = findings.models.flatMap((model): ReadonlyArray<KeyFinding> => {
    const words = exchangeWords(findings, model)
    const told = mainOf(findings, model)
    return words.length === 0 || told === undefined
      ? []
      : [
          {
            _tag: "KeyFinding",
            verdict: "no verdict",
            scope: "everyone",
            text: words,
            measures: [differenceId(told.metric.id as Findings["metrics"][number], model.id)],
            weight: 0,
            evidence: "model-comparison"
          }
        ]
  })
  return [...everyone, ...told.toSorted((a, b) => gravestFirst(a.gravest, b.gravest)).map(({ finding }) => finding)]
}
