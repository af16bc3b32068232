import type { Block, Text } from "@fairward/core/ReportDocument"
import type { Box } from "@fairward/typesetter/Box"
import { calloutBoxes, framedBoxes } from "@fairward/typesetter/Callout"
import { verdictLook } from "../Verdicts.ts"
import { runsOf } from "./Inlines.ts"
import type { SectionPlace } from "./PageContext.ts"
import { color } from "./Sheet.ts"

type KeyFinding = Extract<Block, { readonly _tag: "KeyFinding" }>
type Severity = Extract<Block, { readonly _tag: "Caveat" }>["severity"]

/** One finding: its verdict as a word and a sign, the sentence, and where the evidence is. */
export const findingBoxes = ({ evidence, text, verdict }: KeyFinding, place: SectionPlace): ReadonlyArray<Box> => {
  const { outline } = place.context
  const look = verdictLook(verdict)
  const anchor = evidence === undefined ? null : outline.resolve(place.section, evidence)
  const link = { face: "regular", color: color.link, target: `#${anchor}` } as const
  const runs = [
    ...runsOf(text, place),
    ...(anchor === null ? [] : [{ ...link, text: `\u2002Evidence: ${outline.label(anchor)}` }])
  ]
  return framedBoxes({ text: `${look.symbol} ${verdict}`, color: look.color }, runs, place)
}

const severities = {
  note: { word: "Note", color: color.accent, fill: color.noteFill, width: 2 },
  warning: { word: "Warning", color: color.warning, fill: color.warningFill, width: 3 },
  serious: { word: "Serious", color: color.worse, fill: color.worseFill, width: 5 }
} as const

/** A box with its severity as a word, a bar that is the wider the graver, and a colour. */
export const caveatBoxes = (severity: Severity, text: Text, place: SectionPlace): ReadonlyArray<Box> =>
  calloutBoxes(severities[severity], runsOf(text, place), place)
