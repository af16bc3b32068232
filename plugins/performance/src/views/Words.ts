import { Comparison } from "@fairward/core"
import type { Findings, GroupingFindings } from "../Findings.ts"
import { metricById } from "../Metric.ts"

const arrows = { higher: "↑", lower: "↓" } as const

/** A metric's name with the arrow of its good direction. */
export const metricName = (id: string): string => {
  const metric = metricById.get(id)!
  return `${metric.title} ${arrows[metric.sense]}`
}

export const metricTitle = (id: string): string => metricById.get(id)!.title

export const categoryLabel = ({ categories }: GroupingFindings, id: string): string =>
  categories.find((category) => category.id === id)!.label

/** A number of a metric's scale in prose. */
export const inProse = (value: number): string => value.toFixed(3).replace("-", "−")

export const significanceWords = ({ level, significance }: Findings): string =>
  significance === "simultaneous"
    ? `Significant means that the simultaneous ${(level * 100).toFixed(level * 100 === Math.round(level * 100) ? 0 : 1)} % interval of the difference, which holds for all cohorts and metrics of this section at once, excludes zero and that the difference is not equivalent within the margin.`
    : "Significant means p below the corrected level in the Mann-Whitney test of the first 100 replicates; it says how steady the resampling is, not how strong the evidence."

/** Comparisons of one cohort, in the order of the metrics. */
export const comparisonsOf = (findings: Findings, grouping: string, category: string) =>
  findings.comparisons.filter((one) => one.grouping === grouping && one.category === category)

/** Significantly worse comparisons, the largest delta first; equal deltas in the order of the findings. */
export const worseByDelta = (
  comparisons: ReadonlyArray<Comparison.Comparison>,
  findings: Findings
): ReadonlyArray<Comparison.Comparison> =>
  comparisons
    .filter((one) => Comparison.isSignificantlyWorse(one, findings.significance))
    .toSorted((a, b) => (b.delta ?? 0) - (a.delta ?? 0))
