/** The score from which on the model raises an alarm: given, or solved for a target on the test split. */
import { Context, Effect, Schema } from "effect"
import type { ThresholdConfig } from "./AuditConfig.ts"
import type { DatasetShape } from "./Dataset.ts"
import type { EvaluableEvents } from "./Detection.ts"
import * as Message from "./Message.ts"

/** The threshold and where it comes from. */
export const ThresholdSummary = Schema.Struct({
  value: Schema.Finite,
  /** `null` when the configuration gave the value. */
  chosenBy: Schema.NullOr(
    Schema.Struct({
      metric: Schema.Literals(["event-recall", "recall", "precision", "npv", "fpr"]),
      target: Schema.Finite,
      /** Value of the metric at the threshold, on the test split. */
      reached: Schema.Finite
    })
  ),
  warnings: Schema.Array(Message.Message)
})
export type ThresholdSummary = typeof ThresholdSummary.Type

/** No threshold reaches the target. */
export class ThresholdError extends Schema.TaggedError<ThresholdError>()("ThresholdError", {
  metric: Schema.String,
  target: Schema.Finite,
  /** Nearest that any threshold comes; `null` when the metric is not estimable at any. */
  best: Schema.NullOr(Schema.Finite),
  hint: Schema.String
}) {
  override get message() {
    const best =
      this.best === null ? "it cannot be estimated on these data" : `the best that can be reached is ${this.best}`
    return `threshold: no threshold reaches ${this.metric} ${this.target}; ${best}. ${this.hint}`
  }
}

/** The k-th largest of `scores`; `NaN`s do not count. */
const kthLargest = (scores: Float64Array, k: number): number => {
  const sorted = scores.filter((score) => !Number.isNaN(score)).sort()
  return sorted[sorted.length - k]!
}

/** Smallest count k of `total` with k / total >= share, exact in floating point. */
const countReaching = (share: number, total: number): number => {
  let count = Math.ceil(share * total)
  while (count > 0 && (count - 1) / total >= share) count--
  while (count < total && count / total < share) count++
  return count
}

interface LabelledScores {
  readonly positive: Float64Array
  readonly negative: Float64Array
}

const labelledScores = (dataset: DatasetShape): LabelledScores => {
  const { patients, predictions } = dataset
  let positives = 0
  let negatives = 0
  const eachLabelled = (visit: (label: number, score: number) => void) => {
    if (predictions === undefined) return
    for (const patient of patients.splits.test) {
      for (let row = predictions.offsets[patient]!; row < predictions.offsets[patient + 1]!; row++) {
        const label = predictions.label[row]!
        if (label >= 0) visit(label, predictions.score[row]!)
      }
    }
  }
  eachLabelled((label) => {
    if (label === 1) positives++
    else negatives++
  })
  const positive = new Float64Array(positives)
  const negative = new Float64Array(negatives)
  let p = 0
  let n = 0
  eachLabelled((label, score) => {
    if (label === 1) positive[p++] = score
    else negative[n++] = score
  })
  return { positive, negative }
}

/** Visits the distinct scores in descending order with the counts of true and false alarms at `score >= t`. */
const eachThreshold = (
  { negative, positive }: LabelledScores,
  visit: (threshold: number, truePositives: number, falsePositives: number) => void
) => {
  const positives = positive.slice().sort()
  const negatives = negative.slice().sort()
  let p = positives.length
  let n = negatives.length
  while (p > 0 || n > 0) {
    const threshold = Math.max(
      p > 0 ? positives[p - 1]! : Number.NEGATIVE_INFINITY,
      n > 0 ? negatives[n - 1]! : Number.NEGATIVE_INFINITY
    )
    while (p > 0 && positives[p - 1] === threshold) p--
    while (n > 0 && negatives[n - 1] === threshold) n--
    visit(threshold, positives.length - p, negatives.length - n)
  }
}

interface Solution {
  readonly value: number
  readonly reached: number
  readonly warnings: ReadonlyArray<Message.Message>
}

const unreachable = (metric: string, target: number, best: number, hint: string) =>
  new ThresholdError({ metric, target, best: Number.isFinite(best) ? best : null, hint })

