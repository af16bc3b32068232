import { Labels, Theme } from "@fairward/charts"
import type { Comparison, ComparisonTables, ReportDocument } from "@fairward/core"
import { excessMetric, type Findings } from "./Findings.ts"
import { windowLabel } from "./Windows.ts"

const columns = 3
const panelHeight = 74

/** Letters of a cohort's name in one line above its panel. */
const titleLetters = 28

/** The name as the header of a panel, which is split where lines end. */
const titleOf = (label: string): string => Labels.wrapLabel(label, titleLetters).join("\n")

const pointsOf = (side: Comparison.Side, window: string, of: "cohort" | "rest", cohort: string) =>
  side.estimate === null ? [] : [{ cohort, of, window, excess: side.estimate, low: side.low, high: side.high }]

/**
 * Excess per window of the stay, a panel a cohort: the cohort with points and pointwise intervals, its rest dashed. Nothing is
 * told by colour alone.
 */
export const driftChart = (findings: Findings, grouping: ComparisonTables.ComparedGrouping): ReportDocument.Block => {
  const windows = findings.windows.map((window) => ({ metric: excessMetric(window), title: windowLabel(window) }))
  const values = grouping.categories.flatMap(({ id, label }) =>
    windows.flatMap(({ metric, title }) =>
      findings.comparisons
        .filter((one) => one.grouping === grouping.id && one.category === id && one.metric === metric)
        .flatMap(({ cohort, rest }) => [
          ...pointsOf(rest, title, "rest", titleOf(label)),
          ...pointsOf(cohort, title, "cohort", titleOf(label))
        ])
    )
  )
  const reach = Math.max(
    findings.margin * 1.2,
    0.01,
    ...values.flatMap(({ excess, high, low }) => [excess, low ?? 0, high ?? 0].map(Math.abs))
  )
  const shown = Math.min(columns, grouping.categories.length)
  const width = Math.floor(Theme.textWidth / columns) - 44
  const sort = windows.map(({ title }) => title)
  const x = { field: "window", type: "ordinal", sort, title: null, axis: { labelAngle: 0, labelFontSize: 7 } }
  const y = {
    field: "excess",
    type: "quantitative",
    title: "Excess",
    scale: { domain: [-reach, reach] },
    axis: { tickCount: 5 }
  }
  const only = (of: "cohort" | "rest") => ({ filter: `datum.of === '${of}'` })
  return {
    _tag: "Chart",
    id: `score-drift-chart-${grouping.id}`,
    caption: `${grouping.title}: excess (mean score minus observed risk, per labelled step) in each window of the stay; solid: the cohort with pointwise 95 % intervals, dashed: its rest`,
    alt: `One panel for each of ${grouping.categories.map(({ label }) => label).join(", ")}: excess of the cohort and of its rest over the windows ${sort.join(", ")}. The tables below have the numbers.`,
    width: shown / columns,
    spec: {
      data: { values },
      facet: {
        field: "cohort",
        type: "nominal",
        sort: grouping.categories.map(({ label }) => titleOf(label)),
        title: null,
        header: { labelExpr: "split(datum.label, '\\n')", labelFontSize: 8.5, labelPadding: 3 }
      },
      columns: shown,
      spacing: { row: 12, column: 12 },
      spec: {
        width,
        height: panelHeight,
        layer: [
          { mark: { type: "rule", color: Theme.colors.rule }, encoding: { y: { datum: 0, type: "quantitative" } } },
          {
            transform: [only("rest")],
            mark: { type: "line", color: Theme.colors.muted, strokeDash: [4, 3], strokeWidth: 1 },
            encoding: { x, y }
          },
          {
            transform: [only("cohort"), { filter: "isValid(datum.low) && isValid(datum.high)" }],
            mark: { type: "rule", color: Theme.palette.blue, strokeWidth: 1 },
            encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" } }
          },
          {
            transform: [only("cohort")],
            mark: { type: "line", color: Theme.palette.blue, point: { filled: true, size: 18 } },
            encoding: { x, y }
          }
        ]
      }
    }
  }
}
