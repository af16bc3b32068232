/**
 * Forest plots: the difference of each cohort from its rest, with a simultaneous interval, against zero and a margin.
 *
 * @since 0.1.0
 */
import type { Verdict } from "@fairward/core/ReportDocument"
import { defaultMaxHeight, type Figure, type Sense } from "./BoxPlots.ts"
import { type MultiplesPanel, multiples, type PlacedPanel, within } from "./internal/Multiples.ts"
import { notes, own, plate, points, rects, rules, texts, tooltip } from "./internal/Plate.ts"
import { linesWidth } from "./Labels.ts"
import { ink, palette, type Spec, textWidth } from "./Theme.ts"

export interface Row {
  readonly label: string
  /** Rows of one group stand in a panel of that name. */
  readonly group?: string
  readonly verdict: Verdict
  /** Cohort minus rest, in the metric's unit; `null` when not estimable. */
  readonly difference: number | null
  readonly interval: { readonly low: number; readonly high: number } | null
}

export interface Panel {
  readonly id: string
  readonly title: string
  /** Rows are named by their labels, which panels of a figure share. */
  readonly rows: ReadonlyArray<Row>
  readonly domain: readonly [number, number]
  /** Differences within ± this do not matter; drawn as a band. */
  readonly margin?: number
}

export interface FigureOptions {
  readonly panels: ReadonlyArray<Panel>
  /** What the axes measure, such as "Difference in recall (cohort − rest)". */
  readonly title: string
  readonly sense: Sense
  /** Panels side by side; 3 or 4 when absent. */
  readonly columns?: number
  /** Width of the figure in pixels; the text width when absent. */
  readonly width?: number
  /** Largest height of a figure in pixels; panels beyond it go to further figures. */
  readonly maxHeight?: number
}

export interface Options {
  readonly rows: ReadonlyArray<Row>
  /** What the axis measures, such as "Difference in recall (cohort − rest)". */
  readonly title: string
  readonly sense: Sense
  readonly domain: readonly [number, number]
  /** Differences within ± this do not matter; drawn as a band. */
  readonly margin?: number
  /** Panels side by side; 3 or 4 when absent. */
  readonly columns?: number
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
  "too small": { color: ink.rule, shape: "diamond", filled: false },
  "not estimable": { color: ink.rule, shape: "circle", filled: false }
}

/** One figure with the rows of each group in a panel, all panels on one axis; or one panel, when rows have no groups. */
export const intervals = (options: Options): Spec => {
  const groups = [...new Set(options.rows.map(({ group }) => group ?? ""))]
  const panels = groups.map(
    (title, index): Panel => ({
      id: `${index}`,
      title,
      rows: options.rows.filter(({ group }) => (group ?? "") === title),
      domain: options.domain,
      ...(options.margin === undefined ? {} : { margin: options.margin })
    })
  )
  const { columns, sense, title, width } = options
  const [figure] = forests({
    panels: panels.length === 0 ? [{ id: "0", title: "", rows: [], domain: options.domain }] : panels,
    sense,
    title,
    maxHeight: Number.MAX_VALUE,
    ...(columns === undefined ? {} : { columns }),
    ...(width === undefined ? {} : { width })
  })
  return figure!.spec
}

const verdictRoom = 62
const plainRoom = 4

/** The figures that show all panels. Intervals that leave the domain end at its edge. */
export const forests = (options: FigureOptions): ReadonlyArray<Omit<Figure, "alt">> => {
  const width = options.width ?? textWidth
  const labels = [...new Set(options.panels.flatMap(({ rows }) => rows.map(({ label }) => label)))]
  const isAlone = Math.min(options.columns ?? options.panels.length, options.panels.length) === 1
  return multiples({
    labels,
    panels: options.panels,
    columns: options.columns,
    width,
    maxHeight: options.maxHeight ?? defaultMaxHeight,
    aside: isAlone ? verdictRoom : plainRoom
  }).map(({ chrome, height, panels }) => {
    const title = notes(axisTitle(options), height + 1, width)
    const verdicts = isAlone ? [] : verdictsOf(panels.map(({ panel }) => panel))
    const key = verdictKey(verdicts, height + 1 + title.height, width)
    return {
      panels: panels.map(({ panel }) => panel.id),
      spec: plate(width, height + 2 + title.height + key.height, [
        ...bandLayers(panels),
        ...chrome,
        ...rowLayers(panels, labels, isAlone),
        ...title.layers,
        ...key.layers
      ])
    }
  })
}

const axisTitle = ({ sense, title }: Pick<Options, "sense" | "title">): string =>
  sense === "none" ? title : sense === "higher" ? `← worse    ${title}    better →` : `← better    ${title}    worse →`

/** Verdicts of the rows that have a mark, in the order in which they are listed anywhere. */
const verdictsOf = (panels: ReadonlyArray<Panel>): ReadonlyArray<Verdict> => {
  const found = new Set(
    panels.flatMap(({ rows }) => rows.flatMap(({ difference, verdict }) => (difference === null ? [] : [verdict])))
  )
  return (Object.keys(verdictMarks) as ReadonlyArray<Verdict>).filter((verdict) => found.has(verdict))
}

