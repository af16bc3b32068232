/**
 * Who was warned at least so long ahead, per cohort: sums over patients of a replicate, from which shares of all evaluable
 * events and their variances follow.
 */
import { Clusters, Proportion } from "@fairward/stats"
import type { Cells } from "./GapTally.ts"
import type { TimeGaps } from "./TimeGaps.ts"

export interface LeadPlan {
  readonly cells: Cells
  readonly leads: number
  /** Test patients with an evaluable event. */
  readonly patient: Uint32Array
  /** b: evaluable events of each. */
  readonly events: Float64Array
  /** a: those warned of at least so long ahead, `leads` a patient. */
  readonly warned: Float64Array
  /** Place of each test patient with an event in the above. */
  readonly placeOf: ReadonlyMap<number, number>
}

/** Sums of a cell: patients drawn, of them with an event, sum of w b and of w b^2; then per lead of w a, w a^2 and w a b. */
const at = { drawn: 0, bearing: 1, events: 2, eventSquares: 3, lead: 4 } as const

export const sumsOf = (leads: number): number => at.lead + 3 * leads

/** `leadSteps`: steps ahead. */
export const leadPlan = ({ gap, patient }: TimeGaps, leadSteps: ReadonlyArray<number>, cells: Cells): LeadPlan => {
  const patients = [...new Set(patient)]
  const placeOf = new Map(patients.map((one, place) => [one, place]))
  const events = new Float64Array(patients.length)
  const warned = new Float64Array(patients.length * leadSteps.length)
  patient.forEach((one, event) => {
    const place = placeOf.get(one)!
    events[place]!++
    leadSteps.forEach((steps, lead) => {
      if (gap[event]! >= steps) warned[place * leadSteps.length + lead]!++
    })
  })
  return { cells, leads: leadSteps.length, patient: Uint32Array.from(patients), events, warned, placeOf }
}

/** Sums a replicate, given the patients' multiplicities, into `sums`: those of cell c from `c * sumsOf(leads)` on. */
export const countLeads = (plan: LeadPlan, weight: Uint8Array, sums: Float64Array): void => {
  const { cells, events, leads, patient, warned } = plan
  const { levels, of } = cells
  const size = sumsOf(leads)
  sums.fill(0)
  for (let i = 0; i < weight.length; i++) {
    for (let level = 0; level < levels; level++) {
      const cell = of[i * levels + level]!
      if (cell >= 0) sums[cell * size + at.drawn]! += weight[i]!
    }
  }
  for (let place = 0; place < patient.length; place++) {
    const i = patient[place]!
    const w = weight[i]!
    if (w === 0) continue
    const b = events[place]!
    for (let level = 0; level < levels; level++) {
      const cell = of[i * levels + level]!
      if (cell < 0) continue
      const base = cell * size
      sums[base + at.bearing]! += w
      sums[base + at.events]! += w * b
      sums[base + at.eventSquares]! += w * b * b
      for (let lead = 0; lead < leads; lead++) {
        const a = warned[place * leads + lead]!
        const first = base + at.lead + 3 * lead
        sums[first]! += w * a
        sums[first + 1]! += w * a * a
        sums[first + 2]! += w * a * b
      }
    }
  }
}

/** Share of a side's evaluable events that were warned of so early; `NaN` without events. */
export const warnedShare = (side: Float64Array, lead: number): number => side[at.lead + 3 * lead]! / side[at.events]!

/** What persons with several stays add: to sums of squares, to the count of patients, and to that of those with an event. */
export interface Together {
  readonly squares: Clusters.SharedSums
  readonly drawn: Clusters.SharedSums
  readonly bearing: Clusters.SharedSums
}

const alone: Together = {
  squares: Clusters.noneShared,
  drawn: Clusters.noneShared,
  bearing: Clusters.noneShared
}

/** What they add in a replicate to the variances of a share in a cohort and its rest, whose sums are given. */
export const togetherOf = (
  { events, leads, placeOf, warned }: LeadPlan,
  units: Clusters.SharedUnits,
  category: number,
  weight: Uint8Array,
  cohort: Float64Array,
  rest: Float64Array,
  lead: number
): Together => {
  const weightOf = (patient: number) => weight[patient]!
  const influenceOn = (side: Float64Array) => {
    const q = warnedShare(side, lead)
    return (patient: number): number => {
      const place = placeOf.get(patient)
      return place === undefined ? 0 : (warned[place * leads + lead]! - q * events[place]!) / side[at.events]!
    }
  }
  return {
    squares: Clusters.sharedSquares(units, category, weightOf, influenceOn(cohort), influenceOn(rest)),
    drawn: Clusters.surplusUnits(units, category, weightOf),
    bearing: Clusters.surplusUnits(units, category, weightOf, (patient) => placeOf.has(patient))
  }
}

/**
 * sum_i w_i u_i^2 with u_i = (a_i - q b_i) / sum b the influence of person i on the share q, at least
 * q~(1 - q~)/(n + 2), n the persons with an event. `NaN` without events.
 */
const shareVariance = (side: Float64Array, lead: number, within: number, surplus: number): number => {
  const q = warnedShare(side, lead)
  const total = side[at.events]!
  const first = at.lead + 3 * lead
  const squares = side[first + 1]! - 2 * q * side[first + 2]! + q * q * side[at.eventSquares]!
  const floor = Proportion.varianceFloor(q, side[at.bearing]! - surplus)
  return Number.isNaN(q) ? q : Math.max(squares / (total * total) + within, floor)
}

/**
 * Standard error of the difference of two sides' shares: sqrt(n / (n - 1) (v_cohort + v_rest - 2 sum_i w_i u_i,cohort u_i,rest)),
 * n the persons drawn of both. `NaN` where a side has no event.
 */
export const shareError = (
  cohort: Float64Array,
  rest: Float64Array,
  lead: number,
  { bearing, drawn, squares }: Together = alone
): number => {
  const n = cohort[at.drawn]! + rest[at.drawn]! - (drawn.cohort + drawn.rest + drawn.both)
  const variance =
    shareVariance(cohort, lead, squares.cohort, bearing.cohort) +
    shareVariance(rest, lead, squares.rest, bearing.rest) -
    2 * squares.both
  return Math.sqrt((n / (n - 1)) * Math.max(0, variance))
}
