import { createHash } from "node:crypto"
import { type AuditConfig, Cohorts, Comparison, type Dataset, Detection, Names, Settings } from "@fairward/core"
import type * as Plan from "@fairward/metrics/Plan"
import { Clock, Console, Effect, FileSystem, Option, Predicate, Schema } from "effect"
import { Command, Flag } from "effect/cli"
import * as ConfigFile from "../ConfigFile.ts"
import { diskFault } from "../internal/diskFault.ts"
import * as Manifest from "../Manifest.ts"
import { type PlanOutcome, planLines } from "../PlanLines.ts"
import { type Preparation, prepare, unmetGroupings } from "../Preparation.ts"
import { CommandError, failOnProblems, type Problem } from "../Problem.ts"
import { supposedCohorts } from "../SupposedCohorts.ts"
import * as flags from "./flags.ts"

const between = (name: string, description: string) =>
  Flag.Finite(name).pipe(
    Flag.filter(
      (value) => value > 0 && value < 1,
      () => "Expected a number above 0 and below 1"
    ),
    Flag.withMetavar("N"),
    Flag.withDescription(description)
  )

const positive = (name: string, description: string) =>
  Flag.Int(name).pipe(
    Flag.filter(
      (value) => value >= 1,
      () => "Expected a whole number of 1 or more"
    ),
    Flag.withMetavar("N"),
    Flag.withDescription(description)
  )

const options = {
  config: flags.config,
  set: flags.set,
  assume: Flag.String("assume").pipe(
    Flag.atLeast(0),
    Flag.withMetavar("NAME=N"),
    Flag.withDescription(
      "A value of everyone, such as event_recall=0.8, or a design factor, such as design.event_recall=0.9; may be given several times"
    )
  ),
  difference: between("difference", "Also tell how many patients show a difference of this size").pipe(Flag.optional),
  power: between("power", "Chance with which a difference is to be seen; 0.8 when absent").pipe(Flag.withDefault(0.8)),
  withoutPredictions: Flag.Boolean("without-predictions").pipe(
    Flag.withoutNegation,
    Flag.withDescription("Do not read data.predictions, which need not be there yet"),
    Flag.withDefault(false)
  ),
  patients: positive("patients", "Plan from numbers alone, without a configuration: patients to be audited").pipe(
    Flag.optional
  ),
  withEvent: positive("with-event", "With --patients: how many of them have an event").pipe(Flag.optional),
  share: Flag.String("share").pipe(
    Flag.atLeast(0),
    Flag.withMetavar("NAME=A:N,B:N"),
    Flag.withDescription(
      "With --patients: a grouping and the share of the patients in each category, such as Sex=female:0.45,male:0.55; may be given several times"
    )
  ),
  freeze: Flag.String("freeze").pipe(
    Flag.withMetavar("FILE"),
    Flag.withDescription("Write down what is planned, to show later that it was declared beforehand; a new file"),
    Flag.optional
  ),
  json: flags.json
}

export const plan = (started: string | undefined) =>
  Command.make(
    "plan",
    options,
    Effect.fn("Cli.plan")(function* (input) {
      const { assume, difference, json, power } = input
      const planning = yield* Effect.promise(() => import("@fairward/metrics/Plan"))
      const assumed = yield* assumedFrom(input.config, assume, planning.plannedIds)
      const { declare, intended, told } = yield* Option.isSome(input.patients)
        ? fromNumbers(input, input.patients.value, planning.defaultRates)
        : fromConfiguration(input, started, planning.defaultRates)
      const sought = Option.isSome(difference) ? { difference: difference.value } : {}
      const planned = planning.plan({ ...intended, ...sought, assumed, power })
      const frozen = Option.isSome(input.freeze)
        ? { frozen: yield* written(input.freeze.value, { ...declare(planned), ...sought }) }
        : {}
      const outcome = { ...told, ...sought, ...planned, ...frozen }
      yield* Console.log(json ? JSON.stringify(outcome, null, 2) : planLines(outcome).join("\n"))
    })
  ).pipe(
    Command.withDescription(
      "Before an audit, and before there are scores: which differences it would see, and how many patients that takes. Exit codes as for audit." +
        flags.runsStages
    ),
    Command.withShortDescription("Tell which differences an audit would see"),
    Command.withExamples([
      { command: "fairward plan fairward.yaml --assume event_recall=0.85", description: "With a value of your own" },
      {
        command: 'fairward plan --patients 4000 --with-event 300 --share "Sex=female:0.45,male:0.55"',
        description: "From numbers alone"
      },
      { command: "fairward plan fairward.yaml --freeze plan.json", description: "Declare beforehand what is compared" }
    ])
  )

type Input = {
  readonly [Name in
    | "config"
    | "patients"
    | "set"
    | "share"
    | "withEvent"
    | "withoutPredictions"]: Command.Command.Config.Infer<typeof options>[Name]
}

