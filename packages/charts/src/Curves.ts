/**
 * Curves of several series with bands: a panel per kind of curve, the areas in the legend.
 *
 * @since 0.1.0
 */
import { linesWidth } from "./Labels.ts"
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
  /** As in the legend, with the area behind it. */
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
  /** Ids of all series, which fix colours and dashes over all panels. */
  readonly series: ReadonlyArray<string>
  readonly panels: ReadonlyArray<Panel>
  /** One legend below all panels, for series with the same labels in each; default one a panel. */
  readonly sharedLegend?: boolean
  readonly columns?: number
  readonly width?: number
  readonly maxHeight?: number
}

export interface Figure {
  readonly spec: Spec
  readonly panels: ReadonlyArray<string>
}

const panelChrome = 58
const legendRow = 12
const plotHeight = 116

/** The figures that show all panels, with about equally many rows of panels each. */
export const curves = (options: Options): ReadonlyArray<Figure> => {
  const columns = options.columns ?? 2
  const width = options.width ?? textWidth
  const shared = options.sharedLegend === true
  const legendColumns = shared ? sharedColumns(options.panels, width) : options.series.length > 4 ? 2 : 1
  const legendHeight = Math.ceil(options.series.length / legendColumns) * legendRow
  const rows = Math.ceil(options.panels.length / columns)
  const height = (options.maxHeight ?? 640) - (shared ? legendHeight : 0)
  const rowsPerFigure = Math.max(1, Math.floor(height / (plotHeight + panelChrome + (shared ? 0 : legendHeight))))
  const figures = Math.ceil(rows / rowsPerFigure)
  const balanced = Math.ceil(rows / Math.max(1, figures)) * columns
  const panelWidth = Math.floor(width / columns) - 46
  return Array.from({ length: figures }, (_, figure) => {
    const panels = options.panels.slice(figure * balanced, (figure + 1) * balanced)
    return {
      panels: panels.map(({ id }) => id),
      spec: {
        concat: panels.map((panel) =>
          panelSpec(panel, shared ? allSeries(options) : panel.series, options.series, panelWidth, legendColumns)
        ),
        columns,
        spacing: { row: 14, column: 14 },
        resolve: {
          scale: { color: shared ? "shared" : "independent", strokeDash: shared ? "shared" : "independent" },
          legend: { color: shared ? "shared" : "independent", strokeDash: shared ? "shared" : "independent" }
        }
      }
    }
  })
}

/** Every series of any panel once, in the order of the options. */
const allSeries = ({ panels, series }: Options): ReadonlyArray<Series> =>
  series.flatMap((id) => panels.flatMap((panel) => panel.series.filter((one) => one.id === id)).slice(0, 1))

const legendSymbol = 40

const sharedColumns = (panels: ReadonlyArray<Panel>, width: number): number => {
  const labels = panels.flatMap(({ series }) => series.map(({ label }) => label))
  return Math.max(1, Math.min(6, Math.floor(width / (linesWidth(labels, 8) + legendSymbol))))
}

const styleOf = (index: number) => ({
  colour: colours[index % colours.length]!,
  dash: dashes[(index + Math.floor(index / colours.length)) % dashes.length]!
})

const panelSpec = (
  panel: Panel,
  legendSeries: ReadonlyArray<Series>,
  all: ReadonlyArray<string>,
  width: number,
  legendColumns: number
): Spec => {
  const styles = legendSeries.map(({ id }) => styleOf(all.indexOf(id)))
  const domain = legendSeries.map(({ label }) => label)
  const values = panel.series.flatMap(({ label, points }) =>
    points.map(({ high, low, x, y }, order) => ({ series: label, order, x, y, low: low ?? null, high: high ?? null }))
  )
  const axis = (title: string) => ({ title, titlePadding: 3, tickCount: 5, grid: true })
  const x = {
    field: "x",
    type: "quantitative",
    scale: { domain: [panel.xMin ?? 0, panel.xMax ?? 1] },
    axis: axis(panel.xTitle)
  }
  const y = { type: "quantitative", scale: { domain: [0, panel.yMax ?? 1] }, axis: axis(panel.yTitle) }
  const legend = {
    title: null,
    orient: "bottom",
    columns: legendColumns,
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
    scale: { domain, range: styles.map(({ colour }) => colour) }
  }
  const strokeDash = {
    field: "series",
    type: "nominal",
    legend,
    scale: { domain, range: styles.map(({ dash }) => [...dash]) }
  }
  const order = { field: "order", type: "quantitative" }
  return {
    title: { text: panel.title, anchor: "start", frame: "bounds", offset: 4 },
    width,
    height: plotHeight,
    data: { values },
    layer: [
      ...(panel.diagonal
        ? [
            {
              data: {
                values: [
                  { x: 0, y: 0 },
                  { x: 1, y: 1 }
                ]
              },
              mark: { type: "line", color: ink.rule, strokeWidth: 0.7, clip: true },
              encoding: { x, y: { ...y, field: "y" } }
            }
          ]
        : []),
      {
        transform: [{ filter: "isValid(datum.low) && isValid(datum.high)" }],
        mark: { type: "area", opacity: 0.14, clip: true },
        encoding: {
          x,
          y: { ...y, field: "low" },
          y2: { field: "high" },
          color
        }
      },
      {
        mark: {
          type: "line",
          strokeWidth: 1.3,
          clip: true,
          ...(panel.marked ? { point: { filled: true, size: 12 } } : {})
        },
        encoding: { x, y: { ...y, field: "y" }, color, strokeDash, order }
      }
    ]
  }
}
