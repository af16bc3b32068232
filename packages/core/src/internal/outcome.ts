import { Cause, Predicate, Schema } from "effect"

/** Why something ended, as a person reads it. */
export const reasonOf = (cause: Cause.Cause<unknown>): string => {
  const error = Cause.squash(cause)
  if (Schema.isSchemaError(error)) return `Its findings do not fit their schema: ${error.message}`
  return error instanceof Error ? error.message : String(error)
}

/** Whether a stage ended because there was nothing to analyse; by its tag, since stages may see another copy of core. */
export const wasSkipped = (error: unknown): boolean => Predicate.isTagged(error, "StageSkipped")
