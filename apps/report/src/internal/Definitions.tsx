/** @jsxRuntime automatic @jsxImportSource react */
import type { Text as Inlines } from "@fairward/core/ReportDocument"
import { Text, View } from "@react-pdf/renderer"
import { proseHeight } from "./Measure.ts"
import type { Place, Press } from "./Press.ts"
import { inlines, isLong, plain } from "./Prose.tsx"
import { bodyLine, bodySize, color } from "./Sheet.ts"

const termWidth = 132

export const DefinitionRow = ({
  place,
  term,
  text
}: {
  readonly place: Place
  readonly term: string
  readonly text: Inlines
}) => (
  <View
    wrap={isLong(text)}
    style={{
      flexDirection: "row",
      // A stretched Text of one line would be as tall as its neighbour, and keep the row from breaking.
      alignItems: "flex-start",
      paddingTop: 3,
      paddingBottom: 3,
      borderBottomWidth: 0.4,
      borderBottomColor: color.rule
    }}
  >
    <Text style={{ width: termWidth, paddingRight: 10, fontSize: bodySize, lineHeight: bodyLine, fontWeight: 700 }}>
      {term}
    </Text>
    <Text style={{ flex: 1, fontSize: bodySize, lineHeight: bodyLine }}>{inlines(text, place)}</Text>
  </View>
)

export const definitionHeight = (text: Inlines, press: Press): number =>
  7 + proseHeight(plain(text), bodySize, bodyLine, press, press.textWidth - termWidth)
