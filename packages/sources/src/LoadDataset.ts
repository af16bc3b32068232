/** Reads the data of an audit: from files, globs or queries to a validated dataset in memory. */

import { tmpdir } from "node:os"
import type { AuditConfig, TimeUnit } from "@fairward/core/AuditConfig"
import type { DatasetShape } from "@fairward/core/Dataset"
import { Effect } from "effect"
import { DataError, type DataProblem } from "./DataError.ts"
import { loadAttributions } from "./internal/attributions.ts"
import { noteSharedPersons } from "./internal/clusters.ts"
import { type Database, noTemporaryFolder, openDatabase } from "./internal/Database.ts"
import { loadEvents } from "./internal/events.ts"
import { inputFiles } from "./internal/inputFiles.ts"
import type { Loading, Table } from "./internal/Loading.ts"
import { noteNotDetectable, settleLabels } from "./internal/labels.ts"
import { loadedModels } from "./internal/models.ts"
import { loadMonitoredUntil } from "./internal/monitoredUntil.ts"
import { loadOwnTables } from "./internal/ownTables.ts"
import {
  beginAtFirstPrediction,
  idsOfPredictions,
  type LoadedPatients,
  loadPatients,
  noIds
} from "./internal/patients.ts"
import { loadPredictions, openPredictions } from "./internal/predictions.ts"
import { loadRecognition } from "./internal/recognition.ts"
import { loadSplits, shared } from "./internal/splits.ts"
import {
  checkTestPatients,
  hasOrigin,
  refuseEventsWithoutTime,
  refuseRecognitionWithoutTime,
  refuseStepsWithoutTimestep
} from "./internal/tableRelations.ts"
import { loadTimeSeries } from "./internal/timeseries.ts"

export interface LoadOptions {
  /** Folder of the configuration, to which paths are relative. */
  readonly base: string
  /**
   * Memory for DuckDB, such as `512MB`; default: half of what is free, at most 1 GB. What does not fit goes through the
   * temporary folder.
   */
  readonly memoryLimit?: string
  /** Bytes of memory that may be taken; default: what the machine, or the container, has free. */
  readonly freeMemory?: number
  /** Runs when a table's turn comes. */
  readonly onProgress?: (table: string) => Effect.Effect<void>
  /** Labels that contradict events and horizon are taken as they are, to look at them. */
  readonly anyLabels?: boolean
  /** `data.predictions` is not read: for looking at patients and events before there are scores. */
  readonly withoutPredictions?: boolean
}

/** DuckDB reads nothing with less. */
const leastMegabytes = 64

const stepsOf = (config: AuditConfig, { withoutPredictions }: LoadOptions) => {
  const { patients, predictions } = config.data
  const timed = predictions.time !== undefined
  const irregular = timed && config.timestep === undefined
  const timestepMinutes = config.timestep ?? 1
  const steps = (minutes: number) => Math.round(minutes / timestepMinutes)
  return {
    timestepMinutes,
    irregular,
    align: irregular ? ("floor" as const) : (config.align ?? ("refuse" as const)),
    origin:
      irregular &&
      patients.admission === undefined &&
      predictions.timeUnit === "timestamp" &&
      withoutPredictions !== true
        ? ("the first prediction" as const)
        : ("admission" as const),
    horizonSteps: timed ? steps(config.horizon ?? 0) : 0,
    maxLengthSteps: config.maxLength === undefined ? Number.POSITIVE_INFINITY : steps(config.maxLength)
  }
}

/** Tables whose problems make it doubtful which patients have predictions. */
const concernPatients: ReadonlySet<string> = new Set(["predictions", "patients", "splits"])

/** Whether the points of time of admission are known, for all patients that have one. */
const admissionsKnown = ({ config, problems }: Loading, patients: LoadedPatients | undefined) => {
  const { admission } = config.data.patients
  return (
    patients !== undefined &&
    admission !== undefined &&
    !problems.some(({ table, where }) => table === "patients" && where.endsWith(`column ${admission}`))
  )
}

/** Problems of one cause, or that differ by nothing but their table, as one. */
const merged = (problems: ReadonlyArray<DataProblem>): ReadonlyArray<DataProblem> =>
  [...Map.groupBy(problems, ({ also: _, table: __, ...rest }) => rest.cause ?? JSON.stringify(rest)).values()].map(
    (same) => {
      const [first, ...others] = same as [DataProblem, ...Array<DataProblem>]
      const tables = [
        ...new Set([...(first.also ?? []), ...others.flatMap(({ also = [], table }) => [table, ...also])])
      ]
      const also = tables.filter((table) => table !== first.table)
      return also.length === 0 ? first : { ...first, also }
    }
  )

