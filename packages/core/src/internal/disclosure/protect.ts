/** Cells of tables, and the sums that whoever reads the tables knows. */
export interface Cell {
  readonly value: number
  /** Cells that were never to be published, but follow from others, are withheld from the start. */
  readonly hidden?: boolean
  /** Cells of one row are withheld together rather than cells of several. */
  readonly row?: string
}

/** `sum of coefficient x value = constant`. Coefficients are 1 or -1. */
export interface Constraint {
  readonly terms: ReadonlyArray<{ readonly cell: number; readonly sign: 1 | -1 }>
  readonly constant: number
}

interface Bounds {
  readonly low: number
  readonly high: number
}

export const isSmall = (value: number, minimum: number): boolean => value > 0 && value < minimum

/** What one sum says of a cell, given the bounds of its other terms. */
const impliedBounds = (
  { constant, terms }: Constraint,
  { cell, sign }: Constraint["terms"][number],
  boundsOf: (cell: number) => Bounds
): Bounds => {
  let low = constant
  let high = constant
  for (const other of terms) {
    if (other.cell === cell) continue
    const bound = boundsOf(other.cell)
    low -= other.sign === 1 ? bound.high : -bound.low
    high -= other.sign === 1 ? bound.low : -bound.high
  }
  return sign === 1 ? { low, high } : { low: -high, high: -low }
}

/**
 * What the cells can be, given those that are published: bounds by repeated interval propagation through the sums.
 *
 * `known` gives the bounds of a cell before any sum is looked at.
 */
export const propagated = (
  cells: number,
  constraints: ReadonlyArray<Constraint>,
  known: (cell: number) => Bounds
): ReadonlyArray<Bounds> => {
  const bounds = Array.from({ length: cells }, (_, i) => known(i))
  let isTighter = true
  for (let round = 0; isTighter && round < cells + 10; round++) {
    isTighter = false
    for (const { constant, terms } of constraints) {
      for (const { cell, sign } of terms) {
        const implied = impliedBounds({ constant, terms }, { cell, sign }, (i) => bounds[i]!)
        const before = bounds[cell]!
        const after = { low: Math.max(before.low, implied.low), high: Math.min(before.high, implied.high) }
        if (after.low > before.low || after.high < before.high) {
          bounds[cell] = after
          isTighter = true
        }
      }
    }
  }
  return bounds
}

/**
 * Which cells to withhold so that no count in 1 .. minimum - 1 is published or can be told more closely than that from
 * sums: those counts themselves and, of each sum that gives one away, the smallest further counts, one by one, until the
 * bounds of every small count contain all of 1 .. minimum - 1, or as much of it as they would were everything withheld.
 *
 * Zeros are published. `isMarked`: a reader is told which withheld cells are themselves small, and so that the others are
 * not. Where every cell of a sum is withheld and its constant still gives a count away, nothing more can be done here:
 * the constant is that of a population of little more than `minimum`. For a single sum the bounds are exact; for cells that
 * are in several sums, as in a crossed grouping, solving all of them at once can narrow them further in tables whose
 * margins are themselves hardly larger than the minimum.
 */
export const protect = (
  cells: ReadonlyArray<Cell>,
  constraints: ReadonlyArray<Constraint>,
  minimum: number,
  isMarked: boolean,
  already: ReadonlySet<number> = new Set()
): ReadonlySet<number> => {
  const withheld = new Set(already)
  cells.forEach(({ hidden, value }, i) => {
    if (hidden === true || isSmall(value, minimum)) withheld.add(i)
  })
  const knownIf =
    (isWithheld: (cell: number) => boolean) =>
    (i: number): Bounds => {
      const { hidden, value } = cells[i]!
      if (!isWithheld(i)) return { low: value, high: value }
      if (hidden === true) return { low: 0, high: Number.POSITIVE_INFINITY }
      if (!isMarked) return { low: 1, high: Number.POSITIVE_INFINITY }
      return isSmall(value, minimum) ? { low: 1, high: minimum - 1 } : { low: minimum, high: Number.POSITIVE_INFINITY }
    }
  const known = knownIf((i) => withheld.has(i))
  const widest = propagated(
    cells.length,
    constraints,
    knownIf((i) => withheld.has(i) || cells[i]!.value > 0)
  )
  const tells = (i: number, { high, low }: Bounds) =>
    low > Math.max(1, widest[i]!.low) || high < Math.min(minimum - 1, widest[i]!.high)
  for (;;) {
    const bounds = propagated(cells.length, constraints, known)
    const told = new Set(cells.flatMap(({ value }, i) => (isSmall(value, minimum) && tells(i, bounds[i]!) ? [i] : [])))
    if (told.size === 0) return withheld
    const rows = new Set(
      cells.flatMap(({ hidden, row }, i) => (hidden !== true && row !== undefined && withheld.has(i) ? [row] : []))
    )
    const cost = (cell: number) => (rows.has(cells[cell]!.row ?? "") ? 0 : cells[cell]!.value)
    const open = ({ terms }: Constraint) =>
      terms
        .map(({ cell }) => cell)
        .filter((cell) => !withheld.has(cell) && cells[cell]!.value >= minimum)
        .toSorted((a, b) => cost(a) - cost(b))
    const giving = constraints.filter((one) => one.terms.some(({ cell }) => told.has(cell)) && open(one).length > 0)
    const isGivenBy = (one: Constraint) =>
      one.terms.some((term) => told.has(term.cell) && tells(term.cell, impliedBounds(one, term, known)))
    // A sum that tells by itself, before one that tells only through others, which may need nothing more.
    const next =
      giving.find(isGivenBy) ??
      giving[0] ??
      constraints.find((one) => open(one).length > 0 && isLinked(one, told, constraints))
    if (next === undefined) return withheld
    withheld.add(open(next)[0]!)
  }
}

/** Whether a sum has a term in common with one that has a term in the set. */
const isLinked = (one: Constraint, told: ReadonlySet<number>, constraints: ReadonlyArray<Constraint>): boolean => {
  const own = new Set(one.terms.map(({ cell }) => cell))
  return constraints.some(
    ({ terms }) => terms.some(({ cell }) => told.has(cell)) && terms.some(({ cell }) => own.has(cell))
  )
}
