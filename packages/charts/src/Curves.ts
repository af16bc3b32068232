/** Curves of several series with bands: a panel per kind of curve, small multiples with one legend. */
import { distinct, inLines, tooltip } from "./internal/Facets.ts"
import { linesWidth, wrapLabel } from "./Labels.ts"
import { colors, categories as colours, dashes, type Spec, textWidth } from "./Theme.ts"

type Json = Spec[string]

export interface Point {
  readonly x: number
  readonly y: number
  /** Ends of the band at x; absent or `null` where there is none. */
  readonly low?: number | null
  readonly high?: number | null
}

export interface Series {
  /** The same series has the same id in every panel. */
  readonly id: string
  /** As in the legend. */
  readonly label: string
  readonly points: ReadonlyArray<Point>
  /** A point that was chosen on the curve: a circle. */
  readonly chosen?: { readonly x: number; readonly y: number } | undefined
}

export interface Panel {
  readonly id: string
  readonly title: string
  readonly xTitle: string
  readonly yTitle: string
  /** Draws the diagonal: a perfectly calibrated, or a useless, model. */
  readonly diagonal?: boolean
  /** Ends of each axis; 0 and 1 when absent. The same wherever this kind of curve is drawn in a report. */
  readonly xDomain?: readonly [number, number]
  readonly yDomain?: readonly [number, number]
  /** The axis of x has equal room for equal ratios; its domain begins above 0. */
  readonly isLogarithmic?: boolean
  /** A vertical line. */
  readonly threshold?: number
  /** Marks each point, for curves of few points. */
  readonly marked?: boolean
  readonly series: ReadonlyArray<Series>
}

export interface Options {
  /** Ids of all series, which fix colours, dashes and letters over all panels. */
  readonly series: ReadonlyArray<string>
  readonly panels: ReadonlyArray<Panel>
  /** Ids of series that are told apart; the others are thin grey lines below them. All when absent. */
  readonly emphasised?: ReadonlySet<string> | undefined
  /** Panels side by side; 3 when absent. */
  readonly columns?: number
  readonly width?: number
  readonly maxHeight?: number
}

export interface Figure {
  readonly spec: Spec
  readonly panels: ReadonlyArray<string>
}

const defaultColumns = 3
const gapX = 14
const gapY = 9
const leftRoom = 26
const rightRoom = 4
const titleSize = 7.5
const titleLeading = 8.6
const plotHeight = 92
const axisRoom = 18
const legendSize = 6.5
const legendRow = 9
const symbolRoom = 28
/** Dashes of more series than these are not told apart where curves lie close: each carries its letter. */
const mostDashes = 4

/** The figures that show all panels, with about equally many rows of panels each. */
export const curves = (options: Options): ReadonlyArray<Figure> => {
  const width = options.width ?? textWidth
  const usual = options.panels.length === 4 ? 4 : defaultColumns
  const columns = Math.max(1, Math.min(options.columns ?? usual, options.panels.length))
  const blockWidth = Math.min((width - (columns - 1) * gapX) / columns, 240)
  const looks = looksOf(options, width)
  const titles = options.panels.map(({ title }) => wrapLabel(title, Math.floor(blockWidth / (titleSize * 0.59))))
  const gap = Math.max(0, ...titles.map(({ length }) => length)) * titleLeading + 3 + axisRoom + gapY
  const legend = legendOf(looks, width)
  const rows = Math.ceil(options.panels.length / columns)
  const most = Math.max(1, Math.floor(((options.maxHeight ?? 640) - legend.height) / (plotHeight + gap)))
  const each = Math.ceil(rows / Math.max(1, Math.ceil(rows / most))) * columns
  return Array.from({ length: Math.ceil(rows / Math.max(1, each / columns)) }, (_, figure) => {
    const panels = options.panels.slice(figure * each, (figure + 1) * each)
    return {
      panels: panels.map(({ id }) => id),
      spec: {
        padding: 0,
        concat: panels.map((panel, index) => ({
          title: {
            text: [...titles[figure * each + index]!],
            fontSize: titleSize,
            lineHeight: titleLeading,
            frame: "bounds",
            offset: 3
          },
          width: Math.floor(blockWidth - leftRoom - rightRoom),
          height: plotHeight,
          ...panelOf(panel, looks, legend.spec)
        })),
        columns,
        bounds: "flush",
        spacing: { row: gap, column: gapX + leftRoom + rightRoom },
        resolve: {
          scale: { color: "shared", strokeDash: "shared" },
          legend: { color: "shared", strokeDash: "shared" }
        }
      }
    }
  })
}

/** How a series is drawn, under its name in the legend. */
interface Look {
  readonly name: string
  readonly colour: string
  readonly dash: ReadonlyArray<number>
  /** Which a curve carries; `null` where dashes suffice. */
  readonly letter: string | null
}

const plainWidth = 1.1
const quietWidth = 0.7

const quiet: Look = { name: "The other categories", colour: colors.rule, dash: [], letter: null }