const byRecall = (
  metric: "recall" | "event-recall",
  scores: Float64Array,
  target: number
): Solution | ThresholdError => {
  const total = scores.length
  let detectable = 0
  for (const score of scores) if (!Number.isNaN(score)) detectable++
  const k = Math.max(1, countReaching(target, total))
  if (total === 0 || k > detectable) {
    return unreachable(
      metric,
      target,
      detectable / total,
      metric === "event-recall"
        ? `${total - detectable} of ${total} events have no labelled step before them and cannot be detected.`
        : "The test split has no positive step."
    )
  }
  const value = kthLargest(scores, k)
  let caught = 0
  for (const score of scores) if (score >= value) caught++
  return { value, reached: caught / total, warnings: [] }
}

const byScan = (
  metric: "precision" | "npv" | "fpr",
  scores: LabelledScores,
  target: number
): Solution | ThresholdError => {
  const positives = scores.positive.length
  const negatives = scores.negative.length
  const prevalence = positives / (positives + negatives)
  let value = Number.NaN
  let reached = Number.NaN
  let best = Number.NaN
  let dips = false
  eachThreshold(scores, (threshold, tp, fp) => {
    const quality =
      metric === "precision"
        ? tp / (tp + fp)
        : metric === "npv"
          ? (negatives - fp) / (positives + negatives - tp - fp)
          : -fp / negatives
    if (Number.isNaN(quality)) return
    if (!(quality <= best)) best = quality
    const reaches = metric === "fpr" ? -quality <= target : quality >= target
    if (metric === "npv" ? reaches && Number.isNaN(value) : reaches) {
      value = threshold
      reached = quality
    }
  })
  if (Number.isNaN(value)) {
    return unreachable(
      metric,
      target,
      Math.abs(best),
      "Choose a target that the model can reach, or a threshold value."
    )
  }
  if (metric === "precision") {
    eachThreshold(scores, (threshold, tp, fp) => {
      if (threshold > value && tp / (tp + fp) < target) dips = true
    })
  }
  const warnings: Array<Message.Message> = []
  if (dips)
    warnings.push(
      Message.of`Precision falls below ${target} again at some higher thresholds; the lowest that reaches it was chosen.`
    )
  if (metric === "precision" && target <= prevalence) {
    warnings.push(
      Message.of`The precision target ${target} is not above the prevalence of positive steps (${Number(prevalence.toFixed(4))}): alarming always would reach it.`
    )
  }
  if (metric === "npv" && target <= 1 - prevalence) {
    warnings.push(
      Message.of`The NPV target ${target} is not above the share of negative steps (${Number((1 - prevalence).toFixed(4))}): never alarming would reach it.`
    )
  }
  return { value, reached: Math.abs(reached), warnings }
}

/**
 * The threshold that the configuration asks for, exact over the distinct scores of labelled test steps; an alarm is
 * `score >= threshold`.
 *
 * Recall and event recall: the highest threshold that reaches the target. Precision: the lowest that reaches it. NPV:
 * the highest that reaches it. FPR: the lowest that does not exceed it. Fails when no threshold reaches the target, with
 * the best value that one does reach.
 */
export const solve = Effect.fn("Threshold.solve")(function* (
  config: ThresholdConfig,
  dataset: DatasetShape,
  events: EvaluableEvents | undefined
) {
  if (config.metric === undefined) return Threshold.of({ value: config.value, chosenBy: null, warnings: [] })
  const { metric, value: target } = config
  if (metric === "event-recall" && events === undefined) {
    return yield* unreachable(
      metric,
      target,
      Number.NaN,
      "An event-recall target needs `data.events` and a horizon above 0."
    )
  }
  const solution =
    metric === "event-recall"
      ? byRecall(metric, testDetectionScores(dataset, events!), target)
      : metric === "recall"
        ? byRecall(metric, labelledScores(dataset).positive, target)
        : byScan(metric, labelledScores(dataset), target)
  if (solution instanceof ThresholdError) return yield* solution
  return Threshold.of({
    value: solution.value,
    chosenBy: { metric, target, reached: solution.reached },
    warnings: solution.warnings
  })
})

const testDetectionScores = (dataset: DatasetShape, events: EvaluableEvents): Float64Array => {
  const scores: Array<number> = []
  for (const patient of dataset.patients.splits.test) {
    for (let event = events.offsets[patient]!; event < events.offsets[patient + 1]!; event++) {
      scores.push(events.detectionScore[event]!)
    }
  }
  return Float64Array.from(scores)
}

/** The threshold of the audit, fixed in all replicates. */
export class Threshold extends Context.Service<Threshold, ThresholdSummary>()("@fairward/core/Threshold") {}
