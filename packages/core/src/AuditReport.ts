/**
 * From stored findings to the document that renderers draw.
 *
 * @since 0.1.0
 */
import { Effect, type Schema } from "effect"
import type { AuditFindings } from "./AuditFindings.ts"
import { coverOf } from "./internal/report/cover.ts"
import { glossaryOf } from "./internal/report/glossary.ts"
import { keyFindingsSection } from "./internal/report/keyFindings.ts"
import { methodsSection } from "./internal/report/methods.ts"
import { populationSection } from "./internal/report/population.ts"
import { provenanceSection } from "./internal/report/provenance.ts"
import { readingSection } from "./internal/report/reading.ts"
import type { ReportedStage, Subject } from "./internal/report/Subject.ts"
import { stageSection } from "./internal/report/stageSections.ts"
import type { Presentation, ReportDocument } from "./ReportDocument.ts"
import type * as Stage from "./Stage.ts"

/**
 * The report of an audit: cover, key findings, how to read them, the population, one section a stage in the order of the
 * findings, methods and limitations, provenance, and the glossary.
 *
 * Needs nothing but the findings and the packages of their stages, so a report can be made again later. A stage that was
 * skipped, has failed or is not among `stages` gets a section that says so. Fails when the stored findings of a stage do
 * not fit the schema of the installed one.
 *
 * The sections' ids are `key-findings`, `reading`, `population`, those of the stages, `methods` and `provenance`.
 */
export const assemble = Effect.fn("AuditReport.assemble")(function* (
  findings: AuditFindings,
  stages: ReadonlyArray<Stage.Any>
): Effect.fn.Return<ReportDocument, Schema.SchemaError> {
  const reported: Array<ReportedStage> = []
  for (const [id, stored] of Object.entries(findings.stages)) {
    const installed = stages.find(({ meta }) => meta.id === id)
    const rendered =
      stored.status === "done" && installed !== undefined ? yield* installed.render(stored.findings) : undefined
    reported.push({ id, stored, installed, rendered })
  }
  const subject: Subject = { findings, stages: reported }
  return {
    cover: coverOf(subject),
    presentation: presentationOf(findings),
    sections: [
      keyFindingsSection(subject),
      readingSection(subject),
      populationSection(subject),
      ...reported.map((stage) => stageSection(stage, subject)),
      methodsSection(subject),
      provenanceSection(subject)
    ],
    glossary: glossaryOf(subject)
  }
})

const presentationOf = ({ report: { accent, locale, paper } }: AuditFindings): Presentation => ({
  locale,
  paper,
  ...(accent === undefined ? {} : { accent })
})
