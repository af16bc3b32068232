import { Effect, Schema } from "effect"
import type { GroupingConfig } from "../AuditConfig.ts"
import * as Categories from "../Categories.ts"
import type { DatasetShape } from "../Dataset.ts"
import * as Names from "../Names.ts"

/** A grouping that the data cannot satisfy. */
export class GroupingError extends Schema.TaggedError<GroupingError>()("GroupingError", {
  grouping: Schema.String,
  problem: Schema.String,
  /** The setting that names it, where that is not `groupings`. */
  setting: Schema.optionalKey(Schema.String)
}) {
  override get message() {
    return `${this.setting ?? "groupings"}.${this.grouping}: ${this.problem}`
  }
}

/** The categories of a grouping before any is dropped. */
export interface RawGrouping {
  readonly ids: ReadonlyArray<string>
  readonly labels: ReadonlyArray<string>
  /** Index of the category of every patient of the dataset, -1 when in none. */
  readonly indices: Int32Array
}

const binId = (edges: ReadonlyArray<number>, bin: number) =>
  bin === 0 ? `<${edges[0]}` : bin === edges.length ? `>=${edges[bin - 1]}` : `${edges[bin - 1]}-${edges[bin]}`

const binLabel = (edges: ReadonlyArray<number>, bin: number) =>
  bin === 0 ? `< ${edges[0]}` : bin === edges.length ? `≥ ${edges[bin - 1]}` : `${edges[bin - 1]}–${edges[bin]}`

const { isBlank } = Categories

const binned = (values: Iterable<unknown>, edges: ReadonlyArray<number>, count: number): RawGrouping => {
  const indices = new Int32Array(count).fill(-1)
  let patient = 0
  for (const value of values) {
    const number = isBlank(value) ? Number.NaN : Number(value)
    if (!Number.isNaN(number)) {
      let bin = 0
      while (bin < edges.length && number >= edges[bin]!) bin++
      indices[patient] = bin
    }
    patient++
  }
  const bins = Array.from({ length: edges.length + 1 }, (_, bin) => bin)
  return { ids: bins.map((bin) => binId(edges, bin)), labels: bins.map((bin) => binLabel(edges, bin)), indices }
}

const categorical = (
  values: Iterable<unknown>,
  configured: ReadonlyArray<Categories.Listed> | undefined,
  count: number
): RawGrouping => {
  const texts = Array.from(values, (value) => (isBlank(value) ? undefined : String(value)))
  const categories =
    configured ??
    [...new Set(texts.filter((text) => text !== undefined))]
      .sort(Categories.byNature)
      .map((value) => ({ id: value, label: value, values: [value] }))
  const indexOf = Categories.categoryOf(categories)
  const indices = new Int32Array(count)
  texts.forEach((text, patient) => {
    indices[patient] = text === undefined ? -1 : indexOf(text)
  })
  return { ids: categories.map(({ id }) => id), labels: categories.map(({ label }) => label), indices }
}

/** The categories as ranges of numbers, where they are named like ranges and the column holds nothing but numbers. */
const ranged = (
  values: ReadonlyArray<unknown>,
  categories: ReadonlyArray<Categories.Listed>,
  count: number
): RawGrouping | undefined => {
  const ranges = Categories.ranges(categories)
  if (ranges === undefined || !Categories.areNumbers(values)) return undefined
  const indices = new Int32Array(count).fill(-1)
  values.forEach((value, patient) => {
    if (!isBlank(value))
      indices[patient] = ranges.findIndex(([from, to]) => Number(value) >= from && Number(value) < to)
  })
  return { ids: categories.map(({ id }) => id), labels: categories.map(({ label }) => label), indices }
}

export const crossed = (parts: ReadonlyArray<RawGrouping>, count: number): RawGrouping => {
  let ids: ReadonlyArray<string> = [""]
  let labels: ReadonlyArray<string> = [""]
  const indices = new Int32Array(count)
  for (const part of parts) {
    ids = ids.flatMap((id) => part.ids.map((added) => (id === "" ? added : `${id} & ${added}`)))
    labels = labels.flatMap((label) => part.labels.map((added) => (label === "" ? added : `${label}, ${added}`)))
    for (let patient = 0; patient < count; patient++) {
      const added = part.indices[patient]!
      indices[patient] = indices[patient]! < 0 || added < 0 ? -1 : indices[patient]! * part.ids.length + added
    }
  }
  return { ids, labels, indices }
}

export const rawGrouping = Effect.fnUntraced(function* (
  id: string,
  config: GroupingConfig,
  dataset: DatasetShape
): Effect.fn.Return<RawGrouping, GroupingError> {
  const { attributes, count } = dataset.patients
  const name = config.column!
  const names = attributes.columnNames()
  if (!names.includes(name)) {
    return yield* new GroupingError({
      grouping: id,
      problem: `the patients have no column "${name}"${Names.suggestion(name, names)}`
    })
  }
  const values = Array.from(attributes.array(name))
  if (config.bins !== undefined) return binned(values, config.bins, count)
  const categories = Categories.listed(config)
  return (
    (categories === undefined ? undefined : ranged(values, categories, count)) ?? categorical(values, categories, count)
  )
})
