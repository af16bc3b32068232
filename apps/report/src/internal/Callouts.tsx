/** @jsxRuntime automatic @jsxImportSource react */
import type { Block } from "@fairward/core/ReportDocument"
import { Link, Text, View } from "@react-pdf/renderer"
import type { ReactNode } from "react"
import { verdictLook } from "../Verdicts.ts"
import { proseHeight } from "./Measure.ts"
import type { Place, Press } from "./Press.ts"
import { inlines, isLong, plain } from "./Prose.tsx"
import { bodyLine, bodySize, color, sheet } from "./Sheet.ts"

type KeyFinding = Extract<Block, { readonly _tag: "KeyFinding" }>
type Caveat = Extract<Block, { readonly _tag: "Caveat" }>

const chipWidth = 92
const wordWidth = 62

/** One finding: its verdict as a word and a sign, the sentence, and where the evidence is. */
export const FindingRow = ({ finding, place }: { readonly finding: KeyFinding; readonly place: Place }) => {
  const look = verdictLook(finding.verdict)
  const anchor = finding.evidence === undefined ? null : place.press.outline.resolve(place.section, finding.evidence)
  return (
    <View
      wrap={isLong(finding.text)}
      style={{
        flexDirection: "row",
        alignItems: "flex-start",
        paddingTop: 5,
        paddingBottom: 5,
        borderBottomWidth: 0.5,
        borderBottomColor: color.rule
      }}
    >
      <View style={{ width: chipWidth, paddingRight: 10 }}>
        <Text
          style={{
            fontSize: 7.5,
            lineHeight: 1.2,
            fontWeight: 700,
            color: look.color,
            borderWidth: 0.7,
            borderColor: look.color,
            borderRadius: 2,
            paddingTop: 2,
            paddingBottom: 1.5,
            textAlign: "center"
          }}
        >
          {look.symbol} {finding.verdict}
        </Text>
      </View>
      <View style={{ flex: 1 }}>
        <Text style={sheet.body}>{inlines(finding.text, place)}</Text>
        {anchor === null ? null : (
          <Text style={{ fontSize: 7.5, color: color.muted, marginTop: 1 }}>
            <Link src={`#${place.press.outline.destination(anchor)}`} style={sheet.link}>
              {`Evidence: ${place.press.outline.label(anchor)}`}
            </Link>
          </Text>
        )}
      </View>
    </View>
  )
}

export const findingHeight = (finding: KeyFinding, press: Press): number =>
  24 + proseHeight(plain(finding.text), bodySize, bodyLine, press, press.textWidth - chipWidth)

const severities = {
  note: { word: "Note", symbol: "i", color: color.accent, fill: "#F1F5F9", width: 2 },
  warning: { word: "Warning", symbol: "!", color: "#8A5A00", fill: "#FDF6E7", width: 3 },
  serious: { word: "Serious", symbol: "!!", color: color.worse, fill: color.worseFill, width: 5 }
} as const

export const CaveatBox = ({ caveat, place }: { readonly caveat: Caveat; readonly place: Place }) => (
  <Callout severity={caveat.severity} long={isLong(caveat.text)}>
    {inlines(caveat.text, place)}
  </Callout>
)

export const caveatHeight = (caveat: Caveat, press: Press): number =>
  26 + proseHeight(plain(caveat.text), bodySize, bodyLine, press, press.textWidth - wordWidth - 26)

/** A box with its severity as a word, a bar that is the wider the graver, and a colour. */
export const Callout = ({
  children,
  long = false,
  severity
}: {
  readonly children: ReactNode
  readonly long?: boolean
  readonly severity: Caveat["severity"]
}) => {
  const look = severities[severity]
  return (
    <View
      wrap={long}
      style={{
        flexDirection: "row",
        alignItems: "flex-start",
        marginTop: 3,
        marginBottom: 9,
        paddingTop: 6,
        paddingBottom: 6,
        paddingLeft: 10,
        paddingRight: 10,
        backgroundColor: look.fill,
        borderLeftWidth: look.width,
        borderLeftColor: look.color
      }}
    >
      <Text style={{ width: wordWidth, fontSize: bodySize, lineHeight: bodyLine, fontWeight: 700, color: look.color }}>
        {look.word}
      </Text>
      <Text style={{ flex: 1, fontSize: bodySize, lineHeight: bodyLine }}>{children}</Text>
    </View>
  )
}
