import {
  type Block,
  type Cell,
  type Inline,
  mapSection,
  mapText,
  type StageSection,
  type Text
} from "@fairward/core/ReportDocument"

/** What a stage wrote with a withheld number in it, which is `NaN` to it. */
const unwritten = /NaN(?:[\u00a0 ]%)?/gu

const words = (text: string): string => text.replaceAll(unwritten, "withheld")

const inline = (part: Inline): Inline => {
  if (typeof part === "string") return words(part)
  if ("value" in part) return Number.isNaN(part.value) ? "(withheld)" : part
  if ("strong" in part) return { strong: words(part.strong) }
  return "emphasis" in part ? { emphasis: words(part.emphasis) } : part
}

const text = (parts: Text): Text => parts.map(inline)

const isWithheld = (value: unknown): boolean =>
  Array.isArray(value) ? value.some((one) => Number.isNaN(one)) : Number.isNaN(value)

const cell = (given: Cell): Cell => {
  if (typeof given === "string") return words(given)
  if (isWithheld(given)) return { value: null, note: "withheld" }
  if (given === null || typeof given !== "object" || !("value" in given)) return given
  if (isWithheld(given.value)) return { ...given, value: null, note: "withheld" }
  const value = typeof given.value === "string" ? words(given.value) : given.value
  return { ...given, value, ...(given.note === undefined ? {} : { note: words(given.note) }) }
}

type Json = Extract<Block, { readonly _tag: "Chart" }>["spec"][string]

const json = (value: Json): Json => {
  if (typeof value === "string") return words(value)
  if (typeof value === "number") return Number.isNaN(value) ? null : value
  if (Array.isArray(value)) return value.map(json)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, json(one)]))
}

const block = (given: Block): Block => {
  switch (given._tag) {
    case "Heading":
      return { ...given, text: words(given.text) }
    case "KeyFinding":
      return { ...given, weight: Number.isNaN(given.weight) ? 0 : given.weight }
    case "Table":
      return {
        ...given,
        caption: words(given.caption),
        rows: given.rows.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, cell(value)])))
      }
    case "Chart":
      return {
        ...given,
        caption: words(given.caption),
        alt: words(given.alt),
        spec: Object.fromEntries(Object.entries(given.spec).map(([key, value]) => [key, json(value)]))
      }
    default:
      return given
  }
}

/** A stage's section in which withheld numbers are called so. */
export const saidWithheld = (section: StageSection): StageSection =>
  mapSection(section, (given) => block(mapText(given, text)))
