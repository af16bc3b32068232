import type { ComparisonTables, ReportDocument } from "@fairward/core"
import { cohortOf, type Findings, generalOrder, isRanked, type Placed, placedIn } from "../Findings.ts"

const rankChange = ({ gained }: Placed): string => (gained === 0 ? "" : gained > 0 ? `(↑${gained})` : `(↓${-gained})`)

const cellOf = (placed: Placed): ReportDocument.Cell => {
  const { feature, gained, isBeyond, isIdle, isNew } = placed
  const parts = [isNew ? "new" : "", rankChange(placed), isIdle ? "no importance" : ""]
  const note = parts.filter((part) => part !== "").join(" ")
  const mark = gained === 0 ? "muted" : isBeyond ? (isNew ? "added" : "moved") : undefined
  return {
    value: feature.name,
    ...(note === "" ? {} : { note }),
    ...(mark === undefined ? {} : { mark })
  }
}

/** Cohorts side by side beyond which names break into more than two lines on a page. */
const mostCohorts = 5

/** Cohorts in parts of about equal size. */
const parts = <A>(cohorts: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> => {
  const count = Math.ceil(cohorts.length / mostCohorts)
  const size = Math.ceil(cohorts.length / count)
  return Array.from({ length: count }, (_, i) => cohorts.slice(i * size, (i + 1) * size))
}

/** The first features of each cohort beside those of everyone, in as many tables as the page needs. */
export const topFeatureTables = (
  findings: Findings,
  grouping: ComparisonTables.ComparedGrouping
): ReadonlyArray<ReportDocument.Block> => {
  const general = generalOrder(findings).slice(0, findings.top)
  const shown = grouping.categories.flatMap((category) => {
    const cohort = cohortOf(findings, grouping.id, category.id)
    return !isRanked(cohort) ? [] : [{ ...category, placed: placedIn(findings, cohort).slice(0, findings.top) }]
  })
  const tables = parts(shown)
  return tables.map((cohorts, i) => ({
    _tag: "Table",
    id: `feature-importance-top-${grouping.id}-${i + 1}`,
    caption: `${grouping.title}: the top ${findings.top} features of each cohort${tables.length === 1 ? "" : ` (${i + 1} of ${tables.length})`}. Red and bold: not in the general top ${findings.top}; blue and italic: moved within it; both beyond the critical delta`,
    columns: [
      { key: "rank", title: "Rank", type: { _tag: "integer" }, width: 0.4 },
      { key: "general", title: "All patients", type: { _tag: "text" }, width: 1.2 },
      ...cohorts.map(({ label }, c) => ({
        key: `cohort${c}`,
        title: label,
        type: { _tag: "text" } as const,
        width: 1.4
      }))
    ],
    rows: general.map(({ name }, place) => ({
      rank: place + 1,
      general: name,
      ...Object.fromEntries(cohorts.map(({ placed }, c) => [`cohort${c}`, cellOf(placed[place]!)]))
    }))
  }))
}
