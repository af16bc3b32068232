import type { Section } from "@fairward/core/ReportDocument"
import { paragraph } from "@fairward/core/ReportDocument"
import { heatMap } from "./heatMap.ts"
import { isClassical, type Subject } from "./Subject.ts"

export const answerId = "answer"

/** What the audit was made to find out. */
export const questionOf = (subject: Subject): string =>
  `Does this ${isClassical(subject) ? "model" : "alarm"} serve everyone?`

/** The page for those who read no other: all cohorts by outcomes, with at most so many cohorts. */
export const answerSection = (subject: Subject, most: number): Section => {
  const map = heatMap(
    subject,
    "answer-cohorts",
    "Cohorts by outcomes, each held against its rest, the other patients of its grouping. In a grouping those stand first who are worst off in the first outcome.",
    most
  )
  return {
    id: answerId,
    title: questionOf(subject),
    goal: "Which cohorts are worse off than the other patients, in what, and by how much.",
    blocks:
      map === undefined
        ? [paragraph("No outcome was compared between cohorts; what was found is among the key findings.")]
        : [map.table, ...map.notes]
  }
}
