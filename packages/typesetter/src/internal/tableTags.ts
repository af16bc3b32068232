/** The structure of a table: what its cells are to a reader who does not see them beside each other. */
import type { ColumnBlock } from "../TableLayout.ts"
import type { Tag } from "../Tag.ts"

export interface TableTags {
  /** Of the cells of the header. */
  readonly header: ReadonlyArray<Tag>
  /** Of the cells of each row; none for a cell that is part of one above or to the left of it. */
  readonly rows: ReadonlyArray<ReadonlyArray<Tag | null>>
}

/**
 * Cells of a first column of text head their rows, several rows where those below repeat what they say. A cell that is as
 * wide as the table heads the rows below it.
 */
export const tableTags = (table: Tag, { columns, rows }: ColumnBlock, repeats: ReadonlyArray<boolean>): TableTags => {
  const headRow: Tag = { role: "TR", parent: { role: "THead", parent: table } }
  const body: Tag = { role: "TBody", parent: table }
  const heads = columns[0]?.aligned === false
  return {
    header: columns.map(() => ({ role: "TH", parent: headRow, scope: "Column" })),
    rows: rows.map((cells, row) => {
      const parent: Tag = { role: "TR", parent: body }
      if (cells[0]?.spans === true) {
        return cells.map((_, index) =>
          index === 0 ? { role: "TH", parent, scope: "Column", ...spanned("columns", cells.length) } : null
        )
      }
      return cells.map((_, index): Tag | null => {
        if (index > 0) return { role: "TD", parent }
        if (repeats[row] === true) return null
        const span = spanned("rows", 1 + repeated(repeats, row + 1))
        return heads ? { role: "TH", parent, scope: "Row", ...span } : { role: "TD", parent, ...span }
      })
    })
  }
}

/** How many rows from one on repeat the first cell above them. */
const repeated = (repeats: ReadonlyArray<boolean>, from: number): number => {
  let end = from
  while (repeats[end] === true) end++
  return end - from
}

const spanned = (of: "rows" | "columns", count: number): Partial<Tag> => (count > 1 ? { [of]: count } : {})
