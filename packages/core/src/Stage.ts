/** The contract of a stage: what it is called, what it needs, what it computes, and how its findings read. */
import { readFileSync } from "node:fs"
import { Effect, Predicate, Schema } from "effect"
import { type ConfigIssue, configIssues, parseOptions } from "./AuditConfig.ts"
import { Cohorts, type CohortsShape } from "./Cohorts.ts"
import { comparedGroupings } from "./ComparisonTables.ts"
import type { Compute, ComputeError } from "./Compute.ts"
import type { Dataset, DatasetShape, Input } from "./Dataset.ts"
import * as Measure from "./Measure.ts"
import * as Message from "./Message.ts"
import type { Progress } from "./Progress.ts"
import type { GlossaryEntry, StageSection } from "./ReportDocument.ts"
import { Resamples } from "./Resamples.ts"
import { Settings } from "./Settings.ts"
import type { Threshold } from "./Threshold.ts"

/** Version of this contract. A stage names the range that it was written for in `meta.contract`. */
export const contractVersion = "2.0.0"

export const TypeId = "~fairward/core/Stage"

/** Everything that a stage may ask for. */
export type Services = Dataset | Cohorts | Threshold | Resamples | Settings | Compute | Progress

/** A stage could not finish, for a reason that a person can act on. What led to it, in `cause`, is for the log alone. */
export class StageError extends Schema.TaggedError<StageError>()("StageError", {
  stage: Schema.String,
  reason: Message.Message,
  cause: Schema.optionalKey(Schema.Defect())
}) {
  override get message() {
    return Message.text(this.reason)
  }
}

/** A stage that broke off because of its own code. What was thrown may hold ids and values: only the log has it. */
export const brokenBy = (stage: string, cause: unknown): StageError =>
  new StageError({ stage, reason: Message.of`its code broke off; the log has what it said`, cause })

/** The data hold a stage's inputs by name but not in substance, so that there is nothing to analyse. */
export class StageSkipped extends Schema.TaggedError<StageSkipped>()("StageSkipped", {
  stage: Schema.String,
  reason: Message.Message
}) {
  override get message() {
    return Message.text(this.reason)
  }
}

/**
 * What every comparison begins with: the groupings whose cohorts can be compared, without any of which the stage is skipped
 * and says why; and what findings of comparisons store of the audit, as `ComparisonTables.compared` declares it.
 */
export const comparing = Effect.fn("Stage.comparing")(function* (stage: string) {
  const { groupings } = yield* Cohorts
  if (groupings.length === 0) {
    const reason = Message.of`no grouping has two categories with enough patients to compare`
    return yield* new StageSkipped({ stage, reason })
  }
  const { replicates } = yield* Resamples
  const { level, significance, verdictMinimum } = yield* Settings
  const audited = { level, significance, verdictMinimum, replicates, groupings: comparedGroupings(groupings) }
  return { groupings, audited }
})

export interface Meta<out Id extends string = string> {
  /** Unique among the installed stages; the key in `stages:` and in the findings. */
  readonly id: Id
  readonly title: string
  /** One sentence: what the section is for. */
  readonly goal: string
  readonly version: string
  /** Range of contract versions that the stage works with, such as `^2.0.0`. */
  readonly contract: string
  /**
   * Place in the report where the configuration names no stages: lower comes first, and those that say none come last, as
   * installed. Stages on outcomes have 10 to 30, those on where differences may come from 40 to 60.
   */
  readonly order?: number
  /**
   * Of a stage on where differences may come from: what to ask where a cohort that is worse off also differs by it, such as
   * "Are these patients measured less for a medical reason?". It stands below the pictures of the gravest disparities.
   */
  readonly question?: string
}

export interface Inputs {
  /** Without these the stage is skipped, with the reason in the report. */
  readonly needs: ReadonlyArray<Input>
  /** Used where present. */
  readonly uses?: ReadonlyArray<Input>
  /** What the configuration has to say besides data; most do not, and the stage is then no part of the audit. */
  readonly settings?: ReadonlyArray<"caseMix">
}

