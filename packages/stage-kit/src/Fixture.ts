/** A dataset with the settings of an audit, and what a stage makes of it. */
import {
  Audit,
  type AuditConfig,
  AuditFindings,
  Cohorts,
  Compute,
  Dataset,
  Detection,
  Disclosure,
  Message,
  Progress,
  Resamples,
  Settings,
  type Stage,
  Threshold
} from "@fairward/core"
import type { StageSection } from "@fairward/core/ReportDocument"
import { Withholding } from "@fairward/disclosure"
import { Cause, Context, Effect, Exit, Layer, type Schema } from "effect"

/** What an audit of a dataset is set to. */
export interface AuditSettings {
  readonly groupings: AuditConfig.AuditConfig["groupings"]
  /** What makes patients comparable; nothing when absent. */
  readonly caseMix?: NonNullable<AuditConfig.AuditConfig["caseMix"]>
  /** 0.5 when absent. */
  readonly threshold?: number
  /** 1 when absent. */
  readonly minEventPatients?: number
  /** 50 replicates with seed 42 when absent. */
  readonly resampling?: Partial<AuditConfig.ResamplingConfig>
  readonly significance?: AuditConfig.Significance
  /** 0.95 when absent. */
  readonly level?: number
  /** 30 when absent. */
  readonly verdictMinimum?: number
  /** In place of drawn replicates: for each of `resampling.replicates` how often each patient of a split is drawn. */
  readonly multiplicities?: Uint8Array
}

/** A dataset, and how an audit looks at it. */
export interface Fixture {
  /** Completes "copes with ...": "no events". */
  readonly name: string
  readonly dataset: Dataset.DatasetShape
  readonly settings: AuditSettings
}

const resamplingOf = ({ settings }: Fixture): AuditConfig.ResamplingConfig => ({
  replicates: 50,
  seed: 42,
  scheme: "multinomial",
  ...settings.resampling
})

/**
 * Runs kernels in this process, one after the other: no thread to start, and a debugger sees them. Stages cannot tell.
 */
export const inProcess: Layer.Layer<Compute.Compute> = Layer.succeed(Compute.Compute, {
  workers: 1,
  run: <Shared, Job, Result>({ module }: Compute.Task<Shared, Job, Result>, shared: Shared, jobs: ReadonlyArray<Job>) =>
    Effect.tryPromise({
      try: async () => {
        const { default: kernel } = (await import(module.href)) as {
          readonly default: Compute.Kernel<Shared, Job, Result>
        }
        return jobs.map(kernel(shared))
      },
      catch: (cause) => new Compute.ComputeError({ module: module.href, cause })
    })
})

const resamples = (fixture: Fixture): Effect.Effect<Resamples.ResamplesShape> => {
  const { dataset, settings } = fixture
  const { multiplicities } = settings
  const resampling = resamplingOf(fixture)
  if (multiplicities === undefined) return Resamples.make(dataset, resampling)
  const count = resampling.replicates
  const shared = new Uint8Array(new SharedArrayBuffer(multiplicities.length))
  shared.set(multiplicities)
  return Effect.succeed({
    ...resampling,
    of: (split) => {
      const patients = dataset.patients.splits[split]
      const clusterOf = Dataset.personsAmong(dataset.patients, patients)?.clusterOf
      return Effect.succeed({
        patients,
        count,
        multiplicities: shared,
        ...(clusterOf === undefined ? {} : { clusterOf })
      })
    }
  })
}

/**
 * Everything that a stage may ask for, as an audit of the fixture would give it.
 *
 * @param compute where kernels run; in this process when absent, or `Compute.Compute.layer(2)` for real workers
 */
export const services = (
  fixture: Fixture,
  compute: Layer.Layer<Compute.Compute> = inProcess
): Layer.Layer<Stage.Services, Cohorts.GroupingError> => {
  const { dataset, settings } = fixture
  const {
    caseMix,
    groupings,
    level = 0.95,
    minEventPatients = 1,
    significance = "simultaneous",
    verdictMinimum = 30
  } = settings
  return Layer.mergeAll(
    Layer.succeed(Dataset.Dataset, dataset),
    Layer.effect(
      Cohorts.Cohorts,
      Cohorts.derive(
        dataset,
        { groupings, minEventPatients, ...(caseMix === undefined ? {} : { caseMix }) },
        Detection.evaluableEvents(dataset)
      )
    ),
    Layer.succeed(Threshold.Threshold, { value: settings.threshold ?? 0.5, chosenBy: null, warnings: [] }),
    Layer.effect(Resamples.Resamples, resamples(fixture)),
    Layer.succeed(Settings.Settings, { significance, level, verdictMinimum }),
    Progress.Progress.silent,
    compute
  )
}