/** What is planned, what is told of it, and what is written down of it. */
interface Planned {
  readonly intended: Omit<Plan.Intended, "assumed" | "difference" | "power">
  readonly told: Omit<PlanOutcome, keyof Plan.Plan | "difference" | "frozen">
  readonly declare: (planned: Plan.Plan) => object
}

const fromConfiguration = Effect.fn("Cli.planFromConfiguration")(function* (
  { config: name, set, share, withEvent, withoutPredictions }: Input,
  started: string | undefined,
  defaultRates: PerformanceOptions["metrics"]
) {
  if (share.length > 0 || Option.isSome(withEvent)) {
    yield* failOnProblems("fairward plan", [
      { where: "--patients", message: "--with-event and --share go with --patients, which is missing." }
    ])
  }
  const file = yield* ConfigFile.read(name, { set })
  const content = withStandIn(file.content, withoutPredictions)
  const hasPredictions = content === file.content
  const preparation = yield* prepare(name, started, {
    file: { ...file, content },
    withoutPredictions: !hasPredictions,
    unread: ["timeseries", "attributions", "recognition", "tables"]
  })
  const { config, dataset } = preparation
  if (!hasPredictions && config.data.events === undefined) {
    yield* failOnProblems(name, [
      file.problemAt(["data"], "Without predictions, nothing but data.events says who has an event: name that table")
    ])
  }
  const counted = hasPredictions ? dataset : { ...dataset, predictions: nobodyPredicted(dataset) }
  const events = Detection.evaluableEvents(counted)
  yield* failOnProblems(name, yield* unmetGroupings(file, config, counted, events))
  const cohorts = yield* Cohorts.derive(counted, config, events).pipe(Effect.orDie)
  const performance = performanceOptions(preparation, defaultRates)
  const { margins = {} } = Settings.settingsOf(config, "performance")
  const planned: Planned = {
    intended: {
      cohorts,
      level: config.level,
      verdictMinimum: config.verdictMinimum,
      threshold: config.threshold,
      metrics: performance.metrics,
      marginOf: (metric) => margins[metric] ?? performance.margins[metric] ?? performance.margin
    },
    told: {
      config: name,
      hasPredictions,
      comparesPerformance: Object.keys(config.stages).length === 0 || Object.hasOwn(config.stages, "performance"),
      everyone: cohorts.everyone,
      dropped: cohorts.groupings.flatMap(({ dropped, title }) => dropped.map(({ label }) => `${title}: ${label}`)),
      droppedGroupings: cohorts.dropped.map(({ title }) => title)
    },
    declare: (found) => declared(preparation, performance, found)
  }
  return planned
})

/** With the defaults of a configuration. */
const fromNumbers = Effect.fn("Cli.planFromNumbers")(function* (
  { share, withEvent }: Input,
  patients: number,
  metrics: PerformanceOptions["metrics"]
) {
  const supposed = { patients, withEvent: Option.getOrElse(withEvent, () => 0), shares: share }
  const name = "fairward plan --patients"
  if (Option.isNone(withEvent)) {
    yield* failOnProblems(name, [{ where: "--with-event", message: "Nothing says how many patients have an event." }])
  }
  const cohorts = yield* supposedCohorts(name, supposed)
  const planned: Planned = {
    intended: {
      cohorts,
      level: 0.95,
      verdictMinimum: 30,
      threshold: { metric: "event-recall", value: 0.8 },
      metrics,
      marginOf: () => Comparison.defaultMargin
    },
    told: {
      config: "these numbers",
      hasPredictions: false,
      isSupposed: true,
      comparesPerformance: true,
      everyone: cohorts.everyone,
      dropped: [],
      droppedGroupings: []
    },
    declare: (found) => ({ format: "fairward plan 1", fairward: Manifest.own.version, supposed, ...found })
  }
  return planned
})

const nobodyPredicted = ({ patients }: Dataset.DatasetShape): Dataset.Predictions => ({
  offsets: new Uint32Array(patients.count + 1),
  step: new Int32Array(),
  label: new Int8Array(),
  score: new Float64Array()
})

const objectIn = (content: unknown, key: string): Readonly<Record<string, unknown>> => {
  const value = Predicate.hasProperty(content, key) ? content[key] : undefined
  return Predicate.isObject(value) ? (value as Readonly<Record<string, unknown>>) : {}
}

/** Predictions that are not there yet have columns of some name, and times like those of events. */
const withStandIn = (content: unknown, withoutPredictions: boolean): unknown => {
  const data = objectIn(content, "data")
  const written = objectIn(data, "predictions")
  if (!Predicate.isObject(content) || ("from" in written && !withoutPredictions)) return content
  const { timeUnit } = objectIn(data, "events")
  const predictions = {
    from: "none",
    patient: "patient",
    score: "score",
    ...("events" in data ? { time: "time", ...(timeUnit === undefined ? {} : { timeUnit }) } : { label: "label" }),
    ...written
  }
  return { ...content, data: { ...data, predictions } }
}

