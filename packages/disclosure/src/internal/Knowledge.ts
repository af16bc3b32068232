import { isSmall } from "./rounding.ts"
import {
  coefficient,
  isWhole,
  type Optimum,
  type Polyhedron,
  type Row,
  type Solver,
  type Sum,
  sumAt
} from "./Solver.ts"

/** A count of patients or events that is published, or would be: of groups of them, those of a column in the same cohorts. */
export interface Cell extends Sum {
  readonly value: number
  /** Never published, but protected. */
  readonly hidden?: boolean
  /** Withheld whatever it counts. */
  readonly gone?: boolean
  /** Known to anybody, and so never withheld. */
  readonly known?: boolean
  /** What is published of it where it is withheld: that it lies between these. */
  readonly mark?: Pick<Row, "low" | "high">
  /** Cells that are withheld along with it. */
  readonly along?: ReadonlyArray<number>
}

export interface Table {
  readonly columns: number
  readonly cells: ReadonlyArray<Cell>
  /** Sums of columns that are 0. */
  readonly sums?: ReadonlyArray<Sum>
  /** Groups of patients that must not be told, small ones above all. */
  readonly groups: ReadonlyArray<
    Sum & {
      /** How many they are; absent where that is not known. */
      readonly size?: number
    }
  >
  /** Small unions of groups, to be looked at one by one before marks are published. */
  readonly unions?: ReadonlyArray<Sum>
}

/** A small count, or one that may be. */
export interface Target extends Sum {
  /** Withheld where it would stand. */
  readonly isPrinted: boolean
  /** That nobody is in it may be known. */
  readonly mayBeNone: boolean
}

const near = 1e-6

/** Points that are kept to look at before a program is solved. */
const mostPoints = 400

/** What somebody knows who has what is published: a polyhedron, of which points were found on the way. */
export class Knowledge {
  readonly withheld: Set<number>
  /** Cells whose marks are published if they are withheld. */
  readonly marked = new Set<number>()
  private readonly table: Table
  private readonly minimum: number
  private readonly solver: Solver
  private readonly polyhedron: Polyhedron
  private points: ReadonlyArray<Float64Array> = []

  constructor(table: Table, targets: ReadonlyArray<Target>, minimum: number, solver: Solver) {
    const { cells } = table
    this.table = table
    this.minimum = minimum
    this.solver = solver
    this.withheld = new Set(
      [...cells.keys()].filter((i) => {
        const { gone, hidden, value } = cells[i]!
        return gone === true || hidden === true || isSmall(value, minimum)
      })
    )
    for (const i of [...this.withheld]) for (const other of cells[i]!.along ?? []) this.withheld.add(other)
    this.polyhedron = solver(table.columns, this.rows())
    // A point where as many targets as possible could be large at once saves a program for each of them.
    const wide = this.wide(targets)
    this.keep(wide.most({ columns: targets.map((_, t) => table.columns + t) }))
    wide.close()
  }

  private rows(): ReadonlyArray<Row> {
    const { cells, sums = [] } = this.table
    return [
      ...cells.map((cell, i): Row => ({ ...cell, ...this.boundsOf(i) })),
      ...sums.map((sum): Row => ({ ...sum, low: 0, high: 0 }))
    ]
  }

  /** With a further column for each target, of at most that and the minimum. */
  private wide(targets: ReadonlyArray<Target>): Polyhedron {
    const { columns } = this.table
    const further = targets.map(
      (target, t): Row => ({
        columns: [...target.columns, columns + t],
        coefficients: [...target.columns.map((_, place) => coefficient(target, place)), -1],
        low: 0,
        high: Number.POSITIVE_INFINITY
      })
    )
    return this.solver(columns + targets.length, [...this.rows(), ...further], { from: columns, high: this.minimum })
  }

  private boundsOf(i: number): Pick<Row, "low" | "high"> {
    const { hidden, mark, value } = this.table.cells[i]!
    if (!this.withheld.has(i)) return { low: value, high: value }
    const fewest = hidden === true || value === 0 ? 0 : 1
    if (mark === undefined || !this.marked.has(i)) return { low: fewest, high: Number.POSITIVE_INFINITY }
    return { low: Math.max(fewest, mark.low), high: mark.high }
  }

  private bound(i: number) {
    const { high, low } = this.boundsOf(i)
    this.polyhedron.bound(i, low, high)
  }

  private keep({ point }: Optimum) {
    if (point !== undefined && this.points.length < mostPoints) this.points = [...this.points, point]
  }

  withhold(i: number) {
    if (this.withheld.has(i)) return
    this.withheld.add(i)
    this.bound(i)
    for (const other of this.table.cells[i]!.along ?? []) this.withhold(other)
  }

  /** Publishes a withheld cell, or marks of withheld cells, if that is safe. */
  publish(what: "cell" | "mark", published: ReadonlyArray<number>, isSafe: () => boolean): boolean {
    const before = this.points
    const change = (isPublished: boolean) => {
      for (const i of published) {
        if (what === "mark" ? isPublished : !isPublished) this[what === "mark" ? "marked" : "withheld"].add(i)
        else this[what === "mark" ? "marked" : "withheld"].delete(i)
        this.bound(i)
      }
    }
    change(true)
    this.points = before.filter((point) =>
      published.every((i) => {
        const { high, low } = this.boundsOf(i)
        const sum = sumAt(this.table.cells[i]!, point)
        return sum >= low - near && sum <= high + near
      })
    )
    if (isSafe()) return true
    change(false)
    this.points = before
    return false
  }

  /** From now on only whole numbers count; targets that cannot be seen at once to be protected. */
  inWholes(targets: ReadonlyArray<Target>): ReadonlyArray<Target> {
    this.points = this.points.filter(isWhole)
    let left = targets.filter((target) => !this.reaches(target, (sum) => sum >= this.minimum - near))
    for (let before = Number.POSITIVE_INFINITY; left.length > 0 && left.length < before; ) {
      before = left.length
      const wide = this.wide(left)
      this.keep(
        wide.mostWhole({ columns: left.map((_, t) => this.table.columns + t) }, (left.length * this.minimum) / 2)
      )
      wide.close()
      left = left.filter((target) => !this.reaches(target, (sum) => sum >= this.minimum - near))
    }
    return left
  }

  private reaches(target: Target, isReached: (sum: number) => boolean): boolean {
    return this.points.some((point) => isReached(sumAt(target, point)))
  }

  /** Rows because of which a target cannot have `minimum` members; `undefined` where it can, or where nobody may be in it. */
  bindingRows(target: Target, inWholes: boolean): ReadonlyArray<number> | undefined {
    if (this.reaches(target, (sum) => sum >= this.minimum - near)) return undefined
    const most = inWholes ? this.polyhedron.mostWhole(target, this.minimum) : this.polyhedron.most(target)
    this.keep(most)
    const isWide = most.value >= this.minimum - near || (target.mayBeNone && most.value < 1 - near)
    return isWide ? undefined : most.binding
  }

  /** Whether a target can have any number of members from `fewest` to `largest`. */
  isOpen(target: Target, fewest: number, largest: number): boolean {
    if (!this.reaches(target, (sum) => sum >= largest - near)) {
      const most = this.polyhedron.mostWhole(target, largest)
      this.keep(most)
      if (!(most.value >= largest - near)) return false
    }
    if (this.reaches(target, (sum) => sum <= fewest + near)) return true
    const least = this.polyhedron.leastWhole(target, fewest)
    this.keep(least)
    return least.value <= fewest + near
  }

  close() {
    this.polyhedron.close()
  }
}
