/**
 * Box plots of precomputed summaries: a panel per metric, the categories of one grouping as its rows.
 *
 * @since 0.1.0
 */
import { type MultiplesPanel, multiples, type PlacedPanel, within } from "./internal/Multiples.ts"
import { notes, own, plate, points, rects, rules, texts, tooltip } from "./internal/Plate.ts"
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
  /** Panels side by side; 3 or 4 when absent. */
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

/** The direction in which a metric is better, as it stands behind its title. */
export const senseArrows: Readonly<Record<Sense, string>> = { higher: " ↑", lower: " ↓", none: "" }

/** What an arrow behind a title means. */
export const senseWords: Readonly<Record<Sense, string>> = {
  higher: "↑\u00a0higher is better",
  lower: "↓\u00a0lower is better",
  none: ""
}

/** A figure and its caption fit on a page. */
export const defaultMaxHeight = 660
const starRoom = 9

/**
 * The figures that show all panels: as many as the height asks for, with about equally many rows of panels each.
 *
 * Gotcha: marks outside a panel's domain are cut off, so the domain must hold every whisker.
 */
export const boxPlots = (options: Options): ReadonlyArray<Figure> => {
  const width = options.width ?? textWidth
  const panels = options.panels.map((panel) => ({
    ...panel,
    name: panel.title,
    title: panel.title + senseArrows[panel.sense]
  }))
  return multiples({
    labels: options.categories.map(({ label }) => label),
    panels,
    columns: options.columns,
    width,
    maxHeight: options.maxHeight ?? defaultMaxHeight,
    aside: starRoom
  }).map(({ chrome, height, panels }) => {
    const shown = panels.map(({ panel }) => ({ ...panel, title: panel.name }))
    const key = notes(keyText(shown), height + 3, width)
    return {
      panels: shown.map(({ id }) => id),
      alt: describe(options, shown),
      spec: plate(width, height + 3 + key.height, [...chrome, ...boxLayers(panels, options.categories), ...key.layers])
    }
  })
}

const starWord = (panels: ReadonlyArray<Panel>): string =>
  panels.every(({ sense }) => sense === "none") ? "different" : "worse"

const keyText = (panels: ReadonlyArray<Panel>): string => {
  const boxes = panels.flatMap((panel) => panel.boxes)
  const senses = [...new Set(panels.map(({ sense }) => senseWords[sense]))].filter((words) => words !== "")
  return [
    "Box: quartiles and median; line: pointwise 95 % interval; ◆ estimate",
    ...(panels.some((panel) => panel.overall !== undefined) ? ["dashed: everybody"] : []),
    ...(boxes.some(({ star }) => star === "worse") ? [`★ significantly ${starWord(panels)}`] : []),
    ...(boxes.some(({ star }) => star === "top")
      ? [`✪ red: significantly ${starWord(panels)}, and among the top 3`]
      : []),
    ...senses
  ].join("; ")
}

const fills: Readonly<Record<"none" | "worse" | "top", string>> = { none: "#BFD9EC", worse: "#F6CDB0", top: "#EFA47A" }
const boxHeight = 5.4

interface BoxPanel extends Panel, MultiplesPanel {
  readonly name: string
}

