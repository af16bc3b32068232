/** Values of measures on all sides, and standard errors of cohort minus rest, in every draw. */
import { type Floored, floorOf } from "../Floor.ts"
import { type Drawn, overDraws as drawnOver } from "../kernel/Runs.ts"
import { type Formulated, floorIn, type Place, type Sums } from "../Measure.ts"
import { cohortsIn, groupingOf, type Sides } from "../Sides.ts"
import { designFactor } from "./designFactors.ts"
import { type Formula, viewOf, weighed } from "./Formula.ts"
import type { DrawnSums } from "./Sums.ts"

/** A measure with its formula and the places of its sums. */
export interface Placed<Name extends string> {
  readonly measure: Formulated<Name>
  readonly formula: Formula
  /** Of the products of its columns: (0, 0), (0, 1), ..., (1, 1), ... */
  readonly products: Int32Array
  readonly contributing: number
  readonly among: number
}

/** sum w u^2, u_i = sum_j slope_j x_ij. */
const squaresOf = (values: Float64Array, start: number, products: Int32Array, slopes: Float64Array): number => {
  let sum = 0
  let p = 0
  for (let j = 0; j < slopes.length; j++) {
    sum += slopes[j]! * slopes[j]! * values[start + products[p++]!]!
    for (let k = j + 1; k < slopes.length; k++) sum += 2 * slopes[j]! * slopes[k]! * values[start + products[p++]!]!
  }
  return sum
}

/** Below this share of its terms a sum of squares is rounding: every patient has the same. */
const rounding = 1e-12

/** The same without what is nothing but rounding. */
const roundedSquares = (values: Float64Array, start: number, products: Int32Array, slopes: Float64Array): number => {
  let terms = 0
  let p = 0
  for (let j = 0; j < slopes.length; j++) {
    terms += slopes[j]! * slopes[j]! * values[start + products[p]!]!
    p += slopes.length - j
  }
  const sum = squaresOf(values, start, products, slopes)
  return sum <= rounding * terms ? 0 : sum
}

/** sum w u_a u_b over persons on both sides. */
const crossOf = (
  values: Float64Array,
  [both, turned]: readonly [number, number],
  products: Int32Array,
  a: Float64Array,
  b: Float64Array
): number => {
  let sum = 0
  let p = 0
  for (let j = 0; j < a.length; j++) {
    sum += a[j]! * b[j]! * values[both + products[p++]!]!
    for (let k = j + 1; k < a.length; k++, p++) {
      sum += a[j]! * b[k]! * values[both + products[p]!]! + a[k]! * b[j]! * values[turned + products[p]!]!
    }
  }
  return sum
}

export interface Estimates<Name extends string> {
  readonly value: (side: number, placed: Placed<Name>) => Drawn
  /** Of ratios: how far they are from 0, as {@link Distance} has it. */
  readonly distance: (side: number, ratios: ReadonlyArray<Placed<Name>>) => Drawn
  /** Any number that follows from sums. */
  readonly drawn: (side: number, value: (sums: Sums<Name>, place: Place<Name>) => number) => Drawn
  /** Of cohort minus rest. */
  readonly standardError: (cohort: number, placed: Placed<Name>) => Drawn
  /** Persons of whom a flag holds on a cohort or its rest. */
  readonly persons: (cohort: number, flag: number) => Drawn
  /** Of a share: as many independent patients would know it as well, those who contribute over the design factor. */
  readonly effective: (cohort: number, placed: Placed<Name>) => Record<"cohort" | "rest", number> | undefined
}

/** Sum of a flag over persons. */
const personsOf = (values: Float64Array, flag: number, at: number, together: number): number =>
  values[at + flag]! + (together < 0 ? 0 : values[together + flag]!)

/** What a measure's floor is told of a side, whose sums begin at `at`. */
const flooredOf = (
  values: Float64Array,
  { contributing, formula, products }: Placed<string>,
  value: number,
  designFactor: number,
  at: number,
  together: number
): Floored => {
  const { ratio, used } = formula
  const persons = personsOf(values, contributing, at, together)
  const stays = values[at + contributing]! / persons
  return {
    value,
    persons,
    designFactor,
    stays,
    sumOf: (part) => (ratio === undefined ? Number.NaN : weighed(values, at, used, ratio[part])),
    squares: () => (ratio === undefined ? Number.NaN : squaresOf(values, at, products, ratio.numerator)),
    errors: () => {
      let sum = 0
      ratio?.numerator.forEach((factor, i) => {
        if (factor !== 0) sum += factor * factor * (values[at + used[i]!]! / stays + 1)
      })
      return sum
    }
  }
}

/** Variance of a side's value, which `slopes` are the derivatives of. */
const varianceOf = (
  values: Float64Array,
  placed: Placed<string>,
  place: Place<string>,
  designFactor: number,
  at: number,
  together: number,
  slopes: Float64Array
): number => {
  const { formula, measure, products } = placed
  const value = formula.value(values, at, place)
  if (Number.isNaN(value)) return value
  formula.slopes(values, at, place, slopes)
  const squares = roundedSquares(values, at, products, slopes)
  const within = together < 0 || squares === 0 ? 0 : squaresOf(values, together, products, slopes)
  const floor = floorIn(measure)
  return floor === "none"
    ? squares + within
    : Math.max(squares + within, floorOf(floor, flooredOf(values, placed, value, designFactor, at, together)))
}

