/** What alarms would catch and disturb at other thresholds. */

import { Sides } from "@fairward/metrics"
import { Quantile } from "@fairward/stats"
import { Effect } from "effect"
import { alarmCounts, forAll, type Policy } from "./AlarmPolicy.ts"
import { countsReaching, distinctDescending, eventItems, firstReached, itemCounts, stepItems } from "./ScoredItems.ts"
import { reaching, type Stays } from "./Stays.ts"

/** Counts per cell and threshold, row-major; thresholds descend. */
export interface Sweep {
  readonly thresholds: Float64Array
  /** Whether the thresholds hold every one at which something more is caught. */
  readonly exact: boolean
  /** What there is to catch, per cell. */
  readonly toCatch: Float64Array
  readonly caught: Uint32Array
  readonly trueAlarms: Uint32Array
  readonly falseAlarms: Uint32Array
}

/** The thresholds with the wanted one among them. */
const including = (thresholds: Float64Array, wanted: number): Float64Array => {
  const place = firstReached(thresholds, wanted)
  if (thresholds[place] === wanted) return thresholds
  return Float64Array.from([...thresholds.subarray(0, place), wanted, ...thresholds.subarray(place)])
}

/** What alarms would catch and disturb at thresholds, which descend: events or, by `unit`, positive steps. */
export const sweepAt = (
  stays: Stays,
  sides: Sides.Sides,
  unit: "event" | "step",
  thresholds: Float64Array
): Omit<Sweep, "exact"> => {
  const byEvent = unit === "event"
  const items = itemsToCatch(stays, unit)
  const caught = countsReaching(thresholds, items, sides)
  const trueAlarms = byEvent
    ? countsReaching(
        thresholds,
        stepItems(stays, (_, before) => before > 0),
        sides
      )
    : caught
  const falseAlarms = countsReaching(
    thresholds,
    stepItems(stays, (label, before) => (byEvent ? before === 0 : label === 0)),
    sides
  )
  return { thresholds, toCatch: Sides.sumsPerCohort(itemCounts(items), sides), caught, trueAlarms, falseAlarms }
}

const itemsToCatch = (stays: Stays, unit: "event" | "step") =>
  unit === "event" ? eventItems(stays) : stepItems(stays, (label) => label === 1)

/**
 * Every threshold at which one more event (or, by `unit`, positive step) is caught, and the audit's: between two of them
 * only false alarms change, and only upwards as the threshold falls.
 */
export const exactSweep = (stays: Stays, sides: Sides.Sides, unit: "event" | "step", threshold: number): Sweep => {
  const thresholds = including(distinctDescending(itemsToCatch(stays, unit).score), threshold)
  return { ...sweepAt(stays, sides, unit, thresholds), exact: true }
}

const gridOfEvents = 80
const gridOfSteps = 40

/**
 * Thresholds at which a policy is replayed: quantiles of the events' detection scores and of the scores at labelled
 * steps, and the audit's. Descending and distinct, about 120 of them.
 */
export const policyGrid = (stays: Stays, threshold: number): Float64Array => {
  const events = Quantile.usableAscending(eventItems(stays).score)
  const steps = Quantile.usableAscending(stepItems(stays, () => true).score)
  const quantiles = (ascending: Float64Array, parts: number) =>
    ascending.length === 0
      ? []
      : Array.from({ length: parts + 1 }, (_, i) => ascending[Math.round(((ascending.length - 1) * i) / parts)]!)
  const grid = [...quantiles(events, gridOfEvents), ...quantiles(steps, gridOfSteps)]
  return including(distinctDescending(Float64Array.from(grid)), threshold)
}

/** Counts of one threshold of a sweep under a policy, per cell. */
export interface Replayed {
  readonly caught: Float64Array
  readonly trueAlarms: Float64Array
  readonly falseAlarms: Float64Array
}

/** Replays the policy at one threshold. */
export const replayed = (stays: Stays, sides: Sides.Sides, policy: Policy, threshold: number): Replayed => {
  const counts = alarmCounts(stays, forAll(threshold, stays.patients.length), policy)
  return {
    caught: Sides.sumsPerCohort(counts.caught, sides),
    trueAlarms: Sides.sumsPerCohort(counts.trueAlarms, sides),
    falseAlarms: Sides.sumsPerCohort(counts.falseAlarms, sides)
  }
}

/** Replays every policy at every threshold; thresholds descend. As they rise, fewer and fewer rows are left. */
export const replaysOf = Effect.fnUntraced(function* (
  stays: Stays,
  sides: Sides.Sides,
  policies: ReadonlyArray<Policy>,
  thresholds: Float64Array
) {
  const replays = policies.map((): Array<Replayed> => [])
  let left = stays
  for (const threshold of thresholds.toReversed()) {
    left = reaching(left, threshold)
    for (const [i, policy] of policies.entries()) replays[i]!.push(replayed(left, sides, policy, threshold))
    yield* Effect.yieldNow
  }
  return replays.map((own): ReadonlyArray<Replayed> => own.toReversed())
})

/** The sweep of thresholds, which descend, from the replays of a policy at each of them. */
export const sweepFrom = (
  stays: Stays,
  sides: Sides.Sides,
  thresholds: Float64Array,
  replays: ReadonlyArray<Replayed>
): Sweep => {
  const table = (of: keyof Replayed) => {
    const counts = new Uint32Array(sides.count * thresholds.length)
    replays.forEach((replay, place) => {
      replay[of].forEach((count, cell) => {
        counts[cell * thresholds.length + place] = count
      })
    })
    return counts
  }
  return {
    thresholds,
    exact: false,
    toCatch: Sides.sumsPerCohort(itemCounts(eventItems(stays)), sides),
    caught: table("caught"),
    trueAlarms: table("trueAlarms"),
    falseAlarms: table("falseAlarms")
  }
}

/** The sweep of thresholds at each of which the policy is replayed; thresholds descend. */
export const policySweep = Effect.fnUntraced(function* (
  stays: Stays,
  sides: Sides.Sides,
  policy: Policy,
  thresholds: Float64Array
) {
  const [replays] = yield* replaysOf(stays, sides, [policy], thresholds)
  return sweepFrom(stays, sides, thresholds, replays!)
})
