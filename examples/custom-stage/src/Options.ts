import { OptionFields } from "@fairward/core"
import { Schema } from "effect"

const Windows = Schema.Array(OptionFields.span("Time since admission at which a window begins")).check(
  Schema.makeFilter((starts) => {
    if (starts.length < 2 || starts.length > 6) return "Expected two to six windows"
    if (starts[0] !== 0) return 'Expected windows to begin with "0 h", so that every step is in one'
    return starts.every((start, i) => i === 0 || start > starts[i - 1]!) || "Expected windows in ascending order"
  })
)

export const Options = Schema.Struct({
  windows: OptionFields.withDefault(Windows, ["0 h", "24 h", "48 h", "96 h"]),
  margin: OptionFields.margin(0.05, "A difference of excess or drift inside this is equivalent")
})
export type Options = typeof Options.Type
