/** @jsxRuntime automatic @jsxImportSource react */
import type { Block } from "@fairward/core/ReportDocument"
import { Image, Text, View } from "@react-pdf/renderer"
import type { ComponentProps } from "react"
import { anchorOf } from "../Outline.ts"
import { PageMark } from "./Anchor.tsx"
import { Callout } from "./Callouts.tsx"
import type { Place } from "./Press.ts"
import { color, sheet } from "./Sheet.ts"

type ImageProps = Extract<ComponentProps<typeof Image>, { readonly src: unknown }>
type Chart = Extract<Block, { readonly _tag: "Chart" }>

/** Room for the caption and a heading above, when a chart is as tall as a page. */
const captionRoom = 110

export const Figure = ({ chart, place }: { readonly chart: Chart; readonly place: Place }) => {
  const { press, section } = place
  const anchor = anchorOf(section!, chart.id)
  const image = press.charts.get(anchor)
  return (
    <View id={anchor} wrap={false} style={{ marginTop: 4, marginBottom: 12 }}>
      <PageMark anchor={anchor} press={press} />
      {typeof image === "object" ? (
        <Image
          src={svgSource(image.svg)}
          style={drawnSize(image, press.textWidth * Math.min(1, chart.width ?? 1), press.textHeight - captionRoom)}
        />
      ) : (
        <Callout severity="serious">{`This figure could not be drawn: ${image ?? "it was not prepared"}.`}</Callout>
      )}
      <Text style={{ fontSize: 8, lineHeight: 1.35, marginTop: 5 }}>
        <Text style={sheet.strong}>{`Figure ${press.outline.number(anchor)}. `}</Text>
        {chart.caption}
      </Text>
      {chart.alt.trim() === chart.caption.trim() ? null : (
        <Text
          style={{ fontSize: 7, lineHeight: 1.35, marginTop: 2, color: color.muted }}
        >{`In words: ${chart.alt}`}</Text>
      )}
    </View>
  )
}

/** The engine draws SVG as vectors; its types do not know the format yet. */
const svgSource = (svg: string): ImageProps["src"] =>
  ({ data: Buffer.from(svg), format: "svg" }) as unknown as ImageProps["src"]

/** Never larger than natural, so that the letters of all charts have one size. */
const drawnSize = (natural: { readonly width: number; readonly height: number }, width: number, height: number) => {
  const scale = Math.min(1, width / natural.width, height / natural.height)
  return { width: natural.width * scale, height: natural.height * scale }
}
