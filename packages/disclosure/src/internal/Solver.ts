import { Effect } from "effect"
import highsModule, { type Highs } from "highs"

/** Columns with coefficients 1. */
export type Columns = ReadonlyArray<number>

export interface Row {
  readonly columns: Columns
  /** One for each column; all 1 where absent. */
  readonly coefficients?: ReadonlyArray<number>
  readonly low: number
  readonly high: number
}

export interface Optimum {
  /** Infinite where nothing bounds it; `NaN` where the sums contradict each other. */
  readonly value: number
  /** Where it is reached; absent where it is infinite. */
  readonly point?: Float64Array
  /** Rows without which it would be another. */
  readonly binding: ReadonlyArray<number>
}

/** Columns of at least 0 of which sums lie between bounds. */
export interface Polyhedron {
  readonly bound: (row: number, low: number, high: number) => void
  readonly most: (columns: Columns) => Optimum
  readonly least: (columns: Columns) => Optimum
  /** Frees its memory. */
  readonly close: () => void
}

/** `capped`: columns from the one on are at most so large. */
export type Solver = (
  columns: number,
  rows: ReadonlyArray<Row>,
  capped?: { readonly from: number; readonly high: number }
) => Polyhedron

const optimal = 7
const unboundedness = new Set([9, 10])

/** A bound so far out that nothing reaches it, for sums that nothing bounds. */
const far = 1e7

const polyhedron = (highs: Highs, ...[columns, rows, capped]: Parameters<Solver>): Polyhedron => {
  const starts = [0]
  for (const row of rows) starts.push(starts.at(-1)! + row.columns.length)
  const model = highs.createModel({
    numCols: columns,
    numRows: rows.length,
    sense: highs.constants.objectiveSense.maximize,
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
      values: rows.flatMap((row) => row.coefficients ?? row.columns.map(() => 1))
    }
  })
  model.options.set({ output_flag: false, presolve: "off", solver: "simplex" })
  let costly: Columns = []
  const solve = (objective: Columns, sign: 1 | -1): Optimum => {
    for (const column of costly) model.changeColCost(column, 0)
    for (const column of objective) model.changeColCost(column, sign)
    costly = objective
    model.run()
    const status: number = model.getModelStatus()
    if (unboundedness.has(status)) return { value: Number.POSITIVE_INFINITY, binding: [] }
    if (status !== optimal) return { value: Number.NaN, binding: [] }
    const { colValue, rowDual } = model.getSolution()
    const value = objective.reduce((sum, column) => sum + colValue[column]!, 0)
    return {
      value,
      point: colValue,
      binding: [...rowDual.keys()].filter((row) => Math.abs(rowDual[row]!) > 1e-9)
    }
  }
  return {
    bound: (row, low, high) => {
      model.changeRowBounds(row, low, high)
    },
    most: (objective) => solve(objective, 1),
    least: (objective) => solve(objective, -1),
    close: () => model.dispose()
  }
}

/** Its types describe a CommonJS module, and what is loaded is the ES module beside it. */
const loadHighs = highsModule as unknown as typeof highsModule.default

/** HiGHS, an exact solver of linear programs: Huangfu and Hall 2018, doi:10.1007/s12532-017-0130-5. */
export const solver: Effect.Effect<Solver> = Effect.map(
  // Compiled once, and only where something is disclosed.
  Effect.runSync(Effect.cached(Effect.promise(() => loadHighs()))),
  (highs): Solver =>
    (...given) =>
      polyhedron(highs, ...given)
)
