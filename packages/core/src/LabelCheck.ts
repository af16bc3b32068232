/** Labels held against events and horizon, step by step. */
import type { Events, Predictions } from "./Dataset.ts"
import { ContradictionKind, derivedLabels } from "./Labels.ts"

/** A step of a patient of the dataset. */
export interface StepOf {
  readonly patient: number
  readonly step: number
}

export interface Contradiction {
  readonly kind: ContradictionKind
  readonly steps: number
  /** The first of up to three patients. */
  readonly examples: ReadonlyArray<StepOf>
}

export interface LabelCheck {
  /** Steps labelled 1. */
  readonly positives: number
  /** Steps labelled 0. */
  readonly negatives: number
  /** Kinds that occur, the most frequent first. */
  readonly contradictions: ReadonlyArray<Contradiction>
  /** Steps whose label contradicts events and horizon: the sum of the kinds. */
  readonly steps: number
  /** Events with a labelled step within the horizon before them, where a label could be 1. */
  readonly events: number
  /** Those of them without a single step labelled 1 there. */
  readonly eventsWithoutPositive: number
  /** Steps of the first of such events. */
  readonly examplesWithoutPositive: ReadonlyArray<StepOf>
}

/** What is compared: the labels of some patients, and what they are held against. */
export interface Labelled {
  readonly predictions: Pick<Predictions, "offsets" | "step" | "label">
  readonly events: Events
  readonly horizonSteps: number
  readonly patients: Uint32Array
  /** Steps by which times may have been moved onto the grid: labels that would be right so much earlier or later are. */
  readonly tolerance?: number
}

const examplesShown = 3

/** A step labelled 1 that is neither inside an event nor within the horizon of one belongs to the nearer of two events. */
const kindOfPositive = (events: Events, patient: number, step: number, horizonSteps: number): ContradictionKind => {
  const first = events.offsets[patient]!
  const end = events.offsets[patient + 1]!
  if (first === end) return "positive-without-event"
  let next = first
  while (next < end && events.start[next]! <= step) next++
  if (next === first) return "positive-too-early"
  if (next === end) return "positive-after-event"
  const after = step - (events.stop[next - 1]! - 1)
  const before = events.start[next]! - horizonSteps - step
  return after <= before ? "positive-after-event" : "positive-too-early"
}

/** The label at one step by events and horizon, as `derivedLabels` has it. */
const labelAt = (events: Events, patient: number, step: number, horizonSteps: number): number => {
  let event = events.offsets[patient]!
  while (event < events.offsets[patient + 1]! && events.stop[event]! <= step) event++
  if (event === events.offsets[patient + 1]!) return 0
  const ahead = events.start[event]! - step
  return ahead <= 0 ? -1 : ahead <= horizonSteps ? 1 : 0
}

/**
 * Counts the steps of `patients` whose label is not that of {@link derivedLabels}. Steps without a label contradict
 * nothing: they need not be labelled.
 */
export const labelCheck = ({ events, horizonSteps, patients, predictions, tolerance = 0 }: Labelled): LabelCheck => {
  const { label, offsets, step } = predictions
  const expected = derivedLabels(predictions, events, horizonSteps)
  const found = new Map<ContradictionKind, { steps: number; readonly examples: Array<StepOf> }>(
    ContradictionKind.literals.map((kind) => [kind, { steps: 0, examples: [] }])
  )
  const unlabelled = { events: 0, without: 0, examples: [] as Array<StepOf> }
  let positives = 0
  let negatives = 0
  const add = (kind: ContradictionKind, patient: number, here: number) => {
    const one = found.get(kind)!
    one.steps++
    if (one.examples.length < examplesShown && one.examples.at(-1)?.patient !== patient) {
      one.examples.push({ patient, step: here })
    }
  }
  for (const patient of patients) {
    for (let row = offsets[patient]!; row < offsets[patient + 1]!; row++) {
      const given = label[row]!
      if (given < 0) continue
      if (given === 1) positives++
      else negatives++
      const right = expected[row]!
      if (given === right) continue
      const here = step[row]!
      const isNear = (by: number) => labelAt(events, patient, here + by, horizonSteps) === given
      if (tolerance > 0 && (isNear(tolerance) || isNear(-tolerance))) continue
      if (right < 0) add(given === 1 ? "positive-inside-event" : "negative-inside-event", patient, here)
      else if (right === 1) add("negative-before-event", patient, here)
      else add(kindOfPositive(events, patient, here, horizonSteps), patient, here)
    }
    let row = offsets[patient]!
    for (let event = events.offsets[patient]!; event < events.offsets[patient + 1]!; event++) {
      const start = events.start[event]!
      let labelled = 0
      let positive = 0
      while (row < offsets[patient + 1]! && step[row]! < start) {
        if (expected[row] === 1 && label[row]! >= 0) {
          labelled++
          positive += label[row]!
        }
        row++
      }
      if (labelled === 0) continue
      unlabelled.events++
      if (positive > 0) continue
      unlabelled.without++
      if (unlabelled.examples.length < examplesShown) unlabelled.examples.push({ patient, step: start })
    }
  }
  const contradictions = [...found]
    .map(([kind, { examples, steps }]) => ({ kind, steps, examples }))
    .filter(({ steps }) => steps > 0)
    .sort((a, b) => b.steps - a.steps)
  return {
    positives,
    negatives,
    contradictions,
    steps: contradictions.reduce((sum, { steps }) => sum + steps, 0),
    events: unlabelled.events,
    eventsWithoutPositive: unlabelled.without,
    examplesWithoutPositive: unlabelled.examples
  }
}
