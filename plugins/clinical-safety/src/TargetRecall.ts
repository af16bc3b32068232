/** The highest threshold that reaches a recall. */
import { type Dataset, type Detection, Threshold } from "@fairward/core"
import { Effect } from "effect"
import type { Sweep } from "./Sweep.ts"

export interface Target {
  readonly metric: "event-recall" | "recall"
  readonly value: number
}

/** `threshold` is `null` when none reaches the target; `reached` is then the best recall, `null` with nothing to catch. */
export interface Reached {
  readonly threshold: number | null
  readonly reached: number | null
}

/** Among these patients, exact over their distinct scores; without a policy. */
export const solveTarget = (
  target: Target,
  dataset: Dataset.DatasetShape,
  events: Detection.EvaluableEvents | undefined,
  patients: Uint32Array
): Effect.Effect<Reached> => {
  const { splits } = dataset.patients
  const restricted = { ...dataset, patients: { ...dataset.patients, splits: { ...splits, test: patients } } }
  return Threshold.solve(target, restricted, events).pipe(
    Effect.map(({ chosenBy, value }): Reached => ({ threshold: value, reached: chosenBy!.reached })),
    Effect.catchTag("ThresholdError", ({ best }) => Effect.succeed<Reached>({ threshold: null, reached: best }))
  )
}

/** In a cell of a sweep, among its thresholds. */
export const targetOnSweep = ({ caught, thresholds, toCatch }: Sweep, cell: number, target: number): Reached => {
  const total = toCatch[cell]!
  if (total === 0) return { threshold: null, reached: null }
  const own = caught.subarray(cell * thresholds.length, (cell + 1) * thresholds.length)
  const place = own.findIndex((count) => count / total >= target)
  return place < 0
    ? { threshold: null, reached: own.reduce((most, count) => Math.max(most, count), 0) / total }
    : { threshold: thresholds[place]!, reached: own[place]! / total }
}
