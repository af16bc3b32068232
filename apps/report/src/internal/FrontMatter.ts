import type { Cover } from "@fairward/core/ReportDocument"
import { type Box, beside, flow, gap, heightOf, spaced, type Unit, unparted } from "@fairward/typesetter/Box"
import { linesOf } from "@fairward/typesetter/Lines"
import type { Tag } from "@fairward/typesetter/Tag"
import { baseline, lineBox, plainRun, rowBoxes, type TextStyle, textBoxes } from "@fairward/typesetter/Text"
import { codePointName } from "../Glyphs.ts"
import type { Entry } from "../Outline.ts"
import { caveatBoxes } from "./Callouts.ts"
import { runsOf } from "./Inlines.ts"
import { type PageContext, placeIn } from "./PageContext.ts"
import { color, type } from "./Sheet.ts"

const labelWidth = 132
/** Distance of the title from the upper edge of the text, which leaves room for a logo. */
const titleTop = 70

/** What was audited: before everything, or where the annex begins. */
export const coverUnits = (cover: Cover, isOfAnnex: boolean, context: PageContext): ReadonlyArray<Unit> => {
  const { sheet } = context
  const place = placeIn(context)
  const kicker: TextStyle = { ...type.body, color: color.muted }
  const size = cover.title.length > 70 ? 20 : 26
  const title: TextStyle = { size, leading: size * 1.2, face: "bold", color: sheet.accent }
  const author: TextStyle = { size: 10.5, leading: 14, face: "regular", color: color.text }
  const label: TextStyle = { ...type.body, color: color.muted }
  const list: Tag = { role: "L" }
  const bar: Box = { ...gap(31), paint: (canvas, x, y) => canvas.fill(x, y, 72, 3, sheet.accent) }
  return [
    flow([gap(titleTop)]),
    flow(
      textBoxes(isOfAnnex ? "Annex: what was audited, and everything that was found" : "Fairness audit", kicker, place)
    ),
    flow(spaced(textBoxes(cover.title, title, place, { role: "H1" }), 6)),
    ...(cover.author === undefined ? [] : [flow(spaced(textBoxes(cover.author, author, place), 8))]),
    flow([{ ...bar, before: 16 }]),
    ...cover.facts.map((fact, index) => {
      const term = { runs: [plainRun(fact.label, label)], width: labelWidth - 10 }
      const rows = rowBoxes(term, { runs: runsOf(fact.value, place), x: labelWidth }, type.body, place, list)
      const first = gapRule(place.width, index === 0 ? 0.5 : 0, 3)
      return flow(unparted([first, ...rows, gapRule(place.width, 0.4, 3, true)], 2, 14))
    })
  ]
}

/** A little room with a rule at its upper or lower edge. */
const gapRule = (width: number, thickness: number, height: number, isBelow = false): Box => ({
  ...gap(height),
  paint: (canvas, x, y) => {
    if (thickness > 0) canvas.rule(x, isBelow ? y + height : y, width, thickness, color.hair)
  }
})

const contentsTitle = "Contents"

const withoutAnnex =
  "The annex is not printed: every comparison, what was audited, methods and glossary are in the report as a page (HTML); all numbers are in findings.json."

/**
 * The contents as far as headings of the second level; pages are known when they are painted. What does not fit on one
 * page is set in two columns.
 */
export const contentsUnits = (
  missing: ReadonlyArray<string>,
  context: PageContext,
  pageOf: (anchor: string) => number | undefined
): ReadonlyArray<Unit> => {
  const { accent, textHeight, textWidth: width } = context.sheet
  const place = placeIn(context)
  const title: TextStyle = { size: 16, leading: 20, face: "bold", color: accent }
  const top = [
    flow([...textBoxes(contentsTitle, title, place, { role: "H1" }), gap(6)]),
    ...(missing.length === 0 ? [] : [flow(caveatBoxes("warning", [missingText(missing)], place))]),
    ...(context.isWithoutAnnex === true ? [flow(caveatBoxes("note", [withoutAnnex], place))] : [])
  ]
  const height = textHeight - heightOf(top.flatMap(({ boxes }) => boxes)) - contentsLeading
  const entries = context.outline.entries.filter(({ level, number }) => level <= (isOfAnnex(number) ? 1 : 2))
  const tag: Tag = { role: "TOC" }
  const linesIn = (columnWidth: number) =>
    entries.map((entry) => ({
      entry,
      boxes: contentsBoxes(entry, tag, context, columnWidth, () => pageOf(entry.anchor))
    }))
  const whole = linesIn(width)
  if (heightOf(whole.flatMap(({ boxes }) => boxes)) <= height) return [...top, ...whole.map(({ boxes }) => flow(boxes))]
  const half = (width - betweenColumns) / 2
  const columns = columnsOf(linesIn(half), height)
  const pairs = columns.flatMap((left, index) => (index % 2 === 0 ? [{ left, right: columns[index + 1] ?? [] }] : []))
  return [
    ...top,
    ...pairs.map(({ left, right }) =>
      flow([
        beside([
          { x: 0, boxes: left },
          { x: half + betweenColumns, boxes: right }
        ])
      ])
    )
  ]
}