/** Something that the options ask for and the data cannot give, by the path of the option. */
export interface Unmet {
  readonly path: ReadonlyArray<string>
  readonly message: string
}

/** What is known of an audit before any stage runs. */
export interface Audited extends Pick<CohortsShape, "groupings"> {
  readonly dataset: DatasetShape
  readonly verdictMinimum: number
}

/** What the author of a stage writes. */
export interface Definition<Id extends string, Options, Findings> {
  readonly meta: Meta<Id>
  readonly inputs: Inputs
  /** `{}` must decode, or its error says what the user has to configure. */
  readonly options: Schema.Codec<Options, unknown>
  /** Raw numbers, as findings.json stores them: no formatted text. */
  readonly findings: Schema.Codec<Findings, unknown>
  /**
   * Holds the options against the data before any stage runs, so that a misspelt variable is told at once; called only when
   * the stage's inputs are there. Absent: the options ask for nothing that data could lack.
   */
  readonly unmet?: (options: Options, dataset: DatasetShape) => ReadonlyArray<Unmet>
  /**
   * Every id that its measures can have, so that a misspelt name in `margins` and `primary` is told before any stage runs;
   * `undefined` where the data lack what tells it. Absent: it is not known beforehand.
   */
  readonly compares?: (options: Options, dataset: DatasetShape) => ReadonlyArray<string> | undefined
  /**
   * How many differences it compares, for the memory that replicates take, where that is more than a few for each cohort of the
   * audit. Absent: it follows from the cohorts.
   */
  readonly contrasts?: (options: Options, audited: Audited) => number
  readonly analyse: (options: Options) => Effect.Effect<Findings, StageError | StageSkipped | ComputeError, Services>
  /** Pure and total: the same findings always read the same. */
  readonly report: (findings: Findings) => StageSection
  /** What the stage compares: every `metric` of its comparisons. Absent: it compares nothing. */
  readonly measures?: (findings: Findings) => ReadonlyArray<Measure.Measure>
  readonly glossary: ReadonlyArray<GlossaryEntry>
}

/** A run of a stage whose options are already checked. */
export interface Prepared {
  /** The options with all defaults, as stored in the findings. */
  readonly options: Schema.Json
  /** Findings in their stored form. Fails with a `SchemaError` when the stage returns what its own schema refuses. */
  readonly run: Effect.Effect<Schema.Json, StageError | StageSkipped | Schema.SchemaError, Services>
  /** What the options ask for and the data cannot give; asked only when the stage's inputs are there. */
  readonly unmet?: (dataset: DatasetShape) => ReadonlyArray<Unmet>
  /** Every id that its measures can have; `undefined`: not known beforehand. */
  readonly compares?: (dataset: DatasetShape) => ReadonlyArray<string> | undefined
  /** How many differences it compares; `undefined`: that follows from the cohorts. */
  readonly contrasts?: (audited: Audited) => number | undefined
}

/** A stage of any options and findings, as the audit sees it. */
export interface Any {
  readonly [TypeId]: typeof TypeId
  readonly meta: Meta
  readonly inputs: Inputs
  readonly glossary: ReadonlyArray<GlossaryEntry>
  readonly findings: Schema.Top
  /** Checks options; every issue at once. */
  readonly prepare: (options: unknown) => Effect.Effect<Prepared, OptionsError>
  /** Draws a section from stored findings. */
  readonly render: (findings: unknown) => Effect.Effect<StageSection, Schema.SchemaError>
  /** What stored findings compare. */
  readonly measured: (findings: unknown) => Effect.Effect<ReadonlyArray<Measure.Measure>, Schema.SchemaError>
  /** JSON Schema of the options. */
  readonly optionsJsonSchema: () => unknown
}

