import type { Section } from "@fairward/core/ReportDocument"
import { allFindings } from "./allFindings.ts"
import { frontPage } from "./frontPage.ts"
import type { Subject } from "./Subject.ts"

/** What was audited and found over all; then every finding of all stages, and what limits them. */
export const keyFindingsSection = (subject: Subject, isMapInFront: boolean): Section => ({
  id: "key-findings",
  title: "Key findings",
  goal: "What the audit found, gravest first, and what it could not look at.",
  blocks: [...frontPage(subject), ...allFindings(subject, isMapInFront)]
})