/** Tables without which labels cannot be judged. */
const concernLabels: ReadonlySet<string> = new Set(["predictions", "patients", "events", "splits"])

const initialLoading = (
  config: AuditConfig,
  options: LoadOptions,
  database: Database,
  clock: Omit<ReturnType<typeof stepsOf>, "horizonSteps">
): Loading => ({
  config,
  base: options.base,
  database,
  anyLabels: options.anyLabels === true,
  freeMemory: options.freeMemory ?? process.availableMemory(),
  ...clock,
  patientsKnown: true,
  admissionsKnown: true,
  scans: new Map(),
  problems: [],
  notes: [],
  zones: [],
  shownTwice: new Set()
})

type Loaded<Load extends (...input: never) => Effect.Effect<unknown, unknown>> = Effect.Success<ReturnType<Load>>

/** The tables of a dataset that were read. */
const tablesOf = (
  settled: ReturnType<typeof settleLabels> | undefined,
  {
    attributions,
    events,
    ownTables: { tables },
    recognition,
    timeseries
  }: {
    readonly events: Loaded<typeof loadEvents>
    readonly timeseries: Loaded<typeof loadTimeSeries>
    readonly attributions: Loaded<typeof loadAttributions>
    readonly recognition: Loaded<typeof loadRecognition>
    readonly ownTables: Loaded<typeof loadOwnTables>
  }
) => ({
  predictions: settled?.predictions,
  events: events?.events,
  ...(settled?.origin === undefined ? {} : { labels: settled.origin }),
  timeseries: timeseries?.timeseries,
  attributions: attributions?.attributions,
  ...(recognition === undefined ? {} : { recognition: recognition.recognition }),
  ...(tables.size === 0 ? {} : { tables })
})

const everyoneInBoth = (count: number) => {
  const everyone = shared(Array.from({ length: count }, (_, i) => i))
  return { test: everyone, train: everyone }
}

/** Who is there: from the patients, else the predictions. */
const openPeople = Effect.fnUntraced(function* (
  initial: Loading,
  begin: (table: Table) => Effect.Effect<void>,
  withoutPredictions: boolean
) {
  const { config } = initial
  yield* begin("patients")
  const patients = yield* loadPatients(initial)
  const opened = withoutPredictions ? undefined : yield* Effect.andThen(begin("predictions"), openPredictions(initial))
  const loading = {
    ...initial,
    patientsKnown: patients !== undefined,
    admissionsKnown: admissionsKnown(initial, patients)
  }
  const ids =
    patients?.ids ??
    (opened === undefined ? undefined : yield* idsOfPredictions(loading, opened)) ??
    (yield* noIds(loading))
  if (opened !== undefined && loading.origin !== "admission") yield* beginAtFirstPrediction(loading, opened)
  const monitoredUntil =
    patients === undefined || config.data.patients.monitoredUntil === undefined
      ? undefined
      : yield* loadMonitoredUntil(loading, patients.source, ids.length)
  return { ids, loading, monitoredUntil, opened, patients }
})

