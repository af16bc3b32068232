/** The models on the same patients: the same steps and events, each model with its scores and threshold. */
import { Dataset, Message, Models, Stage, Threshold } from "@fairward/core"
import { LabelledSteps } from "@fairward/metrics"
import { Effect } from "effect"

export interface Paired {
  readonly id: string
  readonly title: string
  readonly threshold: Pick<Threshold.ThresholdSummary, "value" | "chosenBy">
  /** Of the test patients; steps that not all models score are not labelled. */
  readonly steps: LabelledSteps.LabelledSteps
}

export interface Pairs {
  readonly baseline: Paired
  readonly others: ReadonlyArray<Paired>
  /** Labelled predictions of the test split that not all models score. */
  readonly unscored: number
}

const labelled = ({ label }: LabelledSteps.LabelledSteps): number =>
  label.reduce((sum, own) => sum + Number(own >= 0), 0)

/** The models of the running audit on the labelled predictions that all of them score. */
export const pairs = Effect.fn("ModelComparison.pairs")(function* () {
  const dataset = yield* Dataset.Dataset
  const audits = yield* Threshold.Threshold
  const paired = yield* Effect.forEach(Models.scored(dataset), (scored) =>
    Effect.gen(function* () {
      const { id, title } = scored.model
      const { chosenBy, value } = yield* Effect.mapError(Models.thresholdOf(scored, audits), () => {
        const reason = Message.of`no threshold of the model ${Message.name(title)} reaches its target: give it one of its own (models, ${Message.name(id)}, threshold)`
        return new Stage.StageError({ stage: "model-comparison", reason })
      })
      const found: Paired = {
        id,
        title,
        threshold: { value, chosenBy },
        steps: LabelledSteps.labelledSteps(scored.dataset, scored.events)
      }
      return found
    })
  )
  const { baseline } = dataset.models!
  const found: Pairs = {
    baseline: paired.find(({ id }) => id === baseline)!,
    others: paired.filter(({ id }) => id !== baseline),
    unscored: labelled(LabelledSteps.labelledSteps(dataset, undefined)) - labelled(paired[0]!.steps)
  }
  return found
})
