import type { AuditFindings, Disclosure } from "@fairward/core"
import { Message } from "@fairward/core"
import type { Cell } from "./Knowledge.ts"
import { cohortKey, everyoneName, type Listed, listedName, type PersonType, personTypes } from "./membership.ts"
import { protect } from "./protect.ts"
import { isSmall, roundedToStep, stepOf } from "./rounding.ts"
import type { Solver, Sum } from "./Solver.ts"

type AuditSummary = AuditFindings.AuditSummary
type ReportedCounts = AuditFindings.ReportedCounts
type ReportedGrouping = AuditFindings.ReportedGrouping

const sum = (values: ReadonlyArray<number>): number => values.reduce((total, value) => total + value, 0)

/** Of which rows of the groupings, by {@link listedName}. */
interface Rows {
  readonly patients: ReadonlySet<string>
  readonly eventPatients: ReadonlySet<string>
}

interface ProtectedRows {
  readonly withheld: Rows
  /** Of which it is published that they are small. */
  readonly below: Rows
  /** Of which even a verdict would tell too much of how many have an event. */
  readonly untold: ReadonlySet<string>
}

const rowsOf = (groupings: ReadonlyArray<ReportedGrouping>): ReadonlyArray<Listed> =>
  groupings.flatMap(
    ({ categories, dropped }, grouping): ReadonlyArray<Listed> => [
      ...categories.map((_, index): Listed => ({ grouping, kind: "kept", index })),
      ...dropped.map((_, index): Listed => ({ grouping, kind: "dropped", index })),
      { grouping, kind: "none", index: 0 }
    ]
  )

const cellsOfRow = 3

/** Patients, those with an event and those without of a row; of patients in no cohort, events are not published. */
const cellsOf = (
  name: string,
  row: number,
  types: ReadonlyArray<PersonType>,
  { minimum, verdictMinimum }: { readonly minimum: number; readonly verdictMinimum: number }
): ReadonlyArray<Cell> => {
  const columns = (belongs: (type: PersonType) => boolean) => types.flatMap((type, t) => (belongs(type) ? [t] : []))
  const cell = (own: ReadonlyArray<number>, more: Partial<Cell> = {}): Cell => {
    const value = sum(own.map((t) => types[t]!.persons))
    const mark = more.hidden !== true && isSmall(value, minimum) ? { mark: { low: 1, high: minimum - 1 } } : {}
    return { columns: own, value, ...mark, ...more }
  }
  // A verdict says that enough have an event, and the lack of one that too few have.
  const told = (cell: Cell): Cell =>
    cell.mark !== undefined || cell.hidden === true || cell.value === 0
      ? cell
      : {
          ...cell,
          mark:
            cell.value >= verdictMinimum
              ? { low: verdictMinimum, high: Number.POSITIVE_INFINITY }
              : { low: 1, high: verdictMinimum - 1 }
        }
  const isPublished = !name.includes(" none ")
  // Many places tell how many all are.
  const known = name === everyoneName ? { known: true } : {}
  const withEvent = told(
    cell(
      columns(({ withEventIn }) => withEventIn.has(name)),
      isPublished ? known : { hidden: true }
    )
  )
  return [
    cell(
      columns(({ inCohorts }) => inCohorts.has(name)),
      { ...known, ...(isPublished && withEvent.value > 0 ? { along: [row * cellsOfRow + 1] } : {}) }
    ),
    withEvent,
    cell(
      columns(({ inCohorts, withEventIn }) => inCohorts.has(name) && !withEventIn.has(name)),
      { hidden: true }
    )
  ]
}

/** What cells have without others, all of them different. */
const differencesOf = (cells: ReadonlyArray<Cell>, isOne: (sum: Sum) => boolean): ReadonlyArray<Sum> => {
  const found = new Map<string, Sum>()
  for (const { columns: own } of cells) {
    for (const { columns: others } of cells) {
      const columns = own.filter((column) => !others.includes(column))
      if (columns.length > 0 && isOne({ columns })) found.set(columns.join(), { columns })
    }
  }
  return [...found.values()]
}

/**
 * Which rows' counts to withhold, over all groupings at once: what decides is who is in them. All of them, where some could
 * be told whatever else is withheld.
 */
const protectedRows = (
  groupings: ReadonlyArray<ReportedGrouping>,
  membership: Disclosure.Membership,
  least: { readonly minimum: number; readonly verdictMinimum: number },
  solver: Solver
): ProtectedRows => {
  const { minimum } = least
  const types = personTypes(membership, membership.groupings)
  const names = [everyoneName, ...rowsOf(groupings).map(listedName)]
  const cells = names.flatMap((name, row) => cellsOf(name, row, types, least))
  const groups = types.map(({ persons }, t) => ({ columns: [t], size: persons }))
  const unions = differencesOf(cells, ({ columns }) => isSmall(sum(columns.map((t) => types[t]!.persons)), minimum))
  const { marked, withheld } = protect({ columns: types.length, cells, groups, unions }, minimum, solver)
  const isWithheld = (i: number) => withheld.has(i) && cells[i]!.hidden !== true
  const rowsWith = (isOne: (i: number) => boolean): Rows => {
    const [patients, eventPatients] = [0, 1].map(
      (cell) => new Set(names.filter((_, row) => isOne(row * cellsOfRow + cell)))
    )
    return { patients: patients!, eventPatients: eventPatients! }
  }
  return {
    withheld: rowsWith(isWithheld),
    below: rowsWith((i) => marked.has(i)),
    untold: rowsWith((i) => isWithheld(i) && !marked.has(i)).eventPatients
  }
}

