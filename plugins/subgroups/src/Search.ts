/** Which groups are searched: conjunctions of categories of several groupings that are large enough to be judged. */
import { type Cohorts, type Dataset, Detection } from "@fairward/core"
import type { Measures } from "@fairward/metrics"

/** A category of a grouping of the audit. */
export interface Part {
  readonly grouping: string
  readonly category: string
}

export interface Group {
  /** The combined groupings, and the combined categories, in the order of the audit. */
  readonly grouping: string
  readonly category: string
  readonly parts: ReadonlyArray<Part>
  readonly patients: number
  readonly eventPatients: number
}

/** The groups that combine categories of the same groupings: no patient is in two of them. */
export interface Crossing {
  readonly id: string
  readonly groups: ReadonlyArray<Group>
  /** As it is measured: its groups and, in a last category without a name, everybody else whose values are known. */
  readonly measured: () => Measures.Grouping
}

/** Groups by how many attributes they combine, from one on. */
export interface Searched {
  readonly attributes: number
  /** Combinations of categories that there can be. */
  readonly possible: number
  /** Without any patient. */
  readonly empty: number
  /** The group, or everybody else, has fewer event-bearing patients than the verdict minimum. */
  readonly tooSmall: number
  /** The very patients of a group that was met before. */
  readonly same: number
  readonly searched: number
  /** Left out, with all that combine more, because there would be too many groups. */
  readonly isLeftOut: boolean
}

export interface Search {
  readonly crossings: ReadonlyArray<Crossing>
  readonly searched: ReadonlyArray<Searched>
}

export interface Limits {
  readonly depth: number
  readonly most: number
  readonly verdictMinimum: number
}

/** Name of the category of those who are in no group. */
export const others = ""

const joined = (names: ReadonlyArray<string>): string => names.join(" & ")

/** Sets of so many of the first n numbers, in their order. */
const choices = (n: number, size: number, from = 0): ReadonlyArray<ReadonlyArray<number>> =>
  size === 0
    ? [[]]
    : Array.from({ length: Math.max(0, n - from) }, (_, i) => from + i).flatMap((first) =>
        choices(n, size - 1, first + 1).map((rest) => [first, ...rest])
      )

/** Whether each test patient has an evaluable event or, without events, a positive label. */
const bearingOf = (dataset: Dataset.DatasetShape): Uint8Array => {
  const events = Detection.evaluableEvents(dataset)
  const { patients, predictions } = dataset
  return Uint8Array.from(patients.splits.test, (patient) => {
    if (events !== undefined) return Number(events.offsets[patient + 1]! > events.offsets[patient]!)
    if (predictions === undefined) return 0
    return Number(
      predictions.label.subarray(predictions.offsets[patient]!, predictions.offsets[patient + 1]!).includes(1)
    )
  })
}

/** Two numbers without a pattern for each patient: sums of them tell sets of patients apart. */
const marksOf = (patients: number) => {
  const mixed = (word: number) => {
    let hash = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
    return (hash ^ (hash >>> 16)) >>> 0
  }
  return [1, 2].map((seed) => Uint32Array.from({ length: patients }, (_, i) => mixed(mixed(i + 1) + seed))) as [
    Uint32Array,
    Uint32Array
  ]
}

interface Cell {
  patients: number
  eventPatients: number
  restEventPatients: number
  readonly mark: [number, number]
}

const counter = ({ patients }: Dataset.DatasetShape, bearing: Uint8Array) => {
  const { clusterOf, splits } = patients
  const marks = marksOf(splits.test.length)
  /** Of the cells of a crossing; `cellOf`: of each test patient, below 0 for none. */
  return (cellOf: Int32Array, size: number): ReadonlyArray<Cell> => {
    const cells = Array.from(
      { length: size },
      (): Cell => ({ patients: 0, eventPatients: 0, restEventPatients: 0, mark: [0, 0] })
    )
    /** Cells in which a person has an event. */
    const cellsOf = new Map<number, Set<number>>()
    cellOf.forEach((cell, i) => {
      if (cell < 0) return
      const own = cells[cell]!
      own.patients++
      own.mark[0] = (own.mark[0] + marks[0][i]!) >>> 0
      own.mark[1] = (own.mark[1] + marks[1][i]!) >>> 0
      if (bearing[i] === 0) return
      const person = clusterOf?.[splits.test[i]!]
      if (person === undefined) own.eventPatients++
      else cellsOf.set(person, (cellsOf.get(person) ?? new Set()).add(cell))
    })
    for (const found of cellsOf.values()) for (const cell of found) cells[cell]!.eventPatients++
    const all = cellsOf.size + (clusterOf === undefined ? cells.reduce((sum, one) => sum + one.eventPatients, 0) : 0)
    const alone = new Uint32Array(size)
    for (const found of cellsOf.values()) if (found.size === 1) for (const cell of found) alone[cell]!++
    cells.forEach((cell, c) => {
      cell.restEventPatients = all - (clusterOf === undefined ? cell.eventPatients : alone[c]!)
    })
    return cells
  }
}

