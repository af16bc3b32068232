/** @jsxRuntime automatic @jsxImportSource react */
import type { ReportDocument } from "@fairward/core/ReportDocument"
import { Canvas, Document, Image, Link, Page, View } from "@react-pdf/renderer"
import type { ComponentProps } from "react"
import { inkOf, type Painter } from "./Ink.ts"
import type { Press } from "./Press.ts"
import { baseline, shortened } from "./Prose.ts"
import { color, type } from "./Sheet.ts"
import type { SetPage, Typeset } from "./Typeset.ts"

/** Pages of one canvas each, with what leads from place to place above it. */
export const Report = ({
  createdAt,
  document: { cover },
  press,
  typeset
}: {
  readonly createdAt: Date
  readonly document: ReportDocument
  readonly press: Press
  readonly typeset: Typeset
}) => (
  <Document
    title={cover.title}
    {...(cover.author === undefined ? {} : { author: cover.author })}
    {...(cover.keywords === undefined ? {} : { keywords: cover.keywords.join(", ") })}
    subject="Fairness audit of a clinical early-warning model"
    creator="Fairward"
    producer="Fairward"
    language={cover.language}
    creationDate={createdAt}
    modificationDate={createdAt}
    pageMode="useOutlines"
    pdfVersion="1.7"
  >
    {typeset.pages.map((page) => (
      <Page key={page.number} size={press.sheet.size}>
        <Canvas
          style={onTop}
          paint={(painter: Painter) => paintPage(painter, page, typeset.pages.length, cover.title, press)}
        />
        {page.number === 1 && cover.logo !== undefined ? <Logo image={cover.logo.image} press={press} /> : null}
        {page.placed.flatMap(({ box, y }) =>
          (box.anchors ?? []).map((anchor) => (
            <Destination key={anchor} anchor={anchor} press={press} top={press.sheet.top + y} />
          ))
        )}
        {page.placed.flatMap(({ box, y }, index) =>
          (box.links ?? []).map((link, number) => (
            <Link
              key={`${index} ${number}`}
              src={addressOf(link.target, press)}
              style={{
                position: "absolute",
                top: press.sheet.top + y + link.y,
                left: press.sheet.left + link.x,
                width: link.width,
                height: link.height
              }}
            >
              <View />
            </Link>
          ))
        )}
      </Page>
    ))}
  </Document>
)

/** What is painted is not cut off at the canvas; one as large as the page would not fit on it for the engine. */
const onTop = { position: "absolute", top: 0, left: 0, width: 1, height: 1 } as const

const addressOf = (target: string, press: Press): string =>
  target.startsWith("#") ? `#${press.outline.destination(target.slice(1))}` : target

const paintPage = (painter: Painter, page: SetPage, total: number, title: string, press: Press): null => {
  const ink = inkOf(painter, press.fonts)
  const { height, left, textWidth, top } = press.sheet
  const { running } = type
  if (!page.isCover) {
    const half = textWidth / 2 - 10
    const write = (text: string, y: number, isRight: boolean): void => {
      const width = isRight ? press.fonts.width(text, running.size) : 0
      const x = left + (isRight ? textWidth - width : 0)
      ink.text(text, x, baseline(y, running.size, running.leading), running.size, running.face, running.color)
    }
    write(shortened(title, half, running, press), 30, false)
    write(shortened(page.section, half, running, press), 30, true)
    ink.rule(left, 42, textWidth, 0.4, color.rule)
    write("Fairward", height - 35, false)
    write(`${page.number} / ${total}`, height - 35, true)
  } else {
    ink.text("Produced by Fairward", left, height - 34, 7, "regular", color.muted)
  }
  for (const { box, first, y } of page.placed) box.paint(ink, left, top + y, first)
  return null
}

/** A destination, and in the outline an entry; it takes no room. */
const Destination = ({
  anchor,
  press,
  top
}: {
  readonly anchor: string
  readonly press: Press
  readonly top: number
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
      style={{ position: "absolute", top: top - 4, left: 0, width: 1, height: 0 }}
    />
  )
}

type ImageProps = Extract<ComponentProps<typeof Image>, { readonly src: unknown }>

const logoSize = { width: 150, height: 48 } as const

const Logo = ({ image, press }: { readonly image: string; readonly press: Press }) => (
  <Image
    src={imageSource(image)}
    style={{
      position: "absolute",
      top: press.sheet.top,
      left: press.sheet.left,
      ...logoSize,
      objectFit: "contain",
      objectPosition: "0 0"
    }}
  />
)

/** The engine draws SVG as vectors; its types do not know the format yet. */
const imageSource = (address: string): ImageProps["src"] => {
  const [, kind, encoding, content] = /^data:image\/([a-z+]+)(;base64)?[^,]*,(.*)$/s.exec(address) ?? []
  if (content === undefined || !kind?.startsWith("svg")) return address
  const data = encoding === undefined ? Buffer.from(decodeURIComponent(content)) : Buffer.from(content, "base64")
  return { data, format: "svg" } as unknown as ImageProps["src"]
}
