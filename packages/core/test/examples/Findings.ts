import { Audit, AuditConfig, type AuditFindings, Compute, type Dataset } from "@fairward/core"
import { Effect } from "effect"
import stayLength from "./StayLength.ts"

export const findingsOf = Effect.fn("findingsOf")(function* (parsedYaml: unknown, dataset: Dataset.DatasetShape) {
  const config = yield* AuditConfig.decode(parsedYaml)
  const planned = yield* Audit.plan([stayLength], config)
  const result = yield* Audit.run(config, dataset, planned).pipe(Effect.provide(Compute.Compute.layer(2)))
  return {
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
  } satisfies AuditFindings.AuditFindings
})
