/** Spans of time in whole steps of the grid, without rounding errors: both are first made whole milliseconds. */

const milliseconds = (minutes: number): number => Math.round(minutes * 60_000)

/** Most steps that take no longer than a span: 30 steps of 20 s are 10 min, 1 step of 2 h is within 3 h. */
export const stepsWithin = (minutes: number, timestepMinutes: number): number =>
  Math.floor(milliseconds(minutes) / milliseconds(timestepMinutes))

/** Fewest steps that take at least as long as a span. */
export const stepsReaching = (minutes: number, timestepMinutes: number): number =>
  Math.ceil(milliseconds(minutes) / milliseconds(timestepMinutes))
