/** Sentences that stand out: beside a word in a frame, or in a box of their own. */
import { type Box, unparted } from "./Box.ts"
import { linesOf, type Run } from "./Lines.ts"
import type { Tag } from "./Tag.ts"
import { baseline, lineBox, linksOf, type Place, paintLine } from "./Text.ts"

const frameWidth = 80
const frameHeight = 11
const frameSize = 7
const frameGap = 8

/** A sentence beside a word in a frame, above a rule. */
export const framedBoxes = (
  word: { readonly text: string; readonly color: string },
  runs: ReadonlyArray<Run>,
  { fonts, style: { body, hair }, width }: Place
): ReadonlyArray<Box> => {
  const { leading } = body
  const left = frameWidth + frameGap
  const lines = linesOf(runs, width - left, body.size, fonts)
  const tag: Tag = { role: "P" }
  const boxes = lines.map((line, index): Box => {
    const last = index === lines.length - 1
    const above = index === 0 ? 2.5 : 0
    return {
      height: above + leading + (last ? 3 : 0),
      tags: [tag],
      paint: (canvas, x, y) => {
        canvas.within(tag, () => {
          if (index === 0) {
            const top = y + above + (leading - frameHeight) / 2
            canvas.frame(x, top, frameWidth, frameHeight, word.color)
            const start = x + (frameWidth - fonts.width(word.text, frameSize, "bold")) / 2
            canvas.text(`${word.text} `, start, baseline(top, frameSize, frameHeight), frameSize, "bold", word.color)
          }
          paintLine(canvas, line, x + left, y + above, body)
        })
        if (last) canvas.rule(x, y + above + leading + 3, width, 0.4, hair)
      },
      links: linksOf(line, leading, left)
    }
  })
  return unparted(boxes, 2, 12)
}

export interface CalloutLook {
  /** Stands in front, so that colours are not all that tells one from another. */
  readonly word: string
  readonly color: string
  readonly fill: string
  /** Of the bar at the left. */
  readonly width: number
}

const wordWidth = 44
const inset = 8

/** A box with a word, a bar, and a colour. */
export const calloutBoxes = (
  look: CalloutLook,
  runs: ReadonlyArray<Run>,
  { fonts, style: { body }, width }: Place
): ReadonlyArray<Box> => {
  const { leading, size } = body
  const lines = linesOf(runs, width - wordWidth - 2 * inset, size, fonts)
  const tag: Tag = { role: "P" }
  const boxes = lines.map((line, index): Box => {
    const above = index === 0 ? 4 : 0
    const height = above + leading + (index === lines.length - 1 ? 4 : 0)
    const inner = lineBox(line, body, tag, inset + wordWidth)
    return {
      height,
      tags: [tag],
      paint: (canvas, x, y) => {
        canvas.fill(x, y, width, height + 0.2, look.fill)
        canvas.fill(x, y, look.width, height + 0.2, look.color)
        if (index === 0) {
          const bottom = baseline(y + above, size, leading)
          canvas.within(tag, () => canvas.text(`${look.word} `, x + inset, bottom, size, "bold", look.color))
        }
        inner.paint(canvas, x, y + above, false)
      },
      links: inner.links ?? []
    }
  })
  return unparted(boxes, 2, 10)
}
