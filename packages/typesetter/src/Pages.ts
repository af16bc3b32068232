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
  /** Share of a page that must be left for it to begin below another chapter; 1 begins on a page of its own. */
  readonly room: number
  readonly units: ReadonlyArray<Unit>
}

const betweenChapters = 30
/** What goes on below a figure does so with so many boxes. */
const fewestResumed = 3

/** Pages, of which the last is being filled from above. */
const pageStack = (pageHeight: number) => {
  const pages: Array<{ placed: Array<Placed>; section: string }> = []
  let y = pageHeight
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
  /** The run that the last box of the page is of. */
  const runOn = () => page().placed.at(-1)?.box.run
  const turn = (title: string): void => {
    pages.push({ placed: [], section: title })
    y = 0
  }
  const resumed = (boxes: ReadonlyArray<Box>): ReadonlyArray<Box> => {
    const run = boxes[0]?.run
    return run === undefined || runOn() === run || boxes[0]?.anchors !== undefined ? boxes : [...run.resume, ...boxes]
  }
  const needed = (boxes: ReadonlyArray<Box>): number => heightOf(boxes) + (isTop() ? 0 : (boxes[0]?.before ?? 0))
  const fits = (boxes: ReadonlyArray<Box>): boolean => needed(boxes) <= left() + 0.01
  return { fits, isTop, left, needed, pages, put, resumed, runOn, turn }
}

/**
 * Pages of the chapters. Boxes that keep together are on one page, unless they are taller than it. A figure that does
 * not fit waits for the top of the next page while what follows it fills the page, but no longer than until the next heading; a
 * heading above it then stands above the text that follows, if that begins on this page.
 */
export const paginate = (chapters: ReadonlyArray<Chapter>, pageHeight: number): ReadonlyArray<PageContent> => {
  const { fits, isTop, left, needed, pages, put, resumed, runOn, turn } = pageStack(pageHeight)
  for (const chapter of chapters) {
    const waiting: Array<Unit> = []
    if (left() < pageHeight * chapter.room) turn(chapter.title)
    else put(gap(betweenChapters))
    const figure = ({ boxes, lead, shrunk }: Unit): boolean => {
      const whole = [...lead, ...boxes]
      if (fits(whole)) {
        whole.forEach(put)
        return true
      }
      const isForced = isTop()
      const smaller = shrunk?.(left() - needed([...lead, gap(0)]) - (boxes[0]?.before ?? 0), isForced) ?? null
      if (smaller === null && !isForced) return false
      for (const box of [...lead, ...(smaller ?? boxes)]) {
        if (!fits([box]) && !isTop()) turn(chapter.title)
        put(box)
      }
      return true
    }
    const settle = (): void => {
      while (waiting.length > 0 && figure(waiting[0]!)) waiting.shift()
    }
    const nextPage = (): void => {
      turn(chapter.title)
      settle()
    }
    const text = ({ boxes, lead }: Unit): void => {
      const parts = groups([...lead, ...boxes])
      for (const [index, group] of parts.entries()) {
        const isContinued = group[0]?.run !== undefined && runOn() === group[0].run
        if (!isContinued) settle()
        const isTall = heightOf(group) > pageHeight
        const fitsHere = (): boolean => {
          const boxes = resumed(group)
          return fits(boxes === group || isTop() ? boxes : resumed(parts.slice(index, index + fewestResumed).flat()))
        }
        while (!fitsHere() && !isTop() && !(isTall && left() > pageHeight / 3)) nextPage()
        if (fits(resumed(group))) resumed(group).forEach(put)
        else {
          for (const box of group) {
            if (!fits(resumed([box])) && !isTop()) nextPage()
            resumed([box]).forEach(put)
          }
        }
      }
    }
    const beginsHere = ({ boxes, lead }: Unit): boolean => fits(groups([...lead, ...boxes])[0] ?? [])
    const queue = [...chapter.units]
    for (let unit = queue.shift(); unit !== undefined; unit = queue.shift()) {
      if (unit.lead.length > 0) while (waiting.length > 0) nextPage()
      if (unit.kind === "flow") {
        text(unit)
        continue
      }
      settle()
      if (waiting.length === 0 && figure(unit)) continue
      if (unit.lead.length === 0) {
        waiting.push(unit)
        continue
      }
      const next = followingText(queue)
      if (next === -1 || !beginsHere({ ...queue[next]!, lead: unit.lead })) {
        while (waiting.length > 0) nextPage()
        if (!figure(unit)) {
          turn(chapter.title)
          figure(unit)
        }
        continue
      }
      const [moved] = queue.splice(next, 1)
      queue.unshift({ ...moved!, lead: unit.lead }, { ...unit, lead: [] })
    }
    settle()
    while (waiting.length > 0) nextPage()
  }
  return pages
}

/** The first text among units that no other heading stands above, which can stand below the heading of a figure; -1 if none. */
const followingText = (units: ReadonlyArray<Unit>): number => {
  const next = units.findIndex(({ kind, lead }) => kind === "flow" || lead.length > 0)
  return next >= 0 && units[next]!.lead.length === 0 ? next : -1
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
