import { Effect } from "effect"
import type { AuditConfig, CaseMixAttribute } from "../AuditConfig.ts"
import type { DatasetShape } from "../Dataset.ts"
import { crossed, GroupingError, rawGrouping } from "./rawGrouping.ts"

/** What patients are made comparable by: each of them has one of its levels, or none. */
export interface Attribute {
  readonly id: string
  readonly title: string
  /** How each level is called. */
  readonly levels: ReadonlyArray<string>
  /** Index of the level of every patient of the dataset, -1 where it is missing or unlisted. */
  readonly levelOf: Int32Array
}

/** Of a number without bins every value would be a level. */
const mostLevels = 50

const titleOf = (id: string): string => id.replaceAll("_", " ").replace(/^./u, (first) => first.toUpperCase())

/** The levels of one attribute: those of a grouping, also of categories that are dropped, or of a column of its own. */
const attributeOf = Effect.fnUntraced(function* (
  dataset: DatasetShape,
  { groupings }: Pick<AuditConfig, "groupings">,
  attribute: CaseMixAttribute
) {
  const id = typeof attribute === "string" ? attribute : attribute.column
  const grouping = typeof attribute === "string" ? groupings[attribute]! : attribute
  const raw =
    "cross" in grouping && grouping.cross !== undefined
      ? crossed(
          yield* Effect.forEach(grouping.cross, (part) => rawGrouping(part, groupings[part]!, dataset)),
          dataset.patients.count
        )
      : yield* rawGrouping(id, grouping, dataset)
  if (raw.labels.length > mostLevels) {
    const problem = `"${id}" has ${raw.labels.length} values, too many to compare patients within: give \`bins\`, or \`categories\` that share labels`
    return yield* new GroupingError({ grouping: id, problem })
  }
  const found: Attribute = { id, title: grouping.title ?? titleOf(id), levels: raw.labels, levelOf: raw.indices }
  return found
})

/** The attributes of `caseMix`, each with the level of every patient. */
export const caseMixOf = (
  dataset: DatasetShape,
  { caseMix = [], groupings }: Partial<Pick<AuditConfig, "caseMix">> & Pick<AuditConfig, "groupings">
) =>
  Effect.forEach(caseMix, (attribute) =>
    attributeOf(dataset, { groupings }, attribute).pipe(
      Effect.mapError(({ grouping, problem }) => new GroupingError({ grouping, problem, setting: "caseMix" }))
    )
  )