export interface Stage<out Id extends string, Options, Findings> extends Any, Definition<Id, Options, Findings> {
  readonly meta: Meta<Id>
  readonly findings: Schema.Codec<Findings, unknown>
}

/** Options that a stage does not accept. */
export class OptionsError extends Schema.TaggedError<OptionsError>()("OptionsError", {
  stage: Schema.String,
  issues: Schema.Array(Schema.Struct({ path: Schema.Array(Schema.String), message: Schema.String }))
}) {
  override get message() {
    return this.issues.map(({ message, path }) => `${["stages", this.stage, ...path].join(".")}: ${message}`).join("\n")
  }
}

const asPlain = ({ message, path }: ConfigIssue) => ({ message, path: path.map(String) })

/**
 * Makes a stage from its definition.
 *
 * @example
 * ```ts
 * export default Stage.make({
 *   meta: { id: "stay-length", title: "Length of stay", goal: "...", version: "1.0.0", contract: "^2.0.0" },
 *   inputs: { needs: ["predictions"] },
 *   options: Schema.Struct({}),
 *   findings: Schema.Struct({ medianSteps: Schema.Finite }),
 *   analyse: () => medianSteps,
 *   report: ({ medianSteps }) => ({ id: "stay-length", title: "Length of stay", blocks: [] }),
 *   glossary: []
 * })
 * ```
 */
export const make = <const Id extends string, Options, Findings>(
  definition: Definition<Id, Options, Findings>
): Stage<Id, Options, Findings> => {
  const optionsCodec = Schema.toCodecJson(definition.options)
  const findingsCodec = Schema.toCodecJson(definition.findings)
  return {
    ...definition,
    [TypeId]: TypeId,
    prepare: Effect.fn("Stage.prepare")(function* (input: unknown) {
      const options = yield* Schema.decodeUnknownEffect(
        definition.options,
        parseOptions
      )(input).pipe(
        Effect.mapError(
          (error) => new OptionsError({ stage: definition.meta.id, issues: configIssues(error.issue).map(asPlain) })
        )
      )
      const stored = yield* Schema.encodeEffect(optionsCodec)(options).pipe(Effect.orDie)
      const run = Effect.suspend(() => definition.analyse(options)).pipe(
        Effect.catchTag("ComputeError", (error) => Effect.fail(brokenBy(definition.meta.id, error))),
        Effect.flatMap((findings) =>
          Schema.encodeEffect(findingsCodec)(findings).pipe(Effect.tap(Schema.decodeUnknownEffect(findingsCodec)))
        )
      )
      return {
        options: stored as Schema.Json,
        run: run as Prepared["run"],
        unmet: (dataset: DatasetShape) => definition.unmet?.(options, dataset) ?? [],
        compares: (dataset: DatasetShape) => definition.compares?.(options, dataset),
        contrasts: (audited: Audited) => definition.contrasts?.(options, audited)
      }
    }),
    render: (findings) =>
      Schema.decodeUnknownEffect(findingsCodec)(findings).pipe(Effect.map((decoded) => definition.report(decoded))),
    measured: (findings) =>
      Schema.decodeUnknownEffect(findingsCodec)(findings).pipe(
        Effect.flatMap((decoded) => Measure.stored(definition.measures?.(decoded) ?? []))
      ),
    optionsJsonSchema: () => Schema.toJsonSchemaDocument(definition.options, { onExcessProperty: "error" })
  }
}

/** Whether a value is a stage, of any copy of this package. */
export const isStage = (value: unknown): value is Any => Predicate.hasProperty(value, TypeId)

/**
 * The version in a stage's own package.json, for `meta.version`, so that a release changes it in one place.
 *
 * From `src` or `dist` alike: `Stage.versionIn(new URL("../package.json", import.meta.url))`.
 */
export const versionIn = (manifest: URL): string => {
  const { version } = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Struct({ version: Schema.String })))(
    readFileSync(manifest, "utf8")
  )
  return version
}
