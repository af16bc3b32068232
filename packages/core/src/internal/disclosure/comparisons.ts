import type { ReportedGrouping } from "../../AuditFindings.ts"
import type { Comparison, Side } from "../../Comparison.ts"
import { isSmall } from "./protect.ts"
import { rounded, roundedToStep, stepOf } from "./rounding.ts"

/** Counts of a cohort before any was withheld. */
export interface Population {
  readonly grouping: string
  readonly category: string
  readonly counts: ReadonlyArray<number>
}

const countsIn = ({ eventPatients, events, patients }: ReportedGrouping["categories"][number]) =>
  [patients, eventPatients, events].map((count) => count ?? 0)

/** Patients, event-bearing patients and events of each cohort and of its rest. */
export const populationsOf = (
  groupings: ReadonlyArray<ReportedGrouping>
): ReadonlyMap<string, { readonly cohort: ReadonlyArray<number>; readonly rest: ReadonlyArray<number> }> =>
  new Map(
    groupings.flatMap(({ categories, id }) => {
      const all = categories
        .map(countsIn)
        .reduce<ReadonlyArray<number>>((total, own) => own.map((count, i) => count + (total[i] ?? 0)), [])
      return categories.map((category) => {
        const cohort = countsIn(category)
        return [cohortKey(id, category.id), { cohort, rest: all.map((count, i) => count - cohort[i]!) }] as const
      })
    })
  )

export const cohortKey = (grouping: string, category: string): string => JSON.stringify([grouping, category])

const near = 1e-9

/** Whether a share is that of so few patients or events, or of all but so few, that it tells how many. */
const tellsSmallCount = (share: number | null, populations: ReadonlyArray<number>, minimum: number): boolean =>
  share !== null &&
  share > 0 &&
  share < 1 &&
  populations.some((count) => {
    const part = Math.round(share * count)
    return Math.abs(share * count - part) < near * count && (isSmall(part, minimum) || isSmall(count - part, minimum))
  })

const judgements: ReadonlyArray<Comparison["verdict"]> = [
  "material",
  "equivalent",
  "worse",
  "better",
  "greater",
  "less",
  "inconclusive"
]

const emptySide = ({ replicates }: Side): Side => ({
  estimate: null,
  median: null,
  q1: null,
  q3: null,
  low: null,
  high: null,
  replicates,
  reason: "withheld"
})

const tooFew = "fewer patients than a verdict needs count in the cohort or its rest"

/** A comparison without numbers. Its verdict stays: whether a cohort is worse off is not to be hidden. */
const withoutNumbers = (comparison: Comparison, reason: string): Comparison => ({
  ...comparison,
  cohort: emptySide(comparison.cohort),
  rest: emptySide(comparison.rest),
  difference: null,
  delta: null,
  direction: null,
  mannWhitney: { p: null, alpha: comparison.mannWhitney.alpha, significant: false, reason },
  interval: null,
  detectable: null,
  ...(comparison.verdict === "too small"
    ? { reason: tooFew }
    : {
        verdict: "not estimable",
        reason,
        ...(judgements.includes(comparison.verdict) ? { withheld: comparison.verdict } : {})
      })
})

const shares = ({ cohort, rest }: Comparison): boolean =>
  [cohort, rest].every(({ high, low }) => (low ?? 0) >= 0 && (high ?? 0) <= 1)

/** A comparison whose numbers are rounded so that one patient more or less in either side could not be told. */
const coarse = (comparison: Comparison): Comparison => {
  const { cohort, interval, rest, verdict } = comparison
  const step = shares(comparison) ? stepOf(Math.min(cohort.bearing ?? 0, rest.bearing ?? 0)) : undefined
  const round = (value: number | null) =>
    value === null ? null : step === undefined ? rounded(value) : roundedToStep(value, step)
  const side = ({ bearing: _, ...numbers }: Side): Side => ({
    ...numbers,
    estimate: round(numbers.estimate),
    median: round(numbers.median),
    q1: round(numbers.q1),
    q3: round(numbers.q3),
    low: round(numbers.low),
    high: round(numbers.high)
  })
  return {
    ...comparison,
    cohort: side(cohort),
    rest: side(rest),
    difference: round(comparison.difference),
    delta: round(comparison.delta),
    interval: interval === null ? null : { ...interval, low: round(interval.low)!, high: round(interval.high)! },
    detectable: round(comparison.detectable),
    ...(verdict === "too small" ? { reason: tooFew } : {})
  }
}

/**
 * The comparisons of a list, without the numbers of those that rest on fewer than `minimum` patients on either side, are
 * of a cohort in `withheld`, or are shares that tell a small count; if that leaves a single category of a metric without
 * numbers, the one with the next fewest patients loses them too. All others are rounded.
 */
export const disclosedComparisons = (
  comparisons: ReadonlyArray<Comparison>,
  withheld: ReadonlySet<string>,
  populations: ReturnType<typeof populationsOf>,
  minimum: number
): ReadonlyArray<Comparison> => {
  const bearing = ({ cohort, rest }: Comparison) =>
    Math.min(cohort.bearing ?? Number.POSITIVE_INFINITY, rest.bearing ?? Number.POSITIVE_INFINITY)
  const hidden = new Set(
    comparisons.flatMap((one, i) => {
      const key = cohortKey(one.grouping, one.category)
      const population = populations.get(key)
      const tells =
        tellsSmallCount(one.cohort.estimate, population?.cohort ?? [], minimum) ||
        tellsSmallCount(one.rest.estimate, population?.rest ?? [], minimum)
      return bearing(one) < minimum || withheld.has(key) || tells ? [i] : []
    })
  )
  const byMetric = Map.groupBy(comparisons.keys(), (i) =>
    JSON.stringify([comparisons[i]!.grouping, comparisons[i]!.metric])
  )
  for (const own of byMetric.values()) {
    const shown = own.filter((i) => !hidden.has(i))
    if (own.length - shown.length !== 1 || shown.length === 0) continue
    hidden.add(shown.reduce((least, i) => (bearing(comparisons[i]!) < bearing(comparisons[least]!) ? i : least)))
  }
  const reason = `withheld: it rests on fewer than ${minimum} patients or events, or would tell such a number`
  return comparisons.map((one, i) => (hidden.has(i) ? withoutNumbers(one, reason) : coarse(one)))
}
