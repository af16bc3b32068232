/**
 * Short runs of a stage on a dataset that is written by hand, set as a test needs them.
 *
 * @since 0.2.0
 */
import { type AuditConfig, Cohorts, type Compute, type Dataset, Detection, type Stage } from "@fairward/core"
import { Effect, Layer, Schema } from "effect"
import * as Fixture from "./Fixture.ts"

export interface Setting {
  readonly dataset: Dataset.DatasetShape
  /** As a configuration writes them; `{}` when absent. */
  readonly options?: unknown
  /** By the column `group` when absent. */
  readonly groupings?: AuditConfig.AuditConfig["groupings"]
  /** 0.5 when absent. */
  readonly threshold?: number
  /** 60 when absent. */
  readonly replicates?: number
  readonly seed?: number
  /** A row for each replicate: how often each patient of the split is drawn, in place of drawing them. */
  readonly multiplicities?: Uint8Array
  readonly significance?: AuditConfig.Significance
  /** 2 when absent. */
  readonly verdictMinimum?: number
  readonly compute?: Layer.Layer<Compute.Compute>
}

const fixtureOf = (
  { dataset, groupings, multiplicities, replicates, seed, significance, threshold, verdictMinimum = 2 }: Setting,
  split: Dataset.Split
): Fixture.Fixture => ({
  name: "a trial",
  dataset,
  settings: {
    groupings: groupings ?? { group: { column: "group" } },
    minEventPatients: 0,
    verdictMinimum,
    resampling: {
      replicates:
        multiplicities === undefined
          ? (replicates ?? 60)
          : multiplicities.length / dataset.patients.splits[split].length,
      ...(seed === undefined ? {} : { seed })
    },
    ...(multiplicities === undefined ? {} : { multiplicities }),
    ...(significance === undefined ? {} : { significance }),
    ...(threshold === undefined ? {} : { threshold })
  }
})

/** Cohorts of the split, as if it were the one that is tested. */
const cohortsOf = ({ dataset, settings }: Fixture.Fixture, split: Dataset.Split) => {
  const { splits } = dataset.patients
  const tested = { ...dataset, patients: { ...dataset.patients, splits: { ...splits, test: splits[split] } } }
  return Cohorts.derive(tested, { minEventPatients: 0, ...settings }, Detection.evaluableEvents(tested))
}

/** Everything that a stage may ask for; cohorts are of the test patients unless a stage looks at another split. */
export const services = (
  setting: Setting,
  split: Dataset.Split = "test"
): Layer.Layer<Stage.Services, Cohorts.GroupingError> => {
  const fixture = fixtureOf(setting, split)
  const all = Fixture.services(fixture, setting.compute)
  return split === "test" ? all : Layer.merge(all, Layer.effect(Cohorts.Cohorts, cohortsOf(fixture, split)))
}

/** A stage's runs, for settings. */
export const of = <Id extends string, Options, Findings>(
  stage: Stage.Stage<Id, Options, Findings>,
  split: Dataset.Split = "test"
) => {
  const stored = (setting: Setting) =>
    Effect.runPromise(
      Effect.flatMap(stage.prepare(setting.options ?? {}), ({ run }) => run).pipe(
        Effect.provide(services(setting, split))
      )
    )
  const optionsOf = (input: unknown): Options => Schema.decodeUnknownSync(stage.options)(input)
  return {
    optionsOf,
    services: (setting: Setting) => services(setting, split),
    /** Findings in their stored form; rejects where there are none. */
    stored,
    findingsOf: async (setting: Setting): Promise<Findings> =>
      Schema.decodeUnknownSync(Schema.toCodecJson(stage.findings))(await stored(setting)),
    /** Why the stage is skipped or fails; rejects where it does not. */
    refusal: (
      setting: Setting
    ): Promise<Stage.StageError | Stage.StageSkipped | Cohorts.GroupingError | Compute.ComputeError> =>
      Effect.runPromise(
        stage.analyse(optionsOf(setting.options ?? {})).pipe(Effect.provide(services(setting, split)), Effect.flip)
      ),
    /** What is wrong with options, by their paths. */
    problemsOf: async (options: unknown): Promise<ReadonlyArray<string>> => {
      const prepared = await Effect.runPromise(Effect.result(stage.prepare(options)))
      return prepared._tag === "Success"
        ? []
        : prepared.failure.issues.map(({ message, path }) => `${path.join(".")}: ${message}`)
    }
  }
}