type Grouping = Pick<Cohorts.Grouping, "id" | "categories" | "categoryOf" | "crosses">

/** The cell of each patient in a crossing, below 0 where a value is missing. */
const cellsOf = (parts: ReadonlyArray<Grouping>, patients: Uint32Array): Int32Array =>
  Int32Array.from(patients, (patient) => {
    let cell = 0
    for (const { categories, categoryOf } of parts) {
      const category = categoryOf[patient]!
      if (category < 0) return -1
      cell = cell * categories.length + category
    }
    return cell
  })

const partsOf = (groupings: ReadonlyArray<Grouping>, cell: number): ReadonlyArray<Part> => {
  let left = cell
  return groupings
    .toReversed()
    .map(({ categories, id }) => {
      const category = categories[left % categories.length]!.id
      left = Math.floor(left / categories.length)
      return { grouping: id, category }
    })
    .toReversed()
}

/**
 * All conjunctions of categories of up to `depth` groupings, each against everybody else whose values of these attributes are
 * known, of which both have at least `verdictMinimum` event-bearing patients. Groupings that cross others are conjunctions
 * already, and are met as such. Where two hold the very same patients, only the first is searched.
 *
 * Conjunctions of as many attributes as would make more than `most` groups with those before are left out, all of them.
 */
export const searchOf = (
  audited: ReadonlyArray<Grouping>,
  dataset: Dataset.DatasetShape,
  { depth, most, verdictMinimum }: Limits
): Search => {
  const { test } = dataset.patients.splits
  const groupings = audited.filter(({ crosses }) => crosses === undefined)
  const count = counter(dataset, bearingOf(dataset))
  const met = new Set<string>()
  const crossings: Array<Crossing> = []
  const searched: Array<Searched> = []
  for (let attributes = 1; attributes <= Math.min(depth, groupings.length); attributes++) {
    const found: Array<Crossing> = []
    const sum = { possible: 0, empty: 0, tooSmall: 0, same: 0, searched: 0 }
    for (const chosen of choices(groupings.length, attributes)) {
      const parts = chosen.map((g) => groupings[g]!)
      const size = parts.reduce((product, { categories }) => product * categories.length, 1)
      const cells = count(cellsOf(parts, test), size)
      const kept = cells.flatMap((cell, c) => {
        const { eventPatients, mark, patients, restEventPatients } = cell
        const key = `${patients} ${mark[0]} ${mark[1]}`
        const fate =
          patients === 0
            ? "empty"
            : Math.min(eventPatients, restEventPatients) < verdictMinimum
              ? "tooSmall"
              : met.has(key)
                ? "same"
                : "searched"
        sum[fate]++
        if (fate !== "searched") return []
        met.add(key)
        return [c]
      })
      sum.possible += size
      if (kept.length > 0) found.push(crossingOf(parts, kept, cells, dataset))
    }
    const before = searched.reduce((all, one) => all + one.searched, 0)
    const isLeftOut = attributes > 1 && before + sum.searched > most
    searched.push({ attributes, ...sum, isLeftOut })
    if (isLeftOut) break
    crossings.push(...found)
  }
  return { crossings, searched }
}

const crossingOf = (
  parts: ReadonlyArray<Grouping>,
  kept: ReadonlyArray<number>,
  cells: ReadonlyArray<Cell>,
  { patients }: Dataset.DatasetShape
): Crossing => {
  const id = joined(parts.map((one) => one.id))
  const groups = kept.map((cell): Group => {
    const own = partsOf(parts, cell)
    const { eventPatients, patients: all } = cells[cell]!
    return {
      grouping: id,
      category: joined(own.map(({ category }) => category)),
      parts: own,
      patients: all,
      eventPatients
    }
  })
  return {
    id,
    groups,
    measured: () => {
      const places = new Int16Array(cells.length).fill(kept.length)
      kept.forEach((cell, place) => {
        places[cell] = place
      })
      const everyone = Uint32Array.from({ length: patients.count }, (_, patient) => patient)
      const isWhole = cells.every((cell, c) => cell.patients === 0 || places[c]! < kept.length)
      const rest = { id: others, eventPatients: 0 }
      return {
        id,
        categoryOf: Int16Array.from(cellsOf(parts, everyone), (cell) => (cell < 0 ? -1 : places[cell]!)),
        categories: [
          ...groups.map(({ category, eventPatients }) => ({ id: category, eventPatients })),
          ...(isWhole ? [] : [rest])
        ],
        restEventPatients: [...kept.map((cell) => cells[cell]!.restEventPatients), ...(isWhole ? [] : [0])]
      }
    }
  }
}

/** Groups in all. */
export const groupsIn = ({ crossings }: Search): ReadonlyArray<Group> => crossings.flatMap(({ groups }) => groups)

/** Whether every patient of the first is one of the second by what they combine, and the second combines less. */
export const isWithin = (group: Pick<Group, "parts">, larger: Pick<Group, "parts">): boolean =>
  larger.parts.length < group.parts.length &&
  larger.parts.every((part) =>
    group.parts.some(({ category, grouping }) => category === part.category && grouping === part.grouping)
  )
