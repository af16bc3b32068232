import * as Clusters from "@fairward/stats/Clusters"
import * as Quantile from "@fairward/stats/Quantile"

/** Values of patients, any number of each; `NaN` is none. */
export interface Observations {
  readonly value: Float64Array
  /** Whom each value belongs to: an index into the multiplicities. */
  readonly patient: Uint32Array
  /** Spacing of the values, in their unit; 0: none. */
  readonly gridStep: number
}

/** Cohorts and rests of one grouping, sorted once for all replicates. */
export interface SortedCohorts {
  readonly categories: number
  /** Values of the patients of any category, ascending. */
  readonly value: Float64Array
  readonly patient: Uint32Array
  /** Category of the patient of each. */
  readonly category: Int16Array
  /** The persons with several of these values, by their places among them; absent where nobody has. */
  readonly shared?: Clusters.SharedUnits
}

/**
 * Sorts the values (not NaN) of patients in a category (not below 0). Ties keep their order. `categoryOf`: of each patient;
 * `clusterOf`: the person of each, absent: each its own. O(n log n).
 */
export const sortedCohorts = (
  { patient: patients, value: values }: Pick<Observations, "patient" | "value">,
  categoryOf: ArrayLike<number>,
  categories: number,
  clusterOf?: Uint32Array
): SortedCohorts => {
  const order = Uint32Array.from(values.keys()).filter(
    (k) => !Number.isNaN(values[k]!) && categoryOf[patients[k]!]! >= 0
  )
  order.sort((a, b) => values[a]! - values[b]! || a - b)
  const patient = order.map((k) => patients[k]!)
  const category = Int16Array.from(patient, (i) => categoryOf[i]!)
  const person = clusterOf === undefined ? patient : patient.map((i) => clusterOf[i]!)
  const shared = Clusters.sharedUnits(person, category)
  return {
    categories,
    value: Float64Array.from(order, (k) => values[k]!),
    patient,
    category,
    ...(shared === undefined ? {} : { shared })
  }
}

/** Values between two stored running weights. */
const blockSize = 64

/** Running weights at every 64th value, per category and of all, from which quantiles of any side are read. */
const runningWeights = ({ categories, category, patient, value }: SortedCohorts) => {
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
  /** Value of the copy of this rank, from 0, among those of a side. */
  const valueAt = (rank: number, c: number, isRest: boolean): number => {
    let low = 0
    let high = blocks - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (before(middle, c, isRest) <= rank) low = middle
      else high = middle - 1
    }
    let passed = before(low, c, isRest)
    for (let k = low * blockSize; ; k++) {
      if ((category[k] === c) === isRest) continue
      passed += drawn[k]!
      if (passed > rank) return value[k]!
    }
  }
  /** Copies on a side of values below a bound and, where `orEqual`, of those that are equal to it. */
  const countBelow = (bound: number, orEqual: boolean, c: number, isRest: boolean): number => {
    let low = 0
    let high = size
    while (low < high) {
      const middle = (low + high) >>> 1
      const found = value[middle]!
      if (found < bound || (orEqual && found === bound)) low = middle + 1
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
    const lower = valueAt(below, c, isRest)
    return below === h || below + 1 >= total ? lower : Quantile.between(lower, valueAt(below + 1, c, isRest), h - below)
  }
  return { run, drawn, countBelow, quantile, valueAt, total: (c: number, isRest: boolean) => before(blocks, c, isRest) }
}

/**
 * A side's values in a draw, their median, and the value m in their middle, the lower of two, with the part lambda of those
 * equal to it that lie below when ties are split so that one half does.
 */
interface Side {
  readonly total: number
  readonly median: number
  readonly middle: number
  readonly tiedBelow: number
}

interface Beyond {
  readonly cohort: number
  readonly rest: number
  readonly both: number
  readonly surplusCohort: number
  readonly surplusRest: number
}

const nothingBeyond: Beyond = { cohort: 0, rest: 0, both: 0, surplusCohort: 0, surplusRest: 0 }

/**
 * What persons k with several values add to sums over values, Z = sum of z over a person's values on a side, z = 1/2 below m,
 * lambda - 1/2 at it and -1/2 above: sum w (Z^2 - sum z^2) of each side, sum w Z_cohort Z_rest, and by how much values exceed
 * persons.
 */
const beyondValues = (
  { category: categoryOf, offsets, unit }: Clusters.SharedUnits,
  value: Float64Array,
  drawn: Uint8Array,
  c: number,
  sides: { readonly cohort: Side; readonly rest: Side }
): Beyond => {
  const beyond = { cohort: 0, rest: 0, both: 0, surplusCohort: 0, surplusRest: 0 }
  for (let person = 0; person < offsets.length - 1; person++) {
    const w = drawn[unit[offsets[person]!]!]!
    if (w === 0) continue
    const [own, other] = [
      { sum: 0, squares: 0, count: 0 },
      { sum: 0, squares: 0, count: 0 }
    ]
    for (let at = offsets[person]!; at < offsets[person + 1]!; at++) {
      const [{ middle, tiedBelow }, to] = categoryOf[at] === c ? [sides.cohort, own] : [sides.rest, other]
      const found = value[unit[at]!]!
      const z = (found < middle ? 1 : found > middle ? 0 : tiedBelow) - 0.5
      to.sum += z
      to.squares += z * z
      to.count++
    }
    beyond.cohort += w * (own.sum * own.sum - own.squares)
    beyond.rest += w * (other.sum * other.sum - other.squares)
    beyond.both += w * own.sum * other.sum
    beyond.surplusCohort += w * Math.max(0, own.count - 1)
    beyond.surplusRest += w * Math.max(0, other.count - 1)
  }
  return beyond
}

