/** The audit: fixes cohorts, threshold and resamples, then runs every stage on them. */
import { Cause, Clock, Context, Effect, Exit, Schema } from "effect"
import type { AuditConfig } from "./AuditConfig.ts"
import type { AuditSummary, StageFindings } from "./AuditFindings.ts"
import type * as Cohorts from "./Cohorts.ts"
import { Compute } from "./Compute.ts"
import { Dataset, type DatasetShape, inputsOf, inputTitle, type Models, personCounts } from "./Dataset.ts"
import { withEventRecall } from "./internal/eventRecall.ts"
import { runIsolated } from "./internal/isolation.ts"
import { type Fault, faultOf, reasonOf, wasSkipped } from "./internal/outcome.ts"
import { type Fixed, fixed, servicesFor } from "./internal/services.ts"
import * as Message from "./Message.ts"
import { formatMinutes } from "./Minutes.ts"
import * as Names from "./Names.ts"
import { Progress } from "./Progress.ts"
import { Section } from "./ReportDocument.ts"
import { type Discrimination, wrongDirection } from "./ScoreDirection.ts"
import type * as Stage from "./Stage.ts"
import { StageError } from "./Stage.ts"
import type * as Threshold from "./Threshold.ts"

/** What whoever runs an audit hears of it. */
export interface Observer {
  readonly stageStarted: (stage: Stage.Meta) => Effect.Effect<void>
  readonly stageProgress: (stage: Stage.Meta, done: number, total: number, unit: string) => Effect.Effect<void>
  /** `fault` is what ended a failed stage where no reason for documents says it. It may hold ids, values and paths. */
  readonly stageEnded: (stage: Stage.Meta, findings: StageFindings, fault?: Fault) => Effect.Effect<void>
}

export { drawingEnds } from "./internal/isolation.ts"
export { type Misnamed, misnamed } from "./internal/measureNames.ts"
export type { Fault }

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
  /** URL of the module whose default export the stage is: under a time limit it runs in a thread of its own. */
  readonly module?: string
  /** It runs in a thread of its own without a time limit too, so that it can neither end nor block the audit. */
  readonly isForeign?: boolean
}

type Asked = Pick<AuditConfig, "stages" | "models"> & {
  readonly caseMix?: AuditConfig["caseMix"]
  readonly data?: Pick<AuditConfig["data"], "recognition">
}

/** Of one model there is nothing to compare with another, which needs no saying; so with what else most audits do without. */
const isAskedFor = ({ inputs: { needs, settings = [] } }: Stage.Any, config: Asked): boolean =>
  (config.models !== undefined || !needs.includes("models")) &&
  (config.data?.recognition !== undefined || !needs.includes("recognition")) &&
  settings.every((setting) => config[setting] !== undefined)

const inReadingOrder = (stages: ReadonlyArray<Stage.Any>, config: Asked): ReadonlyArray<string> =>
  stages
    .filter((stage) => isAskedFor(stage, config))
    .toSorted((a, b) => (a.meta.order ?? Number.POSITIVE_INFINITY) - (b.meta.order ?? Number.POSITIVE_INFINITY) || 0)
    .map(({ meta }) => meta.id)

/**
 * Chooses and configures the stages of an audit before any data is read: those that `stages:` names, in that order, or
 * every installed one in the order of `meta.order`: from outcomes to their possible sources; without `models:` none that
 * needs several models, and so without `data.recognition` and `caseMix`.
 */
