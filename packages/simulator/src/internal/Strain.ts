import type { Course } from "./Course.ts"

/** How a rise before an event looks to the model: `laterSteps` too late, and only a share of its height. */
export interface Seen {
  readonly laterSteps: number
  readonly share: number
  /** Before the step at which clinicians recognise it, only this share of that. */
  readonly unrecognised?: { readonly before: number; readonly share: number }
}

export const asItIs: Seen = { laterSteps: 0, share: 1 }

/**
 * Fills `strain[0, steps)` with the largest of the patient's rises at each step: height u (2 - u) on the way up, u from 0
 * at its begin to 1 at its end, height while the event lasts, and an exponential decay afterwards.
 */
export const fillStrain = (strain: Float64Array, course: Course, decaySteps: number, seen: Seen): void => {
  const { before, share } = seen.unrecognised ?? { before: 0, share: 1 }
  strain.fill(0, 0, course.steps)
  for (const { begin, end, until, height, event } of course.rises) {
    const length = end - begin
    const first = event ? begin + seen.laterSteps : begin
    const top = event ? height * seen.share : height
    let reached = 0
    for (let t = Math.max(0, Math.ceil(first)); t < Math.min(end, course.steps); t++) {
      const u = (t - first) / length
      reached = top * u * (2 - u)
      if (event && t < before) reached *= share
      if (reached > strain[t]!) strain[t] = reached
    }
    for (let t = end; t < until; t++) if (top > strain[t]!) strain[t] = top
    for (let t = until; t < course.steps; t++) {
      const left = top * Math.exp(-(t - until) / decaySteps)
      if (left < 0.01) break
      if (left > strain[t]!) strain[t] = left
    }
  }
}
