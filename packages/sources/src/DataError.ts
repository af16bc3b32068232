/** Everything that is wrong with the data of an audit, found in one go. */
import { Schema } from "effect"

/** One kind of fault in one column or file. */
export const DataProblem = Schema.Struct({
  /** The table of the configuration, such as `predictions`. */
  table: Schema.String,
  /** Other tables with the same fault, such as those read from the same file. */
  also: Schema.optionalKey(Schema.Array(Schema.String)),
  /** What is behind it, where that can show in several places: the first place tells it for all. */
  cause: Schema.optionalKey(Schema.Literals(["grid", "zone", "repeated patients"])),
  /** File, and column where there is one. */
  where: Schema.String,
  problem: Schema.String,
  /** How many rows, patients or names are affected. */
  count: Schema.Int,
  /** Up to three, with patient, row and value. */
  examples: Schema.Array(Schema.String),
  remedy: Schema.String
})
export type DataProblem = typeof DataProblem.Type

const paragraph = ({ also = [], examples, problem, remedy, table, where }: DataProblem, index: number) => {
  const indent = " ".repeat(`${index + 1}. `.length)
  const indented = (text: string) => text.replaceAll("\n", `\n${indent}`)
  return [
    `${index + 1}. ${[table, ...also].join(", ")} (${where}): ${indented(problem)}`,
    ...(examples.length === 0 ? [] : [`${indent}For example: ${examples.join("; ")}`]),
    `${indent}${indented(remedy)}`
  ].join("\n")
}

/** The data cannot be audited. All that is wrong with it is in `problems`; `message` lists it, numbered. */
export class DataError extends Schema.TaggedError<DataError>()("DataError", {
  problems: Schema.NonEmptyArray(DataProblem)
}) {
  override get message() {
    const count = this.problems.length
    return `${count === 1 ? "One problem" : `${count} problems`} in the data:\n${this.problems.map(paragraph).join("\n")}`
  }
}
