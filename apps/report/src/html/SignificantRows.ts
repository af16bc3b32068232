/** Which rows of a table a reader who looks for differences wants to see. */
import type { Block, Cell, Column, Verdict } from "@fairward/core/ReportDocument"

type Table = Extract<Block, { readonly _tag: "Table" }>
type Row = Table["rows"][number]

/** From the gravest to the least grave: the order in which a column of verdicts is sorted. */
export const gravity: ReadonlyArray<Verdict> = [
  "material",
  "worse",
  "greater",
  "less",
  "inconclusive",
  "too small",
  "not estimable",
  "no verdict",
  "equivalent",
  "better"
]

const significantVerdicts: ReadonlySet<unknown> = new Set<Verdict>(["material", "worse", "greater", "less", "better"])

const storedValue = (cell: Cell | undefined): unknown =>
  typeof cell === "object" && cell !== null && "value" in cell ? cell.value : cell

const isMarked = (cell: Cell | undefined): boolean =>
  typeof cell === "object" &&
  cell !== null &&
  "value" in cell &&
  (cell.mark === "worse" || significantVerdicts.has(cell.verdict))

/**
 * Whether a row is significant: one of its verdicts says that the cohort differs from its rest (material, worse, greater,
 * less, better), or one of its cells is marked as worse or bears such a verdict.
 */
export const isSignificant = (row: Row, columns: ReadonlyArray<Column>): boolean =>
  columns.some(
    ({ key, type }) => isMarked(row[key]) || (type._tag === "verdict" && significantVerdicts.has(storedValue(row[key])))
  )
