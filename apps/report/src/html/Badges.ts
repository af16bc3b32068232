/** Verdicts and warnings as words with a sign, so that colour says nothing alone. */
import type { Block, Verdict } from "@fairward/core/ReportDocument"
import { lookOf, verdictLook } from "../Verdicts.ts"
import { type Content, html, type Markup } from "./Markup.ts"

const classOf = (verdict: string): string => `v-${verdict.replace(" ", "-")}`

export const badge = (verdict: Verdict): Markup =>
  html`<span class="badge ${classOf(verdict)}"><span aria-hidden="true">${verdictLook(verdict).symbol}</span> ${verdict}</span>`

/** A verdict within a table; a word that is none stays as it is. */
export const verdictWord = (word: string): Content => {
  const look = lookOf(word)
  return look === undefined
    ? word
    : html`<span class="verdict ${classOf(word)}"><span aria-hidden="true">${look.symbol}</span> ${word}</span>`
}

type Severity = Extract<Block, { readonly _tag: "Caveat" }>["severity"]

const severities: Readonly<Record<Severity, readonly [symbol: string, word: string]>> = {
  note: ["i", "Note"],
  warning: ["!", "Warning"],
  serious: ["!!", "Serious"]
}

export const callout = (severity: Severity, content: Content): Markup => {
  const [symbol, word] = severities[severity]
  return html`<div class="callout ${severity}"><p class="severity"><span aria-hidden="true">${symbol}</span> ${word}</p><p>${content}</p></div>`
}
