import { OptionFields } from "@fairward/core"
import { Schema } from "effect"

const { margin, span, withDefault } = OptionFields

/** Options of the recognition stage. */
export const Options = Schema.Struct({
  margin: margin(),
  timeMargin: withDefault(
    span("A difference in lead time, or in the time of recognition, beyond this is material, one inside it equivalent"),
    "30 min"
  )
})
export type Options = typeof Options.Type
