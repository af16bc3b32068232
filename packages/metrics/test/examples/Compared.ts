import { Dataset } from "@fairward/core"
import { Measures } from "@fairward/metrics"
import { Effect } from "effect"

export const highScores = Effect.gen(function* () {
  const { patients, predictions } = yield* Dataset.Dataset
  const { offsets, score } = predictions!
  const countOf = (holds: (row: number) => boolean) =>
    Float64Array.from(patients.splits.test, (patient) => {
      let count = 0
      for (let row = offsets[patient]!; row < offsets[patient + 1]!; row++) if (holds(row)) count++
      return count
    })
  return yield* Measures.contrasts({
    columns: { high: countOf((row) => score[row]! >= 0.9), all: countOf(() => true) },
    measures: [
      {
        id: "high_scores",
        sense: "none",
        unit: "share of predictions",
        margin: 0.02,
        missing: "no prediction",
        over: (s) => [s.high, s.all]
      }
    ]
  })
})
