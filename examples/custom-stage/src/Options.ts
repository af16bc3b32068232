import { Minutes } from "@fairward/core"
import { Effect, Schema } from "effect"

const Windows = Schema.Array(
  Minutes.Minutes.pipe(Schema.annotateEncoded({ description: "Time since admission at which a window begins" }))
).check(
  Schema.makeFilter((starts) => {
    if (starts.length < 2 || starts.length > 6) return "Expected two to six windows"
    if (starts[0] !== 0) return 'Expected windows to begin with "0 h", so that every step is in one'
    return starts.every((start, i) => i === 0 || start > starts[i - 1]!) || "Expected windows in ascending order"
  })
)

export const Options = Schema.Struct({
  windows: Windows.pipe(Schema.withDecodingDefaultKey(Effect.succeed(["0 h", "24 h", "48 h", "96 h"]))),
  margin: Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0))
    .annotate({ description: "A difference of excess or drift inside this is equivalent" })
    .pipe(Schema.withDecodingDefaultKey(Effect.succeed(0.05)))
})
export type Options = typeof Options.Type
