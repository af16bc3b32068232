/**
 * Every measure of every cohort and its rest, on the split itself and in every replicate.
 */
import { Clusters } from "@fairward/stats"
import { Effect } from "effect"
import type { Cells } from "./Cells.ts"
import { type LeadTimes, medianLeads } from "./LeadTimes.ts"
import type { Metric } from "./Metric.ts"
import type { Ratio } from "./Ratio.ts"
import {
  alone,
  blocksOf,
  contributing,
  type PatientRows,
  patientRows,
  ratioColumns,
  ratioVariance,
  sumCells,
  sumRest,
  togetherOf
} from "./Sums.ts"

/** A number on the split itself and in each replicate. */
export interface Drawn {
  readonly estimate: number
  readonly replicates: Float64Array
}

/** A measure of cohorts that is not compared with their rest; `grouping` is -1 for everyone. */
export interface OwnMeasure {
  readonly value: (sums: Float64Array, grouping: number) => number
}

export interface DrawsInput {
  readonly cells: Cells
  readonly columns: ReadonlyArray<Float64Array>
  readonly metrics: ReadonlyArray<Metric>
  readonly own: ReadonlyArray<OwnMeasure>
  readonly leads: LeadTimes | undefined
  /** Replicates x test patients. */
  readonly multiplicities: Uint8Array
  /** The person of each test patient; absent: each is its own. */
  readonly clusterOf: Uint32Array | undefined
  readonly replicates: number
}

export interface Draws {
  /** Side of cell c is c, that of its rest `cells.count + c - 1`. */
  readonly value: (side: number, metric: number) => Drawn
  /** Of the difference of cell c > 0 and its rest; of judged metrics. */
  readonly standardError: (cell: number, metric: number) => Drawn
  readonly own: (cell: number, measure: number) => Drawn
  /** Median lead time in steps. */
  readonly lead: (cell: number) => Drawn
  /** Persons of a side that contribute to a judged metric, on the split. */
  readonly contributing: (side: number, metric: number) => number
  /** Sums of a side on the split, as the columns were given. */
  readonly sums: (side: number) => Float64Array
}

const drawsBetweenYields = 20

/** A table of numbers, a row of draws for each of its first two indices. */
const drawTable = (rows: number, columns: number, draws: number) => {
  const values = new Float64Array(rows * columns * draws)
  const at = (row: number, column: number) => (row * columns + column) * draws
  return {
    set: (row: number, column: number, draw: number, value: number) => {
      values[at(row, column) + draw] = value
    },
    read: (row: number, column: number): Drawn => ({
      estimate: values[at(row, column)]!,
      replicates: values.slice(at(row, column) + 1, at(row, column) + draws)
    })
  }
}

export const restSide = ({ count }: Cells, cell: number): number => count + cell - 1

