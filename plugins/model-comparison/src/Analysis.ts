import { Cohorts, Comparison, Dataset, Detection, Message, Resamples, Stage } from "@fairward/core"
import { Metric, Sides } from "@fairward/metrics"
import { Quantile } from "@fairward/stats"
import { Effect } from "effect"
import { changesOf } from "./Changes.ts"
import { type Differences, differencesOf } from "./Differences.ts"
import { differenceId, type Findings, hasChange, type Model } from "./Findings.ts"
import { flipsOf } from "./Flips.ts"
import type { Options } from "./Options.ts"
import { type Paired, pairs } from "./Pairs.ts"

const stage = "model-comparison"

const finite = (value: number) => (Number.isFinite(value) ? value : null)

const modelOf = ({ id, threshold: { chosenBy, value }, title }: Paired): Model => ({
  id,
  title,
  threshold: value,
  target: chosenBy === null ? null : { metric: chosenBy.metric, value: chosenBy.target }
})

const everyoneOf = (metrics: Findings["metrics"], { id }: Paired, { everyone }: Differences): Findings["everyone"] =>
  metrics.map((metric, m) => {
    const { baseline, model } = everyone[m]!
    const { high, low } = Quantile.boxSummary(model.replicates.map((own, b) => own - baseline.replicates[b]!))
    return {
      metric: differenceId(metric, id),
      estimate: finite(model.estimate),
      baseline: finite(baseline.estimate),
      difference: finite(model.estimate - baseline.estimate),
      low: finite(low),
      high: finite(high)
    }
  })

/** Compares every other model with the baseline in every cohort, and judges all differences as one family. */
export const analyse = Effect.fn("ModelComparison.analyse")(function* (options: Options) {
  const dataset = yield* Dataset.Dataset
  const { everyone } = yield* Cohorts.Cohorts
  const { audited, groupings } = yield* Stage.comparing(stage)
  if (everyone.steps === 0) {
    return yield* new Stage.StageSkipped({ stage, reason: Message.of`no test patient has a labelled step` })
  }
  const { baseline, others, unscored } = yield* pairs()
  const hasEvents = Detection.evaluableEvents(dataset) !== undefined
  const leftOut = options.metrics.flatMap((metric) => {
    const reason = Metric.whyLeftOut(Metric.metricById.get(metric)!, dataset, hasEvents)
    return reason === undefined ? [] : [{ metric, reason }]
  })
  const metrics = options.metrics.filter((id) => leftOut.every(({ metric }) => metric !== id))
  const { patients } = yield* (yield* Resamples.Resamples).of("test")
  const sides = Sides.sidesOf(groupings, patients)
  const counted = hasEvents ? "events" : dataset.horizonSteps === 0 ? "patients" : null

  const measured = yield* Effect.forEach(others, (model) =>
    Effect.gen(function* () {
      const differences = yield* differencesOf(baseline, model, metrics, options)
      const changes = yield* changesOf(baseline, model, metrics.filter(hasChange), options)
      const flips = counted === null ? [] : flipsOf(baseline, model, counted, sides)
      return { model, differences, contrasts: [...differences.contrasts, ...changes], flips }
    })
  )
  const comparisons = Comparison.compare(
    measured.flatMap(({ contrasts }) => contrasts),
    { ...audited, metrics: Math.max(1, metrics.length * others.length) }
  )
  const findings: Findings = {
    ...audited,
    audited: dataset.models!.audited,
    baseline: modelOf(baseline),
    models: others.map(modelOf),
    metrics,
    leftOut,
    unscored,
    everyone: measured.flatMap(({ differences, model }) => everyoneOf(metrics, model, differences)),
    counted,
    flips: measured.flatMap(({ flips, model }) =>
      counted === null
        ? []
        : groupings.flatMap(({ categories, id }, g) =>
            categories.map((category, c) => ({
              grouping: id,
              category: category.id,
              model: model.id,
              ...flips[sides.first[g]! + c]!
            }))
          )
    ),
    everyoneFlips: measured.flatMap(({ flips, model }) =>
      counted === null ? [] : [{ model: model.id, ...flips[0]! }]
    ),
    comparisons
  }
  return findings
})
