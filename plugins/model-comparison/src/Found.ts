/** What was found of a cohort, and which of it is graver. */
import { Comparison, type ComparisonTables, ReportDocument } from "@fairward/core"
import { type Findings, type Model, type Told, toldMeasures } from "./Findings.ts"

/** A comparison of a cohort, with what it is of. */
export interface Found {
  readonly told: Told
  readonly comparison: Comparison.Comparison
}

export type Grouping = ComparisonTables.ComparedGrouping
export type Category = Grouping["categories"][number]

export const direction = (findings: Findings, { comparison }: Found): Comparison.Direction | null =>
  Comparison.significantDirection(
    { ...comparison, verdict: comparison.withheld ?? comparison.verdict },
    findings.significance
  )

export const beyondMargin = ({ comparison: { difference, margin } }: Found): number =>
  difference === null || margin === null || margin === 0 ? 0 : Math.abs(difference) / margin - 1

/** A cohort's own difference first; then by class of harm, verdict, events before steps, and distance beyond the margin. */
export const gravestFirst = (a: Found, b: Found): number =>
  Number(a.told.between === "changes") - Number(b.told.between === "changes") ||
  ReportDocument.harms.indexOf(a.told.harm) - ReportDocument.harms.indexOf(b.told.harm) ||
  Number(b.comparison.verdict === "material") - Number(a.comparison.verdict === "material") ||
  Number(b.told.metric.ofEvents) - Number(a.told.metric.ofEvents) ||
  beyondMargin(b) - beyondMargin(a)

/** What was found of a cohort with a model, with what each is of. */
export const foundOf = (findings: Findings, model: Model, grouping: string, category: string): ReadonlyArray<Found> => {
  const measures = new Map(
    toldMeasures(findings)
      .filter((told) => told.model.id === model.id)
      .map((told) => [told.id, told])
  )
  return findings.comparisons.flatMap((comparison) => {
    const told = measures.get(comparison.metric)
    const isOf = comparison.grouping === grouping && comparison.category === category
    return told === undefined || !isOf ? [] : [{ told, comparison }]
  })
}
