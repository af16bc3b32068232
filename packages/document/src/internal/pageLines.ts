import type { Block, Cell, Text } from "@fairward/core/ReportDocument"

/**
 * Lines of text on a page below the title of a section, at the report's 9 point text on lines of 11.6 points. They and the
 * widths below, in characters, are measured on pages of the PDF and err on the side of too little on a page.
 */
export const pageLines = { A4: 57, Letter: 53 } as const

const paragraphWidth = 116
const findingWidth = 103
const evidenceWidth = 20
const caveatWidth = 108
const captionWidth = 138
const tableWidth = 120

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
  return Math.ceil(caption.length / captionWidth) + head + 0.92 * body.reduce((sum, lines) => sum + lines, 0) + 2.2
}

/** About how many lines of a page the blocks take. */
export const linesOf = (blocks: ReadonlyArray<Block>): number =>
  blocks.reduce((sum, block) => {
    switch (block._tag) {
      case "Paragraph":
        return sum + Math.ceil(lengthOf(block.text) / paragraphWidth) + 0.5
      case "KeyFinding":
        return sum + Math.ceil((lengthOf(block.text) + evidenceWidth) / findingWidth) + 0.6
      case "Caveat":
        return sum + Math.ceil(lengthOf(block.text) / caveatWidth) + 1
      case "Table":
        return sum + tableLines(block)
      default:
        return sum + 2
    }
  }, 0)
