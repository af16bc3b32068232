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
  /** Of each segment, in their order; `null` where there is nobody. */
  readonly shares: ReadonlyArray<number> | null
}

export interface Panel {
  readonly title: string
  /** As many in every panel, with the same labels. */
  readonly rows: ReadonlyArray<Row>
  readonly everyone: ReadonlyArray<number>
}

export interface Options {
  /** From left to right, and from dark to light. */
  readonly segments: ReadonlyArray<Segment>
  readonly panels: ReadonlyArray<Panel>
  /** On the axis: what the shares are of. */
  readonly title: string
}

const labelSize = 8
const lineHeight = 8.6
const mostColumns = 3
const maxHeight = 560
const chrome = 46
const gap = 10
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

/** The figures that show all panels, up to three side by side; cohorts are named in the first of a row. */
export const intensityBars = ({ panels, segments, title }: Options): ReadonlyArray<Theme.Spec> => {
  const columns = Math.min(mostColumns, panels.length)
  const names = [everyoneLabel, ...panels[0]!.rows.map(({ label }) => label)]
  const wrapped = names.map((name) => Labels.wrapLabel(name, 26))
  const step = Math.max(15, ...wrapped.map((lines) => lines.length * lineHeight + 3))
  const labelWidth = Math.min(150, Labels.linesWidth(wrapped.flat(), labelSize)) + 8
  const width = Math.floor((Theme.textWidth - labelWidth - (columns - 1) * gap - 8) / columns)
  const panelRows = Math.ceil(panels.length / columns)
  const perFigure = Math.max(1, Math.floor(maxHeight / (names.length * step + chrome)))
  const figures = Math.ceil(panelRows / perFigure)
  const balanced = Math.ceil(panelRows / figures)
  const shades = shadesOf(segments.length)
  const rowsOfPanels = Array.from({ length: panelRows }, (_, row) => ({
    spacing: gap,
    hconcat: panels
      .slice(row * columns, (row + 1) * columns)
      .map((panel, column) => panelSpec(panel, wrapped, { labelWidth, shades, step, title, width }, column === 0))
  }))
  return Array.from({ length: figures }, (_, figure) => ({
    spacing: 8,
    vconcat: [legend(segments, shades, labelWidth), ...rowsOfPanels.slice(figure * balanced, (figure + 1) * balanced)]
  }))
}

interface Drawing {
  readonly labelWidth: number
  readonly shades: ReturnType<typeof shadesOf>
  readonly step: number
  readonly title: string
  readonly width: number
}

const panelSpec = (
  { everyone, rows, title: name }: Panel,
  labels: ReadonlyArray<ReadonlyArray<string>>,
  { labelWidth, shades, step, title, width }: Drawing,
  isFirst: boolean
): Theme.Spec => {
  const all: ReadonlyArray<Row> = [{ label: everyoneLabel, shares: everyone }, ...rows]
  const keys = all.map((_, row) => row)
  const y = { field: "row", type: "ordinal", scale: { domain: keys }, axis: null }
  const x = (field: string) => ({
    field,
    type: "quantitative",
    title,
    scale: { domain: [0, 100], nice: false },
    axis: { values: [0, 25, 50, 75, 100], grid: false }
  })
  const segments = all.flatMap(({ shares }, row) => {
    const ends = cumulative(shares ?? []).map((end) => 100 * end)
    return ends.map((end, s) => {
      const start = s === 0 ? 0 : ends[s - 1]!
      const percent = end - start
      const isWide = (percent / 100) * width >= 15
      return { row, segment: s, start, end, middle: (start + end) / 2, text: isWide ? percent.toFixed(0) : "" }
    })
  })
  const scale = (range: ReadonlyArray<string>) => ({ domain: shades.map((_, s) => s), range: [...range] })
  const borders = cumulative(everyone)
    .slice(0, -1)
    .filter((end) => end > 0 && end < 1)
    .map((end) => ({ end: 100 * end }))
  const line = (mark: Theme.Spec) => ({
    data: { values: borders },
    mark: { type: "rule", ...mark },
    encoding: { x: x("end") }
  })
  return {
    title: { text: Labels.wrapLabel(name, Math.floor(width / 5.2)).slice(), anchor: "start", offset: 4 },
    width,
    height: { step },
    data: { values: segments },
    layer: [
      {
        mark: { type: "bar", height: step - 4, stroke: "#FFFFFF", strokeWidth: 0.6 },
        encoding: {
          y,
          x: x("start"),
          x2: { field: "end" },
          fill: { field: "segment", type: "nominal", legend: null, scale: scale(shades.map(({ fill }) => fill)) }
        }
      },
      line({ color: "#FFFFFF", strokeWidth: 2 }),
      line({ color: "#000000", strokeWidth: 0.9, strokeDash: [3, 2] }),
      {
        transform: [{ filter: "datum.text !== ''" }],
        mark: { type: "text", baseline: "middle", fontSize: 7.5 },
        encoding: {
          y,
          x: x("middle"),
          text: { field: "text" },
          color: { field: "segment", type: "nominal", legend: null, scale: scale(shades.map(({ text }) => text)) }
        }
      },
      {
        data: { values: all.flatMap(({ shares }, row) => (shares === null ? [{ row, text: "no patient" }] : [])) },
        mark: { type: "text", align: "left", fontStyle: "italic", color: Theme.ink.muted, fontSize: 7.5 },
        encoding: { y, x: { value: 4 }, text: { field: "text" } }
      },
      ...(isFirst ? [rowLabels(labels, y, step, labelWidth)] : [])
    ]
  }
}

