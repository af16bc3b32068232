/** Columns and cells that tables of comparisons share. */
import type * as Comparison from "../Comparison.ts"
import type { Cell, Column } from "../ReportDocument.ts"
import { type Compared, isDirected, metricOf, percentage } from "./compared.ts"

/** A cell whose numbers have a metric's decimals, in tables whose metrics differ in them. */
export const inDigitsOf = (compared: Compared, metric: string, cell: Cell): Cell => {
  const digits = metricOf(compared, metric).digits ?? 3
  if (digits === (compared.metrics[0]?.digits ?? 3) || cell === null) return cell
  return typeof cell === "object" && "value" in cell ? { ...cell, digits } : { value: cell, digits }
}

/** The names of metrics. */
export const metricColumn = ({ metricTitle }: Compared): Column => ({
  key: "metric",
  title: metricTitle,
  type: { _tag: "text" },
  width: 1.8,
  filter: true
})

/** The names of cohorts. */
export const categoryColumn: Column = {
  key: "category",
  title: "Category",
  type: { _tag: "text" },
  width: 1.4,
  filter: true
}

/** Whether some metrics have a worse direction. */
export const isJudged = ({ metrics }: Compared): boolean => metrics.some(isDirected)

/** The estimate of a side of a comparison, or why there is none; where it was rounded to nothing, what it is below. */
export const estimateCell = ({ rounding = 0, ...sides }: Comparison.Comparison, side: "cohort" | "rest"): Cell => {
  const { estimate, reason } = sides[side]
  if (estimate === null) return { value: null, note: reason ?? "not estimable" }
  return Math.abs(estimate) < rounding / 2 ? { value: rounding / 2, bound: "<" } : estimate
}

/** Columns of how far a comparison is from no difference: its interval, both p-values and the verdict. */
export const judgementColumns = ({ level }: Pick<Compared, "level">, digits: number): ReadonlyArray<Column> => [
  { key: "difference", title: "Difference", type: { _tag: "number", digits } },
  { key: "interval", title: `${percentage(level)} interval`, type: { _tag: "interval", digits }, width: 1.5 },
  { key: "p", title: "p, adjusted", type: { _tag: "pValue" } },
  { key: "mannWhitney", title: "p, Mann-Whitney", type: { _tag: "pValue" } },
  { key: "verdict", title: "Verdict", type: { _tag: "verdict" }, width: 1.3 }
]

/** A comparison in these columns. */
export const judgementCells = ({ difference, interval, mannWhitney, verdict }: Comparison.Comparison) => ({
  difference,
  interval: interval === null ? null : ([interval.low, interval.high] as const),
  p: interval?.adjustedP ?? null,
  mannWhitney: mannWhitney.p,
  verdict
})
