/** @jsxRuntime automatic @jsxImportSource react */
import type { ReportDocument } from "@fairward/core/ReportDocument"
import { type Canvas, pdfCanvas } from "@fairward/typesetter/Canvas"
import { baseline, shortened, type TextStyle } from "@fairward/typesetter/Text"
import { Document, Image, Page, Canvas as PaintedNode, View } from "@react-pdf/renderer"
import type { ComponentProps } from "react"
import type { PageContext } from "./PageContext.ts"
import { color, type } from "./Sheet.ts"
import type { TaggedFile } from "./TaggedFile.ts"
import type { SetPage, Typeset } from "./Typeset.ts"

/** Pages of one canvas each, with the places that something leads to above it. */
export const Report = ({
  file,
  document: { cover },
  context,
  typeset
}: {
  readonly file: TaggedFile
  readonly document: ReportDocument
  readonly context: PageContext
  readonly typeset: Typeset
}) => {
  const firstCover = typeset.pages.find(({ isCover }) => isCover)
  return (
    <Document>
      {typeset.pages.map((page) => (
        <Page key={page.number} size={context.sheet.size}>
          <PaintedNode style={onTop} paint={() => paintPage(file, page, typeset.pages.length, cover.title, context)} />
          {page === firstCover && cover.logo !== undefined ? (
            <Logo {...cover.logo} file={file} context={context} />
          ) : null}
          {page.placed.flatMap(({ box, y }) =>
            (box.anchors ?? []).map((anchor) => (
              <Destination key={anchor} anchor={anchor} context={context} top={context.sheet.top + y} />
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

const paintPage = (file: TaggedFile, page: SetPage, total: number, title: string, context: PageContext): null => {
  const { painter, structure } = file
  const canvas = pdfCanvas(painter, context.fonts, structure)
  const { left, top } = context.sheet
  if (page.isCover) canvas.aside("footer", () => paintMaker(canvas, context))
  else paintRunning(canvas, page, total, title, context)
  for (const { box, first, y } of page.placed) box.paint(canvas, left, top + y, first)
  for (const { box, y } of page.placed) {
    for (const link of box.links ?? []) {
      const area = { ...link, x: left + link.x, y: top + y + link.y }
      structure.link(link.tag, area, addressOf(link.target, context), link.text)
    }
  }
  structure.endPage()
  page.placed.length = 0
  return null
}

const paintMaker = (canvas: Canvas, { sheet }: PageContext): void =>
  canvas.text("Produced by Fairward", sheet.left, sheet.height - 34, 7, "regular", color.muted)

/** The lines above and below the text of a page. */
const paintRunning = (
  canvas: Canvas,
  { number, section }: SetPage,
  total: number,
  title: string,
  { fonts, sheet }: PageContext
): void => {
  const { height, left, textWidth } = sheet
  const running = type.small
  const half = textWidth / 2 - 10
  const write = (text: string, y: number, isRight: boolean, style: TextStyle = running): void => {
    const width = isRight ? fonts.width(text, style.size) : 0
    const x = left + (isRight ? textWidth - width : 0)
    canvas.text(text, x, baseline(y, style.size, style.leading), style.size, style.face, style.color)
  }
  canvas.aside("header", () => {
    if (number === 1) {
      write(shortened(title, textWidth - kindWidth, titleStyle, fonts), 28, false, titleStyle)
      write("Fairness audit", 30, true)
    } else {
      write(shortened(title, half, running, fonts), 30, false)
      write(shortened(section, half, running, fonts), 30, true)
    }
    canvas.rule(left, 42, textWidth, 0.4, color.rule)
  })
  canvas.aside("footer", () => {
    write("Fairward", height - 35, false)
    write(`${number} / ${total}`, height - 35, true)
  })
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

/** The engine paints the image, between two canvases that say what it is. */
const Logo = ({
  alt,
  context: { sheet },
  file: { structure },
  image
}: {
  readonly alt: string
  readonly image: string
  readonly file: TaggedFile
  readonly context: PageContext
}) => {
  const place = { ...logoSize, position: "absolute", top: sheet.top, left: sheet.left } as const
  const begin = (): null => {
    structure.within({ role: "Figure", alt }, () => {
      structure.place({ ...logoSize, x: sheet.left, y: sheet.top })
      structure.shapes()
    })
    return null
  }
  const end = (): null => {
    structure.endPage()
    return null
  }
  return (
    <>
      <PaintedNode style={onTop} paint={begin} />
      <Image src={imageSource(image)} style={{ ...place, objectFit: "contain", objectPosition: "0 0" }} />
      <PaintedNode style={onTop} paint={end} />
    </>
  )
}

/** The engine draws SVG as vectors; its types do not know the format yet. */
const imageSource = (address: string): ImageProps["src"] => {
  const [, kind, encoding, content] = /^data:image\/([a-z+]+)(;base64)?[^,]*,(.*)$/s.exec(address) ?? []
  if (content === undefined || !kind?.startsWith("svg")) return address
  const data = encoding === undefined ? Buffer.from(decodeURIComponent(content)) : Buffer.from(content, "base64")
  return { data, format: "svg" } as unknown as ImageProps["src"]
}
