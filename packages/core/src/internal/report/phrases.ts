import type { Inline, Text } from "../../ReportDocument.ts"
import * as Document from "../../ReportDocument.ts"

/** What a sentence is put together from: words, an inline, or several. */
export type Part = Inline | Text

const isText = (part: Part): part is Text => Array.isArray(part)

/** A sentence with numbers, marks and links in it; neighbouring words are joined and empty ones left out. */
export const text = (words: TemplateStringsArray, ...parts: ReadonlyArray<Part>): Text => joined(words, parts)

const joined = (words: ReadonlyArray<string>, parts: ReadonlyArray<Part>): Text => {
  const found: Array<Inline> = []
  const add = (part: Inline) => {
    const last = found.at(-1)
    if (typeof part === "string" && typeof last === "string") found[found.length - 1] = last + part
    else if (part !== "") found.push(part)
  }
  words.forEach((word, i) => {
    add(word)
    const part = parts[i]
    if (part === undefined) return
    for (const one of isText(part) ? part : [part]) add(one)
  })
  return found
}

/** `1 patient`, `12,345 patients`. */
export const counted = (value: number, singular: string, plural = `${singular}s`): Text => [
  Document.count(value),
  ` ${value === 1 ? singular : plural}`
]

/** The fewest decimals, `most` at the most, with which a number reads as it is. */
const decimalsOf = (value: number, most: number): number => {
  let digits = 0
  while (digits < most && Math.abs(Number(value.toFixed(digits)) - value) > Math.abs(value) * 1e-12) digits++
  while (digits > 0 && Number(value.toFixed(digits)) === Number(value.toFixed(digits - 1))) digits--
  return digits
}

/** A share as a percentage with at most so many decimals, and none that are 0. */
export const percent = (share: number, most = 1): Inline => Document.percentage(share, decimalsOf(share * 100, most))

const scoreDigits = 4

/** A score with at most four decimals or, where those would round it to 0, with three significant digits. */
export const score = (value: number): Inline => {
  const most =
    value !== 0 && Math.abs(value) < 0.5 * 10 ** -scoreDigits
      ? 2 - Math.floor(Math.log10(Math.abs(value)))
      : scoreDigits
  return Document.decimal(value, decimalsOf(value, most))
}

/** `a`, `a and b`, `a, b and c`. */
export const listed = (items: ReadonlyArray<string>): string =>
  items.length < 2 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`

/** The same of items that hold numbers, with `; ` between all of them. */
export const enumerated = (items: ReadonlyArray<Text>): Text =>
  joined(["", ...items.map((_, i) => (i < items.length - 1 ? "; " : ""))], items)

/** At most so many items, and how many more there are: `a, b and 3 more`. */
export const listedFew = (items: ReadonlyArray<string>, most: number): string =>
  items.length <= most + 1 ? listed(items) : listed([...items.slice(0, most), `${items.length - most} more`])

/** The text with a full stop, unless it already ends a sentence. */
export const sentence = (words: string): string => (/[.!?]$/u.test(words) ? words : `${words}.`)

export const capitalised = (words: string): string => words.replace(/^./u, (first) => first.toUpperCase())
