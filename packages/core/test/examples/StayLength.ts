import { Dataset, Minutes, ReportDocument, Stage } from "@fairward/core"
import { Effect, Schema } from "effect"

const Options = Schema.Struct({
  longerThan: Minutes.Minutes.pipe(Schema.withDecodingDefaultKey(Effect.succeed("24 h")))
})

const Findings = Schema.Struct({ patients: Schema.Int, long: Schema.Int, minutes: Schema.Finite })

export default Stage.make({
  meta: {
    id: "stay-length",
    title: "Length of stay",
    goal: "How many of the audited stays are long.",
    version: "1.0.0",
    contract: "^2.0.0"
  },
  inputs: { needs: ["predictions"] },
  options: Options,
  findings: Findings,
  analyse: Effect.fn("StayLength.analyse")(function* ({ longerThan }) {
    const { patients, predictions, timestepMinutes } = yield* Dataset.Dataset
    const { offsets, step } = predictions!
    const long = patients.splits.test.filter((patient) => {
      const last = offsets[patient + 1]! - 1
      return last >= offsets[patient]! && (step[last]! + 1) * timestepMinutes > longerThan
    })
    return { patients: patients.splits.test.length, long: long.length, minutes: longerThan }
  }),
  report: ({ long, minutes, patients }) => ({
    id: "stay-length",
    title: "Length of stay",
    blocks: [
      ReportDocument.paragraph(`${long} of ${patients} stays are longer than ${Minutes.formatMinutes(minutes)}.`),
      {
        _tag: "Table",
        id: "stay-length-table",
        caption: "Long stays",
        columns: [{ key: "share", title: "Share of stays", type: { _tag: "percent", digits: 1 } }],
        rows: [{ share: patients === 0 ? null : long / patients }]
      }
    ]
  }),
  glossary: [{ term: "Length of stay", definition: "Time from the first step to the last one with a prediction." }]
})
