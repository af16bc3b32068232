/** What a mark of a chart says when it is pointed at. */

type Json = unknown

export interface Values {
  readonly title: string
  readonly rows: ReadonlyArray<readonly [name: string, value: string]>
}

/** Names of fields that charts share, where the specification gives them no title. */
const names: Readonly<Record<string, string>> = {
  low: "lower end",
  high: "upper end",
  q1: "lower quartile",
  q3: "upper quartile",
  overall: "everybody",
  adjustedP: "p, adjusted"
}

/** Fields that place a mark and say nothing. */
const silent = new Set([
  "key",
  "order",
  "offset",
  "row",
  "column",
  "star",
  "group",
  "index",
  "text",
  "zero",
  "words",
  "who"
])

/** Ends of bars that Vega-Lite adds to what they show. */
const stacked = /_(start|end)$/

/** What Vega-Lite computes to place panels. */
const placing = /_sort_index$/

/** The titles that a specification gives to the fields of its data. */
export const fieldTitles = (spec: Json): ReadonlyMap<string, string> => {
  const titles = new Map<string, string>()
  const visit = (node: Json): void => {
    if (typeof node !== "object" || node === null) return
    const { axis, field, legend, title } = node as Record<string, Json>
    if (typeof field === "string") {
      const named = [
        title,
        (axis as Record<string, Json> | null)?.title,
        (legend as Record<string, Json> | null)?.title
      ]
      const words = named.find((one) => typeof one === "string" && one !== "")
      if (typeof words === "string" && !titles.has(field)) titles.set(field, words)
    }
    for (const [key, value] of Object.entries(node)) if (key !== "values" && key !== "data") visit(value)
  }
  visit(spec)
  return titles
}

/** A label whose first line is only the number of its row, without it. */
const spoken = (text: string): string =>
  text
    .replace(/^\d+\n/, "")
    .replaceAll(/(?<=[_\-/])\n/g, "")
    .replaceAll("\n", " ")
    .replace(/\s+/g, " ")
    .trim()

/**
 * The fields of a datum, named and written in the locale; the first text is the title. A chart that says itself what to
 * show, by an encoding `tooltip`, gives `own`.
 */
export const valuesOf = (
  datum: Readonly<Record<string, Json>>,
  own: Json,
  titles: ReadonlyMap<string, string>,
  format: (value: number) => string
): Values | null => {
  if (typeof own === "object" && own !== null && own !== datum)
    return {
      title: "",
      rows: Object.entries(own).flatMap(([name, value]) =>
        value === "NaN" ? [] : [[name, spoken(String(value))] as const]
      )
    }
  const said = Object.entries(datum).filter(
    ([field, value]) =>
      !silent.has(field) &&
      !field.startsWith("_") &&
      !placing.test(field) &&
      !(stacked.test(field) && field.replace(stacked, "") in datum) &&
      (typeof value === "string" || (typeof value === "number" && Number.isFinite(value)))
  )
  const numbers = said.filter(([, value]) => typeof value === "number")
  if (numbers.length === 0) return null
  const texts = said.filter(([, value]) => typeof value === "string")
  const named = (field: string): string => titles.get(field) ?? names[field] ?? field.replaceAll("_", " ")
  const [first, ...others] = texts
  return {
    title: first === undefined ? "" : spoken(String(first[1])),
    rows: [
      ...others.map(([field, value]) => [named(field), spoken(String(value))] as const),
      ...numbers.map(([field, value]) => [named(field), format(value as number)] as const)
    ]
  }
}
