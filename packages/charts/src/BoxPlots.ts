/**
 * Box plots of precomputed summaries: a panel per metric, the categories of one grouping as its rows.
 *
 * @since 0.1.0
 */
import { linesWidth, wrapLabel } from "./Labels.ts"
import { ink, palette, type Spec, textWidth } from "./Theme.ts"

export type Sense = "higher" | "lower" | "none"

/** Whisker ends, quartiles and median of a metric over replicates, in the metric's unit. */
export interface Summary {
  readonly low: number
  readonly q1: number
  readonly median: number
  readonly q3: number
  readonly high: number
}

/** One row of a panel. Without a summary the row says that the metric is not estimable. */
export interface Box {
  readonly category: string
  readonly summary: Summary | null
  /** The metric on the whole split, drawn as a diamond. */
  readonly estimate: number | null
  /**
   * `worse`: significantly worse than the rest or, where neither direction is better, different from it. `top`: that, and
   * among the metric's three largest differences.
   */
  readonly star: "worse" | "top" | null
}

export interface Panel {
  readonly id: string
  readonly title: string
  readonly sense: Sense
  /** The same wherever this metric is drawn in a report. */
  readonly domain: readonly [number, number]
  readonly boxes: ReadonlyArray<Box>
  /** The metric over everybody, a dashed line. */
  readonly overall?: number | undefined
}

export interface Options {
  /** Rows from top to bottom, the same in every panel; a category without a box is drawn as not estimable. */
  readonly categories: ReadonlyArray<{ readonly id: string; readonly label: string }>
  readonly panels: ReadonlyArray<Panel>
  /** Panels side by side; 2 when absent. */
  readonly columns?: number
  /** Width of a figure in pixels; the text width when absent. */
  readonly width?: number
  /** Largest height of a figure in pixels; panels beyond it go to further figures. */
  readonly maxHeight?: number
}

export interface Figure {
  readonly spec: Spec
  /** Ids of its panels, in reading order. */
  readonly panels: ReadonlyArray<string>
  /** What it shows, in words. */
  readonly alt: string
}

export const senseWords: Readonly<Record<Sense, string>> = {
  higher: "higher is better ↑",
  lower: "lower is better ↓",
  none: "neither direction is better"
}

const panelChrome = 48
const starColumn = 16
const keyHeight = 16

/**
 * The figures that show all panels: as many as the height asks for, with about equally many rows of panels each.
 *
 * Gotcha: marks outside a panel's domain are clipped, so the domain must hold every whisker.
 */
export const boxPlots = (options: Options): ReadonlyArray<Figure> => {
  const columns = options.columns ?? 2
  const width = options.width ?? textWidth
  const longest = Math.max(0, ...options.categories.map(({ label }) => [...label].length))
  const letters = longest <= 22 ? 22 : Math.min(30, Math.max(20, Math.ceil(longest / 2) + 3))
  const labels = options.categories.map(({ label }) => wrapLabel(label, letters))
  const labelSize = labels.some((lines) => lines.length > 1) ? 7 : 8
  const labelWidth = Math.min(linesWidth(labels.flat(), labelSize), width / columns / 2) + 8
  const step = Math.max(14, ...labels.map((lines) => lines.length * (labelSize + 0.6) + 1))
  const rowHeight = options.categories.length * step + panelChrome
  const rows = Math.ceil(options.panels.length / columns)
  const rowsPerFigure = Math.max(1, Math.floor(((options.maxHeight ?? 620) - keyHeight) / rowHeight))
  const figures = Math.ceil(rows / rowsPerFigure)
  const balanced = Math.ceil(rows / Math.max(1, figures)) * columns
  const panelWidth = Math.floor(width / columns - labelWidth - starColumn - 8)
  return Array.from({ length: figures }, (_, figure) => {
    const panels = options.panels.slice(figure * balanced, (figure + 1) * balanced)
    return {
      panels: panels.map(({ id }) => id),
      alt: describe(options, panels),
      spec: {
        concat: panels.map((panel) => panelSpec(panel, options, labels, { panelWidth, labelWidth, labelSize, step })),
        columns,
        spacing: { row: 12, column: 8 },
        title: {
          text: wrapLabel(keyText(panels), 118),
          orient: "bottom",
          anchor: "start",
          fontWeight: "normal",
          fontSize: 7.5,
          color: ink.muted,
          offset: 8
        }
      }
    }
  })
}

const starWord = (panels: ReadonlyArray<Panel>): string =>
  panels.every(({ sense }) => sense === "none") ? "different" : "worse"

const keyText = (panels: ReadonlyArray<Panel>): string => {
  const boxes = panels.flatMap((panel) => panel.boxes)
  return [
    "Box: quartiles and median; line: pointwise 95 % interval; ◆ estimate",
    ...(panels.some((panel) => panel.overall !== undefined) ? ["dashed: everybody"] : []),
    ...(boxes.some(({ star }) => star === "worse") ? [`★ significantly ${starWord(panels)}`] : []),
    ...(boxes.some(({ star }) => star === "top") ? ["✪ red: also among the top 3"] : [])
  ].join("; ")
}