const isOfQuiet = `datum.series === ${JSON.stringify(quiet.name)}`

const letters = "abcdefghijklmnopqrstuvwxyz"

/** Of every series of any panel, in the order of the options. */
const looksOf = ({ emphasised, panels, series: all }: Options, width: number): ReadonlyMap<string, Look> => {
  const labels = new Map(panels.flatMap((panel) => panel.series.map(({ id, label }) => [id, label] as const)))
  const series = all.filter((id) => emphasised?.has(id) !== false)
  const letterOf = (index: number) => (series.length <= mostDashes ? null : (letters[index] ?? `${index + 1}`))
  const names = distinct(
    series.map((id, index) =>
      wrapLabel(
        [letterOf(index) ?? [], labels.get(id) ?? id].flat().join("  "),
        Math.floor((width - symbolRoom) / (legendSize * 0.54))
      ).join("\n")
    )
  )
  const looks = series.map((_, index) => ({
    name: names[index]!,
    colour: colours[index % colours.length]!,
    dash: dashes[(index + Math.floor(index / colours.length)) % dashes.length]!,
    letter: letterOf(index)
  }))
  const lookOf = (id: string) => looks[series.indexOf(id)] ?? quiet
  return new Map(all.flatMap((id) => (labels.has(id) ? [[id, lookOf(id)] as const] : [])))
}

/** A line with its dash and its name for every series, in as many columns as fit. */
const legendOf = (looks: ReadonlyMap<string, Look>, width: number) => {
  const names = [...new Set([...looks.values()].map(({ name }) => name))].map((name) => name.split("\n"))
  const widest = linesWidth(names.flat(), legendSize * 1.04) + symbolRoom
  const columns = Math.max(1, Math.min(names.length, Math.floor(width / widest)))
  const most = Math.max(1, ...names.map(({ length }) => length))
  return {
    height: Math.ceil(names.length / columns) * most * legendRow + 4,
    spec: {
      ...inLines,
      title: null,
      orient: "bottom",
      columns,
      labelFontSize: legendSize,
      symbolType: "stroke",
      symbolSize: 250,
      symbolOpacity: 1,
      symbolStrokeWidth: 1.2,
      rowPadding: 0,
      columnPadding: 8,
      offset: 2
    }
  }
}

const bandFields = ["low", "high"] as const

const isEnd = (field: string): boolean => bandFields.some((one) => one === field)

const panelOf = (panel: Panel, looks: ReadonlyMap<string, Look>, legend: Spec): Spec => {
  const { threshold, xDomain = [0, 1], yDomain = [0, 1] } = panel
  const all = [...new Set(looks.values())].toSorted((a, b) => Number(a === quiet) - Number(b === quiet))
  const isQuiet = ({ id }: Pick<Series, "id">) => looks.get(id) === quiet
  const series = panel.series.toSorted((a, b) => Number(isQuiet(b)) - Number(isQuiet(a)))
  const hasQuiet = series.some(isQuiet)
  const hasBand = series.some(({ points }) => points.some(({ low }) => low !== null && low !== undefined))
  const fields = ["x", "y", ...(hasBand ? bandFields : [])] as const
  const bySeries = (range: ReadonlyArray<Json>) => ({
    field: "series",
    type: "nominal",
    legend,
    scale: { domain: all.map(({ name }) => name), range: range as Json }
  })
  const said = tooltip(
    { [hasQuiet ? "category" : "series"]: "Series" },
    { x: panel.xTitle, y: panel.yTitle, ...(hasBand ? { low: "Lower end", high: "Upper end" } : {}) }
  )
  const each = hasQuiet ? { detail: { field: "category", type: "nominal" } } : {}
  const color = bySeries(all.map(({ colour }) => colour))
  const lines = (strokeWidth: number, transform: ReadonlyArray<Spec>): Spec => ({
    transform: [...transform],
    mark: { type: "line", strokeWidth, clip: true },
    encoding: {
      color,
      ...each,
      strokeDash: bySeries(all.map(({ dash }) => [...dash])),
      order: { value: null },
      tooltip: said
    }
  })
  const chosen = series.flatMap(({ chosen: point, id }) =>
    point === undefined ? [] : [{ series: looks.get(id)!.name, ...point }]
  )
  const from = Math.max(xDomain[0], yDomain[0])
  const to = Math.min(xDomain[1], yDomain[1])
  return {
    data: {
      values: series.map(({ id, label, points }) => ({
        series: looks.get(id)!.name,
        ...(hasQuiet ? { category: label } : {}),
        ...Object.fromEntries(
          fields.map((field) => [
            field,
            points.map((point) => (isQuiet({ id }) && isEnd(field) ? null : (point[field] ?? null)))
          ])
        )
      }))
    },
    transform: [{ flatten: fields as Json }],
    encoding: { x: xOf(panel, xDomain), y: axisOf("y", panel.yTitle, { domain: [...yDomain] }, { minExtent: 17 }) },
    layer: [
      ...(panel.diagonal ? [straight([from, to], "line", {})] : []),
      ...(threshold === undefined ? [] : [straight([threshold], "rule", { y: null })]),
      ...(yDomain[0] < 0 ? [straight([0], "rule", { x: null })] : []),
      ...(hasBand
        ? [
            {
              ...(hasQuiet ? { transform: [{ filter: "datum.low !== null" }] } : {}),
              mark: { type: "area", opacity: all.length <= mostDashes ? 0.13 : 0.07, clip: true },
              encoding: { y: { field: "low" }, y2: { field: "high" }, color, order: { value: null }, ...each }
            }
          ]
        : []),
      ...(hasQuiet ? [lines(quietWidth, [{ filter: isOfQuiet }])] : []),
      lines(plainWidth, hasQuiet ? [{ filter: `!(${isOfQuiet})` }] : []),
      ...(panel.marked
        ? [
            {
              mark: { type: "point", filled: true, size: 8, opacity: 1, clip: true },
              encoding: { color, tooltip: said }
            }
          ]
        : []),
      ...(chosen.length === 0
        ? []
        : [
            {
              data: { values: chosen },
              mark: { type: "point", size: 26, strokeWidth: 1.3, opacity: 1, clip: true },
              encoding: { color, tooltip: tooltip({ series: "Series" }, { x: panel.xTitle, y: panel.yTitle }) }
            }
          ]),
      ...letterLayers({ series }, looks, [xDomain, yDomain])
    ] as Json
  }
}

