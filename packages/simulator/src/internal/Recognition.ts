import type { Course } from "./Course.ts"
import type { Stream } from "./Stream.ts"

/** Hours before the first event at which clinicians recognise it; below 0: after its start. */
const hoursBefore = { mean: 2.5, deviation: 2 }
const earliestMinute = 30
/** Of the patients without an event these are treated as if they had one. */
const treatedAnyway = 0.15

/** Minutes since admission at which clinicians recognise a patient's first event, or think that there is one; `NaN`: never. */
export const recognised = ({ rises, steps }: Course, stepMinutes: number, stream: Stream): number => {
  const stay = steps * stepMinutes
  const first = rises.find(({ end, event }) => event && end > 0)
  const hours = hoursBefore.mean + hoursBefore.deviation * stream.normal()
  const [isTreated, when] = [stream.uniform() < treatedAnyway, stream.uniform()]
  if (first === undefined) return isTreated ? Math.round(when * stay) : Number.NaN
  const minute = Math.max(earliestMinute, Math.round(first.end * stepMinutes - hours * 60))
  return minute < stay ? minute : Number.NaN
}
