/** Drawings with their captions. */
import { anchored, type Box, beside, heightOf, keptWithNext, spaced, type Unit, unparted } from "./Box.ts"
import type { Drawing } from "./Drawing.ts"
import { linesOf, type Run } from "./Lines.ts"
import type { Tag } from "./Tag.ts"
import { lineBox, type Place } from "./Text.ts"

export interface Figure {
  readonly anchor: string
  /** What stands in its place when there is no drawing. */
  readonly drawing: Drawing | ReadonlyArray<Box>
  readonly caption: ReadonlyArray<Run>
  /** What it shows, in words. */
  readonly alt: string
  /** Share of the width, beside others. */
  readonly share: number
}

/** Below this share of their size the letters of drawings become too small to read. */
const smallest = 0.89
const figureSpace = 11
/** Headings have room of their own. */
const spaceBelowHeading = 4
const captionGap = 3
const besideGap = 14
/** Lines of a caption that stay together. */
const mostKept = 20
/** What is left for captions below the tallest drawings. */
const mostCaption = 200
const captionRoom = 20

export interface FigurePlace extends Place {
  /** Of the text of a page. */
  readonly pageHeight: number
}

const spaceAbove = (isBelowHeading: boolean): number => (isBelowHeading ? spaceBelowHeading : figureSpace)

/** A figure, which becomes a little smaller where that spares a page. */
export const figureUnit = (figure: Figure, place: FigurePlace, isBelowHeading = false): Unit => {
  const space = spaceAbove(isBelowHeading)
  const tags = figureTags(figure)
  const whole = figureBoxes(figure, tags, place, Number.POSITIVE_INFINITY)
  return {
    kind: "figure",
    lead: [],
    boxes: spaced(whole, space),
    shrunk: (height, isForced) => {
      if (!isDrawing(figure.drawing)) return null
      const natural = scaled(figure.drawing, place.width, Number.POSITIVE_INFINITY).height
      const room = natural - (heightOf(whole) - height)
      const isTooSmall = room < natural * smallest && !isForced
      return isTooSmall || room <= 0 ? null : spaced(figureBoxes(figure, tags, place, room), space)
    }
  }
}

/** Figures that each take a share of the width, beside each other. */
export const figuresBeside = (figures: ReadonlyArray<Figure>, place: FigurePlace, isBelowHeading = false): Unit => {
  const whole = place.width - besideGap * (figures.length - 1)
  const total = figures.reduce((sum, { share }) => sum + share, 0)
  let x = 0
  const columns = figures.map((figure) => {
    const width = (whole * figure.share) / total
    const column = { x, boxes: figureBoxes(figure, figureTags(figure), { ...place, width }, Number.POSITIVE_INFINITY) }
    x += width + besideGap
    return column
  })
  return { kind: "figure", lead: [], boxes: spaced([beside(columns)], spaceAbove(isBelowHeading)) }
}

const isDrawing = (drawing: Figure["drawing"]): drawing is Drawing => "commands" in drawing

interface FigureTags {
  readonly drawing: Tag
  readonly caption: Tag
}

const figureTags = ({ alt }: Figure): FigureTags => {
  const parent: Tag = { role: "Div" }
  return { drawing: { role: "Figure", parent, alt }, caption: { role: "Caption", parent } }
}

const figureBoxes = (figure: Figure, tags: FigureTags, place: FigurePlace, room: number): ReadonlyArray<Box> => {
  const { anchor, drawing } = figure
  const { caption: style } = place.style
  const lines = linesOf(figure.caption, place.width, style.size, place.fonts)
  const captionBoxes = lines.map((line) => lineBox(line, style, tags.caption))
  const caption = spaced(unparted(captionBoxes, 2, mostKept), captionGap)
  if (!isDrawing(drawing)) return [...keptWithNext(anchored(drawing, anchor)), ...caption]
  const most = place.pageHeight - Math.min(heightOf(caption), mostCaption) - captionRoom
  const { height, scale } = scaled(drawing, place.width, Math.min(room, most))
  return [
    {
      height,
      tags: [tags.drawing],
      keep: true,
      anchors: [anchor],
      paint: (canvas, x, y) => canvas.within(tags.drawing, () => canvas.drawing(drawing, x, y, scale))
    },
    ...caption
  ]
}

/** Never larger than natural, so that the letters of all drawings have one size. */
const scaled = (natural: Drawing, width: number, height: number) => {
  const scale = Math.min(1, width / natural.width, height / natural.height)
  return { height: natural.height * scale, scale }
}
