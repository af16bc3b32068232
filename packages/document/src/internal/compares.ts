import type { Compares } from "@fairward/core/ReportDocument"
import type { Subject } from "./Subject.ts"

/** The cohorts and measures of an audit, by the names that its tables use. */
export const comparesOf = ({ findings: { audit }, stages }: Subject): Compares => ({
  groupings: audit.groupings.map(({ categories, id, title }) => ({
    id,
    title,
    categories: categories.map(({ id, label }) => ({ id, label }))
  })),
  measures: stages.flatMap(({ id: stage, stored: { measures = [] } }) =>
    measures.map(({ id, title }) => ({ stage, id, title }))
  )
})
