import { Labels, Theme } from "@fairward/charts"
import type { ComparisonTables, ReportDocument } from "@fairward/core"
import { cohortOf, type Findings, generalOrder, isRanked, type Placed, placedIn } from "../Findings.ts"

const { colors, palette, textWidth } = Theme

const rowStep = 12.5
const nameSize = 7.5
const nameLine = 7.6
const longestName = 38
const widestStep = 92

/** Where lines of features end that leave the top: below its last row. */
const below = 0.85

interface Column {
  readonly label: string
  readonly places: ReadonlyMap<string, Placed>
}

const isShown = ({ rank }: Placed, top: number) => rank <= top

/** How a point is drawn: by colour, and by shape and filling for black-and-white prints. */
const kinds = {
  steady: { color: colors.rule, fill: "#FFFFFF", shape: "circle" },
  moved: { color: palette.blue, fill: palette.blue, shape: "circle" },
  entered: { color: palette.vermillion, fill: palette.vermillion, shape: "square" }
} as const

const kindOf = ({ gained, isBeyond, isNew }: Placed): keyof typeof kinds =>
  !isBeyond || gained === 0 ? "steady" : isNew ? "entered" : "moved"

const columnsOf = (findings: Findings, grouping: ComparisonTables.ComparedGrouping): ReadonlyArray<Column> => {
  const general = new Map(
    findings.features.map((feature) => [
      feature.name,
      { feature, rank: feature.rank, gained: 0, isNew: false, isBeyond: false, isIdle: false }
    ])
  )
  const cohorts = grouping.categories.flatMap(({ id, label }) => {
    const cohort = cohortOf(findings, grouping.id, id)
    if (!isRanked(cohort)) return []
    return [{ label, places: new Map(placedIn(findings, cohort).map((placed) => [placed.feature.name, placed])) }]
  })
  return [{ label: "All patients", places: general }, ...cohorts]
}

const slant = 40
const slantedLine = 40
const labelLine = 9
const tail = 12

/** The label in no more lines than fit beside each other, shortened in its middle where it is longer. */
const slantedLines = (label: string, lines: number): ReadonlyArray<string> => {
  const letters = [...label]
  let wrapped = Labels.wrapLabel(label, slantedLine)
  for (let most = letters.length - 1; wrapped.length > lines; most--) {
    const shortened = `${letters.slice(0, most - tail).join("")}…${letters.slice(-tail).join("")}`
    wrapped = Labels.wrapLabel(shortened, slantedLine)
  }
  return wrapped
}

/** Names of columns above them: in lines where every word fits, else slanting. */
const columnLabels = (labels: ReadonlyArray<string>, step: number) => {
  const fitting = Math.floor((step - 4) / 4.2)
  const longestWord = Math.max(...labels.flatMap((label) => label.split(/[\s/-]/u).map((word) => [...word].length)))
  const upright = labels.map((label) => Labels.wrapLabel(label, Math.max(1, fitting)))
  const isSlanted = longestWord > fitting || upright.some(({ length }) => length > 3)
  const beside = Math.max(1, Math.floor((step * Math.sin((slant * Math.PI) / 180)) / labelLine))
  const lines = isSlanted ? labels.map((label) => slantedLines(label, beside)) : upright
  const most = Math.max(...lines.map(({ length }) => length))
  return {
    // The last line of each stands lowest.
    lines: lines.map((own) => [...Array.from({ length: most - own.length }, () => ""), ...own]),
    style: {
      labelPadding: 6 + (most - 1) * labelLine * (isSlanted ? Math.cos((slant * Math.PI) / 180) : 1),
      ...(isSlanted ? { labelAngle: slant, labelAlign: "right", labelBaseline: "bottom" } : {})
    }
  }
}

/** An axis that has names, in the parameter `names`, in place of the numbers from `first` on. */
const axisOf = (names: string, first: number, count: number, style: Theme.Spec): Theme.Spec => ({
  values: Array.from({ length: count }, (_, index) => first + index),
  labelExpr: `${names}[datum.value-${first}]`,
  labelOverlap: false,
  labelFlush: false,
  domain: false,
  ticks: false,
  grid: false,
  title: null,
  ...style
})

const pointsOf = (columns: ReadonlyArray<Column>, top: number) =>
  columns.flatMap(({ places }, i) =>
    [...places.values()].flatMap((placed) =>
      isShown(placed, top) ? [{ x: i, y: placed.rank, general: String(placed.feature.rank), kind: kindOf(placed) }] : []
    )
  )

