import { requireSameLength } from "./internal/Checks.ts"
import type { Multiplicities } from "./Multiplicities.ts"
import { between } from "./Quantile.ts"

/** Observations of a cohort, sorted once, so that every replicate only changes the patients' multiplicities. */
export interface ClusteredValues {
  /** Values without the missing ones, ascending. */
  readonly value: Float64Array
  /** Position in `patient` of the patient that each value belongs to. */
  readonly cluster: Uint32Array
  /** Patients that have at least one value: indices into the multiplicities. */
  readonly patient: Uint32Array
  /** Number of values of each of these patients. */
  readonly size: Uint32Array
}

export interface MedianError {
  readonly median: number
  /** s, in the values' unit; NaN if fewer than two patients contribute. */
  readonly standardError: number
  /** Observations and patients that contribute, counted with their multiplicities. */
  readonly observations: number
  readonly patients: number
}

/**
 * Sorts `value` (one per observation, NaN left out) together with `patient` (index of the patient that each observation belongs to).
 * Ties keep their order, so the result depends on the input alone. O(n log n).
 */
export const clusteredValues = (value: Float64Array, patient: Uint32Array | Int32Array): ClusteredValues => {
  requireSameLength(value.length, patient.length, "patient")
  const order = new Uint32Array(value.length).map((_, i) => i).filter((i) => !Number.isNaN(value[i]!))
  order.sort((a, b) => value[a]! - value[b]! || a - b)
  const clusterOf = new Map<number, number>()
  const cluster = order.map((i) => {
    const known = clusterOf.get(patient[i]!)
    if (known !== undefined) return known
    clusterOf.set(patient[i]!, clusterOf.size)
    return clusterOf.size - 1
  })
  const size = new Uint32Array(clusterOf.size)
  for (const c of cluster) size[c]!++
  return {
    value: Float64Array.from(order, (i) => value[i]!),
    cluster,
    patient: Uint32Array.from(clusterOf.keys()),
    size
  }
}

/**
 * Median of observations that come in clusters (patients), and its standard error by Woodruff's method with a wide window:
 * e = cluster-robust standard error of the share below the median; s = e (Q(p+) - Q(p-)) / (p+ - p-), p -+ = 1/2 -+ 3 e cut to [0, 1], at least half a grid step.
 *
 * e^2 = n / (n - 1) sum_i w_i [(a_i + lambda t_i - b_i / 2)^2 + lambda (1 - lambda) t_i] / (sum b)^2, b_i observations of patient i, a_i of them below m and t_i equal to it, m the lower of the middle
 * observations, w_i the patient's multiplicity, n = sum of w_i over patients with an observation, sum b = sum_i w_i b_i, lambda = (sum b / 2 - sum_i w_i a_i) / sum_i w_i t_i: ties are split so that one half
 * lies below. With one observation a patient e = 1/2 / sqrt(n - 1). Q is the type 7 quantile of the observations, each copied w_i times.
 *
 * `weight`: one per patient of the data set, found by the indices given to {@link clusteredValues}; absent: once each. `gridStep`: spacing of the values' grid, in
 * their unit (5 for minutes on a 5-minute grid); default 0, no floor. No observation with a positive weight: median and standard error NaN; fewer than two patients: standard error NaN (not estimable).
 * All values equal: e = 0 and s = gridStep / 2, which is 0 without a grid. Few patients make e large and s at most half the range.
 *
 * Woodruff 1952, doi:10.1080/01621459.1952.10483443; with clusters Francisco & Fuller 1991, doi:10.1214/aos/1176347993.
 */
export const medianError = (data: ClusteredValues, weight?: Multiplicities, gridStep = 0): MedianError => {
  if (!(gridStep >= 0)) throw new RangeError(`gridStep must not be negative, found ${gridStep}`)
  const multiplicity = multiplicities(data, weight)
  let observations = 0
  let patients = 0
  for (let c = 0; c < multiplicity.length; c++) {
    observations += multiplicity[c]! * data.size[c]!
    patients += multiplicity[c]!
  }
  if (observations === 0) return { median: Number.NaN, standardError: Number.NaN, observations, patients }
  const median = quantileOfCopies(data, multiplicity, observations, 0.5)
  if (patients < 2) return { median, standardError: Number.NaN, observations, patients }
  const e = shareError(data, multiplicity, observations, patients)
  const [from, to] = [Math.max(0.5 - 3 * e, 0), Math.min(0.5 + 3 * e, 1)]
  const at = (p: number) => quantileOfCopies(data, multiplicity, observations, p)
  const standardError = e === 0 ? 0 : (e * (at(to) - at(from))) / (to - from)
  return { median, standardError: Math.max(standardError, gridStep / 2), observations, patients }
}

const multiplicities = (data: ClusteredValues, weight: Multiplicities | undefined): Uint32Array => {
  if (weight === undefined) return new Uint32Array(data.patient.length).fill(1)
  return data.patient.map((patient) => {
    const copies = weight[patient]
    if (copies === undefined) throw new RangeError(`weight: no element for patient ${patient}, only ${weight.length}`)
    return copies
  })
}

const quantileOfCopies = (data: ClusteredValues, multiplicity: Uint32Array, total: number, p: number): number => {
  const h = (total - 1) * p
  const below = Math.floor(h)
  const at = (rank: number) => copyOf(data, multiplicity, rank)
  return between(at(below), at(Math.min(below + 1, total - 1)), h - below)
}

/** The observation of this rank, from 0, among the copies. */
const copyOf = (data: ClusteredValues, multiplicity: Uint32Array, rank: number): number => {
  let k = 0
  let passed = multiplicity[data.cluster[0]!]!
  while (passed <= rank) passed += multiplicity[data.cluster[++k]!]!
  return data.value[k]!
}

const shareError = (
  data: ClusteredValues,
  multiplicity: Uint32Array,
  observations: number,
  patients: number
): number => {
  const middle = copyOf(data, multiplicity, Math.floor((observations - 1) / 2))
  const [below, tied] = [new Uint32Array(data.size.length), new Uint32Array(data.size.length)]
  let [allBelow, allTied] = [0, 0]
  for (let k = 0; k < data.value.length && data.value[k]! <= middle; k++) {
    const cluster = data.cluster[k]!
    if (data.value[k]! < middle) {
      below[cluster]!++
      allBelow += multiplicity[cluster]!
    } else {
      tied[cluster]!++
      allTied += multiplicity[cluster]!
    }
  }
  const split = (observations / 2 - allBelow) / allTied
  let squares = 0
  for (let c = 0; c < below.length; c++) {
    const residual = below[c]! + split * tied[c]! - data.size[c]! / 2
    squares += multiplicity[c]! * (residual * residual + split * (1 - split) * tied[c]!)
  }
  return Math.sqrt((patients / (patients - 1)) * squares) / observations
}
