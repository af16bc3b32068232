/**
 * Makes a document drawable: text is normalised, and a character that the embedded font lacks is replaced by its code
 * point in brackets, `[U+4E2D]`. Names that differ stay different, and the reader sees that something is missing.
 */
import {
  type Block,
  type Cell,
  type Inline,
  mapText,
  type ReportDocument,
  type Section
} from "@fairward/core/ReportDocument"
import type { Fonts } from "@fairward/typesetter/Fonts"

export interface Drawable {
  readonly document: ReportDocument
  /** The characters that were replaced, in order of their first appearance. */
  readonly missing: ReadonlyArray<string>
}

/** The code point of a character as it is written in its place: `U+4E2D`. */
export const codePointName = (character: string): string =>
  `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`

/** Steer joining and shape, but draw nothing by themselves. */
const invisible = /\u00ad|[\u200b-\u200f]|[\u2060-\u2064]|[\ufe00-\ufe0f]|\ufeff/gu
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]+/g

/** A text without what draws nothing, on lines of its own where it has several. */
const cleaned = (text: string): string =>
  text
    .normalize("NFC")
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(control, " ")
    .replace(invisible, "")

/** The characters of a text that cannot be drawn. */
export const missingIn = (text: string, fonts: Pick<Fonts, "has">): ReadonlyArray<string> => [
  ...new Set([...cleaned(text)].filter((character) => character !== "\n" && !fonts.has(character.codePointAt(0)!)))
]

/** The document with only characters that can be drawn. */
export const drawable = (document: ReportDocument, fonts: Pick<Fonts, "has">): Drawable => {
  const missing = new Set<string>()
  const lines = (value: string): string =>
    [...cleaned(value)]
      .map((character) => {
        if (character === "\n" || fonts.has(character.codePointAt(0)!)) return character
        missing.add(character)
        return `[${codePointName(character)}]`
      })
      .join("")
  const text = (value: string): string => lines(value).replace(/\s*\n\s*/g, " ")
  return { document: mapDocument(document, text, lines), missing: [...missing] }
}

type Rewrite = (text: string) => string

// `text` is for prose, where a line feed is a space; `lines` for charts, whose labels may have several lines.

const mapDocument = (document: ReportDocument, text: Rewrite, lines: Rewrite): ReportDocument => ({
  ...document,
  cover: {
    ...document.cover,
    title: text(document.cover.title),
    facts: document.cover.facts.map((fact) => ({
      label: text(fact.label),
      value: fact.value.map((inline) => mapInline(inline, text))
    })),
    ...(document.cover.author === undefined ? {} : { author: text(document.cover.author) })
  },
  sections: document.sections.map((section) => mapSection(section, text, lines)),
  glossary: document.glossary.map(({ definition, term }) => ({ term: text(term), definition: text(definition) }))
})

const mapSection = (section: Section, text: Rewrite, lines: Rewrite): Section => ({
  ...section,
  title: text(section.title),
  ...(section.goal === undefined ? {} : { goal: text(section.goal) }),
  blocks: section.blocks.map((block) =>
    mapBlock(
      mapText(block, (parts) => parts.map((inline) => mapInline(inline, text))),
      text,
      lines
    )
  )
})

const mapInline = (inline: Inline, text: Rewrite): Inline => {
  if (typeof inline === "string") return text(inline)
  if ("value" in inline) return inline
  if ("strong" in inline) return { strong: text(inline.strong) }
  if ("emphasis" in inline) return { emphasis: text(inline.emphasis) }
  if ("code" in inline) return { code: text(inline.code) }
  return { ...inline, text: text(inline.text) }
}

const mapCell = (cell: Cell, text: Rewrite): Cell => {
  if (typeof cell === "string") return text(cell)
  if (typeof cell !== "object" || cell === null || !("value" in cell)) return cell
  return {
    ...cell,
    value: typeof cell.value === "string" ? text(cell.value) : cell.value,
    ...(cell.note === undefined ? {} : { note: text(cell.note) })
  }
}

type Json = Extract<Block, { readonly _tag: "Chart" }>["spec"][string]

const mapJson = (json: Json, text: Rewrite): Json => {
  if (typeof json === "string") return text(json)
  if (Array.isArray(json)) return json.map((item: Json) => mapJson(item, text))
  if (typeof json !== "object" || json === null) return json
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [text(key), mapJson(value as Json, text)]))
}

const mapBlock = (block: Block, text: Rewrite, lines: Rewrite): Block => {
  switch (block._tag) {
    case "Table":
      return {
        ...block,
        caption: text(block.caption),
        columns: block.columns.map((column) => ({
          ...column,
          title: text(column.title),
          ...(column.unit === undefined ? {} : { unit: column.unit.map((inline) => mapInline(inline, text)) })
        })),
        rows: block.rows.map((row) =>
          Object.fromEntries(Object.entries(row).map(([key, cell]) => [key, mapCell(cell, text)]))
        ),
        ...(block.empty === undefined ? {} : { empty: text(block.empty) })
      }
    case "Chart":
      return {
        ...block,
        caption: text(block.caption),
        alt: text(block.alt),
        spec: Object.fromEntries(Object.entries(block.spec).map(([key, value]) => [lines(key), mapJson(value, lines)]))
      }
    case "Definitions":
      return { ...block, items: block.items.map((item) => ({ ...item, term: text(item.term) })) }
    case "Heading":
    case "Reference":
      return { ...block, text: text(block.text) }
    default:
      return block
  }
}
