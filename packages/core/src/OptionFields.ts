/**
 * What options of stages are made of: values with defaults, shares, margins and spans of time.
 *
 * @since 0.2.0
 */
import { Effect, Schema } from "effect"
import { Minutes } from "./Minutes.ts"

/** An option that may be left out; `value` as a configuration writes it. */
export const withDefault = <S extends Schema.Top>(schema: S, value: S["Encoded"]) =>
  schema.pipe(Schema.withDecodingDefaultKey(Effect.succeed(value)))

/** What an editor says of the option. */
export const described = <S extends Schema.Top>(schema: S, description: string) => schema.annotate({ description })

export const Name = Schema.NonEmptyString

export const NotNegative = Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0))

export const Share = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 }))

/** A span of time: text with a unit in configuration, minutes in the stage. */
export const span = (description: string) => Minutes.pipe(Schema.annotateEncoded({ description }))

/** A margin of differences, 0.05 where nothing else is said. */
export const margin = (value = 0.05, description = "A difference beyond this is material, one inside it equivalent") =>
  withDefault(described(NotNegative, description), value)
