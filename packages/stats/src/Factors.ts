import { normalQuantile } from "./internal/distributions.ts"

/** Applications of the correlation matrix by which the space of its largest eigenvectors is approached. */
const rounds = 6

/** Start of the search: numbers between -1/2 and 1/2 without any pattern, always the same. */
const start = (size: number): Float64Array => {
  let state = 1
  return Float64Array.from({ length: size }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32 - 0.5
  })
}

/**
 * Loadings of J variables on K common factors: the inner product of two rows is about the correlation of these variables.
 *
 * `draws`: J x B, row-major, B draws of each variable; what is not finite counts as the mean of the others. Result: J x K,
 * row-major, K at most J; rows have at most length 1, and a variable that does not vary has 0. R being the correlation matrix
 * and Q a basis of the K largest eigenvectors found by orthogonal iteration, loadings are R Q C^-T with C C^T = Q^T R Q
 * (Cholesky), the best approximation of R from its action on Q (Nystroem). O(J B K) time; R itself is never formed.
 *
 * Halko, Martinsson & Tropp 2011, doi:10.1137/090771806, sections 4.5 and 5.5. Lengths that do not fit: RangeError.
 */
export const loadings = (draws: Float64Array, variables: number, factors: number): Float64Array => {
  if (variables === 0) return new Float64Array(0)
  const count = draws.length / variables
  if (!Number.isInteger(count)) throw new RangeError(`${draws.length} draws are no rows of ${variables} variables`)
  return approximated(standardized(draws, variables, count), variables, count, Math.min(factors, variables))
}

/**
 * Loadings on fewer common factors, with about the same inner products: J rows of K numbers become J rows of `factors`, by the
 * approximation of {@link loadings}. Rows keep at most their length. As they are where K is no larger.
 */
export const reduced = (rows: ReadonlyArray<Float64Array>, factors: number): ReadonlyArray<Float64Array> => {
  const [variables, count] = [rows.length, rows[0]?.length ?? 0]
  if (count <= factors) return rows
  const flat = new Float64Array(variables * count)
  rows.forEach((row, j) => {
    flat.set(row, j * count)
  })
  const k = Math.min(factors, variables)
  const found = approximated(flat, variables, count, k)
  return rows.map((_, j) => found.subarray(j * k, (j + 1) * k))
}

/** Of rows X, Y with K columns so that Y Y^T is about X X^T. */
const approximated = (rows: Float64Array, variables: number, count: number, k: number): Float64Array => {
  let basis = orthonormal(start(variables * k), variables, k)
  for (let round = 0; round < rounds; round++) basis = orthonormal(applied(rows, basis, count, k), variables, k)
  const image = applied(rows, basis, count, k)
  const small = new Float64Array(k * k)
  for (let j = 0; j < variables; j++) {
    for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) small[a * k + b]! += basis[j * k + a]! * image[j * k + b]!
  }
  return solved(image, cholesky(small, k), variables, k)
}

/** Rows with mean 0 and sum of squares 1. */
const standardized = (draws: Float64Array, variables: number, count: number): Float64Array => {
  const standard = new Float64Array(draws.length)
  for (let j = 0; j < variables; j++) {
    const row = draws.subarray(j * count, (j + 1) * count)
    const usable = row.filter(Number.isFinite)
    const mean = usable.reduce((sum, value) => sum + value, 0) / usable.length
    const length = Math.sqrt(usable.reduce((sum, value) => sum + (value - mean) ** 2, 0))
    // Of rows that are the same number but for rounding, nothing is left.
    if (!(length > 1e-12 * Math.abs(mean) * Math.sqrt(count))) continue
    for (let b = 0; b < count; b++) standard[j * count + b] = Number.isFinite(row[b]) ? (row[b]! - mean) / length : 0
  }
  return standard
}

/** R Q, R = X X^T for rows X. */
const applied = (rows: Float64Array, basis: Float64Array, count: number, k: number): Float64Array => {
  const variables = basis.length / k
  const between = new Float64Array(k * count)
  for (let j = 0; j < variables; j++) {
    for (let a = 0; a < k; a++) {
      const factor = basis[j * k + a]!
      for (let b = 0; b < count; b++) between[a * count + b]! += factor * rows[j * count + b]!
    }
  }
  const image = new Float64Array(basis.length)
  for (let j = 0; j < variables; j++) {
    for (let a = 0; a < k; a++) {
      let sum = 0
      for (let b = 0; b < count; b++) sum += rows[j * count + b]! * between[a * count + b]!
      image[j * k + a] = sum
    }
  }
  return image
}

