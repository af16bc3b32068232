/** What pages are made of. A box has its height, says what it is, paints itself, and is never broken. */
import type { Canvas } from "./Canvas.ts"
import type { Tag } from "./Tag.ts"

/** A rectangle of a box that leads somewhere: `#anchor`, or an address. */
export interface Link {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly target: string
  /** What is read of it, and where in the content. */
  readonly text: string
  readonly tag: Tag
}

export interface Box {
  readonly height: number
  /** What it is to a reader who does not see it, in the order in which that is read; nothing when there are none. */
  readonly tags: ReadonlyArray<Tag>
  /** Space above, which is dropped at the top of a page. */
  readonly before?: number
  /** Stays on one page with the next box. */
  readonly keep?: boolean
  /** `first`: the box is the first of its run on this page. */
  readonly paint: (canvas: Canvas, x: number, y: number, first: boolean) => void
  /** Anchors of the report that are at the upper edge of the box. */
  readonly anchors?: ReadonlyArray<string>
  readonly links?: ReadonlyArray<Link>
  /** Boxes of one run follow each other: the rows of a table. */
  readonly run?: Run
}

export interface Run {
  /** Repeats what the run is about where it goes on on another page. */
  readonly resume: ReadonlyArray<Box>
}

/** Boxes that belong together. */
export interface Unit {
  /** Headings, which stay with the first of the boxes. */
  readonly lead: ReadonlyArray<Box>
  /** A figure may give way to what follows it, so that it leaves no gap at the end of a page. */
  readonly kind: "flow" | "figure"
  readonly boxes: ReadonlyArray<Box>
  /** The same, smaller, to fit into that height; `null` when it would become too small, unless it has to. */
  readonly shrunk?: (height: number, isForced: boolean) => ReadonlyArray<Box> | null
}

export const flow = (boxes: ReadonlyArray<Box>, lead: ReadonlyArray<Box> = []): Unit => ({ kind: "flow", lead, boxes })

export const gap = (height: number): Box => ({ height, tags: [], paint: () => {} })

/** The same box where a page says once more what has been said. */
export const repeated = (box: Box): Box => ({
  height: box.height,
  tags: [],
  ...(box.before === undefined ? {} : { before: box.before }),
  paint: (canvas, x, y, first) => canvas.aside("repetition", () => box.paint(canvas, x, y, first))
})

export const heightOf = (boxes: ReadonlyArray<Box>): number =>
  boxes.reduce((total, { before, height }, index) => total + height + (index === 0 ? 0 : (before ?? 0)), 0)

const least = 2

/** The boxes, of which the first and the last few stay together; all of them when they are few. */
export const unparted = (
  boxes: ReadonlyArray<Box>,
  atEdge: number = least,
  few: number = 2 * atEdge
): ReadonlyArray<Box> =>
  boxes.map((box, index) => {
    const last = index === boxes.length - 1
    const edge = boxes.length <= few || index < atEdge - 1 || index >= boxes.length - atEdge
    return !last && edge ? { ...box, keep: true } : box
  })

/** The same boxes, the first with that space above and the last staying with what follows. */
export const spaced = (boxes: ReadonlyArray<Box>, before: number): ReadonlyArray<Box> =>
  boxes.map((box, index) => (index === 0 ? { ...box, before } : box))

/** The same boxes, the first of them where that anchor leads. */
export const anchored = (boxes: ReadonlyArray<Box>, anchor: string): ReadonlyArray<Box> =>
  boxes.map((box, index) => (index === 0 ? { ...box, anchors: [anchor] } : box))

export const keptWithNext = (boxes: ReadonlyArray<Box>): ReadonlyArray<Box> =>
  boxes.map((box) => ({ ...box, keep: true }))

/** Stacks of boxes side by side, as one box. */
export const beside = (columns: ReadonlyArray<{ readonly x: number; readonly boxes: ReadonlyArray<Box> }>): Box => {
  const placed = columns.flatMap(({ boxes, x }) => {
    let y = 0
    return boxes.map((box, index) => {
      if (index > 0) y += box.before ?? 0
      const placed = { box, x, y, first: box.run !== undefined && boxes[index - 1]?.run !== box.run }
      y += box.height
      return placed
    })
  })
  return {
    tags: placed.flatMap(({ box }) => box.tags),
    height: Math.max(0, ...columns.map(({ boxes }) => heightOf(boxes))),
    paint: (canvas, x, y) => {
      for (const part of placed) part.box.paint(canvas, x + part.x, y + part.y, part.first)
    },
    anchors: placed.flatMap(({ box }) => box.anchors ?? []),
    links: placed.flatMap(({ box, x, y }) =>
      (box.links ?? []).map((link) => ({ ...link, x: link.x + x, y: link.y + y }))
    )
  }
}
