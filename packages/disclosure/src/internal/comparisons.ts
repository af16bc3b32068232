import type { AuditFindings, Comparison as Comparisons, Disclosure } from "@fairward/core"
import { defaultMargin } from "@fairward/core/Comparison"
import { cohortKey, everyoneName } from "./membership.ts"
import { type Counted, keptName, type Relation } from "./quantities.ts"
import { above, below, isSmall, rounded, roundedToStep, stepAtLeast, stepOf } from "./rounding.ts"

type Comparison = Comparisons.Comparison
type Side = Comparisons.Side

/** Patients, event-bearing patients and events of cohorts and of everyone, before any was withheld. */
export interface Populations {
  readonly of: (cohort: string | undefined) => Disclosure.Population
  /** Of the other kept categories. */
  readonly rest: (cohort: string) => Disclosure.Population
}

const none: Disclosure.Population = { patients: 0, eventPatients: 0, events: 0 }

const populationOf = ({
  eventPatients,
  events,
  patients,
  persons
}: AuditFindings.ReportedCounts): Disclosure.Population => ({
  patients: persons ?? patients ?? 0,
  eventPatients: eventPatients ?? 0,
  events: events ?? 0
})

export const populationsOf = ({ everyone, groupings }: AuditFindings.AuditSummary): Populations => {
  const own = new Map<string, Disclosure.Population>()
  const rests = new Map<string, Disclosure.Population>()
  for (const { categories, id } of groupings) {
    const kept = categories.map(populationOf)
    const sum = (of: keyof Disclosure.Population) => kept.reduce((total, one) => total + one[of], 0)
    categories.forEach((category, c) => {
      const key = cohortKey(id, category.id)
      const one = kept[c]!
      own.set(key, one)
      rests.set(key, {
        patients: sum("patients") - one.patients,
        eventPatients: sum("eventPatients") - one.eventPatients,
        events: sum("events") - one.events
      })
    })
  }
  own.set(everyoneName, populationOf(everyone))
  return { of: (cohort) => own.get(cohort ?? everyoneName) ?? none, rest: (cohort) => rests.get(cohort) ?? none }
}

/** Whose numbers are held against the cohort's: with another model, its own. */
const heldAgainst = (
  { of, rest }: Populations,
  { between, category, grouping }: Pick<Comparison, "between" | "category" | "grouping">
): Disclosure.Population => (between === "models" ? of : rest)(cohortKey(grouping, category))

const near = 1e-9

const denominators: ReadonlyArray<(population: Disclosure.Population) => number> = [
  ({ eventPatients }) => eventPatients,
  ({ events }) => events,
  ({ patients }) => patients,
  ({ eventPatients, patients }) => patients - eventPatients
]

const isWhole = (estimate: number, of: number): boolean =>
  of > 0 && estimate >= 0 && estimate <= 1 && Math.abs(estimate * of - Math.round(estimate * of)) < near * of

/** Whether a share is exactly that of so few patients or events, or of all but so few. */
const isOfFew = (estimate: number | null, population: Disclosure.Population, minimum: number): boolean =>
  estimate !== null &&
  denominators.some((one) => {
    const of = one(population)
    const count = Math.round(estimate * of)
    return isWhole(estimate, of) && (isSmall(count, minimum) || isSmall(of - count, minimum))
  })

/** What a metric is a share of, if its estimates on both sides of every cohort are exactly that; counts what it counts. */
export interface MetricShare {
  readonly of: (population: Disclosure.Population) => number
  readonly counted: ReadonlyArray<Counted>
  readonly relations: ReadonlyArray<Relation>
  readonly known: string
  readonly together: ReadonlyArray<ReadonlyArray<Pick<Counted, "cohort" | "quantity">>>
}

/** What the same is called of the model that a cohort's is compared with. */
export const againstName = (quantity: string): string => `${quantity} of the other model`

/** A share's numerator, what is missing from it, and all, as quantities. */
export const sharedQuantities = (quantity: string, cohort: string, share: number, all: number, isGone: boolean) => {
  const count = Math.round(share * all)
  const terms = [
    { quantity, value: count },
    { quantity: `${quantity} not`, value: all - count },
    { quantity: `${quantity} of`, value: all }
  ]
  return {
    counted: terms.map((one): Counted => ({ ...one, cohort, isGone })),
    relation: { total: `${quantity} of`, parts: [quantity, `${quantity} not`] } satisfies Relation
  }
}

