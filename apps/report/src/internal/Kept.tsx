/** @jsxRuntime automatic @jsxImportSource react */
import { View } from "@react-pdf/renderer"
import type { ReactNode } from "react"
import type { Lead, Press } from "./Press.ts"

export const noLead: Lead = { nodes: [], height: 0, anchors: [] }

/**
 * Headings and what they are about, on one page: a box that is not broken, then its anchors.
 *
 * Why not the engine's own `minPresenceAhead`: where it takes something back from a page that was rendered there, it
 * loses whatever lay between. And why the anchors come after: a destination or an outline entry is at its right height
 * only on a child of the page; as one before the box it could stay behind on the page before. It takes no room, and
 * its margins reach back to where its heading is.
 */
export const kept = (
  press: Press,
  key: string,
  lead: Lead,
  body: { readonly node: ReactNode; readonly height: number; readonly anchor?: string; readonly marginBottom?: number }
): ReadonlyArray<ReactNode> => {
  const anchors = [...lead.anchors, ...(body.anchor === undefined ? [] : [{ anchor: body.anchor, top: lead.height }])]
  const marginBottom = body.marginBottom ?? 0
  const height = lead.height + body.height + marginBottom
  return [
    <View key={key} wrap={false} style={{ marginBottom }}>
      {anchors.map(({ anchor }) => (
        <PageMark key={anchor} anchor={anchor} press={press} />
      ))}
      {lead.nodes}
      {body.node}
    </View>,
    ...anchors
      .filter(({ anchor }) => press.outline.destination(anchor) !== undefined)
      .map(({ anchor, top }) => (
        <Destination key={`${key} ${anchor}`} anchor={anchor} press={press} back={height - top} />
      ))
  ]
}

/** Takes no space; notes which page it lands on. */
const PageMark = ({ anchor, press }: { readonly anchor: string; readonly press: Press }) => (
  <View
    render={({ pageNumber }) => {
      press.pages.set(anchor, pageNumber)
      return null
    }}
  />
)

const Destination = ({
  anchor,
  back,
  press
}: {
  readonly anchor: string
  readonly back: number
  readonly press: Press
}) => {
  const entry = press.outline.entry(anchor)
  const bookmark =
    entry === undefined
      ? {}
      : {
          bookmark: {
            title: entry.number === "" ? entry.title : `${entry.number}  ${entry.title}`,
            ref: entry.anchor,
            ...(entry.parent === null ? {} : { parent: entry.parent }),
            expanded: false
          }
        }
  return (
    <View
      id={press.outline.destination(anchor)!}
      {...(bookmark as object)}
      style={{ height: 0, marginTop: -back, marginBottom: back }}
    />
  )
}
