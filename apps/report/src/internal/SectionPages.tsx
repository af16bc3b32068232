/** @jsxRuntime automatic @jsxImportSource react */
import type { Section } from "@fairward/core/ReportDocument"
import { Text, View } from "@react-pdf/renderer"
import type { ReactNode } from "react"
import { anchorOf, type Entry } from "../Outline.ts"
import { CaveatBox, caveatHeight, FindingRow, findingHeight } from "./Callouts.tsx"
import { DefinitionRow, definitionHeight } from "./Definitions.tsx"
import { figureParts } from "./Figure.tsx"
import { headingLead } from "./Headings.tsx"
import { kept, noLead } from "./Kept.tsx"
import { proseHeight } from "./Measure.ts"
import type { Lead, Place, Press } from "./Press.ts"
import { afterFirstSentences, Paragraph, plain } from "./Prose.tsx"
import { bodyLine, bodySize, color } from "./Sheet.ts"
import { SheetPage } from "./SheetPage.tsx"
import { tableParts } from "./TableView.tsx"

/** A section begins on a page of its own. */
export const SectionPages = ({ press, section }: { readonly press: Press; readonly section: Section }) => (
  <SheetPage press={press} section={section.title}>
    {flow(section, { press, section })}
  </SheetPage>
)

const goalSize = 10

const sectionLead = (section: Section, press: Press): Lead => {
  const title = headingLead([press.outline.entry(section.id)!], press)
  if (section.goal === undefined) return title
  const goal = (
    <Text
      key="goal"
      style={{
        fontSize: goalSize,
        lineHeight: bodyLine,
        fontStyle: "italic",
        color: color.muted,
        marginTop: -3,
        marginBottom: 9
      }}
    >
      {section.goal}
    </Text>
  )
  const height = title.height + 6 + proseHeight(section.goal, goalSize, bodyLine, press)
  return { nodes: [...title.nodes, goal], height, anchors: title.anchors }
}

/** Share of a page that a paragraph may take to be kept with its heading as a whole. */
const keptShare = 0.3

/** Blocks as they flow down the page; headings stay with what they are about. */
const flow = (section: Section, place: Place): ReadonlyArray<ReactNode> => {
  const { press } = place
  const nodes: Array<ReactNode> = []
  let title = sectionLead(section, press)
  let headings: Array<Entry> = []
  const lead = (): Lead => {
    const below = headingLead(headings, press)
    const whole: Lead = {
      nodes: [...title.nodes, ...below.nodes],
      height: title.height + below.height,
      anchors: [...title.anchors, ...below.anchors.map(({ anchor, top }) => ({ anchor, top: title.height + top }))]
    }
    title = noLead
    headings = []
    return whole
  }
  const waiting = (): boolean => headings.length > 0 || title.nodes.length > 0
  const add = (key: string, node: ReactNode, height: number, marginBottom = 0): void => {
    if (!waiting()) nodes.push(node)
    else if (height > press.textHeight / 2)
      nodes.push(...kept(press, `${key} lead`, lead(), { node: null, height: 0 }), node)
    else nodes.push(...kept(press, key, lead(), { node, height, marginBottom }))
  }
  for (const [index, block] of section.blocks.entries()) {
    const key = `block ${index}`
    switch (block._tag) {
      case "Heading":
        headings.push(press.outline.entry(anchorOf(section, "Heading", block.id))!)
        break
      case "Paragraph": {
        const height = proseHeight(plain(block.text), bodySize, bodyLine, press) + 7
        const [first, rest] =
          waiting() && height > press.textHeight * keptShare ? afterFirstSentences(block.text) : [block.text, []]
        if (rest.length === 0) {
          add(key, <Paragraph key={key} place={place} text={block.text} />, height)
          break
        }
        add(
          key,
          <Paragraph key={key} place={place} text={first} unfinished />,
          proseHeight(plain(first), bodySize, bodyLine, press)
        )
        add(`${key} rest`, <Paragraph key={`${key} rest`} place={place} text={rest} />, 0)
        break
      }
      case "KeyFinding":
        add(
          key,
          <View key={key} style={{ marginBottom: section.blocks[index + 1]?._tag === "KeyFinding" ? 0 : 9 }}>
            <FindingRow finding={block} place={place} />
          </View>,
          findingHeight(block, press)
        )
        break
      case "Table":
        nodes.push(...tableParts(block, place, lead()))
        break
      case "Chart":
        nodes.push(...figureParts(block, place, lead()))
        break
      case "Definitions": {
        block.items.forEach((item, number) => {
          const itemKey = `${key} ${number}`
          add(
            itemKey,
            <DefinitionRow key={itemKey} term={item.term} text={item.text} place={place} />,
            definitionHeight(item.text, press)
          )
        })
        nodes.push(<View key={`${key} end`} style={{ height: 8 }} />)
        break
      }
      case "Caveat":
        add(key, <CaveatBox key={key} caveat={block} place={place} />, caveatHeight(block, press))
        break
      case "Reference":
        break
      default:
        block satisfies never
    }
  }
  if (waiting()) nodes.push(...kept(press, "last", lead(), { node: null, height: 0 }))
  return nodes
}
