/** Groupings of patients into cohorts: from a categorical column, from bins of a numeric one, or crossed. */
import type { ColumnTable } from "arquero"
import { Context, Effect, Schema } from "effect"
import type { AuditConfig, GroupingConfig } from "./AuditConfig.ts"
import type { DatasetShape } from "./Dataset.ts"
import type { EvaluableEvents } from "./Detection.ts"
import { type Attribute, caseMixOf } from "./internal/caseMix.ts"
import { among, countsOf, patientCounts } from "./internal/patientCounts.ts"
import { crossed, type RawGrouping, rawGrouping } from "./internal/rawGrouping.ts"
import * as Message from "./Message.ts"

/** Counts on the test split. */
export const CohortCounts = Schema.Struct({
  patients: Schema.Int,
  /** Persons, where some have several stays; `patients` counts stays then. */
  persons: Schema.optionalKey(Schema.Int),
  /** Patients with an evaluable event; without events, patients with a positive label. Persons, where `persons` is there. */
  eventPatients: Schema.Int,
  /** Evaluable events; `null` without events. */
  events: Schema.NullOr(Schema.Int),
  /** Those of them without a labelled step in their window, which count as missed; absent where there is none. */
  notDetectable: Schema.optionalKey(Schema.Int),
  /** Labelled steps. */
  steps: Schema.Int,
  positives: Schema.Int,
  /** positives / steps; `null` when there is no labelled step. */
  prevalence: Schema.NullOr(Schema.Finite),
  /**
   * Minutes between two predictions: the median over patients of what is usual with each, `null` where none has two. Absent
   * where predictions have no time.
   */
  scoredEvery: Schema.optionalKey(Schema.NullOr(Schema.Finite))
})
export type CohortCounts = typeof CohortCounts.Type

export const Category = Schema.Struct({ id: Schema.String, label: Schema.String, ...CohortCounts.fields })
export type Category = typeof Category.Type

export const DroppedCategory = Schema.Struct({
  id: Schema.String,
  label: Schema.String,
  patients: Schema.Int,
  persons: Schema.optionalKey(Schema.Int),
  eventPatients: Schema.Int,
  reason: Message.Message
})

export const GroupingSummary = Schema.Struct({
  id: Schema.String,
  title: Schema.String,
  /** Why patients are divided by this. */
  rationale: Schema.optionalKey(Schema.String),
  /** The kept categories, in the order of the report. */
  categories: Schema.Array(Category),
  dropped: Schema.Array(DroppedCategory),
  /** Test patients whose value is missing or unlisted: in no cohort of this grouping. */
  unassigned: Schema.Int,
  /** Index of the kept category with the fewest patients; the first among equals. */
  minority: Schema.Int
})
export type GroupingSummary = typeof GroupingSummary.Type

export const DroppedGrouping = Schema.Struct({ id: Schema.String, title: Schema.String, reason: Message.Message })

export interface Grouping extends GroupingSummary {
  /** Ids of the groupings that it crosses; absent where it crosses none. */
  readonly crosses?: ReadonlyArray<string>
  /** Index of the kept category of every patient of the dataset, -1 when in none. */
  readonly categoryOf: Int16Array
  /** Index of the dropped category of every patient of the dataset, -1 when in none. */
  readonly droppedOf: Int16Array
  /**
   * Per category: event-bearing patients of its rest, the other categories. With persons whose stays are in several of these,
   * fewer than the other categories' together.
   */
  readonly restEventPatients: ReadonlyArray<number>
}

export { type Attribute, caseMixOf } from "./internal/caseMix.ts"
export { GroupingError } from "./internal/rawGrouping.ts"

export interface CohortsShape {
  readonly groupings: ReadonlyArray<Grouping>
  /** Groupings left with fewer than two categories. */
  readonly dropped: ReadonlyArray<typeof DroppedGrouping.Type>
  /** The whole test split. */
  readonly everyone: CohortCounts
  /** What patients are made comparable by; absent where the configuration names nothing. */
  readonly caseMix?: ReadonlyArray<Attribute>
}

const titleOf = (id: string, { title }: GroupingConfig): string =>
  title ?? id.replaceAll("_", " ").replace(/^./u, (first) => first.toUpperCase())

const whyDropped = (counts: CohortCounts, minimum: number): Message.Message =>
  counts.patients === 0
    ? Message.of`no patient in the test split`
    : Message.of`${Message.count(counts.eventPatients, counts.persons === undefined ? "patient" : "person")} with ${counts.events === null ? "a positive label" : "an event"}, at least ${minimum} required`

