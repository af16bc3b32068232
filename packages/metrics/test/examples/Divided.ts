import { Dataset } from "@fairward/core"
import { LabelledSteps, Measures } from "@fairward/metrics"
import { Effect } from "effect"

/** Alarms at the first step of a stay, and at later ones of the same patients. */
export const alarms = Effect.gen(function* () {
  const dataset = yield* Dataset.Dataset
  const steps = LabelledSteps.labelledSteps(dataset, undefined)
  const isLater = Uint8Array.from(dataset.predictions!.step, (step) => (step === 0 ? 0 : 1))
  const units = LabelledSteps.divide(steps, LabelledSteps.testRows(dataset, isLater), 2)
  return yield* Measures.contrasts({
    columns: LabelledSteps.stepColumns(steps, { threshold: 0.5, bins: 0 }, units),
    measures: [
      {
        id: "alarms",
        sense: "none",
        unit: "share of steps",
        margin: 0.02,
        missing: "no labelled step",
        over: (s) => [s.tp + s.fp, s.steps]
      }
    ],
    units: {
      patientOf: units.patientOf,
      groupings: [
        {
          id: "time",
          categoryOf: Int16Array.from(units.category),
          categories: [
            { id: "first step", eventPatients: 0 },
            { id: "later", eventPatients: 0 }
          ],
          restEventPatients: [0, 0]
        }
      ]
    }
  })
})
