import type { AuditSummary } from "../AuditFindings.ts"
import { type CohortCounts, type CohortsShape, summaryOf } from "../Cohorts.ts"
import type { DatasetShape } from "../Dataset.ts"
import { type EvaluableEvents, evaluableEvents } from "../Detection.ts"

const eventRecallOf = (
  { patients }: DatasetShape,
  { detectionScore, offsets }: EvaluableEvents,
  threshold: number,
  { events, notDetectable = 0 }: CohortCounts,
  belongs: (patient: number) => boolean
) => {
  let detected = 0
  for (const patient of patients.splits.test) {
    if (!belongs(patient)) continue
    for (let event = offsets[patient]!; event < offsets[patient + 1]!; event++) {
      if (detectionScore[event]! >= threshold) detected++
    }
  }
  const share = (of: number) => (of === 0 ? null : detected / of)
  return { all: share(events!), detectable: share(events! - notDetectable) }
}

/**
 * The counts of everyone and of the cohorts; where some events have no labelled step in their window, with event recall
 * over all events and over the others.
 */
export const withEventRecall = (
  dataset: DatasetShape,
  { everyone, groupings }: CohortsShape,
  threshold: number
): Pick<AuditSummary, "everyone" | "groupings"> => {
  const events = everyone.notDetectable === undefined ? undefined : evaluableEvents(dataset)
  const recall = (counts: CohortCounts, belongs: (patient: number) => boolean) =>
    events === undefined ? {} : { eventRecall: eventRecallOf(dataset, events, threshold, counts, belongs) }
  return {
    everyone: { ...everyone, ...recall(everyone, () => true) },
    groupings: groupings.map((grouping) => {
      const { categories, ...summary } = summaryOf(grouping)
      return {
        ...summary,
        categories: categories.map((category, i) => ({
          ...category,
          ...recall(category, (patient) => grouping.categoryOf[patient] === i)
        }))
      }
    })
  }
}
