/** Before recognition beside the whole stay, for every cohort: as a table, and as dots. */
import { Intervals, Theme } from "@fairward/charts"
import type { ComparisonTables, ReportDocument } from "@fairward/core"
import type { Findings } from "../Findings.ts"
import { comparisonOf } from "../Words.ts"

type Block = ReportDocument.Block
type Cell = ReportDocument.Cell

interface Cohort {
  readonly grouping: ComparisonTables.ComparedGrouping
  readonly category: ComparisonTables.ComparedGrouping["categories"][number]
}

/** Cohorts that the section has room for; all are in the annex. */
const mostRows = 24

const isTold = (findings: Findings, { category, grouping }: Cohort): boolean =>
  findings.comparisons.some(
    (one) =>
      one.grouping === grouping.id &&
      one.category === category.id &&
      ["material", "worse"].includes(one.withheld ?? one.verdict)
  )

/** All cohorts or, where they are too many, those that are worse off in something. */
export const shownCohorts = (
  findings: Findings
): { readonly cohorts: ReadonlyArray<Cohort>; readonly isWhole: boolean } => {
  const all = findings.groupings.flatMap((grouping) => grouping.categories.map((category) => ({ grouping, category })))
  const cohorts = all.length <= mostRows ? all : all.filter((one) => isTold(findings, one)).slice(0, mostRows)
  return { cohorts, isWhole: cohorts.length === all.length }
}

/** The cohort's own value, with what was found of it. */
const cellOf = (
  findings: Findings,
  { category, grouping }: Cohort,
  metric: string,
  told: (estimate: number) => number = (estimate) => estimate
): Cell => {
  const one = comparisonOf(findings, grouping.id, category.id, metric)
  if (one === undefined) return { value: null, note: "not compared", mark: "muted" }
  const { cohort, verdict, withheld = verdict } = one
  if (cohort.estimate === null) return { value: null, note: cohort.reason ?? "not estimable" }
  const value = told(cohort.estimate)
  return withheld === "no verdict" ? value : { value, verdict: withheld }
}

const missedOf = (recall: number): number => 100 * (1 - recall)

export const cohortsTable = (findings: Findings, cohorts: ReadonlyArray<Cohort>, whose: string): Block => {
  const { hasEvents } = findings
  const columns: ReadonlyArray<ReportDocument.Column> = [
    { key: "cohort", title: "Cohort", type: { _tag: "text" }, width: 1.7, filter: true },
    ...(hasEvents
      ? ([
          { key: "missed", title: "Missed", type: { _tag: "number", digits: 0 } },
          {
            key: "missedBefore",
            title: "No alarm before recognition",
            type: { _tag: "number", digits: 0 },
            width: 1.5
          }
        ] as const)
      : []),
    { key: "auroc", title: "AUROC, whole stay", type: { _tag: "number", digits: 2 }, width: 1.1 },
    { key: "aurocBefore", title: "AUROC before recognition", type: { _tag: "number", digits: 2 }, width: 1.3 },
    ...(hasEvents
      ? ([
          { key: "lead", title: "Lead time to recognition", unit: ["min"], type: { _tag: "integer" }, width: 1.3 },
          { key: "early", title: "Events left out", type: { _tag: "integer" }, width: 1.2 }
        ] as const)
      : []),
    { key: "after", title: "Alarms after recognition", type: { _tag: "percent", digits: 0 }, width: 1.2 }
  ]
  return {
    _tag: "Table",
    id: "recognition-table",
    caption: `${whose}: ${hasEvents ? "of 100 events those missed over the whole stay, and those without an alarm before clinicians knew; " : ""}ranking of steps over the whole stay and before recognition${hasEvents ? "; minutes from the first alarm to recognition; events left out, whose window opens at or after recognition" : ""}; and the part of the alarms that come after it`,
    columns,
    group: "grouping",
    rows: cohorts.map((cohort) => {
      const { category, grouping } = cohort
      const counts = findings.cohorts.find((one) => one.grouping === grouping.id && one.category === category.id)
      const cell = (metric: string, told?: (estimate: number) => number) => cellOf(findings, cohort, metric, told)
      const minutes = Math.round
      return {
        grouping: grouping.title,
        cohort: category.label,
        ...(hasEvents
          ? {
              missed: cell("event_recall_uncut", missedOf),
              missedBefore: cell("event_recall_before", missedOf),
              lead: cell("lead_time", minutes),
              early: counts === undefined ? null : counts.cut
            }
          : {}),
        auroc: counts === undefined ? null : counts.auroc,
        aurocBefore: cell("auroc_before"),
        after: cell("alarms_after")
      }
    }),
    empty: "There is no cohort."
  }
}

