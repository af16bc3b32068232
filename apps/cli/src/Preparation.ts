/** Everything that an audit needs, checked before it starts. */
import {
  Audit,
  type AuditConfig,
  Cohorts,
  type Dataset,
  Detection,
  Models,
  type Stage,
  Threshold
} from "@fairward/core"
import { AuditReport } from "@fairward/document"
import type { DataProblem, LoadOptions } from "@fairward/sources"
import { Effect, Option, Result, Schema, Struct } from "effect"
import * as ConfigFile from "./ConfigFile.ts"
import * as Discovery from "./Discovery.ts"
import * as FontFiles from "./FontFiles.ts"
import { isOurStage } from "./internal/loadStage.ts"
import { Journal } from "./Journal.ts"
import * as Logo from "./Logo.ts"
import { failOnProblems, type Problem } from "./Problem.ts"

export interface Preparation {
  readonly file: ConfigFile.ConfigFile
  readonly config: AuditConfig.AuditConfig
  readonly discovery: Discovery.Discovery
  readonly planned: ReadonlyArray<Audit.PlannedStage>
  readonly dataset: Dataset.DatasetShape
  /** The image on the cover, as a `data:` address. */
  readonly logo: string | undefined
  /** Contents of the font files that are named. */
  readonly fonts: ReadonlyArray<Uint8Array>
  /** Which names of measures are wrong. */
  readonly misnamed: Audit.Misnamed
  /** Names in settings that seem to be of nothing. */
  readonly doubts: ReadonlyArray<string>
}

const RawStages = Schema.Struct({ stages: Schema.Record(Schema.String, Schema.Record(Schema.String, Schema.Unknown)) })

/** `stages` as far as they can be read from a configuration that is wrong elsewhere. */
const rawStages = (content: unknown) =>
  Schema.decodeUnknownOption(RawStages)(content).pipe(Option.getOrElse(() => ({ stages: {} })))

/** A stage that is named and cannot be imported has a section that says so: the others are planned. */
const withoutBroken = <C extends Pick<AuditConfig.AuditConfig, "stages">>(
  config: C,
  { broken, installed }: Discovery.Discovery
): C => {
  const named = Object.entries(config.stages)
  const known = named.filter(([id]) => installed.some(({ stage }) => stage.meta.id === id))
  const absent = named.length - known.length
  return known.length === 0 || absent > broken.length ? config : { ...config, stages: Object.fromEntries(known) }
}

export interface PrepareOptions extends Pick<LoadOptions, "anyLabels" | "withoutPredictions"> {
  /** Settings in place of those of the file. */
  readonly set?: ReadonlyArray<string>
  /** In place of reading it. */
  readonly file?: ConfigFile.ConfigFile
  /** Tables that are not read, though the file names them. */
  readonly unread?: ReadonlyArray<"timeseries" | "attributions" | "recognition" | "tables">
  /** Problems of the data do not name patients, rows and values. */
  readonly withoutExamples?: boolean
}

/**
 * Reads the configuration, finds and plans the stages and loads the data. Fails with all problems of the configuration
 * and the stages at once or, when the configuration can be read, all of the stages and the data.
 */
