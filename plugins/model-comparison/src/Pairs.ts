/** The models on the same patients: the same steps and events, each model with its scores and threshold. */
import { Dataset, Detection, Message, Stage, Threshold } from "@fairward/core"
import { LabelledSteps } from "@fairward/metrics"
import { Effect } from "effect"

export interface Paired {
  readonly id: string
  readonly title: string
  readonly threshold: Pick<Threshold.ThresholdSummary, "value" | "chosenBy">
  /** Of the test patients; steps that a model does not score are not labelled. */
  readonly steps: LabelledSteps.LabelledSteps
}

export interface Pairs {
  readonly baseline: Paired
  readonly others: ReadonlyArray<Paired>
  /** Labelled predictions of the test split that not all models score. */
  readonly unscored: number
}

type Predictions = Dataset.Predictions

/** Labels where all models have a score, none elsewhere. */
const commonLabels = ({ label }: Predictions, { all }: Dataset.Models): Int8Array =>
  all.some(({ score }) => score.some(Number.isNaN))
    ? label.map((own, row) => (all.some(({ score }) => Number.isNaN(score[row])) ? -1 : own))
    : label

/** Without events whose window lost its last labelled step to a model that has no score there. */
const commonEvents = (
  found: Detection.EvaluableEvents | undefined,
  before: Detection.EvaluableEvents | undefined
): Detection.EvaluableEvents | undefined => {
  if (found === undefined || before === undefined) return found
  const kept = found.detectionScore.map((score, event) =>
    Number(!Number.isNaN(score) || Number.isNaN(before.detectionScore[event]))
  )
  const left = new Uint32Array(kept.length + 1)
  kept.forEach((one, event) => {
    left[event + 1] = left[event]! + one
  })
  return {
    ...found,
    offsets: found.offsets.map((end) => left[end]!),
    detectionScore: found.detectionScore.filter((_, event) => kept[event] === 1)
  }
}

const unscoredIn = ({ patients, predictions }: Dataset.DatasetShape, label: Int8Array): number =>
  patients.splits.test.reduce((sum, patient) => {
    const [from, to] = [predictions!.offsets[patient]!, predictions!.offsets[patient + 1]!]
    const before = predictions!.label.subarray(from, to)
    return sum + before.reduce((lost, own, i) => lost + Number(own >= 0 && label[from + i]! < 0), 0)
  }, 0)

/**
 * The models of the running audit on the labelled predictions that all of them score. The audited model has the audit's
 * threshold; another its own or, where the audit's was solved for a target, that which reaches the target.
 */
export const pairs = Effect.fn("ModelComparison.pairs")(function* () {
  const dataset = yield* Dataset.Dataset
  const audits = yield* Threshold.Threshold
  const predictions = dataset.predictions!
  const models = dataset.models!
  const label = commonLabels(predictions, models)
  const before = label === predictions.label ? undefined : Detection.evaluableEvents(dataset)
  const paired = yield* Effect.forEach(models.all, ({ id, score, threshold, title }) =>
    Effect.gen(function* () {
      const own = { ...dataset, predictions: { ...predictions, label, score } }
      const events = commonEvents(Detection.evaluableEvents(own), before)
      const { chosenBy } = audits
      const wanted =
        threshold ?? (chosenBy === null ? { value: audits.value } : { metric: chosenBy.metric, value: chosenBy.target })
      const solved =
        id === models.audited
          ? audits
          : yield* Effect.mapError(Threshold.solve(wanted, own, events), () => {
              const reason = Message.of`no threshold of the model ${Message.name(title)} reaches the target of ${wanted.metric ?? "recall"} ${wanted.value}: give the model a threshold of its own (models, ${Message.name(id)}, threshold)`
              return new Stage.StageError({ stage: "model-comparison", reason })
            })
      const steps = LabelledSteps.labelledSteps(own, events)
      const found: Paired = { id, title, threshold: { value: solved.value, chosenBy: solved.chosenBy }, steps }
      return found
    })
  )
  const found: Pairs = {
    baseline: paired.find(({ id }) => id === models.baseline)!,
    others: paired.filter(({ id }) => id !== models.baseline),
    unscored: unscoredIn(dataset, label)
  }
  return found
})
