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
  /** Share of a page that must be left for it to begin below another chapter, if it is not shorter; 1 begins on a page of its own. */
  readonly room: number
  readonly units: ReadonlyArray<Unit>
}

const betweenChapters = 30

/** Pages, of which the last is being filled from above. */
const pageStack = (pageHeight: number) => {
  const pages: Array<{ placed: Array<Placed>; section: string }> = []
  let y = pageHeight
  let section = ""
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
  const turn = (): void => {
    pages.push({ placed: [], section })
    y = 0
  }
  const begin = ({ room, title, units }: Chapter): void => {
    section = title
    const isShort = (): boolean =>
      betweenChapters + heightOf(units.flatMap(({ boxes, lead }) => [...lead, ...boxes])) <= left()
    if (left() < pageHeight * room && (room === 1 || !isShort())) turn()
    else put(gap(betweenChapters))
  }
  /** What has been put, so that it can be put otherwise. */
  const mark = () => ({ count: pages.length, boxes: pages.at(-1)?.placed.length ?? 0, y })
  const back = (to: ReturnType<typeof mark>): void => {
    pages.length = to.count
    if (to.count > 0) page().placed.length = to.boxes
    y = to.y
  }
  const resumed = (boxes: ReadonlyArray<Box>): ReadonlyArray<Box> => {
    const run = boxes[0]?.run
    return run === undefined || runOn() === run || boxes[0]?.anchors !== undefined ? boxes : [...run.resume, ...boxes]
  }
  const needed = (boxes: ReadonlyArray<Box>): number => heightOf(boxes) + (isTop() ? 0 : (boxes[0]?.before ?? 0))
  const fits = (boxes: ReadonlyArray<Box>): boolean => needed(boxes) <= left() + 0.01
  return { back, begin, fits, isTop, left, mark, needed, pages, put, resumed, turn }
}

type Stack = ReturnType<typeof pageStack>

/**
 * Pages of the chapters. Boxes that keep together are on one page, unless they are taller than it. A figure that does
 * not fit waits for the top of the next page while what follows it fills the page, but no longer than until the next heading; a
 * heading above it then stands above the text that follows, if that begins on this page. No table is cut by a figure that
 * waits: below each heading either tables or figures go first, whichever leaves less of pages empty.
 */
export const paginate = (chapters: ReadonlyArray<Chapter>, pageHeight: number): ReadonlyArray<PageContent> => {
  const stack = pageStack(pageHeight)
  for (const chapter of chapters) {
    stack.begin(chapter)
    for (const part of headed(chapter.units)) {
      const start = stack.mark()
      if (!putPart(part, pageHeight, stack, "tables")) continue
      const below = stack.mark()
      stack.back(start)
      putPart(part, pageHeight, stack, "figures")
      const { count, y } = stack.mark()
      if (count < below.count || (count === below.count && y <= below.y)) continue
      stack.back(start)
      putPart(part, pageHeight, stack, "tables")
    }
  }
  return stack.pages
}

/** Units from a heading to the next. */
const headed = (units: ReadonlyArray<Unit>): ReadonlyArray<ReadonlyArray<Unit>> => {
  const parts: Array<Array<Unit>> = []
  for (const unit of units) {
    if (parts.length === 0 || unit.lead.length > 0) parts.push([unit])
    else parts.at(-1)!.push(unit)
  }
  return parts
}

/** Puts a figure, smaller where it must be; whether there is room for it. */
const putFigure = ({ boxes, lead, shrunk }: Unit, { fits, isTop, left, needed, put, turn }: Stack): boolean => {
  const whole = [...lead, ...boxes]
  if (fits(whole)) {
    whole.forEach(put)
    return true
  }
  const isForced = isTop()
  const smaller = shrunk?.(left() - needed([...lead, gap(0)]) - (boxes[0]?.before ?? 0), isForced) ?? null
  if (smaller === null && !isForced) return false
  for (const box of [...lead, ...(smaller ?? boxes)]) {
    if (!fits([box]) && !isTop()) turn()
    put(box)
  }
  return true
}

/** Puts what stands below a heading on pages; whether it is of consequence what goes first. */
const putPart = (
  units: ReadonlyArray<Unit>,
  pageHeight: number,
  stack: Stack,
  first: "figures" | "tables"
): boolean => {
  const { fits, isTop, left, put, resumed, turn } = stack
  const waiting: Array<Unit> = []
  let isOpen = false
  const settle = (): void => {
    while (waiting.length > 0 && putFigure(waiting[0]!, stack)) waiting.shift()
  }
  const nextPage = (): void => {
    turn()
    settle()
  }
  const settleAll = (): void => {
    settle()
    while (waiting.length > 0) nextPage()
  }
  const text = ({ boxes, lead }: Unit): void => {
    settle()
    const isTable = boxes.some(({ run }) => run !== undefined)
    if (isTable && waiting.length > 0 && !fits(boxes)) {
      isOpen = true
      if (first === "figures") settleAll()
    }
    let isBegun = false
    const goOn = (): void => (isTable && isBegun ? turn() : nextPage())
    const putAll = (group: ReadonlyArray<Box>): void => {
      resumed(group).forEach(put)
      isBegun = true
    }
    for (const group of groups([...lead, ...boxes])) {
      if (!isTable) settle()
      const isTall = heightOf(group) > pageHeight
      while (!fits(resumed(group)) && !isTop() && !(isTall && left() > pageHeight / 3)) goOn()
      if (fits(resumed(group))) putAll(group)
      else {
        for (const box of group) {
          if (!fits(resumed([box])) && !isTop()) goOn()
          putAll([box])
        }
      }
    }
  }
  const beginsHere = ({ boxes, lead }: Unit): boolean => fits(groups([...lead, ...boxes])[0] ?? [])
  const queue = [...units]
  for (let unit = queue.shift(); unit !== undefined; unit = queue.shift()) {
    if (unit.kind === "flow") {
      text(unit)
      continue
    }
    settle()
    if (waiting.length === 0 && putFigure(unit, stack)) continue
    if (unit.lead.length === 0) {
      waiting.push(unit)
      continue
    }
    const next = queue.findIndex(({ kind }) => kind === "flow")
    if (next === -1 || !beginsHere({ ...queue[next]!, lead: unit.lead })) {
      turn()
      putFigure(unit, stack)
      continue
    }
    const [moved] = queue.splice(next, 1)
    queue.unshift({ ...moved!, lead: unit.lead }, { ...unit, lead: [] })
  }
  settleAll()
  return isOpen
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
