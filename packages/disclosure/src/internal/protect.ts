import { isSmall } from "./rounding.ts"
import type { Columns, Optimum, Row, Solver } from "./Solver.ts"

/** A count of patients or events that is published, or would be. */
export interface Cell {
  readonly value: number
  /** Groups of patients that it counts, those of one column being in the same cohorts. */
  readonly columns: Columns
  /** How often it counts each of them; once where absent. */
  readonly coefficients?: ReadonlyArray<number>
  /** Never published, but protected. */
  readonly hidden?: boolean
  /** Withheld whatever it counts. */
  readonly gone?: boolean
  /** Known to anybody, and so never withheld. */
  readonly known?: boolean
  /** Cells that are withheld along with it. */
  readonly along?: ReadonlyArray<number>
  /** What withholding it costs; its value when absent. */
  readonly cost?: number
}

export interface Table {
  readonly columns: number
  readonly cells: ReadonlyArray<Cell>
  /** Sums of columns that are 0, with coefficients. */
  readonly sums?: ReadonlyArray<Pick<Row, "columns" | "coefficients">>
  /** Groups of patients that must not be told, small ones above all: single columns, and unions of them. */
  readonly groups: ReadonlyArray<{
    readonly columns: Columns
    /** How many they are; absent where that is not known. */
    readonly size?: number
  }>
}

export interface Protection {
  readonly withheld: ReadonlySet<number>
  /** Cells and groups that withholding cannot protect. */
  readonly told: number
}

const near = 1e-6

const rowOf = ({ coefficients, columns }: Pick<Cell, "columns" | "coefficients">) => ({
  columns,
  ...(coefficients === undefined ? {} : { coefficients })
})

/**
 * Which cells to withhold so that no small count can be told: not by adding and subtracting, nor from counts being whole
 * and not negative.
 *
 * Small cells, from 1 to the minimum less 1, are withheld first. What an attacker then knows is a polyhedron: each column is
 * at least 0, published cells are sums of columns, of withheld ones it is known whether they are small, if `isMarked`, and
 * that they are not 0. A small cell is protected where that leaves all of 1 .. minimum - 1 to it. A group is protected
 * where it could have `minimum` members; in a cell that is known to be small, minimum - 2, since other parts of that may be
 * known not to be 0. So is every union of such
 * groups then, for a union is at least as large as its largest part. Where a linear program says otherwise, the cheapest of the
 * published cells that bind it is withheld too, until none does.
 *
 * Withholding only widens what is possible, so one pass over cells and groups is enough.
 */
