/** Estimators of measures that follow from sums. */
import type { Compute } from "@fairward/core"
import { Effect } from "effect"
import type { Drawn, Resampled } from "../kernel/Runs.ts"
import type { Described, OfSums, Sums } from "../Measure.ts"
import { type Sides, sideCount } from "../Sides.ts"
import type { Estimator } from "./Contrasts.ts"
import { type Estimates, estimatesOf, type Placed } from "./Estimates.ts"
import { formulaOf, viewOf } from "./Formula.ts"
import { type RowLayout, sumRows } from "./SumRows.ts"
import { drawnSums } from "./Sums.ts"

/** Which products and flags the measures need, and where they stand beside the columns: flags before, products behind. */
const placed = <Name extends string>(
  names: ReadonlyArray<Name>,
  measures: ReadonlyArray<OfSums<Name>>,
  others: ReadonlyArray<Described<Name>>
) => {
  const pairs = new Map<string, readonly [number, number]>()
  const flags = new Map<string, (columns: Float64Array) => boolean>()
  const amongKey = (among: Name | undefined) => `among ${among ?? "all"}`
  for (const { among } of [...measures, ...others]) {
    const column = among === undefined ? -1 : names.indexOf(among)
    flags.set(amongKey(among), (row) => column < 0 || row[column]! > 0)
  }
  const parts = measures.map((measure) => {
    const { among, id, judged = true } = measure
    const formula = formulaOf(measure, names)
    const own = formula.used.flatMap((j, i) => formula.used.slice(i).map((k) => [j, k] as const))
    if (judged === true) for (const pair of own) pairs.set(String(pair), pair)
    if (judged === true) flags.set(`contributing to ${id}`, formula.contributes)
    return { formula, own, among: amongKey(among), contributing: `contributing to ${id}` }
  })
  const layout: RowLayout = { columns: names.length, pairs: [...pairs.values()], flags: [...flags.values()] }
  const [pairKeys, flagKeys] = [[...pairs.keys()], [...flags.keys()]]
  const flagAt = (key: string) => flagKeys.indexOf(key) - flagKeys.length
  const places = measures.map((measure, m): Placed<Name> => {
    const { among, contributing, formula, own } = parts[m]!
    return {
      measure,
      formula,
      products: Int32Array.from(own, (pair) => names.length + pairKeys.indexOf(String(pair))),
      contributing: flagAt(contributing),
      among: flagAt(among)
    }
  })
  return { layout, places, among: (measure: Described<Name>) => flagAt(amongKey(measure.among)) }
}

export interface SumEstimators<Name extends string> {
  readonly estimators: ReadonlyArray<Estimator>
  readonly drawn: Estimates<Name>["drawn"]
  /** On the split. */
  readonly sums: (side: number) => Sums<Name>
  /** Persons of a cohort and its rest whom a measure is about. */
  readonly persons: (cohort: number, measure: Described<Name>) => Drawn
}

export const sumEstimators = <Name extends string>(
  compute: Compute.ComputeShape,
  columns: { readonly [N in Name]: Float64Array },
  measures: ReadonlyArray<OfSums<Name>>,
  others: ReadonlyArray<Described<Name>>,
  sides: Sides,
  resampled: Resampled,
  onProgress: (done: number) => Effect.Effect<void>
) =>
  Effect.gen(function* () {
    const names = Object.keys(columns) as Array<Name>
    const values = names.map((name) => columns[name])
    const { among, layout, places } = placed(names, measures, others)
    const rows = sumRows(values, layout, sides, resampled)
    const drawn = yield* drawnSums(compute, rows, sides, resampled, onProgress)
    const estimates = estimatesOf(names, drawn, values, resampled.clusterOf, sides)
    const row = new Float64Array(names.length)
    const views = Array.from({ length: sideCount(sides) }, (_, side) => {
      const view = viewOf(names, drawn.values)
      view.moveTo(drawn.start(0, side))
      return view.sums
    })
    const found: SumEstimators<Name> = {
      estimators: places.map((place) => ({
        value: (side) => estimates.value(side, place),
        standardError: (cohort) => estimates.standardError(cohort, place),
        effective: (cohort) => estimates.effective(cohort, place),
        contributes: (patient) => {
          for (const column of place.formula.contributors) row[column] = values[column]![patient]!
          return place.formula.contributes(row)
        }
      })),
      drawn: estimates.drawn,
      persons: (cohort, measure) => estimates.persons(cohort, among(measure)),
      sums: (side) => views[side]!
    }
    return found
  })
