import { Cohorts, Dataset, Disclosure, Minutes, type ReportDocument, Stage } from "@fairward/core"
import { Effect, Schema } from "effect"

const Findings = Schema.Struct({
  cohorts: Schema.Array(
    Schema.Struct({
      grouping: Schema.String,
      category: Schema.String,
      label: Schema.String,
      patients: Disclosure.Count,
      long: Disclosure.Count
    })
  )
})

export default Stage.make({
  meta: { id: "long-stays", title: "Long stays", goal: "Who stays long.", version: "1.0.0", contract: "^2.0.0" },
  inputs: { needs: ["predictions"] },
  options: Schema.Struct({ longerThan: Minutes.Minutes.pipe(Schema.withDecodingDefaultKey(Effect.succeed("48 h"))) }),
  findings: Findings,
  analyse: Effect.fn("LongStays.analyse")(function* ({ longerThan }) {
    const { patients, predictions, timestepMinutes } = yield* Dataset.Dataset
    const { groupings } = yield* Cohorts.Cohorts
    const { offsets } = predictions!
    const isLong = (patient: number) => (offsets[patient + 1]! - offsets[patient]!) * timestepMinutes > longerThan
    const cohorts = groupings.flatMap(({ categories, categoryOf, id: grouping }) =>
      categories.map(({ id: category, label }, c) => {
        const own = patients.splits.test.filter((patient) => categoryOf[patient] === c)
        return { grouping, category, label, patients: own.length, long: own.filter(isLong).length }
      })
    )
    return { cohorts }
  }),
  report: ({ cohorts }): ReportDocument.Section => ({
    id: "long-stays",
    title: "Long stays",
    blocks: [
      {
        _tag: "Table",
        id: "long-stays-cohorts",
        caption: "Long stays per cohort",
        empty: "There is no cohort.",
        columns: [
          { key: "cohort", title: "Cohort", type: { _tag: "text" }, filter: true },
          { key: "patients", title: "Patients", type: { _tag: "integer" } },
          { key: "long", title: "Long stays", type: { _tag: "integer" } }
        ],
        rows: cohorts.map(({ label, long, patients }) => ({ cohort: label, patients, long }))
      }
    ]
  }),
  glossary: [{ term: "Long stay", definition: "A stay with predictions over more time than the option says." }]
})
