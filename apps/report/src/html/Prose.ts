/** Text within blocks. */
import type { Text } from "@fairward/core/ReportDocument"
import { english } from "../Format.ts"
import { linkAddress, type Place } from "./Anchors.ts"
import { type Content, html } from "./Markup.ts"

/** Inline text. A link to an anchor that the report does not have is plain text. */
export const inlines = (text: Text, place: Place): Content =>
  text.map((inline) => {
    if (typeof inline === "string") return inline
    if ("value" in inline) return english.as(inline.value, inline.as)
    if ("strong" in inline) return html`<strong>${inline.strong}</strong>`
    if ("emphasis" in inline) return html`<em>${inline.emphasis}</em>`
    if ("code" in inline) return html`<code>${inline.code}</code>`
    const address = linkAddress(inline.link, place)
    if (address === null) return inline.text
    return address.startsWith("#")
      ? html`<a href="${address}">${inline.text}</a>`
      : html`<a href="${address}" rel="noopener noreferrer">${inline.text}</a>`
  })
