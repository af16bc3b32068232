/**
 * The report of findings as PDF.
 *
 * @since 0.1.0
 */
import { type AuditFindings, AuditReport, type Stage } from "@fairward/core"
import { Effect } from "effect"
import { Journal } from "./Journal.ts"
import { CommandError } from "./Problem.ts"

/** Assembles and draws the report, dated as the audit was. */
export const drawReport = Effect.fn("Drawing.drawReport")(
  function* (findings: AuditFindings.AuditFindings, stages: ReadonlyArray<Stage.Any>) {
    const document = yield* AuditReport.assemble(findings, stages)
    // Loading the renderer takes a second, which commands that draw nothing do without.
    const { renderPdf } = yield* Effect.promise(() => import("@fairward/report"))
    return yield* renderPdf(document, { createdAt: new Date(findings.provenance.startedAt) })
  },
  Effect.mapError(
    (error) =>
      new CommandError({
        message: error._tag === "SchemaError" ? `The findings could not be read: ${error.message}` : error.message
      })
  ),
  (effect) => Effect.flatMap(Journal, ({ phase }) => phase("Drawing the report", effect))
)
