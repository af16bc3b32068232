/** How changes are told: in which words, in which order, and once where two categories say the same. */
import type { AuditFindings, Measure } from "@fairward/core"
import { unitWords } from "@fairward/core/Measure"
import { text } from "@fairward/core/Prose"
import type { Text, Verdict } from "@fairward/core/ReportDocument"
import * as Document from "@fairward/core/ReportDocument"
import type { Change, Changes, Stage } from "../Changes.ts"
import type { Names } from "./names.ts"

type Findings = AuditFindings.AuditFindings

/** What the document is made from. */
export interface Subject {
  readonly earlier: Findings
  readonly later: Findings
  readonly changes: Changes
  readonly names: Names
}

export type Described = typeof Measure.Measure.Type

export const measureOf = ({ measures }: Pick<Stage, "measures">, id: string): Described | undefined =>
  measures.find((one) => one.id === id)

export const digitsOf = (values: ReadonlyArray<number | null>, unit: string | undefined): number => {
  if (values.every((value) => value === null || Number.isInteger(value))) return 0
  const largest = Math.max(0, ...values.map((value) => Math.abs(value ?? 0)))
  return unit === "share" || largest < 1 ? 3 : largest < 100 ? 2 : 0
}

export const numbersOf = ({ change, earlier, interval, later, margin }: Change) => [
  change,
  earlier.difference,
  later.difference,
  interval?.low ?? null,
  interval?.high ?? null,
  margin
]

/** A number of a measure in a sentence. */
export const inWords = (measure: Described | undefined, value: number): Text => {
  if (measure?.unit === "share") return [Document.percentage(value, 1)]
  const unit = measure === undefined ? undefined : unitWords(measure)
  return text`${Document.decimal(value, digitsOf([value], measure?.unit))}${unit === undefined ? "" : `\u00a0${unit}`}`
}

/** A difference of a measure, or one and its interval, in a sentence. */
export const differenceInWords = (measure: Described | undefined, value: number): Text =>
  measure?.unit === "share" ? text`${Document.decimal(100 * value, 1)} percentage points` : inWords(measure, value)

/** With so many decimals that an end which is not 0 does not read so, which would belie a verdict. */
export const intervalInWords = (
  measure: Described | undefined,
  { high, low }: { readonly high: number; readonly low: number }
) => {
  if (measure?.unit !== "share") return text`${inWords(measure, low)} to ${inWords(measure, high)}`
  const hides = (digits: number) => [low, high].some((end) => end !== 0 && Math.abs(100 * end) < 0.5 * 10 ** -digits)
  const digits = [1, 2, 3].find((one) => !hides(one)) ?? 4
  return text`${Document.decimal(100 * low, digits)} to ${Document.decimal(100 * high, digits)} percentage points`
}

/** What became of the difference between a cohort and its rest. */
export const happened: Readonly<Partial<Record<Verdict, string>>> = {
  material: "fell back against its rest by more than the margin",
  worse: "fell back against its rest",
  better: "caught up with its rest",
  greater: "rose against its rest",
  less: "sank against its rest"
}

interface Sides {
  readonly cohort: number | null
  readonly rest: number | null
}

/** A change of a difference that the rest brought about: the cohort's own value did not move that way. */
export interface ByRest {
  readonly cohort: readonly [before: number, after: number]
  readonly rest: readonly [before: number, after: number]
  /** What became of the cohort's own value. */
  readonly own: "better" | "worse" | "higher" | "lower" | "the same"
}

/** That it was the rest that moved, where the difference changed against the cohort's own value or that stayed. */
export const byRest = (
  earlier: Sides,
  later: Sides,
  { between, sense }: Pick<Change, "between" | "sense">
): ByRest | undefined => {
  // There the other side is the same cohort with another model.
  if (between === "models") return undefined
  if (earlier.cohort === null || earlier.rest === null || later.cohort === null || later.rest === null) return undefined
  const [own, others] = [later.cohort - earlier.cohort, later.rest - earlier.rest]
  if (others === 0 || own * others < 0 || Math.abs(own) >= Math.abs(others)) return undefined
  const isHigher = own > 0
  const way =
    sense === "none" ? (isHigher ? "higher" : "lower") : isHigher === (sense === "higher") ? "better" : "worse"
  return { cohort: [earlier.cohort, later.cohort], rest: [earlier.rest, later.rest], own: own === 0 ? "the same" : way }
}