const rowLabels = (
  labels: ReadonlyArray<ReadonlyArray<string>>,
  y: Theme.Spec,
  step: number,
  labelWidth: number
): Theme.Spec => {
  const lines = labels.flatMap((own, row) =>
    own.map((text, line) => ({
      row,
      text,
      isEveryone: row === 0,
      offset: step / 2 + (line - (own.length - 1) / 2) * lineHeight
    }))
  )
  const drawn = (isEveryone: boolean) => ({
    data: { values: lines.filter((line) => line.isEveryone === isEveryone) },
    mark: {
      type: "text",
      align: "right",
      baseline: "middle",
      fontSize: labelSize,
      limit: labelWidth,
      fontWeight: isEveryone ? "bold" : "normal"
    },
    encoding: {
      y,
      yOffset: { field: "offset", type: "quantitative", scale: null },
      x: { value: -6 },
      text: { field: "text" }
    }
  })
  return { layer: [drawn(true), drawn(false)] }
}

const swatch = 9

/** The segments from left to right as in the bars, then the dashed line. */
const legend = (
  segments: ReadonlyArray<Segment>,
  shades: ReturnType<typeof shadesOf>,
  labelWidth: number
): Theme.Spec => {
  const entries = [...segments.map(({ label }) => label), "dashed: all patients"]
  const lines: Array<Array<number>> = [[]]
  const widthOf = (entry: number) => Labels.linesWidth([entries[entry]!], labelSize) + swatch + 18
  for (const entry of entries.keys()) {
    const taken = lines.at(-1)!.reduce((sum, one) => sum + widthOf(one), 0)
    if (taken > 0 && taken + widthOf(entry) > Theme.textWidth) lines.push([])
    lines.at(-1)!.push(entry)
  }
  const placed = lines.flatMap((line, row) =>
    line.map((entry, i) => ({
      entry,
      text: entries[entry]!,
      x: line.slice(0, i).reduce((sum, one) => sum + widthOf(one), -labelWidth),
      y: 6 + row * 13
    }))
  )
  const position = (field: string) => ({ field, type: "quantitative", scale: null, axis: null })
  return {
    width: Theme.textWidth - labelWidth - 8,
    height: lines.length * 13,
    data: { values: placed.map((one) => ({ ...one, textX: one.x + swatch + 5, end: one.x + swatch })) },
    layer: [
      {
        transform: [{ filter: `datum.entry < ${segments.length}` }],
        mark: { type: "square", size: swatch * swatch, opacity: 1, xOffset: swatch / 2 },
        encoding: {
          x: position("x"),
          y: position("y"),
          fill: {
            field: "entry",
            type: "nominal",
            legend: null,
            scale: { domain: segments.map((_, s) => s), range: shades.map(({ fill }) => fill) }
          }
        }
      },
      {
        transform: [{ filter: `datum.entry === ${segments.length}` }],
        mark: { type: "rule", color: "#000000", strokeWidth: 0.9, strokeDash: [3, 2] },
        encoding: { x: position("x"), x2: { field: "end" }, y: position("y") }
      },
      {
        mark: { type: "text", align: "left", baseline: "middle", fontSize: labelSize },
        encoding: { x: position("textX"), y: position("y"), text: { field: "text" } }
      }
    ]
  }
}