const correlationOf = (cohort: Side, rest: Side, beyond: Beyond): number => {
  const squares = ({ total }: Side, own: number) => total / 4 + own
  const product = squares(cohort, beyond.cohort) * squares(rest, beyond.rest)
  return product > 0 ? beyond.both / Math.sqrt(product) : 0
}

/** The window from which the density at the median is read, in standard errors of a share to each side. */
const window = 3

/**
 * Medians of every cohort c and of its rest under multiplicities, and the standard error of their difference from those of
 * both: Woodruff's method with a wide window.
 *
 * With n = sum of w_i over the values of the side: e = 1/2 / sqrt(n - 1), p -+ = 1/2 -+ 3 e cut to [0, 1],
 * s = max(e (Q(p+) - Q(p-)) / (p+ - p-), gridStep / 2). Q is the type 7 quantile of the values copied w_i times.
 *
 * Where persons have several values, of one stay or of several, e^2 = P / (P - 1) sum_k w_k [(below_k + lambda tied_k - b_k / 2)^2
 * + lambda (1 - lambda) tied_k] / n^2 over the P persons drawn: b_k values of person k on the side, below_k of them less than m
 * and tied_k equal to it, m the lower middle value, lambda = (n / 2 - sum w below) / sum w tied. It is the same for persons with
 * one value.
 *
 * The error of the difference is sqrt(s_c^2 + s_r^2 - 2 rho s_c s_r), rho the correlation of what is summed in e^2 between the
 * cohort and its rest, from the persons with values in both; 0 without. `median` gets 2 x categories elements from `at` on,
 * cohorts and then rests, `standardError` one a category, in the values' unit. A side without a drawn patient: NaN; with one
 * drawn person: error NaN. All values of a side equal: its error is gridStep / 2.
 *
 * The returned function sorts nothing: running weights are stored at every 64th value, per category, so that a quantile of
 * any side is a binary search and a short walk. O(n + sides log n).
 *
 * Woodruff 1952, doi:10.1080/01621459.1952.10483443; persons with several values: Francisco & Fuller 1991, doi:10.1214/aos/1176347993.
 */
export const weightedMedians = (cohorts: SortedCohorts, gridStep: number) => {
  const { countBelow, drawn, quantile, run, total: totalOf, valueAt } = runningWeights(cohorts)

  const weigh = (c: number, isRest: boolean): Side => {
    const total = totalOf(c, isRest)
    if (total === 0) return { total, median: Number.NaN, middle: Number.NaN, tiedBelow: Number.NaN }
    const median = quantile(0.5, total, c, isRest)
    if (cohorts.shared === undefined) return { total, median, middle: Number.NaN, tiedBelow: Number.NaN }
    const middle = valueAt(Math.floor((total - 1) / 2), c, isRest)
    const below = countBelow(middle, false, c, isRest)
    return { total, median, middle, tiedBelow: (total / 2 - below) / (countBelow(middle, true, c, isRest) - below) }
  }
  const error = ({ total }: Side, c: number, isRest: boolean, within: number, surplus: number): number => {
    const persons = total - surplus
    if (!(persons >= 2)) return Number.NaN
    const e = Math.sqrt((persons / (persons - 1)) * Math.max(0, total / 4 + within)) / total
    const [from, to] = [Math.max(0.5 - window * e, 0), Math.min(0.5 + window * e, 1)]
    const width = quantile(to, total, c, isRest) - quantile(from, total, c, isRest)
    return Math.max(e === 0 ? 0 : (e * width) / (to - from), gridStep / 2)
  }

  return (
    weight: Uint8Array,
    from: number,
    median: Float64Array,
    standardError: Float64Array,
    at: number,
    errorsAt: number
  ): void => {
    run(weight, from)
    const { categories, shared, value } = cohorts
    for (let c = 0; c < categories; c++) {
      const [cohort, rest] = [weigh(c, false), weigh(c, true)]
      const beyond = shared === undefined ? nothingBeyond : beyondValues(shared, value, drawn, c, { cohort, rest })
      median[at + c] = cohort.median
      median[at + categories + c] = rest.median
      const ofCohort = error(cohort, c, false, beyond.cohort, beyond.surplusCohort)
      const ofRest = error(rest, c, true, beyond.rest, beyond.surplusRest)
      const correlation = correlationOf(cohort, rest, beyond)
      standardError[errorsAt + c] =
        correlation === 0
          ? Math.hypot(ofCohort, ofRest)
          : Math.sqrt(Math.max(0, ofCohort * ofCohort + ofRest * ofRest - 2 * correlation * ofCohort * ofRest))
    }
  }
}
