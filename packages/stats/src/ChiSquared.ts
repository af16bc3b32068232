import { upperGamma } from "./internal/distributions.ts"

export type Independence =
  | {
      readonly estimable: true
      /** With Yates's correction where `corrected`. */
      readonly statistic: number
      readonly degreesOfFreedom: number
      readonly p: number
      /** Whether Yates's correction was applied: in 2 x 2 tables. */
      readonly corrected: boolean
      /** Cramér's V, from 0 (no association) to 1, from the statistic without correction. */
      readonly cramersV: number
      /** Root of the mean of V^2 when rows and columns are independent: what V is by chance alone. */
      readonly chanceV: number
      /** Smallest expected count. Below 5 the p of the chi-squared distribution is not to be relied on. */
      readonly leastExpected: number
    }
  | { readonly estimable: false; readonly reason: "one-row" | "one-column" | "empty" }

export interface PermutationOptions {
  /** Next of a stream of uniform numbers in [0, 1). */
  readonly random: () => number
  /** Default 10,000. */
  readonly permutations?: number
}

interface Margins {
  readonly rows: Float64Array
  readonly columns: Float64Array
  readonly total: number
}

/** The table without its empty rows and columns, row by row. */
const withoutEmpty = (counts: ArrayLike<number>, columns: number): { counts: Float64Array; margins: Margins } => {
  if (!Number.isInteger(columns) || columns < 1 || counts.length % columns !== 0) {
    throw new RangeError(`${counts.length} counts are no table of ${columns} columns`)
  }
  const ofRow = new Float64Array(counts.length / columns)
  const ofColumn = new Float64Array(columns)
  for (let cell = 0; cell < counts.length; cell++) {
    const count = counts[cell]!
    if (!Number.isInteger(count) || count < 0) throw new RangeError(`A count must be 0, 1, 2, ..., found ${count}`)
    ofRow[Math.floor(cell / columns)]! += count
    ofColumn[cell % columns]! += count
  }
  return {
    counts: Float64Array.from(counts).filter(
      (_, cell) => ofRow[Math.floor(cell / columns)]! > 0 && ofColumn[cell % columns]! > 0
    ),
    margins: {
      rows: ofRow.filter((sum) => sum > 0),
      columns: ofColumn.filter((sum) => sum > 0),
      total: ofRow.reduce((sum, count) => sum + count, 0)
    }
  }
}

const pearson = (counts: Float64Array, { columns, rows, total }: Margins, correction: number): number => {
  let statistic = 0
  for (let cell = 0; cell < counts.length; cell++) {
    const expected = (rows[Math.floor(cell / columns.length)]! * columns[cell % columns.length]!) / total
    const apart = Math.abs(counts[cell]! - expected)
    statistic += (apart - Math.min(correction, apart)) ** 2 / expected
  }
  return statistic
}

/**
 * Pearson's chi-squared test of independence of the rows and columns of a table of counts.
 *
 * sum (|O - E| - c)^2 / E with E = row sum x column sum / n and c = 0, in tables of 2 x 2 Yates's min(1/2, |O - E|);
 * p = P(chi^2_{(r-1)(k-1)} >= statistic), from the upper tail itself, so that small p keep their digits.
 * Cramér's V = sqrt(chi^2 / (n min(r - 1, k - 1))) of the uncorrected statistic; its square has the mean
 * (r - 1)(k - 1) / ((n - 1) min(r - 1, k - 1)) under independence with these margins, the root of which is `chanceV`.
 *
 * `counts`: how many items have each row and column, row by row, `columns` a row; whole numbers >= 0, else a RangeError.
 * Items must be independent: patients, not steps. Where they come in clusters (a person's stays), `designEffect` of them divides
 * the statistic, and chanceV is its root times as large (first-order correction of Rao & Scott 1984, doi:10.1214/aos/1176346391). Empty rows and columns are dropped. With one row or column left, or
 * none, there is nothing to test: not estimable.
 *
 * Pearson 1900, doi:10.1080/14786440009463897; Yates 1934, doi:10.2307/2983604; Cramér 1946, Mathematical Methods of
 * Statistics, section 21.9. The same numbers as scipy's `chi2_contingency` and `contingency.association`.
 */