const isOfAnnex = (number: string): boolean => /^[A-Z]/u.test(number)

const betweenColumns = 28

interface ContentsLine {
  readonly entry: Entry
  readonly boxes: ReadonlyArray<Box>
}

/**
 * Lines in columns no taller than a height, of which there is an even number. Two columns are as alike as they can be with
 * a section at the top of the second.
 */
const columnsOf = (lines: ReadonlyArray<ContentsLine>, height: number): ReadonlyArray<ReadonlyArray<Box>> => {
  const boxesOf = (part: ReadonlyArray<ContentsLine>) => part.flatMap(({ boxes }) => boxes)
  const halves = lines
    .flatMap(({ entry }, index) => (entry.level === 0 && index > 0 ? [index] : []))
    .map((index) => [boxesOf(lines.slice(0, index)), boxesOf(lines.slice(index))] as const)
    .map((parts) => ({ parts, tallest: Math.max(...parts.map(heightOf)) }))
    .sort((a, b) => a.tallest - b.tallest)
  const [best] = halves
  if (best !== undefined && best.tallest <= height) return best.parts
  const columns: Array<Array<Box>> = [[]]
  for (const { boxes } of lines) {
    if (heightOf([...columns.at(-1)!, ...boxes]) > height) columns.push([])
    columns.at(-1)!.push(...boxes)
  }
  return columns
}

const missingText = (missing: ReadonlyArray<string>): string =>
  `The report's font lacks ${missing.length === 1 ? "a character" : `${missing.length} characters`} of the data: each is shown as its Unicode number in brackets (${missing.slice(0, 12).map(codePointName).join(", ")}${missing.length > 12 ? " and others" : ""}).`

const headingText = ({ number, title }: Entry): string => (number === "" ? title : `${number} ${title}`)

const indents = [0, 16, 36] as const
const numberWidths = [16, 20, 28] as const
const pageWidth = 24
const contentsLeading = 10.6

const contentsBoxes = (
  entry: Entry,
  contents: Tag,
  context: PageContext,
  width: number,
  page: () => number | undefined
): ReadonlyArray<Box> => {
  const level = Math.min(entry.level, 2) as 0 | 1 | 2
  const style: TextStyle = {
    size: 8,
    leading: contentsLeading,
    face: level === 0 ? "bold" : "regular",
    color: color.text
  }
  const numberWidth = Math.max(numberWidths[level], context.fonts.width(entry.number, style.size, style.face) + 5)
  const left = indents[level] + (entry.number === "" ? 0 : numberWidth)
  const lines = linesOf([plainRun(entry.title, style)], width - left - pageWidth - 10, style.size, context.fonts)
  const item: Tag = { role: "TOCI", parent: contents }
  const link: Tag = { role: "Link", parent: item }
  return unparted(
    lines.map((line, index): Box => {
      const text = lineBox(
        line.map((piece) => ({ ...piece, text: `${piece.text.trimEnd()} ` })),
        style,
        link,
        left
      )
      const end = left + line.reduce((sum, piece) => sum + piece.width, 0)
      const last = index === lines.length - 1
      return {
        height: style.leading,
        tags: [link],
        ...(index === 0 && level === 0 ? { before: 5 } : {}),
        paint: (canvas, x, y, first) => {
          const bottom = baseline(y, style.size, style.leading)
          const write = (text: string, left: number) =>
            canvas.within(link, () => canvas.text(text, x + left, bottom, style.size, style.face, style.color))
          if (index === 0) write(`${entry.number} `, indents[level])
          text.paint(canvas, x, y, first)
          if (!last) return
          const number = `${page() ?? ""}`
          const numberX = width - context.fonts.width(number, style.size, style.face)
          canvas.dots(x + end + 4, bottom - 0.6, numberX - end - 8, color.rule)
          write(number, numberX)
        },
        links:
          index === 0
            ? [
                {
                  ...{ x: 0, y: 0, width, height: style.leading * lines.length },
                  ...{ target: `#${entry.anchor}`, text: headingText(entry), tag: link }
                }
              ]
            : []
      }
    })
  )
}
