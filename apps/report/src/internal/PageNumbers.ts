/** The pages that the links of an item lead to, at the right edge, as the contents have them. */
import type { Text } from "@fairward/core/ReportDocument"
import type { Box } from "@fairward/typesetter/Box"
import { baseline } from "@fairward/typesetter/Text"
import type { SectionPlace } from "./PageContext.ts"

/** What the numbers take of the width. */
export const pageNumbersWidth = 84

const targetsIn = (text: Text, { context, section }: SectionPlace): ReadonlyArray<string> =>
  text.flatMap((part) => {
    if (typeof part !== "object" || !("link" in part) || !part.link.startsWith("#")) return []
    return context.outline.resolve(section, part.link) ?? []
  })

/** Words in lines of that width: `pages 1, 2,` and `7, 11`. */
const linesOf = (pages: ReadonlyArray<number>, widthOf: (line: string) => number): ReadonlyArray<string> => {
  const lines: Array<string> = [pages.length === 1 ? "page" : "pages"]
  pages.forEach((page, index) => {
    const word = `${page}${index < pages.length - 1 ? "," : ""}`
    const longer = `${lines.at(-1)} ${word}`
    if (widthOf(longer) <= pageNumbersWidth - gapLeft) lines[lines.length - 1] = longer
    else lines.push(word)
  })
  return lines
}

const gapLeft = 8

/** The item with its pages beside its lines: which they are is known when it is painted. */
export const withPageNumbers = (boxes: ReadonlyArray<Box>, text: Text, place: SectionPlace): ReadonlyArray<Box> => {
  const { fonts, pageOf } = place.context
  const targets = targetsIn(text, place)
  if (pageOf === undefined || targets.length === 0) return boxes
  const { color, face, leading, size } = place.style.body
  const widthOf = (line: string): number => fonts.width(line, size, face)
  return boxes.map((box, index): Box => {
    const tag = box.tags.at(-1)
    if (tag === undefined) return box
    return {
      ...box,
      paint: (canvas, x, y, isFirst) => {
        box.paint(canvas, x, y, isFirst)
        const pages = [...new Set(targets.flatMap((target) => pageOf(target) ?? []))].sort((a, b) => a - b)
        const line = pages.length === 0 ? undefined : linesOf(pages, widthOf)[index]
        if (line === undefined) return
        const top = y + (index === 0 ? aboveFirst : 0)
        const bottom = baseline(top, size, leading)
        canvas.within(tag, () =>
          canvas.text(` ${line}`, x + place.width - widthOf(` ${line}`), bottom, size, face, color)
        )
      }
    }
  })
}

/** Room above the first line of an item. */
const aboveFirst = 1.6