export const independence = (counts: ArrayLike<number>, columns: number, designEffect = 1): Independence => {
  const table = withoutEmpty(counts, columns)
  const { margins } = table
  const r = margins.rows.length
  const k = margins.columns.length
  if (margins.total === 0) return { estimable: false, reason: "empty" }
  if (r === 1) return { estimable: false, reason: "one-row" }
  if (k === 1) return { estimable: false, reason: "one-column" }
  const degreesOfFreedom = (r - 1) * (k - 1)
  const corrected = degreesOfFreedom === 1
  const uncorrected = pearson(table.counts, margins, 0)
  const statistic = (corrected ? pearson(table.counts, margins, 0.5) : uncorrected) / designEffect
  const least = Math.min(r, k) - 1
  return {
    estimable: true,
    statistic,
    degreesOfFreedom,
    p: upperGamma(statistic / 2, degreesOfFreedom / 2),
    corrected,
    cramersV: Math.sqrt(uncorrected / (margins.total * least)),
    chanceV: Math.sqrt((degreesOfFreedom * designEffect) / ((margins.total - 1) * least)),
    leastExpected: (Math.min(...margins.rows) * Math.min(...margins.columns)) / margins.total
  }
}

/**
 * p of the same test where expected counts are too small for the chi-squared distribution: the share of tables, of those
 * that arise when the items' row labels are shuffled, whose uncorrected statistic is at least that of the table,
 * (1 + #{chi^2_b >= chi^2}) / (B + 1).
 *
 * Shuffling labels draws a table with the given margins, each cell hypergeometric given those before it; so cells are
 * drawn in place of labels, and the effort does not grow with the number of items. p is at least 1 / (B + 1), and its
 * Monte Carlo standard error sqrt(p (1 - p) / B). `counts` and `columns` as for {@link independence}; NaN where that is not estimable.
 *
 * Patefield 1981, Algorithm AS 159, doi:10.2307/2346669; Phipson & Smyth 2010, doi:10.2202/1544-6115.1585.
 */
export const permutationP = (
  counts: ArrayLike<number>,
  columns: number,
  { permutations = 10_000, random }: PermutationOptions
): number => {
  const { counts: observed, margins } = withoutEmpty(counts, columns)
  if (margins.rows.length < 2 || margins.columns.length < 2) return Number.NaN
  const logFactorials = new Float64Array(margins.total + 1)
  for (let i = 2; i <= margins.total; i++) logFactorials[i] = logFactorials[i - 1]! + Math.log(i)
  // Tables that tie with the observed one differ from it by rounding.
  const bound = pearson(observed, margins, 0) * (1 - 1e-9)
  const drawn = new Float64Array(observed.length)
  const left = new Float64Array(margins.columns.length)
  let extreme = 0
  for (let b = 0; b < permutations; b++) {
    shuffledTable(margins, left, logFactorials, random, drawn)
    if (pearson(drawn, margins, 0) >= bound) extreme++
  }
  return (1 + extreme) / (permutations + 1)
}

/** Items of a table that come in clusters: of each its row and column, below 0 where it is in none, and its cluster. */
export interface ClusteredItems {
  readonly row: Int16Array
  readonly column: Int16Array
  readonly clusterOf: Uint32Array
}

const isInTable = ({ column, row }: ClusteredItems, item: number): boolean => row[item]! >= 0 && column[item]! >= 0

/**
 * How many times as variable the table's departures from independence are as if the items were independent: with
 * z_ij = (1_ij - p_ij) - p_j (1_i - p_i) - p_i (1_j - p_j) of an item, the ratio of sum_ij [G/(G - 1) sum over clusters of
 * (sum z_ij)^2] / (p_i p_j) to the same over items, G clusters; 1 where no cluster has two items, and never less than 1, so
 * that chance sharpens no test.
 *
 * `rows` and `columns`: how many there are. With one cluster, or an empty table, 1. Rao & Scott 1984, doi:10.1214/aos/1176346391.
 */
export const designEffect = (items: ClusteredItems, rows: number, columns: number): number => {
  const within = Array.from(items.row.keys()).filter((item) => isInTable(items, item))
  const clusters = Map.groupBy(within, (item) => items.clusterOf[item]!)
  const [n, size] = [within.length, clusters.size]
  if (size < 2 || size === n) return 1
  const share = {
    cell: new Float64Array(rows * columns),
    row: new Float64Array(rows),
    column: new Float64Array(columns)
  }
  const cellOf = (item: number) => items.row[item]! * columns + items.column[item]!
  for (const item of within) {
    share.cell[cellOf(item)]! += 1 / n
    share.row[items.row[item]!]! += 1 / n
    share.column[items.column[item]!]! += 1 / n
  }
  const z = new Float64Array(rows * columns)
  let [ofClusters, ofItems] = [0, 0]
  const square = () =>
    z.reduce((sum, one, c) => {
      const expected = share.row[Math.floor(c / columns)]! * share.column[c % columns]!
      return expected > 0 ? sum + (one * one) / expected : sum
    }, 0)
  const add = (item: number) => {
    for (let i = 0; i < rows; i++) {
      const isRow = (items.row[item] === i ? 1 : 0) - share.row[i]!
      for (let j = 0; j < columns; j++) {
        const isColumn = (items.column[item] === j ? 1 : 0) - share.column[j]!
        const isCell = (cellOf(item) === i * columns + j ? 1 : 0) - share.cell[i * columns + j]!
        z[i * columns + j]! += isCell - share.column[j]! * isRow - share.row[i]! * isColumn
      }
    }
  }
  for (const own of clusters.values()) {
    for (const item of own) {
      z.fill(0)
      add(item)
      ofItems += square()
    }
    z.fill(0)
    own.forEach(add)
    ofClusters += square()
  }
  return ofItems === 0 ? 1 : Math.max(1, ((size / (size - 1)) * ofClusters) / ((n / (n - 1)) * ofItems))
}

