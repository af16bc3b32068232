/** How much more, or less, a share varies than as many coins as there are persons. */
import { Proportion } from "@fairward/stats"
import type { Place } from "../Measure.ts"
import { cohortsIn, type Sides } from "../Sides.ts"
import type { Formula } from "./Formula.ts"

/**
 * The design factor of a share in a grouping: all kept categories as one side, on the split.
 *
 * `sums`: of the columns over all these categories. V = sum u_i^2 over persons i, u_i = sum_j (d share / d sum_j) x_ij of all
 * units of the person; n persons who contribute; phi as {@link Proportion.designFactor}.
 */
export const designFactor = (
  { contributes, slopes, used, value }: Formula,
  columns: ReadonlyArray<Float64Array>,
  sums: Float64Array,
  place: Place<string>,
  sides: Sides,
  grouping: number,
  clusterOf: Uint32Array | undefined
): number => {
  const slope = new Float64Array(used.length)
  const share = value(sums, 0, place)
  if (Number.isNaN(share)) return 1
  slopes(sums, 0, place, slope)
  const influence = new Map<number, number>()
  const contributors = new Set<number>()
  const row = new Float64Array(columns.length)
  const first = sides.first[grouping]!
  const cohorts = cohortsIn(sides, grouping).length
  for (let unit = 0; unit < sides.of.length / sides.levels; unit++) {
    const category = sides.of[unit * sides.levels + grouping + 1]! - first
    if (category < 0 || category >= cohorts) continue
    for (let j = 0; j < columns.length; j++) row[j] = columns[j]![unit]!
    const person = clusterOf?.[unit] ?? unit
    let u = 0
    used.forEach((column, j) => {
      u += slope[j]! * row[column]!
    })
    influence.set(person, (influence.get(person) ?? 0) + u)
    if (contributes(row)) contributors.add(person)
  }
  let variance = 0
  for (const u of influence.values()) variance += u * u
  return Proportion.designFactor(variance, share, contributors.size)
}
