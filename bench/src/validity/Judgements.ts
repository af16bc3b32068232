/** What the stages say of a data set whose truth is known. */
import {
  type AuditConfig,
  Cohorts,
  type Comparison,
  Compute,
  Dataset,
  Detection,
  Progress,
  Resamples,
  Settings,
  type Stage,
  Threshold
} from "@fairward/core"
import { Context, Effect, Schema } from "effect"
import { inThread } from "../InThread.ts"
import type { About, Cell } from "./Cells.ts"
import { type Population, simulated } from "./Population.ts"

/** A contrast whose truth is not 0, or whose interval is of interest. */
export interface Named {
  readonly grouping: string
  readonly category: string
  readonly metric: string
}

export interface Judged extends Named {
  readonly verdict: string
  readonly difference: number
  readonly low: number
  readonly high: number
  readonly adjustedP: number
}

/** What one stage says of one data set. */
export interface Judgement {
  /** Contrasts with an interval. */
  readonly judged: number
  /** Smallest adjusted p of them; 1 without any. */
  readonly smallestP: number
  /** Those that the paper's test calls significant. */
  readonly significant: number
  /** Those whose interval does not hold the truth. */
  readonly off: ReadonlyArray<Judged>
  /** Those that are asked for, if they have an interval. */
  readonly asked: ReadonlyArray<Judged>
}

/** A stage with its options, which may run twice with others. */
export interface Audited {
  readonly id: string
  /** Whether the threshold changes anything that it judges. */
  readonly readsThreshold: boolean
  readonly comparisons: Effect.Effect<ReadonlyArray<Comparison.Comparison>, unknown, Stage.Services>
}

/** A stage under a name, with options as a configuration writes them. */
export const audited = <Id extends string, Options, Findings>(
  id: string,
  stage: Stage.Stage<Id, Options, Findings>,
  options: unknown,
  comparisonsOf: (findings: Findings) => ReadonlyArray<Comparison.Comparison>,
  readsThreshold = true
): Audited => ({
  id,
  readsThreshold,
  comparisons: Effect.suspend(() => stage.analyse(Schema.decodeUnknownSync(stage.options)(options))).pipe(
    Effect.map(comparisonsOf),
    Effect.catchTag("StageSkipped", () => Effect.succeed([]))
  )
})

/** Of which no interval is read, and which would take much of the time. */
const withoutCurves = new Map([
  [
    "curveBands",
    {
      sum: new Float64Array(0),
      squares: new Float64Array(0),
      usable: new Uint32Array(0),
      meanScores: new Float64Array(0)
    }
  ]
])

export const isNamed = (one: Named, other: Named): boolean =>
  one.grouping === other.grouping && one.category === other.category && one.metric === other.metric

const judgedOf = ({
  category,
  difference,
  grouping,
  interval,
  metric,
  verdict
}: Comparison.Comparison): ReadonlyArray<Judged> => {
  if (interval === null || difference === null || verdict === "no verdict") return []
  const { adjustedP, high, low } = interval
  return [{ grouping, category, metric, verdict, difference, low, high, adjustedP }]
}

export interface Truth {
  readonly of: (contrast: Named) => number
  readonly asked: (contrast: Named) => boolean
}

/** No cohort differs from its rest. */
export const nothing: Truth = { of: () => 0, asked: () => false }

const judgementOf = (comparisons: ReadonlyArray<Comparison.Comparison>, truth: Truth): Judgement => {
  const judged = comparisons.flatMap(judgedOf)
  return {
    judged: judged.length,
    smallestP: Math.min(1, ...judged.map(({ adjustedP }) => adjustedP)),
    significant: comparisons.filter((one) => judgedOf(one).length > 0 && one.mannWhitney.significant).length,
    off: judged.filter((one) => one.low > truth.of(one) || one.high < truth.of(one)),
    asked: judged.filter(truth.asked)
  }
}

export interface Setting
  extends Pick<AuditConfig.AuditConfig, "groupings" | "level" | "minEventPatients" | "resampling" | "verdictMinimum">,
    Partial<Pick<AuditConfig.AuditConfig, "caseMix">> {
  readonly thresholds: ReadonlyArray<AuditConfig.ThresholdConfig>
}

/** What the stages compare, by their names, and how long it took them. */
interface Compared {
  readonly comparisons: Readonly<Record<string, ReadonlyArray<Comparison.Comparison>>>
  /** Of processor time, for information. */
  readonly seconds: Readonly<Record<string, number>>
}

export interface Heard extends Pick<Compared, "seconds"> {
  readonly judgements: Readonly<Record<string, Judgement>>
}

/** Runs stages once per threshold on the same resamples, those that do not read it at the first threshold only. */
export const compared = Effect.fn("Validity.compared")(function* (
  dataset: Dataset.DatasetShape,
  { level, resampling, thresholds, verdictMinimum, ...asked }: Setting,
  stages: ReadonlyArray<Audited>
) {
  const events = Detection.evaluableEvents(dataset)
  const cohorts = yield* Cohorts.derive(dataset, asked, events)
  const resamples = yield* Resamples.make(dataset, resampling)
  const services = Context.make(Dataset.Dataset, dataset).pipe(
    Context.add(Cohorts.Cohorts, cohorts),
    Context.add(Resamples.Resamples, resamples),
    Context.add(Settings.Settings, { significance: "simultaneous", level, verdictMinimum }),
    Context.add(Compute.Compute, inThread({ instead: withoutCurves })),
    Context.add(Progress.Progress, { update: () => Effect.void })
  )
  return yield* Effect.forEach(thresholds, (config, place) =>
    Effect.gen(function* () {
      const threshold = yield* Threshold.solve(config, dataset, events)
      const found: Record<string, ReadonlyArray<Comparison.Comparison>> = {}
      const seconds: Record<string, number> = {}
      for (const { comparisons, id, readsThreshold } of stages) {
        if (place > 0 && !readsThreshold) continue
        const begin = process.threadCpuUsage()
        found[id] = yield* Effect.provideContext(comparisons, Context.add(services, Threshold.Threshold, threshold))
        const { system, user } = process.threadCpuUsage(begin)
        seconds[id] = Math.round((user + system) / 1000) / 1000
      }
      const one: Compared = { comparisons: found, seconds }
      return one
    })
  )
})

/** What stages say, held against the truth, once per threshold. */
export const judgements = (
  dataset: Dataset.DatasetShape,
  setting: Setting,
  stages: ReadonlyArray<Audited>,
  truth: Truth = nothing
) =>
  Effect.map(compared(dataset, setting, stages), (audits) =>
    audits.map(
      ({ comparisons, seconds }): Heard => ({
        judgements: Object.fromEntries(
          Object.entries(comparisons).map(([id, own]) => [id, judgementOf(own, truth)] as const)
        ),
        seconds
      })
    )
  )

/** Data sets of a population of which some stages are asked, all with the same further settings. */
export const cellsOf =
  (stages: ReadonlyArray<Audited>, shared: Partial<Setting> = {}) =>
  (
    about: Omit<About, "isPlanted" | "targets" | "truth">,
    population: Population,
    { isPlanted, truth }: Pick<About, "isPlanted" | "truth">,
    settingOf: (seed: number) => Setting
  ): Cell => ({
    ...about,
    targets: [0.8],
    truth,
    isPlanted,
    run: (seed) => judgements(simulated(population, seed), { ...settingOf(seed), ...shared }, stages, truth)
  })
