/** What the schemas of settings are made of. */
import { Effect, Schema } from "effect"
import { Minutes } from "../../Minutes.ts"

/** A span of time described where editors look: the JSON Schema is that of the text, not of the minutes. */
export const span = (description: string) => Minutes.pipe(Schema.annotateEncoded({ description }))

export const describe = <S extends Schema.Top>(schema: S, description: string) => schema.annotate({ description })

export const optional: typeof Schema.optionalKey = Schema.optionalKey

export const withDefault = <S extends Schema.Top>(schema: S, value: S["Encoded"]) =>
  schema.pipe(Schema.withDecodingDefaultKey(Effect.succeed(value)))

export const ColumnName = Schema.NonEmptyString

const atMost = (characters: number) =>
  Schema.NonEmptyString.check(
    Schema.isMaxLength(characters, { message: `Expected at most ${characters} characters, which fit on a page` })
  )

/** What stands in headings, tables and charts. */
export const Title = atMost(200).check(
  Schema.makeFilter((title) =>
    /^[^\p{Cc}]*[^\p{Cc}\s][^\p{Cc}]*$/u.test(title)
      ? true
      : "Expected words on one line, and no signs that cannot be seen"
  )
)

/** A few sentences. */
export const Prose = atMost(4000)
