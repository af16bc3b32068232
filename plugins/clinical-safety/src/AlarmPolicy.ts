/** Alarms under a policy: an alarm silences those that follow it for a while. */
import type { Stays } from "./Stays.ts"

/** In steps. */
export interface Policy {
  /** k: after an alarm at step t none at t + 1 .. t + k - 1; 1 without a policy. */
  readonly silence: number
  /** A running silence ends so long after an event's stop. */
  readonly reset: number
}

/** Every step with a score of at least the threshold is an alarm. */
export const everyStep: Policy = { silence: 1, reset: 0 }

/** Minutes as steps: k = ceil(silenceFor / timestep), not raised by rounding, and likewise the reset. */
export const policyInSteps = (
  { resetAfter, silenceFor }: { readonly silenceFor: number; readonly resetAfter: number },
  timestepMinutes: number
): Policy => ({
  silence: Math.max(1, Math.ceil(silenceFor / timestepMinutes - 1e-9)),
  reset: Math.max(0, Math.ceil(resetAfter / timestepMinutes - 1e-9))
})

/** Counts per test patient. */
export interface AlarmCounts {
  /** Labelled steps by label and whether the score reaches the threshold; the policy plays no part. */
  readonly truePositives: Float64Array
  readonly falsePositives: Float64Array
  /** Alarms inside and outside evaluable windows (without events: at positive and negative steps). */
  readonly trueAlarms: Float64Array
  readonly falseAlarms: Float64Array
  /** Evaluable events with an alarm in their window; 0 without events. */
  readonly caught: Float64Array
  /** Evaluable events whose window has steps that reach the threshold, all of them silenced. */
  readonly silenced: Float64Array
}

const noCounts = (patients: number): AlarmCounts => ({
  truePositives: new Float64Array(patients),
  falsePositives: new Float64Array(patients),
  trueAlarms: new Float64Array(patients),
  falseAlarms: new Float64Array(patients),
  caught: new Float64Array(patients),
  silenced: new Float64Array(patients)
})

/**
 * Replays every test patient's stay.
 *
 * `thresholds`: one a test patient; an alarm needs a score of at least it at a labelled step. An alarm at step t is
 * followed by silence up to t + k - 1; suppressed steps do not prolong it. At an event's stop + reset (any event, not
 * only evaluable ones) a silence that began before ends, so that an alarm is possible at that very step.
 *
 * `firstAlarm`, when given, holds one element per evaluable event of the dataset; that of a caught event becomes the
 * steps from its first alarm to its start (at least 1), others are left as they are.
 */
export const alarmCounts = (
  stays: Stays,
  thresholds: Float64Array,
  { reset, silence }: Policy,
  firstAlarm?: Int32Array
): AlarmCounts => {
  const { before, events, highest, label, offsets, patients, score, step, stops } = stays
  const counts = noCounts(patients.length)
  for (let i = 0; i < patients.length; i++) {
    const threshold = thresholds[i]!
    if (!(highest[i]! >= threshold)) continue
    const patient = patients[i]!
    let nextStop = stops === undefined ? 0 : stops.offsets[patient]!
    const lastStop = stops === undefined ? 0 : stops.offsets[patient + 1]!
    let silentUntil = -1
    let window = 0
    let isCaught = true
    let tp = 0
    let fp = 0
    let trueAlarms = 0
    let falseAlarms = 0
    let caught = 0
    let silenced = 0
    for (let row = offsets[patient]!; row < offsets[patient + 1]!; row++) {
      if (!(score[row]! >= threshold)) continue
      const own = before[row]!
      if (own < 0) continue
      if (label[row] === 1) tp++
      else fp++
      const now = step[row]!
      while (nextStop < lastStop && stops!.step[nextStop]! + reset <= now) {
        silentUntil = -1
        nextStop++
      }
      if (own > 0 && own !== window) {
        if (!isCaught) silenced++
        window = own
        isCaught = false
      }
      if (now < silentUntil) continue
      silentUntil = now + silence
      if (own === 0) falseAlarms++
      else {
        trueAlarms++
        if (!isCaught) {
          isCaught = true
          caught++
          if (firstAlarm !== undefined && events !== undefined) firstAlarm[own - 1] = events.start[own - 1]! - now
        }
      }
    }
    if (!isCaught) silenced++
    counts.truePositives[i] = tp
    counts.falsePositives[i] = fp
    counts.trueAlarms[i] = trueAlarms
    counts.falseAlarms[i] = falseAlarms
    counts.caught[i] = events === undefined ? 0 : caught
    counts.silenced[i] = events === undefined ? 0 : silenced
  }
  return counts
}

/** The same threshold for every patient. */
export const forAll = (threshold: number, patients: number): Float64Array => new Float64Array(patients).fill(threshold)
