/** @jsxRuntime automatic @jsxImportSource react */
import type { Text as Inlines } from "@fairward/core/ReportDocument"
import { Link, Text } from "@react-pdf/renderer"
import type { ReactNode } from "react"
import type { Place } from "./Press.ts"
import { sheet } from "./Sheet.ts"

/** Inline text, to stand inside a Text. A link to an anchor that the report does not have is plain text. */
export const inlines = (text: Inlines, { press, section }: Place): ReactNode =>
  text.map((inline, index) => {
    const key = `${index}`
    if (typeof inline === "string") return inline
    if ("strong" in inline) {
      return (
        <Text key={key} style={sheet.strong}>
          {inline.strong}
        </Text>
      )
    }
    if ("emphasis" in inline) {
      return (
        <Text key={key} style={sheet.emphasis}>
          {inline.emphasis}
        </Text>
      )
    }
    if ("code" in inline) {
      return (
        <Text key={key} {...(press.fonts.hasMono(inline.code) ? { style: sheet.code } : {})}>
          {inline.code}
        </Text>
      )
    }
    const target = linkTarget(inline.link, { press, section })
    return target === null ? (
      inline.text
    ) : (
      <Link key={key} src={target} style={sheet.link}>
        {inline.text}
      </Link>
    )
  })

/** A box is not broken over pages unless its text is long. */
export const isLong = (text: Inlines): boolean =>
  text.reduce(
    (total, inline) => total + (typeof inline === "string" ? inline : Object.values(inline).join("")).length,
    0
  ) > 1500

const linkTarget = (link: string, { press, section }: Place): string | null => {
  if (!link.startsWith("#")) return /^(https?|mailto):/.test(link) ? link : null
  const anchor = press.outline.resolve(section, link)
  return anchor === null ? null : `#${press.outline.destination(anchor)}`
}

export const Paragraph = ({ place, text }: { readonly place: Place; readonly text: Inlines }) => (
  <Text style={sheet.paragraph} orphans={2} widows={2}>
    {inlines(text, place)}
  </Text>
)