interface PerformanceOptions {
  readonly metrics: ReadonlyArray<Plan.Intended["metrics"][number]>
  readonly margin: number
  readonly margins: Readonly<Record<string, number>>
}

const Performance = Schema.Struct({
  metrics: Schema.Array(Schema.String),
  margin: Schema.Finite,
  margins: Schema.Record(Schema.String, Schema.Finite)
})

/** Of the stage that the plan is about, or its defaults where it is not installed. */
const performanceOptions = ({ planned }: Preparation, metrics: PerformanceOptions["metrics"]): PerformanceOptions => {
  const stage = planned.find(({ stage: { meta } }) => meta.id === "performance")
  return Option.getOrElse(
    Schema.decodeUnknownOption(Performance)(stage?.prepared.options) as Option.Option<PerformanceOptions>,
    () => ({ metrics, margin: Comparison.defaultMargin, margins: {} })
  )
}

const assumedFrom = Effect.fnUntraced(function* (
  name: string,
  written: ReadonlyArray<string>,
  ids: ReadonlyArray<Plan.PlannedId>
) {
  const values: Record<string, number> = {}
  const designFactors: Record<string, number> = {}
  const problems = written.flatMap((text): ReadonlyArray<Problem> => {
    const [, design, metric, digits] = /^(design\.)?([\w-]+)=(.+)$/u.exec(text) ?? []
    const id = metric?.replaceAll("-", "_")
    const value = Number(digits)
    const problem = (message: string, fix: string) => [{ where: `--assume ${text}`, message, fix }]
    if (id === undefined || !ids.some((known) => known === id))
      return problem(
        `It names nothing that is assumed${metric === undefined ? "." : Names.suggestion(metric, ids)}`,
        `Write one of ${ids.join(", ")} with = and a number`
      )
    if (!(design === undefined ? value > 0 && value < 1 : value > 0 && Number.isFinite(value)))
      return problem(
        design === undefined ? "A value lies above 0 and below 1." : "A design factor is a number above 0.",
        `Such as --assume ${design === undefined ? `${id}=0.8` : `design.${id}=0.9`}`
      )
    if (design === undefined) values[id] = value
    else designFactors[id] = value
    return []
  })
  yield* failOnProblems(name, problems)
  return { values, designFactors }
})

/** What decides, and what was expected of it. Where small counts are withheld, no number of patients or what follows from it. */
const declared = ({ config, dataset, file }: Preparation, performance: PerformanceOptions, planned: Plan.Plan) => ({
  format: "fairward plan 1",
  fairward: Manifest.own.version,
  title: config.title,
  configuration: { sha256: file.sha256, ...(file.overrides.length === 0 ? {} : { set: file.overrides }) },
  inputs: dataset.files.map(({ name, role, rows, sha256 }) => ({
    role,
    name,
    sha256,
    ...(config.disclosure === undefined ? { rows } : {})
  })),
  threshold: config.threshold,
  groupings: config.groupings,
  minEventPatients: config.minEventPatients,
  verdictMinimum: config.verdictMinimum,
  level: config.level,
  significance: config.significance,
  resampling: config.resampling satisfies AuditConfig.ResamplingConfig,
  metrics: performance.metrics,
  margins: config.margins ?? {},
  primary: config.primary ?? [],
  performance: { margin: performance.margin, margins: performance.margins },
  power: planned.power,
  assumptions: planned.assumptions,
  ...(config.disclosure === undefined
    ? { criticalValue: planned.criticalValue, judgedCohorts: planned.judgedCohorts, cohorts: planned.cohorts }
    : { disclosure: config.disclosure })
})

const written = Effect.fnUntraced(function* (path: string, content: object) {
  const files = yield* FileSystem.FileSystem
  const frozenAt = new Date(yield* Clock.currentTimeMillis).toISOString()
  const text = `${JSON.stringify({ ...content, frozenAt }, null, 2)}\n`
  if (yield* files.exists(path).pipe(Effect.orElseSucceed(() => false))) {
    yield* failOnProblems(path, [
      {
        where: "--freeze",
        message: "There is such a file already, and what was declared is not replaced.",
        fix: "Name another file"
      }
    ])
  }
  yield* files
    .writeFileString(path, text, { flag: "wx" })
    .pipe(
      Effect.mapError((error) => new CommandError({ message: diskFault(path, error).replaceAll("--out", "--freeze") }))
    )
  return { file: path, sha256: createHash("sha256").update(text).digest("hex") }
})
