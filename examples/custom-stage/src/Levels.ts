import type { Dataset } from "@fairward/core"
import type { Level } from "./Findings.ts"
import { eachLabelled } from "./PatientWindows.ts"
import type { Window } from "./Windows.ts"

/** Mean score and observed risk of some patients in each window, every labelled step counting once. */
export const levelsOf = (
  predictions: Dataset.Predictions,
  patients: Iterable<number>,
  windows: ReadonlyArray<Window>,
  timestepMinutes: number
): ReadonlyArray<Level> => {
  const starts = windows.map(({ start }) => start)
  const tallies = windows.map(() => ({ patients: 0, steps: 0, scores: 0, positives: 0 }))
  for (const patient of patients) {
    const before = tallies.map(({ steps }) => steps)
    eachLabelled(predictions, patient, starts, timestepMinutes, (window, score, label) => {
      const tally = tallies[window]!
      tally.steps++
      tally.scores += score
      tally.positives += label
    })
    tallies.forEach((tally, w) => {
      if (tally.steps > before[w]!) tally.patients++
    })
  }
  return tallies.map(({ patients: seen, positives, scores, steps }, w) => ({
    window: windows[w]!.id,
    patients: seen,
    steps,
    meanScore: steps === 0 ? null : scores / steps,
    observedRisk: steps === 0 ? null : positives / steps
  }))
}
