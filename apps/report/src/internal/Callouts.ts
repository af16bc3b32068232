import type { Block, Text } from "@fairward/core/ReportDocument"
import { verdictLook } from "../Verdicts.ts"
import { type Box, unparted } from "./Box.ts"
import { linesOf } from "./Lines.ts"
import type { Place } from "./Press.ts"
import { baseline, lineBox, linksOf, paintLine, runsOf } from "./Prose.ts"
import { color, type TextStyle, type } from "./Sheet.ts"

type KeyFinding = Extract<Block, { readonly _tag: "KeyFinding" }>
type Caveat = Extract<Block, { readonly _tag: "Caveat" }>

const chipWidth = 80
const chipHeight = 11
const chipSize = 7

/** One finding: its verdict as a word and a sign, the sentence, and where the evidence is. */
export const findingBoxes = (finding: KeyFinding, place: Place): ReadonlyArray<Box> => {
  const { press } = place
  const look = verdictLook(finding.verdict)
  const word = `${look.symbol} ${finding.verdict}`
  const anchor = finding.evidence === undefined ? null : press.outline.resolve(place.section, finding.evidence)
  const evidence = anchor === null ? [] : [{ text: `Evidence: ${press.outline.label(anchor)}`, target: `#${anchor}` }]
  const runs = [
    ...runsOf(finding.text, place, type.body),
    ...evidence.map((link) => ({ ...link, text: `\u2002${link.text}`, face: "regular" as const, color: color.link }))
  ]
  const lines = linesOf(runs, place.width - chipWidth - 8, type.body.size, press.fonts)
  const boxes = lines.map((line, index): Box => {
    const { leading } = type.body
    const last = index === lines.length - 1
    const above = index === 0 ? 2.5 : 0
    return {
      height: above + leading + (last ? 3 : 0),
      paint: (ink, x, y) => {
        if (index === 0) {
          const width = press.fonts.width(word, chipSize, "bold")
          const top = y + above + (leading - chipHeight) / 2
          ink.frame(x, top, chipWidth, chipHeight, look.color)
          const at = baseline(top, chipSize, chipHeight)
          ink.text(word, x + (chipWidth - width) / 2, at, chipSize, "bold", look.color)
        }
        paintLine(ink, line, x + chipWidth + 8, y + above, type.body)
        if (last) ink.rule(x, y + above + leading + 3, place.width, 0.4, color.hair)
      },
      links: linksOf(line, leading, chipWidth + 8)
    }
  })
  return unparted(boxes, 2, 12)
}

const severities = {
  note: { word: "Note", color: color.accent, fill: color.noteFill, width: 2 },
  warning: { word: "Warning", color: color.warning, fill: color.warningFill, width: 3 },
  serious: { word: "Serious", color: color.worse, fill: color.worseFill, width: 5 }
} as const

const wordWidth = 44
const inset = 8

export const caveatBoxes = (caveat: Caveat, place: Place): ReadonlyArray<Box> =>
  calloutBoxes(caveat.severity, caveat.text, place)

/** A box with its severity as a word, a bar that is the wider the graver, and a colour. */
export const calloutBoxes = (severity: Caveat["severity"], text: Text, place: Place): ReadonlyArray<Box> => {
  const look = severities[severity]
  const { leading, size } = type.body
  const textWidth = place.width - wordWidth - 2 * inset
  const lines = linesOf(runsOf(text, place, type.body), textWidth, size, place.press.fonts)
  const word: TextStyle = { ...type.body, face: "bold", color: look.color }
  const boxes = lines.map((line, index): Box => {
    const above = index === 0 ? 4 : 0
    const height = above + leading + (index === lines.length - 1 ? 4 : 0)
    const inner = lineBox(line, type.body, inset + wordWidth)
    return {
      height,
      paint: (ink, x, y) => {
        ink.fill(x, y, place.width, height + 0.2, look.fill)
        ink.fill(x, y, look.width, height + 0.2, look.color)
        if (index === 0) {
          ink.text(look.word, x + inset, baseline(y + above, size, leading), size, word.face, word.color)
        }
        inner.paint(ink, x, y + above, false)
      },
      links: inner.links ?? []
    }
  })
  return unparted(boxes, 2, 10)
}
