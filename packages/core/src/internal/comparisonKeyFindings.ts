import * as Comparison from "../Comparison.ts"
import { unitWords } from "../Measure.ts"
import { enumerated, text } from "../Prose.ts"
import type { Block, Text } from "../ReportDocument.ts"
import * as Document from "../ReportDocument.ts"
import { type Compared, type ComparedGrouping, isDirected, isRepeated, metricOf, notableByDelta } from "./compared.ts"

type KeyFinding = Extract<Block, { readonly _tag: "KeyFinding" }>

const alsoNamed = 2
const smallNamed = 8

const prose = (compared: Compared, metric: string, value: number): Text => {
  const found = metricOf(compared, metric)
  const unit = unitWords(found)
  return text`${Document.decimal(value, found.digits ?? 3)}${unit === undefined ? "" : `\u00a0${unit}`}`
}

const sides = (compared: Compared, { cohort, interval, metric, rest }: Comparison.Comparison): Text => {
  if (cohort.estimate === null || rest.estimate === null) return text`by numbers that are not estimable or withheld`
  const inUnit = (value: number) => prose(compared, metric, value)
  const values = text`${inUnit(cohort.estimate)} against ${inUnit(rest.estimate)} in the rest`
  if (interval === null) return values
  const difference = inUnit(cohort.estimate - rest.estimate)
  return text`${values} (difference ${difference}, simultaneous interval ${inUnit(interval.low)} to ${inUnit(interval.high)})`
}

const also = (how: string, titles: ReadonlyArray<string>): Text => {
  if (titles.length === 0) return []
  const named = titles.length <= alsoNamed + 1 ? titles : titles.slice(0, alsoNamed)
  const more = titles.length - named.length
  return text` Also ${how}: ${named.join(", ")}${more === 0 ? "" : text` and ${Document.count(more)} more`}.`
}

/** How far a difference lies beyond its margin, in margins. */
const beyondMargin = ({ difference, margin }: Comparison.Comparison): number =>
  difference === null || margin === null || margin === 0 ? 0 : Math.abs(difference) / margin - 1

const firstIf =
  (holds: (comparison: Comparison.Comparison) => boolean) =>
  (a: Comparison.Comparison, b: Comparison.Comparison): number =>
    Number(holds(b)) - Number(holds(a))

/**
 * What is worse before what is greater or less; then by class of harm; what is material; measures that the stage calls its
 * headlines; and by how far they lie beyond their margins.
 */
const gravestFirst = (compared: Compared, comparisons: ReadonlyArray<Comparison.Comparison>) => {
  const classOf = ({ metric }: Comparison.Comparison) =>
    Document.harms.indexOf(metricOf(compared, metric).harm ?? "sources")
  const isHeadline = ({ metric }: Comparison.Comparison) => metricOf(compared, metric).headline !== undefined
  return comparisons.toSorted(
    (a, b) =>
      firstIf(isDirected)(a, b) ||
      classOf(a) - classOf(b) ||
      firstIf(({ verdict }) => verdict === "material")(a, b) ||
      firstIf(isHeadline)(a, b) ||
      beyondMargin(b) - beyondMargin(a)
  )
}

const harmOf = (compared: Compared, { metric }: Comparison.Comparison): Pick<KeyFinding, "harm"> => {
  const { harm } = metricOf(compared, metric)
  return harm === undefined ? {} : { harm }
}

/** That only prevalence differs, where the corrected measure is not worse. */
const byPrevalence = (
  compared: Compared,
  gravest: Comparison.Comparison,
  own: ReadonlyArray<Comparison.Comparison>
): Text => {
  const { corrected } = metricOf(compared, gravest.metric)
  const found = own.find(({ metric }) => metric === corrected)
  if (found === undefined || found.interval === null || !isDirected(gravest)) return []
  if (found.verdict === "material" || found.verdict === "worse") return []
  const shown = found.verdict === "equivalent" || found.verdict === "better" ? found.verdict : "not shown to be worse"
  return text` At one common prevalence it is ${shown} (${metricOf(compared, found.metric).title.toLowerCase()}): how common events are can explain it.`
}

