/**
 * Importances, rankings and their overlaps on the test split, in its replicates, and in random cohorts.
 */
import { Cohorts, type Comparison, Compute, Dataset, Progress, Resamples } from "@fairward/core"
import { Clusters } from "@fairward/stats"
import { Effect } from "effect"
import {
  hasImportance,
  importanceOf,
  importanceSums,
  meanImportance,
  type SummedRows
} from "./kernel/ImportanceSums.ts"
import type { CriticalValues, RandomJob, RandomResult, RandomShared } from "./kernel/randomImportance.ts"
import replicateImportance, {
  cohortsIn,
  type ReplicatesJob,
  type ReplicatesResult,
  type ReplicatesShared
} from "./kernel/replicateImportance.ts"
import type { Options } from "./Options.ts"
import { cellsOf, type ImportanceRows, rowsByImportance, rowsOfPersons } from "./Patients.ts"
import { ranking } from "./ranking.ts"

const kernel = (name: string) =>
  new URL(`./kernel/${name}${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url)

const replicatesTask: Compute.Task<ReplicatesShared, ReplicatesJob, ReplicatesResult> = {
  module: kernel("replicateImportance")
}

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

/** Measures the importance of features in all patients and every cohort. */
export const measure = Effect.fn("FeatureImportance.measure")(function* (options: Options, rows: ImportanceRows) {
  const dataset = yield* Dataset.Dataset
  const { groupings } = yield* Cohorts.Cohorts
  const compute = yield* Compute.Compute
  const progress = yield* Progress.Progress
  const { clusterOf, count, multiplicities } = yield* (yield* Resamples.Resamples).of("test")
  const patients = dataset.patients.splits.test.length
  const features = rows.features.length
  const depth = Math.min(options.depth, features)

  const cells = cellsOf(
    rows.patient,
    groupings.map(({ categories, categoryOf }) => ({ categories: categories.length, categoryOf }))
  )
  const ones = new Uint8Array(patients).fill(1)
  const summed = { features, values: rows.values, place: rows.place, cells }
  const onSplit = importanceSums({ ...summed, judged: new Uint32Array() })(ones, 0)
  const general = ranking(importanceOf(onSplit.everyone, features))
  const importance = meanImportance(onSplit.everyone, features)
  const judged = general.slice(0, Math.min(options.top, features)).filter((feature) => importance[feature]! > 0)
  const counts = onSplit.groupings.map(({ cohorts }) => cohorts.map(([drawn]) => drawn!))
  const clusterOfRows = clusterOf === undefined ? undefined : rows.place.map((place) => clusterOf[place]!)
  const together = groupings.map(({ categoryOf }) =>
    Clusters.sharedUnits(
      clusterOfRows,
      Int16Array.from(rows.patient, (patient) => categoryOf[patient]!)
    )
  )
  const surplus = together.map((units, g) =>
    counts[g]!.map((_, c) => (units === undefined ? Clusters.noneShared : Clusters.surplusUnits(units, c, () => 1)))
  )
  const persons = counts.map((sizes, g) => sizes.map((size, c) => size - surplus[g]![c]!.cohort))

  const sizes = Uint32Array.from(new Set(persons.flat().filter((size) => size > 0))).sort()
  const random = yield* drawRandom(options, rowsOfPersons(rows, clusterOf), general, depth, sizes)

  const judgedRows: SummedRows = { ...summed, judged, ...(clusterOf === undefined ? {} : { shared: together }) }
  const shared: ReplicatesShared = { rows: judgedRows, patients, multiplicities, p: options.p, depth }
  const estimates = replicateImportance({ ...shared, multiplicities: ones })({ first: 0, count: 1 })
  const jobs = batches(0, count)
  const results = yield* compute.run(replicatesTask, shared, jobs, (done) =>
    progress.update(done, jobs.length, "batches of replicates")
  )
  const cohortCount = cohortsIn(judgedRows)
  const overReplicates = (values: keyof ReplicatesResult, place: number, width: number): Float64Array => {
    const own = new Float64Array(count)
    jobs.forEach(({ count: size, first }, j) => {
      for (let b = 0; b < size; b++) own[first + b] = results[j]![values][b * cohortCount * width + place]!
    })
    return own
  }

  const cohorts: Array<MeasuredCohort> = []
  const contrasts: Array<Comparison.Contrast> = []
  groupings.forEach((grouping, g) => {
    const { cohorts: sums, rests } = onSplit.groupings[g]!
    const inGrouping = counts[g]!.reduce((sum, size) => sum + size, 0)
    grouping.categories.forEach((category, c) => {
      const place = cohorts.length
      const size = counts[g]![c]!
      const bearing = persons[g]![c]!
      const ofRest = inGrouping - size - surplus[g]![c]!.rest
      const own = sums[c]!
      cohorts.push({
        grouping,
        category,
        patients: size,
        persons: clusterOf === undefined ? undefined : bearing,
        hasImportance: hasImportance(own),
        importance: meanImportance(own, features),
        ranking: ranking(importanceOf(own, features)),
        truncated: estimates.truncated[place]!,
        extrapolated: estimates.extrapolated[place]!,
        truncatedReplicates: overReplicates("truncated", place, 1),
        extrapolatedReplicates: overReplicates("extrapolated", place, 1),
        random: random.overlaps.get(bearing) ?? new Float64Array()
      })
      const reasonOf = (bearing: number, has: boolean) =>
        bearing === 0 ? "no patient with attributions" : has ? undefined : "no feature has any importance"
      judged.forEach((feature, j) => {
        const k = place * judged.length + j
        contrasts.push({
          grouping: grouping.id,
          category: category.id,
          metric: rows.features[feature]!,
          sense: "none",
          margin: options.margin,
          cohort: {
            estimate: estimates.cohortShares[k]!,
            replicates: overReplicates("cohortShares", k, judged.length),
            reason: reasonOf(size, hasImportance(own)),
            bearing
          },
          rest: {
            estimate: estimates.restShares[k]!,
            replicates: overReplicates("restShares", k, judged.length),
            reason: reasonOf(inGrouping - size, hasImportance(rests[c]!)),
            bearing: ofRest
          },
          standardError: estimates.standardErrors[k]!,
          standardErrors: overReplicates("standardErrors", k, judged.length),
          judged: true,
          categories: grouping.categories.length
        })
      })
    })
  })
  const measurement: Measurement = { importance, general, critical: random.critical, cohorts, contrasts }
  return measurement
})
