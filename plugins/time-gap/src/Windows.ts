/** Windows: events split by the time that was available to warn of them. */
import { Disclosure, type Measure, Minutes } from "@fairward/core"
import { Schema } from "effect"
import { stepsWithin } from "./Steps.ts"

export const Window = Schema.Struct({
  /** As in the findings: `0-3h`, `>12h`. */
  id: Schema.String,
  /** Events with more time available than this, in minutes. */
  from: Disclosure.Setting,
  /** Events with at most this time available; `null`: no limit. */
  to: Schema.NullOr(Disclosure.Setting)
})
export type Window = typeof Window.Type

const span = (from: number, to: number | null, unit: string, between: string, name: (minutes: number) => string) =>
  to === null ? `>${name(from)}${unit}` : `${name(from)}${between}${name(to)}${unit}`

const inHours = (minutes: number) => minutes % 60 === 0

const hours = (minutes: number) => String(minutes / 60)

/** The windows between ascending edges in minutes, the last without end. */
export const windowsOf = (edges: ReadonlyArray<number>): ReadonlyArray<Window> =>
  edges.map((from, i) => {
    const to = edges[i + 1] ?? null
    const id = edges.every(inHours) ? span(from, to, "h", "-", hours) : span(from, to, "min", "-", String)
    return { id, from, to }
  })

/** `0–3 h`, `>12 h`; with minutes where the edges are no whole hours. */
export const spanTitle = ({ from, to }: Window): string =>
  inHours(from) && (to === null || inHours(to))
    ? span(from, to, " h", "–", hours)
    : span(from, to, "", " to ", Minutes.formatMinutes)

/** Median of gaps among events in the window. */
export const gapMeasure = (window: Window): Measure.Measure & { readonly digits: number } => ({
  id: window.id,
  title: `Median gap at ${spanTitle(window)}`,
  sense: "higher",
  unit: "min",
  digits: 1,
  harm: "late"
})

/**
 * Per number of steps available its window: `(from, to]`, compared in whole steps; -1 where none is available.
 *
 * `mostSteps` is the largest number of steps that is asked for.
 */
export const windowBySteps = (
  windows: ReadonlyArray<Window>,
  timestepMinutes: number,
  mostSteps: number
): Int16Array => {
  const limits = windows.map(({ to }) => (to === null ? Number.POSITIVE_INFINITY : stepsWithin(to, timestepMinutes)))
  return Int16Array.from({ length: mostSteps + 1 }, (_, steps) =>
    steps === 0 ? -1 : limits.findIndex((limit) => steps <= limit)
  )
}
