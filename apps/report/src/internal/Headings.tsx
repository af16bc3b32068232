/** @jsxRuntime automatic @jsxImportSource react */
import { Text, View } from "@react-pdf/renderer"
import type { Entry } from "../Outline.ts"
import { PageMark } from "./Anchor.tsx"
import { proseHeight } from "./Measure.ts"
import type { Press } from "./Press.ts"
import { color } from "./Sheet.ts"

const looks = [
  { fontSize: 18, marginTop: 0, marginBottom: 10, color: color.accent },
  { fontSize: 13, marginTop: 12, marginBottom: 5, color: color.accent },
  { fontSize: 10.5, marginTop: 9, marginBottom: 4, color: color.text },
  { fontSize: 9.5, marginTop: 7, marginBottom: 3, color: color.text }
] as const

/** What a heading takes of the page. */
export const headingHeight = (entry: Entry, press: Press): number => {
  const { fontSize, marginBottom, marginTop } = looks[entry.level]
  return marginTop + marginBottom + proseHeight(`${entry.number} ${entry.title}`, fontSize, 1.25, press)
}

/** A numbered heading, which the contents, links and the PDF's outline lead to. */
export const HeadingLine = ({ entry, press }: { readonly entry: Entry; readonly press: Press }) => {
  const { marginBottom, marginTop, ...type } = looks[entry.level]
  const bookmark = {
    title: entry.number === "" ? entry.title : `${entry.number}  ${entry.title}`,
    ref: entry.anchor,
    ...(entry.parent === null ? {} : { parent: entry.parent }),
    expanded: false
  }
  return (
    <View
      id={press.outline.destination(entry.anchor)}
      {...({ bookmark } as object)}
      style={{ flexDirection: "row", marginTop, marginBottom, fontWeight: 700, ...type }}
      wrap={false}
    >
      <PageMark anchor={entry.anchor} press={press} />
      {entry.number === "" ? null : (
        <Text style={{ marginRight: type.fontSize * 0.7, fontSize: type.fontSize, lineHeight: 1.25 }}>
          {entry.number}
        </Text>
      )}
      <Text style={{ flexShrink: 1, fontSize: type.fontSize, lineHeight: 1.25 }}>{entry.title}</Text>
    </View>
  )
}