const boxLayers = (
  placed: ReadonlyArray<PlacedPanel<BoxPanel>>,
  categories: Options["categories"]
): ReadonlyArray<Spec> => {
  const rows = placed.flatMap((at) => {
    const boxes = new Map(at.panel.boxes.map((box) => [box.category, box]))
    return categories.map(({ id, label }, index) => {
      const box = boxes.get(id)
      return { at, y: at.middles[index]!, category: label, metric: at.panel.name, box, summary: box?.summary ?? null }
    })
  })
  const drawn = rows.flatMap(({ at, box, category, metric, summary, y }) => {
    if (box === undefined || summary === null) return []
    const x = (value: number) => at.x(within(value, at.panel.domain))
    return [{ at, box, category, metric, ...summary, estimate: box.estimate, x, y }]
  })
  const said = drawn.map(({ category, estimate, high, low, median, metric, q1, q3 }) => ({
    category,
    metric,
    estimate,
    median,
    q1,
    q3,
    low,
    high
  }))
  const hover = {
    tooltip: tooltip(
      { category: "Category", metric: "Metric" },
      {
        estimate: "Estimate",
        median: "Median",
        q1: "Lower quartile",
        q3: "Upper quartile",
        low: "Lower end",
        high: "Upper end"
      }
    )
  }
  const stars = (star: "worse" | "top") =>
    texts(
      drawn.flatMap(({ at, box, y }) =>
        box.star === star ? [{ _x: at.left + at.width + 5, _y: y, text: star === "top" ? "✪" : "★" }] : []
      ),
      { fontSize: star === "top" ? 9 : 7.5, align: "center", color: star === "top" ? "#C00000" : palette.black }
    )
  return [
    ...rules(
      placed.flatMap(({ bottom, panel, top, x }) =>
        panel.overall === undefined || panel.overall < panel.domain[0] || panel.overall > panel.domain[1]
          ? []
          : [{ _x: x(panel.overall), _y: top, _x2: x(panel.overall), _y2: bottom, everybody: panel.overall }]
      ),
      { type: "rule", color: ink.muted, strokeDash: [3, 2], strokeWidth: 0.7 },
      { tooltip: tooltip({}, { everybody: "Everybody" }) }
    ),
    ...rules(
      drawn.map(({ high, low, x, y }, i) => ({ _x: x(low), _y: y, _x2: x(high), _y2: y, ...said[i] })),
      { type: "rule", color: ink.muted, strokeWidth: 0.8 },
      hover
    ),
    ...rects(
      drawn.map(({ box, q1, q3, x, y }, i) => ({
        _x: x(q1),
        _y: y - boxHeight / 2,
        _x2: x(q3),
        _y2: y + boxHeight / 2,
        _fill: fills[box.star ?? "none"],
        ...said[i]
      })),
      { type: "rect", stroke: ink.muted, strokeWidth: 0.5 },
      { fill: own("_fill"), ...hover }
    ),
    ...rules(
      drawn.map(({ median, x, y }) => ({
        _x: x(median),
        _y: y - boxHeight / 2,
        _x2: x(median),
        _y2: y + boxHeight / 2
      })),
      { type: "rule", color: ink.text, strokeWidth: 1.2 }
    ),
    ...points(
      drawn.flatMap(({ estimate, x, y }, i) => (estimate === null ? [] : [{ _x: x(estimate), _y: y, ...said[i] }])),
      { type: "point", shape: "diamond", size: 11, fill: "white", stroke: ink.text, strokeWidth: 0.6, opacity: 1 },
      hover
    ),
    ...stars("worse"),
    ...stars("top"),
    ...texts(
      rows.flatMap(({ at, summary, y }) =>
        summary === null ? [{ _x: at.left + 3, _y: y, text: "not estimable" }] : []
      ),
      { fontSize: 6, fontStyle: "italic", color: ink.muted }
    )
  ]
}

const mostNamed = 8

/** All of them while they are few; a reader of words finds the others in tables. */
const titlesOf = (panels: ReadonlyArray<Panel>): string =>
  panels.length <= mostNamed
    ? panels.map(({ title }) => title).join(", ")
    : `${panels.length} metrics, from ${panels[0]!.title} to ${panels.at(-1)!.title},`

const describe = (options: Options, panels: ReadonlyArray<Panel>): string => {
  const label = new Map(options.categories.map((category) => [category.id, category.label]))
  const starred = panels.flatMap((panel) => {
    const names = panel.boxes.flatMap((box) => (box.star ? [label.get(box.category) ?? box.category] : []))
    return names.length === 0 ? [] : [`${panel.title}: ${names.join(", ")}`]
  })
  const names = options.categories.map((category) => category.label)
  return [
    `Box plots of ${titlesOf(panels)} for ${names.length <= 4 ? names.join(", ") : `${names.length} categories`}.`,
    starred.length === 0
      ? `No category is marked as significantly ${starWord(panels)}.`
      : `Significantly ${starWord(panels)} in ${starred.join("; ")}.`
  ].join(" ")
}
