/** One patient's predictions with what they are held against: events, windows, labels and alarms. */
import type { DatasetShape, Events } from "./Dataset.ts"
import { evaluableEvents } from "./Detection.ts"
import { derivedLabels } from "./Labels.ts"

/** An event, and the window in which a model could warn of it. */
export interface ExplainedEvent {
  readonly start: number
  readonly stop: number
  /** `undefined` where the event is not evaluable. */
  readonly window:
    | {
        readonly from: number
        readonly to: number
        /** Largest score at a labelled step; `undefined` where there is none. */
        readonly score: number | undefined
        /** Step of the first alarm. */
        readonly alarm: number | undefined
      }
    | undefined
}

/** Neighbouring predictions for which all of this is the same. */
export interface ExplainedSteps {
  readonly first: number
  readonly last: number
  readonly predictions: number
  readonly lowest: number
  readonly highest: number
  /** 1, 0, or -1 for unlabelled steps. */
  readonly label: number
  /** The label by events and horizon; `undefined` where there are none. */
  readonly derived: number | undefined
  /** Index of the event that the steps lie in, whose start is within the horizon, or else that comes next. */
  readonly event: number | undefined
  readonly alarms: number
}

export interface LabelExplanation {
  readonly events: ReadonlyArray<ExplainedEvent>
  readonly steps: ReadonlyArray<ExplainedSteps>
}

const eventsOf = (
  dataset: DatasetShape,
  events: Events,
  threshold: number | undefined,
  patient: number
): ReadonlyArray<ExplainedEvent> => {
  const evaluable = evaluableEvents(dataset)
  const { label, offsets, score, step } = dataset.predictions!
  let next = evaluable?.offsets[patient] ?? 0
  return Array.from({ length: events.offsets[patient + 1]! - events.offsets[patient]! }, (_, k) => {
    const event = events.offsets[patient]! + k
    const start = events.start[event]!
    const stop = events.stop[event]!
    if (evaluable === undefined || next >= evaluable.offsets[patient + 1]! || evaluable.start[next] !== start) {
      return { start, stop, window: undefined }
    }
    const from = evaluable.windowStart[next]!
    const to = evaluable.windowStop[next]!
    const highest = evaluable.detectionScore[next]!
    next++
    let alarm: number | undefined
    for (let row = offsets[patient]!; row < offsets[patient + 1]! && alarm === undefined; row++) {
      const isAlarm = label[row]! >= 0 && threshold !== undefined && score[row]! >= threshold
      if (isAlarm && step[row]! >= from && step[row]! < to) alarm = step[row]!
    }
    return { start, stop, window: { from, to, score: Number.isNaN(highest) ? undefined : highest, alarm } }
  })
}

/** What each label of a patient is held against; equal neighbours are one. No alarms without a threshold. */
export const explained = (dataset: DatasetShape, threshold: number | undefined, patient: number): LabelExplanation => {
  const { events, horizonSteps, predictions } = dataset
  if (predictions === undefined) return { events: [], steps: [] }
  const { label, offsets, score, step } = predictions
  const derived =
    events === undefined || horizonSteps === 0 ? undefined : derivedLabels(predictions, events, horizonSteps)
  const steps: Array<ExplainedSteps> = []
  let event = 0
  for (let row = offsets[patient]!; row < offsets[patient + 1]!; row++) {
    const here = step[row]!
    const count = events === undefined ? 0 : events.offsets[patient + 1]! - events.offsets[patient]!
    while (event < count && events!.stop[events!.offsets[patient]! + event]! <= here) event++
    const one: ExplainedSteps = {
      first: here,
      last: here,
      predictions: 1,
      lowest: score[row]!,
      highest: score[row]!,
      label: label[row]!,
      derived: derived?.[row],
      event: event < count ? event : undefined,
      alarms: label[row]! >= 0 && threshold !== undefined && score[row]! >= threshold ? 1 : 0
    }
    const last = steps.at(-1)
    if (last !== undefined && last.label === one.label && last.derived === one.derived && last.event === one.event) {
      steps[steps.length - 1] = {
        ...last,
        last: here,
        predictions: last.predictions + 1,
        lowest: Math.min(last.lowest, one.lowest),
        highest: Math.max(last.highest, one.highest),
        alarms: last.alarms + one.alarms
      }
    } else steps.push(one)
  }
  return { events: events === undefined ? [] : eventsOf(dataset, events, threshold, patient), steps }
}
