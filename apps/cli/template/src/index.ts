import {
  AuditConfig,
  Comparison,
  ComparisonTables,
  Dataset,
  Disclosure,
  Minutes,
  ReportDocument,
  Settings,
  Stage
} from "@fairward/core"
import { Measures } from "@fairward/metrics"
import { Effect, Schema } from "effect"

const Options = Schema.Struct({
  longerThan: Minutes.Minutes.pipe(Schema.withDecodingDefaultKey(Effect.succeed("3 d"))),
  margin: Schema.Finite.pipe(Schema.withDecodingDefaultKey(Effect.succeed(0.05)))
})

/** Raw numbers and no patient's values: this is what findings.json stores. */
const Findings = Schema.Struct({
  longerThanMinutes: Disclosure.Setting,
  significance: AuditConfig.Significance,
  level: Disclosure.Setting,
  verdictMinimum: Disclosure.Setting,
  groupings: Schema.Array(ComparisonTables.ComparedGrouping),
  comparisons: Schema.Array(Comparison.Comparison)
})
type Findings = typeof Findings.Type

/** Minutes from admission to the end of the last step with a prediction; 0 for a patient without one. */
const stayMinutes = ({ predictions, timestepMinutes }: Dataset.DatasetShape, patient: number): number => {
  const { offsets, step } = predictions!
  const last = offsets[patient + 1]! - 1
  return last < offsets[patient]! ? 0 : (step[last]! + 1) * timestepMinutes
}

const analyse = Effect.fn("__ID__.analyse")(function* ({ longerThan, margin }: typeof Options.Type) {
  const dataset = yield* Dataset.Dataset
  const groupings = yield* Stage.comparableGroupings("__ID__")
  const settings = yield* Settings.Settings
  const test = dataset.patients.splits.test
  const { contrasts } = yield* Measures.contrasts({
    columns: {
      long: Float64Array.from(test, (patient) => (stayMinutes(dataset, patient) > longerThan ? 1 : 0)),
      patients: new Float64Array(test.length).fill(1)
    },
    measures: [
      {
        id: "long_stays",
        sense: "none",
        unit: "share",
        margin,
        missing: "no patient",
        over: (s) => [s.long, s.patients]
      }
    ]
  })
  const findings: Findings = {
    longerThanMinutes: longerThan,
    ...settings,
    groupings: ComparisonTables.comparedGroupings(groupings),
    comparisons: Comparison.compare(contrasts, { ...settings, metrics: 1 })
  }
  return findings
})

const report = (findings: Findings): ReportDocument.Section => {
  const metrics = [{ id: "long_stays", title: "Share of long stays", sense: "none" as const }]
  const compared = { ...findings, stage: "__ID__", metricTitle: "Measure", metrics }
  return {
    id: "__ID__",
    title: "__TITLE__",
    blocks: [
      ReportDocument.paragraph(
        `A stay is long when it lasts longer than ${Minutes.formatMinutes(findings.longerThanMinutes)}. `,
        ComparisonTables.significanceWords(findings)
      ),
      ...ComparisonTables.keyFindings(compared, findings.verdictMinimum),
      ...findings.groupings.flatMap((grouping) => [
        ReportDocument.heading(1, `__ID__-${grouping.id}`, grouping.title),
        ComparisonTables.comparisonTable(compared, grouping)
      ])
    ]
  }
}

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
    {
      term: "Share of long stays",
      definition: "Share of patients whose stay lasts longer than the option longerThan says."
    }
  ]
})