export const estimatesOf = <Name extends string>(
  names: ReadonlyArray<Name>,
  { draws, start, togetherStart, values }: DrawnSums,
  columns: ReadonlyArray<Float64Array>,
  clusterOf: Uint32Array | undefined,
  sides: Sides
): Estimates<Name> => {
  const own = viewOf(names, values)
  const views = sides.first.map((_, grouping) =>
    cohortsIn(sides, grouping).map((cohort) => ({ cohort, view: viewOf(names, values) }))
  )
  let current = 0
  const ofAll = viewOf(names, values)
  const placeIn = (grouping: number): Place<Name> => {
    const cohorts = views[grouping] ?? []
    const sums = cohorts.map(({ view }) => view.sums)
    return {
      grouping,
      get draw() {
        return current
      },
      everyone: () => {
        ofAll.moveTo(start(current, 0))
        return ofAll.sums
      },
      cohorts: () => {
        for (const { cohort, view } of cohorts) view.moveTo(start(current, cohort))
        return sums
      }
    }
  }
  const everyone = placeIn(-1)
  const places = views.map((_, grouping) => placeIn(grouping))
  const placeOf = (side: number): Place<Name> => places[groupingOf(sides, side)] ?? everyone

  const overDraws = (read: (draw: number) => number): Drawn =>
    drawnOver(draws - 1, (draw) => {
      current = draw
      return read(draw)
    })

  const factors = new Map<Placed<Name>, Map<number, number>>()
  const factorOf = (placed: Placed<Name>, cohort: number): number => {
    if (floorIn(placed.measure) !== "share") return 1
    const grouping = sides.grouping[cohort]!
    const known = factors.get(placed) ?? new Map<number, number>()
    factors.set(placed, known)
    if (!known.has(grouping)) {
      current = 0
      const sums = columns.map((_, column) =>
        cohortsIn(sides, grouping).reduce((sum, own) => sum + values[start(0, own) + column]!, 0)
      )
      const place = places[grouping]!
      known.set(
        grouping,
        designFactor(placed.formula, columns, Float64Array.from(sums), place, sides, grouping, clusterOf)
      )
    }
    return known.get(grouping)!
  }

  const personsOnBoth = (draw: number, cohort: number, flag: number): number => {
    const both = togetherStart(draw, cohort, "both")
    const rest = sides.rest[cohort]!
    return (
      personsOf(values, flag, start(draw, cohort), togetherStart(draw, cohort, "cohort")) +
      personsOf(values, flag, start(draw, rest), togetherStart(draw, cohort, "rest")) -
      (both < 0 ? 0 : values[both + flag]!)
    )
  }

  /** A side has the sums of persons of the cohort that it is, or of that whose rest it is. */
  const togetherOf = (side: number): ((draw: number) => number) => {
    const isRest = side >= sides.count
    const cohort = isRest ? sides.rest.indexOf(side) : side
    return (draw) => togetherStart(draw, cohort, isRest ? "rest" : "cohort")
  }

  return {
    distance: (side, ratios) => {
      const place = placeOf(side)
      const togetherAt = togetherOf(side)
      const slopes = ratios.map(({ formula }) => new Float64Array(formula.used.length))
      return overDraws((draw) => {
        const [at, together] = [start(draw, side), togetherAt(draw)]
        let squares = 0
        let weights = 0
        ratios.forEach((placed, k) => {
          const persons = personsOf(values, placed.contributing, at, together)
          if (!(persons > 1)) return
          const { ratio, used } = placed.formula
          const weight = weighed(values, at, used, ratio!.denominator)
          const variance = varianceOf(values, placed, place, 1, at, together, slopes[k]!)
          const square = placed.formula.value(values, at, place) ** 2
          squares += weight * (square - (draw === 0 ? 1 : 2) * (persons / (persons - 1)) * variance)
          weights += weight
        })
        return weights > 0 ? Math.sqrt(Math.max(0, squares / weights)) : Number.NaN
      })
    },
    value: (side, { formula }) => {
      const place = placeOf(side)
      return overDraws((draw) => formula.value(values, start(draw, side), place))
    },
    drawn: (side, value) => {
      const place = placeOf(side)
      return overDraws((draw) => {
        own.moveTo(start(draw, side))
        return value(own.sums, place)
      })
    },
    persons: (cohort, flag) => overDraws((draw) => personsOnBoth(draw, cohort, flag)),
    effective: (cohort, placed) => {
      if (floorIn(placed.measure) !== "share") return undefined
      const factor = factorOf(placed, cohort)
      const personsOn = (side: number, of: "cohort" | "rest") =>
        personsOf(values, placed.contributing, start(0, side), togetherStart(0, cohort, of)) / factor
      return { cohort: personsOn(cohort, "cohort"), rest: personsOn(sides.rest[cohort]!, "rest") }
    },
    standardError: (cohort, placed) => {
      const factor = factorOf(placed, cohort)
      const partOf = (of: "cohort" | "rest", side: number) => {
        const place = placeOf(side)
        const slopes = new Float64Array(placed.formula.used.length)
        const variance = (draw: number) =>
          varianceOf(values, placed, place, factor, start(draw, side), togetherStart(draw, cohort, of), slopes)
        return { slopes, variance }
      }
      const [own, rest] = [partOf("cohort", cohort), partOf("rest", sides.rest[cohort]!)]
      return overDraws((draw) => {
        const [both, turned] = [togetherStart(draw, cohort, "both"), togetherStart(draw, cohort, "bothTurned")]
        const apart = own.variance(draw) + rest.variance(draw)
        const shared = both < 0 ? 0 : crossOf(values, [both, turned], placed.products, own.slopes, rest.slopes)
        return errorOf(apart - 2 * shared, personsOnBoth(draw, cohort, placed.among))
      })
    }
  }
}

/** sqrt(n / (n - 1) v). */
export const errorOf = (variance: number, persons: number): number =>
  Math.sqrt((persons / (persons - 1)) * Math.max(0, variance))
