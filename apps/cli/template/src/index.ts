import { Cohorts, Dataset, Disclosure, Minutes, ReportDocument, Stage } from "@fairward/core"
import { Effect, Schema } from "effect"

const Options = Schema.Struct({
  longerThan: Minutes.Minutes.pipe(Schema.withDecodingDefaultKey(Effect.succeed("3 d")))
})

/** Raw numbers and no patient's values: this is what findings.json stores. Counts are called so, to be withheld on request. */
const Findings = Schema.Struct({
  longerThanMinutes: Schema.Finite,
  groupings: Schema.Array(
    Schema.Struct({
      id: Schema.String,
      title: Schema.String,
      categories: Schema.Array(
        Schema.Struct({
          id: Schema.String,
          label: Schema.String,
          patients: Disclosure.Count,
          long: Disclosure.Count
        })
      )
    })
  )
})
type Findings = typeof Findings.Type

/** Minutes from admission to the end of the last step with a prediction; 0 for a patient without one. */
const stayMinutes = ({ predictions, timestepMinutes }: Dataset.DatasetShape, patient: number): number => {
  if (predictions === undefined) return 0
  const { offsets, step } = predictions
  const last = offsets[patient + 1]! - 1
  return last < offsets[patient]! ? 0 : (step[last]! + 1) * timestepMinutes
}

const analyse = Effect.fn("__ID__.analyse")(function* ({ longerThan }: typeof Options.Type) {
  const dataset = yield* Dataset.Dataset
  const { groupings } = yield* Cohorts.Cohorts
  const findings: Findings = {
    longerThanMinutes: longerThan,
    groupings: groupings.map(({ categories, categoryOf, id, title }) => ({
      id,
      title,
      categories: categories.map(({ id: categoryId, label }, category) => {
        const cohort = dataset.patients.splits.test.filter((patient) => categoryOf[patient] === category)
        const long = cohort.filter((patient) => stayMinutes(dataset, patient) > longerThan)
        return { id: categoryId, label, patients: cohort.length, long: long.length }
      })
    }))
  }
  return findings
})

const columns: ReadonlyArray<ReportDocument.Column> = [
  { key: "cohort", title: "Cohort", type: { _tag: "text" }, width: 2, filter: true },
  { key: "patients", title: "Patients", type: { _tag: "integer" } },
  { key: "long", title: "Long stays", type: { _tag: "integer" } },
  { key: "share", title: "Share of patients", type: { _tag: "percent", digits: 1 } }
]

const report = ({ groupings, longerThanMinutes }: Findings): ReportDocument.Section => ({
  id: "__ID__",
  title: "__TITLE__",
  blocks: [
    ReportDocument.paragraph(
      `A stay is long when it lasts longer than ${Minutes.formatMinutes(longerThanMinutes)}. Numbers count patients.`
    ),
    ...groupings.map(
      ({ categories, id, title }): ReportDocument.Block => ({
        _tag: "Table",
        id,
        caption: `${title}: long stays`,
        columns,
        rows: categories.map(({ label, long, patients }) => ({
          cohort: label,
          patients,
          long,
          share: patients === 0 ? { value: null, note: "no patient" } : long / patients
        }))
      })
    )
  ]
})

export default Stage.make({
  meta: {
    id: "__ID__",
    title: "__TITLE__",
    goal: "Whether the patients of some cohorts stay longer than others.",
    version: Stage.versionIn(new URL("../package.json", import.meta.url)),
    contract: "^__CONTRACT__"
  },
  inputs: { needs: ["predictions"] },
  options: Options,
  findings: Findings,
  analyse,
  report,
  glossary: [
    { term: "Long stay", definition: "A stay that lasts longer than the option longerThan says." },
    { term: "Length of stay", definition: "Time from admission to the end of the last step with a prediction." }
  ]
})
