import { ComparisonCharts } from "@fairward/charts"
import { Comparison, ComparisonTables, Dataset, Disclosure, Minutes, OptionFields, Stage } from "@fairward/core"
import { paragraph } from "@fairward/core/ReportDocument"
import { Measures } from "@fairward/metrics"
import { Effect, Schema } from "effect"

const Options = Schema.Struct({
  longerThan: OptionFields.withDefault(OptionFields.span("Longer stays are called long"), "3 d"),
  margin: OptionFields.margin()
})

/** Raw numbers and no patient's values: this is what findings.json stores. */
const Findings = Schema.Struct({ ...ComparisonTables.comparedFields, longerThan: Disclosure.Setting })

const share = { id: "long", title: "Share of long stays", sense: "none", unit: "share", harm: "sources" } as const

const analyse = Effect.fn("__ID__.analyse")(function* ({ longerThan, margin }: typeof Options.Type) {
  const { patients, predictions, timestepMinutes } = yield* Dataset.Dataset
  const { audited } = yield* Stage.comparing("__ID__")
  const { offsets, step } = predictions!
  const minutesOf = (patient: number) => {
    const last = offsets[patient + 1]! - 1
    return last < offsets[patient]! ? 0 : (step[last]! + 1) * timestepMinutes
  }
  const columnOf = (value: (patient: number) => number) => Float64Array.from(patients.splits.test, value)
  const { contrasts } = yield* Measures.contrasts({
    columns: { long: columnOf((patient) => Number(minutesOf(patient) > longerThan)), patients: columnOf(() => 1) },
    measures: [{ ...share, margin, missing: "no patient", over: (s) => [s.long, s.patients] }]
  })
  return { ...audited, longerThan, comparisons: Comparison.compare(contrasts, { ...audited, metrics: 1 }) }
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
  measures: () => [share],
  report: (findings) => {
    const compared = { ...findings, stage: "__ID__", metricTitle: "Measure", metrics: [share] }
    const { annex, blocks } = ComparisonCharts.comparisonSection(compared)
    const meaning = `A stay is long when it lasts longer than ${Minutes.formatMinutes(findings.longerThan)}.`
    return { id: "__ID__", title: "__TITLE__", blocks: [paragraph(meaning), ...blocks], annex }
  },
  glossary: [{ term: share.title, definition: "Share of patients who stay longer than the option longerThan says." }]
})
