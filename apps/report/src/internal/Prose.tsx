/** @jsxRuntime automatic @jsxImportSource react */
import type { Text as Inlines } from "@fairward/core/ReportDocument"
import { Link, Text } from "@react-pdf/renderer"
import type { ReactNode } from "react"
import { english } from "../Format.ts"
import type { Place } from "./Press.ts"
import { sheet } from "./Sheet.ts"

/** Inline text, to stand inside a Text. A link to an anchor that the report does not have is plain text. */
export const inlines = (text: Inlines, { press, section }: Place): ReactNode =>
  text.map((inline, index) => {
    const key = `${index}`
    if (typeof inline === "string") return inline
    if ("value" in inline) return english.as(inline.value, inline.as)
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

/** The text without its emphasis and links. */
export const plain = (text: Inlines): string =>
  text
    .map((inline) => {
      if (typeof inline === "string") return inline
      if ("value" in inline) return english.as(inline.value, inline.as)
      if ("strong" in inline) return inline.strong
      if ("emphasis" in inline) return inline.emphasis
      return "code" in inline ? inline.code : inline.text
    })
    .join("")

/** A box is not broken over pages unless its text is long. */
export const isLong = (text: Inlines): boolean => plain(text).length > 1500

const firstPart = 240

/** A long text in two: its first sentences, and the rest. The rest is empty when no sentence ends in plain text. */
export const afterFirstSentences = (text: Inlines): readonly [Inlines, Inlines] => {
  let letters = 0
  for (const [index, inline] of text.entries()) {
    if (typeof inline === "string") {
      const end = /[.!?]\s+/g
      end.lastIndex = Math.max(0, firstPart - letters)
      const match = end.exec(inline)
      if (match !== null && end.lastIndex < inline.length) {
        return [
          [...text.slice(0, index), inline.slice(0, match.index + 1)],
          [inline.slice(end.lastIndex), ...text.slice(index + 1)]
        ]
      }
    }
    letters += plain([inline]).length
  }
  return [text, []]
}

const linkTarget = (link: string, { press, section }: Place): string | null => {
  if (!link.startsWith("#")) return /^(https?|mailto):/.test(link) ? link : null
  const anchor = press.outline.resolve(section, link)
  return anchor === null ? null : `#${press.outline.destination(anchor)}`
}

export const Paragraph = ({
  place,
  text,
  unfinished = false
}: {
  readonly place: Place
  readonly text: Inlines
  /** Whether the paragraph goes on in another Text. */
  readonly unfinished?: boolean
}) => (
  <Text style={unfinished ? sheet.body : sheet.paragraph} orphans={2} widows={2}>
    {inlines(text, place)}
  </Text>
)