/** The grouping with its categories that have `minimum` event-bearing patients; `patients` are those of the test split. */
const keep = (
  id: string,
  config: GroupingConfig,
  raw: RawGrouping,
  minimum: number,
  { patients: { clusterOf, splits } }: DatasetShape,
  patients: ColumnTable
): Grouping => {
  const indices = Array.from(splits.test, (patient) => raw.indices[patient]!)
  const found = raw.ids.map((categoryId, index) => ({
    index,
    category: { id: categoryId, label: raw.labels[index]!, ...countsOf(among(patients, indices, (i) => i === index)) }
  }))
  const isKept = ({ category }: (typeof found)[number]) => category.eventPatients >= minimum && category.patients > 0
  const [kept, left] = [found.filter(isKept), found.filter((one) => !isKept(one))]
  const placesAmong = (chosen: typeof found) => {
    const places = new Map(chosen.map(({ index }, place) => [index, place]))
    return Int16Array.from(raw.indices, (index) => places.get(index) ?? -1)
  }
  const categories = kept.map(({ category }) => category)
  const places = new Set(kept.map(({ index }) => index))
  return {
    id,
    title: titleOf(id, config),
    ...(config.rationale === undefined ? {} : { rationale: config.rationale }),
    ...(config.cross === undefined ? {} : { crosses: config.cross }),
    categories,
    dropped: left.map(({ category }) => ({
      id: category.id,
      label: category.label,
      patients: category.patients,
      ...(category.persons === undefined ? {} : { persons: category.persons }),
      eventPatients: category.eventPatients,
      reason: whyDropped(category, minimum)
    })),
    unassigned: indices.filter((index) => index < 0).length,
    minority: categories.reduce(
      (least, category, i) => (category.patients < categories[least]!.patients ? i : least),
      0
    ),
    categoryOf: placesAmong(kept),
    droppedOf: placesAmong(left),
    restEventPatients: kept.map(({ index }) =>
      clusterOf === undefined
        ? kept.reduce((sum, other) => (other.index === index ? sum : sum + other.category.eventPatients), 0)
        : countsOf(among(patients, indices, (i) => i !== index && places.has(i))).eventPatients
    )
  }
}

/** What of a grouping the findings hold. */
export const summaryOf = ({
  categoryOf: _,
  crosses: ____,
  droppedOf: __,
  restEventPatients: ___,
  ...summary
}: Grouping): GroupingSummary => summary

/**
 * Derives the cohorts that the configuration asks for from the patients' attributes.
 *
 * A category with fewer than `minEventPatients` event-bearing test patients is dropped, a grouping left with fewer than
 * two categories is dropped whole. Fails when a grouping names a column that the patients do not have.
 */
export const derive = Effect.fn("Cohorts.derive")(function* (
  dataset: DatasetShape,
  config: Pick<AuditConfig, "groupings" | "minEventPatients"> & Partial<Pick<AuditConfig, "caseMix">>,
  events: EvaluableEvents | undefined
) {
  const patients = patientCounts(dataset, events)
  const groupings: Array<Grouping> = []
  const dropped: Array<typeof DroppedGrouping.Type> = []
  for (const [id, grouping] of Object.entries(config.groupings)) {
    const raw =
      grouping.cross === undefined
        ? yield* rawGrouping(id, grouping, dataset)
        : crossed(
            yield* Effect.forEach(grouping.cross, (part) => rawGrouping(part, config.groupings[part]!, dataset)),
            dataset.patients.count
          )
    const minimum = grouping.minEventPatients ?? config.minEventPatients
    const derived = keep(id, grouping, raw, minimum, dataset, patients)
    if (derived.categories.length >= 2) groupings.push(derived)
    else {
      const reasons = derived.dropped.map(({ label, reason }) => Message.of`${Message.name(label)}: ${reason}`)
      const because = reasons.length === 0 ? Message.of`` : Message.of` (${Message.joinedBy(reasons, "; ")})`
      dropped.push({ id, title: derived.title, reason: Message.of`fewer than two categories are left${because}` })
    }
  }
  const caseMix = yield* caseMixOf(dataset, config)
  return Cohorts.of({
    groupings,
    dropped,
    everyone: countsOf(patients),
    ...(caseMix.length === 0 ? {} : { caseMix })
  })
})

/** The cohorts of the audit, fixed before any stage runs. */
export class Cohorts extends Context.Service<Cohorts, CohortsShape>()("@fairward/core/Cohorts") {}