export const protect = (table: Table, minimum: number, isMarked: boolean, solver: Solver): Protection => {
  const { cells, columns, groups, sums = [] } = table
  const withheld = new Set(
    cells.flatMap(({ gone, hidden, value }, i) =>
      gone === true || hidden === true || isSmall(value, minimum) ? [i] : []
    )
  )
  for (const i of [...withheld]) for (const other of cells[i]!.along ?? []) withheld.add(other)
  const first = new Set(withheld)
  const least = isMarked ? minimum : 1
  const boundsOf = (i: number): Pick<Row, "low" | "high"> => {
    const { hidden, value } = cells[i]!
    if (!withheld.has(i)) return { low: value, high: value }
    if (hidden === true || value === 0) return { low: 0, high: Number.POSITIVE_INFINITY }
    if (isMarked && isSmall(value, minimum)) return { low: 1, high: minimum - 1 }
    return { low: least, high: Number.POSITIVE_INFINITY }
  }
  const small = cells.flatMap(({ value }, i) => (isSmall(value, minimum) ? [i] : []))
  const isNoRisk = small.length === 0 && groups.every(({ size }) => size !== undefined && !isSmall(size, minimum))
  if (isNoRisk) return { withheld, told: 0 }
  const rows = () => [
    ...cells.map((cell, i): Row => ({ ...rowOf(cell), ...boundsOf(i) })),
    ...sums.map((sum): Row => ({ ...sum, low: 0, high: 0 }))
  ]
  const polyhedron = solver(columns, rows())
  const withhold = (i: number) => {
    if (withheld.has(i)) return
    withheld.add(i)
    const { high, low } = boundsOf(i)
    polyhedron.bound(i, low, high)
    for (const other of cells[i]!.along ?? []) withhold(other)
  }
  const cost = (i: number): number => {
    const { along = [], cost, value } = cells[i]!
    return along.some((other) => withheld.has(other) && cells[other]!.hidden !== true) ? 0 : (cost ?? value)
  }
  const open = ({ binding }: Optimum): ReadonlyArray<number> =>
    binding
      .filter((i) => i < cells.length && !withheld.has(i) && cells[i]!.known !== true && cells[i]!.value > 0.5)
      .toSorted((a, b) => cost(a) - cost(b))
  const inSmall = new Set(small.flatMap((i) => cells[i]!.columns))
  const known: Array<Float64Array> = []
  const isReached = (of: Columns, size: number) =>
    known.some((point) => of.reduce((sum, column) => sum + point[column]!, 0) >= size - near)
  const keep = ({ point }: Optimum) => {
    if (point !== undefined && known.length < 60) known.push(point)
  }
  let told = 0
  /** Withholds until it is not told, or nothing is left to withhold that would help: the optimum then. */
  const widen = (isTold: () => Optimum | undefined): Optimum | undefined => {
    for (;;) {
      const optimum = isTold()
      const next = optimum === undefined ? undefined : open(optimum)[0]
      if (next === undefined) return optimum
      withhold(next)
    }
  }
  const tooFew = (of: Columns, size: number, isNone: boolean): Optimum | undefined => {
    if (isReached(of, size)) return undefined
    const most = polyhedron.most(of)
    keep(most)
    return most.value >= size - near || (isNone && most.value < 0.5) ? undefined : most
  }
  const below = (of: Columns, size: number, isNone: boolean) => {
    const left = widen(() => tooFew(of, size, isNone))
    if (left !== undefined && !(left.value >= minimum - 3)) told++
  }
  const sizeOf = (i: number) => minimum - (cells[i]!.hidden === true ? 2 : 1)
  for (const i of small) below(cells[i]!.columns, sizeOf(i), false)
  for (const i of small) {
    const own = cells[i]!.columns
    // That it is more than 1 can follow from other withheld counts not being 0, which nothing hides.
    widen(() => {
      const fewest = polyhedron.least(own)
      return fewest.value <= 1 + near ? undefined : fewest
    })
  }
  // A point where as many groups as possible could be large at once saves a program for each of them.
  const unsure = groups.filter(
    ({ columns: own, size }) => own.length === 1 && (size === undefined || isSmall(size, minimum))
  )
  if (unsure.length > 1) {
    const wide = solver(
      columns + unsure.length,
      [
        ...rows(),
        ...unsure.map(
          ({ columns: [column] }, g): Row => ({
            columns: [column!, columns + g],
            coefficients: [1, -1],
            low: 0,
            high: Number.POSITIVE_INFINITY
          })
        )
      ],
      { from: columns, high: minimum }
    )
    keep(wide.most(unsure.map((_, g) => columns + g)))
    wide.close()
  }
  const atRisk = groups
    .filter(({ size }) => size === undefined || isSmall(size, minimum))
    .map(({ columns: own, size }) => ({
      own,
      size: own.every((column) => inSmall.has(column)) ? minimum - 2 : minimum,
      isNone: size === undefined
    }))
  for (const { isNone, own, size } of atRisk) below(own, size, isNone)
  // What was withheld early may have become needless by what was withheld after it.
  const secondary = [...withheld].filter((i) => !first.has(i)).toSorted((a, b) => cost(b) - cost(a))
  const isSafe = () =>
    small.every((i) => tooFew(cells[i]!.columns, sizeOf(i), false) === undefined) &&
    small.every((i) => polyhedron.least(cells[i]!.columns).value <= 1 + near) &&
    atRisk.every(({ isNone, own, size }) => tooFew(own, size, isNone) === undefined)
  if (told === 0 && secondary.length * (small.length + atRisk.length) < 5000) {
    for (const i of secondary) {
      if ([...withheld].some((other) => cells[other]!.along?.includes(i))) continue
      withheld.delete(i)
      polyhedron.bound(i, cells[i]!.value, cells[i]!.value)
      known.length = 0
      if (isSafe()) continue
      withheld.add(i)
      const { high, low } = boundsOf(i)
      polyhedron.bound(i, low, high)
    }
  }
  polyhedron.close()
  return { withheld, told }
}
