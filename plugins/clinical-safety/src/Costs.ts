/** The cost of errors, and where it is least. */
import type { Sweep } from "./Sweep.ts"

/** Cost of one missed event (or positive step) and of one false alarm, in one unit of money. */
export interface ErrorCosts {
  readonly missed: number
  readonly falseAlarm: number
}

/**
 * missed x cost of a missed event + falseAlarms x cost of a false alarm, in the unit of the costs.
 *
 * Counts are whole numbers >= 0; 0 and 0 cost 0. Doubling both costs doubles the cost. NaN in, NaN out.
 *
 * @example
 * errorCost({ missed: 5, falseAlarms: 50 }, { missed: 50_000, falseAlarm: 500 }) // 275,000
 */
export const errorCost = (
  { falseAlarms, missed }: { readonly missed: number; readonly falseAlarms: number },
  costs: ErrorCosts
): number => missed * costs.missed + falseAlarms * costs.falseAlarm

export interface Cheapest {
  /** `null`: it is cheapest never to alarm. */
  readonly threshold: number | null
  readonly cost: number
}

/** Cost of a cell at each threshold of a sweep. */
export const costsAlong = (
  { caught, falseAlarms, thresholds, toCatch }: Sweep,
  cell: number,
  costs: ErrorCosts
): Float64Array =>
  thresholds.map((_, place) => {
    const at = cell * thresholds.length + place
    return errorCost({ missed: toCatch[cell]! - caught[at]!, falseAlarms: falseAlarms[at]! }, costs)
  })

/** The threshold of least cost in a cell, the highest among ties; never to alarm counts as the highest of all. */
export const cheapest = (sweep: Sweep, cell: number, costs: ErrorCosts): Cheapest => {
  let best: Cheapest = {
    threshold: null,
    cost: errorCost({ missed: sweep.toCatch[cell]!, falseAlarms: 0 }, costs)
  }
  costsAlong(sweep, cell, costs).forEach((cost, place) => {
    if (cost < best.cost) best = { threshold: sweep.thresholds[place]!, cost }
  })
  return best
}