export const plan = Effect.fn("Audit.plan")(function* (installed: ReadonlyArray<Stage.Any>, config: Asked) {
  const named = Object.keys(config.stages)
  const issues: Array<{ readonly path: ReadonlyArray<string>; readonly message: string }> = []
  const planned: Array<PlannedStage> = []
  const ids = installed.map(({ meta }) => meta.id)
  for (const id of named.length === 0 ? inReadingOrder(installed, config) : named) {
    const stage = installed.find(({ meta }) => meta.id === id)
    if (stage === undefined) {
      const known = ids.length === 0 ? "; no stage is installed" : Names.suggestion(id, ids)
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
export const missingInputs = (stage: Stage.Any, dataset: DatasetShape): Message.Message | undefined => {
  const present = inputsOf(dataset)
  const missing = stage.inputs.needs.filter((input) => !present.has(input))
  const titles = missing.map((input) => Message.name(inputTitle(input)))
  return missing.length === 0 ? undefined : Message.of`needs ${Message.listed(titles)}`
}

/** Runs a stage here or, where it could have to be stopped, in a thread of its own. */
const limited = Effect.fnUntraced(function* (
  { isForeign = false, module, prepared, stage }: PlannedStage,
  config: AuditConfig,
  services: Fixed,
  progress: Progress["Service"]
) {
  const { stageTimeLimit: minutes } = config
  const here = Effect.provideContext(prepared.run, servicesFor(services, config, stage.meta.id, progress))
  if (minutes === undefined && !isForeign) return yield* here
  const context = yield* Effect.context<never>()
  const run =
    module === undefined
      ? here
      : runIsolated(
          {
            module,
            id: stage.meta.id,
            dataset: Context.get(services, Dataset),
            config,
            workers: Context.get(services, Compute).workers
          },
          (done, total, unit) => Effect.runForkWith(context)(progress.update(done, total, unit))
        )
  if (minutes === undefined) return yield* run
  return yield* Effect.timeoutOrElse(run, {
    duration: minutes * 60_000,
    orElse: () =>
      Effect.fail(
        new StageError({
          stage: stage.meta.id,
          reason: Message.of`It took longer than the time limit of ${Message.name(formatMinutes(minutes))} and was stopped. The setting stageTimeLimit can give it more time.`
        })
      )
  })
})

/** What the options of the planned stages ask for and the data cannot give, by the path of the setting. */
export const unmetByData = (planned: ReadonlyArray<PlannedStage>, dataset: DatasetShape): ReadonlyArray<Stage.Unmet> =>
  planned
    .filter(({ stage }) => missingInputs(stage, dataset) === undefined)
    .flatMap(({ prepared, stage }) =>
      (prepared.unmet?.(dataset) ?? []).map(({ message, path }) => ({
        path: ["stages", stage.meta.id, ...path],
        message
      }))
    )

/** What a stage draws of numbers that are all there; withheld ones are not numbers until the report says so. */
const decodeSection = Schema.decodeUnknownEffect(Schema.toType(Section))

const runStage = Effect.fn("Audit.runStage")(function* (
  planned: PlannedStage,
  config: AuditConfig,
  services: Fixed,
  observer: Observer
) {
  const { prepared, stage } = planned
  const about = {
    title: stage.meta.title,
    goal: stage.meta.goal,
    version: stage.meta.version,
    options: prepared.options
  }
  const missing = missingInputs(stage, Context.get(services, Dataset))
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
  const exit = yield* limited(planned, config, services, progress).pipe(
    Effect.flatMap((found) =>
      Effect.mapError(
        Effect.andThen(
          Effect.flatMap(stage.render(found), decodeSection),
          Effect.map(stage.measured(found), (measures) => ({
            ...(measures.length === 0 ? {} : { measures }),
            findings: found
          }))
        ),
        (cause) =>
          new StageError({
            stage: stage.meta.id,
            reason: Message.of`its own report cannot show its findings; the log says why`,
            cause
          })
      )
    ),
    Effect.exit
  )
  const seconds = ((yield* Clock.currentTimeMillis) - started) / 1000
  if (Exit.isFailure(exit) && Cause.hasInterrupts(exit.cause)) return yield* Effect.interrupt
  const findings: StageFindings = Exit.match(exit, {
    onSuccess: (found) => ({ ...about, status: "done", seconds, ...found }),
    onFailure: (cause) => ({
      ...about,
      status: wasSkipped(Cause.squash(cause)) ? "skipped" : "failed",
      reason: reasonOf(cause),
      seconds
    })
  })
  yield* observer.stageEnded(stage.meta, findings, Exit.isFailure(exit) ? faultOf(exit.cause) : undefined)
  return findings
})

const modelsIn = ({ all, audited, baseline }: Models): NonNullable<AuditSummary["models"]> => ({
  audited,
  baseline,
  all: all.map(({ id, title }) => ({ id, title }))
})

const summaryOf = (
  config: AuditConfig,
  dataset: DatasetShape,
  cohorts: Cohorts.CohortsShape,
  threshold: Threshold.ThresholdSummary,
  direction: Discrimination | undefined
): AuditSummary => ({
  title: config.title,
  ...(config.author === undefined ? {} : { author: config.author }),
  ...(config.model === undefined ? {} : { model: config.model }),
  ...(dataset.models === undefined ? {} : { models: modelsIn(dataset.models) }),
  ...(config.study === undefined ? {} : { study: config.study }),
  ...(config.card === undefined ? {} : { card: config.card }),
  ...(config.threshold.decidedBy === undefined ? {} : { thresholdDecidedBy: config.threshold.decidedBy }),
  ...(config.threshold.because === undefined ? {} : { thresholdBecause: config.threshold.because }),
  dataset: {
    timestepMinutes: dataset.timestepMinutes,
    ...(dataset.irregular === undefined ? {} : { irregular: dataset.irregular }),
    horizonSteps: dataset.horizonSteps,
    maxLengthSteps: Number.isFinite(dataset.maxLengthSteps) ? dataset.maxLengthSteps : null,
    ...(dataset.scale === undefined ? {} : { scale: dataset.scale }),
    isSplit: dataset.patients.isSplit,
    patients: {
      all: dataset.patients.count,
      test: dataset.patients.splits.test.length,
      train: dataset.patients.splits.train.length
    },
    ...personCounts(dataset.patients),
    inputs: [...inputsOf(dataset)],
    ...(dataset.labels === undefined ? {} : { labels: dataset.labels }),
    notes: dataset.notes.map(({ message, table }) => ({ table, message }))
  },
  threshold,
  ...(direction === undefined
    ? {}
    : { wrongDirection: { auroc: direction.auroc, standardError: direction.standardError } }),
  resampling: config.resampling,
  significance: config.significance,
  level: config.level,
  verdictMinimum: config.verdictMinimum,
  ...(config.margins === undefined ? {} : { margins: config.margins }),
  ...(config.primary === undefined ? {} : { primary: config.primary }),
  ...withEventRecall(dataset, cohorts, threshold.value),
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
 *
 * So does one that takes longer than `stageTimeLimit`. If its `module` is known, it is stopped even in the middle of an
 * endless loop; otherwise when it next lets others run.
 */
export const run = Effect.fn("Audit.run")(function* (
  config: AuditConfig,
  dataset: DatasetShape,
  planned: ReadonlyArray<PlannedStage>,
  observer: Observer = silentObserver
) {
  const { cohorts, services, threshold } = yield* fixed(config, dataset)
  const stages: Record<string, StageFindings> = {}
  for (const one of planned) stages[one.stage.meta.id] = yield* runStage(one, config, services, observer)
  const result: AuditResult = { audit: summaryOf(config, dataset, cohorts, threshold, wrongDirection(dataset)), stages }
  return result
})
