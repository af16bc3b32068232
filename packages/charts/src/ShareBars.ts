/**
 * Shares that add up to one as bars of 100 %, a panel a variable and a row a cohort, against those of all patients: their
 * own bar, whose borders run through the others as dashed lines.
 */
import { acrossRows, facets } from "./internal/Facets.ts"
import { colors, type Spec, textWidth } from "./Theme.ts"

/** Of each segment, in their order; or why there are none. */
export type Shares = ReadonlyArray<number> | string

export interface Row {
  readonly label: string
  readonly shares: Shares
}

export interface Panel {
  readonly title: string
  /** As many in every panel, with the same labels. */
  readonly rows: ReadonlyArray<Row>
  readonly everyone: Shares
}

export interface Options {
  /** Names of the segments, from left to right, and from dark to light. */
  readonly segments: ReadonlyArray<string>
  readonly panels: ReadonlyArray<Panel>
}

const everyoneLabel = "All patients"
const maxHeight = 600
const roomOfNumber = 12

/** Lightness falls evenly from the first segment to the last, so that they differ without colour. */
const dark = [27, 58, 92] as const
const light = [214, 230, 242] as const

/** The fill of each of so many segments, and the colour of the number upon it. */
export const shadesOf = (segments: number): ReadonlyArray<{ readonly fill: string; readonly text: string }> =>
  Array.from({ length: segments }, (_, s) => {
    const share = segments === 1 ? 1 : s / (segments - 1)
    const channel = (c: 0 | 1 | 2) => Math.round(dark[c] + (light[c] - dark[c]) * share)
    const fill = `#${([0, 1, 2] as const).map((c) => channel(c).toString(16).padStart(2, "0")).join("")}`
    return { fill, text: share < 0.55 ? "#FFFFFF" : colors.text }
  })

/** Where each segment but the last ends, inside the bar. */
const bordersOf = (shares: Shares): ReadonlyArray<number> =>
  typeof shares === "string"
    ? []
    : shares
        .slice(0, -1)
        .map((_, s) => 100 * shares.slice(0, s + 1).reduce((sum, share) => sum + share, 0))
        .filter((end) => end > 0 && end < 100)

/** The figures that show all panels; cohorts are named at the left of each row of panels, all patients first. */
export const shareBars = ({ panels, segments }: Options): ReadonlyArray<Spec> =>
  facets({
    labels: [everyoneLabel, ...panels[0]!.rows.map(({ label }) => label)],
    panels,
    title: ({ title }) => title,
    domain: () => [0, 100],
    columns: undefined,
    width: textWidth,
    maxHeight,
    aside: 2,
    draw: (_, width) => ({
      heads: ({ everyone }) => bordersOf(everyone).map((border) => ({ _border: border })),
      rows: ({ everyone, rows }) =>
        [everyone, ...rows.map(({ shares }) => shares)].flatMap(
          (shares, row): ReadonlyArray<readonly [number, Spec]> =>
            typeof shares === "string"
              ? [[row, { reason: shares }]]
              : shares.map((share, order) => [row, { measured: segments[order]!, percent: 100 * share, order }])
        ),
      layers: barLayers(segments, width),
      tooltip: [{ category: "Cohort", measured: "Measured" }, { percent: "Patients (%)" }],
      below: "Dashed: all patients"
    }),
    xAxis: { values: [0, 50, 100], labelExpr: "datum.value === 100 ? '100 %' : datum.label", grid: false },
    yAxis: { labelFontWeight: { condition: { test: "datum.index === 0", value: "bold" }, value: "normal" } }
  }).map(({ spec }) => spec)

const barLayers = (segments: ReadonlyArray<string>, width: number): ReadonlyArray<Spec> => {
  const shades = shadesOf(segments.length)
  const stacked = { field: "percent", stack: "zero" }
  const order = { field: "order", type: "quantitative" }
  const measured = [{ filter: "isValid(datum.percent)" }]
  const border = { x: { field: "_border" }, ...acrossRows }
  return [
    {
      transform: measured,
      mark: { type: "bar", stroke: "#FFFFFF", strokeWidth: 0.5, height: { band: 0.72 } },
      encoding: {
        x: stacked,
        order,
        fill: {
          field: "measured",
          type: "nominal",
          scale: { domain: [...segments], range: shades.map(({ fill }) => fill) },
          legend: {
            title: null,
            orient: "top",
            symbolType: "square",
            labelFontSize: 6.5,
            symbolStrokeWidth: 0,
            offset: 4
          }
        }
      }
    },
    { mark: { type: "rule", color: "#FFFFFF", strokeWidth: 1.6 }, encoding: border },
    { mark: { type: "rule", color: "#000000", strokeWidth: 0.8, strokeDash: [3, 2] }, encoding: border },
    {
      transform: measured,
      mark: { type: "text", fontSize: 6 },
      encoding: {
        x: { ...stacked, bandPosition: 0.5 },
        order,
        color: {
          condition: {
            test: `datum.order < ${shades.filter(({ text }) => text !== colors.text).length}`,
            value: "#FFFFFF"
          },
          value: colors.text
        },
        text: {
          condition: { test: `datum.percent >= ${(100 * roomOfNumber) / width}`, field: "percent", format: ".0f" },
          value: ""
        }
      }
    },
    {
      transform: [{ filter: "isValid(datum.reason)" }],
      mark: { type: "text", align: "left", fontSize: 6, fontStyle: "italic", color: colors.muted },
      encoding: { x: { value: 3 }, text: { field: "reason", type: "nominal" }, tooltip: null }
    }
  ]
}
