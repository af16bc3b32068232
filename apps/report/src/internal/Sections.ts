import type { Block, Section } from "@fairward/core/ReportDocument"
import { anchorOf } from "../Outline.ts"
import { type Box, beside, flow, heightOf, keptWithNext, spaced, type Unit } from "./Box.ts"
import { caveatBoxes, findingBoxes } from "./Callouts.ts"
import { definitionBoxes } from "./Definitions.ts"
import { type Chart, figuresBeside, figureUnit } from "./Figures.ts"
import { headingBoxes } from "./Headings.ts"
import type { Place, Press } from "./Press.ts"
import { paragraphBoxes, paragraphSpace, textBoxes } from "./Prose.ts"
import { type } from "./Sheet.ts"
import { setTable, tableSpace } from "./Tables.ts"

type Table = Extract<Block, { readonly _tag: "Table" }>

/** The blocks of a section as units; headings are part of the unit that they stand above. */
export const sectionUnits = (section: Section, press: Press): ReadonlyArray<Unit> => {
  const place: Place = { press, section, width: press.sheet.textWidth }
  const units: Array<Unit> = []
  let headings: ReadonlyArray<Box> = [
    ...headingBoxes(press.outline.entry(section.id)!, press),
    ...(section.goal === undefined ? [] : goalBoxes(section.goal, press))
  ]
  const add = (unit: Unit): void => {
    units.push({ ...unit, lead: headings })
    headings = []
  }
  for (let index = 0; index < section.blocks.length; ) {
    const block = section.blocks[index]!
    const together = groupFrom(section.blocks, index)
    if (block._tag === "Heading") {
      headings = [...headings, ...headingBoxes(press.outline.entry(anchorOf(section, "Heading", block.id))!, press)]
    } else if (together.length > 1 && block._tag === "Chart") {
      add(figuresBeside(together as ReadonlyArray<Chart>, place))
    } else if (block._tag === "Table") {
      const pair = tablesBeside(together as ReadonlyArray<Table>, place)
      add(flow(pair ?? setTable(block, place).boxes))
      index += pair === null ? 1 : 2
      continue
    } else {
      const before = section.blocks[index - 1]
      const units = blockUnits(block, before, place)
      if (introduces(block, before, section.blocks[index + 1]) && isShort(units)) {
        headings = [...headings, ...keptWithNext(units[0]!.boxes)]
      } else for (const unit of units) add(unit)
    }
    index += block._tag === "Chart" ? together.length : 1
  }
  if (headings.length > 0) units.push(flow(headings))
  return units
}

/** A paragraph between a heading and the table or chart that it is about. */
const introduces = (block: Block, before: Block | undefined, next: Block | undefined): boolean =>
  block._tag === "Paragraph" && before?._tag === "Heading" && (next?._tag === "Table" || next?._tag === "Chart")

const shortHeight = 3.5 * type.body.leading

const isShort = ([unit]: ReadonlyArray<Unit>): boolean => unit !== undefined && heightOf(unit.boxes) < shortHeight

const goalBoxes = (goal: string, press: Press): ReadonlyArray<Box> => [
  ...keptWithNext(textBoxes(goal, type.goal, press.sheet.textWidth, press)),
  { height: 4, keep: true, paint: () => {} }
]

/** Charts that share the width of the text, or tables in a row, from a block on. */
const groupFrom = (blocks: ReadonlyArray<Block>, start: number): ReadonlyArray<Block> => {
  const group: Array<Block> = []
  let width = 0
  for (const block of blocks.slice(start)) {
    if (block._tag !== blocks[start]!._tag) break
    if (block._tag === "Chart") {
      width += block.width ?? 1
      if (width > 1.01 && group.length > 0) break
    } else if (block._tag !== "Table" || group.length === 2) break
    group.push(block)
  }
  return group
}

const betweenTables = 18
/** Share of a page that tables beside each other may take: they are not broken. */
const mostShare = 0.4

/** Two tables beside each other, when both are narrow and short; else `null`. */
const tablesBeside = (tables: ReadonlyArray<Table>, place: Place): ReadonlyArray<Box> | null => {
  const [first, second] = tables
  if (first === undefined || second === undefined) return null
  const half = (place.width - betweenTables) / 2
  const set = [first, second].map((table) => ({ table, set: setTable(table, { ...place, width: half }) }))
  const whole = tables.map((table) => setTable(table, place))
  const [left, right] = set.map((one) => heightOf(one.set.boxes))
  const isNarrow = whole.every(({ width }) => width <= half + 0.01)
  const most = place.press.sheet.textHeight * mostShare
  if (!isNarrow || Math.max(left!, right!) > most) return null
  const boxes = [
    beside([
      { x: 0, boxes: set[0]!.set.boxes },
      { x: half + betweenTables, boxes: set[1]!.set.boxes }
    ])
  ]
  return spaced(boxes, tableSpace)
}

const blockUnits = (block: Block, before: Block | undefined, place: Place): ReadonlyArray<Unit> => {
  const space = before?._tag === "Table" || before?._tag === "Chart" ? tableSpace : paragraphSpace
  switch (block._tag) {
    case "Paragraph":
      return [flow(spaced(paragraphBoxes(block.text, place), space))]
    case "KeyFinding":
      return [flow(spaced(findingBoxes(block, place), before?._tag === "KeyFinding" ? 0 : space))]
    case "Chart":
      return [figureUnit(block, place)]
    case "Definitions": {
      const [first = [], second = [], ...others] = block.items.map(({ term, text }, index) =>
        spaced(definitionBoxes(term, text, place), index === 0 ? space : 0)
      )
      return [[...first.slice(0, -1), ...keptWithNext(first.slice(-1)), ...second], ...others].map((boxes) =>
        flow(boxes)
      )
    }
    case "Caveat":
      return [flow(spaced(caveatBoxes(block, place), space))]
    case "Table":
    case "Heading":
    case "Reference":
      return []
  }
}
