import { text } from "@fairward/core/Prose"
import type { Block, Section } from "@fairward/core/ReportDocument"
import { paragraph } from "@fairward/core/ReportDocument"
import { stageFindingsAnchor } from "./allFindings.ts"
import { asSentence, isAboutEveryone } from "./findingsOfStages.ts"
import { caveat, hasAnswer, link, type ReportedStage, type Subject, strong } from "./Subject.ts"
import { needed, reasonOf } from "./unfinished.ts"

const wayBack = (stage: ReportedStage): Block =>
  paragraph(
    link("key-findings", "Key findings"),
    " of the report · ",
    link(stageFindingsAnchor(stage), "Findings"),
    " of this analysis"
  )

/** The section of one stage: its own, or why it has none. */
export const stageSection = (stage: ReportedStage, subject: Subject): Section => {
  const { id, installed, rendered, stored } = stage
  const about = { id: rendered?.id ?? id, title: stored.title, goal: stored.goal }
  const reason = reasonOf(stage)
  if (stored.status === "skipped") {
    return {
      ...about,
      blocks: [
        caveat("warning", strong("This analysis was skipped: "), ...text`${reason}${needed(stage, subject)}`),
        caveat("note", "What it would have looked at remains unknown, which is not the same as unremarkable.")
      ]
    }
  }
  if (stored.status === "failed") {
    return {
      ...about,
      blocks: [
        caveat("serious", strong("This analysis failed: "), ...reason),
        caveat(
          "note",
          "The other analyses are not affected. What this one would have looked at remains unknown: mend the cause and run the audit again."
        )
      ]
    }
  }
  if (rendered === undefined) {
    return {
      ...about,
      blocks: [
        caveat(
          "serious",
          strong("This analysis cannot be shown: "),
          installed === undefined
            ? `the stage "${id}" ${stored.version} is not installed where this report was made. Its numbers are in the findings; install its package and make the report again.`
            : `the code of the stage "${id}" broke off while it wrote its section. Its numbers are in the findings.`
        )
      ]
    }
  }
  return {
    ...rendered,
    goal: rendered.goal ?? stored.goal,
    blocks: [
      wayBack(stage),
      ...(installed === undefined || installed.meta.version === stored.version
        ? []
        : [
            caveat(
              "note",
              `The numbers were computed by version ${stored.version} of this stage, the section was written by version ${installed.meta.version}.`
            )
          ]),
      ...rendered.blocks.flatMap((block) => (isAboutEveryone(block) && hasAnswer(subject) ? [] : [asSentence(block)]))
    ]
  }
}
