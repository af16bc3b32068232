import type { AuditSummary, ReportedCounts, ReportedGrouping } from "../../AuditFindings.ts"
import * as Message from "../../Message.ts"
import { type Cell, type Constraint, isSmall, protect } from "./protect.ts"
import { roundedToStep, stepOf } from "./rounding.ts"

/** Ids of crossed groupings and of those that they cross. */
export type Crossed = Readonly<Record<string, ReadonlyArray<string>>>

interface Row {
  readonly grouping: number
  readonly id: string | undefined
  readonly patients: number
  readonly eventPatients: number
}

const sum = (values: ReadonlyArray<number>): number => values.reduce((total, value) => total + value, 0)

const terms = (cells: ReadonlyArray<number>) => cells.map((cell) => ({ cell, sign: 1 as const }))

/** Rows of a grouping: kept, dropped and, without an id, the patients in no cohort, of whom events are not published. */
const rowsOf = (
  { categories, dropped, unassigned }: ReportedGrouping,
  grouping: number,
  all: ReportedCounts
): ReadonlyArray<Row> => {
  // Where persons have several stays they are who is protected: of 12 stays of 2 persons nothing is told.
  const named = [...categories, ...dropped].map(({ eventPatients, id, patients, persons = patients }) => ({
    grouping,
    id,
    patients: persons!,
    eventPatients: eventPatients!
  }))
  const known = sum(named.map(({ eventPatients }) => eventPatients))
  return [
    ...named,
    { grouping, id: undefined, patients: unassigned!, eventPatients: Math.max(0, all.eventPatients! - known) }
  ]
}

const cellsOfRow = 3
const patientsOf = (row: number) => row * cellsOfRow
const eventsOf = (row: number) => row * cellsOfRow + 1
const othersOf = (row: number) => row * cellsOfRow + 2

/** Each row is patients = those with an event + those without; each grouping adds up to everyone. */
const sumsOfGroupings = (rows: ReadonlyArray<Row>, all: ReportedCounts): ReadonlyArray<Constraint> => {
  const groupings = [...new Set(rows.map(({ grouping }) => grouping))]
  const ofRows = rows.map(
    (_, r): Constraint => ({
      terms: [
        { cell: patientsOf(r), sign: -1 },
        { cell: eventsOf(r), sign: 1 },
        { cell: othersOf(r), sign: 1 }
      ],
      constant: 0
    })
  )
  const ofGroupings = groupings.flatMap((grouping): ReadonlyArray<Constraint> => {
    const own = rows.flatMap((row, r) => (row.grouping === grouping ? [r] : []))
    return [
      { terms: terms(own.map(patientsOf)), constant: (all.persons ?? all.patients)! },
      { terms: terms(own.map(eventsOf)), constant: all.eventPatients! },
      { terms: terms(own.map(othersOf)), constant: all.patients! - all.eventPatients! }
    ]
  })
  return [...ofRows, ...ofGroupings]
}

/** Cells of a crossed grouping add up to the rows of those that it crosses, but for patients missing in the other. */
const sumsOfCrossings = (
  groupings: ReadonlyArray<ReportedGrouping>,
  rows: ReadonlyArray<Row>,
  crossed: Crossed
): ReadonlyArray<Constraint> =>
  groupings.flatMap(({ id }, g) => {
    const parts = (crossed[id] ?? []).map((part) => groupings.findIndex((one) => one.id === part))
    if (parts.length === 0 || parts.includes(-1)) return []
    const idsOf = parts.map((part) =>
      rows.flatMap((row) => (row.grouping === part && row.id !== undefined ? [row.id] : []))
    )
    return parts.flatMap((part, at) =>
      idsOf[at]!.flatMap((own): ReadonlyArray<Constraint> => {
        const names = new Set(
          idsOf
            .map((ids, i) => (i === at ? [own] : ids))
            .reduce((names, ids) => names.flatMap((name) => ids.map((next) => `${name} & ${next}`)))
        )
        const cells = rows.flatMap((row, r) =>
          row.grouping === g && row.id !== undefined && names.has(row.id) ? [r] : []
        )
        const margin = rows.findIndex((row) => row.grouping === part && row.id === own)
        return [patientsOf, eventsOf, othersOf]
          .map((of) => ({ margin: of(margin), own: cells.map(of) }))
          .map(
            ({ margin, own }): Constraint => ({
              terms: [...terms(own), { cell: margin, sign: -1 }],
              constant: Number.NaN
            })
          )
      })
    )
  })

