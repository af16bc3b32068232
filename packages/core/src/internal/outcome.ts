import { Cause, Predicate, Schema } from "effect"
import * as Message from "../Message.ts"

/**
 * Why a stage ended, as a document may say it: what its author wrote for documents, or that its code is at fault. What was
 * thrown may hold ids, values and paths, so it goes to whoever runs the audit and not in here.
 */
export const reasonOf = (cause: Cause.Cause<unknown>): Message.Message => {
  const error = Cause.squash(cause)
  if (Predicate.hasProperty(error, "reason") && isOfStage(error) && Message.isMessage(error.reason)) return error.reason
  return Schema.isSchemaError(error)
    ? Message.of`its findings do not fit their own schema; the log says where`
    : Message.of`its code broke off; the log has what it said`
}

/** By its tag, since stages may see another copy of core. */
const isOfStage = (error: unknown): boolean =>
  Predicate.isTagged(error, "StageError") || Predicate.isTagged(error, "StageSkipped")

/** Whether a stage ended because there was nothing to analyse; by its tag, since stages may see another copy of core. */
export const wasSkipped = (error: unknown): boolean => Predicate.isTagged(error, "StageSkipped")

/** What was thrown, and where: for the terminal and the log. */
export interface Fault {
  readonly message: string
  /** Where in the code, a line each, without the message. */
  readonly at: ReadonlyArray<string>
}

/** What was thrown to end a stage, unless its author said all of it in a reason. */
export const faultOf = (cause: Cause.Cause<unknown>): Fault | undefined => {
  const error = Cause.squash(cause)
  const thrown = Predicate.hasProperty(error, "cause") && error.cause !== undefined ? error.cause : error
  if (thrown === error && isOfStage(error)) return undefined
  return isFault(thrown) ? thrown : asFault(thrown)
}

const isFault = (thrown: unknown): thrown is Fault =>
  Predicate.hasProperty(thrown, "message") && Predicate.hasProperty(thrown, "at") && Array.isArray(thrown.at)

const asFault = (thrown: unknown): Fault => {
  if (!(thrown instanceof Error)) return { message: String(thrown), at: [] }
  const { message, stack = "" } = thrown
  const lines = stack.split("\n").filter((line) => /^\s+at /u.test(line) && !message.includes(line))
  return { message: `${thrown.name}: ${message}`, at: lines.map((line) => line.trim()) }
}
