import { Schema } from "effect"

/** The report could not be drawn. */
export class RenderError extends Schema.TaggedError<RenderError>()("RenderError", {
  reason: Schema.Literals(["document", "layout"]),
  message: Schema.String,
  cause: Schema.optionalKey(Schema.Defect())
}) {}

/** What was thrown, in words. */
export const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))
