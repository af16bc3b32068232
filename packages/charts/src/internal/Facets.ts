/**
 * Small multiples as facets: panels in rows, all with the same categories from top to bottom, whose names stand once, at
 * the left of each row of panels.
 */
import { linesWidth, wrapLabel } from "../Labels.ts"
import { colors, type Spec } from "../Theme.ts"

type Json = Spec[string]

export interface FacetOptions<Panel> {
  /** Names of the rows of every panel. */
  readonly labels: ReadonlyArray<string>
  readonly panels: ReadonlyArray<Panel>
  readonly title: (panel: Panel) => string
  /** Panels side by side; three, or four where that saves a row of few panels and there is room. */
  readonly columns: number | undefined
  readonly width: number
  readonly maxHeight: number
  /** Room at the right of each panel. */
  readonly aside: number
  /** Ends of a panel's axis. */
  readonly domain: (panel: Panel) => readonly [number, number]
  /** Of the axes, beyond what all have. */
  readonly xAxis?: Spec
  readonly yAxis?: Spec
  /** What the panels of a figure show: data of a panel with rows by their place in `labels`, marks, and what is below. */
  readonly draw: (panels: ReadonlyArray<Panel>, width: number) => Drawn<Panel>
}

export interface Drawn<Panel> {
  /** Data of the panel itself. */
  readonly heads: (panel: Panel) => ReadonlyArray<Spec>
  readonly rows: (panel: Panel) => ReadonlyArray<readonly [row: number, datum: Spec]>
  readonly layers: ReadonlyArray<Spec>
  /** Titles of what a row says when it is pointed at: of its texts, and of its numbers. */
  readonly tooltip: readonly [Readonly<Record<string, string>>, Readonly<Record<string, string>>]
  readonly below: string
}

const labelSize = 6.5
const labelLeading = 7.2
const rowRoom = 2.4
const titleSize = 7.5
const titleLeading = 8.6
const axisHeight = 9
const gapX = 10
const gapY = 7
const usualColumns = 3
const moreColumns = 4
const leastWidth = 84
const leastTickGap = 24
const mostTicks = 9

/** A row of one or two panels is not worth its height where four fit beside each other, nor is one more row of a few. */
const columnsOf = (panels: number, room: number): number => {
  const isSaved = panels <= 3 * moreColumns && Math.ceil(panels / moreColumns) < Math.ceil(panels / usualColumns)
  return isSaved && room / moreColumns - gapX >= leastWidth ? moreColumns : usualColumns
}

/** Equal names told apart by spaces that nobody sees, since panels, rows and series are found by their names. */
export const distinct = (names: ReadonlyArray<string>): ReadonlyArray<string> =>
  names.map((name, index) => name + "\u00a0".repeat(names.slice(0, index).filter((other) => other === name).length))

/** Names with line breaks, on axes and in legends. */
export const inLines = { labelExpr: "split(datum.label, '\\n')", labelLineHeight: labelLeading }

/** Encoding of a mark that crosses all rows, and belongs to none. */
export const acrossRows: Spec = { y: null, tooltip: null }

