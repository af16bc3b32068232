import { readFileSync } from "node:fs"
import type { Comparison } from "@fairward/core"
import { expect } from "vitest"
import type { Measurement } from "../../src/CohortMetrics.ts"
import type { MetricId } from "../../src/Metric.ts"
import { absoluteOf, expectNear } from "../fixtures/Near.ts"

type Area = "auprc" | "corrected_auprc" | "event_auprc" | "corrected_event_auprc"

type Areas = Readonly<Record<Area, number | null>>

/** What scikit-learn and numpy say about one side; `null` where not estimable. */
export type OracleSide = Readonly<Record<Exclude<MetricId, Area>, number | null>> & {
  readonly step: Areas
  readonly linear: Areas
}

export type OracleCategories = Readonly<Record<string, { readonly cohort: OracleSide; readonly rest: OracleSide }>>

export const readOracle = <A>(name: string): A =>
  JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), "utf8"))

const expectSide = (
  actual: number,
  side: OracleSide,
  metric: MetricId,
  interpolation: "step" | "linear",
  what: string
) => {
  const expected = metric in side.step ? side[interpolation][metric as Area] : side[metric as Exclude<MetricId, Area>]
  expectNear(actual, expected ?? Number.NaN, `${metric} of ${what}`, 1e-9, absoluteOf(metric))
}

export const expectEveryone = (
  { everyone, metrics }: Measurement,
  side: OracleSide,
  interpolation: "step" | "linear"
): void => {
  metrics.forEach(({ id }, m) => {
    if (!id.startsWith("corrected")) expectSide(everyone[m]!.estimate, side, id, interpolation, "everyone")
  })
}

/** Every metric of every category of a grouping and of its rest; gives how many were compared. */
export const expectCategories = (
  contrasts: ReadonlyArray<Comparison.Contrast>,
  categories: OracleCategories,
  interpolation: "step" | "linear"
): number => {
  expect(new Set(contrasts.map(({ category }) => category))).toEqual(new Set(Object.keys(categories)))
  for (const { category, cohort, metric, rest } of contrasts) {
    const expected = categories[category]!
    expectSide(cohort.estimate, expected.cohort, metric as MetricId, interpolation, category)
    expectSide(rest.estimate, expected.rest, metric as MetricId, interpolation, `the rest of ${category}`)
  }
  return contrasts.length
}
