import loadHighs from "highs"

/** A sum of unknown whole numbers that lies between bounds. */
export interface Constraint {
  readonly terms: ReadonlyArray<readonly [unknown: string, times: number]>
  readonly low: number
  readonly high: number
}

export interface Bounds {
  readonly low: number
  readonly high: number
}

const highs = await (loadHighs as unknown as typeof loadHighs.default)()

/** Whole numbers of at least 0 that satisfy constraints: what can be told of sums of them. */
export class Program {
  private readonly names = new Map<string, number>()
  private readonly model
  private readonly points: Array<Float64Array> = []
  constructor(constraints: ReadonlyArray<Constraint>) {
    for (const { terms } of constraints) {
      for (const [unknown] of terms) if (!this.names.has(unknown)) this.names.set(unknown, this.names.size)
    }
    const starts = [0]
    for (const { terms } of constraints) starts.push(starts.at(-1)! + terms.length)
    const columns = this.names.size
    this.model = highs.createModel({
      numCols: columns,
      numRows: constraints.length,
      colCost: new Float64Array(columns),
      colLower: new Float64Array(columns),
      colUpper: new Float64Array(columns).fill(1e5),
      rowLower: constraints.map(({ low }) => low),
      rowUpper: constraints.map(({ high }) => high),
      matrix: {
        format: "csr",
        numRows: constraints.length,
        numCols: columns,
        starts,
        indices: constraints.flatMap(({ terms }) => terms.map(([unknown]) => this.names.get(unknown)!)),
        values: constraints.flatMap(({ terms }) => terms.map(([, times]) => times))
      }
    })
    this.model.options.set({ output_flag: false, presolve: "off" })
  }

  /** Smallest (1) or largest (-1) sum, of whole numbers if these are asked for. */
  private best(columns: ReadonlyArray<number>, sign: 1 | -1, isWhole: boolean): number {
    if (isWhole) this.setWhole(1)
    for (const column of columns) this.model.changeColCost(column, sign)
    this.model.run()
    const status: number = this.model.getModelStatus()
    const value = status === 7 ? this.model.getObjectiveValue() * sign : Number.NaN
    if (status === 7 && this.points.length < 200) this.points.push(this.model.getSolution().colValue)
    for (const column of columns) this.model.changeColCost(column, 0)
    if (isWhole) this.setWhole(0)
    return value
  }

  private setWhole(type: 0 | 1) {
    for (const column of this.names.values()) this.model.changeColIntegrality(column, type)
  }

  /**
   * Whether the sum can be told to lie in 1 .. minimum - 1, and more narrowly than that; with its bounds if so. Whole numbers
   * are asked for only where fractions nearly tell.
   */
  told(sum: ReadonlyArray<string>, minimum: number): Bounds | undefined {
    const columns = sum.flatMap((one) => this.names.get(one) ?? [])
    if (columns.length < sum.length) return undefined
    const at = (point: Float64Array) => columns.reduce((total, column) => total + point[column]!, 0)
    if (this.points.some((point) => at(point) >= minimum + 1) || this.points.some((point) => at(point) < 0.01)) {
      return undefined
    }
    const high = this.best(columns, -1, false)
    if (high >= minimum + 1 || high < 0.5) return undefined
    const low = this.best(columns, 1, false)
    if (low < 0.01) return undefined
    const [least, most] = [1, -1].map((sign) => Math.round(this.best(columns, sign as 1 | -1, true)))
    return least! >= 1 && most! <= minimum - 1 && !(least === 1 && most === minimum - 1)
      ? { low: least!, high: most! }
      : undefined
  }

  /** Whether any numbers satisfy the constraints. */
  isPossible(): boolean {
    return !Number.isNaN(this.best([], 1, false))
  }

  close() {
    this.model.dispose()
  }
}
