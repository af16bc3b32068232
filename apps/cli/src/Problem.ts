/** What keeps a command from doing its work, and the exit codes that say so. */
import { Effect, Runtime, Schema } from "effect"

/** One thing that is wrong, where, and what to do about it. */
export const Problem = Schema.Struct({
  /** File, line and column, a package, or a table. */
  where: Schema.String,
  message: Schema.String,
  /** What to type or change, where the message does not say it. */
  fix: Schema.optionalKey(Schema.String)
})
export type Problem = typeof Problem.Type

const indented = (text: string) => text.replaceAll("\n", "\n    ")

const asText = ({ fix, message, where }: Problem) =>
  `  ${where}  ${indented(message)}${fix === undefined ? "" : `\n    ${indented(fix)}`}`

/** The configuration, the data or the installed stages cannot be used. Everything that is wrong is in `problems`. */
export class InputError extends Schema.TaggedError<InputError>()("InputError", {
  subject: Schema.String,
  problems: Schema.NonEmptyArray(Problem)
}) {
  override readonly [Runtime.errorExitCode] = 2

  override get message() {
    const count = this.problems.length
    return `${this.subject}: ${count === 1 ? "one problem" : `${count} problems`}\n\n${this.problems.map(asText).join("\n\n")}`
  }
}

/** The report was made, but stages failed on the way. */
export class StagesFailed extends Schema.TaggedError<StagesFailed>()("StagesFailed", {
  stages: Schema.NonEmptyArray(Schema.Struct({ id: Schema.String, reason: Schema.String }))
}) {
  override readonly [Runtime.errorExitCode] = 3

  override get message() {
    const list = this.stages.map(({ id, reason }) => `  ${id}  ${indented(reason)}`).join("\n")
    return `${this.stages.length === 1 ? "A stage" : `${this.stages.length} stages`} failed; the report holds the rest.\n\n${list}`
  }
}

/** The findings do not pass a policy; what fails was said. */
export class GateFailed extends Schema.TaggedError<GateFailed>()("GateFailed", {
  failing: Schema.Int
}) {
  override readonly [Runtime.errorExitCode] = 4

  override get message() {
    return "The gate stays closed."
  }
}

/** The command was called with arguments that it does not take; said already. */
export class UsageError extends Schema.TaggedError<UsageError>()("UsageError", {
  message: Schema.String
}) {
  override readonly [Runtime.errorExitCode] = 2
}

/** Something outside the configuration and the data went wrong, such as a full disk. */
export class CommandError extends Schema.TaggedError<CommandError>()("CommandError", {
  message: Schema.String
}) {
  override readonly [Runtime.errorExitCode] = 1
}

/** Fails when there is a problem. */
export const failOnProblems = (subject: string, problems: ReadonlyArray<Problem>): Effect.Effect<void, InputError> => {
  const [first, ...rest] = problems
  return first === undefined ? Effect.void : Effect.fail(new InputError({ subject, problems: [first, ...rest] }))
}
