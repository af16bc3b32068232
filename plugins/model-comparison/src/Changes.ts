/** How much each cohort, and how much its rest, changes from one model to another. */
import { Cohorts, type Comparison, Resamples, Settings } from "@fairward/core"
import { type Measure, Measures, type Metric, Sides } from "@fairward/metrics"
import { Effect } from "effect"
import { areSame, type Columns, columnsOf, measuresOf } from "./Columns.ts"
import { changeId } from "./Findings.ts"
import { leastErrors } from "./leastErrors.ts"
import { withMargins } from "./margins.ts"
import type { Options } from "./Options.ts"
import type { Paired } from "./Pairs.ts"

type Whose = "before" | "after"
type Name = `${Metric.Column} ${Whose}`
type Over = Measure.Ratio<Metric.Column>["over"]
const renamed = (columns: Columns, whose: Whose) =>
  Object.fromEntries(Object.entries(columns).map(([name, values]) => [`${name} ${whose}`, values]))

/** The columns that a ratio reads, each with its factors in numerator and denominator. */
const factorsOf = (over: Over, names: ReadonlyArray<Metric.Column>) =>
  names.flatMap((name) => {
    const [numerator, denominator] = over(
      Object.fromEntries(names.map((other) => [other, Number(other === name)])) as Measure.Sums<Metric.Column>
    )
    return numerator === 0 && denominator === 0 ? [] : [{ name, numerator, denominator }]
  })

type Factors = ReturnType<typeof factorsOf>

/** The metric with the model less that with the baseline. */
const changeIn = (factors: Factors): Measure.Smooth<Name>["value"] => {
  const ratio = (whose: Whose, sums: Measure.Variables<Name>) => {
    const [numerator, denominator] = (["numerator", "denominator"] as const).map((part) =>
      factors
        .filter((factor) => factor[part] !== 0)
        .map((factor) => sums[`${factor.name} ${whose}`]!.times(factor[part]))
        .reduce((sum, one) => sum.plus(one))
    )
    return numerator!.over(denominator!)
  }
  return (sums) => ratio("after", sums).minus(ratio("before", sums))
}

/** What a margin is at most a fifth of: the rarer side of everyone's value with the baseline. */
const rarerSide =
  (factors: Factors) =>
  (everyone: Measure.Sums<Name>): number => {
    const [numerator, denominator] = (["numerator", "denominator"] as const).map((part) =>
      factors.reduce((sum, factor) => sum + factor[part] * everyone[`${factor.name} before`]!, 0)
    )
    const value = numerator! / denominator!
    return Math.min(value, 1 - value)
  }

/**
 * The change of a cohort less that of its rest: by how much its disparity changes from the baseline to the model.
 *
 * Influences of a patient are those with the model less those with the baseline; standard errors are at least those of
 * {@link leastErrors} of both sides.
 */
export const changesOf = Effect.fn("ModelComparison.changesOf")(function* (
  baseline: Paired,
  model: Paired,
  metrics: ReadonlyArray<Options["metrics"][number]>,
  options: Options
) {
  if (metrics.length === 0) return []
  const { groupings } = yield* Cohorts.Cohorts
  const { clusterOf, patients } = yield* (yield* Resamples.Resamples).of("test")
  const settings = yield* Settings.Settings
  const [before, after] = [columnsOf(baseline), columnsOf(model)]
  const ids = metrics.map((metric) => [metric, changeId(metric, model.id)] as const)
  const ratios = measuresOf(metrics, options).flatMap((measure, m) => {
    if (!("over" in measure)) return []
    const { class: own, margin, metric, over, sense, unit } = measure
    const factors = factorsOf(over, Object.keys(before) as ReadonlyArray<Metric.Column>)
    const found: Measure.Smooth<Name> = {
      id: ids[m]![1],
      sense,
      unit,
      margin,
      fifthOf: rarerSide(factors),
      ...(own === undefined ? {} : { class: own }),
      missing: `${metric.title} is not defined on these patients with one of the models`,
      bearing: ({ eventPatients }) => eventPatients,
      value: changeIn(factors)
    }
    return [{ over, measure: found }]
  })
  const { contrasts } = yield* Measures.contrasts<Name>({
    columns: { ...renamed(before, "before"), ...renamed(after, "after") } as { readonly [N in Name]: Float64Array },
    measures: ratios.map(({ measure }) => measure)
  }).pipe(Effect.provideService(Settings.Settings, withMargins(settings, ids)))
  const cohorts = Sides.sidesOf(groupings, patients)
  const least = ratios.map(({ over }) => leastErrors(over, [before, after], cohorts, clusterOf))
  const isSame = areSame(baseline, model)
  return contrasts.map((contrast, i): Comparison.Contrast => {
    const cohort = 1 + Math.floor(i / ratios.length)
    const leastOf = least[i % ratios.length]!
    const error = Math.hypot(leastOf(cohort), leastOf(cohorts.rest[cohort]!))
    return {
      ...contrast,
      between: "changes",
      standardError: Math.max(contrast.standardError, error),
      standardErrors: contrast.standardErrors.map((own) => Math.max(own, error)),
      ...(isSame ? { gridStep: 0 } : {})
    }
  })
})
