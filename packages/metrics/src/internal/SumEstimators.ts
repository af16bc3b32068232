/** Estimators of measures that follow from sums. */
import type { Compute } from "@fairward/core"
import { Effect } from "effect"
import { type Drawn, overDraws, type Resampled, replicateVariance } from "../kernel/Runs.ts"
import {
  type Described,
  type Distance,
  type Formulated,
  isDistance,
  type OfSums,
  type Ratio,
  type Sums
} from "../Measure.ts"
import { type Sides, sideCount } from "../Sides.ts"
import type { Estimator } from "./Contrasts.ts"
import { type Estimates, estimatesOf, type Placed } from "./Estimates.ts"
import { formulaOf, viewOf } from "./Formula.ts"
import { type RowLayout, sumRows } from "./SumRows.ts"
import { drawnSums } from "./Sums.ts"

/** What a distance is of, each as a measure of its own. */
const ratiosOf = <Name extends string>({ distances, id, ...described }: Distance<Name>): ReadonlyArray<Ratio<Name>> =>
  distances.map((over, k) => ({ ...described, id: `${id} ${k}`, judged: true, floor: "none", over }))

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
  const ratios = measures.map(
    (measure): ReadonlyArray<Formulated<Name>> => (isDistance(measure) ? ratiosOf(measure) : [measure])
  )
  const parts = ratios.flat().map((measure) => {
    const { among, id, judged = true } = measure
    const formula = formulaOf(measure, names)
    const own = formula.used.flatMap((j, i) => formula.used.slice(i).map((k) => [j, k] as const))
    if (judged === true) for (const pair of own) pairs.set(String(pair), pair)
    if (judged === true) flags.set(`contributing to ${id}`, formula.contributes)
    return { formula, own, among: amongKey(among), contributing: `contributing to ${id}` }
  })
  const layout: RowLayout = {
    columns: names.length,
    pairs: [...pairs.values()],
    flags: [...flags.values()],
    everywhere: measures.some(isDistance)
  }
  const [pairKeys, flagKeys] = [[...pairs.keys()], [...flags.keys()]]
  const flagAt = (key: string) => flagKeys.indexOf(key) - flagKeys.length
  const placedParts = ratios.flat().map((measure, m): Placed<Name> => {
    const { among, contributing, formula, own } = parts[m]!
    return {
      measure,
      formula,
      products: Int32Array.from(own, (pair) => names.length + pairKeys.indexOf(String(pair))),
      contributing: flagAt(contributing),
      among: flagAt(among)
    }
  })
  const waiting = placedParts.values()
  const places = ratios.map((own) => own.map(() => waiting.next().value!))
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
    const contributesTo = ({ formula }: Placed<Name>, patient: number) => {
      for (const column of formula.contributors) row[column] = values[column]![patient]!
      return formula.contributes(row)
    }
    const distanceEstimator = (ratios: ReadonlyArray<Placed<Name>>): Estimator => {
      const value = (side: number) => estimates.distance(side, ratios)
      return {
        value,
        standardError: (cohort) => {
          const error = Math.sqrt(replicateVariance(value(cohort), value(sides.rest[cohort]!)))
          return overDraws(resampled.replicates, () => error)
        },
        contributes: (patient) => ratios.some((ratio) => contributesTo(ratio, patient))
      }
    }
    const found: SumEstimators<Name> = {
      estimators: measures.map((measure, m): Estimator => {
        const [place] = places[m]!
        if (isDistance(measure)) return distanceEstimator(places[m]!)
        return {
          value: (side) => estimates.value(side, place!),
          standardError: (cohort) => estimates.standardError(cohort, place!),
          effective: (cohort) => estimates.effective(cohort, place!),
          contributes: (patient) => contributesTo(place!, patient)
        }
      }),
      drawn: estimates.drawn,
      persons: (cohort, measure) => estimates.persons(cohort, among(measure)),
      sums: (side) => views[side]!
    }
    return found
  })
