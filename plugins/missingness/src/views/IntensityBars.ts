/**
 * Shares that add up to one as bars of 100 %, a panel a variable and a row a cohort, against those of all patients: their
 * own bar, whose borders run through the others as dashed lines.
 */
import { Labels, Theme } from "@fairward/charts"

export interface Segment {
  readonly id: string
  /** In the legend. */
  readonly label: string
}

export interface Row {
  readonly label: string
  /** Of each segment, in their order; or why there are none. */
  readonly shares: ReadonlyArray<number> | string
}

export interface Panel {
  readonly title: string
  /** As many in every panel, with the same labels. */
  readonly rows: ReadonlyArray<Row>
  readonly everyone: ReadonlyArray<number> | string
}

export interface Options {
  /** From left to right, and from dark to light. */
  readonly segments: ReadonlyArray<Segment>
  readonly panels: ReadonlyArray<Panel>
}

const labelSize = 6.5
const labelLeading = 7.2
const rowRoom = 3
const titleSize = 7.5
const titleLeading = 8.6
const axisHeight = 10
const legendLeading = 11
const swatch = 7
const gapX = 12
const gapY = 7
const mostColumns = 4
const leastWidth = 76
const maxHeight = 600
const everyoneLabel = "All patients"

/** Lightness falls evenly from the first segment to the last, so that they differ without colour. */
const dark = [27, 58, 92] as const
const light = [214, 230, 242] as const

export const shadesOf = (segments: number): ReadonlyArray<{ readonly fill: string; readonly text: string }> =>
  Array.from({ length: segments }, (_, s) => {
    const share = segments === 1 ? 1 : s / (segments - 1)
    const channel = (c: 0 | 1 | 2) => Math.round(dark[c] + (light[c] - dark[c]) * share)
    const fill = `#${([0, 1, 2] as const).map((c) => channel(c).toString(16).padStart(2, "0")).join("")}`
    return { fill, text: share < 0.55 ? "#FFFFFF" : Theme.ink.text }
  })

const cumulative = (shares: ReadonlyArray<number>): ReadonlyArray<number> =>
  shares.map((_, s) => shares.slice(0, s + 1).reduce((sum, share) => sum + share, 0))

type Datum = Readonly<Record<string, string | number>>

const place = (field: string) => ({ field, type: "quantitative", scale: null, axis: null })

const ends = { x: place("_x"), y: place("_y"), x2: { field: "_x2" }, y2: { field: "_y2" } }

const layer = (data: ReadonlyArray<Datum>, mark: Theme.Spec, encoding: Theme.Spec): ReadonlyArray<Theme.Spec> =>
  data.length === 0 ? [] : [{ data: { values: data }, mark, encoding }]

const itself = (field: string) => ({ field, type: "nominal", scale: null, legend: null })

const rules = (data: ReadonlyArray<Datum>, mark: Theme.Spec) => layer(data, { type: "rule", ...mark }, ends)

const rects = (data: ReadonlyArray<Datum>, encoding: Theme.Spec = {}) =>
  layer(
    data,
    { type: "rect", stroke: "#FFFFFF", strokeWidth: 0.5, opacity: 1 },
    { ...ends, fill: itself("_fill"), ...encoding }
  )

const texts = (data: ReadonlyArray<Datum>, mark: Theme.Spec, encoding: Theme.Spec = {}) =>
  layer(
    data,
    {
      type: "text",
      baseline: "middle",
      align: "left",
      font: Theme.fontFamily,
      fontSize: labelSize,
      color: Theme.ink.text,
      ...mark
    },
    { x: place("_x"), y: place("_y"), text: itself("text"), ...encoding }
  )

/** Lines of a label around the middle of its row. */
const linesAt = (lines: ReadonlyArray<string>, x: number, middle: number, leading: number): ReadonlyArray<Datum> =>
  lines.map((text, line) => ({ _x: x, _y: middle + (line - (lines.length - 1) / 2) * leading, text }))

