/** What is said of alarms before recognition, where cohorts differ in nothing, and where a model follows the treatment in one. */
import recognition from "@fairward/recognition"
import { audited, cellsOf, type Truth } from "./Judgements.ts"

/** Data sets of a population whose events clinicians recognise, most of them hours before they begin. */
export const recognitionCell = cellsOf([audited("recognition", recognition, {}, ({ comparisons }) => comparisons)])

/** Of a cohort in which the model follows the treatment: other groupings do not differ. */
export const followed = ({ attribute, value }: { readonly attribute: string; readonly value: string }): Truth => ({
  of: ({ grouping }) => (grouping === attribute ? Number.NaN : 0),
  asked: ({ category, grouping, metric }) =>
    grouping === attribute && category === value && metric === "event_recall_before"
})
