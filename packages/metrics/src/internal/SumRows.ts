/**
 * What is summed over patients: columns, products of columns for variances, and whether a patient contributes. What persons
 * with several stays add to the last two is rows of its own, which go to sums of their own.
 */
import { Clusters } from "@fairward/stats"
import { categoriesIn, othersOf, type Sides } from "../Sides.ts"

export interface RowLayout {
  readonly columns: number
  /** Products of columns, first <= second. */
  readonly pairs: ReadonlyArray<readonly [first: number, second: number]>
  /** Whether a row counts: told of its columns. */
  readonly flags: ReadonlyArray<(columns: Float64Array) => boolean>
}

/** A row: flags, columns, products. Rows of patients with nothing to add end with their flags. */
export const widthOf = ({ columns, flags, pairs }: RowLayout): number => columns + pairs.length + flags.length

/** What persons with stays on a side, or on both, add to its sums: places behind the sums of everyone and the cohorts. */
export const together = { cohort: 0, rest: 1, both: 2, bothTurned: 3 } as const

export const togetherSums = 4

/** Index of such a sum; there is none of everyone. */
export const togetherAt = ({ count }: Sides, cohort: number, of: keyof typeof together): number =>
  count + togetherSums * (cohort - 1) + together[of]

export interface SumRows {
  readonly width: number
  readonly flags: number
  readonly rows: Float64Array
  /** Length of each row without the zeros at its end. */
  readonly lengths: Uint32Array
  readonly patient: Uint32Array
  readonly begins: Uint32Array
  readonly targets: ReadonlyArray<Uint32Array>
  readonly sums: number
  /** Per grouping whether persons have several stays in it. */
  readonly isShared: ReadonlyArray<boolean>
}

/** Patients in the same cohorts of all groupings stand together, so that each is added once. */
const blocksOf = ({ levels, of }: Sides) => {
  const patients = of.length / levels
  const keys = Array.from({ length: patients }, (_, i) => of.subarray(i * levels, (i + 1) * levels).join(","))
  const order = Uint32Array.from({ length: patients }, (_, i) => i)
  order.sort((a, b) => (keys[a]! < keys[b]! ? -1 : keys[a]! > keys[b]! ? 1 : a - b))
  const begins: Array<number> = []
  order.forEach((patient, place) => {
    if (place === 0 || keys[patient] !== keys[order[place - 1]!]) begins.push(place)
  })
  const targets = begins.map((place) => {
    const first = order[place]! * levels
    return Uint32Array.from(of.subarray(first, first + levels).filter((side) => side >= 0))
  })
  return { order, begins, targets }
}

const fillProducts = (row: Float64Array, { columns, flags, pairs }: RowLayout, a: Float64Array, b = a): void => {
  const first = flags.length + columns
  pairs.forEach(([j, k], p) => {
    row[first + p] = a[j]! * b[k]!
  })
}

const fillFlags = (row: Float64Array, { flags }: RowLayout, on: (flag: number) => number): void => {
  flags.forEach((_, f) => {
    row[f] = on(f)
  })
}

/** The rows of a person's stays as of one: its products and flags, less those of the stays. */
const surplusOf = (rows: ReadonlyArray<Float64Array>, layout: RowLayout): Float64Array => {
  const surplus = new Float64Array(widthOf(layout))
  fillProducts(surplus, layout, folded(rows, layout))
  fillFlags(surplus, layout, (f) => (rows.some((row) => row[f]! > 0) ? 1 : 0))
  const firstColumn = layout.flags.length
  const isColumn = (i: number) => i >= firstColumn && i < firstColumn + layout.columns
  for (const row of rows) {
    for (let i = 0; i < row.length; i++) if (!isColumn(i)) surplus[i] = surplus[i]! - row[i]!
  }
  return surplus
}

const folded = (rows: ReadonlyArray<Float64Array>, { columns, flags }: RowLayout): Float64Array => {
  const sum = new Float64Array(columns)
  for (const row of rows) for (let c = 0; c < columns; c++) sum[c] = sum[c]! + row[flags.length + c]!
  return sum
}

