/**
 * The audit: fixes cohorts, threshold and resamples, then runs every stage on them.
 *
 * @since 0.1.0
 */
import { Cause, Clock, Context, Effect, Exit, Schema } from "effect"
import type { AuditConfig } from "./AuditConfig.ts"
import type { AuditSummary, StageFindings } from "./AuditFindings.ts"
import * as Cohorts from "./Cohorts.ts"
import { Compute } from "./Compute.ts"
import { Dataset, type DatasetShape, inputsOf, inputTitles } from "./Dataset.ts"
import { evaluableEvents } from "./Detection.ts"
import { nearestName } from "./internal/nearestName.ts"
import { Progress } from "./Progress.ts"
import * as Resamples from "./Resamples.ts"
import { Settings } from "./Settings.ts"
import type * as Stage from "./Stage.ts"
import * as Threshold from "./Threshold.ts"

/** What whoever runs an audit hears of it. */
export interface Observer {
  readonly stageStarted: (stage: Stage.Meta) => Effect.Effect<void>
  readonly stageProgress: (stage: Stage.Meta, done: number, total: number, unit: string) => Effect.Effect<void>
  readonly stageEnded: (stage: Stage.Meta, findings: StageFindings) => Effect.Effect<void>
}

export const silentObserver: Observer = {
  stageStarted: () => Effect.void,
  stageProgress: () => Effect.void,
  stageEnded: () => Effect.void
}

/** `stages:` names what is not installed, or has options that a stage refuses. All problems at once. */
export class PlanError extends Schema.TaggedError<PlanError>()("PlanError", {
  issues: Schema.Array(Schema.Struct({ path: Schema.Array(Schema.String), message: Schema.String }))
}) {
  override get message() {
    return this.issues.map(({ message, path }) => `${path.join(".")}: ${message}`).join("\n")
  }
}

/** A stage that will run, or be skipped, with its checked options. */
export interface PlannedStage {
  readonly stage: Stage.Any
  readonly prepared: Stage.Prepared
}

/** From outcomes to where bias may come from: the order of the paper's report. Other stages follow as installed. */
const readingOrder = [
  "performance",
  "time-gap",
  "clinical-safety",
  "medical-variables",
  "feature-importance",
  "missingness"
]

const inReadingOrder = (ids: ReadonlyArray<string>): ReadonlyArray<string> => [
  ...readingOrder.filter((id) => ids.includes(id)),
  ...ids.filter((id) => !readingOrder.includes(id))
]

/**
 * Chooses and configures the stages of an audit before any data is read: those that `stages:` names, in that order, or
 * every installed one, from outcomes to their possible sources.
 */
export const plan = Effect.fn("Audit.plan")(function* (
  installed: ReadonlyArray<Stage.Any>,
  config: Pick<AuditConfig, "stages">
) {
  const named = Object.keys(config.stages)
  const issues: Array<{ readonly path: ReadonlyArray<string>; readonly message: string }> = []
  const planned: Array<PlannedStage> = []
  const ids = installed.map(({ meta }) => meta.id)
  for (const id of named.length === 0 ? inReadingOrder(ids) : named) {
    const stage = installed.find(({ meta }) => meta.id === id)
    if (stage === undefined) {
      const known = ids.length === 0 ? "; no stage is installed" : nearestName(id, ids)
      issues.push({ path: ["stages", id], message: `No installed stage is called "${id}"${known}` })
      continue
    }
    const prepared = yield* Effect.result(stage.prepare(config.stages[id] ?? {}))
    if (prepared._tag === "Success") planned.push({ stage, prepared: prepared.success })
    else {
      for (const { message, path } of prepared.failure.issues) issues.push({ path: ["stages", id, ...path], message })
    }
  }
  if (issues.length > 0) return yield* new PlanError({ issues })
  return planned
})

/** What a stage needs and the dataset lacks, as the reason to skip it. */
export const missingInputs = (stage: Stage.Any, dataset: DatasetShape): string | undefined => {
  const present = inputsOf(dataset)
  const missing = stage.inputs.needs.filter((input) => !present.has(input))
  return missing.length === 0 ? undefined : `needs ${missing.map((input) => inputTitles[input]).join(" and ")}`
}

const reasonOf = (cause: Cause.Cause<Error>): string => {
  const error = Cause.squash(cause)
  return error instanceof Error ? error.message : String(error)
}

