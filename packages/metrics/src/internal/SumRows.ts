/**
 * What is summed over patients: columns, products of columns for variances, and whether a patient contributes. What persons
 * with several stays add to the last two is rows of its own, which go to sums of their own.
 */
import { Clusters } from "@fairward/stats"
import type { Resampled } from "../kernel/Runs.ts"
import { type SparseRows, sparseRows } from "../kernel/weightedSums.ts"
import { categoriesIn, cohortsIn, cohortsOf, type Sides } from "../Sides.ts"

export interface RowLayout {
  readonly columns: number
  /** Products of columns, first <= second. */
  readonly pairs: ReadonlyArray<readonly [first: number, second: number]>
  /** Whether a row counts: told of its columns. */
  readonly flags: ReadonlyArray<(columns: Float64Array) => boolean>
  /** Whether products and flags are those of persons on everyone and on cohorts without a rest, too. */
  readonly everywhere: boolean
}

/** A row: flags, columns, products. */
export const widthOf = ({ columns, flags, pairs }: RowLayout): number => columns + pairs.length + flags.length

/** What persons with stays on a side, or on both, add to its sums: places behind the sums of everyone and the cohorts. */
export const together = { cohort: 0, rest: 1, both: 2, bothTurned: 3 } as const

export interface SumRows extends SparseRows {
  readonly width: number
  readonly flags: number
  /** Whose multiplicity each row has. */
  readonly patient: Uint32Array
  readonly begins: Uint32Array
  readonly targets: ReadonlyArray<Uint32Array>
  readonly sums: number
  /** Where the sums of persons with several stays begin, of each side below `count` that has them. */
  readonly together: ReadonlyMap<number, number>
}

/** Patients in the same cohorts of all groupings stand together, so that each is added once. */
export const blocksOf = (sides: Sides) => {
  const { first, levels, of } = sides
  const patients = of.length / levels
  const categories = first.map((_, grouping) => categoriesIn(sides, grouping))
  const keys = Array.from({ length: patients }, (_, i) => categories.map((own) => Math.max(-1, own[i]!)).join(","))
  const order = Uint32Array.from({ length: patients }, (_, i) => i)
  order.sort((a, b) => (keys[a]! < keys[b]! ? -1 : keys[a]! > keys[b]! ? 1 : a - b))
  const begins: Array<number> = []
  order.forEach((patient, place) => {
    if (place === 0 || keys[patient] !== keys[order[place - 1]!]) begins.push(place)
  })
  const targets = begins.map((place) => {
    const start = order[place]! * levels
    return Uint32Array.from(of.subarray(start, start + levels).filter((side) => side >= 0))
  })
  return { order, begins: Uint32Array.from([...begins, patients]), targets }
}

/** What a person with several units adds beyond them to the sums of a cohort or its rest, or of both. */
interface SharedRow {
  readonly target: number
  readonly of: keyof typeof together
  /** Units of the cohort and of its rest. */
  readonly own: ReadonlyArray<number>
  readonly others: ReadonlyArray<number>
}

/** The rows of persons with several units in a grouping. */
const sharedRows = (
  { category, offsets, unit }: Clusters.SharedUnits,
  sides: Sides,
  cohorts: ReadonlyArray<number>,
  places: ReadonlyMap<number, number>
): ReadonlyArray<SharedRow> => {
  const found: Array<SharedRow> = []
  const first = cohorts[0]!
  for (const cohort of cohorts) {
    const begins = places.get(cohort)
    if (begins === undefined) continue
    const rest = sides.rest[cohort]! < 0 ? [] : cohortsOf(sides, sides.rest[cohort]!)
    for (let person = 0; person < offsets.length - 1; person++) {
      const own: Array<number> = []
      const others: Array<number> = []
      for (let i = offsets[person]!; i < offsets[person + 1]!; i++) {
        const side = first + category[i]!
        if (side === cohort) own.push(unit[i]!)
        else if (rest.includes(side)) others.push(unit[i]!)
      }
      const add = (of: keyof typeof together) => found.push({ target: begins + together[of], of, own, others })
      if (own.length > 1) add("cohort")
      if (others.length > 1) add("rest")
      if (own.length === 0 || others.length === 0) continue
      add("both")
      add("bothTurned")
    }
  }
  return found.sort((a, b) => a.target - b.target)
}

