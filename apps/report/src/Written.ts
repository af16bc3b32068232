/** The document with the numbers in its text written out, in the locale of its presentation. */
import {
  type Column,
  type Inline,
  mapBlocks,
  mapText,
  type ReportDocument,
  type Text
} from "@fairward/core/ReportDocument"
import { type Format, of } from "./Format.ts"

/** An inline without numbers. */
export type WrittenInline = Exclude<Inline, { readonly value: number }>

const inline = (part: Inline, format: Format): WrittenInline => {
  if (typeof part === "string" || !("value" in part)) return part
  const text = format.as(part.value, part.as)
  return part.strong === true ? { strong: text } : text
}

/** Text in a locale: plain pieces that follow each other are one. */
export const writtenText = (text: Text, format: Format): ReadonlyArray<WrittenInline> => {
  const written: Array<WrittenInline> = []
  for (const part of text) {
    const next = inline(part, format)
    const last = written.at(-1)
    if (typeof next === "string" && typeof last === "string") written[written.length - 1] = last + next
    else written.push(next)
  }
  return written
}

/** The unit of a column, as words. */
export const writtenUnit = ({ unit = [] }: Pick<Column, "unit">, format: Format): ReadonlyArray<string> =>
  writtenText(unit, format).map((part) =>
    typeof part === "string" ? part : "strong" in part ? part.strong : "emphasis" in part ? part.emphasis : ""
  )

/** The same document, every number in its text as text. Numbers in tables and charts stay. */
export const written = (document: ReportDocument): ReportDocument => {
  const format = of(document.presentation.locale)
  const text = (parts: Text): Text => writtenText(parts, format)
  return {
    ...mapBlocks(document, (block) => mapText(block, text)),
    cover: { ...document.cover, facts: document.cover.facts.map((fact) => ({ ...fact, value: text(fact.value) })) }
  }
}
