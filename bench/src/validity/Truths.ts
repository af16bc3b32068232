/** True differences of planted populations, from very large simulations of them. */
import { Effect } from "effect"
import { type PlantedPerformance, settingOf } from "./Cells.ts"
import { compared } from "./Judgements.ts"
import { seedOf } from "./Plan.ts"
import { simulated } from "./Population.ts"
import { performanceWith } from "./Stages.ts"

/** Data sets of a plan are numbered from 0. */
const firstPlace = 90_000

/**
 * Differences of the cohort in every metric: means over `populations`, each `scale` times as large as the data sets. A handful
 * of replicates is drawn, since no interval is read.
 */
export const trueDifferences = Effect.fn("Validity.trueDifferences")(function* (
  { population, quotas: { cohort } }: PlantedPerformance,
  { populations, scale }: { readonly populations: number; readonly scale: number }
) {
  const sums: Record<string, number> = {}
  const { parameters, quotas } = population
  const scaled = {
    ...population,
    parameters: { ...parameters, patients: parameters.patients * scale },
    quotas: {
      ...quotas!,
      cohortBearing: quotas!.cohortBearing * scale,
      restBearing: quotas!.restBearing * scale,
      patients: quotas!.patients * scale
    }
  }
  for (let i = 0; i < populations; i++) {
    const seed = seedOf(0, 99, firstPlace + i)
    const [audit] = yield* compared(simulated(scaled, seed), settingOf([0.8], seed, 20), [performanceWith("all", {})])
    for (const { category, difference, grouping, metric } of audit!.comparisons.all!) {
      if (grouping !== cohort.attribute || category !== cohort.value || difference === null) continue
      sums[metric] = (sums[metric] ?? 0) + difference / populations
    }
  }
  return Object.fromEntries(Object.entries(sums).map(([metric, mean]) => [metric, Number(mean.toFixed(6))]))
})
