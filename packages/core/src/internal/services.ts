import { Context, Effect } from "effect"
import type { AuditConfig } from "../AuditConfig.ts"
import * as Cohorts from "../Cohorts.ts"
import { Compute } from "../Compute.ts"
import { Dataset, type DatasetShape } from "../Dataset.ts"
import { evaluableEvents } from "../Detection.ts"
import { Progress } from "../Progress.ts"
import * as Resamples from "../Resamples.ts"
import { Settings, settingsOf } from "../Settings.ts"
import * as Threshold from "../Threshold.ts"

/** What is fixed before any stage runs, and the services that stages have of it. */
export const fixed = Effect.fnUntraced(function* (config: AuditConfig, dataset: DatasetShape) {
  const compute = yield* Compute
  const events = evaluableEvents(dataset)
  const cohorts = yield* Cohorts.derive(dataset, config, events)
  const threshold = yield* Threshold.solve(config.threshold, dataset, events)
  const resamples = yield* Resamples.make(dataset, config.resampling)
  const services = Context.make(Dataset, dataset).pipe(
    Context.add(Cohorts.Cohorts, cohorts),
    Context.add(Threshold.Threshold, threshold),
    Context.add(Resamples.Resamples, resamples),
    Context.add(Compute, compute)
  )
  return { cohorts, threshold, services }
})

export type Fixed = Effect.Success<ReturnType<typeof fixed>>["services"]

/** All that a stage may ask for. */
export const servicesFor = (services: Fixed, config: AuditConfig, stage: string, progress: Progress["Service"]) =>
  services.pipe(Context.add(Settings, settingsOf(config, stage)), Context.add(Progress, progress))