/** Sums, ratios and standard errors of every draw; draw 0 is the split, every patient once. */
export const computeDraws = Effect.fn("ClinicalSafety.computeDraws")(function* (
  { cells, clusterOf, columns, leads, metrics, multiplicities, own, replicates }: DrawsInput,
  onProgress: (done: number) => Effect.Effect<void>
) {
  const patients = cells.of.length / cells.levels
  const judged = metrics.flatMap(({ judged: verdict, ratio }, metric) =>
    verdict === true && ratio !== undefined ? [{ metric, ratio }] : []
  )
  const rows: PatientRows = patientRows(
    columns,
    judged.map(({ ratio }) => ratio),
    patients
  )
  const { width } = rows
  const blocks = blocksOf(cells)
  const draws = replicates + 1
  const sides = 2 * cells.count - 1
  const values = drawTable(sides, metrics.length, draws)
  const errors = drawTable(cells.count, judged.length, draws)
  const ownValues = drawTable(cells.count, own.length, draws)
  const leadValues = drawTable(cells.count, 1, draws)
  const sums = new Float64Array(cells.count * width)
  const rest = new Float64Array(width)
  const splitSums = new Float64Array(sides * width)

  // Per grouping the category of each patient, and the persons with several stays in its categories.
  const shared = cells.first.map((first, g) =>
    Clusters.sharedUnits(
      clusterOf,
      Int32Array.from({ length: patients }, (_, i) => cells.of[i * cells.levels + g + 1]! - first)
    )
  )
  const terms = clusterOf === undefined ? [] : judged.map(({ ratio }) => ratioColumns(columns, ratio, patients))
  const surplus = new Float64Array(sides * judged.length)

  const errorOf = (draw: number, weight: Uint8Array, cell: number, ratio: Ratio, place: number): number => {
    const cohort = sums.subarray(cell * width, (cell + 1) * width)
    const grouping = cells.grouping[cell]!
    const units = shared[grouping]
    const together =
      units === undefined
        ? alone
        : togetherOf(units, cell - cells.first[grouping]!, weight, terms[place]!, ratio, cohort, rest)
    if (draw === 0) {
      surplus[cell * judged.length + place] = together.contributing.cohort
      surplus[restSide(cells, cell) * judged.length + place] = together.contributing.rest
    }
    const n = cohort[0]! + rest[0]! - (together.drawn.cohort + together.drawn.rest + together.drawn.both)
    const varianceOf = (side: Float64Array, of: "cohort" | "rest") =>
      ratioVariance(side, ratio, columns.length, place, together.squares[of], together.contributing[of])
    const variance = varianceOf(cohort, "cohort") + varianceOf(rest, "rest") - 2 * together.squares.both
    return Math.sqrt((n / (n - 1)) * Math.max(0, variance))
  }

  const measure = (draw: number, weight: Uint8Array) => {
    for (let cell = 0; cell < cells.count; cell++) {
      const cohort = sums.subarray(cell * width, (cell + 1) * width)
      const grouping = cells.grouping[cell]!
      metrics.forEach(({ value }, metric) => {
        values.set(cell, metric, draw, value(cohort))
      })
      own.forEach(({ value }, i) => {
        ownValues.set(cell, i, draw, value(cohort, grouping))
      })
      if (draw === 0) splitSums.set(cohort, cell * width)
      if (grouping < 0) continue
      const first = cells.first[grouping]!
      sumRest(sums, width, cell, first, (cells.first[grouping + 1] ?? cells.count) - first, rest)
      metrics.forEach(({ value }, metric) => {
        values.set(restSide(cells, cell), metric, draw, value(rest))
      })
      judged.forEach(({ ratio }, place) => {
        errors.set(cell, place, draw, errorOf(draw, weight, cell, ratio, place))
      })
      if (draw === 0) splitSums.set(rest, restSide(cells, cell) * width)
    }
  }

  const once = new Uint8Array(patients).fill(1)
  for (let draw = 0; draw < draws; draw++) {
    const weight = draw === 0 ? once : multiplicities.subarray((draw - 1) * patients, draw * patients)
    sumCells(rows, blocks, cells, weight, sums)
    measure(draw, weight)
    if (leads !== undefined) {
      medianLeads(leads, cells, weight).forEach((median, cell) => {
        leadValues.set(cell, 0, draw, median)
      })
    }
    if (draw % drawsBetweenYields === 0) {
      yield* onProgress(draw)
      yield* Effect.yieldNow
    }
  }

  const result: Draws = {
    value: values.read,
    standardError: (cell, metric) =>
      errors.read(
        cell,
        judged.findIndex((one) => one.metric === metric)
      ),
    own: ownValues.read,
    lead: (cell) => leadValues.read(cell, 0),
    contributing: (side, metric) => {
      const place = judged.findIndex((one) => one.metric === metric)
      const stays = contributing(splitSums.subarray(side * width, (side + 1) * width), columns.length, place)
      return stays - surplus[side * judged.length + place]!
    },
    sums: (side) => splitSums.slice(side * width, side * width + columns.length)
  }
  return result
})
