import type { Findings } from "../Findings.ts"

export type Domains = ReadonlyMap<string, readonly [number, number]>

/**
 * One axis per metric over the whole report, so that a metric can be compared between groupings: from the lowest to the
 * highest whisker or estimate of any cohort, with a little room.
 */
export const axisDomains = ({ comparisons, metrics }: Findings): Domains =>
  new Map(
    metrics.map((metric) => {
      const values = comparisons
        .filter((one) => one.metric === metric)
        .flatMap(({ cohort }) => [cohort.low, cohort.high, cohort.estimate])
        .filter((value) => value !== null)
      if (values.length === 0) return [metric, [0, 1]] as const
      const low = Math.min(...values)
      const high = Math.max(...values)
      const room = Math.max((high - low) * 0.04, 1e-4)
      return [metric, [Math.max(0, low - room), Math.min(1, high + room)]] as const
    })
  )
