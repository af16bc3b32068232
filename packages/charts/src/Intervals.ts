/**
 * A forest plot: the difference of each cohort from its rest, with a simultaneous interval, against zero and a margin.
 *
 * @since 0.1.0
 */
import type { Verdict } from "@fairward/core/ReportDocument"
import type { Sense } from "./BoxPlots.ts"
import { linesWidth, wrapLabel } from "./Labels.ts"
import { ink, palette, type Spec, textWidth } from "./Theme.ts"

export interface Row {
  readonly label: string
  /** Rows that follow each other with the same group stand below its name. */
  readonly group?: string
  readonly verdict: Verdict
  /** Cohort minus rest, in the metric's unit; `null` when not estimable. */
  readonly difference: number | null
  readonly interval: { readonly low: number; readonly high: number } | null
}

export interface Options {
  readonly rows: ReadonlyArray<Row>
  /** What the axis measures, such as "Difference in recall (cohort − rest)". */
  readonly title: string
  readonly sense: Sense
  readonly domain: readonly [number, number]
  /** Differences within ± this do not matter; drawn as a band. */
  readonly margin?: number
  /** Width of the figure in pixels; the text width when absent. */
  readonly width?: number
}

/** How a verdict is drawn: by colour, and by shape for black-and-white prints. */
export const verdictMarks: Readonly<
  Record<Verdict, { readonly color: string; readonly shape: string; readonly filled: boolean }>
> = {
  material: { color: palette.vermillion, shape: "triangle-down", filled: true },
  worse: { color: palette.vermillion, shape: "triangle-down", filled: false },
  better: { color: palette.green, shape: "triangle-up", filled: true },
  equivalent: { color: palette.blue, shape: "square", filled: true },
  greater: { color: palette.purple, shape: "triangle-right", filled: true },
  less: { color: palette.purple, shape: "triangle-left", filled: true },
  inconclusive: { color: ink.muted, shape: "circle", filled: false },
  "no verdict": { color: ink.muted, shape: "cross", filled: false },
  "too small": { color: ink.rule, shape: "circle", filled: false },
  "not estimable": { color: ink.rule, shape: "circle", filled: false }
}

const step = 14
const lineHeight = 8.4
const verdictColumn = 66

/** The forest plot of `rows`, from top to bottom. Intervals that leave the domain end at its edge. */
export const intervals = (options: Options): Spec => {
  const lines = layoutRows(options.rows)
  const labelWidth =
    Math.min(190, Math.max(40, ...lines.map((line) => linesWidth(line.text, line.header ? 8.6 : 8)))) + 10
  const plotWidth = Math.floor((options.width ?? textWidth) - labelWidth - verdictColumn - 12)
  const keys = lines.map((line) => line.key)
  const y = { field: "key", type: "ordinal", scale: { domain: keys }, axis: null }
  const rowStep = Math.max(step, ...lines.map((line) => line.text.length * lineHeight + 2))
  const labelled = lines.map((line) => ({ header: line.header, values: labelLines(line, rowStep) }))
  const offset = { field: "offset", type: "quantitative", scale: null }
  const x = (field: string) => ({
    field,
    type: "quantitative",
    title: axisTitle(options),
    scale: { domain: [...options.domain], nice: false, zero: false },
    axis: { tickCount: 7, grid: true }
  })
  const drawn = lines.flatMap(({ key, row }) =>
    row === null || row.difference === null
      ? []
      : [
          {
            key,
            difference: row.difference,
            low: row.interval?.low ?? null,
            high: row.interval?.high ?? null,
            verdict: row.verdict
          }
        ]
  )
  const verdicts = [...new Set(drawn.map(({ verdict }) => verdict))]
  const mark = (verdict: Verdict) => verdictMarks[verdict]
  const colour = {
    field: "verdict",
    type: "nominal",
    legend: null,
    scale: { domain: verdicts, range: verdicts.map((verdict) => mark(verdict).color) }
  }
  return {
    width: plotWidth,
    height: { step: rowStep },
    data: { values: drawn },
    layer: [
      ...(options.margin === undefined
        ? []
        : [
            {
              data: { values: [{ low: -options.margin, high: options.margin }] },
              mark: { type: "rect", color: "#EEF1F4", clip: true },
              encoding: { x: x("low"), x2: { field: "high" } }
            }
          ]),
      {
        data: { values: [{ zero: 0 }] },
        mark: { type: "rule", color: ink.text, strokeWidth: 0.8, clip: true },
        encoding: { x: x("zero") }
      },
      {
        transform: [{ filter: "isValid(datum.low)" }],
        mark: { type: "rule", strokeWidth: 1.3, clip: true },
        encoding: { y, x: x("low"), x2: { field: "high" }, color: colour }
      },
      {
        mark: { type: "point", size: 42, strokeWidth: 1.2, opacity: 1, clip: true },
        encoding: {
          y,
          x: x("difference"),
          stroke: colour,
          fill: {
            ...colour,
            scale: {
              domain: verdicts,
              range: verdicts.map((verdict) => (mark(verdict).filled ? mark(verdict).color : "#FFFFFF"))
            }
          },
          shape: { ...colour, scale: { domain: verdicts, range: verdicts.map((verdict) => mark(verdict).shape) } }
        }
      },
      {
        data: { values: labelled.flatMap((line) => (line.header ? [] : line.values)) },
        mark: { type: "text", align: "right", baseline: "middle", fontSize: 8 },
        encoding: { y, yOffset: offset, x: { value: -10 }, text: { field: "text" } }
      },
      {
        data: { values: labelled.flatMap((line) => (line.header ? line.values : [])) },
        mark: { type: "text", align: "left", baseline: "middle", fontWeight: "bold", fontSize: 8.5 },
        encoding: { y, yOffset: offset, x: { value: -labelWidth }, text: { field: "text" } }
      },
      {
        data: {
          values: lines.flatMap(({ key, row }) =>
            row === null
              ? []
              : [{ key, text: row.difference === null && row.verdict !== "too small" ? "not estimable" : row.verdict }]
          )
        },
        mark: { type: "text", align: "left", baseline: "middle", color: ink.muted, fontSize: 8 },
        encoding: { y, x: { value: plotWidth + 8 }, text: { field: "text" } }
      }
    ]
  }
}

const axisTitle = ({ sense, title }: Options): string =>
  sense === "none" ? title : sense === "higher" ? `← worse    ${title}    better →` : `← better    ${title}    worse →`

interface Line {
  readonly key: string
  readonly text: ReadonlyArray<string>
  readonly header: boolean
  readonly row: Row | null
}

/** The lines of a label, centred on its row; offsets count from the row's upper edge. */
const labelLines = ({ key, text }: Line, rowStep: number) =>
  text.map((line, index) => ({ key, text: line, offset: rowStep / 2 + (index - (text.length - 1) / 2) * lineHeight }))

const layoutRows = (rows: ReadonlyArray<Row>): ReadonlyArray<Line> =>
  rows.flatMap((row, index) => [
    ...(row.group !== undefined && row.group !== rows[index - 1]?.group
      ? [{ key: `group ${index}`, text: wrapLabel(row.group, 40), header: true, row: null }]
      : []),
    { key: `row ${index}`, text: wrapLabel(row.label, 38), header: false, row }
  ])
