/** @jsxRuntime automatic @jsxImportSource react */
import type { Block, Text as Inlines, Section } from "@fairward/core/ReportDocument"
import { Text, View } from "@react-pdf/renderer"
import type { ReactNode } from "react"
import { anchorOf, type Entry } from "../Outline.ts"
import { CaveatBox, FindingRow } from "./Callouts.tsx"
import { figureParts } from "./Figure.tsx"
import { HeadingLine, headingHeight } from "./Headings.tsx"
import type { Lead, Place, Press } from "./Press.ts"
import { inlines, isLong, Paragraph } from "./Prose.tsx"
import { bodyLine, bodySize, color } from "./Sheet.ts"
import { SheetPage } from "./SheetPage.tsx"
import { tableParts } from "./TableView.tsx"

/** A section begins on a page of its own. */
export const SectionPages = ({ press, section }: { readonly press: Press; readonly section: Section }) => (
  <SheetPage press={press} section={section.title}>
    <HeadingLine entry={press.outline.entry(section.id)} press={press} />
    {section.goal === undefined ? null : (
      <Text style={{ fontSize: 10, fontStyle: "italic", color: color.muted, marginTop: -3, marginBottom: 10 }}>
        {section.goal}
      </Text>
    )}
    {flow(section.blocks, { press, section })}
  </SheetPage>
)

/** Least height below a heading that must be on its page. */
const presence = 64

/** Blocks as they flow down the page; headings stay with what they are about. */
const flow = (blocks: ReadonlyArray<Block>, place: Place): ReadonlyArray<ReactNode> => {
  const nodes: Array<ReactNode> = []
  let headings: Array<Entry> = []
  const lead = (): Lead => {
    const lead = {
      nodes: headings.map((entry) => <HeadingLine key={entry.anchor} entry={entry} press={place.press} />),
      height: headings.reduce((height, entry) => height + headingHeight(entry, place.press), 0)
    }
    headings = []
    return lead
  }
  const release = (): void => {
    if (headings.length === 0) return
    nodes.push(
      <View key={`headings ${nodes.length}`} wrap={false} minPresenceAhead={presence}>
        {lead().nodes}
      </View>
    )
  }
  blocks.forEach((block, index) => {
    const key = `block ${index}`
    switch (block._tag) {
      case "Heading":
        headings.push(place.press.outline.entry(anchorOf(place.section!, block.id)))
        return
      case "Paragraph":
        release()
        nodes.push(<Paragraph key={key} place={place} text={block.text} />)
        return
      case "KeyFinding":
        release()
        nodes.push(
          <View key={key} style={{ marginBottom: blocks[index + 1]?._tag === "KeyFinding" ? 0 : 9 }}>
            <FindingRow finding={block} place={place} />
          </View>
        )
        return
      case "Table":
        nodes.push(...tableParts(block, place, lead()))
        return
      case "Chart":
        nodes.push(...figureParts(block, place, lead()))
        return
      case "Definitions":
        release()
        nodes.push(
          <View key={key} style={{ marginBottom: 8 }}>
            {block.items.map((item, item_) => (
              <DefinitionRow key={`${item_}`} term={item.term} text={item.text} place={place} />
            ))}
          </View>
        )
        return
      case "Caveat":
        release()
        nodes.push(<CaveatBox key={key} caveat={block} place={place} />)
        return
      case "Reference":
        return
      default:
        block satisfies never
    }
  })
  release()
  return nodes
}

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
    <Text style={{ width: 132, paddingRight: 10, fontSize: bodySize, lineHeight: bodyLine, fontWeight: 700 }}>
      {term}
    </Text>
    <Text style={{ flex: 1, fontSize: bodySize, lineHeight: bodyLine }}>{inlines(text, place)}</Text>
  </View>
)