interface Geometry {
  readonly panelWidth: number
  readonly labelWidth: number
  readonly labelSize: number
  readonly step: number
}

const panelSpec = (
  panel: Panel,
  options: Options,
  labels: ReadonlyArray<ReadonlyArray<string>>,
  { labelSize, labelWidth, panelWidth, step }: Geometry
): Spec => {
  const boxes = new Map(panel.boxes.map((box) => [box.category, box]))
  const names = options.categories.map((_, index) => `${index}\n${labels[index]!.join("\n")}`)
  const values = options.categories.flatMap((category, index) => {
    const box = boxes.get(category.id)
    return box?.summary
      ? [{ name: names[index]!, ...box.summary, estimate: box.estimate, star: box.star ?? "none" }]
      : []
  })
  const missing = options.categories.flatMap((category, index) =>
    boxes.get(category.id)?.summary ? [] : [{ name: names[index]! }]
  )
  const y = {
    field: "name",
    type: "ordinal",
    title: null,
    scale: { domain: names },
    axis: {
      labelExpr: "slice(split(datum.value, '\\n'), 1)",
      labelFontSize: labelSize,
      labelLineHeight: labelSize + 0.6,
      labelOffset: {
        condition: [2, 3, 4].map((count) => ({
          test: `length(split(datum.value, '\\n')) === ${count + 1}`,
          value: (-(count - 1) * (labelSize + 0.6)) / 2
        })),
        value: 0
      },
      domain: false,
      ticks: false,
      labelPadding: 6,
      minExtent: labelWidth,
      maxExtent: labelWidth
    }
  }
  const position = (field: string) => ({
    field,
    type: "quantitative",
    title: null,
    scale: { domain: [...panel.domain], nice: false, zero: false },
    axis: { tickCount: 5, grid: true }
  })
  const fill = {
    field: "star",
    type: "nominal",
    legend: null,
    scale: { domain: ["none", "worse", "top"], range: ["#BFD9EC", "#F6CDB0", "#EFA47A"] }
  }
  return {
    title: { text: panel.title, subtitle: senseWords[panel.sense], anchor: "start", frame: "bounds", offset: 4 },
    width: panelWidth,
    height: { step },
    data: { values },
    layer: [
      {
        mark: { type: "rule", color: ink.muted, strokeWidth: 0.8, clip: true },
        encoding: { y, x: position("low"), x2: { field: "high" } }
      },
      {
        mark: { type: "bar", height: 7, stroke: ink.muted, strokeWidth: 0.6, clip: true },
        encoding: { y, x: position("q1"), x2: { field: "q3" }, fill }
      },
      {
        mark: { type: "tick", size: 7, thickness: 1.4, color: ink.text, clip: true },
        encoding: { y, x: position("median") }
      },
      {
        transform: [{ filter: "isValid(datum.estimate)" }],
        mark: {
          type: "point",
          shape: "diamond",
          size: 14,
          fill: "white",
          stroke: ink.text,
          strokeWidth: 0.7,
          clip: true
        },
        encoding: { y, x: position("estimate") }
      },
      ...(panel.overall === undefined
        ? []
        : [
            {
              data: { values: [{ overall: panel.overall }] },
              mark: { type: "rule", color: ink.muted, strokeDash: [3, 2], strokeWidth: 0.7, clip: true },
              encoding: { x: position("overall") }
            }
          ]),
      ...(["worse", "top"] as const).map((star) => ({
        transform: [{ filter: `datum.star === '${star}'` }],
        mark: {
          type: "text",
          text: star === "top" ? "✪" : "★",
          color: star === "top" ? "#C00000" : palette.black,
          fontSize: 9,
          baseline: "middle"
        },
        encoding: { y, x: { value: panelWidth + 9 } }
      })),
      {
        data: { values: missing },
        mark: {
          type: "text",
          text: "not estimable",
          align: "left",
          fontStyle: "italic",
          color: ink.muted,
          fontSize: 7.5
        },
        encoding: { y, x: { value: 4 } }
      }
    ]
  }
}

const describe = (options: Options, panels: ReadonlyArray<Panel>): string => {
  const label = new Map(options.categories.map((category) => [category.id, category.label]))
  const starred = panels.flatMap((panel) => {
    const names = panel.boxes.flatMap((box) => (box.star ? [label.get(box.category) ?? box.category] : []))
    return names.length === 0 ? [] : [`${panel.title}: ${names.join(", ")}`]
  })
  const names = options.categories.map((category) => category.label)
  return [
    `Box plots of ${panels.map((panel) => panel.title).join(", ")} for ${names.length <= 4 ? names.join(", ") : `${names.length} categories`}.`,
    starred.length === 0
      ? `No category is marked as significantly ${starWord(panels)}.`
      : `Significantly ${starWord(panels)} in ${starred.join("; ")}.`
  ].join(" ")
}
