import { Names } from "@fairward/core"
import type { CliError } from "effect/cli"

/** Values in the parser's list of them: `"full" | "committee"`. */
const valuesIn = (expected: string): ReadonlyArray<string> =>
  expected
    .replace(/^Expected:? /u, "")
    .split(" | ")
    .map((value) => value.replaceAll('"', ""))

/** What is wrong with the arguments, in words. */
export const usageMessage = (error: CliError.CliError): string => {
  if (error._tag !== "InvalidValue") return error.message
  if (error.expected.includes(", got ")) return `Invalid value for flag --${error.option}. ${error.expected}`
  if (!error.expected.includes(" | ")) return error.message.replace("a string representing a finite number", "a number")
  const values = valuesIn(error.expected)
  return error.value === ""
    ? `Missing value for flag --${error.option}. Expected ${Names.either(values)}`
    : `Invalid value for flag --${error.option}. ${Names.expected(error.value, values)}`
}
