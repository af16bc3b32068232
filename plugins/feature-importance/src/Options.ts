import { Effect, Schema } from "effect"

const withDefault = <S extends Schema.Top>(schema: S, value: S["Encoded"]) =>
  schema.pipe(Schema.withDecodingDefaultKey(Effect.succeed(value)))

const describe = <S extends Schema.Top>(schema: S, description: string) => schema.annotate({ description })

const Positive = Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))

const Draws = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 10_000 }))

/** Options of the feature importance stage. */
export const Options = Schema.Struct({
  top: withDefault(
    describe(Positive, "Features that are listed per cohort, and whose shares of importance are judged"),
    15
  ),
  depth: withDefault(describe(Positive, "Ranks that the rank-biased overlap compares"), 20),
  p: withDefault(
    describe(
      Schema.Finite.check(Schema.isBetween({ minimum: 0.01, maximum: 0.999 })),
      "Persistence of the rank-biased overlap: how much of the weight the next rank has"
    ),
    0.935
  ),
  margin: withDefault(
    describe(
      Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 })),
      "A difference of shares of the total importance inside it is equivalent"
    ),
    0.01
  ),
  randomGroupings: withDefault(
    describe(Draws, "Random groupings, of 2 to 6 cohorts, that give the critical values"),
    100
  ),
  randomCohorts: withDefault(
    describe(Draws, "Random cohorts of each cohort's size that its overlap is compared with"),
    1000
  )
})
export type Options = typeof Options.Type
