import { type Values, valuesOf } from "./values.ts"

export interface Item {
  readonly x: number
  readonly y: number
  readonly width?: number
  readonly height?: number
  readonly datum: Readonly<Record<string, unknown>>
  readonly tooltip?: unknown
  readonly mark: { readonly marktype: string; readonly role: string }
}

/** A mark of a chart with its place in the drawing. */
export interface Point {
  readonly x: number
  readonly y: number
  readonly item: Item
}

export interface Group {
  readonly x?: number
  readonly y?: number
  readonly items?: ReadonlyArray<{
    readonly marktype: string
    readonly role: string
    readonly items: ReadonlyArray<Item & Group>
  }>
}

/** The root of a drawing. */
export interface Scene {
  readonly items: ReadonlyArray<Group>
}

/** Marks that are pointed at from nearby. */
const pointed = new Set(["line", "area", "symbol", "trail"])

const reach = 12

/** The points of all marks of a scene, whose root is a mark of one group; of bars and boxes their middles. */
export const pointsOf = ({ items: groups }: Scene): ReadonlyArray<Point> => {
  const points: Array<Point> = []
  const visit = (group: Group, x: number, y: number): void => {
    for (const mark of group.items ?? []) {
      if (mark.marktype === "group") {
        for (const inner of mark.items) visit(inner, x + (inner.x ?? 0), y + (inner.y ?? 0))
      } else if (mark.role === "mark" && mark.marktype !== "text") {
        const isBox = mark.marktype === "rect"
        for (const item of mark.items) {
          const [half, middle] = isBox ? [(item.width ?? 0) / 2, (item.height ?? 0) / 2] : [0, 0]
          points.push({ x: x + item.x + half, y: y + item.y + middle, item })
        }
      }
    }
  }
  for (const group of groups) visit(group, group.x ?? 0, group.y ?? 0)
  return points
}

/** What is nearest to a place, of lines and dots. */
export const nearest = (points: ReadonlyArray<Point>, x: number, y: number): Item | null => {
  let best: Item | null = null
  let least = reach
  for (const point of points) {
    if (!pointed.has(point.item.mark.marktype)) continue
    const distance = Math.hypot(point.x - x, point.y - y)
    if (distance < least) {
      least = distance
      best = point.item
    }
  }
  return best
}

export interface Spoken extends Point {
  readonly values: Values
}

/** The points that say something, each datum of a place once, in the order of the drawing. */
export const spokenPoints = (
  points: ReadonlyArray<Point>,
  valuesAt: (item: Item) => Values | null
): ReadonlyArray<Spoken> => {
  const seen = new Set<string>()
  return points.flatMap((point) => {
    const values = valuesAt(point.item)
    if (values === null) return []
    const key = JSON.stringify(values)
    if (seen.has(key)) return []
    seen.add(key)
    return [{ ...point, values }]
  })
}

/** How marks of a chart are told. */
export const valuesIn =
  (titles: ReadonlyMap<string, string>, locale: string): ((item: Item) => Values | null) =>
  ({ datum, tooltip }) => {
    const number = new Intl.NumberFormat(locale, { maximumSignificantDigits: 4, numberingSystem: "latn" })
    return valuesOf(datum, tooltip, titles, (value) => number.format(value).replace("-", "−"))
  }
