/** Groupings of patients into cohorts: from a categorical column, from bins of a numeric one, or crossed. */
import { Quantile } from "@fairward/stats"
import { Context, Effect, Schema } from "effect"
import type { AuditConfig, GroupingConfig } from "./AuditConfig.ts"
import * as Categories from "./Categories.ts"
import type { DatasetShape } from "./Dataset.ts"
import type { EvaluableEvents } from "./Detection.ts"
import { scoringIntervals } from "./Exposure.ts"
import * as Message from "./Message.ts"
import * as Names from "./Names.ts"

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

export interface CohortsShape {
  readonly groupings: ReadonlyArray<Grouping>
  /** Groupings left with fewer than two categories. */
  readonly dropped: ReadonlyArray<typeof DroppedGrouping.Type>
  /** The whole test split. */
  readonly everyone: CohortCounts
}

/** A grouping that the data cannot satisfy. */
export class GroupingError extends Schema.TaggedError<GroupingError>()("GroupingError", {
  grouping: Schema.String,
  problem: Schema.String
}) {
  override get message() {
    return `groupings.${this.grouping}: ${this.problem}`
  }
}

interface RawGrouping {
  readonly ids: ReadonlyArray<string>
  readonly labels: ReadonlyArray<string>
  readonly of: Int32Array
}

const binId = (edges: ReadonlyArray<number>, bin: number) =>
  bin === 0 ? `<${edges[0]}` : bin === edges.length ? `>=${edges[bin - 1]}` : `${edges[bin - 1]}-${edges[bin]}`

const binLabel = (edges: ReadonlyArray<number>, bin: number) =>
  bin === 0 ? `< ${edges[0]}` : bin === edges.length ? `≥ ${edges[bin - 1]}` : `${edges[bin - 1]}–${edges[bin]}`

const { isBlank } = Categories

const binned = (values: Iterable<unknown>, edges: ReadonlyArray<number>, count: number): RawGrouping => {
  const of = new Int32Array(count).fill(-1)
  let patient = 0
  for (const value of values) {
    const number = isBlank(value) ? Number.NaN : Number(value)
    if (!Number.isNaN(number)) {
      let bin = 0
      while (bin < edges.length && number >= edges[bin]!) bin++
      of[patient] = bin
    }
    patient++
  }
  const bins = Array.from({ length: edges.length + 1 }, (_, bin) => bin)
  return { ids: bins.map((bin) => binId(edges, bin)), labels: bins.map((bin) => binLabel(edges, bin)), of }
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
  const of = new Int32Array(count)
  texts.forEach((text, patient) => {
    of[patient] = text === undefined ? -1 : indexOf(text)
  })
  return { ids: categories.map(({ id }) => id), labels: categories.map(({ label }) => label), of }
}

/** The categories as ranges of numbers, where they are named like ranges and the column holds nothing but numbers. */
const ranged = (
  values: ReadonlyArray<unknown>,
  categories: ReadonlyArray<Categories.Listed>,
  count: number
): RawGrouping | undefined => {
  const ranges = Categories.ranges(categories)
  if (ranges === undefined || !Categories.areNumbers(values)) return undefined
  const of = new Int32Array(count).fill(-1)
  values.forEach((value, patient) => {
    if (!isBlank(value)) of[patient] = ranges.findIndex(([from, to]) => Number(value) >= from && Number(value) < to)
  })
  return { ids: categories.map(({ id }) => id), labels: categories.map(({ label }) => label), of }
}

const crossed = (parts: ReadonlyArray<RawGrouping>, count: number): RawGrouping => {
  let ids: ReadonlyArray<string> = [""]
  let labels: ReadonlyArray<string> = [""]
  const of = new Int32Array(count)
  for (const part of parts) {
    ids = ids.flatMap((id) => part.ids.map((own) => (id === "" ? own : `${id} & ${own}`)))
    labels = labels.flatMap((label) => part.labels.map((own) => (label === "" ? own : `${label}, ${own}`)))
    for (let patient = 0; patient < count; patient++) {
      const own = part.of[patient]!
      of[patient] = of[patient]! < 0 || own < 0 ? -1 : of[patient]! * part.ids.length + own
    }
  }
  return { ids, labels, of }
}

