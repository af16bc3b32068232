/**
 * Forest plots: the difference of each cohort from its rest, with a simultaneous interval, against zero and a margin.
 */
import type { Verdict } from "@fairward/core/ReportDocument"
import { defaultMaxHeight, type Figure, type Sense } from "./BoxPlots.ts"
import { acrossRows, facets } from "./internal/Facets.ts"
import { colors, palette, type Spec, textWidth } from "./Theme.ts"

export interface Row {
  readonly label: string
  readonly verdict: Verdict
  /** Cohort minus rest, in the metric's unit; `null` when not estimable. */
  readonly difference: number | null
  readonly interval: { readonly low: number; readonly high: number } | null
  /** Differences within ± this do not matter; drawn as a band. */
  readonly margin?: number | null
}

export interface Panel {
  readonly id: string
  readonly title: string
  /** Of what it shows; that of the figure when absent. */
  readonly sense?: Sense
  /** Rows are named by their labels, which panels of a figure share. */
  readonly rows: ReadonlyArray<Row>
}

export interface Options {
  readonly panels: ReadonlyArray<Panel>
  /** What the axes measure, such as "Difference in recall (cohort − rest)". */
  readonly title: string
  /** Where lower is better the axis runs to the left, so that worse is on the left of every panel. */
  readonly sense: Sense
  /** Each panel has its own axis, for metrics of several units. */
  readonly ownAxes?: boolean
  /** Panels side by side; 3 or 4 when absent. */
  readonly columns?: number
  /** Width of the figure in pixels; the text width when absent. */
  readonly width?: number
  /** Largest height of a figure in pixels; panels beyond it go to further figures. */
  readonly maxHeight?: number
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
  inconclusive: { color: colors.muted, shape: "circle", filled: false },
  "no verdict": { color: colors.muted, shape: "stroke", filled: false },
  "too small": { color: colors.rule, shape: "diamond", filled: false },
  "not estimable": { color: colors.rule, shape: "circle", filled: false }
}

const verdictRoom = 62
const plainRoom = 4
/** The widest half of an axis whose whole can still be computed. */
const widest = 1e300

/** How far from zero an axis of these panels reaches: beyond all ends of intervals and margins. */
const reachOf = (panels: ReadonlyArray<Panel>): number =>
  Math.min(
    widest,
    1.04 *
      panels
        .flatMap(({ rows }) =>
          rows.flatMap(({ difference, interval, margin }) => [
            (margin ?? 0) * 1.2,
            difference ?? 0,
            interval?.low ?? 0,
            interval?.high ?? 0
          ])
        )
        .reduce((most, end) => Math.max(most, Math.abs(end)), 1e-9)
  )

/** The figures that show all panels. */
export const intervals = (options: Options): ReadonlyArray<Omit<Figure, "alt">> => {
  const { ownAxes = false, panels } = options
  const labels = [...new Set(panels.flatMap(({ rows }) => rows.map(({ label }) => label)))]
  const isAlone = options.columns === 1 || panels.length === 1
  const common = reachOf(panels)
  const senseOf = ({ sense = options.sense }: Panel) => sense
  const reach = (panel: Panel) => (ownAxes ? reachOf([panel]) : common)
  return facets({
    labels,
    panels,
    title: ({ title }) => title,
    columns: options.columns,
    width: options.width ?? textWidth,
    maxHeight: options.maxHeight ?? defaultMaxHeight,
    aside: isAlone ? verdictRoom : plainRoom,
    domain: (panel) => (senseOf(panel) === "lower" ? [reach(panel), -reach(panel)] : [-reach(panel), reach(panel)]),
    draw: (shown, width) => ({
      heads: () => [{}],
      rows: (panel) =>
        panel.rows.map(({ difference, interval, label, margin, verdict }) => {
          const half = Math.min(margin ?? 0, reach(panel))
          return [
            labels.indexOf(label),
            {
              ...(half > 0 ? { _below: -half, _above: half } : {}),
              ...(difference === null
                ? { words: withoutMark[verdict] ?? "not estimable" }
                : { verdict, difference, ...interval, ...(isAlone ? { words: verdict } : {}) })
            }
          ]
        }),
      layers: rowLayers(verdictsOf(shown), isAlone, width),
      tooltip: [
        { category: "Row", ...(isAlone ? {} : { panel: "Panel" }), verdict: "Verdict" },
        { difference: "Difference", low: "Lower end", high: "Upper end" }
      ],
      below: shown.every((panel) => senseOf(panel) === "none")
        ? options.title
        : `← worse${space}${options.title}${space}better →`
    })
  }).map(({ panels, spec }) => ({ panels: panels.map(({ id }) => id), spec }))
}

/** In place of a mark. */
const withoutMark: Readonly<Partial<Record<Verdict, string>>> = { "too small": "too small", "no verdict": "not judged" }

/** Of an em: browsers draw several plain spaces as one. */
const space = "\u2003"

/** Verdicts of the rows that have a mark, in the order in which they are listed anywhere. */
const verdictsOf = (panels: ReadonlyArray<Panel>): ReadonlyArray<Verdict> => {
  const found = new Set(
    panels.flatMap(({ rows }) => rows.flatMap(({ difference, verdict }) => (difference === null ? [] : [verdict])))
  )
  return (Object.keys(verdictMarks) as ReadonlyArray<Verdict>).filter((verdict) => found.has(verdict))
}

const smallText = 6.5

const rowLayers = (verdicts: ReadonlyArray<Verdict>, isAlone: boolean, width: number): ReadonlyArray<Spec> => {
  const legend = isAlone
    ? null
    : {
        title: null,
        orient: "bottom",
        labelFontSize: smallText,
        labelColor: colors.muted,
        symbolSize: 22,
        symbolStrokeWidth: 0.9,
        offset: 4
      }
  const by = (look: (verdict: Verdict) => string): Spec => ({
    field: "verdict",
    type: "nominal",
    legend,
    scale: { domain: [...verdicts], range: verdicts.map(look) }
  })
  const stroke = by((verdict) => verdictMarks[verdict].color)
  const fill = by((verdict) => (verdictMarks[verdict].filled ? verdictMarks[verdict].color : "#FFFFFF"))
  const shape = by((verdict) => verdictMarks[verdict].shape)
  return [
    {
      transform: [{ filter: "isValid(datum._below)" }],
      mark: { type: "rect", color: colors.muted, opacity: 0.13 },
      encoding: { x: { field: "_below" }, x2: { field: "_above" }, tooltip: null }
    },
    {
      transform: [{ filter: "!isValid(datum.category)" }],
      mark: { type: "rule", color: colors.text, strokeWidth: 0.7 },
      encoding: { x: { datum: 0 }, ...acrossRows }
    },
    {
      mark: { type: "rule", strokeWidth: 1.1 },
      encoding: { x: { field: "low" }, x2: { field: "high" }, stroke }
    },
    {
      mark: { type: "point", size: 22, strokeWidth: 0.9, opacity: 1 },
      encoding: { x: { field: "difference" }, stroke, fill, shape }
    },
    {
      transform: [{ filter: "isValid(datum.words)" }],
      mark: {
        type: "text",
        align: "left",
        color: colors.muted,
        ...(isAlone ? { fontSize: smallText } : { fontSize: 6, fontStyle: "italic" })
      },
      encoding: { x: { value: isAlone ? width + 7 : 3 }, text: { field: "words" }, tooltip: null }
    }
  ]
}
