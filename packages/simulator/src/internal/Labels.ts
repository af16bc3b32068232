import { noLabel } from "../Tables.ts"
import type { Course } from "./Course.ts"

/** The patient's events, in order, as a flat list start, stop, start, stop ... in steps. */
export const eventsOf = (course: Course): ReadonlyArray<number> =>
  course.rises.flatMap((rise) => (rise.event ? [rise.end, rise.until] : []))

/** The course as it is told where nobody knows of an event during which nothing was measured. */
export const recordedIf = (course: Course, measured: Float32Array): Course => ({
  ...course,
  rises: course.rises.map((rise) => ({
    ...rise,
    event: rise.event && measured.subarray(rise.end, rise.until).some((value) => !Number.isNaN(value))
  }))
})

/**
 * Fills `labels[offset, offset + steps)`: `noLabel` at steps in an event, else 1 where an event starts at most
 * `horizon` steps later, else 0.
 */
export const fillLabels = (labels: Int8Array, offset: number, course: Course, horizon: number): void => {
  labels.fill(0, offset, offset + course.steps)
  for (const { end, until, event } of course.rises) {
    if (!event) continue
    for (let t = Math.max(0, end - horizon); t < end; t++) if (labels[offset + t] !== noLabel) labels[offset + t] = 1
    for (let t = end; t < until; t++) labels[offset + t] = noLabel
  }
}
