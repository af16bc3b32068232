/**
 * Sentences that may stand in a document: words, numbers of things, and names out of the configuration.
 *
 * What is made here is written to findings.json and the report. Whatever could name a patient, a value or a place on a
 * machine is a plain `string`, and a plain string does not fit into a {@link of}: such things are for the terminal alone,
 * as the `examples` of a `Dataset.DataNote` or in an error that refuses the data.
 *
 * A number of patients, events or rows is a {@link count} and never a number within words: disclosure control withholds it
 * where it stands.
 */
import { type Brand, Schema } from "effect"

/** A number of things. Withheld, it is `null`, and `below` says which number it does not reach, if that is why. */
export const Count = Schema.Struct({
  count: Schema.NullOr(Schema.Int),
  noun: Schema.String,
  plural: Schema.String,
  below: Schema.optionalKey(Schema.Int)
})
export type Count = typeof Count.Type

export const Part = Schema.Union([Schema.String, Count])
export type Part = typeof Part.Type

/** As findings.json stores it. */
export const Message = Schema.Array(Part).pipe(Schema.brand("@fairward/core/Message"))
export type Message = typeof Message.Type

/** Something that whoever wrote the configuration called so: a column, a split, a setting, a category. */
export type Name = string & Brand.Brand<"@fairward/core/Message/Name">

/** What can be told from a type alone: words that stand in the source, such as the names of the tables. */
type Written<Text> = Text extends string ? (Record<never, never> extends Record<Text, 1> ? never : Text) : never

/** What fits between the words of a message. */
export type Hole<Given> = Given extends Name | Message | Count | number ? Given : Written<Given>

const joined = (parts: ReadonlyArray<Part>): Message => {
  const found: Array<Part> = []
  for (const part of parts) {
    const last = found.at(-1)
    if (typeof part === "string" && typeof last === "string") found[found.length - 1] = last + part
    else if (part !== "") found.push(part)
  }
  return found as ReadonlyArray<Part> as Message
}

const partsOf = (hole: unknown): ReadonlyArray<Part> =>
  Array.isArray(hole) ? hole : typeof hole === "object" ? [hole as Count] : [String(hole)]

/**
 * A message. Between its words fit counts, numbers that count nobody, names, other messages, and literals of the source;
 * the compiler refuses any other text.
 *
 * @example
 * ```ts
 * Message.of`${Message.count(3, "patient")} of the test split without ${Message.name(config.column)}.`
 * ```
 */
export const of = <const Holes extends ReadonlyArray<string | number | Count | Message>>(
  words: TemplateStringsArray,
  ...holes: { readonly [Index in keyof Holes]: Hole<Holes[Index]> }
): Message => joined(words.flatMap((word, i) => [word, ...(i < holes.length ? partsOf(holes[i]) : [])]))

/** A number of things that can be withheld: `1 patient`, `12,000 patients`; with the noun `""` the number alone. */
export const count = <const Noun extends string, const Plural extends string = Noun>(
  count: number,
  noun: Written<Noun>,
  plural?: Written<Plural>
): Count => ({ count, noun, plural: plural ?? (noun === "" ? "" : `${noun}s`) })

/** A number of things that the configuration gives, and that is never withheld: `1 step`, `24 steps`. */
export const quantity = <const Noun extends string>(number: number, noun: Written<Noun>): Message =>
  joined([`${grouped(number)} ${noun}${number === 1 ? "" : "s"}`])

/** A name out of the configuration. Not for what the data hold: an id, a value, a path. */
export const name = (text: string): Name => text as Name

/** `a`, `a and b`, `a, b and c`. */
export const listed = (items: ReadonlyArray<Name | Message>): Message =>
  joined(items.flatMap((item, i) => [i === 0 ? "" : i < items.length - 1 ? ", " : " and ", ...partsOf(item)]))

/** Several messages with something between them. */
export const joinedBy = <const Between extends string>(
  messages: ReadonlyArray<Message>,
  between: Written<Between>
): Message => joined(messages.flatMap((message, i) => [i === 0 ? "" : between, ...message]))

const grouped = (number: number) =>
  Number.isInteger(number) ? String(number).replace(/\B(?=(\d{3})+$)/gu, ",") : String(number)

/** The words of a count after its number, with the space between; none where the words of the message say what is counted. */
export const nounOf = ({ count, noun, plural }: Count): string => {
  const words = count === 1 ? noun : plural
  return words === "" ? "" : ` ${words}`
}

const written = (part: Part): string => {
  if (typeof part === "string") return part
  if (part.count !== null) return `${grouped(part.count)}${nounOf(part)}`
  if (part.below !== undefined) return `fewer than ${part.below}${nounOf(part)}`
  return part.plural === "" ? "a withheld number" : `a withheld number of${nounOf(part)}`
}

/** The message as plain text. */
export const text = (message: Message): string => message.map(written).join("")

/** The message with every count for which `isWithheld` holds left out; `below` as in {@link Count}. */
export const withheld = (message: Message, isWithheld: (count: number) => boolean, below?: number): Message =>
  message.map((part) =>
    typeof part === "string" || part.count === null || !isWithheld(part.count)
      ? part
      : { ...part, count: null, ...(below === undefined ? {} : { below }) }
  ) as ReadonlyArray<Part> as Message

export const isMessage: (value: unknown) => value is Message = Schema.is(Message)
