/** What the schemas of settings are made of. */
import { Schema } from "effect"

export { described as describe, span, withDefault } from "../../OptionFields.ts"

export const optional: typeof Schema.optionalKey = Schema.optionalKey

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

/** The same in what people sign: nothing in it that could hide or turn around what stands there. */
export const Passage = Prose.check(
  Schema.makeFilter((words) =>
    /^(?:[^\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]|[\t\n\r])*$/u.test(words) && /\S/u.test(words)
      ? true
      : "Expected words, and no signs that cannot be seen"
  )
)

export const isShare = (value: number): boolean => value >= 0 && value <= 1
