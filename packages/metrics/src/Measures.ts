/**
 * One way to compare: columns and measures in, every cohort against its rest out.
 *
 * @since 0.1.0
 */
import { Cohorts, type Comparison, Compute, type Dataset, Progress, Resamples } from "@fairward/core"
import { Effect } from "effect"
import { estimatesOf, type Placed } from "./internal/Estimates.ts"
import { formulaOf, viewOf } from "./internal/Formula.ts"
import { type RowLayout, sumRows } from "./internal/SumRows.ts"
import { drawnSums } from "./internal/Sums.ts"
import type { Drawn } from "./kernel/Runs.ts"
import type { Measure, Place, Side, Sums } from "./Measure.ts"
import { restOf, type Sides, sideCount, sidesOf } from "./Sides.ts"

export type { Drawn }

/** What is measured. */
export interface Input<Name extends string> {
  /** A number for each patient of the split, in their order; sums of them are all that a measure sees. Finite. */
  readonly columns: { readonly [N in Name]: Float64Array }
  readonly measures: ReadonlyArray<Measure<NoInfer<Name>>>
  /** Default: the test patients. */
  readonly split?: Dataset.Split
}

/** What was measured. */
export interface Measured<Name extends string> {
  /** Every cohort against its rest: groupings, their categories, measures. Not judged yet: `Comparison.compare` does that. */
  readonly contrasts: ReadonlyArray<Comparison.Contrast>
  readonly sides: Sides
  /** A measure of a side, by its place among those given. */
  readonly value: (side: number, measure: number) => Drawn
  /** Any other number that follows from the sums of a side. */
  readonly drawn: (side: number, value: (sums: Sums<Name>, place: Place<Name>) => number) => Drawn
  /** The sums of a side on the split. */
  readonly sums: (side: number) => Sums<Name>
}

const isJudged = ({ judged = true }: Measure<string>): boolean => judged === true

/** Which products and flags the measures need, and where they stand in a row. */
const placed = <Name extends string>(names: ReadonlyArray<Name>, measures: ReadonlyArray<Measure<Name>>) => {
  const pairs = new Map<string, readonly [number, number]>()
  const forms = new Map<string, (columns: Float64Array) => boolean>()
  const flagOf = (key: string, counts: (columns: Float64Array) => boolean): number => {
    if (!forms.has(key)) forms.set(key, counts)
    return [...forms.keys()].indexOf(key)
  }
  const formulas = measures.map((measure) => formulaOf(measure, names))
  const all = formulas.map(({ contributes, used }, m) => {
    const { among, id } = measures[m]!
    const judged = isJudged(measures[m]!)
    const own = used.flatMap((j, i) => used.slice(i).map((k) => [j, k] as const))
    if (judged) for (const pair of own) pairs.set(String(pair), pair)
    const column = among === undefined ? -1 : names.indexOf(among)
    return {
      own,
      judged,
      among: flagOf(`among ${column}`, (row) => column < 0 || row[column]! > 0),
      contributing: judged ? flagOf(`contributing to ${id}`, contributes) : -1
    }
  })
  const layout: RowLayout = { columns: names.length, pairs: [...pairs.values()], flags: [...forms.values()] }
  const keys = [...pairs.keys()]
  const firstFlag = names.length + layout.pairs.length
  const places = measures.map((measure, m): Placed<Name> => {
    const { among, contributing, judged, own } = all[m]!
    return {
      measure,
      formula: formulas[m]!,
      products: judged ? Int32Array.from(own, (pair) => names.length + keys.indexOf(String(pair))) : undefined,
      contributing: firstFlag + contributing,
      among: firstFlag + among
    }
  })
  return { layout, places }
}

/**
 * Measures every cohort of the audit and its rest, on the whole split and in every replicate.
 *
 * Standard error of cohort minus rest: s^2 = n / (n - 1) sum_i w_i (u_i,cohort - u_i,rest)^2 over the n persons drawn of both
 * sides, u_i = sum_j (d measure / d sum_j) x_ij the influence of a person with the columns x_ij, taken anew in every
 * replicate; each side's part is at least the measure's floor. `NaN` where a side is not estimable.
 *
 * In one thread, or on all cores where that pays; the numbers are the same.
 */
