import { Theme } from "@fairward/charts"
import type { ReportDocument } from "@fairward/core"
import type { Findings, Measured } from "../Findings.ts"
import {
  allCohorts,
  comparisonOf,
  costMetric,
  itemOf,
  measureOf,
  money,
  type Named,
  perExposure,
  tiersWithScores
} from "../Words.ts"
import { figuresOf, labelLayers, labelWidthOf, type Row, rowStep, rowsOf, yOf } from "./Rows.ts"

interface Panel {
  /** What is measured, and per what. */
  readonly title: readonly [string, string]
  readonly value: (named: Named | undefined) => Measured
  /** A value that is drawn as a limit. */
  readonly limit?: number
  /** Too few patients for a verdict. */
  readonly isSmall: (named: Named) => boolean
  readonly fromZero: boolean
}

const panelsOf = (findings: Findings): ReadonlyArray<Panel> => {
  const { everyone, mode, target } = findings
  const metric = (id: string, title: Panel["title"], limit?: number): Panel => ({
    title,
    value: (named) => measureOf(findings, named, id),
    isSmall: (named) => comparisonOf(findings, named, id).verdict === "too small" || hasFewEvents(named),
    fromZero: true,
    ...(limit === undefined ? {} : { limit })
  })
  const item = itemOf(findings)
  const hasFewEvents = ({ cohort }: Named) => !(cohort.eventPatients >= findings.verdictMinimum)
  const risks = tiersWithScores(findings).flatMap(({ name }) => {
    const panel = metric(`risk_${name}`, [`Risk in ${name}`, `per ${item}`])
    return allCohorts(findings).every(panel.isSmall) ? [] : [panel]
  })
  return [
    mode === "events"
      ? metric("event_miss_rate", ["Missed", "share of all events"])
      : metric("step_miss_rate", ["Missed", `share of positive ${item}s`]),
    ...(mode === "patients" ? [] : [metric("false_alarms_per_day", ["False alarms", "per patient-day"])]),
    metric(
      mode === "patients" ? "step_precision" : "alarm_precision",
      ["True alarms", "share of all alarms"],
      findings.fatigueLimit
    ),
    metric(costMetric(findings), ["Cost of errors", `${money(findings)} ${perExposure(findings)}`]),
    {
      title: ["Recall", "at everyone's target"],
      value: (named) => (named?.cohort ?? everyone).target.recallAtEveryones,
      limit: target.value,
      isSmall: hasFewEvents,
      fromZero: false
    },
    ...risks
  ]
}

/** Up to six panels stand in threes, more in fours. */
const perRowOf = (panels: number): number => (panels <= 6 ? 3 : 4)
const panelSpec = (panel: Panel, rows: ReadonlyArray<Row>, isFirst: boolean, width: number, labelWidth: number) => {
  const everyone = panel.value(undefined).estimate
  const values = rows.flatMap(({ key, named }) => {
    if (named === null) return []
    const { estimate, high, low } = panel.value(named)
    return estimate === null
      ? []
      : [{ key, estimate, low: low ?? estimate, high: high ?? estimate, isSmall: panel.isSmall(named) }]
  })
  const missing = rows.flatMap(({ key, named }) =>
    named !== null && panel.value(named).estimate === null ? [{ key }] : []
  )
  const ends = [...values.flatMap(({ high, low }) => [high, low]), ...(everyone === null ? [] : [everyone])]
  const shown = panel.limit === undefined ? ends : [...ends, panel.limit]
  const most = shown.length === 0 ? 1 : Math.max(...shown)
  const least = panel.fromZero || shown.length === 0 ? 0 : Math.max(0, Math.min(...shown) - 0.02)
  const y = yOf(rows)
  const x = (field: string) => ({
    field,
    type: "quantitative",
    title: null,
    scale: { domain: [least, most === 0 ? 1 : most * 1.03], nice: false },
    axis: { tickCount: 3, grid: true }
  })
  const rule = (value: number, dash: ReadonlyArray<number>, color: string) => ({
    data: { values: [{ value }] },
    mark: { type: "rule", strokeDash: [...dash], color, strokeWidth: 0.8, clip: true },
    encoding: { x: x("value") }
  })
  return {
    title: {
      text: panel.title[0],
      subtitle: panel.title[1],
      anchor: "start",
      fontSize: 8.5,
      subtitleFontSize: 7.5,
      offset: 3
    },
    width,
    height: { step: rowStep },
    data: { values },
    layer: [
      ...(everyone === null ? [] : [rule(everyone, [3, 2], Theme.colors.muted)]),
      ...(panel.limit === undefined ? [] : [rule(panel.limit, [], Theme.palette.vermillion)]),
      {
        mark: { type: "rule", strokeWidth: 1.1, color: Theme.colors.muted, clip: true },
        encoding: { y, x: x("low"), x2: { field: "high" } }
      },
      {
        mark: { type: "point", size: 22, stroke: Theme.palette.blue, strokeWidth: 1, opacity: 1, clip: true },
        encoding: {
          y,
          x: x("estimate"),
          fill: { condition: { test: "datum.isSmall", value: "#FFFFFF" }, value: Theme.palette.blue }
        }
      },
      {
        data: { values: missing },
        mark: { type: "text", text: "–", align: "left", fontSize: 7, color: Theme.colors.muted },
        encoding: { y, x: { value: 3 } }
      },
      ...(isFirst ? labelLayers(rows, labelWidth) : [])
    ]
  }
}

/** Every cohort beside the others: the measures of the board with their intervals. */
export const overviewCharts = (findings: Findings): ReadonlyArray<ReportDocument.Block> => {
  const panels = panelsOf(findings)
  const perRow = perRowOf(panels.length)
  const figures = figuresOf(findings)
  return figures.map((cohorts, i) => {
    const rows = rowsOf(cohorts)
    const labelWidth = labelWidthOf(rows)
    const width = Math.floor((Theme.textWidth - labelWidth) / perRow) - 16
    return {
      _tag: "Chart",
      id: `clinical-safety-overview-${i + 1}`,
      spec: {
        concat: panels.map((panel, place) => panelSpec(panel, rows, place % perRow === 0, width, labelWidth)),
        columns: perRow,
        spacing: { row: 10, column: 14 }
      },
      caption: `Every cohort with pointwise 95 % intervals over ${findings.replicates.toLocaleString("en")} replicates; hollow: too few patients for a verdict; dashed: all patients; solid line: the limit of alert fatigue, and the target recall; –: no number${figures.length === 1 ? "" : ` (${i + 1} of ${figures.length})`}`,
      alt: `Dots with intervals for ${panels.map(({ title: [what] }) => what).join(", ")}, a row for each of ${cohorts.length} cohorts. The tables per grouping have the numbers.`
    }
  })
}