const keySize = 6.5
const keyHeight = 9

const markLayers = (
  data: ReadonlyArray<{
    readonly x: number
    readonly y: number
    readonly verdict: Verdict
    readonly [field: string]: unknown
  }>,
  encoding: Spec = {}
): ReadonlyArray<Spec> =>
  points(
    data.map(({ verdict, x, y, ...said }) => {
      const { color, filled, shape } = verdictMarks[verdict]
      return {
        _x: x,
        _y: y,
        _shape: shape,
        _stroke: color,
        _fill: filled ? color : "#FFFFFF",
        verdict,
        ...(said as Spec)
      }
    }),
    { type: "point", size: 22, strokeWidth: 0.9, opacity: 1 },
    { shape: own("_shape"), stroke: own("_stroke"), fill: own("_fill"), ...encoding }
  )

const verdictKey = (verdicts: ReadonlyArray<Verdict>, top: number, width: number) => {
  let x = 4
  let row = 0
  const placed = verdicts.map((verdict) => {
    const room = linesWidth([verdict], keySize) + 20
    if (x + room > width) {
      x = 4
      row++
    }
    const at = { verdict, x, y: top + (row + 0.5) * keyHeight }
    x += room
    return at
  })
  return {
    layers: [
      ...markLayers(placed),
      ...texts(
        placed.map(({ verdict, x, y }) => ({ _x: x + 6, _y: y, text: verdict })),
        { fontSize: keySize, color: ink.muted }
      )
    ],
    height: placed.length === 0 ? 0 : (row + 1) * keyHeight
  }
}

type Placed = PlacedPanel<Panel & MultiplesPanel>

const bandLayers = (placed: ReadonlyArray<Placed>): ReadonlyArray<Spec> =>
  rects(
    placed.flatMap(({ bottom, panel, top, x }) => {
      if (panel.margin === undefined) return []
      const [low, high] = [-panel.margin, panel.margin].map((end) => x(within(end, panel.domain)))
      return [{ _x: low!, _y: top, _x2: high!, _y2: bottom }]
    }),
    { type: "rect", color: "#E9EDF1" }
  )

const rowLayers = (
  placed: ReadonlyArray<Placed>,
  labels: ReadonlyArray<string>,
  isAlone: boolean
): ReadonlyArray<Spec> => {
  const rows = placed.flatMap((at) =>
    at.panel.rows.map((row) => ({ at, row, y: at.middles[labels.indexOf(row.label)]! }))
  )
  const drawn = rows.flatMap(({ at, row, y }) => {
    const { difference, interval, label, verdict } = row
    if (difference === null) return []
    const x = (value: number) => at.x(within(value, at.panel.domain))
    const said = { row: label, ...(at.panel.title === "" ? {} : { panel: at.panel.title }) }
    const ends = interval === null ? {} : { low: interval.low, high: interval.high }
    return [{ at, difference, interval, said: { ...said, difference, ...ends }, verdict, x, y }]
  })
  const hover = {
    tooltip: tooltip(
      { row: "Row", ...(placed.some(({ panel }) => panel.title !== "") ? { panel: "Panel" } : {}), verdict: "Verdict" },
      { difference: "Difference", low: "Lower end", high: "Upper end" }
    )
  }
  return [
    ...rules(
      placed.map(({ bottom, panel, top, x }) => {
        const zero = x(within(0, panel.domain))
        return { _x: zero, _y: top, _x2: zero, _y2: bottom }
      }),
      { type: "rule", color: ink.text, strokeWidth: 0.7 }
    ),
    ...rules(
      drawn.flatMap(({ interval, said, verdict, x, y }) =>
        interval === null
          ? []
          : [
              {
                _x: x(interval.low),
                _y: y,
                _x2: x(interval.high),
                _y2: y,
                _color: verdictMarks[verdict].color,
                verdict,
                ...said
              }
            ]
      ),
      { type: "rule", strokeWidth: 1.1 },
      { color: own("_color"), ...hover }
    ),
    ...markLayers(
      drawn
        .filter(({ at, difference }) => difference >= at.panel.domain[0] && difference <= at.panel.domain[1])
        .map(({ difference, said, verdict, x, y }) => ({ x: x(difference), y, verdict, ...said })),
      hover
    ),
    ...texts(
      rows.flatMap(({ at, row, y }) => {
        const words = row.difference === null && row.verdict !== "too small" ? "not estimable" : row.verdict
        if (isAlone) return [{ _x: at.left + at.width + 7, _y: y, text: words }]
        return row.difference === null ? [{ _x: at.left + 3, _y: y, text: words }] : []
      }),
      { fontSize: isAlone ? keySize : 6, color: ink.muted, ...(isAlone ? {} : { fontStyle: "italic" as const }) }
    )
  ]
}
