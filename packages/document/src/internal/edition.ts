/** The edition for a committee: the first pages of the report, which say of which report. */
import { text } from "@fairward/core/Prose"
import type { Section } from "@fairward/core/ReportDocument"
import { inputsHash, shortHash } from "./hashes.ts"
import { caveat, type Subject, strong } from "./Subject.ts"

export const isForCommittee = ({ findings }: Pick<Subject, "findings">): boolean =>
  findings.report.edition === "committee"

/** The sections, of which the first says that they are an excerpt, and of what. */
export const asExcerpt = (subject: Subject, sections: ReadonlyArray<Section>): ReadonlyArray<Section> => {
  const [first, ...others] = sections
  if (!isForCommittee(subject) || first === undefined) return sections
  const { configSha256, startedAt } = subject.findings.provenance
  const said = caveat(
    "note",
    ...text`${strong("Excerpt for a committee: ")}the first pages of the full report on the findings of ${startedAt.slice(0, 10)} (configuration ${shortHash(configSha256)}, inputs ${shortHash(inputsHash(subject.findings.provenance))}). What it names and does not have is in that report; every number is in its findings.json.`
  )
  return [{ ...first, blocks: [said, ...first.blocks] }, ...others]
}