/** Writes rows of units and of persons. */
const rowsOf = (columns: ReadonlyArray<Float64Array>, { flags, pairs }: RowLayout) => {
  const firstPair = flags.length + columns.length
  const [a, b] = [new Float64Array(columns.length), new Float64Array(columns.length)]
  const take = (unit: number): Float64Array => {
    for (let c = 0; c < columns.length; c++) a[c] = columns[c]![unit]!
    return a
  }
  const sum = (units: ReadonlyArray<number>, into: Float64Array): void => {
    into.fill(0)
    for (const unit of units) for (let c = 0; c < columns.length; c++) into[c] = into[c]! + columns[c]![unit]!
  }
  const addProducts = (row: Float64Array, x: Float64Array, y: Float64Array, factor: number) => {
    for (let p = 0; p < pairs.length; p++) {
      const [j, k] = pairs[p]!
      row[firstPair + p] = row[firstPair + p]! + factor * x[j]! * y[k]!
    }
  }
  const setFlags = (row: Float64Array, holds: (flag: RowLayout["flags"][number]) => boolean) => {
    for (let f = 0; f < flags.length; f++) row[f] = holds(flags[f]!) ? 1 : 0
  }
  const some = (units: ReadonlyArray<number>, flag: RowLayout["flags"][number]) =>
    units.some((unit) => flag(take(unit)))
  return {
    /** Flags, columns and products. */
    ofUnit: (row: Float64Array, unit: number) => {
      row.set(take(unit), flags.length)
      addProducts(row, a, a, 1)
      setFlags(row, (flag) => flag(a))
    },
    /** Products and flags as of one unit, less those of the units; or of what is on one side with what is on the other. */
    ofPerson: (row: Float64Array, { of, others, own }: SharedRow) => {
      if (of === "both" || of === "bothTurned") {
        if (of === "both") setFlags(row, (flag) => some(own, flag) && some(others, flag))
        sum(own, a)
        sum(others, b)
        if (of === "both") return addProducts(row, a, b, 1)
        addProducts(row, b, a, 1)
        // Products of a column with itself are the same either way, and are read of `both` alone.
        return pairs.forEach(([j, k], p) => {
          if (j === k) row[firstPair + p] = 0
        })
      }
      const units = of === "cohort" ? own : others
      setFlags(row, (flag) => some(units, flag))
      sum(units, a)
      addProducts(row, a, a, 1)
      for (const unit of units) {
        take(unit)
        addProducts(row, a, a, -1)
        for (let f = 0; f < flags.length; f++) if (flags[f]!(a)) row[f] = row[f]! - 1
      }
    }
  }
}

/** The rows of all units, and of persons with several of them. */
export const sumRows = (
  columns: ReadonlyArray<Float64Array>,
  layout: RowLayout,
  sides: Sides,
  { clusterOf, patientOf }: Resampled
): SumRows => {
  const width = widthOf(layout)
  const units = sides.of.length / sides.levels
  const { begins, order, targets } = blocksOf(sides)
  const shared = [
    { cohorts: [0], own: Clusters.sharedUnits(clusterOf, new Uint8Array(units)) },
    ...sides.first.map((_, g) => ({
      cohorts: cohortsIn(sides, g),
      own: Clusters.sharedUnits(clusterOf, categoriesIn(sides, g))
    }))
  ]
  const places = new Map<number, number>()
  let sums = sides.count
  for (const cohort of shared.flatMap(({ cohorts, own }) => (own === undefined ? [] : cohorts))) {
    const isCompared = sides.rest[cohort]! >= 0
    if (!isCompared && !layout.everywhere) continue
    places.set(cohort, sums)
    sums += isCompared ? Object.keys(together).length : 1
  }
  const extra = shared.flatMap(({ cohorts, own }) => (own === undefined ? [] : sharedRows(own, sides, cohorts, places)))
  const starts = extra.flatMap(({ target }, i) => (extra[i - 1]?.target === target ? [] : [i]))
  const drawnAs = Uint32Array.from([...order, ...extra.map(({ others, own }) => own[0] ?? others[0]!)])
  const { ofPerson, ofUnit } = rowsOf(columns, layout)
  return {
    ...sparseRows(drawnAs.length, width, (row, i) =>
      i < units ? ofUnit(row, order[i]!) : ofPerson(row, extra[i - units]!)
    ),
    width,
    flags: layout.flags.length,
    patient: drawnAs.map((unit) => patientOf?.[unit] ?? unit),
    begins: Uint32Array.from([...begins.slice(0, -1), ...starts.map((i) => units + i), drawnAs.length]),
    targets: [...targets, ...starts.map((i) => Uint32Array.of(extra[i]!.target))],
    sums,
    together: places
  }
}
