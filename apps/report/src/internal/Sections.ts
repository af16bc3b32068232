import type { Block, Section } from "@fairward/core/ReportDocument"
import { type Box, beside, flow, gap, heightOf, keptWithNext, spaced, type Unit } from "@fairward/typesetter/Box"
import { definitionBoxes } from "@fairward/typesetter/Definition"
import { figuresBeside, figureUnit } from "@fairward/typesetter/Figure"
import { tableBoxes, tableSpace } from "@fairward/typesetter/Table"
import type { Tag } from "@fairward/typesetter/Tag"
import { paragraphBoxes, textBoxes } from "@fairward/typesetter/Text"
import { anchorOf } from "../Outline.ts"
import { caveatBoxes, findingBoxes } from "./Callouts.ts"
import { type Chart, figureOf } from "./Figures.ts"
import { headingOf } from "./Headings.ts"
import { runsOf } from "./Inlines.ts"
import { type PageContext, placeIn, type SectionPlace } from "./PageContext.ts"
import { pageNumbersWidth, withPageNumbers } from "./PageNumbers.ts"
import { type } from "./Sheet.ts"
import { type Table, tableOf } from "./Tables.ts"

/** The blocks of a section as units; headings are part of the unit that they stand above. */
export const sectionUnits = (section: Section, context: PageContext): ReadonlyArray<Unit> => {
  const place = placeIn(context, section)
  const units: Array<Unit> = []
  let headings: ReadonlyArray<Box> = [
    ...headingOf(section.id, context),
    ...(section.goal === undefined ? [] : goalBoxes(section.goal, place))
  ]
  const add = (unit: Unit): void => {
    units.push({ ...unit, lead: headings })
    headings = []
  }
  for (let index = 0; index < section.blocks.length; ) {
    const block = section.blocks[index]!
    const before = section.blocks[index - 1]
    const together = groupFrom(section.blocks, index)
    if (block._tag === "Heading") {
      headings = [...headings, ...headingOf(anchorOf(section, "Heading", block.id), context)]
    } else if (together.length > 1 && block._tag === "Chart") {
      add(
        figuresBeside(
          (together as ReadonlyArray<Chart>).map((chart) => figureOf(chart, place)),
          place,
          before?._tag === "Heading"
        )
      )
    } else if (block._tag === "Table") {
      const pair = tablesBeside(together as ReadonlyArray<Table>, place)
      add(flow(pair ?? tableBoxes(tableOf(block, place), place).boxes))
      index += pair === null ? 1 : 2
      continue
    } else {
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

const goalBoxes = (goal: string, place: SectionPlace): ReadonlyArray<Box> =>
  keptWithNext([...textBoxes(goal, type.goal, place), gap(4)])

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
const tablesBeside = (tables: ReadonlyArray<Table>, place: SectionPlace): ReadonlyArray<Box> | null => {
  const [first, second] = tables
  if (first === undefined || second === undefined) return null
  const half = (place.width - betweenTables) / 2
  const texts = [tableOf(first, place), tableOf(second, place)]
  const [left, right] = texts.map((table) => tableBoxes(table, { ...place, width: half }).boxes)
  const isNarrow = texts.every((table) => tableBoxes(table, place).width <= half + 0.01)
  const most = place.pageHeight * mostShare
  if (!isNarrow || Math.max(heightOf(left!), heightOf(right!)) > most) return null
  const columns = [
    { x: 0, boxes: left! },
    { x: half + betweenTables, boxes: right! }
  ]
  return spaced([beside(columns)], tableSpace)
}

const paragraphSpace = 5

const blockUnits = (block: Block, before: Block | undefined, place: SectionPlace): ReadonlyArray<Unit> => {
  const space = before?._tag === "Table" || before?._tag === "Chart" ? tableSpace : paragraphSpace
  switch (block._tag) {
    case "Paragraph":
      return [flow(spaced(paragraphBoxes(runsOf(block.text, place), place), space))]
    case "KeyFinding":
      return [flow(spaced(findingBoxes(block, place), before?._tag === "KeyFinding" ? 0 : space))]
    case "Chart":
      return [figureUnit(figureOf(block, place), place, before?._tag === "Heading")]
    case "Definitions": {
      const list: Tag = { role: "L" }
      const inner = block.pages === true ? { ...place, width: place.width - pageNumbersWidth } : place
      const [first = [], second = [], ...others] = block.items.map(({ term, text }, index) => {
        const item = definitionBoxes(term, runsOf(text, place), inner, list)
        return spaced(block.pages === true ? withPageNumbers(item, text, place) : item, index === 0 ? space : 0)
      })
      return [[...first.slice(0, -1), ...keptWithNext(first.slice(-1)), ...second], ...others].map((boxes) =>
        flow(boxes)
      )
    }
    case "Caveat":
      return [flow(spaced(caveatBoxes(block.severity, block.text, place), space))]
    case "Table":
    case "Heading":
    case "Reference":
      return []
  }
}
