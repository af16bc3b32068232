/** How much better or worse each cohort would be off, as intervals. */
import { Intervals } from "@fairward/charts"
import { ComparisonTables, ReportDocument } from "@fairward/core"
import { type Findings, type Model, toldMeasures } from "../Findings.ts"

const { heading } = ReportDocument

/** Of so many metrics there is a panel beside each other; all are in the annex. */
const mostPanels = 3

const panelsOf = (findings: Findings, model: Model): ReadonlyArray<Intervals.Panel> =>
  toldMeasures(findings)
    .filter((told) => told.model.id === model.id && told.between === "models" && told.sense !== "none")
    .toSorted((a, b) => Number(b.metric.ofEvents) - Number(a.metric.ofEvents))
    .filter(({ metric }, _, all) => metric.id !== "recall" || !all.some((other) => other.metric.id === "event_recall"))
    .slice(0, mostPanels)
    .map(({ id, metric, sense }) => ({
      id,
      title: metric.title,
      sense,
      rows: findings.groupings.flatMap((grouping) =>
        findings.comparisons
          .filter((one) => one.metric === id && one.grouping === grouping.id)
          .map(({ category, difference, interval, margin, verdict }) => ({
            label: `${grouping.title}: ${ComparisonTables.categoryLabel(grouping, category)}`,
            verdict,
            difference,
            interval,
            margin
          }))
      )
    }))
    .filter(({ rows }) => rows.length > 0)

/** A figure a model; its panels show metrics, their rows cohorts. */
export const differenceBlocks = (findings: Findings): ReadonlyArray<ReportDocument.Block> =>
  findings.models.flatMap((model, m) => {
    const panels = panelsOf(findings, model)
    if (!panels.some(({ rows }) => rows.some(({ interval }) => interval !== null))) return []
    const figures = Intervals.intervals({
      panels,
      ownAxes: true,
      title: `${model.title} − ${findings.baseline.title}`,
      sense: "higher"
    })
    return [
      heading(1, `model-comparison-differences-${model.id}`, `${model.title} instead of ${findings.baseline.title}`),
      ...figures.map(
        ({ spec }, i): ReportDocument.Block => ({
          _tag: "Chart",
          id: `model-comparison-differences-${m + 1}-${i + 1}`,
          spec,
          caption: `Each cohort with ${model.title} against the same patients with ${findings.baseline.title}, with simultaneous ${ComparisonTables.percentage(findings.level)} intervals; left of 0 the cohort would be worse off; grey band: the margin within which a difference does not matter${figures.length === 1 ? "" : ` (${i + 1} of ${figures.length})`}`,
          alt: `Differences in ${panels.map(({ title }) => title).join(", ")} of every cohort between ${model.title} and ${findings.baseline.title}, with intervals. The tables of the annex have the numbers.`
        })
      )
    ]
  })
