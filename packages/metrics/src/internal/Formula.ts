/** Measures made ready: which columns they are of, their values and derivatives at any sums, and who contributes. */
import { Dual } from "../Dual.ts"
import {
  type Formulated,
  isRatio,
  isStatistic,
  type Place,
  type Ratio,
  type Smooth,
  type Statistic,
  type Sums
} from "../Measure.ts"

export interface Formula {
  /** Columns that the value depends on. */
  readonly used: ReadonlyArray<number>
  /** At the sums that begin at `start`; `NaN` where not estimable. */
  readonly value: (values: Float64Array, start: number, place: Place<string>) => number
  /** Derivatives by the used columns. */
  readonly slopes: (values: Float64Array, start: number, place: Place<string>, into: Float64Array) => void
  /** Whether a patient with these columns contributes, and which of them that depends on. */
  readonly contributes: (row: Float64Array) => boolean
  readonly contributors: ReadonlyArray<number>
  /** Of a ratio: the factors of the used columns in numerator and denominator. */
  readonly ratio?: { readonly numerator: Float64Array; readonly denominator: Float64Array }
}

/** The sum of the used columns, each with its factor. */
export const weighed = (
  values: Float64Array,
  start: number,
  used: ReadonlyArray<number>,
  factors: Float64Array
): number => {
  let sum = 0
  for (let i = 0; i < used.length; i++) sum += values[start + used[i]!]! * factors[i]!
  return sum
}

/** Numbers by name, read from a place in an array that can be moved. */
export interface View<Name extends string> {
  readonly sums: Sums<Name>
  readonly moveTo: (start: number) => void
}

export const viewOf = <Name extends string>(names: ReadonlyArray<Name>, values: Float64Array): View<Name> => {
  let start = 0
  const prototype = {}
  names.forEach((name, column) => {
    Object.defineProperty(prototype, name, { enumerable: true, get: () => values[start + column]! })
  })
  return {
    sums: Object.create(prototype) as Sums<Name>,
    moveTo: (place) => {
      start = place
    }
  }
}

/** Where a formula is only asked what it reads. */
const nowhere = <Name extends string>(sums: Sums<Name>): Place<Name> => ({
  grouping: -1,
  draw: 0,
  everyone: () => sums,
  cohorts: () => []
})

/** Indices of the columns that a formula reads. */
const columnsRead = <Name extends string, A>(
  id: string,
  names: ReadonlyArray<Name>,
  of: (name: Name) => A,
  read: (sums: { readonly [N in Name]: A }) => unknown
): ReadonlyArray<number> => {
  const found = new Set<number>()
  const recorder = new Proxy({} as { readonly [N in Name]: A }, {
    get: (_, name) => {
      const column = names.indexOf(name as Name)
      if (column < 0) throw new RangeError(`measure "${id}" reads "${String(name)}", which is not among the columns`)
      found.add(column)
      return of(names[column]!)
    }
  })
  read(recorder)
  return [...found].sort((a, b) => a - b)
}

const ratioFormula = <Name extends string>({ id, over }: Ratio<Name>, names: ReadonlyArray<Name>): Formula => {
  const used = columnsRead(
    id,
    names,
    () => 1,
    (sums) => over(sums)
  )
  const probe = new Float64Array(names.length)
  const { sums } = viewOf(names, probe)
  const factors = used.map((column) => {
    probe.fill(0)
    probe[column] = 1
    return over(sums)
  })
  // Uneven numbers, so that no product or quotient of columns passes for a sum of them.
  used.forEach((column, i) => {
    probe[column] = 1.5 + i * Math.SQRT2
  })
  over(sums).forEach((found, part) => {
    const wanted = used.reduce((sum, column, i) => sum + factors[i]![part]! * probe[column]!, 0)
    if (!(Math.abs(found - wanted) <= 1e-9 * Math.max(1, Math.abs(found)))) {
      const which = part === 0 ? "numerator" : "denominator"
      throw new TypeError(
        `measure "${id}": the ${which} of a ratio only adds columns and weighs them; give a value in its place`
      )
    }
  })
  const [numerator, denominator] = [0, 1].map((part) => Float64Array.from(factors, (own) => own[part]!))
  return {
    used,
    value: (values, start) => {
      const b = weighed(values, start, used, denominator!)
      return b > 0 ? weighed(values, start, used, numerator!) / b : Number.NaN
    },
    slopes: (values, start, _, into) => {
      const b = weighed(values, start, used, denominator!)
      const q = weighed(values, start, used, numerator!) / b
      for (let i = 0; i < used.length; i++) into[i] = (numerator![i]! - q * denominator![i]!) / b
    },
    contributes: (row) => weighed(row, 0, used, denominator!) > 0,
    contributors: used,
    ratio: { numerator: numerator!, denominator: denominator! }
  }
}

const none = new Float64Array()

const smoothFormula = <Name extends string>(
  { contributing, id, value }: Smooth<Name>,
  names: ReadonlyArray<Name>
): Formula => {
  const one = new Dual(1, none)
  const { sums: zeros } = viewOf(names, new Float64Array(names.length))
  const used = columnsRead(
    id,
    names,
    () => one,
    (sums) => value(sums, nowhere(zeros))
  )
  const variables = {} as { [N in Name]: Dual }
  const at = (values: Float64Array, start: number, place: Place<string>, slopes: (i: number) => Float64Array): Dual => {
    used.forEach((column, i) => {
      variables[names[column]!] = new Dual(values[start + column]!, slopes(i))
    })
    return value(variables, place as Place<Name>)
  }
  const unit = used.map((_, i) => Float64Array.from(used, (_, k) => (k === i ? 1 : 0)))
  const scratch = new Float64Array(names.length)
  const { sums: ofRow } = viewOf(names, scratch)
  return {
    used,
    value: (values, start, place) => at(values, start, place, () => none).value,
    slopes: (values, start, place, into) => into.set(at(values, start, place, (i) => unit[i]!).gradient),
    contributors: contributing === undefined ? [] : columnsRead(id, names, () => 1, contributing),
    contributes: (row) => {
      if (contributing === undefined) return true
      scratch.set(row.subarray(0, names.length))
      return contributing(ofRow) > 0
    }
  }
}

const statisticFormula = <Name extends string>({ statistic }: Statistic<Name>, names: ReadonlyArray<Name>): Formula => {
  let read: { readonly from: Float64Array; readonly view: View<Name> } | undefined
  return {
    used: [],
    value: (values, start, place) => {
      if (read?.from !== values) read = { from: values, view: viewOf(names, values) }
      read.view.moveTo(start)
      return statistic(read.view.sums, place as Place<Name>)
    },
    slopes: () => {},
    contributes: () => true,
    contributors: []
  }
}

export const formulaOf = <Name extends string>(measure: Formulated<Name>, names: ReadonlyArray<Name>): Formula =>
  isRatio(measure)
    ? ratioFormula(measure, names)
    : isStatistic(measure)
      ? statisticFormula(measure, names)
      : smoothFormula(measure, names)
