/** The smallest count of patients or events that numbers rest on: what whoever withholds small counts has to know. */

import { riskMetric, type Setting, type Sums, tierColumn } from "./Measures.ts"

/** The smallest of the counts above 0; 0 when there is none. */
export const fewestOf = (counts: Iterable<number>): number => {
  let fewest = Number.POSITIVE_INFINITY
  for (const count of counts) if (count > 0 && count < fewest) fewest = count
  return Number.isFinite(fewest) ? fewest : 0
}

/** Of counts that reach one of several thresholds, do not, or lie between two neighbours; `reached` in either order. */
export const fewestAlong = (reached: ReadonlyArray<number>, total: number): number =>
  fewestOf([
    ...reached,
    ...reached.map((count) => total - count),
    ...reached.slice(1).map((count, i) => Math.abs(count - reached[i]!))
  ])

/** Of patients or events that a measure follows from, given the sums of a side; 0 for measures of steps and alarms. */
export const fewestBehind = ({ costs, mode, tiers }: Setting, metric: string, sums: Sums): number => {
  if (mode === "patients") {
    const tier = tiers.findIndex((one) => riskMetric(one) === metric)
    const steps = sums[tier < 0 ? "steps" : tierColumn(tier, "steps")]!
    const positives = sums[tier < 0 ? "positives" : tierColumn(tier, "positives")]!
    if (tier >= 0) return fewestOf([positives, steps - positives])
    return fewestOf([sums.tp, sums.fn, sums.fp, steps - positives - sums.fp])
  }
  const isOfEvents =
    mode === "events" && (metric.startsWith("event_") || (metric.startsWith("cost_") && costs.unit === "event"))
  return isOfEvents ? fewestOf([sums.caught, sums.missed]) : 0
}
