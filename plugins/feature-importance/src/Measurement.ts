/** Importances, rankings and their overlaps on the test split, in its replicates, and in random cohorts. */
import { Cohorts, type Comparison, Compute, Dataset, Progress, Resamples } from "@fairward/core"
import { type Measure, Measures, Sides } from "@fairward/metrics"
import { RankBiasedOverlap } from "@fairward/stats"
import { Effect } from "effect"
import { shareMeasure } from "./Findings.ts"
import type { CriticalValues, RandomJob, RandomResult, RandomShared } from "./kernel/randomImportance.ts"
import type { Options } from "./Options.ts"
import { type ImportanceRows, rowsByImportance, rowsOfPersons } from "./Patients.ts"
import { ranking } from "./ranking.ts"

const kernel = (name: string) =>
  new URL(`./kernel/${name}${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url)

const randomTask: Compute.Task<RandomShared, RandomJob, RandomResult> = { module: kernel("randomImportance") }

const perJob = 50

const batches = (first: number, count: number) =>
  Array.from({ length: Math.ceil(count / perJob) }, (_, i) => ({
    first: first + i * perJob,
    count: Math.min(perJob, count - i * perJob)
  }))

export interface MeasuredCohort {
  readonly grouping: Cohorts.Grouping
  readonly category: Cohorts.GroupingSummary["categories"][number]
  /** With attributions. */
  readonly patients: number
  /** Of those with attributions; where persons have several stays. */
  readonly persons: number | undefined
  readonly hasImportance: boolean
  /** Mean over its patients; `NaN` without any. */
  readonly importance: Float64Array
  readonly ranking: Uint32Array
  /** With the general ranking, on the split and per replicate; `NaN` when not estimable. */
  readonly truncated: number
  readonly extrapolated: number
  readonly truncatedReplicates: Float64Array
  readonly extrapolatedReplicates: Float64Array
  /** Truncated overlaps of random cohorts of as many persons. */
  readonly random: Float64Array
}

export interface Measurement {
  readonly importance: Float64Array
  readonly general: Uint32Array
  /** `null` where there are fewer than two patients to group. */
  readonly critical: CriticalValues | null
  readonly cohorts: ReadonlyArray<MeasuredCohort>
  readonly contrasts: ReadonlyArray<Comparison.Contrast>
}

/** Critical values from random groupings, and overlaps of random cohorts by their size. */
const drawRandom = Effect.fn("FeatureImportance.drawRandom")(function* (
  { p, randomCohorts, randomGroupings }: Options,
  rows: ImportanceRows,
  general: Uint32Array,
  depth: number,
  sizes: Uint32Array
) {
  const compute = yield* Compute.Compute
  const progress = yield* Progress.Progress
  const { seed } = yield* Resamples.Resamples
  const groupings = rows.patient.length < 2 ? [] : batches(0, randomGroupings)
  const jobs: ReadonlyArray<RandomJob> = [
    ...groupings.map((batch) => ({ kind: "groupings" as const, ...batch })),
    ...batches(randomGroupings, randomCohorts).map((batch) => ({ kind: "cohorts" as const, ...batch }))
  ]
  const shared: RandomShared = {
    features: rows.features.length,
    values: rows.values,
    rows: rowsByImportance(rows),
    general,
    seed,
    p,
    depth,
    sizes
  }
  const results = yield* compute.run(randomTask, shared, jobs, (done) =>
    progress.update(done, jobs.length, "batches of random cohorts")
  )
  const overlaps = new Map(Array.from(sizes, (size) => [size, new Float64Array(randomCohorts)]))
  let critical: CriticalValues | null = null
  results.forEach((result, j) => {
    if (result.kind === "groupings") {
      critical = {
        overlap: Math.min(critical?.overlap ?? Number.POSITIVE_INFINITY, result.overlap),
        inverseRankDelta: result.inverseRankDelta.map((delta, f) => Math.max(delta, critical?.inverseRankDelta[f] ?? 0))
      }
    } else {
      const { count, first } = jobs[j]!
      sizes.forEach((size, s) => {
        for (let b = 0; b < count; b++) {
          overlaps.get(size)![first - randomGroupings + b] = result.overlaps[b * sizes.length + s]!
        }
      })
    }
  })
  return { critical: critical as CriticalValues | null, overlaps }
})

/** Of each patient of the split: whether it has attributions, the importance of all features, and that of each. */
type Column = "counted" | "all" | `feature ${number}`

const columnsOf = (
  { features, place, values }: ImportanceRows,
  patients: number
): Readonly<Record<Column, Float64Array>> => {
  const column = (of: (row: number) => number) => {
    const filled = new Float64Array(patients)
    place.forEach((patient, row) => {
      filled[patient] = of(row)
    })
    return filled
  }
  const width = features.length
  const columns: Record<Column, Float64Array> = {
    counted: column(() => 1),
    all: column((row) => values.subarray(row * width, (row + 1) * width).reduce((sum, own) => sum + own, 0))
  }
  features.forEach((_, f) => {
    columns[`feature ${f}`] = column((row) => values[row * width + f]!)
  })
  return columns
}

/** Measures the importance of features in all patients and every cohort. */
export const measure = Effect.fn("FeatureImportance.measure")(function* (options: Options, rows: ImportanceRows) {
  const dataset = yield* Dataset.Dataset
  const { groupings } = yield* Cohorts.Cohorts
  const { clusterOf, count } = yield* (yield* Resamples.Resamples).of("test")
  const features = rows.features.length
  const depth = Math.min(options.depth, features)
  const columns = columnsOf(rows, dataset.patients.splits.test.length)
  const names = rows.features.map((_, f) => `feature ${f}` as const)
  const totals = Float64Array.from(names, (name) => columns[name]!.reduce((sum, own) => sum + own, 0))
  const general = ranking(totals)
  const judged = general.slice(0, Math.min(options.top, features)).filter((feature) => totals[feature]! > 0)
  const { contrasts, drawn, sides, sums } = yield* Measures.contrasts<Column>({
    columns,
    measures: Array.from(judged, (feature) => {
      const own = names[feature]!
      return {
        ...shareMeasure(rows.features[feature]!),
        margin: options.margin,
        missing: ({ sums: { all, counted } }) =>
          counted === 0 ? "no patient with attributions" : all > 0 ? undefined : "no feature has any importance",
        bearing: ({ having }) => having("counted"),
        // Importances are measured in every patient, not counted.
        floor: "none",
        among: "counted",
        over: (s) => [s[own]!, s.all]
      }
    })
  })

  const importanceOf = (of: Measure.Sums<Column>) => Float64Array.from(names, (name) => of[name]!)
  const generals: Array<Uint32Array> = []
  const overlapOf = (side: number) => {
    const extrapolated = new Float64Array(count + 1)
    const truncated = drawn(side, (own, { draw, everyone }) => {
      generals[draw] ??= ranking(importanceOf(everyone()))
      const overlap =
        own.all > 0
          ? RankBiasedOverlap.rankBiasedOverlap(ranking(importanceOf(own)), generals[draw]!, { p: options.p, depth })
          : { truncated: Number.NaN, extrapolated: Number.NaN }
      extrapolated[draw] = overlap.extrapolated
      return overlap.truncated
    })
    return {
      truncated: truncated.estimate,
      extrapolated: extrapolated[0]!,
      truncatedReplicates: truncated.replicates,
      extrapolatedReplicates: extrapolated.subarray(1)
    }
  }
  const personsOn = (side: number) =>
    Sides.personsWhere(sides, side, clusterOf, (patient) => columns.counted[patient] === 1)
  const persons = Array.from({ length: sides.count }, (_, side) => personsOn(side))
  const sizes = Uint32Array.from(new Set(persons.slice(1).filter((size) => size > 0))).sort()
  const random = yield* drawRandom(options, rowsOfPersons(rows, clusterOf), general, depth, sizes)

  const measurement: Measurement = {
    importance: totals.map((sum) => sum / rows.patient.length),
    general,
    critical: random.critical,
    cohorts: groupings.flatMap((grouping, g) =>
      grouping.categories.map((category, c): MeasuredCohort => {
        const side = sides.first[g]! + c
        const own = sums(side)
        return {
          grouping,
          category,
          patients: own.counted,
          persons: clusterOf === undefined ? undefined : persons[side]!,
          hasImportance: own.all > 0,
          importance: importanceOf(own).map((sum) => sum / own.counted),
          ranking: ranking(importanceOf(own)),
          ...overlapOf(side),
          random: random.overlaps.get(persons[side]!) ?? new Float64Array()
        }
      })
    ),
    contrasts
  }
  return measurement
})
