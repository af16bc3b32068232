/** Standard errors of areas, from the influences of patients at the original data. */
import type { Compute } from "@fairward/core"
import { Effect } from "effect"
import { type Drawn, overDraws, type Resampled } from "../kernel/Runs.ts"
import { sparseRows } from "../kernel/weightedSums.ts"
import { cohortsOf, comparedCohorts, groupingOf, type Sides } from "../Sides.ts"
import { errorOf } from "./Estimates.ts"
import { weighted } from "./Sums.ts"

/**
 * Squares of the persons' influences on each compared cohort less those on its rest, compared cohorts x `areas`
 * a row. A person's row is that of its first unit.
 */
const squaresOf = (
  influences: ReadonlyMap<number, Float64Array>,
  sides: Sides,
  clusterOf: Uint32Array | undefined,
  areas: number
) => {
  const units = sides.of.length / sides.levels
  const compared = comparedCohorts(sides)
  const width = compared.length * areas
  const first = new Map<number, number>()
  const rowOf = Uint32Array.from({ length: units }, (_, unit) => {
    const person = clusterOf?.[unit] ?? unit
    if (!first.has(person)) first.set(person, unit)
    return first.get(person)!
  })
  const sums = new Float64Array(units * width)
  compared.forEach((cohort, contrast) => {
    const grouping = groupingOf(sides, cohort)
    const own = influences.get(grouping)!
    const columns = own.length / units / areas
    const column = columns === 1 ? 0 : cohort - sides.first[grouping]!
    const rest = cohortsOf(sides, sides.rest[cohort]!)
    for (let unit = 0; unit < units; unit++) {
      const side = sides.of[unit * sides.levels + grouping + 1]!
      const sign = side === cohort ? 1 : rest.includes(side) ? -1 : 0
      if (sign === 0) continue
      const [from, to] = [(unit * columns + column) * areas, rowOf[unit]! * width + contrast * areas]
      for (let i = 0; i < areas; i++) sums[to + i] = sums[to + i]! + sign * own[from + i]!
    }
  })
  return {
    width,
    ...sparseRows(units, width, (row, unit) => {
      for (let i = 0; i < width; i++) row[i] = sums[unit * width + i]! ** 2
    })
  }
}

/**
 * Of each compared cohort less its rest, by the place of its area in the influences of each grouping (units x columns x `areas`).
 * `persons`: those on both sides, in every draw.
 */
export const influenceErrors = Effect.fnUntraced(function* (
  compute: Compute.ComputeShape,
  influences: ReadonlyMap<number, Float64Array>,
  sides: Sides,
  resampled: Resampled,
  areas: number,
  onProgress: (done: number) => Effect.Effect<void>
) {
  const squares = squaresOf(influences, sides, resampled.clusterOf, areas)
  const units = squares.offsets.length - 1
  const { patientOf, replicates } = resampled
  const { results, runs } = yield* weighted(
    compute,
    {
      ...squares,
      patient: patientOf ?? Uint32Array.from({ length: units }, (_, unit) => unit),
      begins: Uint32Array.of(0, units),
      targets: [Uint32Array.of(0)],
      sums: 1
    },
    resampled,
    onProgress
  )
  const compared = comparedCohorts(sides)
  const perRun = runs[0]!.count
  return (cohort: number, area: number, persons: Drawn): Drawn => {
    const place = compared.indexOf(cohort) * areas + area
    return overDraws(replicates, (draw) =>
      errorOf(
        results[Math.floor(draw / perRun)]![(draw % perRun) * squares.width + place]!,
        draw === 0 ? persons.estimate : persons.replicates[draw - 1]!
      )
    )
  }
})
