/**
 * Small multiples: panels in rows, all with the same categories from top to bottom, whose names stand once, at the left
 * of each row of panels.
 */
import { linesWidth, wrapLabel } from "../Labels.ts"
import { ink, type Spec } from "../Theme.ts"
import { numbers, rules, texts, ticks } from "./Plate.ts"

export interface MultiplesPanel {
  readonly title: string
  readonly domain: readonly [number, number]
}

export interface MultiplesOptions<Panel extends MultiplesPanel> {
  readonly labels: ReadonlyArray<string>
  readonly panels: ReadonlyArray<Panel>
  /** Panels side by side; three, or four where that saves a row of few panels and there is room. */
  readonly columns: number | undefined
  readonly width: number
  readonly maxHeight: number
  /** Room at the right of each panel. */
  readonly aside: number
}

export interface PlacedPanel<Panel> {
  readonly panel: Panel
  readonly left: number
  readonly width: number
  readonly top: number
  readonly bottom: number
  /** Middle of each category's row. */
  readonly middles: ReadonlyArray<number>
  readonly x: (value: number) => number
}

export interface Multiples<Panel> {
  readonly panels: ReadonlyArray<PlacedPanel<Panel>>
  /** Names, titles, grids and axes. */
  readonly chrome: ReadonlyArray<Spec>
  readonly height: number
}

const labelSize = 6.5
const labelLeading = 7.2
const rowRoom = 2.4
const titleSize = 7.5
const titleLeading = 8.6
const axisHeight = 9
const tickSize = 6
const gapX = 10
const usualColumns = 3
const moreColumns = 4
const leastWidth = 84

/** A row of one or two panels is not worth its height where four fit beside each other. */
const columnsOf = (panels: number, room: number): number => {
  const isSaved = panels <= 2 * moreColumns && Math.ceil(panels / moreColumns) < Math.ceil(panels / usualColumns)
  return isSaved && room / moreColumns - gapX >= leastWidth ? moreColumns : usualColumns
}
const gapY = 7

/** As many figures as the height asks for, with about equally many rows of panels each. */
export const multiples = <Panel extends MultiplesPanel>(
  options: MultiplesOptions<Panel>
): ReadonlyArray<Multiples<Panel>> => {
  const { aside, maxHeight, panels, width } = options
  const longest = Math.max(0, ...options.labels.map((label) => [...label].length))
  const most = Math.min(options.columns ?? panels.length, panels.length) === 1 ? 46 : 27
  const letters = longest <= most ? most : Math.max(most - 4, Math.ceil(longest / 2) + 2)
  const labels = options.labels.map((label) => wrapLabel(label, letters))
  const labelWidth = Math.min(linesWidth(labels.flat(), labelSize * 1.04), width / 2) + 6
  const wanted = options.columns ?? columnsOf(panels.length, width - labelWidth - moreColumns * aside)
  const columns = Math.max(1, Math.min(wanted, panels.length))
  const heights = labels.map((lines) => lines.length * labelLeading + rowRoom)
  const rowsHeight = heights.reduce((sum, height) => sum + height, 0)
  const tops = heights.map((_, index) => heights.slice(0, index).reduce((sum, height) => sum + height, 0))
  const panelWidth = Math.floor((width - labelWidth - (columns - 1) * gapX) / columns) - aside
  const titles = panels.map(({ title }) => wrapLabel(title, Math.floor((panelWidth + aside) / (titleSize * 0.59))))
  const bands = Array.from({ length: Math.ceil(panels.length / columns) }, (_, row) => {
    const lines = Math.max(...titles.slice(row * columns, (row + 1) * columns).map(({ length }) => length))
    return lines * titleLeading + 2 + rowsHeight + axisHeight + gapY
  })
  return pagesOf(bands, maxHeight).map(({ from, to }) => {
    let top = 0
    const placed: Array<PlacedPanel<Panel>> = []
    const chrome: Array<Spec> = []
    for (let row = from; row < to; row++) {
      const bottom = top + bands[row]! - axisHeight - gapY
      const first = bottom - rowsHeight
      const middles = tops.map((offset, index) => first + offset + heights[index]! / 2)
      panels.slice(row * columns, (row + 1) * columns).forEach((panel, column) => {
        const left = labelWidth + column * (panelWidth + aside + gapX)
        const [low, high] = panel.domain
        const x = (value: number) => left + ((value - low) / (high - low || 1)) * panelWidth
        placed.push({ panel, left, width: panelWidth, top: first, bottom, middles, x })
      })
      chrome.push(
        ...texts(
          labels.flatMap((lines, index) =>
            lines.map((text, line) => ({
              _x: labelWidth - 5,
              _y: middles[index]! + (line - (lines.length - 1) / 2) * labelLeading,
              text
            }))
          ),
          { fontSize: labelSize, align: "right" }
        )
      )
      top += bands[row]!
    }
    return {
      panels: placed,
      chrome: [...gridOf(placed), ...chrome, ...titlesOf(placed, titles, from * columns)],
      height: top - gapY
    }
  })
}

/** Ranges of rows of panels, a figure each. */
const pagesOf = (bands: ReadonlyArray<number>, maxHeight: number) => {
  const total = bands.reduce((sum, band) => sum + band, 0)
  const figures = Math.max(1, Math.ceil(total / Math.max(maxHeight, ...bands)))
  const each = Math.ceil(bands.length / figures)
  return Array.from({ length: Math.ceil(bands.length / each) }, (_, index) => ({
    from: index * each,
    to: Math.min(bands.length, (index + 1) * each)
  }))
}

const titlesOf = <Panel>(
  placed: ReadonlyArray<PlacedPanel<Panel>>,
  titles: ReadonlyArray<ReadonlyArray<string>>,
  from: number
): ReadonlyArray<Spec> =>
  texts(
    placed.flatMap(({ left, top }, index) => {
      const lines = titles[from + index]!
      return lines.map((text, line) => ({
        _x: left,
        _y: top - 2 - (lines.length - line - 0.5) * titleLeading,
        text
      }))
    }),
    { fontSize: titleSize, fontWeight: "bold" }
  )

const leastTickGap = 24

const gridOf = <Panel extends MultiplesPanel>(placed: ReadonlyArray<PlacedPanel<Panel>>): ReadonlyArray<Spec> => {
  const marked = placed.flatMap((one) =>
    ticks(one.panel.domain, Math.max(3, Math.floor(one.width / leastTickGap))).map((tick) => ({ ...tick, one }))
  )
  return [
    ...rules(
      placed.flatMap(({ left, middles, width }) =>
        middles.map((y) => ({ _x: left, _y: y, _x2: left + width, _y2: y }))
      ),
      { type: "rule", color: ink.grid, strokeWidth: 0.35 }
    ),
    ...rules(
      marked.map(({ one: { bottom, top, x }, value }) => ({ _x: x(value), _y: top, _x2: x(value), _y2: bottom + 2 })),
      { type: "rule", color: ink.grid, strokeWidth: 0.5 }
    ),
    ...rules(
      placed.map(({ bottom, left, width }) => ({ _x: left, _y: bottom, _x2: left + width, _y2: bottom })),
      { type: "rule", color: ink.rule, strokeWidth: 0.5 }
    ),
    ...numbers(
      marked.map(({ format, one: { bottom, x }, value }) => ({ _x: x(value), _y: bottom + 6, value, format })),
      { fontSize: tickSize, align: "center", color: ink.muted }
    )
  ]
}

/** An end of an interval within the domain of its panel. */
export const within = (value: number, [low, high]: readonly [number, number]): number =>
  Math.min(high, Math.max(low, value))
