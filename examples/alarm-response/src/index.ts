/** Whether alarms are answered in time, equally in every cohort: a stage on a table that no other stage knows. */
import { ComparisonCharts } from "@fairward/charts"
import { Comparison, Dataset, type Measure, Minutes, OptionFields, Stage } from "@fairward/core"
import { paragraph } from "@fairward/core/ReportDocument"
import { Measures } from "@fairward/metrics"
import * as aq from "arquero"
import { Effect, Schema } from "effect"
import { Findings, type Row } from "./Findings.ts"

const Options = Schema.Struct({
  within: OptionFields.withDefault(OptionFields.span("An answer within this is in time"), "10 min"),
  margin: OptionFields.margin()
})

const answered: Measure.Measure = {
  id: "answered",
  title: "Answered in time",
  sense: "higher",
  unit: "share",
  harm: "late",
  headline: { title: "Answered", frequency: { per: 100, of: "alarms", outcome: "are answered in time" } }
}

const analyse = Effect.fn("AlarmResponse.analyse")(function* ({ margin, within }: typeof Options.Type) {
  const { patients, tables } = yield* Dataset.Dataset
  const { audited } = yield* Stage.comparing("alarm-response")
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
    measures: [{ ...answered, margin, missing: "no alarm was raised", over: (s) => [s.answered, s.raised] }]
  })
  const findings: Findings = {
    ...audited,
    within,
    everyone: sums(0),
    comparisons: Comparison.compare(contrasts, { ...audited, metrics: 1 })
  }
  return findings
})

const title = "Answers to alarms"

const report = (findings: Findings) => {
  const { annex, blocks } = ComparisonCharts.comparisonSection(
    { ...findings, stage: "alarm-response", metricTitle: "Measure", metrics: [answered] },
    { quantity: "the share of alarms answered in time" }
  )
  const why = `An alarm that nobody answers helps nobody. In time is within ${Minutes.formatMinutes(findings.within)}.`
  return { id: "alarm-response", title, blocks: [paragraph(why), ...blocks], annex }
}

export default Stage.make({
  meta: {
    id: "alarm-response",
    title,
    goal: "Whether alarms are answered equally fast in every cohort.",
    version: Stage.versionIn(new URL("../package.json", import.meta.url)),
    contract: "^2.0.0"
  },
  inputs: { needs: ["table:alarms"] },
  options: Options,
  findings: Findings,
  analyse,
  measures: () => [answered],
  report,
  glossary: [
    {
      term: "Answered in time",
      definition: "Somebody answered the alarm within the time that the option `within` says."
    }
  ]
})
