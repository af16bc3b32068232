/** Box plots of precomputed summaries: a panel per metric, the categories of one grouping as its rows. */
import { acrossRows, facets, tooltip } from "./internal/Facets.ts"
import { colors, palette, type Spec, textWidth } from "./Theme.ts"

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
 * Gotcha: a whisker that leaves its panel's domain ends at the edge, so the domain must hold all of them.
 */
export const boxPlots = (options: Options): ReadonlyArray<Figure> =>
  facets({
    labels: options.categories.map(({ label }) => label),
    panels: options.panels,
    title: ({ sense, title }) => title + senseArrows[sense],
    columns: options.columns,
    width: options.width ?? textWidth,
    maxHeight: options.maxHeight ?? defaultMaxHeight,
    aside: starRoom,
    domain: ({ domain }) => domain,
    draw: (panels, width) => ({
      heads: ({ domain: [from, to], overall }) =>
        overall === undefined || overall < from || overall > to ? [] : [{ everybody: overall }],
      rows: ({ boxes }) => {
        const known = new Map(boxes.map((box) => [box.category, box]))
        return options.categories.map(({ id }, row) => {
          const { estimate, star, summary } = known.get(id) ?? missing
          return [
            row,
            summary === null ? { words: "not estimable" } : { ...summary, estimate, star: star ?? "none" }
          ] as const
        })
      },
      layers: boxLayers(panels, options.categories.length, width),
      tooltip: said,
      below: keyText(panels)
    })
  }).map(({ panels, spec }) => ({ panels: panels.map(({ id }) => id), alt: describe(options, panels), spec }))

const missing: Omit<Box, "category"> = { summary: null, estimate: null, star: null }

const starWord = (panels: ReadonlyArray<Panel>): string => {
  const neutral = panels.filter(({ sense }) => sense === "none").length
  if (neutral === 0) return "worse"
  return neutral === panels.length ? "different" : "worse, or different where no arrow says which is better"
}

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

const boxHeight = 5.4
const fill: Spec = {
  field: "star",
  type: "nominal",
  legend: null,
  scale: { domain: ["none", "worse", "top"], range: ["#BFD9EC", "#F6CDB0", "#EFA47A"] }
}

const said = [
  { category: "Category", panel: "Metric" },
  {
    estimate: "Estimate",
    median: "Median",
    q1: "Lower quartile",
    q3: "Upper quartile",
    low: "Lower end",
    high: "Upper end"
  }
] as const

const byStar = (top: string | number, worse: string | number): Spec => ({
  condition: { test: "datum.star === 'top'", value: top },
  value: worse
})

/** Only what a figure has any of is a layer of it, since each is drawn anew in every panel. */
const boxLayers = (panels: ReadonlyArray<Panel>, categories: number, width: number): ReadonlyArray<Spec> => [
  ...(panels.every(({ overall }) => overall === undefined)
    ? []
    : [
        {
          mark: { type: "rule", color: colors.muted, strokeDash: [3, 2], strokeWidth: 0.7 },
          encoding: { x: { field: "everybody" }, ...acrossRows, tooltip: tooltip({}, { everybody: "Everybody" }) }
        }
      ]),
  {
    mark: { type: "rule", color: colors.muted, strokeWidth: 0.8 },
    encoding: { x: { field: "low" }, x2: { field: "high" } }
  },
  {
    mark: { type: "bar", height: boxHeight, stroke: colors.muted, strokeWidth: 0.5 },
    encoding: { x: { field: "q1" }, x2: { field: "q3" }, fill }
  },
  {
    mark: { type: "tick", height: boxHeight, thickness: 1.2, color: colors.text },
    encoding: { x: { field: "median" } }
  },
  {
    mark: {
      type: "point",
      shape: "diamond",
      size: 11,
      fill: "white",
      stroke: colors.text,
      strokeWidth: 0.6,
      opacity: 1
    },
    encoding: { x: { field: "estimate" } }
  },
  ...(panels.every(({ boxes }) => boxes.every(({ star }) => star === null))
    ? []
    : [
        {
          transform: [{ filter: "datum.star === 'worse' || datum.star === 'top'" }],
          mark: { type: "text", align: "center" },
          encoding: {
            x: { value: width + 5 },
            text: byStar("✪", "★"),
            size: byStar(9, 7.5),
            color: byStar("#C00000", palette.black)
          }
        }
      ]),
  ...(panels.every(({ boxes }) => boxes.filter(({ summary }) => summary !== null).length === categories)
    ? []
    : [
        {
          transform: [{ filter: "isValid(datum.words)" }],
          mark: {
            type: "text",
            align: "left",
            fontSize: 6,
            fontStyle: "italic",
            color: colors.muted
          },
          encoding: { x: { value: 3 }, text: { field: "words" }, tooltip: null }
        }
      ])
]

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