/** Columns made orthonormal one after the other, twice for rounding; one that depends on those before it becomes 0. */
const orthonormal = (columns: Float64Array, variables: number, k: number): Float64Array => {
  const basis = columns.slice()
  const product = (a: number, b: number) => {
    let sum = 0
    for (let j = 0; j < variables; j++) sum += basis[j * k + a]! * basis[j * k + b]!
    return sum
  }
  for (let a = 0; a < k; a++) {
    const before = Math.sqrt(product(a, a))
    for (const _ of [0, 1]) {
      for (let b = 0; b < a; b++) {
        const shared = product(a, b)
        for (let j = 0; j < variables; j++) basis[j * k + a]! -= shared * basis[j * k + b]!
      }
    }
    const length = Math.sqrt(product(a, a))
    const scale = length > 1e-10 * before ? 1 / length : 0
    for (let j = 0; j < variables; j++) basis[j * k + a]! *= scale
  }
  return basis
}

/** The lower triangle C with C C^T = A; a direction in which A is nothing has 0. */
const cholesky = (matrix: Float64Array, k: number): Float64Array => {
  const lower = new Float64Array(k * k)
  for (let a = 0; a < k; a++) {
    for (let b = 0; b <= a; b++) {
      let rest = matrix[a * k + b]!
      for (let c = 0; c < b; c++) rest -= lower[a * k + c]! * lower[b * k + c]!
      if (a === b) lower[a * k + a] = rest > 1e-10 ? Math.sqrt(rest) : 0
      else lower[a * k + b] = lower[b * k + b] === 0 ? 0 : rest / lower[b * k + b]!
    }
  }
  return lower
}

/** Rows y of Y C^-T, by substitution: C y' = row. */
const solved = (rows: Float64Array, lower: Float64Array, variables: number, k: number): Float64Array => {
  const found = new Float64Array(rows.length)
  for (let j = 0; j < variables; j++) {
    for (let a = 0; a < k; a++) {
      let rest = rows[j * k + a]!
      for (let b = 0; b < a; b++) rest -= lower[a * k + b]! * found[j * k + b]!
      found[j * k + a] = lower[a * k + a] === 0 ? 0 : rest / lower[a * k + a]!
    }
  }
  return found
}

export interface MaximumOptions {
  /** A stream of uniform numbers in [0, 1), seeded by the caller. */
  readonly random: () => number
  /** Draws; default 100,000. */
  readonly draws?: number
}

const quantiles = 2 ** 20
const tableOfQuantiles = () => Float64Array.from({ length: quantiles }, (_, i) => normalQuantile((i + 0.5) / quantiles))

let known: Float64Array | undefined

/** Standard normal numbers: the quantile in the middle of one of 2^20 equally likely ranges, so none beyond 4.9. */
const normals = (random: () => number): (() => number) => {
  known ??= tableOfQuantiles()
  const table = known
  return () => table[(random() * quantiles) | 0]!
}

/**
 * Draws of max over j of |Z_j|, ascending: Z_j standard normal, with the correlations of the `loadings`,
 * Z_j = sum_k l_jk F_k + sqrt(1 - sum_k l_jk^2) E_j with independent standard normal F and E.
 *
 * `loadings`: J rows of K numbers, at most 1 long. J = 0: all 0.
 */
export const drawnMaxima = (
  loadings: ReadonlyArray<Float64Array>,
  { draws = 100_000, random }: MaximumOptions
): Float64Array => {
  const normal = normals(random)
  const k = loadings.reduce((most, { length }) => Math.max(most, length), 0)
  const rows = new Float64Array(loadings.length * k)
  loadings.forEach((row, j) => {
    rows.set(row, j * k)
  })
  const unique = Float64Array.from(loadings, (row) =>
    Math.sqrt(Math.max(0, 1 - row.reduce((sum, l) => sum + l * l, 0)))
  )
  const factors = new Float64Array(k)
  const maxima = new Float64Array(draws)
  for (let draw = 0; draw < draws; draw++) {
    for (let a = 0; a < k; a++) factors[a] = normal()
    let largest = 0
    for (let j = 0; j < unique.length; j++) {
      let z = unique[j]! * normal()
      for (let a = 0; a < k; a++) z += rows[j * k + a]! * factors[a]!
      largest = Math.max(largest, Math.abs(z))
    }
    maxima[draw] = largest
  }
  return maxima.sort()
}
