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
  private points: ReadonlyArray<Float64Array> = []
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
  private best(columns: ReadonlyArray<number>, sign: 1 | -1, inWholes: boolean): number {
    if (inWholes) this.setWhole(1)
    for (const column of columns) this.model.changeColCost(column, sign)
    this.model.run()
    const isSolved = (this.model.getModelStatus() as number) === 7
    const value = isSolved ? this.model.getObjectiveValue() * sign : Number.NaN
    const point = isSolved ? this.model.getSolution().colValue : undefined
    for (const column of columns) this.model.changeColCost(column, 0)
    if (inWholes) this.setWhole(0)
    const isFractional = point?.some((one) => Math.abs(one - Math.round(one)) > 1e-6) ?? false
    if (point !== undefined && !isFractional) this.points = [...this.points.slice(-200), point]
    // More than the largest sum of fractions is none of whole numbers.
    return isFractional && !inWholes ? this.best(columns, sign, true) : Math.round(value)
  }

  private setWhole(type: 0 | 1) {
    for (const column of this.names.values()) this.model.changeColIntegrality(column, type)
  }

  /**
   * Bounds of a sum of whole numbers that tell more than is promised: that it is not the minimum or more, and not all of 1 ..
   * minimum - 1 either; where it is not printed, that it is not all of 0 .. minimum - 2 either. That it is 0 may be told.
   */
  told(sum: ReadonlyArray<string>, minimum: number, isPrinted: boolean): Bounds | undefined {
    const columns = sum.flatMap((one) => this.names.get(one) ?? [])
    if (columns.length < sum.length) return undefined
    const at = (point: Float64Array) => columns.reduce((total, column) => total + point[column]!, 0)
    if (this.points.some((point) => at(point) >= minimum - 1e-6)) return undefined
    const high = this.best(columns, -1, false)
    if (high >= minimum || high === 0) return undefined
    const low = this.best(columns, 1, false)
    const isKept = (high === minimum - 1 && low <= 1) || (!isPrinted && high === minimum - 2 && low === 0)
    return isKept ? undefined : { low, high }
  }

  /** Whether any numbers satisfy the constraints. */
  isPossible(): boolean {
    return !Number.isNaN(this.best([], 1, false))
  }

  close() {
    this.model.dispose()
  }
}
