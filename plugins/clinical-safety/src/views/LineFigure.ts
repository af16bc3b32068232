/**
 * Lines of several series side by side, with points that were chosen on them.
 */
import { Labels, Theme } from "@fairward/charts"

export interface Line {
  /** As in the legend. */
  readonly label: string
  readonly points: ReadonlyArray<{ readonly x: number; readonly y: number }>
  /** Marked on the line. */
  readonly chosen?: { readonly x: number; readonly y: number } | undefined
}

export interface LinePanel {
  readonly title: string
  readonly xTitle: string
  readonly yTitle: string
  readonly xDomain: readonly [number, number]
  readonly yDomain: readonly [number, number]
  readonly isLogarithmic: boolean
  /** The audit's threshold: a vertical line. */
  readonly threshold: number
  readonly lines: ReadonlyArray<Line>
}

const plotHeight = 98

const styleOf = (index: number) => ({
  colour: Theme.categories[index % Theme.categories.length]!,
  dash: Theme.dashes[(index + Math.floor(index / Theme.categories.length)) % Theme.dashes.length]!
})

const legendSymbol = 40

/** The panels in one row, with one legend; every panel has the same series in the same order. */
export const lineFigure = (panels: ReadonlyArray<LinePanel>): Theme.Spec => {
  const labels = panels[0]!.lines.map(({ label }) => label)
  const columns = Math.max(1, Math.min(6, Math.floor(Theme.textWidth / (Labels.linesWidth(labels, 8) + legendSymbol))))
  const width = Math.floor(Theme.textWidth / panels.length) - 46
  return {
    concat: panels.map((panel) => panelSpec(panel, labels, columns, width)),
    columns: panels.length,
    spacing: { column: 12 },
    resolve: {
      scale: { color: "shared", strokeDash: "shared" },
      legend: { color: "shared", strokeDash: "shared" }
    }
  }
}

/** 1 and 3 times the powers of ten between two numbers above 0. */
const decades = ([low, high]: readonly [number, number]): ReadonlyArray<number> => {
  const first = Math.floor(Math.log10(low))
  const count = Math.ceil(Math.log10(high)) - first + 1
  return Array.from({ length: count }, (_, i) => [1, 3].map((factor) => Number(`${factor}e${first + i}`)))
    .flat()
    .filter((value) => value >= low && value <= high)
}

const panelSpec = (panel: LinePanel, labels: ReadonlyArray<string>, columns: number, width: number) => {
  const styles = labels.map((_, i) => styleOf(i))
  const axis = (title: string) => ({ title, titlePadding: 3, tickCount: 4, grid: true, titleFontSize: 8 })
  const x = {
    field: "x",
    type: "quantitative",
    scale: {
      domain: [...panel.xDomain],
      nice: false,
      zero: false,
      ...(panel.isLogarithmic ? { type: "log" } : {})
    },
    axis: {
      ...axis(panel.xTitle),
      ...(panel.isLogarithmic ? { format: "~g", values: decades(panel.xDomain), labelOverlap: "greedy" } : {})
    }
  }
  const y = {
    field: "y",
    type: "quantitative",
    scale: { domain: [...panel.yDomain], nice: false, zero: false },
    axis: axis(panel.yTitle)
  }
  const legend = {
    title: null,
    orient: "bottom",
    columns,
    symbolType: "stroke",
    symbolSize: 250,
    symbolOpacity: 1,
    symbolStrokeWidth: 1.3,
    rowPadding: 1,
    offset: 4
  }
  const color = {
    field: "series",
    type: "nominal",
    legend,
    scale: { domain: [...labels], range: styles.map(({ colour }) => colour) }
  }
  const strokeDash = {
    field: "series",
    type: "nominal",
    legend,
    scale: { domain: [...labels], range: styles.map(({ dash }) => [...dash]) }
  }
  return {
    title: { text: panel.title, anchor: "start", frame: "bounds", offset: 4 },
    width,
    height: plotHeight,
    data: {
      values: panel.lines.flatMap(({ label, points }) =>
        points.map(({ x: along, y: value }, order) => ({ series: label, order, x: along, y: value }))
      )
    },
    layer: [
      {
        data: { values: [{ x: panel.threshold }] },
        mark: { type: "rule", color: Theme.ink.rule, strokeWidth: 0.9, clip: true },
        encoding: { x }
      },
      ...(panel.yDomain[0] < 0
        ? [
            {
              data: { values: [{ y: 0 }] },
              mark: { type: "rule", color: Theme.ink.text, strokeWidth: 0.6 },
              encoding: { y }
            }
          ]
        : []),
      {
        mark: { type: "line", strokeWidth: 1.3, clip: true },
        encoding: { x, y, color, strokeDash, order: { field: "order", type: "quantitative" } }
      },
      {
        data: {
          values: panel.lines.flatMap(({ chosen, label }) =>
            chosen === undefined ? [] : [{ series: label, ...chosen }]
          )
        },
        mark: { type: "point", shape: "circle", size: 26, filled: false, strokeWidth: 1.3, opacity: 1, clip: true },
        encoding: { x, y, color }
      }
    ]
  }
}
