import { Cause, Predicate } from "effect"

/** Why something ended, as a person reads it. */
export const reasonOf = (cause: Cause.Cause<unknown>): string => {
  const error = Cause.squash(cause)
  return error instanceof Error ? error.message : String(error)
}

/** Whether a stage ended because there was nothing to analyse; by its tag, since stages may see another copy of core. */
export const wasSkipped = (error: unknown): boolean => Predicate.isTagged(error, "StageSkipped")
