/**
 * Who was warned at least so long ahead, per cohort: sums over patients of a replicate, from which shares of all evaluable
 * events and their variances follow.
 */
import { Proportion } from "@fairward/stats"
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
  return { cells, leads: leadSteps.length, patient: Uint32Array.from(patients), events, warned }
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

/**
 * sum_i w_i u_i^2 with u_i = (a_i - q b_i) / sum b the influence of patient i on the share q, at least
 * q~(1 - q~)/(n + 2), n the patients with an event. `NaN` without events.
 */
const shareVariance = (side: Float64Array, lead: number): number => {
  const q = warnedShare(side, lead)
  const total = side[at.events]!
  const first = at.lead + 3 * lead
  const squares = side[first + 1]! - 2 * q * side[first + 2]! + q * q * side[at.eventSquares]!
  const floor = Proportion.varianceFloor(q, side[at.bearing]!)
  return Number.isNaN(q) ? q : Math.max(squares / (total * total), floor)
}

/**
 * Standard error of the difference of two sides' shares: sqrt(n / (n - 1) (v_cohort + v_rest)), n the patients drawn of
 * both. `NaN` where a side has no event.
 */
export const shareError = (cohort: Float64Array, rest: Float64Array, lead: number): number => {
  const n = cohort[at.drawn]! + rest[at.drawn]!
  return Math.sqrt((n / (n - 1)) * (shareVariance(cohort, lead) + shareVariance(rest, lead)))
}
