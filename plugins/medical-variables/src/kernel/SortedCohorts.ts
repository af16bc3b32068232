import { Quantile } from "@fairward/stats"

/** Cohorts and rests of one grouping, for one value a patient, sorted once for all replicates. */
export interface SortedCohorts {
  readonly categories: number
  /** Values of the patients of any category, ascending. */
  readonly value: Float64Array
  /** Whom each value belongs to: an index into the multiplicities. */
  readonly patient: Uint32Array
  /** Category of each of these patients. */
  readonly category: Int16Array
}

/**
 * Sorts the patients that have a value (not NaN) and a category (not -1). Ties keep the order of the patients.
 *
 * `values` and `categoryOf`: one element a patient. O(n log n).
 */
export const sortedCohorts = (values: Float64Array, categoryOf: Int16Array, categories: number): SortedCohorts => {
  const patient = Uint32Array.from(values.keys()).filter((i) => !Number.isNaN(values[i]!) && categoryOf[i]! >= 0)
  patient.sort((a, b) => values[a]! - values[b]! || a - b)
  return {
    categories,
    value: Float64Array.from(patient, (i) => values[i]!),
    patient,
    category: Int16Array.from(patient, (i) => categoryOf[i]!)
  }
}

/** Values between two stored running weights. */
const blockSize = 64

/**
 * Medians of every cohort c and of its rest under multiplicities, and their standard errors by Woodruff's method for one
 * value a patient.
 *
 * With n = sum of w_i over the side, F = sum of w_i [v_i <= m] / n and m the median of the values copied w_i times:
 * e = sqrt(F (1 - F) / (n - 1)), s = max((Q(1/2 + e) - Q(1/2 - e)) / 2, gridStep / 2). Q is the type 7 quantile of the
 * copies, with 1/2 -+ e cut to [0, 1]. `gridStep`: spacing of the values, in their unit; 0: none.
 *
 * `median` and `standardError` get 2 x categories elements from `at` on: cohorts, then rests, in the values' unit. A side
 * without a drawn patient: both NaN; one drawn patient: standard error NaN. All values of a side equal: the error is
 * gridStep / 2.
 *
 * The returned function sorts nothing: running weights are stored at every 64th value, per category, so that a quantile of
 * any side is a binary search and a short walk. O(n + sides log n).
 *
 * Woodruff 1952, doi:10.1080/01621459.1952.10483443.
 */
export const weightedMedians = ({ categories, category, patient, value }: SortedCohorts, gridStep: number) => {
  const size = value.length
  const blocks = Math.ceil(size / blockSize)
  const columns = categories + 1
  const running = new Float64Array((blocks + 1) * columns)
  const drawn = new Uint8Array(size)

  const run = (weight: Uint8Array, from: number): void => {
    for (let block = 0; block < blocks; block++) {
      const row = (block + 1) * columns
      running.copyWithin(row, row - columns, row)
      const end = Math.min(size, (block + 1) * blockSize)
      for (let k = block * blockSize; k < end; k++) {
        const copies = weight[from + patient[k]!]!
        drawn[k] = copies
        running[row + category[k]!]! += copies
        running[row + categories]! += copies
      }
    }
  }
  const before = (block: number, c: number, isRest: boolean): number => {
    const own = running[block * columns + c]!
    return isRest ? running[block * columns + categories]! - own : own
  }
  /** Place of the copy of this rank, from 0, among those of a side. */
  const placeOf = (rank: number, c: number, isRest: boolean): number => {
    let low = 0
    let high = blocks - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (before(middle, c, isRest) <= rank) low = middle
      else high = middle - 1
    }
    let passed = before(low, c, isRest)
    let k = low * blockSize
    for (; ; k++) {
      if ((category[k] === c) === isRest) continue
      passed += drawn[k]!
      if (passed > rank) return k
    }
  }
  const notAbove = (bound: number, c: number, isRest: boolean): number => {
    let low = 0
    let high = size
    while (low < high) {
      const middle = (low + high) >>> 1
      if (value[middle]! <= bound) low = middle + 1
      else high = middle
    }
    const block = Math.floor(low / blockSize)
    let sum = before(block, c, isRest)
    for (let k = block * blockSize; k < low; k++) if ((category[k] === c) !== isRest) sum += drawn[k]!
    return sum
  }
  const quantile = (p: number, total: number, c: number, isRest: boolean): number => {
    const h = (total - 1) * p
    const below = Math.floor(h)
    const lower = value[placeOf(below, c, isRest)]!
    return below === h || below + 1 >= total
      ? lower
      : Quantile.between(lower, value[placeOf(below + 1, c, isRest)]!, h - below)
  }

  return (weight: Uint8Array, from: number, median: Float64Array, standardError: Float64Array, at: number): void => {
    run(weight, from)
    for (let side = 0; side < 2 * categories; side++) {
      const isRest = side >= categories
      const c = isRest ? side - categories : side
      const total = before(blocks, c, isRest)
      if (total === 0) {
        median[at + side] = Number.NaN
        standardError[at + side] = Number.NaN
        continue
      }
      const middle = quantile(0.5, total, c, isRest)
      median[at + side] = middle
      if (total < 2) {
        standardError[at + side] = Number.NaN
        continue
      }
      const share = notAbove(middle, c, isRest) / total
      const e = Math.sqrt((share * (1 - share)) / (total - 1))
      const upper = quantile(Math.min(0.5 + e, 1), total, c, isRest)
      const lower = quantile(Math.max(0.5 - e, 0), total, c, isRest)
      standardError[at + side] = Math.max((upper - lower) / 2, gridStep / 2)
    }
  }
}
