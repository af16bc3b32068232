/** A report as one HTML file that needs no network. */
import type { ReportDocument } from "@fairward/core/ReportDocument"
import { Clock, Effect } from "effect"
import { page } from "./html/Page.ts"
import { runtimeScripts } from "./html/Runtime.ts"
import { uniqueOutline } from "./Outline.ts"
import { messageOf, RenderError } from "./RenderError.ts"
import { written } from "./Written.ts"

export interface Options {
  /** The date in the page's metadata; now when absent. The same document and date give the same page. */
  readonly createdAt?: Date
}

/** The report as the text of an HTML file. */
export const renderHtml = Effect.fn("Report.renderHtml")(function* (
  document: ReportDocument,
  options: Options = {}
): Effect.fn.Return<string, RenderError> {
  const createdAt = options.createdAt ?? new Date(yield* Clock.currentTimeMillis)
  const drawn = written(document)
  const outline = yield* uniqueOutline(drawn)
  const runtime = yield* Effect.tryPromise({
    try: runtimeScripts,
    catch: (cause) =>
      new RenderError({
        reason: "layout",
        message: `The scripts that draw charts could not be read: ${messageOf(cause)}. Install @fairward/report again.`,
        cause
      })
  })
  return yield* Effect.try({
    try: () => page(drawn, outline, runtime, createdAt),
    catch: (cause) =>
      new RenderError({ reason: "layout", message: `The page could not be made: ${messageOf(cause)}`, cause })
  })
})
