import type { Text } from "@fairward/core/ReportDocument"
import type { Face } from "@fairward/typesetter/Fonts"
import type { Run } from "@fairward/typesetter/Lines"
import type { TextStyle } from "@fairward/typesetter/Text"
import type { SectionPlace } from "./PageContext.ts"
import { color, type } from "./Sheet.ts"

const faces: Readonly<Record<"strong" | "emphasis", Partial<Record<Face, Face>>>> = {
  strong: { oblique: "boldOblique" },
  emphasis: { bold: "boldOblique" }
}

type LinkPlace = Pick<SectionPlace, "context" | "section">

/** Inline text as runs. A link to an anchor that the report does not have is plain text. */
export const runsOf = (text: Text, place: LinkPlace, style: TextStyle = type.body): ReadonlyArray<Run> =>
  text.map((inline): Run => {
    const plain = { face: style.face, color: style.color }
    if (typeof inline === "string") return { ...plain, text: inline }
    if ("value" in inline) return { ...plain, text: place.context.format.as(inline.value, inline.as) }
    if ("strong" in inline) return { ...plain, text: inline.strong, face: faces.strong[style.face] ?? "bold" }
    if ("emphasis" in inline) return { ...plain, text: inline.emphasis, face: faces.emphasis[style.face] ?? "oblique" }
    if ("code" in inline) {
      return { ...plain, text: inline.code, face: place.context.fonts.hasMono(inline.code) ? "mono" : style.face }
    }
    const target = targetOf(inline.link, place)
    return { ...plain, text: inline.text, ...(target === null ? {} : { target, color: color.link }) }
  })

const targetOf = (link: string, { context, section }: LinkPlace): string | null => {
  if (!link.startsWith("#")) return /^(https?|mailto):/.test(link) ? link : null
  const anchor = context.outline.resolve(section, link)
  return anchor === null ? null : `#${anchor}`
}
