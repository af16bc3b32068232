/**
 * Sentences of a report: words with numbers, marks and links in them, which stay numbers until a renderer writes them.
 */
import * as Message from "./Message.ts"
import type { Inline, Text } from "./ReportDocument.ts"
import * as Document from "./ReportDocument.ts"
import { decimalsOf } from "./ReportDocument.ts"

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

/** A message with its counts as numbers, which a renderer writes in the report's locale. */
export const told = (message: Message.Message): Text =>
  message.flatMap((part): Text => {
    if (typeof part === "string") return [part]
    return part.count === null
      ? [Message.text([part] as unknown as Message.Message)]
      : [Document.count(part.count), Message.nounOf(part)]
  })

/** The same with a full stop, unless it already ends a sentence. */
export const toldWhole = (message: Message.Message): Text =>
  /[.!?]$/u.test(Message.text(message)) ? told(message) : text`${told(message)}.`

/** A share as a percentage with at most so many decimals, and none that are 0. */
export const percent = (share: number, most = 1): Inline => Document.percentage(share, decimalsOf(share * 100, most))

/** `a`, `a and b`, `a, b and c`. */
export const listed = (items: ReadonlyArray<string>): string =>
  items.length < 2 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`

/** The same of items that hold numbers, with `; ` between all of them; at most so many, and how many more there are. */
export const enumerated = (items: ReadonlyArray<Text>, most = items.length): Text => {
  const left = items.length - most
  const told = left > 1 ? [...items.slice(0, most), text`${Document.count(left)} more`] : items
  return joined(["", ...told.map((_, i) => (i < told.length - 1 ? "; " : ""))], told)
}

/** At most so many items, and how many more there are: `a, b and 3 more`. */
export const listedFew = (items: ReadonlyArray<string>, most: number): string =>
  items.length <= most + 1 ? listed(items) : listed([...items.slice(0, most), `${items.length - most} more`])

/** The text with a full stop, unless it already ends a sentence. */
export const sentence = (words: string): string => (/[.!?]$/u.test(words) ? words : `${words}.`)

/** "missed", but "AUROC". */
export const uncapitalised = (words: string): string =>
  words.replace(/^\p{Lu}(?=\p{Ll}|\s)/u, (first) => first.toLowerCase())

export const capitalised = (words: string): string => words.replace(/^./u, (first) => first.toUpperCase())

/** A text without its marks; its numbers, which a renderer writes, are left out. */
export const plain = (text: Text): string =>
  text
    .map((part) => {
      if (typeof part === "string") return part
      if ("strong" in part && typeof part.strong === "string") return part.strong
      return "text" in part ? part.text : ""
    })
    .join("")