/** "from 34.9 % to 33.7 %", or that it stayed where both read alike. */
const fromTo = (measure: Described | undefined, [before, after]: ByRest["cohort"]): Text =>
  isReadAlike(measure, before, after)
    ? text`stayed at ${inWords(measure, after)}`
    : text`went from ${inWords(measure, before)} to ${inWords(measure, after)}`

const isReadAlike = (measure: Described | undefined, a: number, b: number): boolean =>
  measure?.unit === "share"
    ? (100 * a).toFixed(1) === (100 * b).toFixed(1)
    : a.toFixed(digitsOf([a], measure?.unit)) === b.toFixed(digitsOf([b], measure?.unit))

/** "the rest (Surgical ICU) went from 28.7 % to 6.0 %; its own value got better, it went from 34.9 % to 33.7 %". */
export const byRestInWords = (
  names: Names,
  { category, grouping }: Pick<Change, "category" | "grouping">,
  measure: Described | undefined,
  moved: ByRest
): Text => {
  const mirror = names.mirrorOf(grouping, category)
  const rest = mirror === undefined ? "" : ` (${names.categoryOf(grouping, mirror)})`
  const isAlike = isReadAlike(measure, ...moved.cohort)
  return text`the rest${rest} ${fromTo(measure, moved.rest)}; its own value ${isAlike ? "" : `got ${moved.own}, it `}${fromTo(measure, moved.cohort)}`
}

/** The same beside a verdict in a table. */
export const byRestInBrief = ({ own }: ByRest): string =>
  own === "the same" ? "by the rest, own same" : `by the rest, own ${own}`

export const isComparedBySome = ({ earlier, interval, later }: Change): boolean =>
  interval !== null || earlier.verdict !== "no verdict" || later.verdict !== "no verdict"

export const isChanged = ({ verdict }: Change): boolean => happened[verdict] !== undefined

/** "Surgical ICU (intensive care unit)". */
export const nameOf = (names: Names, { category, grouping }: Pick<Change, "category" | "grouping">): string =>
  `${names.categoryOf(grouping, category)} (${names.groupingOf(grouping).toLowerCase()})`

type Contrast = Pick<Change, "category" | "grouping" | "metric" | "stage">

/** Where a grouping has two categories everything is there twice: told of the one that is worse off, else of the first. */
export const toldOnce = <A extends Contrast>(
  all: ReadonlyArray<A>,
  names: Names,
  isHarmed: (one: A) => boolean
): ReadonlyArray<A> =>
  all.filter((one) => {
    const mirror = names.mirrorOf(one.grouping, one.category)
    const other = all.find(
      ({ category, grouping, metric, stage }) =>
        stage === one.stage && grouping === one.grouping && metric === one.metric && category === mirror
    )
    if (other === undefined) return true
    return isHarmed(one) === isHarmed(other) ? names.isFirst(one.grouping, one.category) : isHarmed(one)
  })

/** Of a change: that the cohort fell back, or rose where neither is worse. */
export const isSetback = ({ verdict }: Pick<Change, "verdict">): boolean =>
  verdict === "material" || verdict === "worse" || verdict === "greater"

const order: ReadonlyArray<Verdict> = ["material", "worse", "greater", "less", "better"]

export const beyond = ({ change, margin }: Change): number =>
  change === null || margin === null || margin === 0 ? 0 : Math.abs(change) / margin

export const gravestFirst = (stages: ReadonlyArray<Stage>, changes: ReadonlyArray<Change>): ReadonlyArray<Change> => {
  const harmOf = ({ metric, stage }: Change) =>
    Document.harms.indexOf(measureOf(stages.find(({ id }) => id === stage)!, metric)?.harm ?? "sources")
  return changes.toSorted(
    (a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict) || harmOf(a) - harmOf(b) || beyond(b) - beyond(a)
  )
}

export const allChanges = ({ stages }: Changes): ReadonlyArray<Change> => stages.flatMap(({ changes }) => changes)
