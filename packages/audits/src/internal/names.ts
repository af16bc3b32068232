/** What groupings and categories of audits are called: as the last one says that has them. */
import type { AuditFindings } from "@fairward/core"

type Findings = AuditFindings.AuditFindings

export interface Names {
  readonly groupingOf: (grouping: string) => string
  readonly categoryOf: (grouping: string, category: string) => string
  /** The other category where there are two. */
  readonly mirrorOf: (grouping: string, category: string) => string | undefined
  readonly isFirst: (grouping: string, category: string) => boolean
  /** Categories of all groupings. */
  readonly all: () => ReadonlyArray<{ readonly grouping: string; readonly category: string }>
}

export const namesOf = (...audits: ReadonlyArray<Findings>): Names => {
  const all = audits.flatMap(({ audit }) => audit.groupings)
  const groupings = new Map(all.map((one) => [one.id, one]))
  const labels = new Map(
    all.flatMap(({ categories, id }) =>
      categories.map((category) => [JSON.stringify([id, category.id]), category.label] as const)
    )
  )
  const categoriesOf = (grouping: string) => groupings.get(grouping)?.categories.map(({ id }) => id) ?? []
  return {
    groupingOf: (grouping) => groupings.get(grouping)?.title ?? grouping,
    categoryOf: (grouping, category) => labels.get(JSON.stringify([grouping, category])) ?? category,
    mirrorOf: (grouping, category) => {
      const categories = categoriesOf(grouping)
      return categories.length === 2 ? categories.find((one) => one !== category) : undefined
    },
    isFirst: (grouping, category) => categoriesOf(grouping)[0] === category,
    all: () => [...labels.keys()].map((key) => JSON.parse(key)).map(([grouping, category]) => ({ grouping, category }))
  }
}