export const prepare = Effect.fn("Preparation.prepare")(function* (
  name: string,
  started: string | undefined,
  { file: known, set = [], unread = [], withoutExamples = false, ...options }: PrepareOptions = {}
) {
  const journal = yield* Journal
  const file = known ?? (yield* ConfigFile.read(name, { set }))
  const decoded = yield* Effect.result(ConfigFile.decode(file))
  const discovery = yield* Discovery.discover(file.folder, started)
  const stages = discovery.installed.map(({ stage }) => stage)
  const config = Result.isSuccess(decoded) ? decoded.success : undefined
  const planned = yield* Effect.result(Audit.plan(stages, withoutBroken(config ?? rawStages(file.content), discovery)))
  // Without a refused stage its options cannot be checked, and "not installed" would be wrong.
  const isComplete = discovery.problems.length + discovery.broken.length === 0
  const brokenProblems = Result.isFailure(planned) ? discovery.broken.map(({ problem }) => problem) : []
  const planProblems = Result.match(planned, {
    onSuccess: () => [],
    onFailure: ({ issues }) =>
      issues
        .filter(({ path }) => isComplete || stages.some(({ meta }) => meta.id === path[1]))
        .map(({ message, path }) => {
          const problem = file.problemAt(path, message)
          const absent = path.length === 2 && !stages.some(({ meta }) => meta.id === path[1])
          return absent ? Discovery.absentStage(problem, path[1]!, discovery) : problem
        })
  })
  if (Result.isFailure(decoded) || config === undefined) {
    return yield* Effect.andThen(
      failOnProblems(name, [
        ...(Result.isFailure(decoded) ? decoded.failure : []),
        ...planProblems,
        ...discovery.problems,
        ...brokenProblems
      ]),
      Effect.die("A configuration that does not decode has issues")
    )
  }
  const logo = yield* Effect.result(
    config.report.logo === undefined ? Effect.undefined : Logo.load(file.folder, config.report.logo)
  )
  const fonts = yield* FontFiles.loadAll(file.folder, config.report.fonts ?? [])
  const reportProblems = [
    ...(isComplete ? sectionProblems(file, config, stages) : []),
    ...(Result.isFailure(logo) ? [file.problemAt(["report", "logo"], logo.failure)] : []),
    ...fonts.problems.map(({ index, message }) =>
      file.problemAt(["report", "fonts", `${index}`], `${message} Paths are relative to the configuration.`)
    )
  ]
  const loaded = yield* Effect.result(
    journal.phase(
      "Reading the data",
      load(without(config, unread), { base: file.folder, ...options }),
      countsText(config)
    )
  )
  const dataProblems = Result.isFailure(loaded)
    ? loaded.failure.problems.map((found) => dataProblem(file, withoutExamples ? { ...found, examples: [] } : found))
    : []
  const optionProblems =
    Result.isSuccess(loaded) && Result.isSuccess(planned)
      ? Audit.unmetByData(planned.success, loaded.success).map(({ message, path }) => file.problemAt(path, message))
      : []
  const misnamed =
    Result.isSuccess(loaded) && Result.isSuccess(planned)
      ? yield* Audit.misnamed(planned.success, stages, loaded.success, { isComplete })
      : () => undefined
  const misnamings = measureNames(config).flatMap(({ name, path }) => {
    const found = misnamed(name)
    return found === undefined ? [] : [{ ...found, problem: file.problemAt(path, found.message) }]
  })
  const namesProblems = misnamings.flatMap(({ isCertain, problem }) => (isCertain ? [problem] : []))
  const stageProblems = [...discovery.problems, ...brokenProblems]
  const problems = [
    ...planProblems,
    ...optionProblems,
    ...namesProblems,
    ...reportProblems,
    ...stageProblems,
    ...dataProblems
  ]
  if (Result.isFailure(logo) || Result.isFailure(loaded) || Result.isFailure(planned) || problems.length > 0) {
    const unmet = Result.isSuccess(loaded) ? yield* unmetSettings(file, config, loaded.success) : []
    return yield* Effect.andThen(
      failOnProblems(name, [
        ...planProblems,
        ...optionProblems,
        ...namesProblems,
        ...reportProblems,
        ...unmet,
        ...stageProblems,
        ...dataProblems
      ]),
      Effect.die("What cannot be loaded or planned has problems")
    )
  }
  const preparation: Preparation = {
    file,
    config,
    discovery,
    planned: located(planned.success, discovery),
    dataset: loaded.success,
    logo: logo.success,
    fonts: fonts.fonts,
    misnamed,
    doubts: misnamings.flatMap(({ isCertain, problem: { message, where } }) =>
      isCertain
        ? []
        : [
            `Warning: ${where}: ${message}. It has no effect, unless a stage compares it that does not say so beforehand.`
          ]
    )
  }
  return preparation
})

/** The measures that settings name. */
const measureNames = ({ margins = {}, primary = [] }: AuditConfig.AuditConfig) => [
  ...Object.keys(margins).map((name) => ({ name, path: ["margins", name] })),
  ...primary.map((name, i) => ({ name, path: ["primary", String(i)] }))
]

/** Names in `report.sections` that no section of this audit has, or that stand there twice. */
const sectionProblems = (
  file: ConfigFile.ConfigFile,
  { report, stages }: AuditConfig.AuditConfig,
  installed: ReadonlyArray<Stage.Any>
): ReadonlyArray<Problem> => {
  const named = Object.keys(stages)
  const ids = named.length > 0 ? named : installed.map(({ meta }) => meta.id)
  return AuditReport.sectionIssues(report.sections, ids).map(({ message, path }) => file.problemAt(path, message))
}