/** A straight line that stands for no series, at these places on both axes. */
const straight = (places: ReadonlyArray<number>, type: "line" | "rule", encoding: Spec): Spec => ({
  data: { values: places.map((_at) => ({ _at })) },
  mark: { type, color: colors.rule, strokeWidth: 0.7, clip: true },
  encoding: { x: { field: "_at" }, y: { field: "_at" }, ...encoding }
})

const axisOf = (field: string, title: string, scale: Spec, more: Spec): Spec => ({
  field,
  type: "quantitative",
  title,
  scale: { nice: false, zero: false, ...scale },
  axis: {
    tickCount: 5,
    grid: true,
    ticks: false,
    labelFontSize: 6,
    labelColor: colors.muted,
    labelPadding: 3,
    titleFontSize: 6.5,
    titlePadding: 3,
    ...more
  }
})

const xOf = ({ isLogarithmic, xTitle }: Panel, domain: readonly [number, number]): Spec =>
  isLogarithmic
    ? axisOf(
        "x",
        xTitle,
        { type: "log", domain: [...domain] },
        { format: "~g", values: [...decades(domain)], labelOverlap: "greedy" }
      )
    : axisOf("x", xTitle, { domain: [...domain] }, {})

/** 1 and 3 times the powers of ten between two numbers above 0. */
const decades = ([low, high]: readonly [number, number]): ReadonlyArray<number> => {
  const first = Math.floor(Math.log10(low))
  const count = Math.ceil(Math.log10(high)) - first + 1
  return Array.from({ length: count }, (_, i) => [1, 3].map((factor) => Number(`${factor}e${first + i}`)))
    .flat()
    .filter((value) => value >= low && value <= high)
}

/** Each curve's letter, on a white ground, at a place of its own along the axis. */
const letterLayers = (
  { series }: Pick<Panel, "series">,
  looks: ReadonlyMap<string, Look>,
  [[left, right], [low, high]]: readonly [readonly [number, number], readonly [number, number]]
): ReadonlyArray<Spec> => {
  const values = series.flatMap(({ id, points }, index) => {
    const { letter } = looks.get(id)!
    const shown = points
      .map((point, order) => ({ ...point, order }))
      .filter(({ x, y }) => x >= left && x <= right && y >= low && y <= high)
    if (letter === null || shown.length === 0) return []
    const [first, last] = [shown[0]!.x, shown.at(-1)!.x]
    const x = first + ((index + 0.75) / (series.length + 0.5)) * (last - first)
    const next = Math.max(
      1,
      shown.findIndex((point) => (last >= first ? point.x >= x : point.x <= x))
    )
    const [a, b] = [shown[next - 1]!, shown[Math.min(next, shown.length - 1)]!]
    // Between points on either side of a part outside the panel there is no curve.
    const share = b.x === a.x || b.order - a.order > 1 ? 0 : (x - a.x) / (b.x - a.x)
    return [{ x: a.x + share * (b.x - a.x), y: a.y + share * (b.y - a.y), letter }]
  })
  if (values.length === 0) return []
  return [
    {
      data: { values },
      mark: { type: "point", filled: true, shape: "circle", size: 34, color: "#FFFFFF", opacity: 0.9 }
    },
    {
      data: { values },
      mark: { type: "text", fontSize: 6, fontWeight: "bold" },
      encoding: { text: { field: "letter", type: "nominal" } }
    }
  ]
}
