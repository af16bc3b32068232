/**
 * The report of findings, as files.
 *
 * @since 0.1.0
 */
import { type AuditFindings, AuditReport, type ReportDocument, type Stage } from "@fairward/core"
import { Effect } from "effect"
import { Journal } from "./Journal.ts"
import { CommandError } from "./Problem.ts"

/** The files that a report can be, in the order in which they are written. */
export const formats = ["pdf", "html"] as const
export type Format = (typeof formats)[number]

export const fileName = (format: Format): string => `report.${format}`

type Render = (
  document: ReportDocument.ReportDocument,
  options: { readonly createdAt: Date }
) => Effect.Effect<Uint8Array | string, { readonly message: string }>

/** Loading a renderer takes up to a second, which commands that do not draw with it do without. */
const renderers: Readonly<Record<Format, Render>> = {
  pdf: (document, options) =>
    Effect.flatMap(
      Effect.promise(() => import("@fairward/report/Pdf")),
      ({ renderPdf }) => renderPdf(document, options)
    ),
  html: (document, options) =>
    Effect.flatMap(
      Effect.promise(() => import("@fairward/report/Html")),
      ({ renderHtml }) => renderHtml(document, options)
    )
}

export interface Drawn {
  /** Contents of the files by name. */
  readonly files: Readonly<Record<string, Uint8Array | string>>
  /** Which files could not be drawn, and why. */
  readonly failures: ReadonlyArray<string>
}

/** Assembles and draws the report, dated as the audit was. */
export const drawReport = Effect.fn("Drawing.drawReport")(
  function* (
    findings: AuditFindings.AuditFindings,
    stages: ReadonlyArray<Stage.Any>,
    wanted: ReadonlyArray<Format>
  ): Effect.fn.Return<Drawn, CommandError> {
    const document = yield* AuditReport.assemble(findings, stages).pipe(
      Effect.mapError(({ message }) => new CommandError({ message: `The findings could not be read: ${message}` }))
    )
    return yield* drawFiles(document, new Date(findings.provenance.startedAt), wanted, renderers)
  },
  (effect) => Effect.flatMap(Journal, ({ phase }) => phase("Drawing the report", effect))
)

/** Draws each of the formats that are wanted. Fails when not one of them could be drawn. */
export const drawFiles = Effect.fn("Drawing.drawFiles")(function* (
  document: ReportDocument.ReportDocument,
  createdAt: Date,
  wanted: ReadonlyArray<Format>,
  render: Readonly<Record<Format, Render>>
): Effect.fn.Return<Drawn, CommandError> {
  const files: Record<string, Uint8Array | string> = {}
  const failures: Array<string> = []
  for (const format of wanted) {
    const drawn = yield* Effect.result(render[format](document, { createdAt }))
    if (drawn._tag === "Success") files[fileName(format)] = drawn.success
    else failures.push(`${fileName(format)} could not be drawn: ${drawn.failure.message}`)
  }
  if (Object.keys(files).length === 0) return yield* new CommandError({ message: failures.join("\n") })
  return { files, failures }
})

/** Fails when a format could not be drawn, after the others were written. */
export const failOnUndrawn = ({ failures, files }: Drawn): Effect.Effect<void, CommandError> =>
  failures.length === 0
    ? Effect.void
    : Effect.fail(
        new CommandError({
          message: `${failures.join("\n")}\n${Object.keys(files).join(" and ")} and the findings were written; an earlier file of a format that could not be drawn is left as it was.`
        })
      )