export const metricShare = (
  comparisons: ReadonlyArray<Comparison>,
  quantity: string,
  populations: Populations,
  isGone: (cohort: string) => boolean
): MetricShare | undefined => {
  const sides = comparisons.flatMap((one) => {
    const { between, category, cohort, grouping, rest } = one
    const key = cohortKey(grouping, category)
    const whose = { key, grouping, between }
    return [
      { ...whose, isRest: false, estimate: cohort.estimate, population: populations.of(key) },
      { ...whose, isRest: true, estimate: rest.estimate, population: heldAgainst(populations, one) }
    ]
  })
  const shown = sides.filter(({ estimate }) => estimate !== null)
  const of = denominators.find((one) => shown.every(({ estimate, population }) => isWhole(estimate!, one(population))))
  if (of === undefined || shown.length === 0) return undefined
  const own = shown
    .filter(({ between, isRest }) => !isRest || between === "models")
    .map(({ estimate, isRest, key, population }) =>
      sharedQuantities(isRest ? againstName(quantity) : quantity, key, estimate!, of(population), isGone(key))
    )
  // What a cohort and its rest have together is what any other cohort of the grouping has with its own.
  const againstRest = shown.filter(({ between }) => between !== "models")
  const kept = [...Map.groupBy(againstRest, ({ grouping }) => grouping)].flatMap(([grouping, sides]) => {
    const sum = (key: string) =>
      sides.filter((one) => one.key === key).map(({ estimate, population }) => [estimate!, of(population)] as const)
    const both = sides.map(({ key }) => sum(key)).find((pair) => pair.length === 2)
    if (both === undefined) return []
    const all = both.reduce((total, [, count]) => total + count, 0)
    const count = both.reduce((total, [estimate, count]) => total + Math.round(estimate * count), 0)
    return [sharedQuantities(quantity, keptName(grouping), all === 0 ? 0 : count / all, all, false)]
  })
  return {
    of,
    counted: [...own, ...kept].flatMap(({ counted }) => counted),
    relations: [...new Map([...own, ...kept].map(({ relation }) => [relation.total, relation])).values()],
    known: `${quantity} of`,
    together: own.map(({ counted }) => counted.slice(0, 2))
  }
}

const judgements: ReadonlyArray<Comparison["verdict"]> = [
  "material",
  "equivalent",
  "worse",
  "better",
  "greater",
  "less",
  "inconclusive"
]

const emptySide: Side = {
  estimate: null,
  median: null,
  q1: null,
  q3: null,
  low: null,
  high: null,
  replicates: 0,
  reason: "withheld"
}

const tooFew = "fewer patients than a verdict needs count in the cohort or its rest"

/** A comparison without numbers. Its verdict stays: whether a cohort is worse off is not to be hidden. */
const withoutNumbers = (comparison: Comparison, reason: string, hasVerdict: boolean): Comparison => ({
  ...comparison,
  cohort: emptySide,
  rest: emptySide,
  difference: null,
  delta: null,
  direction: null,
  mannWhitney: { p: null, alpha: comparison.mannWhitney.alpha, significant: false, reason },
  interval: null,
  detectable: null,
  ...(comparison.verdict === "too small" && hasVerdict
    ? { reason: tooFew }
    : {
        verdict: "not estimable",
        reason,
        ...(judgements.includes(comparison.verdict) && hasVerdict ? { withheld: comparison.verdict } : {})
      })
})

const notDefined = "not defined on these patients"

const shares = ({ cohort, rest }: Comparison): boolean =>
  [cohort, rest].every(({ high, low }) => (low ?? 0) >= 0 && (high ?? 0) <= 1)

/**
 * A distance within which so many patients of a side lie at its median: 2 minimum s / sqrt(n), with the standard error s,
 * 1 / (2 f sqrt(n)) of a median at the density f. 0 without an interval.
 */
const stepAmong = ({ bearing, high, low }: Side, minimum: number): number => {
  const spread = low === null || high === null ? 0 : (high - low) / (2 * 1.96)
  return spread === 0 ? 0 : stepAtLeast((2 * minimum * spread) / Math.sqrt(Math.max(1, bearing ?? 1)))
}

/**
 * A margin that is not as declared is a fifth of what all patients have, and so tells it: to one digit where that is at
 * least ten times the minimum, so that a digit holds as many counts as the minimum, else not at all.
 */
