/** Whether alarms are answered in time, equally in every cohort: a stage on a table that no other stage knows. */
import { ComparisonCharts } from "@fairward/charts"
import { Comparison, ComparisonTables, Dataset, Minutes, Resamples, Settings, Stage } from "@fairward/core"
import { heading, paragraph } from "@fairward/core/ReportDocument"
import { Measures } from "@fairward/metrics"
import * as aq from "arquero"
import { Effect, Schema } from "effect"
import { Findings, type Row } from "./Findings.ts"

const Options = Schema.Struct({
  within: Minutes.Minutes.pipe(Schema.withDecodingDefaultKey(Effect.succeed("10 min"))),
  margin: Schema.Finite.pipe(Schema.withDecodingDefaultKey(Effect.succeed(0.05)))
})

const analyse = Effect.fn("AlarmResponse.analyse")(function* ({ margin, within }: typeof Options.Type) {
  const { patients, tables } = yield* Dataset.Dataset
  const groupings = yield* Stage.comparableGroupings("alarm-response")
  const settings = yield* Settings.Settings
  const perPatient = tables!
    .get("alarms")!
    .derive({ timely: aq.escape(({ answered_after: after }: Row) => (after !== null && after <= within ? 1 : 0)) })
    .groupby("patient")
    .rollup({ raised: aq.op.count(), answered: aq.op.sum("timely") })
  const columnOf = (name: "raised" | "answered") => {
    const sums = new Map(
      Array.from(perPatient.array("patient"), (patient, row) => [patient, perPatient.get(name, row)])
    )
    return Float64Array.from(patients.splits.test, (patient) => Number(sums.get(patient) ?? 0))
  }
  const { contrasts, sums } = yield* Measures.contrasts({
    columns: { raised: columnOf("raised"), answered: columnOf("answered") },
    measures: [
      {
        id: "answered",
        sense: "higher",
        unit: "share of alarms",
        margin,
        missing: "no alarm was raised",
        over: (s) => [s.answered, s.raised]
      }
    ]
  })
  const findings: Findings = {
    ...settings,
    replicates: (yield* Resamples.Resamples).replicates,
    within,
    everyone: sums(0),
    groupings: ComparisonTables.comparedGroupings(groupings),
    comparisons: Comparison.compare(contrasts, { ...settings, metrics: 1 })
  }
  return findings
})

const title = "Answers to alarms"

const report = (findings: Findings) => {
  const metrics = [{ id: "answered", title: "Answered in time", sense: "higher" as const }]
  const compared: ComparisonTables.Compared = { stage: "alarm-response", metricTitle: "Measure", metrics, ...findings }
  return {
    id: "alarm-response",
    title,
    blocks: [
      paragraph(
        `An alarm that nobody answers helps nobody. In time is within ${Minutes.formatMinutes(findings.within)}. Each cohort is compared with its rest. `,
        ComparisonTables.significanceWords(findings)
      ),
      ...ComparisonTables.fewReplicates(findings.replicates),
      ...ComparisonTables.keyFindings(compared, findings.verdictMinimum),
      ...findings.groupings.flatMap((grouping) => [
        heading(1, `alarm-response-${grouping.id}`, grouping.title),
        ...ComparisonCharts.intervalBlocks(compared, grouping, "the share of alarms answered in time"),
        ComparisonTables.comparisonTable(compared, grouping)
      ])
    ]
  }
}

export default Stage.make({
  meta: {
    id: "alarm-response",
    title,
    goal: "Whether alarms are answered equally fast in every cohort.",
    version: Stage.versionIn(new URL("../package.json", import.meta.url)),
    contract: "^1.1.0"
  },
  inputs: { needs: ["table:alarms"] },
  options: Options,
  findings: Findings,
  analyse,
  report,
  glossary: [
    {
      term: "Answered in time",
      definition: "Somebody answered the alarm within the time that the option `within` says."
    }
  ]
})
