/**
 * A cohort and those that it is held against on one absolute scale: a dot each, with its interval, and the margin as a band.
 * What the scale counts is for the caption to say.
 */
import type { Verdict } from "@fairward/core/ReportDocument"
import { verdictMarks } from "./Intervals.ts"
import { inLines } from "./internal/Facets.ts"
import { colors, type Spec, textWidth } from "./Theme.ts"

export interface Row {
  readonly label: string
  readonly value: number
  /** The value as it is written elsewhere: charts would round halves in another direction. */
  readonly text: string
  readonly low: number | null
  readonly high: number | null
}

export interface Options {
  /** What was found of the cohort, whose dot is the verdict's sign. */
  readonly verdict: Verdict
  readonly cohort: Row
  readonly rest: Row
  /** Values of the cohort that lie within so much of the rest would not matter; drawn as a band. */
  readonly margin: number | null
  /** Whether the axis begins at 0. */
  readonly zero: boolean
}

const rowHeight = 17
const lineLength = 24

/** At word boundaries, so that long names are lines and not a narrow chart. */
const broken = (label: string): string => {
  const lines: Array<string> = []
  for (const word of label.split(" ")) {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length >= lineLength) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines.slice(0, mostLines).join("\n")
}

const mostLines = 3

const room = 0.08

/** From 0, or from the lowest, to the highest that is drawn, with a little room. */
const domainOf = ({ cohort, margin, rest, zero }: Options): readonly [number, number] => {
  const ends = [cohort, rest].flatMap(({ high, low, value }) => [value, low ?? value, high ?? value])
  const band = [rest.value - (margin ?? 0), rest.value + (margin ?? 0)]
  const [least, most] = [Math.min(...ends, ...band), Math.max(...ends, ...band)]
  const spare = Math.max((most - (zero ? 0 : least)) * room, 1e-9)
  return [zero ? Math.min(0, ...ends) : least - spare, most + spare]
}

/** The specification of a strip, as wide as the text. */
export const strip = (options: Options): Spec => {
  const { cohort, margin, rest, verdict } = options
  const { color, filled, shape } = verdictMarks[verdict]
  const byWho = {
    field: "who",
    type: "nominal",
    scale: { domain: ["cohort", "rest"], range: [color, colors.muted] }
  }
  const domain = domainOf(options)
  const row = ({ high, label, low, text, value }: Row, who: string) => ({
    label: broken(label),
    who,
    value,
    text,
    ...(low === null || high === null ? {} : { low, high })
  })
  const values = [row(cohort, "cohort"), row(rest, "rest")]
  const height = 2 * rowHeight
  return {
    width: textWidth - 150,
    height,
    autosize: { type: "pad", contains: "padding" },
    // On a telephone the whole of it is worth more than large letters: a strip is read at a glance.
    usermeta: { leastScale: 0.8 },
    data: { values },
    encoding: {
      y: {
        field: "label",
        type: "nominal",
        sort: values.map(({ label }) => label),
        axis: { title: null, ticks: false, domain: false, labelPadding: 8, ...inLines }
      },
      x: {
        field: "value",
        type: "quantitative",
        title: null,
        scale: { domain, nice: false, zero: false },
        axis: { tickCount: 6, grid: true }
      }
    },
    layer: [
      ...(margin === null || margin <= 0
        ? []
        : [
            {
              data: {
                values: [
                  { from: Math.max(domain[0], rest.value - margin), to: Math.min(domain[1], rest.value + margin) }
                ]
              },
              mark: { type: "rect", color: colors.muted, opacity: 0.13 },
              encoding: {
                x: { field: "from" },
                x2: { field: "to" },
                y: { value: 0 },
                y2: { value: height },
                tooltip: null
              }
            }
          ]),
      {
        transform: [{ filter: "isValid(datum.low)" }],
        mark: { type: "rule", strokeWidth: 1.3 },
        encoding: { x: { field: "low" }, x2: { field: "high" }, color: { ...byWho, legend: null } }
      },
      {
        mark: { type: "point", size: 46, opacity: 1, strokeWidth: 1.2 },
        encoding: {
          stroke: { ...byWho, legend: null },
          fill: {
            ...byWho,
            legend: null,
            scale: { domain: ["cohort", "rest"], range: [filled ? color : "#FFFFFF", colors.muted] }
          },
          shape: {
            field: "who",
            type: "nominal",
            legend: null,
            scale: { domain: ["cohort", "rest"], range: [shape, "circle"] }
          }
        }
      },
      {
        mark: { type: "text", dy: -8, fontSize: 8, fontWeight: "bold" },
        encoding: { text: { field: "text", type: "nominal" }, tooltip: null }
      }
    ]
  } as unknown as Spec
}
