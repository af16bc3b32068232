import type { Compares } from "@fairward/core/ReportDocument"

/** What the page is narrowed to: places in `compares`. */
export interface Selection {
  readonly grouping?: number
  /** Of the grouping. */
  readonly category?: number
  readonly measure?: number
}

/** Begins the address of a page that is narrowed: no element has such an id, so that nothing scrolls. */
const begin = "#show="

export const isSelected = (selection: Selection): boolean => Object.keys(selection).length > 0

/** `#show=<grouping>/<category>/<stage.measure>`, by ids, so that it is the same for another report on the same cohorts. */
export const hashOf = ({ category, grouping, measure }: Selection, { groupings, measures }: Compares): string => {
  const found = grouping === undefined ? undefined : groupings[grouping]
  const named = measure === undefined ? undefined : measures[measure]
  const parts = [
    found?.id ?? "",
    category === undefined ? "" : found!.categories[category]!.id,
    named === undefined ? "" : `${named.stage}.${named.id}`
  ]
  return `${begin}${parts.map(encodeURIComponent).join("/")}`
}

/** What an address asks for; ids that the report does not have are passed over. `null` for an address of something else. */
export const selectionOf = (hash: string, { groupings, measures }: Compares): Selection | null => {
  if (!hash.startsWith(begin)) return null
  const [groupingId, categoryId, measureId] = hash.slice(begin.length).split("/").map(decoded)
  const grouping = groupings.findIndex(({ id }) => id === groupingId)
  const category = groupings[grouping]?.categories.findIndex(({ id }) => id === categoryId) ?? -1
  const measure = measures.findIndex(({ id, stage }) => `${stage}.${id}` === measureId)
  return {
    ...(grouping < 0 ? {} : { grouping }),
    ...(category < 0 ? {} : { category }),
    ...(measure < 0 ? {} : { measure })
  }
}

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return ""
  }
}

/**
 * Whether something that is about `tokens` is about what is selected; `null` when it says nothing on any of it. Of what it
 * names, a grouping, cohorts, measures, none may be another one.
 */
export const matches = (tokens: ReadonlyArray<string>, { category, grouping, measure }: Selection): boolean | null => {
  let found: boolean | null = null
  const wanted = [
    ["g", grouping === undefined ? undefined : `g${grouping}`],
    ["c", category === undefined ? undefined : `c${grouping}.${category}`],
    ["m", measure === undefined ? undefined : `m${measure}`]
  ] as const
  for (const [kind, token] of wanted) {
    if (token === undefined) continue
    const own = tokens.filter((one) => one.startsWith(kind))
    if (own.length === 0) continue
    if (!own.includes(token)) return false
    found = true
  }
  return found
}
