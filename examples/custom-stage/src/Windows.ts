import { Disclosure, Minutes } from "@fairward/core"
import { Schema } from "effect"

/** A span of the stay in minutes since admission, `[start, stop)`; the last one has no end. */
export const Window = Schema.Struct({
  id: Schema.String,
  start: Disclosure.Setting,
  stop: Schema.NullOr(Disclosure.Setting)
})
export type Window = typeof Window.Type

/** `24` for whole hours, `90m` otherwise, so that ids hold no spaces. */
const idPart = (minutes: number): string => (minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`)

/** The windows that begin at these minutes, ascending from 0. */
export const windowsFrom = (starts: ReadonlyArray<number>): ReadonlyArray<Window> =>
  starts.map((start, i) => {
    const stop = starts[i + 1] ?? null
    return { id: stop === null ? `from_${idPart(start)}` : `${idPart(start)}_${idPart(stop)}`, start, stop }
  })

/** As in "24 h to 48 h": clinicians count stays in hours up to four days. */
const spanText = (minutes: number): string =>
  minutes <= 96 * 60 && minutes % 60 === 0 ? `${minutes / 60} h` : Minutes.formatMinutes(minutes)

export const windowTitle = ({ start, stop }: Window): string =>
  stop === null ? `from ${spanText(start)} on` : `${start === 0 ? "0" : spanText(start)} to ${spanText(stop)}`

/** As on an axis: "24–48 h", "≥ 96 h". */
export const windowLabel = ({ start, stop }: Window): string => {
  const hours = (minutes: number) => Number((minutes / 60).toFixed(1))
  return stop === null ? `≥ ${hours(start)} h` : `${hours(start)}–${hours(stop)} h`
}
