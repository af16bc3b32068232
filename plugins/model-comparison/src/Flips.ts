import type { Sides } from "@fairward/metrics"
import type { Paired } from "./Pairs.ts"

/** Events, or patients with a positive label, by who catches them. */
export interface FlipCounts {
  readonly all: number
  readonly both: number
  readonly lost: number
  readonly gained: number
  readonly neither: number
}

/** Whether each thing that is to be caught is, patient by patient: events, or positive steps where there are none. */
const caughtOf = ({ steps, threshold }: Paired, counted: "events" | "patients") => {
  if (counted === "events") {
    return {
      offsets: steps.eventOffsets,
      isCaught: steps.detectionScore.map((score) => Number(score >= threshold.value))
    }
  }
  const isCaught = steps.score.map((score, row) =>
    steps.label[row] === 1 ? Number(score >= threshold.value) : Number.NaN
  )
  return { offsets: steps.offsets, isCaught }
}

/** Counts of everyone and of every cohort, by side. What is not to be caught is `NaN`. */
export const flipsOf = (
  baseline: Paired,
  model: Paired,
  counted: "events" | "patients",
  { count, levels, of }: Sides.Sides
): ReadonlyArray<FlipCounts> => {
  const counts = Array.from({ length: count }, () => ({ all: 0, both: 0, lost: 0, gained: 0, neither: 0 }))
  const before = caughtOf(baseline, counted)
  const after = caughtOf(model, counted)
  for (let patient = 0; patient < before.offsets.length - 1; patient++) {
    const sides = of.subarray(patient * levels, (patient + 1) * levels).filter((side) => side >= 0)
    for (let i = before.offsets[patient]!; i < before.offsets[patient + 1]!; i++) {
      const [was, is] = [before.isCaught[i]!, after.isCaught[i]!]
      if (Number.isNaN(was)) continue
      const how = was === 1 ? (is === 1 ? "both" : "lost") : is === 1 ? "gained" : "neither"
      for (const side of sides) {
        counts[side]!.all++
        counts[side]![how]++
      }
    }
  }
  return counts
}
