/**
 * A stage in an audit, as a configuration sets it.
 *
 * @since 0.2.0
 */
import { Audit, AuditConfig, type AuditFindings, type Compute, type Dataset, type Stage } from "@fairward/core"
import { Effect, type Layer, Schema } from "effect"
import { inProcess } from "./Fixture.ts"

/** A decoded configuration of a timed audit with events by sex, changed in parts; what is `undefined` is left out. */
export const config = (changes: Readonly<Record<string, unknown>> = {}): Promise<AuditConfig.AuditConfig> => {
  const settings = {
    title: "Test audit",
    timestep: "1 h",
    horizon: "12 h",
    data: {
      predictions: { from: "predictions.csv", patient: "patient_id", time: "step", label: "label", score: "score" },
      patients: { from: "patients.csv", patient: "patient_id" },
      events: { from: "events.csv", patient: "patient_id", start: "start", stop: "stop" }
    },
    threshold: { value: 0.5 },
    groupings: { sex: { column: "sex" } },
    ...changes
  }
  const given = Object.entries(settings).filter(([, value]) => value !== undefined)
  return Effect.runPromise(AuditConfig.decode(Object.fromEntries(given)))
}

/** What an audit says of a stage. */
export interface Audited<Findings> {
  readonly audit: AuditFindings.AuditSummary
  /** As findings.json has it. */
  readonly stored: AuditFindings.StageFindings
  /** Throws where the stage is skipped or fails. */
  readonly findings: () => Findings
}

/** Audits a dataset with one stage. */
export const audited = async <Id extends string, Options, Findings>(
  stage: Stage.Stage<Id, Options, Findings>,
  config: AuditConfig.AuditConfig,
  dataset: Dataset.DatasetShape,
  compute: Layer.Layer<Compute.Compute> = inProcess
): Promise<Audited<Findings>> => {
  const { audit, stages } = await Effect.runPromise(
    Effect.gen(function* () {
      const planned = yield* Audit.plan([stage], config)
      return yield* Audit.run(config, dataset, planned)
    }).pipe(Effect.provide(compute))
  )
  const stored = stages[stage.meta.id]!
  return {
    audit,
    stored,
    findings: () => {
      if (stored.status !== "done") throw new Error(`${stored.status}: ${JSON.stringify(stored.reason)}`)
      return Schema.decodeUnknownSync(Schema.toCodecJson(stage.findings))(stored.findings)
    }
  }
}