const labelRoom = 150
const rowStep = 15

/** Of every cohort the events missed over the whole stay, and those without an alarm before recognition, on one scale. */
export const missedChart = (findings: Findings, cohorts: ReadonlyArray<Cohort>): ReadonlyArray<Block> => {
  const values = cohorts.flatMap((cohort) => {
    const { category, grouping } = cohort
    const before = comparisonOf(findings, grouping.id, category.id, "event_recall_before")
    const whole = comparisonOf(findings, grouping.id, category.id, "event_recall_uncut")
    const [own, all] = [before?.cohort.estimate ?? null, whole?.cohort.estimate ?? null]
    if (before === undefined || own === null || all === null) return []
    const { high, low } = before.cohort
    return [
      {
        cohort: `${grouping.title}: ${category.label}`,
        verdict: before.withheld ?? before.verdict,
        whole: missedOf(all),
        before: missedOf(own),
        ...(low === null || high === null ? {} : { low: missedOf(high), high: missedOf(low) })
      }
    ]
  })
  if (values.length === 0) return []
  const verdicts = [...new Set(values.map(({ verdict }) => verdict))]
  const marks = verdicts.map((verdict) => Intervals.verdictMarks[verdict])
  const by = (range: ReadonlyArray<string>) => ({
    field: "verdict",
    type: "nominal",
    title: "Before recognition",
    scale: { domain: verdicts, range },
    legend: { orient: "bottom", symbolSize: 26 }
  })
  const colors = marks.map(({ color }) => color)
  const spec = {
    width: Theme.textWidth - labelRoom,
    height: { step: rowStep },
    data: { values },
    encoding: {
      y: {
        field: "cohort",
        type: "nominal",
        title: null,
        sort: values.map(({ cohort }) => cohort),
        axis: { ticks: false, domain: false, grid: true, labelLimit: labelRoom }
      },
      x: { type: "quantitative", title: "Of 100 events", scale: { zero: true }, axis: { grid: true, tickCount: 8 } }
    },
    layer: [
      {
        mark: { type: "rule", strokeWidth: 1.1 },
        encoding: { x: { field: "low" }, x2: { field: "high" }, stroke: by(colors) }
      },
      {
        mark: { type: "tick", thickness: 2, size: 9, color: Theme.colors.muted, opacity: 1 },
        encoding: { x: { field: "whole" } }
      },
      {
        mark: { type: "point", size: 30, opacity: 1, strokeWidth: 1 },
        encoding: {
          x: { field: "before" },
          stroke: by(colors),
          fill: by(marks.map(({ color, filled }) => (filled ? color : "#FFFFFF"))),
          shape: by(marks.map(({ shape }) => shape))
        }
      }
    ]
  }
  return [
    {
      _tag: "Chart",
      id: "recognition-missed",
      spec: spec as unknown as Theme.Spec,
      caption:
        "Of 100 events of each cohort: missed over the whole stay (grey tick), and without an alarm before clinicians knew (sign of the verdict, with the pointwise interval of the cohort)",
      alt: `Missed events of ${values.length} cohorts over the whole stay, and those without an alarm before recognition, with intervals. The table of cohorts has the numbers.`
    }
  ]
}