/** The figures that show all panels, up to four side by side; cohorts are named at the left of each row of panels. */
export const intensityBars = ({ panels, segments }: Options): ReadonlyArray<Theme.Spec> => {
  const names = [everyoneLabel, ...panels[0]!.rows.map(({ label }) => label)]
  const labels = names.map((name) => Labels.wrapLabel(name, 26))
  const labelWidth = Math.min(130, Labels.linesWidth(labels.flat(), labelSize)) + 6
  const widthOf = (columns: number) => Math.floor((Theme.textWidth - labelWidth - 8 - (columns - 1) * gapX) / columns)
  const most = widthOf(mostColumns) >= leastWidth ? mostColumns : mostColumns - 1
  const columns = Math.min(most, panels.length)
  const width = widthOf(columns)
  const shades = shadesOf(segments.length)
  const titles = panels.map(({ title }) => Labels.wrapLabel(title, Math.floor(width / (titleSize * 0.56))))
  const heights = labels.map((lines) => lines.length * labelLeading + rowRoom)
  const tops = heights.map((_, row) => heights.slice(0, row).reduce((sum, height) => sum + height, 0))
  const rowsHeight = heights.reduce((sum, height) => sum + height, 0)
  const bands = Array.from({ length: Math.ceil(panels.length / columns) }, (_, band) => {
    const lines = Math.max(...titles.slice(band * columns, (band + 1) * columns).map(({ length }) => length))
    return { title: lines * titleLeading + 2, height: lines * titleLeading + 2 + rowsHeight + axisHeight + gapY }
  })
  const figures = Math.ceil(bands.reduce((sum, { height }) => sum + height, 0) / maxHeight)
  const each = Math.ceil(bands.length / figures)
  const key = legend(segments, shades)
  return Array.from({ length: Math.ceil(bands.length / each) }, (_, figure) => {
    let top = key.height
    const layers = bands.slice(figure * each, (figure + 1) * each).flatMap(({ height, title }, index) => {
      const band = figure * each + index
      const first = top + title
      top += height
      const middles = tops.map((offset, row) => first + offset + heights[row]! / 2)
      return [
        ...texts(
          labels.slice(1).flatMap((lines, row) => linesAt(lines, labelWidth - 4, middles[row + 1]!, labelLeading)),
          { align: "right" }
        ),
        ...texts(linesAt(labels[0]!, labelWidth - 4, middles[0]!, labelLeading), {
          align: "right",
          fontWeight: "bold"
        }),
        ...panels.slice(band * columns, (band + 1) * columns).flatMap((panel, column) => {
          const left = labelWidth + column * (width + gapX)
          return [
            ...texts(
              titles[band * columns + column]!.map((text, line, lines) => ({
                _x: left,
                _y: first - 2 - (lines.length - line - 0.5) * titleLeading,
                text
              })),
              { fontSize: titleSize, fontWeight: "bold" }
            ),
            ...panelLayers(panel, {
              bottom: first + rowsHeight,
              first,
              heights,
              left,
              middles,
              segments,
              shades,
              width
            })
          ]
        })
      ]
    })
    return {
      width: Theme.textWidth,
      height: Math.ceil(top - gapY),
      padding: 0,
      autosize: { type: "none" },
      view: { stroke: null },
      layer: [...key.layers, ...layers]
    }
  })
}

interface Drawing {
  readonly left: number
  readonly width: number
  readonly first: number
  readonly bottom: number
  readonly middles: ReadonlyArray<number>
  readonly heights: ReadonlyArray<number>
  readonly segments: ReadonlyArray<Segment>
  readonly shades: ReturnType<typeof shadesOf>
}

const roomOfNumber = 12

