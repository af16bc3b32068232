/**
 * What a step's label is by events and horizon: the one rule by which labels are derived, and to which given ones are
 * held.
 */
import { Schema } from "effect"
import type { Events, Predictions } from "./Dataset.ts"

/** How a label can contradict events and horizon. */
export const ContradictionKind = Schema.Literals([
  "positive-after-event",
  "positive-inside-event",
  "positive-too-early",
  "positive-without-event",
  "negative-before-event",
  "negative-inside-event"
])
export type ContradictionKind = typeof ContradictionKind.Type

/** What the kinds are called, after "labels that are". */
export const contradictionTitles: Readonly<Record<ContradictionKind, string>> = {
  "positive-after-event": "1 after an event, with none within the horizon",
  "positive-inside-event": "1 inside an event",
  "positive-too-early": "1 earlier than the horizon before an event",
  "positive-without-event": "1 in a patient without an event",
  "negative-before-event": "0 within the horizon before an event",
  "negative-inside-event": "0 inside an event"
}

/** What is peculiar about the labels of the test split: absent where they were given and contradict nothing. */
export interface LabelOrigin {
  readonly from: "column" | "events"
  /** Steps of the test split labelled 1. */
  readonly positives: number
  /** Steps of each kind that occurs; none where labels were derived. */
  readonly contradictions: ReadonlyArray<{ readonly kind: ContradictionKind; readonly steps: number }>
  /** Why labels are meant to contradict events and horizon, as the configuration says. */
  readonly because?: string
}

/**
 * The label of every prediction by events and horizon h, in steps: -1 at a step s inside an event (start <= s < stop);
 * else 1 where an event starts within the next h steps (s < start <= s + h); else 0.
 *
 * Events are ascending and disjoint within a patient, as `Dataset` has them; those beyond the last prediction, or beyond
 * the maximum length, count like others. Without events every label is 0. O(predictions + events).
 */
export const derivedLabels = (
  { offsets, step }: Pick<Predictions, "offsets" | "step">,
  events: Events,
  horizonSteps: number
): Int8Array => {
  const labels = new Int8Array(new SharedArrayBuffer(step.length))
  for (let patient = 0; patient + 1 < offsets.length; patient++) {
    const end = events.offsets[patient + 1]!
    let event = events.offsets[patient]!
    for (let row = offsets[patient]!; row < offsets[patient + 1]!; row++) {
      const here = step[row]!
      while (event < end && events.stop[event]! <= here) event++
      if (event === end) break
      const ahead = events.start[event]! - here
      labels[row] = ahead <= 0 ? -1 : ahead <= horizonSteps ? 1 : 0
    }
  }
  return labels
}