const toldMargin = (margin: number | null, { eventPatients }: Disclosure.Population, minimum: number): number | null =>
  margin === null || margin === defaultMargin || Number.isInteger(margin)
    ? margin
    : 5 * margin * eventPatients >= 10 * minimum
      ? Number(margin.toPrecision(1))
      : null

type Interval = NonNullable<Comparison["interval"]>

/** Its standard error is that of the interval that is told, and how it hangs together with others is not. */
const coarseInterval = (
  { joint, ...interval }: Interval,
  round: (value: number, towards: (multiples: number) => number) => number | null
): Interval => {
  const [low, high] = [round(interval.low, below)!, round(interval.high, above)!]
  if (joint === undefined) return { ...interval, low, high }
  const criticalValue = rounded(joint.criticalValue)
  const standardError = rounded((high - low) / (2 * criticalValue))
  const told = { family: joint.family, share: joint.share, standardError, criticalValue }
  return { ...interval, low, high, ...(standardError > 0 ? { joint: told } : {}) }
}

/** A comparison whose numbers are rounded so that one patient more or less in either side could not be told. */
const coarse = (comparison: Comparison, minimum: number, drawn: number): Comparison => {
  const { cohort, interval, mannWhitney, rest, verdict } = comparison
  const isShare = shares(comparison) || comparison.between === "changes"
  const step = isShare
    ? stepOf(Math.min(cohort.bearing ?? 0, rest.bearing ?? 0))
    : Math.max(stepAmong(cohort, minimum), stepAmong(rest, minimum))
  const round = (value: number | null, towards?: (multiples: number) => number) =>
    value === null ? null : step === 0 ? rounded(value) : roundedToStep(value, step, towards)
  const side = ({ bearing: _, reason: why, replicates, ...numbers }: Side): Side => ({
    ...(why === undefined ? {} : { reason: numbers.estimate === null ? notDefined : why }),
    replicates: replicates > 0 ? drawn : 0,
    estimate: round(numbers.estimate),
    median: round(numbers.median),
    q1: round(numbers.q1),
    q3: round(numbers.q3),
    low: round(numbers.low, below),
    high: round(numbers.high, above)
  })
  return {
    ...comparison,
    cohort: side(cohort),
    rest: side(rest),
    difference: round(comparison.difference),
    delta: round(comparison.delta),
    interval: interval === null ? null : coarseInterval(interval, round),
    detectable: round(comparison.detectable),
    ...(isShare ? { rounding: step } : {}),
    mannWhitney: {
      ...mannWhitney,
      p: mannWhitney.p === null ? null : rounded(mannWhitney.p),
      ...(mannWhitney.reason === undefined ? {} : { reason: "too few usable replicates" })
    },
    ...(verdict === "too small" ? { reason: tooFew } : {})
  }
}

/** The comparisons of a list: see `Withholding.apply`. `isTold`: that of a metric with a cohort would tell a small count. */
export const disclosedComparisons = (
  comparisons: ReadonlyArray<Comparison>,
  withheld: { readonly numbers: ReadonlySet<string>; readonly verdicts: ReadonlySet<string> },
  isTold: (comparison: Comparison) => boolean,
  populations: Populations,
  minimum: number,
  drawn: number
): ReadonlyArray<Comparison> => {
  const bearing = ({ cohort, rest }: Comparison) =>
    Math.min(cohort.bearing ?? Number.POSITIVE_INFINITY, rest.bearing ?? Number.POSITIVE_INFINITY)
  const hidden = new Set(
    comparisons.flatMap((one, i) => {
      const key = cohortKey(one.grouping, one.category)
      const isFew =
        isOfFew(one.cohort.estimate, populations.of(key), minimum) ||
        isOfFew(one.rest.estimate, heldAgainst(populations, one), minimum)
      const isUntold = withheld.numbers.has(key) || withheld.verdicts.has(key)
      return bearing(one) < minimum || isUntold || isFew || isTold(one) ? [i] : []
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
  return comparisons.map((one, i) => ({
    ...(hidden.has(i)
      ? withoutNumbers(one, reason, !withheld.verdicts.has(cohortKey(one.grouping, one.category)))
      : coarse(one, minimum, drawn)),
    margin: toldMargin(one.margin, populations.of(undefined), minimum)
  }))
}