export const contrasts = <Name extends string>({ columns, measures, split = "test" }: Input<Name>) =>
  Effect.gen(function* () {
    const { groupings } = yield* Cohorts.Cohorts
    const compute = yield* Compute.Compute
    const progress = yield* Progress.Progress
    const { clusterOf, count, multiplicities, patients } = yield* (yield* Resamples.Resamples).of(split)
    const names = Object.keys(columns) as Array<Name>
    const values = names.map((name) => columns[name])
    const sides = sidesOf(groupings, patients)
    const { layout, places } = placed(names, measures)
    const drawn = yield* drawnSums(
      compute,
      sumRows(values, layout, sides, clusterOf),
      sides,
      { multiplicities, replicates: count },
      (done) => progress.update(done, count, "replicates")
    )
    const estimates = estimatesOf(names, drawn, sides)
    const read: Array<Drawn | undefined> = []
    const measureOf = (side: number, measure: number): Drawn =>
      (read[side * measures.length + measure] ??= estimates.value(side, places[measure]!))
    const views = Array.from({ length: sideCount(sides) }, (_, side) => {
      const view = viewOf(names, drawn.values)
      view.moveTo(drawn.start(0, side))
      return view.sums
    })

    /** Persons of a side for whom something holds. */
    const personsWhere = (side: number, holds: (patient: number) => boolean): number => {
      const isRest = side >= sides.count
      const cohort = isRest ? side - sides.count + 1 : side
      const level = sides.grouping[cohort]! + 1
      const persons = new Set<number>()
      let count = 0
      for (let i = 0; i < patients.length; i++) {
        const own = sides.of[i * sides.levels + level]!
        if (own < 0 || (own === cohort) === isRest || !holds(i)) continue
        count++
        if (clusterOf !== undefined) persons.add(clusterOf[i]!)
      }
      return clusterOf === undefined ? count : persons.size
    }
    const row = new Float64Array(names.length)
    const sideOf = (side: number, measure: number, eventPatients: number): Side<Name> => ({
      sums: views[side]!,
      eventPatients,
      having: (column) => personsWhere(side, (i) => columns[column][i]! > 0),
      get contributing() {
        const { contributes, contributors } = places[measure]!.formula
        return personsWhere(side, (i) => {
          for (const column of contributors) row[column] = values[column]![i]!
          return contributes(row)
        })
      }
    })
    const notEstimated = { estimate: Number.NaN, replicates: new Float64Array(count).fill(Number.NaN) }
    const found = groupings.flatMap((grouping, g) =>
      grouping.categories.flatMap((category, c) =>
        measures.map((measure, m): Comparison.Contrast => {
          const { bearing = ({ contributing }) => contributing, judged = true, missing } = measure
          const cohort = sides.first[g]! + c
          const ofSide = (side: number, eventPatients: number): Comparison.SideValues => {
            const told = sideOf(side, m, eventPatients)
            return {
              ...measureOf(side, m),
              reason: typeof missing === "string" ? missing : missing(told),
              bearing: bearing(told)
            }
          }
          const error = judged === true ? estimates.standardError(cohort, places[m]!) : notEstimated
          return {
            grouping: grouping.id,
            category: category.id,
            metric: measure.id,
            sense: measure.sense,
            margin: measure.margin,
            cohort: ofSide(cohort, category.eventPatients),
            rest: ofSide(restOf(sides, cohort), grouping.restEventPatients[c]!),
            standardError: error.estimate,
            standardErrors: error.replicates,
            judged,
            categories: grouping.categories.length,
            ...(measure.metrics === undefined ? {} : { metrics: measure.metrics }),
            ...(measure.minDelta === undefined ? {} : { minDelta: measure.minDelta })
          }
        })
      )
    )
    const measured: Measured<Name> = {
      contrasts: found,
      sides,
      value: measureOf,
      drawn: estimates.drawn,
      sums: (side) => views[side]!
    }
    return measured
  })