const panelLayers = (
  { everyone, rows }: Panel,
  { bottom, first, heights, left, middles, segments, shades, width }: Drawing
): ReadonlyArray<Theme.Spec> => {
  const all: ReadonlyArray<Row> = [{ label: everyoneLabel, shares: everyone }, ...rows]
  const x = (share: number) => left + share * width
  const bars = all.flatMap(({ label, shares }, row) => {
    if (typeof shares === "string") return []
    const half = (heights[row]! - rowRoom) / 2
    const until = cumulative(shares)
    return shares.map((share, s) => {
      const from = s === 0 ? 0 : until[s - 1]!
      return {
        _x: x(from),
        _x2: x(until[s]!),
        _y: middles[row]! - half,
        _y2: middles[row]! + half,
        _fill: shades[s]!.fill,
        _ink: shades[s]!.text,
        cohort: label,
        measured: segments[s]!.label,
        percent: 100 * share
      }
    })
  })
  const numbers = bars
    .filter(({ _x, _x2 }) => _x2 - _x >= roomOfNumber)
    .map(({ _ink, _x, _x2, _y, _y2, percent }) => ({
      _x: (_x + _x2) / 2,
      _y: (_y + _y2) / 2,
      _ink,
      text: percent.toFixed(0)
    }))
  const borders = (typeof everyone === "string" ? [] : cumulative(everyone).slice(0, -1))
    .filter((end) => end > 0 && end < 1)
    .map((end) => ({ _x: x(end), _x2: x(end), _y: first, _y2: bottom }))
  return [
    ...rects(bars, {
      tooltip: [
        { field: "cohort", title: "Cohort", type: "nominal" },
        { field: "measured", title: "Measured", type: "nominal" },
        { field: "percent", title: "Patients (%)", type: "quantitative", format: ".1f" }
      ]
    }),
    ...rules(borders, { color: "#FFFFFF", strokeWidth: 1.6 }),
    ...rules(borders, { color: "#000000", strokeWidth: 0.8, strokeDash: [3, 2] }),
    ...texts(numbers, { fontSize: 6, align: "center" }, { color: itself("_ink") }),
    ...texts(
      all.flatMap(({ shares }, row) =>
        typeof shares === "string" ? [{ _x: left + 3, _y: middles[row]!, text: shares }] : []
      ),
      { fontSize: 6, fontStyle: "italic", color: Theme.ink.muted }
    ),
    ...rules([{ _x: left, _x2: left + width, _y: bottom, _y2: bottom }], {
      color: Theme.ink.rule,
      strokeWidth: 0.5
    }),
    ...(["left", "center", "right"] as const).flatMap((align, i) =>
      texts([{ _x: x(i / 2), _y: bottom + 6, text: ["0", "50", "100 %"][i]! }], {
        fontSize: 6,
        align,
        color: Theme.ink.muted
      })
    )
  ]
}

/** The segments from left to right as in the bars, then the dashed line. */
const legend = (segments: ReadonlyArray<Segment>, shades: ReturnType<typeof shadesOf>) => {
  const entries = [...segments.map(({ label }) => label), "dashed: all patients"]
  let x = 0
  let line = 0
  const placed = entries.map((text, entry) => {
    const room = Labels.linesWidth([text], labelSize) + swatch + 14
    if (x > 0 && x + room > Theme.textWidth) {
      x = 0
      line++
    }
    const at = { entry, text, x, y: (line + 0.5) * legendLeading }
    x += room
    return at
  })
  const half = swatch / 2
  return {
    height: (line + 1) * legendLeading + 4,
    layers: [
      ...rects(
        placed
          .filter(({ entry }) => entry < segments.length)
          .map(({ entry, x: at, y }) => ({
            _x: at,
            _x2: at + swatch,
            _y: y - half,
            _y2: y + half,
            _fill: shades[entry]!.fill
          }))
      ),
      ...rules(
        placed
          .filter(({ entry }) => entry === segments.length)
          .map(({ x: at, y }) => ({ _x: at, _x2: at + swatch, _y: y, _y2: y })),
        { color: "#000000", strokeWidth: 0.8, strokeDash: [3, 2] }
      ),
      ...texts(
        placed.map(({ text, x: at, y }) => ({ _x: at + swatch + 4, _y: y, text })),
        {}
      )
    ]
  }
}