/**
 * {@link permutationP} where items come in clusters: the rows of all items of a cluster are handed on together, to a cluster with
 * as many items in the table. Exact where a cluster's rows say nothing of its columns, given how many items it has.
 */
export const clusteredPermutationP = (
  items: ClusteredItems,
  rows: number,
  columns: number,
  { permutations = 10_000, random }: PermutationOptions
): number => {
  const within = Array.from(items.row.keys()).filter((item) => isInTable(items, item))
  const clusters = [...Map.groupBy(within, (item) => items.clusterOf[item]!).values()]
  const strata = [...Map.groupBy(clusters, ({ length }) => length).values()]
  const counted = (rowOf: (stratum: number, cluster: number, k: number) => number): Float64Array => {
    const counts = new Float64Array(rows * columns)
    strata.forEach((own, stratum) => {
      own.forEach((members, cluster) => {
        members.forEach((item, k) => {
          counts[rowOf(stratum, cluster, k) * columns + items.column[item]!]! += 1
        })
      })
    })
    return counts
  }
  const rowAt = (stratum: number, cluster: number, k: number) => items.row[strata[stratum]![cluster]![k]!]!
  const { counts, margins } = withoutEmpty(counted(rowAt), columns)
  if (margins.rows.length < 2 || margins.columns.length < 2) return Number.NaN
  const bound = pearson(counts, margins, 0) * (1 - 1e-9)
  const orders = strata.map((own) => own.map((_, i) => i))
  let extreme = 0
  for (let b = 0; b < permutations; b++) {
    for (const order of orders) {
      for (let i = order.length - 1; i > 0; i--) {
        const chosen = Math.floor(random() * (i + 1))
        const moved = order[i]!
        order[i] = order[chosen]!
        order[chosen] = moved
      }
    }
    const drawn = counted((stratum, cluster, k) => rowAt(stratum, orders[stratum]![cluster]!, k))
    if (pearson(withoutEmpty(drawn, columns).counts, margins, 0) >= bound) extreme++
  }
  return (1 + extreme) / (permutations + 1)
}

const shuffledTable = (
  { columns, rows, total }: Margins,
  left: Float64Array,
  logFactorials: Float64Array,
  random: () => number,
  into: Float64Array
): void => {
  left.set(columns)
  let items = total
  for (let row = 0; row < rows.length; row++) {
    let draws = rows[row]!
    let among = items
    for (let column = 0; column < left.length; column++) {
      const marked = left[column]!
      const count = hypergeometric(marked, among, draws, logFactorials, random)
      into[row * left.length + column] = count
      left[column] = marked - count
      among -= marked
      draws -= count
    }
    items -= rows[row]!
  }
}

/** How many of `draws` items, drawn without replacement `among` so many, are `marked`: by inversion from the mode outwards. */
const hypergeometric = (
  marked: number,
  among: number,
  draws: number,
  logFactorials: Float64Array,
  random: () => number
): number => {
  const least = Math.max(0, draws - (among - marked))
  const most = Math.min(draws, marked)
  if (least === most) return least
  const mode = Math.floor(((draws + 1) * (marked + 1)) / (among + 2))
  const log = (i: number) => logFactorials[i]!
  const atMode = Math.exp(
    log(marked) -
      log(mode) -
      log(marked - mode) +
      (log(among - marked) - log(draws - mode) - log(among - marked - draws + mode)) -
      (log(among) - log(draws) - log(among - draws))
  )
  let below = atMode
  let above = atMode
  let remaining = random() - atMode
  if (remaining < 0) return mode
  for (let step = 1; mode - step >= least || mode + step <= most; step++) {
    const down = mode - step
    if (down >= least) {
      below *= ((down + 1) * (among - marked - draws + down + 1)) / ((marked - down) * (draws - down))
      remaining -= below
      if (remaining < 0) return down
    }
    const up = mode + step
    if (up <= most) {
      above *= ((marked - up + 1) * (draws - up + 1)) / (up * (among - marked - draws + up))
      remaining -= above
      if (remaining < 0) return up
    }
  }
  return mode
}
