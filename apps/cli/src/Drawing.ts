/** The report of findings, as files. */
import type { AuditFindings, ReportDocument, Stage } from "@fairward/core"
import { AuditReport } from "@fairward/document"
import { Effect } from "effect"
import { Journal } from "./Journal.ts"
import { collectEarly } from "./Memory.ts"
import { CommandError } from "./Problem.ts"

/** The files that a report can be, in the order in which they are written. */
export const formats = ["pdf", "html"] as const
export type Format = (typeof formats)[number]

export const fileName = (format: Format, name = "report"): string => `${name}.${format}`

type Render = (
  document: ReportDocument.ReportDocument,
  options: { readonly createdAt: Date; readonly fonts: ReadonlyArray<Uint8Array> }
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
  /** What could not be drawn, a file or sections of it, and why. */
  readonly failures: ReadonlyArray<string>
}

/** Assembles and draws the report, dated as the audit was. */
export const drawReport = Effect.fn("Drawing.drawReport")(
  function* (
    findings: AuditFindings.AuditFindings,
    stages: ReadonlyArray<Stage.Any>,
    wanted: ReadonlyArray<Format>,
    options: DrawingOptions = {}
  ): Effect.fn.Return<Drawn, CommandError> {
    collectEarly()
    const { fitsPage } = yield* Effect.promise(() => import("@fairward/report/Fit"))
    const document = yield* AuditReport.assemble(findings, stages, (whole, section) =>
      fitsPage(whole, section, options.fonts)
    ).pipe(
      Effect.mapError(({ message }) => new CommandError({ message: `The findings could not be read: ${message}` }))
    )
    return yield* drawFiles(document, new Date(findings.provenance.startedAt), wanted, options)
  },
  Effect.catchDefect((defect) =>
    Effect.flatMap(Journal, ({ tell }) => tell(`  ${String(defect)}`)).pipe(
      Effect.andThen(
        Effect.fail(new CommandError({ message: "The report could not be put together; this is a bug of fairward." }))
      )
    )
  ),
  (effect) => Effect.flatMap(Journal, ({ phase }) => phase("Drawing the report", effect))
)

export interface DrawingOptions {
  /** Contents of font files, for characters that the built-in font lacks. */
  readonly fonts?: ReadonlyArray<Uint8Array>
  readonly render?: Readonly<Record<Format, Render>>
  /** Of the files; `report` when absent. */
  readonly name?: string
}

/** Draws each of the formats that are wanted. Fails when not one of them could be drawn. */
export const drawFiles = Effect.fn("Drawing.drawFiles")(function* (
  document: ReportDocument.ReportDocument,
  createdAt: Date,
  wanted: ReadonlyArray<Format>,
  { fonts = [], name, render = renderers }: DrawingOptions = {}
): Effect.fn.Return<Drawn, CommandError> {
  const files: Record<string, Uint8Array | string> = {}
  const failures: Array<string> = []
  for (const format of wanted) {
    const draw = (part: ReportDocument.ReportDocument) => tried(render[format](part, { createdAt, fonts }))
    const whole = yield* draw(document)
    if (whole._tag === "Success") {
      files[fileName(format, name)] = whole.success
      continue
    }
    const { faulty, rest } = yield* withoutFaulty(document, draw)
    const partial = faulty.length === 0 ? whole : yield* draw(rest)
    if (partial._tag === "Success") {
      files[fileName(format, name)] = partial.success
      failures.push(`${fileName(format, name)} is without ${faulty.join(", ")}: ${whole.failure}`)
    } else failures.push(`${fileName(format, name)} could not be drawn: ${whole.failure}`)
  }
  if (Object.keys(files).length === 0) return yield* new CommandError({ message: failures.join("\n") })
  return { files, failures }
})

/** What a renderer makes of a document, or why it makes nothing, also where its code breaks off. */
const tried = <A>(drawing: Effect.Effect<A, { readonly message: string }>) =>
  drawing.pipe(
    Effect.catchDefect((defect) => Effect.fail({ message: defect instanceof Error ? defect.message : String(defect) })),
    Effect.mapError(({ message }) => message),
    Effect.result
  )

/** The sections that cannot be drawn even on their own, and the document that says so in their place. */
const withoutFaulty = Effect.fnUntraced(function* (
  document: ReportDocument.ReportDocument,
  draw: (part: ReportDocument.ReportDocument) => Effect.Effect<{ readonly _tag: "Success" | "Failure" }>
) {
  const faulty: Array<string> = []
  const sections: Array<ReportDocument.Section> = []
  for (const section of document.sections) {
    const { _tag } = yield* draw({ ...document, sections: [section], glossary: [] })
    if (_tag === "Failure") faulty.push(`"${section.title}"`)
    sections.push(_tag === "Success" ? section : undrawn(section))
  }
  return { faulty, rest: { ...document, sections } }
})

const undrawn = ({ id, title }: ReportDocument.Section): ReportDocument.Section => ({
  id,
  title,
  blocks: [
    {
      _tag: "Caveat",
      severity: "serious",
      text: [
        { strong: "This section could not be drawn. " },
        "That is a fault of the drawing and not of the audit: its numbers are in findings.json."
      ]
    }
  ]
})

/** Fails when something could not be drawn, after the rest was written. */
export const failOnUndrawn = ({ failures, files }: Drawn, earlier: string): Effect.Effect<void, CommandError> =>
  failures.length === 0
    ? Effect.void
    : Effect.fail(
        new CommandError({
          message: `${failures.join("\n")}\n${Object.keys(files).join(" and ")} and the findings were written. ${earlier}`
        })
      )