const constantOf = (cells: ReadonlyArray<Cell>, { terms }: Constraint): number =>
  sum(terms.map(({ cell, sign }) => sign * cells[cell]!.value))

/** What is withheld of the rows of each grouping. */
export interface WithheldRows {
  readonly patients: ReadonlySet<string>
  readonly eventPatients: ReadonlySet<string>
}

const key = (grouping: number, id: string | undefined): string => JSON.stringify([grouping, id ?? null])

/** Which rows' counts to withhold, over all groupings at once: crossed ones share their sums with those that they cross. */
const withheldRows = ({ everyone, groupings }: AuditSummary, crossed: Crossed, minimum: number): WithheldRows => {
  const rows = groupings.flatMap((grouping, g) => rowsOf(grouping, g, everyone))
  const cells = rows.flatMap(({ eventPatients, grouping, id, patients }): ReadonlyArray<Cell> => {
    const row = key(grouping, id)
    return [
      { value: patients, row },
      { value: eventPatients, hidden: id === undefined, row },
      { value: Math.max(0, patients - eventPatients), hidden: true, row }
    ]
  })
  const constraints = [...sumsOfGroupings(rows, everyone), ...sumsOfCrossings(groupings, rows, crossed)].map((one) => ({
    ...one,
    constant: constantOf(cells, one)
  }))
  const withheld = protect(cells, constraints, minimum, true)
  const rowsWith = (cell: (row: number) => number) =>
    new Set(rows.flatMap((row, r) => (withheld.has(cell(r)) ? [key(row.grouping, row.id)] : [])))
  const patients = rowsWith(patientsOf)
  const withoutPatients = rows.flatMap(({ eventPatients, grouping, id }) =>
    eventPatients > 0 && patients.has(key(grouping, id)) ? [key(grouping, id)] : []
  )
  return { patients, eventPatients: new Set([...withoutPatients, ...rowsWith(eventsOf)]) }
}

const below = (counts: Readonly<Record<string, number | null>>, minimum: number) => {
  const small = Object.entries(counts).flatMap(([name, count]) =>
    count !== null && isSmall(count, minimum) ? [name] : []
  )
  return small.length === 0 ? {} : { below: small }
}

const withheldDetection = { notDetectable: null, eventRecall: { all: null, detectable: null } }

/**
 * Events without a prediction, withheld in all cohorts of a grouping where they, or the others, are few in one, or in
 * those that belong to none; else one follows from the others.
 */
const withoutFewNotDetectable = (
  { categories, ...grouping }: ReportedGrouping,
  everyone: ReportedCounts,
  minimum: number
): ReportedGrouping => {
  const known = (of: "events" | "notDetectable") => sum(categories.map((category) => category[of] ?? 0))
  const rows = [
    ...categories.map(({ events, notDetectable = 0 }) => [events ?? 0, notDetectable ?? 0] as const),
    [(everyone.events ?? 0) - known("events"), (everyone.notDetectable ?? 0) - known("notDetectable")] as const
  ]
  const isFew = rows.some(
    ([events, missing]) => isSmall(missing, minimum) || (missing > 0 && isSmall(events - missing, minimum))
  )
  if (everyone.notDetectable === undefined || !isFew) return { categories, ...grouping }
  return { ...grouping, categories: categories.map((category) => ({ ...category, ...withheldDetection })) }
}

/** Event recall, rounded to what one patient does not change. */
const detectionOf = ({ eventPatients, eventRecall }: ReportedCounts, isWithheld: boolean) => {
  if (isWithheld) return withheldDetection
  const share = (value: number | null) => (value === null ? null : roundedToStep(value, stepOf(eventPatients ?? 0)))
  return { eventRecall: { all: share(eventRecall!.all), detectable: share(eventRecall!.detectable) } }
}
type OfPatients = Pick<ReportedCounts, "patients" | "persons" | "eventPatients">

