import type { Cover } from "@fairward/core/ReportDocument"
import { codePointName } from "../Glyphs.ts"
import type { Entry } from "../Outline.ts"
import { type Box, beside, flow, gap, heightOf, spaced, type Unit, unparted } from "./Box.ts"
import { calloutBoxes } from "./Callouts.ts"
import { linesOf } from "./Lines.ts"
import type { Press } from "./Press.ts"
import { baseline, lineBox, plainRun, rowBoxes, runsOf, textBoxes } from "./Prose.ts"
import { color, type TextStyle, type } from "./Sheet.ts"

const labelWidth = 132
/** Distance of the title from the upper edge of the text, which leaves room for a logo. */
const titleTop = 70

export const coverUnits = (cover: Cover, press: Press): ReadonlyArray<Unit> => {
  const { sheet } = press
  const width = sheet.textWidth
  const kicker: TextStyle = { ...type.body, color: color.muted }
  const size = cover.title.length > 70 ? 20 : 26
  const title: TextStyle = { size, leading: size * 1.2, face: "bold", color: sheet.accent }
  const author: TextStyle = { size: 10.5, leading: 14, face: "regular", color: color.text }
  const label: TextStyle = { ...type.body, color: color.muted }
  const bar: Box = { height: 31, paint: (ink, x, y) => ink.fill(x, y, 72, 3, sheet.accent) }
  return [
    flow([gap(titleTop)]),
    flow(textBoxes("Fairness audit", kicker, width, press)),
    flow(spaced(textBoxes(cover.title, title, width, press), 6)),
    ...(cover.author === undefined ? [] : [flow(spaced(textBoxes(cover.author, author, width, press), 8))]),
    flow([{ ...bar, before: 16 }]),
    ...cover.facts.map((fact, index) => {
      const rows = rowBoxes(
        { lines: linesOf([plainRun(fact.label, label)], labelWidth - 10, label.size, press.fonts), style: label },
        {
          lines: linesOf(
            runsOf(fact.value, { press, section: null }, type.body),
            width - labelWidth,
            type.body.size,
            press.fonts
          ),
          style: type.body,
          x: labelWidth
        },
        type.body.leading
      )
      const first = gapRule(width, index === 0 ? 0.5 : 0, 3)
      return flow(unparted([first, ...rows, gapRule(width, 0.4, 3, true)], 2, 14))
    })
  ]
}

/** A little room with a rule at its upper or lower edge. */
const gapRule = (width: number, thickness: number, height: number, isBelow = false): Box => ({
  height,
  paint: (ink, x, y) => {
    if (thickness > 0) ink.rule(x, isBelow ? y + height : y, width, thickness, color.hair)
  }
})

const contentsTitle = "Contents"

/**
 * The contents as far as headings of the second level; pages are known when they are painted. What does not fit on one
 * page is set in two columns.
 */
export const contentsUnits = (
  missing: ReadonlyArray<string>,
  press: Press,
  pageOf: (anchor: string) => number | undefined
): ReadonlyArray<Unit> => {
  const { accent, textHeight, textWidth: width } = press.sheet
  const title: TextStyle = { size: 16, leading: 20, face: "bold", color: accent }
  const top = [
    flow([...textBoxes(contentsTitle, title, width, press), { ...gap(6) }]),
    ...(missing.length === 0
      ? []
      : [flow(calloutBoxes("warning", [missingText(missing)], { press, section: null, width }))])
  ]
  const height = textHeight - heightOf(top.flatMap(({ boxes }) => boxes)) - contentsLeading
  const entries = press.outline.entries.filter(({ level }) => level <= 2)
  const linesIn = (columnWidth: number) =>
    entries.map((entry) => ({ entry, boxes: contentsBoxes(entry, press, columnWidth, () => pageOf(entry.anchor)) }))
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

const indents = [0, 16, 36] as const
const numberWidths = [16, 20, 28] as const
const pageWidth = 24
const contentsLeading = 10.6

const contentsBoxes = (
  entry: Entry,
  press: Press,
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
  const numberWidth = Math.max(numberWidths[level], press.fonts.width(entry.number, style.size, style.face) + 5)
  const left = indents[level] + (entry.number === "" ? 0 : numberWidth)
  const lines = linesOf([plainRun(entry.title, style)], width - left - pageWidth - 10, style.size, press.fonts)
  return unparted(
    lines.map((line, index): Box => {
      const text = lineBox(line, style, left)
      const end = left + line.reduce((sum, piece) => sum + piece.width, 0)
      const last = index === lines.length - 1
      return {
        height: style.leading,
        ...(index === 0 && level === 0 ? { before: 5 } : {}),
        paint: (ink, x, y, first) => {
          const at = baseline(y, style.size, style.leading)
          if (index === 0) ink.text(entry.number, x + indents[level], at, style.size, style.face, style.color)
          text.paint(ink, x, y, first)
          if (!last) return
          const number = `${page() ?? ""}`
          const numberX = width - press.fonts.width(number, style.size, style.face)
          ink.dots(x + end + 4, at - 0.6, numberX - end - 8, color.rule)
          ink.text(number, x + numberX, at, style.size, style.face, style.color)
        },
        links:
          index === 0 ? [{ x: 0, y: 0, width, height: style.leading * lines.length, target: `#${entry.anchor}` }] : []
      }
    })
  )
}
