/**
 * Several models on the same patients: each as if it were the one that is audited, at the predictions that all of them score.
 *
 * @since 0.2.0
 */
import { Effect } from "effect"
import type { DatasetShape, Model } from "./Dataset.ts"
import { type EvaluableEvents, evaluableEvents } from "./Detection.ts"
import * as Threshold from "./Threshold.ts"

/** Labels where all models have a score, none elsewhere. */
const commonLabels = ({ models, predictions }: DatasetShape): Int8Array => {
  const scores = models!.all.map(({ score }) => score)
  const { label } = predictions!
  return scores.some((score) => score.some(Number.isNaN))
    ? label.map((own, row) => (scores.some((score) => Number.isNaN(score[row])) ? -1 : own))
    : label
}

/** Without events whose window lost its last labelled step to a model that has no score there. */
const commonEvents = (found: EvaluableEvents, before: EvaluableEvents): EvaluableEvents => {
  const kept = found.detectionScore.map((score, event) =>
    Number(!Number.isNaN(score) || Number.isNaN(before.detectionScore[event]))
  )
  const left = new Uint32Array(kept.length + 1)
  kept.forEach((one, event) => {
    left[event + 1] = left[event]! + one
  })
  const of = <A extends Int32Array | Float64Array>(values: A): A => values.filter((_, event) => kept[event] === 1) as A
  return {
    offsets: found.offsets.map((end) => left[end]!),
    start: of(found.start),
    windowStart: of(found.windowStart),
    windowStop: of(found.windowStop),
    stepsBefore: of(found.stepsBefore),
    detectionScore: of(found.detectionScore)
  }
}

/** A model on what all models score. */
export interface Scored {
  readonly model: Model
  /** With the model's scores; steps that not all models score are not labelled. */
  readonly dataset: DatasetShape
  readonly events: EvaluableEvents | undefined
}

/** The models of a dataset that has several, in their order. */
export const scored = (dataset: DatasetShape): ReadonlyArray<Scored> => {
  const { models, predictions } = dataset
  const label = commonLabels(dataset)
  const before = label === predictions!.label ? undefined : evaluableEvents(dataset)
  return models!.all.map((model) => {
    const own = { ...dataset, predictions: { ...predictions!, label, score: model.score } }
    const events = evaluableEvents(own)
    return { model, dataset: own, events: events && before ? commonEvents(events, before) : events }
  })
}

/**
 * The threshold of a model: of the audited one the audit's, of another its own or, where the audit's was solved for a target, that
 * which reaches the target.
 */
export const thresholdOf = (
  { dataset, events, model }: Scored,
  audits: Threshold.ThresholdSummary
): Effect.Effect<Threshold.ThresholdSummary, Threshold.ThresholdError> => {
  if (model.id === dataset.models!.audited) return Effect.succeed(audits)
  const { chosenBy, value } = audits
  const wanted = chosenBy === null ? { value } : { metric: chosenBy.metric, value: chosenBy.target }
  return Threshold.solve(model.threshold ?? wanted, dataset, events)
}