/** "is greater (more under-warned)". */
const directionWords = (compared: Compared, metric: string, direction: Comparison.Direction): string => {
  const { directions, isPlural = false } = metricOf(compared, metric)
  const is = `${isPlural ? "are" : "is"} ${direction}`
  return directions !== undefined && (direction === "greater" || direction === "less")
    ? `${is} (${directions[direction]})`
    : is
}

const cohortFinding = (
  compared: Compared,
  grouping: ComparedGrouping,
  category: ComparedGrouping["categories"][number]
): ReadonlyArray<{ readonly gravest: Comparison.Comparison; readonly finding: KeyFinding }> => {
  const own = compared.comparisons.filter(
    (one) => one.grouping === grouping.id && one.category === category.id && !isRepeated(compared, one)
  )
  const notable = gravestFirst(compared, notableByDelta(own, compared.significance))
  const [gravest] = notable
  if (gravest === undefined) return []
  const directionOf = (one: Comparison.Comparison) => Comparison.significantDirection(one, compared.significance)!
  const others = (["worse", "greater", "less"] as const).flatMap((direction) =>
    also(
      direction,
      notable
        .filter((one) => one !== gravest && directionOf(one) === direction)
        .map(({ metric }) => metricOf(compared, metric).title)
    )
  )
  return [
    {
      gravest,
      finding: {
        _tag: "KeyFinding",
        verdict: gravest.verdict,
        text: text`${{ strong: `${category.label} (${grouping.title.toLowerCase()}): ` }}${metricOf(compared, gravest.metric).title} ${directionWords(compared, gravest.metric, directionOf(gravest))}, ${sides(compared, gravest)}.${byPrevalence(compared, gravest, own)}${others}`,
        measures: notable.map(({ metric }) => metric),
        ...harmOf(compared, gravest),
        weight: beyondMargin(gravest),
        evidence: `${compared.stage}-${grouping.id}`,
        cohorts: [{ grouping: grouping.id, category: category.id }]
      }
    }
  ]
}

const tooSmallFinding = (
  compared: Compared,
  grouping: ComparedGrouping,
  verdictMinimum: number
): ReadonlyArray<KeyFinding> => {
  const small = grouping.categories.filter(({ id }) =>
    compared.comparisons.some(
      (one) => one.grouping === grouping.id && one.category === id && one.verdict === "too small"
    )
  )
  const { count, title } = compared.bearing ?? {
    title: "event-bearing patients",
    count: (_: string, id: string) => small.find((category) => category.id === id)!.eventPatients
  }
  const own = small.flatMap((category) => {
    const known = count(grouping.id, category.id)
    return Number.isNaN(known) || known < verdictMinimum ? [{ ...category, known }] : []
  })
  if (own.length === 0) return []
  const named = own.map(
    ({ known, label }) => text`${label} (${Number.isNaN(known) ? "withheld" : Document.count(known)})`
  )
  return [
    {
      _tag: "KeyFinding",
      verdict: "too small",
      text: text`${{ strong: `${grouping.title}: ` }}too few ${title} for a verdict in ${enumerated(named, smallNamed)}. Absence of a finding there is no evidence of fairness.`,
      weight: own.length,
      evidence: `${compared.stage}-${grouping.id}`,
      cohorts: own.map(({ id }) => ({ grouping: grouping.id, category: id }))
    }
  ]
}

/**
 * A sentence a cohort with a notable difference, of its gravest one, the cohorts with the gravest first; then the cohorts that
 * are too small to say.
 *
 * Graver is what is worse than what is greater or less where neither direction is worse; then the class of harm of the measure;
 * then what is material; then the stage's headlines; then what lies further beyond its margin.
 *
 * Evidence is the heading `<stage>-<grouping>`, which the stage's section must have.
 */
export const keyFindings = (compared: Compared, verdictMinimum: number): ReadonlyArray<Block> => {
  const told = compared.groupings.flatMap((grouping) =>
    grouping.categories.flatMap((category) => cohortFinding(compared, grouping, category))
  )
  const places = new Map(
    gravestFirst(
      compared,
      told.map(({ gravest }) => gravest)
    ).map((one, place) => [one, place])
  )
  const notable = told.toSorted((a, b) => places.get(a.gravest)! - places.get(b.gravest)!).map(({ finding }) => finding)
  const small = compared.groupings.flatMap((grouping) => tooSmallFinding(compared, grouping, verdictMinimum))
  return [...notable, ...small]
}
