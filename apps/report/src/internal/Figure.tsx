/** @jsxRuntime automatic @jsxImportSource react */
import type { Block } from "@fairward/core/ReportDocument"
import { Image, Text, View } from "@react-pdf/renderer"
import type { ComponentProps, ReactNode } from "react"
import { anchorOf } from "../Outline.ts"
import { Callout } from "./Callouts.tsx"
import { kept } from "./Kept.tsx"
import { proseHeight } from "./Measure.ts"
import type { Lead, Place } from "./Press.ts"
import { color, sheet } from "./Sheet.ts"

type ImageProps = Extract<ComponentProps<typeof Image>, { readonly src: unknown }>
type Chart = Extract<Block, { readonly _tag: "Chart" }>

const captionSize = 8
const altSize = 7
const captionLine = 1.35
const spacing = 30
/** Texts taller than this follow the figure instead of keeping with it. */
const mostText = 260

/** A figure in parts: headings, chart and caption on one page, and what is said below if that is too long. */
export const figureParts = (chart: Chart, place: Place, lead: Lead): ReadonlyArray<ReactNode> => {
  const { press, section } = place
  const anchor = anchorOf(section!, "Chart", chart.id)
  const image = press.charts.get(anchor)
  const label = `Figure ${press.outline.number(anchor)}. `
  const caption = (
    <Text key={`${anchor} caption`} style={{ fontSize: captionSize, lineHeight: captionLine, marginTop: 5 }}>
      <Text style={sheet.strong}>{label}</Text>
      {chart.caption}
    </Text>
  )
  const words = chart.alt.trim() === chart.caption.trim() ? null : `In words: ${chart.alt}`
  const alt =
    words === null ? null : (
      <Text
        key={`${anchor} alt`}
        style={{ fontSize: altSize, lineHeight: captionLine, marginTop: 2, color: color.muted }}
      >
        {words}
      </Text>
    )
  const captionHeight = 5 + proseHeight(label + chart.caption, captionSize, captionLine, press)
  const altHeight = words === null ? 0 : 2 + proseHeight(words, altSize, captionLine, press)
  const captionInside = captionHeight <= mostText
  const altInside = captionInside && captionHeight + altHeight <= mostText
  const room =
    press.textHeight - lead.height - (captionInside ? captionHeight : 0) - (altInside ? altHeight : 0) - spacing
  const outside = [...(captionInside ? [] : [caption]), ...(altInside || alt === null ? [] : [alt])]
  const size =
    typeof image === "object" ? drawnSize(image, press.textWidth * Math.min(1, chart.width ?? 1), room) : null
  const body = (
    <>
      <View style={{ marginTop: 4 }}>
        {typeof image === "object" && size !== null ? (
          <Image src={svgSource(image.svg)} style={size} />
        ) : (
          <Callout severity="serious">{`This figure could not be drawn: ${`${image}`.slice(0, 400)}`}</Callout>
        )}
      </View>
      {captionInside ? caption : null}
      {altInside ? alt : null}
    </>
  )
  return [
    ...kept(press, anchor, lead, {
      node: body,
      anchor,
      height: 4 + (size?.height ?? 60) + (captionInside ? captionHeight : 0) + (altInside ? altHeight : 0),
      marginBottom: outside.length === 0 ? 12 : 0
    }),
    ...outside,
    ...(outside.length === 0 ? [] : [<View key={`${anchor} end`} style={{ height: 12 }} />])
  ]
}

/** The engine draws SVG as vectors; its types do not know the format yet. */
const svgSource = (svg: string): ImageProps["src"] =>
  ({ data: Buffer.from(svg), format: "svg" }) as unknown as ImageProps["src"]

/** Never larger than natural, so that the letters of all charts have one size. */
const drawnSize = (natural: { readonly width: number; readonly height: number }, width: number, height: number) => {
  const scale = Math.min(1, width / natural.width, height / natural.height)
  return { width: natural.width * scale, height: natural.height * scale }
}