const rawGrouping = Effect.fnUntraced(function* (
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

const finite = (value: number) => (Number.isFinite(value) ? value : null)

/** Counts over the test patients for which `belongs` holds. */
const countsOf = (
  dataset: DatasetShape,
  events: EvaluableEvents | undefined,
  intervals: Float64Array | undefined,
  belongs: (patient: number) => boolean
): CohortCounts => {
  const { predictions } = dataset
  const test = dataset.patients.splits.test
  const { clusterOf } = dataset.patients
  const persons = new Set<number>()
  const eventPersons = new Set<number>()
  let patients = 0
  let eventPatients = 0
  let eventCount = 0
  let notDetectable = 0
  let steps = 0
  let positives = 0
  for (const patient of test) {
    if (!belongs(patient)) continue
    patients++
    if (clusterOf !== undefined) persons.add(clusterOf[patient]!)
    const own = events === undefined ? 0 : events.offsets[patient + 1]! - events.offsets[patient]!
    let ownPositives = 0
    if (predictions !== undefined) {
      for (let row = predictions.offsets[patient]!; row < predictions.offsets[patient + 1]!; row++) {
        const label = predictions.label[row]!
        if (label >= 0) steps++
        if (label === 1) ownPositives++
      }
    }
    positives += ownPositives
    eventCount += own
    for (let event = events?.offsets[patient] ?? 0; event < (events?.offsets[patient + 1] ?? 0); event++) {
      if (Number.isNaN(events!.detectionScore[event]!)) notDetectable++
    }
    if ((events === undefined ? ownPositives : own) === 0) continue
    eventPatients++
    if (clusterOf !== undefined) eventPersons.add(clusterOf[patient]!)
  }
  return {
    patients,
    ...(clusterOf === undefined ? {} : { persons: persons.size }),
    eventPatients: clusterOf === undefined ? eventPatients : eventPersons.size,
    events: events === undefined ? null : eventCount,
    ...(notDetectable === 0 ? {} : { notDetectable }),
    steps,
    positives,
    prevalence: steps === 0 ? null : positives / steps,
    ...(intervals === undefined
      ? {}
      : { scoredEvery: finite(Quantile.median(intervals.filter((_, i) => belongs(test[i]!)))) })
  }
}

const keep = (
  id: string,
  config: GroupingConfig,
  raw: RawGrouping,
  minimum: number,
  dataset: DatasetShape,
  events: EvaluableEvents | undefined,
  intervals: Float64Array | undefined
): Grouping => {
  const kept: Array<Category> = []
  const dropped: Array<typeof DroppedCategory.Type> = []
  const indexOf = new Int16Array(raw.ids.length).fill(-1)
  const indexOfDropped = new Int16Array(raw.ids.length).fill(-1)
  raw.ids.forEach((categoryId, i) => {
    const counts = countsOf(dataset, events, intervals, (patient) => raw.of[patient] === i)
    const label = raw.labels[i]!
    if (counts.eventPatients >= minimum && counts.patients > 0) {
      indexOf[i] = kept.length
      kept.push({ id: categoryId, label, ...counts })
    } else {
      indexOfDropped[i] = dropped.length
      dropped.push({
        id: categoryId,
        label,
        patients: counts.patients,
        ...(counts.persons === undefined ? {} : { persons: counts.persons }),
        eventPatients: counts.eventPatients,
        reason:
          counts.patients === 0
            ? Message.of`no patient in the test split`
            : Message.of`${Message.count(counts.eventPatients, counts.persons === undefined ? "patient" : "person")} with ${counts.events === null ? "a positive label" : "an event"}, at least ${minimum} required`
      })
    }
  })
  const categoryOf = new Int16Array(dataset.patients.count)
  const droppedOf = new Int16Array(dataset.patients.count)
  for (let patient = 0; patient < categoryOf.length; patient++) {
    const i = raw.of[patient]!
    categoryOf[patient] = i < 0 ? -1 : indexOf[i]!
    droppedOf[patient] = i < 0 ? -1 : indexOfDropped[i]!
  }
  let unassigned = 0
  for (const patient of dataset.patients.splits.test) if (raw.of[patient]! < 0) unassigned++
  const minority = kept.reduce((least, category, i) => (category.patients < kept[least]!.patients ? i : least), 0)
  return {
    id,
    title: config.title ?? id.replaceAll("_", " ").replace(/^./u, (first) => first.toUpperCase()),
    categories: kept,
    dropped,
    unassigned,
    minority,
    categoryOf,
    droppedOf,
    restEventPatients: kept.map((_, category) =>
      dataset.patients.clusterOf === undefined
        ? kept.reduce((sum, { eventPatients }, other) => (other === category ? sum : sum + eventPatients), 0)
        : countsOf(
            dataset,
            events,
            intervals,
            (patient) => categoryOf[patient]! >= 0 && categoryOf[patient] !== category
          ).eventPatients
    )
  }
}

/** What of a grouping the findings hold. */
export const summaryOf = ({
  categoryOf: _,
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
  config: Pick<AuditConfig, "groupings" | "minEventPatients">,
  events: EvaluableEvents | undefined
) {
  const isTimed = dataset.horizonSteps > 0 && dataset.predictions !== undefined
  const intervals = isTimed ? scoringIntervals(dataset, dataset.patients.splits.test) : undefined
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
    const derived = keep(id, grouping, raw, minimum, dataset, events, intervals)
    if (derived.categories.length >= 2) groupings.push(derived)
    else {
      const reasons = derived.dropped.map(({ label, reason }) => Message.of`${Message.name(label)}: ${reason}`)
      const because = reasons.length === 0 ? Message.of`` : Message.of` (${Message.joinedBy(reasons, "; ")})`
      dropped.push({ id, title: derived.title, reason: Message.of`fewer than two categories are left${because}` })
    }
  }
  return Cohorts.of({ groupings, dropped, everyone: countsOf(dataset, events, intervals, () => true) })
})

/** The cohorts of the audit, fixed before any stage runs. */
export class Cohorts extends Context.Service<Cohorts, CohortsShape>()("@fairward/core/Cohorts") {}