/** As many figures as the height asks for, with about equally many rows of panels each. */
export const facets = <Panel>(
  options: FacetOptions<Panel>
): ReadonlyArray<{ readonly panels: ReadonlyArray<Panel>; readonly spec: Spec }> => {
  const { aside, panels, width } = options
  const longest = Math.max(0, ...options.labels.map((label) => [...label].length))
  const most = Math.min(options.columns ?? panels.length, panels.length) === 1 ? 46 : 27
  const letters = longest <= most ? most : Math.max(most - 4, Math.ceil(longest / 2) + 2)
  const labels = options.labels.map((label) => wrapLabel(label, letters))
  const categories = distinct(labels.map((lines) => lines.join("\n")))
  const labelWidth = Math.min(linesWidth(labels.flat(), labelSize * 1.04), width / 2) + 6
  const wanted = options.columns ?? columnsOf(panels.length, width - labelWidth - moreColumns * aside)
  const columns = Math.max(1, Math.min(wanted, panels.length))
  // Neighbours share the room between them, so that one long name does not spread all rows.
  const step =
    labels.reduce(
      (room, { length }, index) => Math.max(room, ((length + (labels[index + 1]?.length ?? 1)) / 2) * labelLeading),
      labelLeading
    ) + rowRoom
  const panelWidth = Math.floor((width - labelWidth - (columns - 1) * gapX) / columns) - aside
  const titles = panels.map((panel) =>
    wrapLabel(options.title(panel), Math.floor((panelWidth + aside) / (titleSize * 0.59)))
  )
  const isNamed = panels.some((panel) => options.title(panel) !== "")
  const names = distinct(titles.map((lines) => lines.join("\n")))
  const gap = Math.max(0, ...titles.map(({ length }) => length)) * titleLeading + 2 + axisHeight + gapY
  const band = labels.length * step + gap
  const rowsOfPanels = Math.ceil(panels.length / columns)
  const fitting = Math.max(1, Math.floor(options.maxHeight / band))
  const each = Math.max(1, Math.ceil(rowsOfPanels / Math.ceil(rowsOfPanels / fitting))) * columns
  return Array.from({ length: Math.ceil(panels.length / each) }, (_, figure) => {
    const shown = panels.slice(figure * each, (figure + 1) * each)
    const shownNames = names.slice(figure * each, (figure + 1) * each)
    const { below, heads, layers, rows, tooltip: said } = options.draw(shown, panelWidth)
    return {
      panels: shown,
      spec: {
        padding: 0,
        params: [
          { name: "panels", value: [...shownNames] },
          { name: "axes", value: shown.map((panel) => [...options.domain(panel)]) }
        ],
        data: {
          values: shown.flatMap((panel, index) => [
            ...heads(panel).map((datum) => ({ panel: shownNames[index]!, ...datum })),
            ...rows(panel).map(([row, datum]) => ({ panel: shownNames[index]!, category: categories[row]!, ...datum }))
          ])
        },
        facet: {
          field: "panel",
          type: "nominal",
          sort: [...shownNames],
          title: null,
          header: isNamed ? header : noHeader
        },
        columns,
        bounds: "flush",
        spacing: { row: gap, column: gapX + aside },
        resolve: { scale: { x: "independent" } },
        ...(below === "" ? {} : { title: noteOf(below, width) }),
        spec: {
          width: panelWidth,
          height: { step },
          encoding: {
            x: xOf(panelWidth, options.xAxis),
            y: yOf(categories, labelWidth, options.yAxis),
            tooltip: tooltip(...said)
          },
          layer: layers as Json
        }
      }
    }
  })
}

const header = {
  ...inLines,
  labelAnchor: "start",
  labelFontSize: titleSize,
  labelLineHeight: titleLeading,
  labelPadding: 2
}

/** Vega-Lite leaves room for names also where panels have none. */
const noHeader = { labelFontSize: 0.01, labelPadding: 0 }

const xOf = (width: number, more: Spec = {}): Spec => ({
  type: "quantitative",
  title: null,
  scale: { domain: [0, 1].map((end) => ({ expr: `axes[indexof(panels, parent.panel)][${end}]` })), clamp: true },
  axis: {
    tickCount: Math.min(mostTicks, Math.max(3, Math.floor(width / leastTickGap))),
    labelFontSize: 6,
    labelColor: colors.muted,
    labelPadding: 2,
    ticks: false,
    ...more
  }
})

const yOf = (categories: ReadonlyArray<string>, width: number, more: Spec = {}): Spec => ({
  field: "category",
  type: "nominal",
  title: null,
  scale: { domain: [...categories] },
  axis: {
    ...inLines,
    // The first line stands at the row; above it where there is a second, both are around its middle.
    labelBaseline: { condition: { test: "indexof(datum.label,'\\n')>=0", value: "bottom" }, value: "middle" },
    labelFontSize: labelSize,
    labelPadding: 5,
    minExtent: width,
    domain: false,
    ticks: false,
    grid: true,
    // Where the first layer is a bar of a band, Vega-Lite would draw the lines over the marks.
    zindex: 0,
    ...more
  }
})

/** Lines of small text below a figure. */
const noteOf = (text: string, width: number): Spec => ({
  text: [...wrapLabel(text, Math.floor(width / (labelSize * 0.54)))],
  orient: "bottom",
  anchor: "start",
  frame: "bounds",
  fontSize: labelSize,
  fontWeight: "normal",
  color: colors.muted,
  offset: 3
})

/** What a mark says when it is pointed at. */
export const tooltip = (fields: Readonly<Record<string, string>>, numbers: Readonly<Record<string, string>>): Json => [
  ...Object.entries(fields).map(([field, title]) => ({ field, title, type: "nominal" })),
  ...Object.entries(numbers).map(([field, title]) => ({ field, title, type: "quantitative", format: ",.4~r" }))
]