const runStage = Effect.fn("Audit.runStage")(function* (
  { prepared, stage }: PlannedStage,
  context: Context.Context<Exclude<Stage.Services, Progress>>,
  dataset: DatasetShape,
  observer: Observer
) {
  const about = {
    title: stage.meta.title,
    goal: stage.meta.goal,
    version: stage.meta.version,
    options: prepared.options
  }
  const missing = missingInputs(stage, dataset)
  if (missing !== undefined) {
    const skipped: StageFindings = { ...about, status: "skipped", reason: missing, seconds: 0 }
    yield* observer.stageEnded(stage.meta, skipped)
    return skipped
  }
  yield* observer.stageStarted(stage.meta)
  const started = yield* Clock.currentTimeMillis
  const progress = Progress.of({
    update: (done, total, unit) => observer.stageProgress(stage.meta, done, total, unit)
  })
  const exit = yield* prepared.run.pipe(
    Effect.tap((found) => stage.render(found)),
    Effect.provideContext(Context.add(context, Progress, progress)),
    Effect.exit
  )
  const seconds = ((yield* Clock.currentTimeMillis) - started) / 1000
  if (Exit.isFailure(exit) && Cause.hasInterrupts(exit.cause)) return yield* Effect.interrupt
  const findings: StageFindings = Exit.match(exit, {
    onSuccess: (found) => ({ ...about, status: "done", seconds, findings: found }),
    onFailure: (cause) => {
      const error = Cause.squash(cause)
      const skipped = typeof error === "object" && error !== null && "_tag" in error && error._tag === "StageSkipped"
      return { ...about, status: skipped ? "skipped" : "failed", reason: reasonOf(cause), seconds }
    }
  })
  yield* observer.stageEnded(stage.meta, findings)
  return findings
})

const summaryOf = (
  config: AuditConfig,
  dataset: DatasetShape,
  cohorts: Cohorts.CohortsShape,
  threshold: Threshold.ThresholdSummary
): AuditSummary => ({
  title: config.title,
  ...(config.author === undefined ? {} : { author: config.author }),
  ...(config.model === undefined ? {} : { model: config.model }),
  ...(config.study === undefined ? {} : { study: config.study }),
  ...(config.threshold.decidedBy === undefined ? {} : { thresholdDecidedBy: config.threshold.decidedBy }),
  dataset: {
    timestepMinutes: dataset.timestepMinutes,
    horizonSteps: dataset.horizonSteps,
    maxLengthSteps: Number.isFinite(dataset.maxLengthSteps) ? dataset.maxLengthSteps : null,
    isSplit: dataset.patients.isSplit,
    patients: {
      all: dataset.patients.count,
      test: dataset.patients.splits.test.length,
      train: dataset.patients.splits.train.length
    },
    inputs: [...inputsOf(dataset)],
    notes: dataset.notes
  },
  threshold,
  resampling: config.resampling,
  significance: config.significance,
  level: config.level,
  verdictMinimum: config.verdictMinimum,
  everyone: cohorts.everyone,
  groupings: cohorts.groupings.map(({ categoryOf: _, ...summary }) => summary),
  droppedGroupings: cohorts.dropped
})

/** What {@link run} returns: findings.json without its provenance. */
export interface AuditResult {
  readonly audit: AuditSummary
  readonly stages: Readonly<Record<string, StageFindings>>
}

/**
 * Runs the planned stages on a dataset.
 *
 * Cohorts, threshold and resamples are fixed first. A stage whose inputs are missing is skipped, one that fails, or whose
 * findings it cannot itself draw, ends as failed with its reason; the others go on.
 */
export const run = Effect.fn("Audit.run")(function* (
  config: AuditConfig,
  dataset: DatasetShape,
  planned: ReadonlyArray<PlannedStage>,
  observer: Observer = silentObserver
) {
  const compute = yield* Compute
  const events = evaluableEvents(dataset)
  const cohorts = yield* Cohorts.derive(dataset, config, events)
  const threshold = yield* Threshold.solve(config.threshold, dataset, events)
  const resamples = yield* Resamples.make(dataset, config.resampling)
  const { level, significance, verdictMinimum } = config
  const context = Context.make(Dataset, dataset).pipe(
    Context.add(Cohorts.Cohorts, cohorts),
    Context.add(Threshold.Threshold, threshold),
    Context.add(Resamples.Resamples, resamples),
    Context.add(Settings, { level, significance, verdictMinimum }),
    Context.add(Compute, compute)
  )
  const stages: Record<string, StageFindings> = {}
  for (const one of planned) stages[one.stage.meta.id] = yield* runStage(one, context, dataset, observer)
  const result: AuditResult = { audit: summaryOf(config, dataset, cohorts, threshold), stages }
  return result
})
