import type { Block, Cell, Text } from "../../ReportDocument.ts"

/**
 * Lines of text on an A4 page below the title of a section. With the widths and heights below it errs on the side of
 * too little on a page; a test of the PDF holds it to that.
 */
export const pageLines = 54

const paragraphWidth = 112
const findingWidth = 90
const caveatWidth = 95
const tableWidth = 100

const numberWidth = 6

const lengthOf = (text: Text): number =>
  text.reduce((sum, part) => {
    if (typeof part === "string") return sum + part.length
    if ("value" in part) return sum + numberWidth
    if ("strong" in part) return sum + part.strong.length
    if ("emphasis" in part) return sum + part.emphasis.length
    return sum + ("code" in part ? part.code.length : part.text.length)
  }, 0)

const cellLength = (cell: Cell | undefined): number => {
  if (cell === undefined || cell === null || typeof cell !== "object") return String(cell ?? "").length
  return "value" in cell ? String(cell.value ?? "").length + (cell.note?.length ?? -1) + 1 : 2 * numberWidth
}

type Table = Extract<Block, { readonly _tag: "Table" }>

const tableLines = ({ caption, columns, rows }: Table): number => {
  const total = columns.reduce((sum, { width = 1 }) => sum + width, 0)
  const wrapped = (width = 1, length: number) => Math.max(1, Math.ceil(length / ((tableWidth * width) / total)))
  const head = Math.max(...columns.map(({ title, width }) => wrapped(width, title.length)))
  const body = rows.map((row) => Math.max(...columns.map(({ key, width }) => wrapped(width, cellLength(row[key])))))
  return Math.ceil(caption.length / paragraphWidth) + head + body.reduce((sum, lines) => sum + lines + 0.4, 0) + 2
}

/** About how many lines of a page the blocks take. */
export const linesOf = (blocks: ReadonlyArray<Block>): number =>
  blocks.reduce((sum, block) => {
    switch (block._tag) {
      case "Paragraph":
        return sum + Math.ceil(lengthOf(block.text) / paragraphWidth) + 0.6
      case "KeyFinding":
        return sum + Math.ceil(lengthOf(block.text) / findingWidth) + 1.8
      case "Caveat":
        return sum + Math.ceil(lengthOf(block.text) / caveatWidth) + 1.8
      case "Table":
        return sum + tableLines(block)
      default:
        return sum + 2
    }
  }, 0)