/** Products of what a person adds on one side with what it adds on another, and whether it counts on both. */
const productsOf = (
  own: ReadonlyArray<Float64Array>,
  others: ReadonlyArray<Float64Array>,
  layout: RowLayout
): readonly [Float64Array, Float64Array] => {
  const [both, turned] = [new Float64Array(widthOf(layout)), new Float64Array(widthOf(layout))]
  const [a, b] = [folded(own, layout), folded(others, layout)]
  fillProducts(both, layout, a, b)
  fillProducts(turned, layout, b, a)
  const counts = (rows: ReadonlyArray<Float64Array>, f: number) => rows.some((row) => row[f]! > 0)
  fillFlags(both, layout, (f) => (counts(own, f) && counts(others, f) ? 1 : 0))
  return [both, turned]
}

interface SharedRow {
  readonly patient: number
  readonly target: number
  readonly row: Float64Array
}

/** The rows of persons with several stays in a grouping. */
const sharedRows = (
  { category, offsets, unit }: Clusters.SharedUnits,
  sides: Sides,
  grouping: number,
  layout: RowLayout,
  rowOf: (patient: number) => Float64Array
): ReadonlyArray<SharedRow> => {
  const found: Array<SharedRow> = []
  const first = sides.first[grouping]!
  const cohorts = [first, ...othersOf(sides, first)]
  for (let person = 0; person < offsets.length - 1; person++) {
    const places = Array.from({ length: offsets[person + 1]! - offsets[person]! }, (_, i) => offsets[person]! + i)
    const patient = unit[places[0]!]!
    for (const cohort of cohorts) {
      const rowsOn = (isOwn: boolean) =>
        places.filter((at) => (first + category[at]! === cohort) === isOwn).map((at) => rowOf(unit[at]!))
      const [own, others] = [rowsOn(true), rowsOn(false)]
      const add = (of: keyof typeof together, row: Float64Array) =>
        found.push({ patient, target: togetherAt(sides, cohort, of), row })
      if (own.length > 1) add("cohort", surplusOf(own, layout))
      if (others.length > 1) add("rest", surplusOf(others, layout))
      if (own.length === 0 || others.length === 0) continue
      const [both, turned] = productsOf(own, others, layout)
      add("both", both)
      add("bothTurned", turned)
    }
  }
  return found.sort((a, b) => a.target - b.target)
}

/** The rows of all patients, and of persons with several stays; `clusterOf`: the person of each patient. */
export const sumRows = (
  columns: ReadonlyArray<Float64Array>,
  layout: RowLayout,
  sides: Sides,
  clusterOf: Uint32Array | undefined
): SumRows => {
  const width = widthOf(layout)
  const patients = sides.of.length / sides.levels
  const { begins, order, targets } = blocksOf(sides)
  const rowOf = (patient: number): Float64Array => {
    const row = new Float64Array(width)
    const own = row.subarray(layout.flags.length)
    columns.forEach((column, c) => {
      own[c] = column[patient]!
    })
    fillProducts(row, layout, own)
    fillFlags(row, layout, (f) => (layout.flags[f]!(own) ? 1 : 0))
    return row
  }
  const units = sides.first.map((_, g) => Clusters.sharedUnits(clusterOf, categoriesIn(sides, g)))
  const extra = units.flatMap((own, g) => (own === undefined ? [] : sharedRows(own, sides, g, layout, rowOf)))
  const rows = new Float64Array(new SharedArrayBuffer((patients + extra.length) * width * 8))
  order.forEach((patient, place) => {
    rows.set(rowOf(patient), place * width)
  })
  const allBegins = [...begins]
  const allTargets = [...targets]
  extra.forEach(({ row, target }, i) => {
    rows.set(row, (patients + i) * width)
    if (i > 0 && extra[i - 1]!.target === target) return
    allBegins.push(patients + i)
    allTargets.push(Uint32Array.of(target))
  })
  return {
    width,
    flags: layout.flags.length,
    rows,
    lengths: Uint32Array.from({ length: patients + extra.length }, (_, row) => {
      let length = width
      while (length > 0 && rows[row * width + length - 1] === 0) length--
      return length
    }),
    patient: Uint32Array.from([...order, ...extra.map(({ patient }) => patient)]),
    begins: Uint32Array.from([...allBegins, patients + extra.length]),
    targets: allTargets,
    sums: sides.count + (extra.length === 0 ? 0 : togetherSums * (sides.count - 1)),
    isShared: units.map((own) => own !== undefined)
  }
}
