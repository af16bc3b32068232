import { Audit, AuditConfig, type AuditFindings, AuditReport, Compute, type Dataset } from "@fairward/core"
import { Effect } from "effect"
import stayLength from "./StayLength.ts"

export const reportOf = Effect.fn("reportOf")(function* (parsedYaml: unknown, dataset: Dataset.DatasetShape) {
  const config = yield* AuditConfig.decode(parsedYaml)
  const planned = yield* Audit.plan([stayLength], config)
  const result = yield* Audit.run(config, dataset, planned).pipe(Effect.provide(Compute.Compute.layer(2)))
  const findings: AuditFindings.AuditFindings = {
    schemaVersion: 1,
    report: { locale: "en", paper: "A4" },
    fairward: "0.1.0",
    ...result,
    provenance: {
      inputs: dataset.files,
      configSha256: "",
      versions: {},
      seed: config.resampling.seed,
      startedAt: "2025-01-01T00:00:00Z"
    }
  }
  return yield* AuditReport.assemble(findings, [stayLength])
})