type OfPatients = Pick<ReportedCounts, "patients" | "persons" | "eventPatients"> & Pick<ReportedGrouping, "unassigned">

/** Which of the counts of a row are said to be below the minimum. */
const below = (
  row: string,
  { eventPatients, patients, persons, unassigned }: Partial<OfPatients>,
  rows: Rows,
  minimum: number
) => {
  const counts = { patients, persons, unassigned, eventPatients }
  const small = Object.entries(counts).flatMap(([name, count]) =>
    rows[name === "eventPatients" ? name : "patients"].has(row) && isSmall(count ?? 0, minimum) ? [name] : []
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

const personsWithheld = ({ persons }: Pick<ReportedCounts, "persons">) =>
  persons === undefined ? {} : { persons: null }

/** Without what tells patients or events to somebody who knows how many steps each of them has. */
export const untoldTime = ({ scoredEvery }: Pick<ReportedCounts, "scoredEvery">) => ({
  steps: null,
  positives: null,
  prevalence: null,
  ...(scoredEvery === undefined ? {} : { scoredEvery: null })
})

const countsOf = <C extends ReportedCounts>(counts: C, isPatients: boolean, isEvents: boolean): C => ({
  ...counts,
  ...(isEvents ? { eventPatients: null, events: null } : {}),
  ...(isPatients || isEvents ? untoldTime(counts) : {}),
  ...(counts.eventRecall === undefined ? {} : detectionOf(counts, isEvents)),
  ...(isPatients
    ? {
        patients: null,
        ...personsWithheld(counts)
      }
    : {})
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
export const disclosedCounts = (
  audit: AuditSummary,
  membership: Disclosure.Membership,
  refused: ReadonlySet<string>,
  minimum: number,
  solver: Solver
) => {
  const protectable = audit.groupings.filter(({ id }) => !refused.has(id))
  const placeOf = new Map(protectable.map(({ id }, place) => [id, place]))
  const rows = protectedRows(
    protectable,
    { ...membership, groupings: membership.groupings.filter((_, g) => !refused.has(audit.groupings[g]!.id)) },
    { minimum, verdictMinimum: audit.verdictMinimum },
    solver
  )
  const small = (value: number | null) => value !== null && isSmall(value, minimum)
  const groupings = audit.groupings.map((given): ReportedGrouping => {
    const grouping = withoutFewNotDetectable(given, audit.everyone, minimum)
    const place = placeOf.get(given.id)
    const nameOf = (kind: Listed["kind"], index: number) =>
      place === undefined ? "" : listedName({ grouping: place, kind, index })
    const isWithheld = (of: "patients" | "eventPatients", row: string) =>
      place === undefined || rows.withheld[of].has(row)
    return {
      ...grouping,
      categories: grouping.categories.map((category, c) => {
        const row = nameOf("kept", c)
        return {
          ...countsOf(category, isWithheld("patients", row), isWithheld("eventPatients", row)),
          ...below(row, category, rows.below, minimum)
        }
      }),
      dropped: grouping.dropped.map(({ reason: _, ...dropped }, d) => {
        const row = nameOf("dropped", d)
        return {
          ...dropped,
          reason: Message.of`fewer patients with an event than the minimum`,
          ...(isWithheld("eventPatients", row) ? { eventPatients: null } : {}),
          ...(isWithheld("patients", row) ? { patients: null, ...personsWithheld(dropped) } : {}),
          ...below(row, dropped, rows.below, minimum)
        }
      }),
      unassigned: isWithheld("patients", nameOf("none", 0)) ? null : grouping.unassigned,
      ...below(nameOf("none", 0), grouping, rows.below, minimum)
    }
  })
  const count = (value: number | null) => (small(value) ? null : value)
  const splitCounts = ({ all, test, train }: AuditSummary["dataset"]["patients"]) => ({
    all: small(test) || small(train) || small((all ?? 0) - (test ?? 0) - (train ?? 0)) ? null : count(all),
    test: count(test),
    train: count(train)
  })
  const { eventPatients } = audit.everyone
  const patients = audit.everyone.persons ?? audit.everyone.patients
  const isTold = small(patients) || small(eventPatients) || small((patients ?? 0) - (eventPatients ?? 0))
  const counts: Pick<AuditSummary, "everyone" | "groupings" | "dataset"> = {
    everyone: {
      ...countsOf(
        small(audit.everyone.notDetectable ?? null) ? { ...audit.everyone, ...withheldDetection } : audit.everyone,
        small(patients) || rows.withheld.patients.has(everyoneName),
        isTold || rows.withheld.eventPatients.has(everyoneName)
      ),
      ...below(everyoneName, audit.everyone, rows.below, minimum)
    },
    groupings,
    dataset: {
      ...audit.dataset,
      ...(audit.dataset.labels === undefined ? {} : { labels: withheldLabels(audit.dataset.labels, small) }),
      patients: splitCounts(audit.dataset.patients),
      ...(audit.dataset.persons === undefined ? {} : { persons: splitCounts(audit.dataset.persons) })
    }
  }
  // A verdict is on both sides, and the rest of one category is the others.
  const untold = new Set(
    protectable.flatMap(({ categories, id }, place) =>
      categories.some((_, index) => rows.untold.has(listedName({ grouping: place, kind: "kept", index })))
        ? categories.map((category) => cohortKey(id, category.id))
        : []
    )
  )
  return { ...counts, untold }
}
