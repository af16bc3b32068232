/** Curves of every cohort with the spread of their heights over replicates. */
import { type Cohorts, type Compute, Disclosure } from "@fairward/core"
import { Effect, Schema } from "effect"
import { blocksOf } from "./internal/SumRows.ts"
import { curveKinds, gridAt, gridSize } from "./kernel/CurveValues.ts"
import { type CurveBandsResult, type CurveBandsShared, curveRow } from "./kernel/curveBands.ts"
import { kernelTask } from "./kernel/kernelTask.ts"
import { operatingPoints } from "./kernel/OperatingPoints.ts"
import type { Draws } from "./kernel/Runs.ts"
import type { LabelledSteps } from "./LabelledSteps.ts"
import type { Sides } from "./Sides.ts"

const Height = Disclosure.Estimate

export const Curve = Disclosure.shares(
  Schema.Struct({
    grouping: Schema.String,
    category: Schema.String,
    kind: Schema.Literals(["calibration", ...curveKinds]),
    /** Mean score, false positive rate, recall or event recall; ascending. */
    x: Schema.Array(Disclosure.Value),
    /** On the whole split; `null` where not defined. */
    y: Schema.Array(Height),
    /** Standard deviation of y over replicates. */
    sd: Schema.Array(Height)
  }),
  {
    share: ["y"],
    beside: ["sd"],
    of: ({ population, struct }) => {
      const all = struct.kind === "calibration" ? Number.NaN : population.eventPatients
      return () => all
    },
    isAdditive: false
  }
)
export type Curve = typeof Curve.Type

const drawsPerRun = 25

const task = kernelTask<CurveBandsShared, Draws, CurveBandsResult>("curveBands")

/** The split itself, then runs of replicates. */
const curveRuns = (replicates: number): ReadonlyArray<Draws> => [
  { first: 0, count: 1 },
  ...Array.from({ length: Math.ceil(replicates / drawsPerRun) }, (_, i) => ({
    first: 1 + i * drawsPerRun,
    count: Math.min(drawsPerRun, replicates - i * drawsPerRun)
  }))
]

const standardDeviation = (sum: number, squares: number, usable: number): number | null =>
  usable < 2 ? null : Math.sqrt(Math.max(0, (squares - (sum * sum) / usable) / (usable - 1)))

/** What curves are drawn from. */
export interface Input {
  readonly steps: LabelledSteps
  readonly groupings: ReadonlyArray<Cohorts.Grouping>
  readonly sides: Sides
  /** Bins of calibration; 0 for none. */
  readonly bins: number
  /** Prevalence that corrected curves refer to, by grouping; `NaN`: none. */
  readonly highest: ReadonlyArray<number>
  /** Replicates x patients. */
  readonly multiplicities: Uint8Array
  readonly replicates: number
}

/** The curves of all cohorts; those that are not defined at any point are left out. */
export const curvesOf = Effect.fn("Curves.curvesOf")(function* (
  compute: Compute.ComputeShape,
  { bins, groupings, highest, multiplicities, replicates, sides, steps }: Input
) {
  const { begins, order, targets } = blocksOf(sides)
  const { points, rows, width } = operatingPoints(steps, bins, order)
  const sums = {
    ...rows,
    width,
    patient: order,
    begins,
    targets: targets.map((held) => held.filter((side) => side > 0)),
    sums: sides.count,
    multiplicities,
    patients: order.length
  }
  const highestOf = Float64Array.from(sides.grouping, (grouping) => highest[grouping] ?? Number.NaN)
  const [split, ...runs] = yield* compute.run(task, { sums, points, bins, highest: highestOf }, curveRuns(replicates))
  const sdAt = (place: number) => {
    let sum = 0
    let squares = 0
    let usable = 0
    for (const run of runs) {
      sum += run.sum[place]!
      squares += run.squares[place]!
      usable += run.usable[place]!
    }
    return standardDeviation(sum, squares, usable)
  }
  const yAt = (place: number) => (split!.usable[place] === 0 ? null : split!.sum[place]!)
  return groupings.flatMap((grouping, g) =>
    grouping.categories.flatMap(({ id }, c) => {
      const side = sides.first[g]! + c
      const curve = (
        kind: Curve["kind"],
        start: number,
        points: ReadonlyArray<number>,
        x: (point: number) => number
      ) => ({
        grouping: grouping.id,
        category: id,
        kind,
        x: points.map(x),
        y: points.map((point) => yAt(start + point)),
        sd: points.map((point) => sdAt(start + point))
      })
      const grid = Array.from({ length: gridSize }, (_, point) => point)
      const start = side * curveRow(bins)
      const ofBins = start + curveKinds.length * gridSize
      const filled = Array.from({ length: bins }, (_, bin) => bin).filter((bin) => yAt(ofBins + bin) !== null)
      const curves: ReadonlyArray<Curve> = [
        curve("calibration", ofBins, filled, (bin) => split!.meanScores[side * bins + bin]!),
        ...curveKinds.map((kind, k) => curve(kind, start + k * gridSize, grid, gridAt))
      ]
      return curves.filter(({ y }) => y.some((height) => height !== null))
    })
  )
})
