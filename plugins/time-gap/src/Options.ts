import { OptionFields } from "@fairward/core"
import { Schema } from "effect"

const { span, withDefault } = OptionFields

const isAscending = (spans: ReadonlyArray<number>) => spans.every((one, i) => i === 0 || one > spans[i - 1]!)

const Windows = Schema.NonEmptyArray(
  span("Where a window begins: events with more time available than this, up to where the next window begins")
).check(
  Schema.makeFilter((edges) =>
    edges[0] !== 0
      ? 'Expected windows to begin with "0 h", so that every event is in one'
      : isAscending(edges) || "Expected windows in ascending order"
  )
)

const Leads = Schema.Array(span("A time ahead, greater than 0")).check(
  Schema.makeFilter((leads) =>
    leads.some((lead) => lead <= 0)
      ? "Expected times ahead greater than 0"
      : isAscending(leads) || "Expected times ahead in ascending order"
  )
)

/** Options of the time gap stage; spans are text with a unit in configuration, minutes here. */
export const Options = Schema.Struct({
  windows: withDefault(Windows, ["0 h", "3 h", "6 h", "12 h"]),
  margin: withDefault(span("A difference of median gaps beyond this is material, one inside it equivalent"), "30 min"),
  shareMargin: withDefault(
    Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0)).annotate({
      description: "The same for the share of events warned at least so long ahead"
    }),
    0.05
  ),
  minDelta: withDefault(span("Smallest difference of median gaps that the paper's test may call significant"), "0 min"),
  leads: withDefault(Leads, ["1 h", "2 h", "4 h", "8 h"])
})
export type Options = typeof Options.Type
