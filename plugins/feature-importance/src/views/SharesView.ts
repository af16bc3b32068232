import { type Comparison, ComparisonTables, type ReportDocument } from "@fairward/core"
import type { Findings } from "../Findings.ts"

/** Gains, and losses, of each cohort shown: fewer where there are many cohorts, so that the table stays on a page. */
const perDirection = (categories: number): number => (categories === 2 ? 4 : categories <= 5 ? 2 : 1)

/** The largest gains and losses of a cohort, from the largest gain to the largest loss. */
const largestChanges = (
  findings: Findings,
  grouping: string,
  category: string,
  most: number
): ReadonlyArray<Comparison.Comparison> => {
  const own = findings.comparisons
    .filter((one) => one.grouping === grouping && one.category === category && one.difference !== null)
    .toSorted((a, b) => b.difference! - a.difference!)
  const gains = own.filter(({ difference }) => difference! > 0).slice(0, most)
  const losses = own.filter(({ difference }) => difference! < 0).slice(-most)
  return [...gains, ...losses]
}

/** Which features gain and lose most importance in each cohort; of a grouping of two, in the first. */
export const changesTable = (findings: Findings, grouping: ComparisonTables.ComparedGrouping): ReportDocument.Block => {
  const mirrored = ComparisonTables.isMirrored(grouping)
  const shown = mirrored ? grouping.categories.slice(0, 1) : grouping.categories
  const most = perDirection(grouping.categories.length)
  const number = { _tag: "number", digits: 3 } as const
  return {
    _tag: "Table",
    id: `feature-importance-changes-${grouping.id}`,
    caption: `${grouping.title}: the ${most === 1 ? "feature that gains and the one that loses" : `${most} features that gain and lose`} most importance, as shares of the importance of all features, ${mirrored ? `in ${grouping.categories[0]!.label} against ${grouping.categories[1]!.label}` : "in each cohort against its rest"}`,
    empty: "No share of importance could be compared.",
    columns: [
      ...(mirrored
        ? []
        : [{ key: "category", title: "Cohort", type: { _tag: "text" } as const, width: 1.4, filter: true }]),
      { key: "feature", title: "Feature", type: { _tag: "text" }, width: 1.9, filter: true },
      { key: "cohort", title: mirrored ? grouping.categories[0]!.label : "Share in cohort", type: number },
      { key: "rest", title: mirrored ? grouping.categories[1]!.label : "Share in rest", type: number },
      ...ComparisonTables.judgementColumns(findings, 3)
    ],
    rows: shown.flatMap(({ id, label }) =>
      largestChanges(findings, grouping.id, id, most).map((comparison) => ({
        ...(mirrored ? {} : { category: label }),
        feature: comparison.metric,
        cohort: comparison.cohort.estimate,
        rest: comparison.rest.estimate,
        ...ComparisonTables.judgementCells(comparison)
      }))
    )
  }
}