const segmentsOf = (columns: ReadonlyArray<Column>, general: ReturnType<typeof generalOrder>, top: number) =>
  columns.slice(1).flatMap(({ places }, i) =>
    general.flatMap(({ name }) => {
      const from = columns[i]!.places.get(name)!
      const to = places.get(name)!
      if (!isShown(from, top) && !isShown(to, top)) return []
      const kind = [kindOf(to), kindOf(from)].find((one) => one !== "steady") ?? "steady"
      return [from, to].map((placed, end) => ({
        segment: `${i} ${name}`,
        x: i + end,
        y: Math.min(placed.rank, top + below),
        kind
      }))
    })
  )

/**
 * Ranks in all patients and in each cohort of a grouping, a line a feature. Points bear the general rank, by which the
 * names at the left tell which feature it is; filled ones changed beyond the critical delta.
 */
const spec = (findings: Findings, columns: ReadonlyArray<Column>): Theme.Spec => {
  const { top } = findings
  const general = generalOrder(findings)
  const labels = general.slice(0, top).map(({ name }) => Labels.wrapLabel(name, longestName))
  const labelWidth = Labels.linesWidth(labels.flat(), nameSize) + 14
  const step = Math.min(widestStep, (textWidth - labelWidth) / columns.length)
  const height = Math.max(rowStep, ...labels.map(({ length }) => length * nameLine + 2))
  const above = columnLabels(
    columns.map(({ label }) => label),
    step
  )
  const encoding = {
    x: {
      field: "x",
      type: "quantitative",
      axis: axisOf("cohorts", 0, columns.length, {
        orient: "top",
        labelFontSize: 8,
        labelFontWeight: "bold",
        labelLineHeight: labelLine,
        ...above.style
      }),
      scale: { domain: [-0.5, columns.length - 0.5], nice: false, zero: false }
    },
    y: {
      field: "y",
      type: "quantitative",
      axis: axisOf("features", 1, labels.length, {
        labelFontSize: nameSize,
        labelLineHeight: nameLine,
        labelBaseline: { condition: { test: "length(features[datum.value-1])>1", value: "bottom" }, value: "middle" },
        labelPadding: 10 - step / 2
      }),
      scale: { domain: [0.5, top + 1], reverse: true, nice: false, zero: false }
    }
  }
  const points = pointsOf(columns, top)
  const segments = segmentsOf(columns, general, top)
  const byKind = (what: "color" | "fill" | "shape") => ({
    field: "kind",
    type: "nominal",
    legend: null,
    scale: { domain: Object.keys(kinds), range: Object.values(kinds).map((kind) => kind[what]) }
  })
  return {
    params: [
      { name: "cohorts", value: above.lines },
      { name: "features", value: labels.map((lines) => [...lines]) }
    ],
    width: Math.floor(step * columns.length),
    height: Math.ceil((top + 0.5) * height),
    encoding,
    layer: [
      ...[false, true].map((isChanged) => ({
        data: { values: segments.filter(({ kind }) => (kind !== "steady") === isChanged) },
        mark: { type: "line", strokeWidth: isChanged ? 1.6 : 0.7, clip: true },
        encoding: { detail: { field: "segment" }, color: byKind("color") }
      })),
      {
        data: { values: points },
        mark: { type: "point", size: 105, strokeWidth: 0.8, opacity: 1 },
        encoding: { stroke: byKind("color"), fill: byKind("fill"), shape: byKind("shape") }
      },
      ...[true, false].map((isFilled) => ({
        data: { values: points.filter(({ kind }) => (kind !== "steady") === isFilled) },
        mark: {
          type: "text",
          fontSize: 6.5,
          align: "center",
          baseline: "middle",
          color: isFilled ? "#FFFFFF" : colors.text
        },
        encoding: { text: { field: "general" } }
      }))
    ]
  }
}

/** The chart of rank changes of a grouping; none where no cohort could be ranked. */
export const rankChart = (
  findings: Findings,
  grouping: ComparisonTables.ComparedGrouping
): ReadonlyArray<ReportDocument.Block> => {
  const columns = columnsOf(findings, grouping)
  if (columns.length === 1) return []
  const changed = columns.slice(1).map(({ label, places }) => ({
    label,
    count: [...places.values()].filter((placed) => isShown(placed, findings.top) && kindOf(placed) !== "steady").length
  }))
  return [
    {
      _tag: "Chart",
      id: `feature-importance-ranks-${grouping.id}`,
      spec: spec(findings, columns),
      caption: `${grouping.title}: ranks of features in all patients and in each cohort. Each point bears the feature's general rank, which the names at the left explain. Filled circles: moved within the top ${findings.top} beyond the critical delta; filled squares: new in it, beyond the critical delta. Lines that end below the last row leave the top ${findings.top}`,
      alt: `Ranks of the top ${findings.top} features in all patients and in each cohort of ${grouping.title}. Features that changed rank beyond the critical delta: ${changed.map(({ count, label }) => `${label} ${count}`).join(", ")}. The tables of top features have the ranks.`
    }
  ]
}