const load = Effect.fnUntraced(function* (config: AuditConfig, options: LoadOptions, database: Database) {
  const { horizonSteps, ...clock } = stepsOf(config, options)
  const begin = options.onProgress ?? (() => Effect.void)
  const initial = initialLoading(config, options, database, clock)
  const { problems } = initial
  const knowsOrigin = hasOrigin(initial)
  const isCounted = (table: { readonly timeUnit: TimeUnit } | undefined) =>
    table !== undefined && (knowsOrigin || table.timeUnit !== "timestamp")
  refuseStepsWithoutTimestep(initial)
  const { ids, loading, monitoredUntil, opened, patients } = yield* openPeople(
    initial,
    begin,
    options.withoutPredictions === true
  )
  const scored =
    opened === undefined || !isCounted(config.data.predictions)
      ? undefined
      : yield* loadPredictions(loading, opened, ids)
  const predictions = scored?.predictions
  const models = scored === undefined ? undefined : loadedModels(loading, scored.predictions.score, scored.others)
  const timeless = config.data.predictions.time === undefined
  if (config.data.events !== undefined && timeless) refuseEventsWithoutTime(loading)
  if (config.data.recognition !== undefined && timeless) refuseRecognitionWithoutTime(loading)
  const reading = <A>(table: Table & keyof AuditConfig["data"], isRead: boolean, read: Effect.Effect<A>) =>
    config.data[table] === undefined ? Effect.undefined : Effect.andThen(begin(table), isRead ? read : Effect.undefined)
  const events = timeless
    ? undefined
    : yield* reading("events", isCounted(config.data.events), loadEvents(loading, ids))
  const splits = yield* reading("splits", true, loadSplits(loading, ids))
  const timeseries = yield* reading(
    "timeseries",
    isCounted(config.data.timeseries),
    loadTimeSeries(loading, ids.length)
  )
  const attributions = yield* reading(
    "attributions",
    isCounted(config.data.attributions),
    loadAttributions(loading, ids)
  )
  const recognition = timeless
    ? undefined
    : yield* reading("recognition", isCounted(config.data.recognition), loadRecognition(loading, ids.length))
  const ownTables = knowsOrigin ? yield* loadOwnTables(loading) : undefined
  const splitPatients = splits?.splits ?? everyoneInBoth(ids.length)
  const clusters = patients?.clusters
  if (clusters !== undefined && splits !== undefined) noteSharedPersons(loading, clusters, splits.splits)
  if (!problems.some(({ table }) => concernPatients.has(table)) && splitPatients.test.length > 0 && knowsOrigin) {
    checkTestPatients(loading, ids, splitPatients.test, predictions, attributions?.attributions)
  }
  const settled =
    predictions === undefined || problems.some(({ table }) => concernLabels.has(table))
      ? undefined
      : settleLabels(loading, {
          predictions,
          events: events?.events,
          horizonSteps,
          timestepMinutes: clock.timestepMinutes,
          ids,
          test: splitPatients.test
        })
  const [first, ...others] = merged(problems)
  if (first !== undefined) return yield* new DataError({ problems: [first, ...others] })
  const sources = [
    ...(opened === undefined ? [] : [opened]),
    patients!.source,
    ...[events, timeseries, attributions, recognition, splits].flatMap((loaded) =>
      loaded === undefined ? [] : [loaded.source]
    ),
    ...ownTables!.sources
  ]
  const dataset: DatasetShape = {
    ...(config.data.predictions.scale === "points" ? { scale: "points" as const } : {}),
    timestepMinutes: clock.timestepMinutes,
    ...(loading.irregular ? { irregular: true as const } : {}),
    horizonSteps,
    maxLengthSteps: clock.maxLengthSteps,
    patients: {
      count: ids.length,
      ids,
      attributes: patients!.attributes,
      splits: splitPatients,
      isSplit: splits !== undefined,
      ...(monitoredUntil === undefined ? {} : { monitoredUntil }),
      ...clusters
    },
    ...(models === undefined ? {} : { models }),
    ...tablesOf(settled, { events, timeseries, attributions, recognition, ownTables: ownTables! }),
    files: yield* inputFiles(loading, sources),
    notes: initial.notes
  }
  noteNotDetectable(loading, dataset)
  return dataset
})

const notStarted = (kind: string): DataError =>
  new DataError({
    problems: [
      {
        table: "data",
        count: 1,
        examples: [],
        ...(kind === noTemporaryFolder
          ? {
              where: tmpdir(),
              problem: "is where temporary files go, and no folder can be made there",
              remedy: "Set the variable TMPDIR to a folder that is there and that you may write to."
            }
          : {
              where: "DuckDB",
              problem: "does not start",
              remedy: "Check the memory limit, such as 512MB, that the program which reads the data gave it."
            })
      }
    ]
  })

/**
 * Reads and validates everything that `config.data` names.
 *
 * Fails with all problems of all tables at once. Interruption stops DuckDB's running query.
 */
export const loadDataset: (config: AuditConfig, options: LoadOptions) => Effect.Effect<DatasetShape, DataError> =
  Effect.fn("Sources.loadDataset")(function* (config: AuditConfig, options: LoadOptions) {
    const half = Math.min(1000, Math.floor((options.freeMemory ?? process.availableMemory()) / 2e6))
    const memoryLimit = options.memoryLimit ?? `${Math.max(leastMegabytes, half)}MB`
    const database = yield* openDatabase({ base: options.base, memoryLimit }).pipe(
      Effect.mapError(({ kind }) => notStarted(kind))
    )
    return yield* load(config, options, database)
  }, Effect.scoped)
