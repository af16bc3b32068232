/**
 * Curves of every cohort with the spread of their heights over replicates.
 *
 * @since 0.1.0
 */
import { type Cohorts, Disclosure } from "@fairward/core"
import { Schema } from "effect"
import { curveKinds, gridAt, gridSize } from "./kernel/CurveValues.ts"
import { type CurveBandsResult, curveRow } from "./kernel/curveBands.ts"
import type { Layout } from "./kernel/Layout.ts"
import type { Draws } from "./kernel/Runs.ts"

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

/** The split itself, then runs of replicates. */
export const curveRuns = (replicates: number): ReadonlyArray<Draws> => [
  { first: 0, count: 1 },
  ...Array.from({ length: Math.ceil(replicates / drawsPerRun) }, (_, i) => ({
    first: 1 + i * drawsPerRun,
    count: Math.min(drawsPerRun, replicates - i * drawsPerRun)
  }))
]

const standardDeviation = (sum: number, squares: number, usable: number): number | null =>
  usable < 2 ? null : Math.sqrt(Math.max(0, (squares - (sum * sum) / usable) / (usable - 1)))

/** The curves of all cohorts; those that are not defined at any point are left out. */
export const curvesOf = (
  [split, ...runs]: ReadonlyArray<CurveBandsResult>,
  groupings: ReadonlyArray<Cohorts.Grouping>,
  layout: Layout,
  bins: number
): ReadonlyArray<Curve> => {
  const row = curveRow(bins)
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
      const contrast = layout.groupings[g]!.firstContrast + c
      const byPoints = curveKinds.map((kind, k): Curve => {
        const points = Array.from({ length: gridSize }, (_, point) => point)
        const start = contrast * row + k * gridSize
        return {
          grouping: grouping.id,
          category: id,
          kind,
          x: points.map(gridAt),
          y: points.map((point) => yAt(start + point)),
          sd: points.map((point) => sdAt(start + point))
        }
      })
      const filled = Array.from({ length: bins }, (_, bin) => bin).filter(
        (bin) => yAt(contrast * row + curveKinds.length * gridSize + bin) !== null
      )
      const start = contrast * row + curveKinds.length * gridSize
      const calibration: Curve = {
        grouping: grouping.id,
        category: id,
        kind: "calibration",
        x: filled.map((bin) => split!.meanScores[contrast * bins + bin]!),
        y: filled.map((bin) => yAt(start + bin)),
        sd: filled.map((bin) => sdAt(start + bin))
      }
      return [calibration, ...byPoints].filter(({ y }) => y.some((height) => height !== null))
    })
  )
}
