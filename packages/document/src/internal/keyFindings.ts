import type { Section } from "@fairward/core/ReportDocument"
import { allFindings } from "./allFindings.ts"
import { frontPage } from "./frontPage.ts"
import type { Subject } from "./Subject.ts"

/** What a reader must know first, on one page; then every finding of all stages, and what limits them. */
export const keyFindingsSection = (subject: Subject): Section => ({
  id: "key-findings",
  title: "Key findings",
  goal: "What the audit found, gravest first, and what it could not look at.",
  blocks: [...frontPage(subject), ...allFindings(subject)]
})
