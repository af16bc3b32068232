/** Spans of time in configuration: written as text with a unit, held as minutes. */
import { Schema, SchemaTransformation } from "effect"

const minutesPer = { s: 1 / 60, min: 1, h: 60, d: 1440 } as const

const pattern = /^(\d+(?:\.\d+)?) ?(s|min|h|d)$/u

const message = 'Expected a span of time with a unit, such as "5 min", "12 h" or "7 d"'

/** A span of time such as `5 min`, `12 h`, `7 d` or `30 s`, decoded to minutes. */
export const Minutes = Schema.String.annotate({ message })
  .check(Schema.isPattern(pattern, { message }))
  .pipe(
    Schema.decodeTo(
      Schema.Finite,
      SchemaTransformation.transform({
        decode: (text) => {
          const [, amount, unit] = pattern.exec(text)!
          return Number(amount) * minutesPer[unit as keyof typeof minutesPer]
        },
        encode: (minutes) => `${minutes} min`
      })
    )
  )

/** `90` as "1 h 30 min". Seconds appear only where minutes are not whole. */
export const formatMinutes = (minutes: number): string => {
  const parts: Array<string> = []
  let seconds = Math.round(minutes * 60)
  for (const [unit, length] of [
    ["d", 86400],
    ["h", 3600],
    ["min", 60],
    ["s", 1]
  ] as const) {
    const count = Math.floor(seconds / length)
    if (count > 0) parts.push(`${count} ${unit}`)
    seconds -= count * length
  }
  return parts.length === 0 ? "0 min" : parts.join(" ")
}