/** How a run ended. */
export type Outcome =
  | {
      readonly _tag: "Done"
      /** In their stored form. */
      readonly findings: Schema.Json
      readonly section: StageSection
    }
  /** The stage's inputs are missing, or it returned a `StageSkipped`. */
  | { readonly _tag: "Skipped"; readonly reason: string }
  /** The stage returned a `StageError`. */
  | { readonly _tag: "Failed"; readonly error: Stage.StageError }
  /** The stage did what a stage never does: it threw, or its findings do not fit its own schema. */
  | { readonly _tag: "Broken"; readonly why: string }

const isTagged = <Tag extends string>(value: unknown, tag: Tag): value is { readonly _tag: Tag } =>
  typeof value === "object" && value !== null && "_tag" in value && value._tag === tag

const isSkipped = (error: unknown): error is Stage.StageSkipped => isTagged(error, "StageSkipped")

const isFailed = (error: unknown): error is Stage.StageError => isTagged(error, "StageError")

const outcomeOf = (cause: Cause.Cause<unknown>): Outcome => {
  const error = Cause.hasDies(cause) ? undefined : Cause.squash(cause)
  if (isSkipped(error)) return { _tag: "Skipped", reason: Message.text(error.reason) }
  if (isFailed(error)) return { _tag: "Failed", error }
  return { _tag: "Broken", why: Cause.pretty(cause) }
}

/**
 * What a stage makes of a fixture with options as a configuration writes them, in the way of an audit: skipped where its
 * inputs are missing, else analysed, stored and drawn. Fails only where the options are refused or a grouping names a
 * column that the patients do not have.
 */
export const run = Effect.fn("Fixture.run")(function* (
  stage: Stage.Any,
  options: unknown,
  fixture: Fixture,
  compute: Layer.Layer<Compute.Compute> = inProcess
): Effect.fn.Return<Outcome, Stage.OptionsError | Cohorts.GroupingError> {
  const prepared = yield* stage.prepare(options)
  const missing = Audit.missingInputs(stage, fixture.dataset)
  if (missing !== undefined) return { _tag: "Skipped", reason: Message.text(missing) }
  const context = yield* Effect.scoped(Layer.build(services(fixture, compute)))
  return yield* runIn(stage, prepared, context)
})

/** As {@link run}, with services that are already there. */
export const runIn = Effect.fn("Fixture.runIn")(function* (
  stage: Stage.Any,
  prepared: Stage.Prepared,
  context: Context.Context<Stage.Services>
): Effect.fn.Return<Outcome> {
  const exit = yield* prepared.run.pipe(
    Effect.flatMap((findings) => Effect.map(stage.render(findings), (section) => ({ findings, section }))),
    Effect.provideContext(context),
    Effect.exit
  )
  return Exit.match(exit, {
    onSuccess: ({ findings, section }): Outcome => ({ _tag: "Done", findings, section }),
    onFailure: outcomeOf
  })
})

/**
 * What is left of a stage's findings in a report that withholds small counts: the findings of an audit with this stage alone,
 * as `disclosure: {minimumCell}` would write them. `AuditReport.assemble` makes the report of them. `findings` are in their
 * stored form, as {@link run} gives them.
 */
export const disclosed = Effect.fn("Fixture.disclosed")(function* (
  stage: Stage.Any,
  findings: Schema.Json,
  fixture: Fixture,
  minimumCell: number
): Effect.fn.Return<AuditFindings.AuditFindings, Cohorts.GroupingError> {
  const context = yield* Effect.scoped(Layer.build(services(fixture)))
  const cohorts = Context.get(context, Cohorts.Cohorts)
  const { dropped, everyone, groupings } = cohorts
  const membership = Disclosure.membershipOf(cohorts, fixture.dataset, Detection.evaluableEvents(fixture.dataset))
  const { count, isSplit, splits } = fixture.dataset.patients
  const resampling = resamplingOf(fixture)
  const { goal, id, title, version } = stage.meta
  return yield* Withholding.apply(
    {
      schemaVersion: AuditFindings.schemaVersion,
      fairward: version,
      report: { locale: "en", paper: "A4" },
      audit: {
        title: fixture.name,
        dataset: {
          timestepMinutes: fixture.dataset.timestepMinutes,
          horizonSteps: fixture.dataset.horizonSteps,
          maxLengthSteps: Number.isFinite(fixture.dataset.maxLengthSteps) ? fixture.dataset.maxLengthSteps : null,
          ...(fixture.dataset.scale === undefined ? {} : { scale: fixture.dataset.scale }),
          isSplit,
          patients: { all: count, test: splits.test.length, train: splits.train.length },
          ...Dataset.personCounts(fixture.dataset.patients),
          inputs: [...Dataset.inputsOf(fixture.dataset)],
          notes: fixture.dataset.notes
        },
        threshold: Context.get(context, Threshold.Threshold),
        resampling,
        ...Context.get(context, Settings.Settings),
        everyone,
        groupings: groupings.map(Cohorts.summaryOf),
        droppedGroupings: dropped
      },
      stages: { [id]: { title, goal, version, status: "done", seconds: 0, findings } },
      provenance: { inputs: [], configSha256: "", versions: {}, seed: resampling.seed, startedAt: "" }
    },
    [stage],
    { minimumCell, membership }
  )
})
