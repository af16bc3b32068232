/** The values of a chart in words, for those who do not see it: what pointing at its marks would show. */
import type { Spec } from "@fairward/charts/Theme"
import type { Format } from "../Format.ts"

type Json = Spec[string]
type Fields = Readonly<Record<string, Json>>

/** The marks of one layer of a chart, with the rows that they are drawn from. */
interface Layer {
  /** What stands above the part of the chart that the layer is in. */
  readonly title: string
  /** The field of the rows that says in which of the panels they are. */
  readonly panel: string | null
  readonly encoding: Fields
  readonly rows: ReadonlyArray<Fields>
}

const isFields = (json: Json | undefined): json is Fields =>
  typeof json === "object" && json !== null && !Array.isArray(json)

const fieldsIn = (json: Json | undefined): ReadonlyArray<Fields> => (Array.isArray(json) ? json.filter(isFields) : [])

const textOf = (title: Json | undefined): string =>
  typeof title === "string" ? title : Array.isArray(title) ? title.join(" ") : isFields(title) ? textOf(title.text) : ""

const parts = ["layer", "concat", "hconcat", "vconcat"] as const

const layersOf = (spec: Fields, outer: Layer): ReadonlyArray<Layer> => {
  const { data, encoding, facet } = spec
  const values = isFields(data) ? data.values : undefined
  const field = isFields(facet) ? facet.field : undefined
  const layer: Layer = {
    ...outer,
    encoding: { ...outer.encoding, ...(isFields(encoding) ? encoding : {}) },
    rows: values === undefined ? outer.rows : fieldsIn(values),
    panel: typeof field === "string" ? field : outer.panel
  }
  if (isFields(spec.spec)) return layersOf(spec.spec, layer)
  const within = parts.flatMap((part) =>
    fieldsIn(spec[part]).flatMap((inner) =>
      layersOf(inner, part === "layer" ? layer : { ...layer, title: textOf(inner.title) })
    )
  )
  return within.length > 0 ? within : [layer]
}

interface Said {
  readonly panel: string
  readonly name: string
  /** A value, or the first and last of a curve, each with where it is. */
  readonly values: ReadonlyArray<number>
  readonly at: ReadonlyArray<number>
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim()

const isNumber = (json: Json | undefined): json is number => typeof json === "number"

const fieldIn = (encoding: Fields, channel: string): string => {
  const definition = encoding[channel]
  return isFields(definition) ? `${definition.field}` : ""
}

const positions = ["x", "y"] as const
const names = ["nominal", "ordinal"]

/** What a mark's tooltip shows; where it has none, what says which mark it is, and where it is. */
const shownIn = (encoding: Fields): ReadonlyArray<Fields> => {
  const tooltip = fieldsIn(encoding.tooltip)
  if (tooltip.length > 0) return tooltip
  const named = Object.values(encoding).filter(
    (item): item is Fields => isFields(item) && names.includes(`${item.type}`)
  )
  const placed = positions.map((channel) => encoding[channel]).filter(isFields)
  return [...named, ...placed.filter(({ type }) => type === "quantitative").toReversed()]
}

const rowSaid = (row: Fields, { encoding, panel, title }: Layer): Said | null => {
  const shown = shownIn(encoding)
  const fieldsOf = (types: ReadonlyArray<string>) => [
    ...new Set(shown.filter(({ type }) => types.includes(`${type}`)).map(({ field }) => `${field}`))
  ]
  const name = fieldsOf(names)
    .filter((field) => field !== panel && field !== "verdict" && typeof row[field] === "string")
    .map((field) => `${row[field]}`)
    .join(", ")
  const common = { name: oneLine(name), panel: oneLine(panel === null ? title : textOf(row[panel])) }
  const [x, y] = [row[fieldIn(encoding, "x")], row[fieldIn(encoding, "y")]]
  if (Array.isArray(x) && Array.isArray(y)) {
    const points = y.flatMap((value, index) => {
      const at = x[index]
      return isNumber(value) && isNumber(at) ? [{ value, at }] : []
    })
    const ends = points.length < 2 ? points : [points[0]!, points.at(-1)!]
    return name === "" || ends.length === 0
      ? null
      : { ...common, values: ends.map(({ value }) => value), at: ends.map(({ at }) => at) }
  }
  const value = fieldsOf(["quantitative"])
    .map((field) => row[field])
    .find(isNumber)
  return name === "" || value === undefined ? null : { ...common, values: [value], at: [] }
}

const significant = 3
const mostDigits = 6

/** So many values are said one by one; of more, in each panel, the least and the greatest. */
const mostSaid = 24
const mostPanels = 20

/** The values of a chart's marks, as a sentence; empty for a chart whose marks have no names. */
export const valuesSaid = (spec: Spec, format: Format): string => {
  const bandsLast = (a: Layer, b: Layer): number => Number("y2" in a.encoding) - Number("y2" in b.encoding)
  const layers = layersOf(spec, { title: "", panel: null, encoding: {}, rows: [] }).toSorted(bandsLast)
  const said = new Map<string, Said>()
  for (const layer of layers) {
    const found = layer.rows.flatMap((row) => rowSaid(row, layer) ?? [])
    const marks = Map.groupBy(found, ({ name, panel }) => JSON.stringify([panel, name]))
    for (const [key, points] of marks) if (!said.has(key)) said.set(key, together(points))
  }
  const panels = Map.groupBy(said.values(), ({ panel }) => panel)
  const shown = [...panels].slice(0, mostPanels).map(([panel, values]) => {
    const words = said.size <= mostSaid ? eachOf(values, format) : rangeOf(values, format)
    return panel === "" ? words : `${panel}: ${words}`
  })
  const more = panels.size - shown.length
  return shown.length === 0 ? "" : `Values: ${shown.join("; ")}${more > 0 ? `; and ${more} more panels` : ""}.`
}

/** Points of one name are of one line: the least and the greatest of them. */
const together = (points: ReadonlyArray<Said>): Said => {
  const [first] = points
  if (points.length === 1) return first!
  const values = points.flatMap(({ values }) => values)
  return { ...first!, values: [Math.min(...values), Math.max(...values)], at: [] }
}

const written = (value: number, format: Format): string => {
  const rounded = Number(value.toPrecision(significant))
  const digits = /\.(\d+)$/.exec(rounded.toFixed(mostDigits).replace(/0+$/, ""))?.[1]?.length ?? 0
  return format.number(rounded, digits)
}

const eachOf = (values: ReadonlyArray<Said>, format: Format): string =>
  values
    .map(({ at, name, values }) => {
      const points = values.map((value, index) =>
        at[index] === undefined ? written(value, format) : `${written(value, format)} at ${written(at[index], format)}`
      )
      return `${name} ${points.join(" to ")}`
    })
    .join(", ")

const rangeOf = (values: ReadonlyArray<Said>, format: Format): string => {
  const points = values.flatMap(({ name, values }) => values.map((value) => ({ name, value })))
  const sorted = points.toSorted((a, b) => a.value - b.value)
  const [least, greatest] = [sorted[0]!, sorted.at(-1)!]
  if (least.value === greatest.value) return `${written(least.value, format)} everywhere`
  return `from ${written(least.value, format)} (${least.name}) to ${written(greatest.value, format)} (${greatest.name})`
}