/** With the modules that stages come from, so that any of them can be stopped. */
const located = (planned: ReadonlyArray<Audit.PlannedStage>, { installed }: Discovery.Discovery) =>
  planned.map((one): Audit.PlannedStage => {
    const found = installed.find(({ stage }) => stage === one.stage)
    return found === undefined ? one : { ...one, module: found.module, isForeign: !isOurStage(found.manifest) }
  })

const without = (
  config: AuditConfig.AuditConfig,
  unread: NonNullable<PrepareOptions["unread"]>
): AuditConfig.AuditConfig => ({
  ...config,
  data: Struct.omit(config.data, unread)
})

/** DuckDB is loaded when there are data to read. */
const load = Effect.fnUntraced(function* (config: AuditConfig.AuditConfig, options: LoadOptions) {
  const { loadDataset } = yield* Effect.promise(() => import("@fairward/sources"))
  return yield* loadDataset(config, options)
})

const whole = new Intl.NumberFormat("en")

/** How many rows there are, which is not told where small counts are withheld. */
const countsText = ({ disclosure }: AuditConfig.AuditConfig) =>
  disclosure === undefined
    ? ({ patients, predictions }: Dataset.DatasetShape) =>
        `${whole.format(patients.count)} patients${predictions === undefined ? "" : `, ${whole.format(predictions.step.length)} predictions`}`
    : undefined

const dataProblem = (
  file: ConfigFile.ConfigFile,
  { also = [], examples, problem, remedy, table, where }: DataProblem
): Problem => {
  const located = file.problemAt(["data", table], `(${where}) ${problem}`)
  const shown = examples.length === 0 ? "" : `\nFor example: ${examples.join("; ")}`
  const alike = also.length === 0 ? "" : `\nThe same holds for ${also.map((other) => `data.${other}`).join(" and ")}.`
  const preset = file.presetOf(table)
  const origin =
    preset === undefined
      ? ""
      : `\nPreset ${preset} reads this table; to change how, paste what validate --show-config prints.`
  return { where: located.where, message: located.message + shown + alike, fix: remedy + origin }
}

/** Groupings, and attributes of the case mix, that the patients cannot satisfy. */
export const unmetGroupings = Effect.fnUntraced(function* (
  file: ConfigFile.ConfigFile,
  config: AuditConfig.AuditConfig,
  dataset: Dataset.DatasetShape,
  events: Detection.EvaluableEvents | undefined
) {
  const problems: Array<Problem> = []
  for (const [id, grouping] of Object.entries(config.groupings)) {
    if (grouping.cross !== undefined) continue
    const { minEventPatients } = config
    const derived = yield* Effect.result(
      Cohorts.derive(dataset, { groupings: { [id]: grouping }, minEventPatients }, events)
    )
    if (Result.isFailure(derived)) {
      problems.push(file.problemAt(["groupings", id, "column"], derived.failure.problem))
    }
  }
  for (const [i, attribute] of (config.caseMix ?? []).entries()) {
    const { groupings } = config
    const derived = yield* Effect.result(Cohorts.caseMixOf(dataset, { groupings, caseMix: [attribute] }))
    if (Result.isFailure(derived) && (typeof attribute !== "string" || problems.length === 0)) {
      problems.push(file.problemAt(["caseMix", String(i)], derived.failure.problem))
    }
  }
  return problems
})

const withoutSetting = ({ message }: Threshold.ThresholdError): string => message.replace(/^threshold: /u, "")

/** What the data cannot satisfy: every grouping, the threshold, and those of further models. */
export const unmetSettings = Effect.fn("Preparation.unmetSettings")(function* (
  file: ConfigFile.ConfigFile,
  config: AuditConfig.AuditConfig,
  dataset: Dataset.DatasetShape
) {
  const events = Detection.evaluableEvents(dataset)
  const problems = yield* unmetGroupings(file, config, dataset, events)
  const solved = yield* Effect.result(Threshold.solve(config.threshold, dataset, events))
  if (Result.isFailure(solved)) {
    problems.push(file.problemAt(["threshold", "metric"], withoutSetting(solved.failure)))
    return problems
  }
  for (const scored of dataset.models === undefined ? [] : Models.scored(dataset)) {
    const own = yield* Effect.result(Models.thresholdOf(scored, solved.success))
    const { id, threshold } = scored.model
    if (Result.isFailure(own)) {
      const path = ["models", id, ...(threshold === undefined ? [] : ["threshold", "metric"])]
      problems.push(file.problemAt(path, withoutSetting(own.failure)))
    }
  }
  return problems
})
