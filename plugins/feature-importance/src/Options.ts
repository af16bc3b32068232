import { OptionFields } from "@fairward/core"
import { Schema } from "effect"

const { described, withDefault } = OptionFields

const Positive = Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))

const Draws = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 10_000 }))

/** Options of the feature importance stage. */
export const Options = Schema.Struct({
  top: withDefault(
    described(Positive, "Features that are listed per cohort, and whose shares of importance are judged"),
    15
  ),
  depth: withDefault(described(Positive, "Ranks that the rank-biased overlap compares"), 20),
  p: withDefault(
    described(
      Schema.Finite.check(Schema.isBetween({ minimum: 0.01, maximum: 0.999 })),
      "Persistence of the rank-biased overlap: how much of the weight the next rank has"
    ),
    0.935
  ),
  margin: withDefault(
    described(
      Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 })),
      "A difference of shares of the total importance inside it is equivalent"
    ),
    0.01
  ),
  randomGroupings: withDefault(
    described(Draws, "Random groupings, of 2 to 6 cohorts, that give the critical values"),
    100
  ),
  randomCohorts: withDefault(
    described(Draws, "Random cohorts of each cohort's size that its overlap is compared with"),
    1000
  )
})
export type Options = typeof Options.Type
