import { Curves } from "@fairward/charts"
import type { ComparisonTables, ReportDocument } from "@fairward/core"
import { type Findings, leastForCurve, quantileShares } from "../Findings.ts"

type Limits = readonly [number, number]

/** One axis a variable over all groupings, so that its curves can be compared. */
const limits = (findings: Findings, of: string): Limits => {
  const all = findings.distributions.flatMap(({ metric, quantiles }) =>
    metric === of && quantiles !== null ? quantiles.filter(Number.isFinite) : []
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
 * How the patients' medians over the whole stay are distributed in each category of a grouping, a panel a variable: at
 * each value the share of patients at or below it, so that a cohort's median is where its curve crosses one half.
 */
export const distributionView = (
  findings: Findings,
  grouping: ComparisonTables.ComparedGrouping
): ReadonlyArray<ReportDocument.Block> => {
  const panels = findings.variables.map((variable): Curves.Panel => {
    const metric = `${variable.id}:whole_stay`
    return {
      id: metric,
      title: variable.title,
      xTitle: variable.unit ?? "Value",
      yTitle: "Share of patients",
      xDomain: limits(findings, metric),
      series: grouping.categories.flatMap(({ id: category, label }) => {
        const found = findings.distributions.find(
          (one) => one.grouping === grouping.id && one.category === category && one.metric === metric
        )
        if (found === undefined || found.quantiles === null || found.quantiles.every(Number.isNaN)) return []
        return [
          {
            id: category,
            label,
            points: found.quantiles.flatMap((value, i) =>
              Number.isNaN(value) ? [] : [{ x: value, y: quantileShares[i]! }]
            )
          }
        ]
      })
    }
  })
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
    panels: drawn
  }).map((figure, i, { length }) => ({
    _tag: "Chart",
    id: `medical-variables-distributions-${grouping.id}-${i + 1}`,
    spec: figure.spec,
    caption: `${grouping.title}: distribution of the patients' medians over the whole stay, from 5 % to 95 % of the patients; at each value, the share of patients at or below it${note}${length === 1 ? "" : ` (${i + 1} of ${length})`}`,
    alt: `Cumulative distributions of ${drawn
      .filter(({ id }) => figure.panels.includes(id))
      .map(({ title }) => title)
      .join(
        ", "
      )} for ${namesOf(grouping)}. Each curve crosses one half at the cohort's median, which the table of comparisons gives.`
  }))
}
