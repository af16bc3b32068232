/** @jsxRuntime automatic @jsxImportSource react */
import type { ReportDocument } from "@fairward/core/ReportDocument"
import { type Painter, pdfCanvas } from "@fairward/typesetter/Canvas"
import { baseline, shortened, type TextStyle } from "@fairward/typesetter/Text"
import { Canvas, Document, Image, Link, Page, View } from "@react-pdf/renderer"
import type { ComponentProps } from "react"
import type { PageContext } from "./PageContext.ts"
import { color, type } from "./Sheet.ts"
import type { SetPage, Typeset } from "./Typeset.ts"

/** Pages of one canvas each, with what leads from place to place above it. */
export const Report = ({
  createdAt,
  document: { cover },
  context,
  typeset
}: {
  readonly createdAt: Date
  readonly document: ReportDocument
  readonly context: PageContext
  readonly typeset: Typeset
}) => {
  const firstCover = typeset.pages.find(({ isCover }) => isCover)
  return (
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
        <Page key={page.number} size={context.sheet.size}>
          <Canvas
            style={onTop}
            paint={(painter: Painter) => paintPage(painter, page, typeset.pages.length, cover.title, context)}
          />
          {page === firstCover && cover.logo !== undefined ? <Logo image={cover.logo.image} context={context} /> : null}
          {page.placed.flatMap(({ box, y }) =>
            (box.anchors ?? []).map((anchor) => (
              <Destination key={anchor} anchor={anchor} context={context} top={context.sheet.top + y} />
            ))
          )}
          {page.placed.flatMap(({ box, y }, index) =>
            (box.links ?? []).map((link, number) => (
              <Link
                key={`${index} ${number}`}
                src={addressOf(link.target, context)}
                style={{
                  position: "absolute",
                  top: context.sheet.top + y + link.y,
                  left: context.sheet.left + link.x,
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
}

/** What is painted is not cut off at the canvas; one as large as the page would not fit on it for the engine. */
const onTop = { position: "absolute", top: 0, left: 0, width: 1, height: 1 } as const

const addressOf = (target: string, context: PageContext): string =>
  target.startsWith("#") ? `#${context.outline.destination(target.slice(1))}` : target

/** What was audited stands larger on the first page, beside what kind of report it is. */
const titleStyle: TextStyle = { ...type.body, size: 9, face: "bold" }
const kindWidth = 80

const paintPage = (painter: Painter, page: SetPage, total: number, title: string, context: PageContext): null => {
  const canvas = pdfCanvas(painter, context.fonts)
  const { height, left, textWidth, top } = context.sheet
  const running = type.small
  if (!page.isCover) {
    const half = textWidth / 2 - 10
    const write = (text: string, y: number, isRight: boolean, style: TextStyle = running): void => {
      const width = isRight ? context.fonts.width(text, style.size) : 0
      const x = left + (isRight ? textWidth - width : 0)
      canvas.text(text, x, baseline(y, style.size, style.leading), style.size, style.face, style.color)
    }
    if (page.number === 1) {
      write(shortened(title, textWidth - kindWidth, titleStyle, context.fonts), 28, false, titleStyle)
      write("Fairness audit", 30, true)
    } else {
      write(shortened(title, half, running, context.fonts), 30, false)
      write(shortened(page.section, half, running, context.fonts), 30, true)
    }
    canvas.rule(left, 42, textWidth, 0.4, color.rule)
    write("Fairward", height - 35, false)
    write(`${page.number} / ${total}`, height - 35, true)
  } else {
    canvas.text("Produced by Fairward", left, height - 34, 7, "regular", color.muted)
  }
  for (const { box, first, y } of page.placed) box.paint(canvas, left, top + y, first)
  return null
}

/** A destination, and in the outline an entry; it takes no room. */
const Destination = ({
  anchor,
  context,
  top
}: {
  readonly anchor: string
  readonly context: PageContext
  readonly top: number
}) => {
  const entry = context.outline.entry(anchor)
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
      id={context.outline.destination(anchor)!}
      {...(bookmark as object)}
      style={{ position: "absolute", top: top - 4, left: 0, width: 1, height: 0 }}
    />
  )
}

type ImageProps = Extract<ComponentProps<typeof Image>, { readonly src: unknown }>

const logoSize = { width: 150, height: 48 } as const

const Logo = ({ image, context }: { readonly image: string; readonly context: PageContext }) => (
  <Image
    src={imageSource(image)}
    style={{
      position: "absolute",
      top: context.sheet.top,
      left: context.sheet.left,
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
