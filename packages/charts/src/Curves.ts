/**
 * Curves of several series with bands: a panel per kind of curve, small multiples with one legend.
 *
 * @since 0.1.0
 */
import { areas, lines, numbers, own, plate, points, rules, texts, ticks, tooltip } from "./internal/Plate.ts"
import { linesWidth, wrapLabel } from "./Labels.ts"
import { categories as colours, dashes, ink, type Spec, textWidth } from "./Theme.ts"

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
}

export interface Panel {
  readonly id: string
  readonly title: string
  readonly xTitle: string
  readonly yTitle: string
  /** Draws the diagonal: a perfectly calibrated, or a useless, model. */
  readonly diagonal: boolean
  /** Ends of each axis; 0 and 1 when absent. The same wherever this kind of curve is drawn in a report. */
  readonly xMin?: number
  readonly xMax?: number
  readonly yMax?: number
  /** Marks each point, for curves of few points. */
  readonly marked: boolean
  readonly series: ReadonlyArray<Series>
}

export interface Options {
  /** Ids of all series, which fix colours, dashes and letters over all panels. */
  readonly series: ReadonlyArray<string>
  readonly panels: ReadonlyArray<Panel>
  /**
   * One legend below all panels, or one a panel; when absent, one below all where every series has the same label in each
   * panel.
   */
  readonly sharedLegend?: boolean
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
const titleSize = 7.5
const titleLeading = 8.6
const plotHeight = 92
const axisRoom = 18
const legendSize = 6.5
const legendRow = 8.6
const swatch = 22
/** Dashes of more series than these are not told apart where curves lie close: each carries its letter. */
const mostDashes = 4

/** The figures that show all panels, with about equally many rows of panels each. */
export const curves = (options: Options): ReadonlyArray<Figure> => {
  const width = options.width ?? textWidth
  const usual = options.panels.length === 4 ? 4 : defaultColumns
  const columns = Math.max(1, Math.min(options.columns ?? usual, options.panels.length))
  const blockWidth = Math.min((width - (columns - 1) * gapX) / columns, 240)
  const shared = options.sharedLegend ?? hasCommonLabels(options.panels)
  const named = (series: ReadonlyArray<Series>): ReadonlyArray<Entry> =>
    series.map(({ id, label }) => ({ label, look: lookOf(options.series.indexOf(id), options.series.length) }))
  const titles = options.panels.map(({ title }) => wrapLabel(title, Math.floor(blockWidth / (titleSize * 0.59))))
  const titleHeight = Math.max(0, ...titles.map(({ length }) => length)) * titleLeading + 3
  const ownLegends = options.panels.map(({ series }) => (shared ? null : legend(named(series), blockWidth)))
  const ownHeight = Math.max(0, ...ownLegends.map((one) => one?.height ?? 0))
  const common = shared ? legend(named(allSeries(options)), width) : null
  const band = titleHeight + plotHeight + axisRoom + ownHeight + gapY
  const rows = Math.ceil(options.panels.length / columns)
  const perFigure = Math.max(1, Math.floor(((options.maxHeight ?? 640) - (common?.height ?? 0)) / band))
  const each = Math.ceil(rows / Math.max(1, Math.ceil(rows / perFigure)))
  return Array.from({ length: Math.ceil(rows / Math.max(1, each)) }, (_, figure) => {
    const first = figure * each * columns
    const panels = options.panels.slice(first, first + each * columns)
    const height = Math.ceil(panels.length / columns) * band - gapY
    const placed = panels.map((panel, index): Placed => {
      const left = (index % columns) * (blockWidth + gapX)
      const top = Math.floor(index / columns) * band + titleHeight
      const scale = (low: number, high: number, from: number, to: number) => (value: number) =>
        from + ((value - low) / (high - low || 1)) * (to - from)
      const domain = { x: [panel.xMin ?? 0, panel.xMax ?? 1], y: [0, panel.yMax ?? 1] } as const
      return {
        panel,
        title: titles[first + index]!,
        legend: ownLegends[first + index]!,
        left: left + leftRoom,
        right: left + blockWidth - 4,
        top,
        bottom: top + plotHeight,
        domain,
        x: scale(...domain.x, left + leftRoom, left + blockWidth - 4),
        y: scale(...domain.y, top + plotHeight, top)
      }
    })
    return {
      panels: panels.map(({ id }) => id),
      spec: plate(width, height + (common === null ? 0 : 3 + common.height), [
        ...chromeLayers(placed),
        ...placed.flatMap((at) => at.legend?.layers(at.left - leftRoom, at.bottom + axisRoom) ?? []),
        ...curveLayers(placed, options.series),
        ...(common === null ? [] : common.layers(0, height + 3))
      ])
    }
  })
}

interface Placed {
  readonly panel: Panel
  readonly title: ReadonlyArray<string>
  readonly legend: Legend | null
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  readonly domain: { readonly x: readonly [number, number]; readonly y: readonly [number, number] }
  readonly x: (value: number) => number
  readonly y: (value: number) => number
}

interface Look {
  readonly colour: string
  readonly dash: ReadonlyArray<number>
  /** Which a curve carries; `null` where dashes suffice. */
  readonly letter: string | null
}

interface Entry {
  readonly label: string
  readonly look: Look
}

const letters = "abcdefghijklmnopqrstuvwxyz"

const lookOf = (index: number, count: number): Look => ({
  colour: colours[index % colours.length]!,
  dash: dashes[(index + Math.floor(index / colours.length)) % dashes.length]!,
  letter: count <= mostDashes ? null : (letters[index] ?? `${index + 1}`)
})

const hasCommonLabels = (panels: ReadonlyArray<Panel>): boolean => {
  const labels = new Map<string, string>()
  return panels.every(({ series }) =>
    series.every(({ id, label }) => {
      const known = labels.get(id) ?? label
      labels.set(id, known)
      return known === label
    })
  )
}

/** Every series of any panel once, in the order of the options. */
const allSeries = ({ panels, series }: Options): ReadonlyArray<Series> =>
  series.flatMap((id) => panels.flatMap((panel) => panel.series.filter((one) => one.id === id)).slice(0, 1))

interface Legend {
  readonly height: number
  readonly layers: (left: number, top: number) => ReadonlyArray<Spec>
}

/** A line with its dash, its letter and its name for every series, in as many columns as fit. */
const legend = (entries: ReadonlyArray<Entry>, width: number): Legend => {
  const written = entries.map(({ label, look }) => (look.letter === null ? label : `${look.letter}  ${label}`))
  const widest = linesWidth(written, legendSize * 1.04) + swatch + 12
  const columns = Math.max(1, Math.min(entries.length, Math.floor(width / widest)))
  const letters = Math.floor((width / columns - swatch - 4) / (legendSize * 0.54))
  const wrapped = written.map((text) => wrapLabel(text, Math.max(8, letters)))
  const rows = Array.from({ length: Math.ceil(entries.length / columns) }, (_, row) =>
    Math.max(...wrapped.slice(row * columns, (row + 1) * columns).map(({ length }) => length))
  )
  const tops = rows.map((_, row) => rows.slice(0, row).reduce((sum, lines) => sum + lines, 0) * legendRow)
  const columnWidth = Math.min(width / columns, widest + 8)
  return {
    height: rows.reduce((sum, lines) => sum + lines, 0) * legendRow,
    layers: (left, top) => {
      const placed = entries.map(({ look }, index) => ({
        look,
        text: wrapped[index]!,
        x: left + (index % columns) * columnWidth,
        y: top + tops[Math.floor(index / columns)]! + legendRow / 2
      }))
      return [
        ...rules(
          placed.map(({ look, x, y }) => ({
            _x: x,
            _y: y,
            _x2: x + swatch - 5,
            _y2: y,
            _color: look.colour,
            _dash: [...look.dash]
          })),
          { type: "rule", strokeWidth: 1.2 },
          { color: own("_color"), strokeDash: own("_dash") }
        ),
        ...texts(
          placed.flatMap(({ text, x, y }) =>
            text.map((line, index) => ({ _x: x + swatch, _y: y + index * legendRow, text: line }))
          ),
          { fontSize: legendSize }
        )
      ]
    }
  }
}

const chromeLayers = (placed: ReadonlyArray<Placed>): ReadonlyArray<Spec> => {
  const across = placed.flatMap((at) => ticks(at.domain.x, 6).map((tick) => ({ ...tick, at })))
  const up = placed.flatMap((at) => ticks(at.domain.y, 6).map((tick) => ({ ...tick, at })))
  return [
    ...rules(
      [
        ...across.map(({ at, value }) => ({ _x: at.x(value), _y: at.top, _x2: at.x(value), _y2: at.bottom })),
        ...up.map(({ at, value }) => ({ _x: at.left, _y: at.y(value), _x2: at.right, _y2: at.y(value) }))
      ],
      { type: "rule", color: ink.grid, strokeWidth: 0.5 }
    ),
    ...rules(
      placed.flatMap(({ bottom, left, right, top }) => [
        { _x: left, _y: bottom, _x2: right, _y2: bottom },
        { _x: left, _y: top, _x2: left, _y2: bottom }
      ]),
      { type: "rule", color: ink.rule, strokeWidth: 0.5 }
    ),
    ...numbers(
      across.map(({ at, format, value }) => ({ _x: at.x(value), _y: at.bottom + 5, value, format })),
      { fontSize: 6, align: "center", color: ink.muted }
    ),
    ...numbers(
      up.map(({ at, format, value }) => ({ _x: at.left - 3, _y: at.y(value), value, format })),
      { fontSize: 6, align: "right", color: ink.muted }
    ),
    ...texts(
      placed.map(({ bottom, left, panel, right }) => ({ _x: (left + right) / 2, _y: bottom + 13, text: panel.xTitle })),
      { fontSize: 6.5, align: "center", color: ink.muted }
    ),
    ...texts(
      placed.map(({ bottom, left, panel, top }) => ({ _x: left - 21, _y: (top + bottom) / 2, text: panel.yTitle })),
      { fontSize: 6.5, align: "center", angle: 270, color: ink.muted }
    ),
    ...texts(
      placed.flatMap(({ left, title, top }) =>
        title.map((text, line) => ({
          _x: left - leftRoom,
          _y: top - 3 - (title.length - line - 0.5) * titleLeading,
          text
        }))
      ),
      { fontSize: titleSize, fontWeight: "bold" }
    )
  ]
}

/** The parts of a curve within its panel, cut where it crosses the edge. */
const inside = (points: ReadonlyArray<Point>, { domain }: Placed): ReadonlyArray<ReadonlyArray<Point>> => {
  const [left, right] = domain.x
  const [low, high] = domain.y
  const isIn = ({ x, y }: Point) => x >= left && x <= right && y >= low && y <= high
  const parts: Array<Array<Point>> = [[]]
  points.forEach((point, index) => {
    const previous = points[index - 1]
    if (previous !== undefined && isIn(previous) !== isIn(point)) {
      const shares = [
        (left - previous.x) / (point.x - previous.x),
        (right - previous.x) / (point.x - previous.x),
        (low - previous.y) / (point.y - previous.y),
        (high - previous.y) / (point.y - previous.y)
      ].filter((share) => share > 0 && share < 1)
      const share = isIn(previous) ? Math.min(1, ...shares) : Math.max(0, ...shares)
      const at = (from: number, to: number) => from + share * (to - from)
      const crossing = { x: at(previous.x, point.x), y: at(previous.y, point.y) }
      parts.at(-1)!.push(crossing)
      if (isIn(previous)) parts.push([])
    }
    if (isIn(point)) parts.at(-1)!.push(point)
  })
  return parts.filter(({ length }) => length > 0)
}

const curveLayers = (placed: ReadonlyArray<Placed>, all: ReadonlyArray<string>): ReadonlyArray<Spec> => {
  const series = placed.flatMap((at, panel) =>
    at.panel.series.map((one) => ({
      at,
      one,
      key: `${panel} ${one.id}`,
      look: lookOf(all.indexOf(one.id), all.length)
    }))
  )
  const hover = {
    tooltip: tooltip({ series: "Series", panel: "Panel" }, { x: "x", y: "y", low: "Lower end", high: "Upper end" })
  }
  const detail = { detail: { field: "_key", type: "nominal" } }
  const drawn = series.flatMap(({ at, key, look, one }) =>
    inside(one.points, at).flatMap((part, index) =>
      part.map((point, order) => ({
        at,
        look,
        point,
        datum: {
          _x: at.x(point.x),
          _y: at.y(point.y),
          _order: order,
          _key: `${key} ${index}`,
          _color: look.colour,
          _dash: [...look.dash],
          series: one.label,
          panel: at.panel.title,
          ...point
        }
      }))
    )
  )
  return [
    ...rules(
      placed.flatMap(({ domain, panel, x, y }) => {
        if (!panel.diagonal) return []
        const from = Math.max(domain.x[0], domain.y[0])
        const to = Math.min(domain.x[1], domain.y[1])
        return [{ _x: x(from), _y: y(from), _x2: x(to), _y2: y(to) }]
      }),
      { type: "rule", color: ink.rule, strokeWidth: 0.6 }
    ),
    ...areas(
      series.flatMap(({ at, key, look, one }) =>
        one.points.flatMap(({ high, low, x }) => {
          const isKnown = low !== null && low !== undefined && high !== null && high !== undefined
          if (!isKnown || x < at.domain.x[0] || x > at.domain.x[1]) return []
          const [bottom, top] = [low, high].map((end) => Math.min(at.domain.y[1], Math.max(at.domain.y[0], end)))
          return [{ _x: at.x(x), _y: at.y(bottom!), _y2: at.y(top!), _key: key, _color: look.colour }]
        })
      ),
      { type: "area", opacity: all.length <= mostDashes ? 0.13 : 0.07 },
      { color: own("_color"), ...detail }
    ),
    ...lines(
      drawn.map(({ datum }) => datum),
      { type: "line", strokeWidth: 1.1 },
      { color: own("_color"), strokeDash: own("_dash"), ...detail, ...hover }
    ),
    ...points(
      drawn.flatMap(({ at, datum }) => (at.panel.marked ? [datum] : [])),
      { type: "point", filled: true, size: 8, opacity: 1 },
      { color: own("_color"), ...hover }
    ),
    ...letterLayers(series)
  ]
}

/** Each curve's letter, on a white ground, at a place of its own along the axis. */
const letterLayers = (
  series: ReadonlyArray<{ readonly at: Placed; readonly one: Series; readonly look: Look }>
): ReadonlyArray<Spec> => {
  const placed = series.flatMap(({ at, look, one }) => {
    const parts = inside(one.points, at).flat()
    if (look.letter === null || parts.length === 0) return []
    const own = at.panel.series.indexOf(one)
    const [first, last] = [parts[0]!.x, parts.at(-1)!.x]
    const x = first + ((own + 0.75) / (at.panel.series.length + 0.5)) * (last - first)
    const next = Math.max(
      1,
      parts.findIndex((point) => (last >= first ? point.x >= x : point.x <= x))
    )
    const [a, b] = [parts[next - 1]!, parts[Math.min(next, parts.length - 1)]!]
    const share = b.x === a.x ? 0 : (x - a.x) / (b.x - a.x)
    return [{ _x: at.x(x), _y: at.y(a.y + share * (b.y - a.y)), text: look.letter }]
  })
  return [
    ...points(placed, { type: "point", filled: true, shape: "circle", size: 34, color: "#FFFFFF", opacity: 0.9 }),
    ...texts(placed, { fontSize: 6, align: "center", fontWeight: "bold" })
  ]
}
