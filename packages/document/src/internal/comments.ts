/** What people say of single findings. */
import { isNamed } from "@fairward/core/AuditFindings"
import { text } from "@fairward/core/Prose"
import type { Block } from "@fairward/core/ReportDocument"
import { paragraph } from "@fairward/core/ReportDocument"
import type { KeyFinding } from "./findingsOfStages.ts"
import { type ReportedStage, type Subject, strong } from "./Subject.ts"
import { onOneLine } from "./shortened.ts"

type Comment = NonNullable<NonNullable<Subject["findings"]["audit"]["card"]>["comments"]>[number]

const commentsOf = ({ findings: { audit } }: Subject): ReadonlyArray<Comment> => audit.card?.comments ?? []

/** By the names that the report uses; as they are written where it has none. */
export const aboutWords = ({ findings: { audit }, stages }: Subject, comment: Comment): string => {
  const { category, finding, grouping } = comment
  const known = audit.groupings.find(({ id }) => id === grouping)
  const cohort = known?.categories.find(({ id, label }) => category === id || category === label)
  const measure = stages.flatMap(({ id, stored: { measures = [] } }) =>
    measures.filter((one) => finding !== undefined && isNamed([finding], id, one.id))
  )[0]
  return [measure?.title ?? finding, known?.title ?? grouping, cohort?.label ?? category]
    .filter((part) => part !== undefined)
    .join(", ")
}

const isAbout = (
  { findings: { audit } }: Subject,
  stage: ReportedStage,
  told: KeyFinding,
  comment: Comment
): boolean => {
  const { category, finding, grouping } = comment
  const isOfMeasure = finding === undefined || (told.measures ?? []).some((one) => isNamed([finding], stage.id, one))
  const isOfCohort =
    grouping === undefined ||
    (told.cohorts ?? []).some((cohort) => {
      const known = audit.groupings.find(({ id }) => id === cohort.grouping)?.categories
      const label = known?.find(({ id }) => id === cohort.category)?.label
      return (
        cohort.grouping === grouping && (category === undefined || category === cohort.category || category === label)
      )
    })
  return isOfMeasure && isOfCohort
}

/** Findings of a stage, each with what people say of it below. */
export const withComments = (
  subject: Subject,
  stage: ReportedStage,
  findings: ReadonlyArray<KeyFinding>
): ReadonlyArray<Block> =>
  findings.flatMap(
    (finding): ReadonlyArray<Block> => [
      finding,
      ...commentsOf(subject)
        .filter((comment) => isAbout(subject, stage, finding, comment))
        .map((comment) =>
          paragraph(...text`${strong(`Comment of ${comment.by}, ${comment.date}: `)}${onOneLine(comment.text)}`)
        )
    ]
  )