const ofPatients = ({ eventPatients, patients, persons }: OfPatients) => ({
  patients,
  ...(persons === undefined ? {} : { persons }),
  eventPatients
})

const personsWithheld = ({ persons }: Pick<ReportedCounts, "persons">) =>
  persons === undefined ? {} : { persons: null }

const countsOf = <C extends ReportedCounts>(counts: C, isPatients: boolean, isEvents: boolean, minimum: number): C => ({
  ...counts,
  ...(isEvents ? { eventPatients: null, events: null, positives: null, prevalence: null } : {}),
  ...(counts.eventRecall === undefined ? {} : detectionOf(counts, isEvents)),
  ...(isPatients
    ? {
        patients: null,
        ...personsWithheld(counts),
        steps: null,
        ...(counts.scoredEvery === undefined ? {} : { scoredEvery: null })
      }
    : {}),
  ...below(ofPatients(counts), minimum)
})

/** How many steps contradict, withheld where few do: they can be those of one patient. */
const withheldLabels = (
  labels: NonNullable<AuditSummary["dataset"]["labels"]>,
  small: (value: number | null) => boolean
) => ({
  ...labels,
  ...(small(labels.positives) ? { positives: null } : {}),
  contradictions: labels.contradictions.map(({ kind, steps }) => ({ kind, steps: small(steps) ? null : steps }))
})

/** The counts of the audit, small ones and those that would give them away withheld; and of which cohorts. */
export const disclosedCounts = (audit: AuditSummary, crossed: Crossed, minimum: number) => {
  const withheld = withheldRows(audit, crossed, minimum)
  const small = (value: number | null) => value !== null && isSmall(value, minimum)
  const groupings = audit.groupings.map((given, g): ReportedGrouping => {
    const grouping = withoutFewNotDetectable(given, audit.everyone, minimum)
    const isWithheld = (of: keyof WithheldRows, id?: string) => withheld[of].has(key(g, id))
    return {
      ...grouping,
      categories: grouping.categories.map((category) =>
        countsOf(category, isWithheld("patients", category.id), isWithheld("eventPatients", category.id), minimum)
      ),
      dropped: grouping.dropped.map(({ reason, ...row }) => ({
        ...row,
        reason: Message.of`fewer patients with an event than the minimum`,
        ...(isWithheld("eventPatients", row.id) ? { eventPatients: null } : {}),
        ...(isWithheld("patients", row.id) ? { patients: null, ...personsWithheld(row) } : {}),
        ...below(ofPatients(row), minimum)
      })),
      unassigned: isWithheld("patients") ? null : grouping.unassigned,
      ...below({ unassigned: grouping.unassigned }, minimum)
    }
  })
  const count = (value: number | null) => (small(value) ? null : value)
  const splitCounts = ({ all, test, train }: AuditSummary["dataset"]["patients"]) => ({
    all: small(test) || small(train) ? null : count(all),
    test: count(test),
    train: count(train)
  })
  const { eventPatients } = audit.everyone
  const patients = audit.everyone.persons ?? audit.everyone.patients
  const isTold = small(patients) || small(eventPatients) || small((patients ?? 0) - (eventPatients ?? 0))
  const counts: Pick<AuditSummary, "everyone" | "groupings" | "dataset"> = {
    everyone: countsOf(
      small(audit.everyone.notDetectable ?? null) ? { ...audit.everyone, ...withheldDetection } : audit.everyone,
      small(patients),
      isTold,
      minimum
    ),
    groupings,
    dataset: {
      ...audit.dataset,
      ...(audit.dataset.labels === undefined ? {} : { labels: withheldLabels(audit.dataset.labels, small) }),
      patients: splitCounts(audit.dataset.patients),
      ...(audit.dataset.persons === undefined ? {} : { persons: splitCounts(audit.dataset.persons) })
    }
  }
  return counts
}
