import { Knowledge, type Table, type Target } from "./Knowledge.ts"
import { isSmall } from "./rounding.ts"
import type { Solver } from "./Solver.ts"

export interface Protection {
  readonly withheld: ReadonlySet<number>
  /** Cells whose marks may be published. */
  readonly marked: ReadonlySet<number>
  /** Whether withholding cannot protect some cell or group, or cannot be seen to; all cells that are not known are withheld then. */
  readonly isTold: boolean
}

/** Targets beyond which it would take too long to see whether whole numbers protect them. */
const mostTargets = 600

/** Targets times withheld cells, beyond which these are not published again. */
const mostTrials = 50_000

const targetsOf = ({ cells, groups }: Table, minimum: number): ReadonlyArray<Target> => [
  ...cells
    .filter(({ value }) => isSmall(value, minimum))
    .map(({ hidden, ...cell }) => ({ ...cell, isPrinted: hidden !== true, mayBeNone: false })),
  ...groups
    .filter(({ size }) => size === undefined || isSmall(size, minimum))
    .map((group) => ({ ...group, isPrinted: false, mayBeNone: group.size === undefined }))
]

/** All cells but large ones that anybody knows, and those that are 0 and go with no other. */
const everything = (cells: Table["cells"], minimum: number): ReadonlySet<number> =>
  new Set(
    cells.flatMap(({ along = [], gone, hidden, known, value }, i) =>
      (value > 0.5 && (known !== true || isSmall(value, minimum))) || gone === true || hidden === true
        ? [i, ...along]
        : []
    )
  )

/** Which marks can be published, of which whole numbers allow nearly as much as without. */
const withMarks = (
  knowledge: Knowledge,
  { cells, unions = [] }: Table,
  targets: ReadonlyArray<Target>,
  minimum: number
) => {
  const all = [...targets, ...unions.map((union) => ({ ...union, isPrinted: false, mayBeNone: false }))]
  const isKept = (target: Target): boolean =>
    knowledge.bindingRows(target, true) === undefined ||
    knowledge.isOpen(target, Math.min(1, minimum - 2), minimum - 1) ||
    (!target.isPrinted && knowledge.isOpen(target, 0, minimum - 2))
  const marks = [...knowledge.withheld].filter((i) => cells[i]!.mark !== undefined).toSorted((a, b) => a - b)
  // Where all marks together are safe, so is each of them.
  if (knowledge.publish("mark", marks, () => knowledge.inWholes(all).every(isKept))) return
  for (const i of marks) knowledge.publish("mark", [i], () => all.every(isKept))
}

/**
 * Which cells to withhold so that no small count can be told: not by adding and subtracting, nor from counts being whole
 * and not negative.
 *
 * Small cells, from 1 to the minimum n less 1, are withheld first. What an attacker then knows is a polyhedron of whole
 * numbers: each column is at least 0, published cells are sums of columns, withheld ones are not 0. A small cell, or group, is
 * protected where it could have n members; then so is every union of groups, for it is at least as large as its largest part.
 * Where a program says otherwise, the cheapest of the published cells that bind it is withheld too, until none does; where that
 * does not help, or there are too many small cells and groups to see it, all are.
 * Withholding only widens what is possible, so one pass over cells and groups is enough. Linear programs find what to withhold;
 * then each withheld cell that need not be is published again; at last integer programs say whether whole numbers allow it.
 *
 * Marks of withheld cells, ranges that they lie in, are published where small cells, groups and the given `unions` could still
 * be each of 1 .. n - 1, or if they are not printed, of 0 .. n - 2: one patient of the small count that they are part of can be
 * known to be elsewhere.
 */
export const protect = (table: Table, minimum: number, solver: Solver): Protection => {
  const { cells } = table
  const targets = targetsOf(table, minimum)
  if (targets.length > mostTargets) return { withheld: everything(cells, minimum), marked: new Set(), isTold: true }
  const knowledge = new Knowledge(table, targets, minimum, solver)
  const { marked, withheld } = knowledge
  const primary = new Set(withheld)
  const cost = (i: number): number => {
    const { along = [], value } = cells[i]!
    return along.some((other) => withheld.has(other) && cells[other]!.hidden !== true) ? 0 : value
  }
  const isOpen = (i: number) =>
    i < cells.length && !withheld.has(i) && cells[i]!.known !== true && cells[i]!.value > 0.5
  /** Withholds until it is not told, or nothing is left to withhold that would help. */
  const isTold = (target: Target, inWholes: boolean): boolean => {
    for (;;) {
      const rows = knowledge.bindingRows(target, inWholes)
      if (rows === undefined) return false
      const next = rows.filter(isOpen).toSorted((a, b) => cost(a) - cost(b))[0]
      if (next === undefined) return true
      knowledge.withhold(next)
    }
  }
  // One that is told takes all cells with it, so that no other need be looked at.
  let isAnyTold = targets.some((target) => isTold(target, false))
  // What was withheld early may have become needless by what was withheld after it.
  const secondary = [...withheld].filter((i) => !primary.has(i)).toSorted((a, b) => cost(b) - cost(a))
  if (!isAnyTold && secondary.length * targets.length < mostTrials) {
    const isSafe = () => targets.every((target) => knowledge.bindingRows(target, false) === undefined)
    for (const i of secondary) {
      if (![...withheld].some((other) => cells[other]!.along?.includes(i))) knowledge.publish("cell", [i], isSafe)
    }
  }
  isAnyTold ||= knowledge.inWholes(targets).some((target) => isTold(target, true))
  if (!isAnyTold) withMarks(knowledge, table, targets, minimum)
  knowledge.close()
  return { withheld: isAnyTold ? everything(cells, minimum) : withheld, marked, isTold: isAnyTold }
}
