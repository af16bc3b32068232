import { Curves } from "@fairward/charts"
import type { ComparisonTables, ReportDocument } from "@fairward/core"
import type { Metric, Curves as MetricCurves } from "@fairward/metrics"
import type { Findings } from "../Findings.ts"

interface Kind {
  readonly kind: MetricCurves.Curve["kind"]
  readonly title: string
  readonly xTitle: string
  readonly yTitle: string
  /** Shown when this metric is reported, which says in one number what the curve shows. */
  readonly metric: Metric.MetricId
  readonly diagonal: boolean
}

const kinds: ReadonlyArray<Kind> = [
  {
    kind: "calibration",
    title: "Calibration",
    xTitle: "Mean score",
    yTitle: "Share of positives",
    metric: "calibration_error",
    diagonal: true
  },
  {
    kind: "roc",
    title: "ROC",
    xTitle: "False positive rate",
    yTitle: "Recall",
    metric: "auroc",
    diagonal: true
  },
  {
    kind: "pr",
    title: "Precision-recall",
    xTitle: "Recall",
    yTitle: "Precision",
    metric: "auprc",
    diagonal: false
  },
  {
    kind: "event_pr",
    title: "Event precision-recall",
    xTitle: "Event recall",
    yTitle: "Precision",
    metric: "event_auprc",
    diagonal: false
  },
  {
    kind: "corrected_pr",
    title: "Corrected precision-recall",
    xTitle: "Recall",
    yTitle: "Corrected precision",
    metric: "corrected_auprc",
    diagonal: false
  },
  {
    kind: "corrected_event_pr",
    title: "Corrected event precision-recall",
    xTitle: "Event recall",
    yTitle: "Corrected precision",
    metric: "corrected_event_auprc",
    diagonal: false
  }
]

/**
 * Calibration, ROC and precision-recall curves of a grouping's categories, where the metric behind them is reported; all but
 * the `emphasised` ones in grey.
 */
export const curvesView = (
  findings: Findings,
  grouping: ComparisonTables.ComparedGrouping,
  emphasised?: ReadonlySet<string>
): ReadonlyArray<ReportDocument.Block> => {
  const shown = kinds.filter(({ metric }) => findings.metrics.includes(metric))
  const panels = shown.map(
    (kind): Curves.Panel => ({
      id: kind.kind,
      title: kind.title,
      xTitle: kind.xTitle,
      yTitle: kind.yTitle,
      diagonal: kind.diagonal,
      marked: kind.kind === "calibration",
      ...limits(findings, kind),
      series: grouping.categories.flatMap(({ id, label }) => {
        const curve = findings.curves.find(
          (one) => one.grouping === grouping.id && one.category === id && one.kind === kind.kind
        )
        return curve === undefined ? [] : [seriesOf(curve, label)]
      })
    })
  )
  const drawn = panels.filter(({ series }) => series.length > 0)
  if (drawn.length === 0) return []
  return Curves.curves({ series: grouping.categories.map(({ id }) => id), panels: drawn, emphasised }).map(
    (figure, i, { length }) => ({
      _tag: "Chart",
      id: `performance-curves-${grouping.id}-${i + 1}`,
      spec: figure.spec,
      caption: `${grouping.title}: curves per category; bands are one standard deviation over ${findings.replicates} replicates${length === 1 ? "" : ` (${i + 1} of ${length})`}`,
      alt: `${drawn
        .filter(({ id }) => figure.panels.includes(id))
        .map(({ title }) => title)
        .join(
          ", "
        )} curves of ${grouping.categories.map(({ label }) => label).join(", ")}. The table of comparisons gives their areas and the calibration errors.`
    })
  )
}

/** Axes as short as the curves of all groupings allow, in tenths. */
const limits = (findings: Findings, { kind }: Kind): Pick<Curves.Panel, "xDomain" | "yDomain"> => {
  if (kind === "roc") return {}
  const all = findings.curves.filter((one) => one.kind === kind && one.y.some((height) => height !== null))
  const highest = (values: ReadonlyArray<number | null>) => Math.max(0, ...values.map((value) => value ?? 0))
  const tenths = (value: number) => Math.min(1, Math.max(0.1, Math.ceil(value * 10) / 10))
  const yDomain = [0, tenths(highest(all.flatMap((curve) => curve.y)))] as const
  return kind === "calibration"
    ? { xDomain: [0, tenths(highest(all.flatMap((curve) => curve.x)))], yDomain }
    : { yDomain }
}

const seriesOf = ({ category, sd, x, y }: MetricCurves.Curve, label: string): Curves.Series => ({
  id: category,
  label,
  points: x.flatMap((at, i) => {
    const height = y[i]
    if (height === null || height === undefined) return []
    const spread = sd[i] ?? null
    return [
      {
        x: at,
        y: height,
        low: spread === null ? null : Math.max(0, height - spread),
        high: spread === null ? null : Math.min(1, height + spread)
      }
    ]
  })
})
