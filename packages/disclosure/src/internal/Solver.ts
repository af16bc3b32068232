import { Effect } from "effect"
import highsModule, { type Highs } from "highs"

/** Columns with coefficients. */
export interface Sum {
  readonly columns: ReadonlyArray<number>
  /** One for each column; all 1 where absent. */
  readonly coefficients?: ReadonlyArray<number>
}

export interface Row extends Sum {
  readonly low: number
  readonly high: number
}

export interface Optimum {
  /** Infinite where nothing bounds it; `NaN` where the sums contradict each other. */
  readonly value: number
  /** Where it is reached; absent where it is not known. */
  readonly point?: Float64Array
  /** Rows without which it would be another. */
  readonly binding: ReadonlyArray<number>
}

/** Columns of at least 0 of which sums lie between bounds. */
export interface Polyhedron {
  readonly bound: (row: number, low: number, high: number) => void
  /** The largest sum. */
  readonly most: (sum: Sum) => Optimum
  /** The smallest sum. */
  readonly least: (sum: Sum) => Optimum
  /** The largest sum of whole numbers, or one of at least `enough`; below 1, of fractions. */
  readonly mostWhole: (sum: Sum, enough: number) => Optimum
  /** The smallest sum of whole numbers, or one of at most `enough`. */
  readonly leastWhole: (sum: Sum, enough: number) => Optimum
  /** Frees its memory. */
  readonly close: () => void
}

/** `capped`: columns from the one on are at most so large. */
export type Solver = (
  columns: number,
  rows: ReadonlyArray<Row>,
  capped?: { readonly from: number; readonly high: number }
) => Polyhedron

const near = 1e-6

export const coefficient = ({ coefficients }: Sum, place: number): number => coefficients?.[place] ?? 1

export const sumAt = (sum: Sum, point: Float64Array): number =>
  sum.columns.reduce((total, column, place) => total + coefficient(sum, place) * point[column]!, 0)

export const isWhole = (point: Float64Array): boolean =>
  point.every((value) => Math.abs(value - Math.round(value)) < near)

/** As HiGHS numbers them: optimal; found one that is good enough. */
const solved = new Set([7, 12])
const unboundedness = new Set([9, 10])

/** A bound so far out that nothing reaches it, for sums that nothing bounds. */
const far = 1e7

/** Branches after which whole numbers count as not found. */
const mostNodes = 2000

const modelOf = (highs: Highs, ...[columns, rows, capped]: Parameters<Solver>) => {
  const starts = [0]
  for (const row of rows) starts.push(starts.at(-1)! + row.columns.length)
  const model = highs.createModel({
    numCols: columns,
    numRows: rows.length,
    colCost: new Float64Array(columns),
    colLower: new Float64Array(columns),
    colUpper: new Float64Array(columns).fill(far).fill(capped?.high ?? far, capped?.from ?? columns),
    rowLower: rows.map(({ low }) => low),
    rowUpper: rows.map(({ high }) => high),
    matrix: {
      format: "csr",
      numRows: rows.length,
      numCols: columns,
      starts,
      indices: rows.flatMap((row) => row.columns),
      values: rows.flatMap((row) => row.columns.map((_, place) => coefficient(row, place)))
    }
  })
  model.options.set({ output_flag: false, presolve: "off", solver: "simplex", mip_max_nodes: mostNodes })
  return model
}

const polyhedron = (highs: Highs, ...given: Parameters<Solver>): Polyhedron => {
  const model = modelOf(highs, ...given)
  const all = { kind: "range", from: 0, to: given[0] - 1 } as const
  const whole = new Int32Array(given[0]).fill(1)
  let costly: Sum = { columns: [] }
  const fractions = (objective: Sum, sign: 1 | -1): Optimum => {
    for (const column of costly.columns) model.changeColCost(column, 0)
    objective.columns.forEach((column, place) => {
      model.changeColCost(column, -sign * coefficient(objective, place))
    })
    costly = objective
    model.run()
    const status: number = model.getModelStatus()
    if (unboundedness.has(status)) return { value: Number.POSITIVE_INFINITY, binding: [] }
    if (!solved.has(status)) return { value: Number.NaN, binding: [] }
    const { colValue, rowDual } = model.getSolution()
    return {
      value: sumAt(objective, colValue),
      point: colValue,
      binding: [...rowDual.keys()].filter((row) => Math.abs(rowDual[row]!) > 1e-9)
    }
  }
  const wholes = (objective: Sum, sign: 1 | -1, enough: number): Optimum => {
    const { point, ...found } = fractions(objective, sign)
    if (point === undefined) return found
    if (isWhole(point) || (sign > 0 && found.value < 1 - near)) return { ...found, point }
    const basis = model.getBasis()
    model.changeColsIntegrality(all, whole)
    model.options.set({ objective_target: -sign * enough + near })
    model.run()
    const status: number = model.getModelStatus()
    const best = solved.has(status) ? model.getSolution().colValue.map(Math.round) : undefined
    model.clearIntegrality()
    model.setBasis(basis)
    return best === undefined
      ? { ...found, value: Number.NaN }
      : { ...found, value: sumAt(objective, best), point: best }
  }
  return {
    bound: (row, low, high) => {
      model.changeRowBounds(row, low, high)
    },
    most: (sum) => fractions(sum, 1),
    least: (sum) => fractions(sum, -1),
    mostWhole: (sum, enough) => wholes(sum, 1, enough),
    leastWhole: (sum, enough) => wholes(sum, -1, enough),
    close: () => model.dispose()
  }
}

/** Its types describe a CommonJS module, and what is loaded is the ES module beside it. */
const loadHighs = highsModule as unknown as typeof highsModule.default

/** HiGHS, an exact solver of linear and integer programs: Huangfu and Hall 2018, doi:10.1007/s12532-017-0130-5. */
export const solver: Effect.Effect<Solver> = Effect.map(
  // Compiled once, and only where something is disclosed.
  Effect.runSync(Effect.cached(Effect.promise(() => loadHighs()))),
  (highs): Solver =>
    (...given) =>
      polyhedron(highs, ...given)
)
