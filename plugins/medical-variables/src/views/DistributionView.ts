import { Curves } from "@fairward/charts"
import type { ComparisonTables, ReportDocument } from "@fairward/core"
import { type Findings, leastForCurve, quantileShares, type Variable } from "../Findings.ts"
import { conditionTitles } from "./conditionTitles.ts"

type Limits = readonly [number, number]

/** One axis a variable over all groupings and conditions, so that its curves can be compared. */
const limits = (findings: Findings, metrics: ReadonlySet<string>): Limits => {
  const all = findings.distributions.flatMap(({ metric, quantiles }) =>
    metrics.has(metric) && quantiles !== null ? [quantiles[0]!, quantiles.at(-1)!] : []
  )
  const low = all.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY)
  const high = all.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY)
  const room = Math.max((high - low) * 0.02, Math.abs(high) * 1e-3, 1e-6)
  return [low - room, high + room]
}

const mostNamed = 6

const namesOf = ({ categories }: ComparisonTables.ComparedGrouping): string =>
  categories.length <= mostNamed ? categories.map(({ label }) => label).join(", ") : `${categories.length} categories`

/**
 * How the patients' medians of a variable are distributed in each category of a grouping: at each value the share of
 * patients at or below it, so that a cohort's median is where its curve crosses one half.
 */
export const distributionView = (
  findings: Findings,
  grouping: ComparisonTables.ComparedGrouping,
  variable: Variable,
  id: string
): ReadonlyArray<ReportDocument.Block> => {
  const metrics = findings.metrics.filter((metric) => metric.variable === variable.id)
  const [xMin, xMax] = limits(findings, new Set(metrics.map((metric) => metric.id)))
  const panels = metrics.map(
    (metric): Curves.Panel => ({
      id: metric.id,
      title: conditionTitles[metric.condition],
      xTitle: variable.unit === undefined ? variable.title : `${variable.title} (${variable.unit})`,
      yTitle: "Share of patients",
      diagonal: false,
      marked: false,
      xMin,
      xMax,
      series: grouping.categories.flatMap(({ id: category, label }) => {
        const found = findings.distributions.find(
          (one) => one.grouping === grouping.id && one.category === category && one.metric === metric.id
        )
        if (found === undefined || found.quantiles === null) return []
        return [
          { id: category, label, points: found.quantiles.map((value, i) => ({ x: value, y: quantileShares[i]! })) }
        ]
      })
    })
  )
  const drawn = panels.filter(({ series }) => series.length > 0)
  if (drawn.length === 0) return []
  const undrawn = grouping.categories.filter((category) =>
    drawn.some(({ series }) => series.every((one) => one.id !== category.id))
  )
  const note =
    undrawn.length === 0
      ? ""
      : `; no curve where fewer than ${leastForCurve} patients have a value (${undrawn.map(({ label }) => label).join(", ")})`
  return Curves.curves({
    series: grouping.categories.map(({ id: category }) => category),
    panels: drawn,
    sharedLegend: true,
    columns: drawn.length
  }).map((figure, i, { length }) => ({
    _tag: "Chart",
    id: `${id}-distributions-${grouping.id}-${i + 1}`,
    spec: figure.spec,
    caption: `${grouping.title}: distribution of the patients' medians of ${variable.title}, from 5 % to 95 % of the patients; at each value, the share of patients at or below it${note}${length === 1 ? "" : ` (${i + 1} of ${length})`}`,
    alt: `Cumulative distributions of ${variable.title} for ${namesOf(grouping)}: ${drawn.map(({ title }) => title.toLowerCase()).join(", ")}. Each curve crosses one half at the cohort's median, which the table of comparisons gives.`
  }))
}
