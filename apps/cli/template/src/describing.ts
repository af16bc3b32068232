import { Cohorts, Dataset, Disclosure, Message, Minutes, OptionFields, Stage } from "@fairward/core"
import { paragraph } from "@fairward/core/ReportDocument"
import { Effect, Schema } from "effect"

const Options = Schema.Struct({
  longerThan: OptionFields.withDefault(OptionFields.span("Longer stays are called long"), "3 d")
})

const Cohort = Schema.Struct({
  grouping: Schema.String,
  category: Schema.String,
  name: Schema.String,
  patients: Disclosure.Count,
  long: Disclosure.Count
})

/** Raw numbers and no patient's values: this is what findings.json stores. */
const Findings = Schema.Struct({
  longerThan: Disclosure.Setting,
  cohorts: Schema.Array(Disclosure.within(Cohort, "patients", "long"))
})

const analyse = Effect.fn("__ID__.analyse")(function* ({ longerThan }: typeof Options.Type) {
  const { patients, predictions, timestepMinutes } = yield* Dataset.Dataset
  const { groupings } = yield* Cohorts.Cohorts
  if (groupings.length === 0)
    return yield* new Stage.StageSkipped({ stage: "__ID__", reason: Message.of`there is no cohort` })
  const { offsets, step } = predictions!
  const isLong = (patient: number) => {
    const last = offsets[patient + 1]! - 1
    return last >= offsets[patient]! && (step[last]! + 1) * timestepMinutes > longerThan
  }
  const cohorts = groupings.flatMap(({ categories, categoryOf, id: grouping, title }) =>
    categories.map(({ id: category, label }, c) => {
      const members = patients.splits.test.filter((patient) => categoryOf[patient] === c)
      const long = members.filter(isLong).length
      return { grouping, category, name: `${label} (${title})`, patients: members.length, long }
    })
  )
  return { longerThan, cohorts }
})

export default Stage.make({
  meta: {
    id: "__ID__",
    title: "__TITLE__",
    goal: "How many patients of each cohort stay long.",
    version: Stage.versionIn(new URL("../package.json", import.meta.url)),
    contract: "^__CONTRACT__"
  },
  inputs: { needs: ["predictions"] },
  options: Options,
  findings: Findings,
  analyse,
  report: ({ cohorts, longerThan }) => ({
    id: "__ID__",
    title: "__TITLE__",
    blocks: [
      paragraph(`A stay is long when it lasts longer than ${Minutes.formatMinutes(longerThan)}.`),
      {
        _tag: "Table",
        id: "__ID__-cohorts",
        caption: "Long stays per cohort",
        columns: [
          { key: "name", title: "Cohort", type: { _tag: "text" }, width: 2, filter: true },
          { key: "patients", title: "Patients", type: { _tag: "integer" } },
          { key: "long", title: "Long stays", type: { _tag: "integer" } }
        ],
        rows: cohorts.map(({ long, name, patients }) => ({ name, patients, long }))
      }
    ]
  }),
  glossary: [{ term: "Long stay", definition: "A stay that lasts longer than the option longerThan says." }]
})
