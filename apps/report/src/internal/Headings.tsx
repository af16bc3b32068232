/** @jsxRuntime automatic @jsxImportSource react */
import { Text, View } from "@react-pdf/renderer"
import type { Entry } from "../Outline.ts"
import { proseHeight } from "./Measure.ts"
import type { Lead, Press } from "./Press.ts"
import { color } from "./Sheet.ts"

const looks = [
  { fontSize: 18, marginTop: 0, marginBottom: 10, color: color.accent },
  { fontSize: 13, marginTop: 12, marginBottom: 5, color: color.accent },
  { fontSize: 10.5, marginTop: 9, marginBottom: 4, color: color.text },
  { fontSize: 9.5, marginTop: 7, marginBottom: 3, color: color.text }
] as const

/** Numbered headings, to stand above what they are about. */
export const headingLead = (entries: ReadonlyArray<Entry>, press: Press): Lead => {
  let height = 0
  const anchors = entries.map((entry) => {
    const top = height
    height += headingHeight(entry, press)
    return { anchor: entry.anchor, top }
  })
  return { nodes: entries.map((entry) => <HeadingLine key={entry.anchor} entry={entry} />), height, anchors }
}

const headingHeight = (entry: Entry, press: Press): number => {
  const { fontSize, marginBottom, marginTop } = looks[entry.level]
  return marginTop + marginBottom + proseHeight(`${entry.number} ${entry.title}`, fontSize, 1.25, press)
}

const HeadingLine = ({ entry }: { readonly entry: Entry }) => {
  const { marginBottom, marginTop, ...type } = looks[entry.level]
  const text = { fontSize: type.fontSize, lineHeight: 1.25 }
  return (
    <View style={{ flexDirection: "row", marginTop, marginBottom, fontWeight: 700, ...type }} wrap={false}>
      {entry.number === "" ? null : <Text style={{ marginRight: type.fontSize * 0.7, ...text }}>{entry.number}</Text>}
      <Text style={{ flexShrink: 1, ...text }}>{entry.title}</Text>
    </View>
  )
}
