/**
 * Every metric of every side and every standard error, on the split itself and in all replicates.
 */
import type { Compute } from "@fairward/core"
import { Effect } from "effect"
import { curveRuns } from "../Curves.ts"
import { countPerPatient, type LabelledSteps } from "../LabelledSteps.ts"
import { cellsOf } from "./Cells.ts"
import { cohortSides, type GroupingInfluences, ofPersons } from "./CohortSides.ts"
import type { CurveBandsResult } from "./curveBands.ts"
import { type Layout, layoutOf } from "./Layout.ts"
import { operatingPoints } from "./OperatingPoints.ts"
import { patientSums } from "./PatientSums.ts"
import type { PassJob, PassResult, PassShared } from "./pass.ts"
import { collect, type Drawn, type Draws, runsOf } from "./Runs.ts"
import type { RankedErrorsShared } from "./rankedErrors.ts"
import type { ReplicatesResult } from "./replicates.ts"
import { firstRanked, metricCount, type ReferencePrevalence, rankedCount } from "./SideMetrics.ts"
import { lanes, sweepMemory } from "./SweepMemory.ts"

const moduleAt = (name: string) =>
  new URL(import.meta.url.endsWith(".ts") ? `./${name}.ts` : `./${name}.js`, import.meta.url)

const passTask: Compute.Task<PassShared, PassJob, PassResult> = { module: moduleAt("pass") }
const rankedErrorsTask: Compute.Task<RankedErrorsShared, Draws, Float64Array> = { module: moduleAt("rankedErrors") }

export interface DrawsInput {
  readonly steps: LabelledSteps
  /** Per grouping the category of each test patient, -1 when in none. */
  readonly categoryOf: ReadonlyArray<Int16Array>
  readonly categories: ReadonlyArray<number>
  readonly threshold: number
  readonly bins: number
  readonly linear: boolean
  readonly references: ReadonlyArray<ReferencePrevalence>
  readonly referenceInReplicate: boolean
  readonly multiplicities: Uint8Array
  /** The person of each test patient; absent: each is its own. */
  readonly clusterOf: Uint32Array | undefined
  readonly replicates: number
}

export interface DrawsResult {
  readonly layout: Layout
  readonly value: (side: number, metric: number) => Drawn
  readonly standardError: (contrast: number, metric: number) => Drawn
  readonly curves: ReadonlyArray<CurveBandsResult>
}

const drawsPerErrorRun = 64

/** Squares of the influences, a row a patient, the columns of all groupings side by side. */
const squaresOf = (influences: ReadonlyArray<Float64Array>, layout: Layout, patients: number): Float64Array => {
  const columns = layout.influences * rankedCount
  const squares = new Float64Array(new SharedArrayBuffer(patients * columns * 8))
  influences.forEach((own, g) => {
    const { firstInfluence, influences: count } = layout.groupings[g]!
    const width = count * rankedCount
    for (let patient = 0; patient < patients; patient++) {
      const row = patient * columns + firstInfluence * rankedCount
      for (let i = 0; i < width; i++) squares[row + i] = own[patient * width + i]! ** 2
    }
  })
  return squares
}

/** Computes all draws, on all workers. */
export const computeDraws = Effect.fn("Metrics.computeDraws")(function* (
  compute: Compute.ComputeShape,
  input: DrawsInput,
  onProgress: (done: number) => Effect.Effect<void>
) {
  const { bins, categories, categoryOf, clusterOf, linear, multiplicities, references, replicates, steps } = input
  const patients = steps.offsets.length - 1
  const layout = layoutOf(categories)
  const runs = runsOf(replicates, lanes)
  const runsOfCurves = curveRuns(replicates)
  const bySize = categories.map((_, g) => g).toSorted((a, b) => categories[b]! - categories[a]!)
  const jobs: ReadonlyArray<PassJob> = [
    ...bySize.map(
      (g): PassJob => ({
        _tag: "influences",
        of: { categoryOf: categoryOf[g]!, categories: categories[g]!, reference: references[g]! }
      })
    ),
    ...runs.map((of): PassJob => ({ _tag: "replicates", of })),
    ...runsOfCurves.map((of): PassJob => ({ _tag: "curves", of }))
  ]
  const { cellCategories, cells, order } = cellsOf(categoryOf, patients)
  const sums = patientSums(steps, input.threshold, bins, order)
  const placeOf = new Uint32Array(patients)
  order.forEach((patient, place) => {
    placeOf[patient] = place
  })
  const ofPatients = { layout, bins, multiplicities, order, cells, cellCategories, sums, references }
  const results = yield* compute.run(
    passTask,
    {
      replicates: {
        ...ofPatients,
        patients,
        ...cohortSides(layout, categoryOf, clusterOf, { sums, bins, placeOf }),
        sweep: sweepMemory(steps, layout, categoryOf, compute.workers),
        linear,
        referenceInReplicate: input.referenceInReplicate
      },
      curves: { ...ofPatients, points: operatingPoints(steps) },
      influences: {
        patients,
        rests: true,
        positives: countPerPatient(steps, 1),
        negatives: countPerPatient(steps, 0),
        events: Float64Array.from({ length: patients }, (_, i) => steps.eventOffsets[i + 1]! - steps.eventOffsets[i]!),
        linear
      }
    },
    jobs,
    (done) => onProgress(Math.floor((done / jobs.length) * replicates))
  )
  const ofGroupings: Array<GroupingInfluences> = []
  bySize.forEach((g, i) => {
    const own = { influences: results[i] as Float64Array, categoryOf: categoryOf[g]! }
    ofGroupings[g] = ofPersons(own, layout.groupings[g]!, clusterOf)
  })
  const ofReplicates = results.slice(bySize.length, bySize.length + runs.length) as ReadonlyArray<ReplicatesResult>
  const curves = results.slice(bySize.length + runs.length) as ReadonlyArray<CurveBandsResult>

  const errorRuns = runsOf(replicates, drawsPerErrorRun)
  const rankedErrors = yield* compute.run(
    rankedErrorsTask,
    {
      layout,
      multiplicities,
      categoryOf: ofGroupings.map((own) => own.categoryOf),
      squares: squaresOf(
        ofGroupings.map(({ influences }) => influences),
        layout,
        patients
      )
    },
    errorRuns
  )
  const values = ofReplicates.map((result) => result.values)
  const standardErrors = ofReplicates.map((result) => result.standardErrors)
  const result: DrawsResult = {
    layout,
    value: (side, metric) => collect(runs, values, side * metricCount + metric),
    standardError: (contrast, metric) => {
      const ranked = metric - firstRanked
      return ranked >= 0 && ranked < rankedCount
        ? collect(errorRuns, rankedErrors, contrast * rankedCount + ranked)
        : collect(runs, standardErrors, contrast * metricCount + metric)
    },
    curves
  }
  return result
})
