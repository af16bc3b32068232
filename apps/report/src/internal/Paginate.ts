/** Puts units on pages, one below the other. */
import { type Box, gap, heightOf, type Unit } from "./Box.ts"

export interface Placed {
  readonly box: Box
  readonly y: number
  readonly first: boolean
}

export interface PageContent {
  readonly placed: ReadonlyArray<Placed>
  /** Of the section that the page begins in. */
  readonly section: string
}

export interface Chapter {
  readonly title: string
  /** Whether it begins on a page of its own; else where at least `room` of the page is left. */
  readonly fresh: boolean
  readonly units: ReadonlyArray<Unit>
}

/** Share of a page that must be left for a chapter to begin below another. */
const room = 0.42
const betweenChapters = 30

/**
 * Pages of the chapters. Boxes that keep together are on one page, unless they are taller than it. A figure that does
 * not fit waits for the top of the next page while what follows it fills the page, but no longer than its chapter.
 */
export const paginate = (chapters: ReadonlyArray<Chapter>, pageHeight: number): ReadonlyArray<PageContent> => {
  const pages: Array<{ placed: Array<Placed>; section: string }> = []
  let y = pageHeight
  let title = ""
  const page = () => pages.at(-1)!
  const left = (): number => pageHeight - y
  const isTop = (): boolean => y === 0
  const put = (box: Box): void => {
    if (!isTop()) y += box.before ?? 0
    const previous = page().placed.at(-1)?.box
    const first = box.run !== undefined && previous?.run !== box.run
    page().placed.push({ box, y, first })
    y += box.height
  }
  const turn = (): void => {
    pages.push({ placed: [], section: title })
    y = 0
  }
  const resumed = (boxes: ReadonlyArray<Box>): ReadonlyArray<Box> => {
    const run = boxes[0]?.run
    return run === undefined || page().placed.at(-1)?.box.run === run || boxes[0]?.anchors !== undefined
      ? boxes
      : [...run.resume, ...boxes]
  }
  const needed = (boxes: ReadonlyArray<Box>): number => heightOf(boxes) + (isTop() ? 0 : (boxes[0]?.before ?? 0))
  const fits = (boxes: ReadonlyArray<Box>): boolean => needed(boxes) <= left() + 0.01

  for (const chapter of chapters) {
    const waiting: Array<Unit> = []
    title = chapter.title
    if (chapter.fresh || left() < pageHeight * room) turn()
    else put(gap(betweenChapters))
    const figure = (unit: Unit): boolean => {
      if (fits(unit.boxes)) {
        unit.boxes.forEach(put)
        return true
      }
      const smaller = unit.shrunk?.(left() - (isTop() ? 0 : (unit.boxes[0]?.before ?? 0))) ?? null
      if (smaller === null && !isTop()) return false
      for (const box of smaller ?? unit.boxes) {
        if (!fits([box]) && !isTop()) turn()
        put(box)
      }
      return true
    }
    const settle = (): void => {
      while (waiting.length > 0 && figure(waiting[0]!)) waiting.shift()
    }
    const nextPage = (): void => {
      turn()
      settle()
    }
    for (const unit of chapter.units) {
      if (unit.kind === "figure") {
        settle()
        if (waiting.length > 0 || !figure(unit)) waiting.push(unit)
        continue
      }
      for (const group of groups(unit.boxes)) {
        const isContinued = group[0]?.run !== undefined && page().placed.at(-1)?.box.run === group[0].run
        if (!isContinued) settle()
        while (!fits(resumed(group)) && !isTop() && !(heightOf(group) > pageHeight && left() > pageHeight / 3))
          nextPage()
        if (fits(resumed(group))) resumed(group).forEach(put)
        else {
          for (const box of group) {
            if (!fits(resumed([box])) && !isTop()) nextPage()
            resumed([box]).forEach(put)
          }
        }
      }
    }
    settle()
    while (waiting.length > 0) nextPage()
  }
  return pages
}

/** Boxes that keep together, in order. */
const groups = (boxes: ReadonlyArray<Box>): ReadonlyArray<ReadonlyArray<Box>> => {
  const found: Array<Array<Box>> = []
  boxes.forEach((box, index) => {
    if (index > 0 && boxes[index - 1]!.keep === true) found.at(-1)!.push(box)
    else found.push([box])
  })
  return found
}
