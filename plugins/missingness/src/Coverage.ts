/**
 * Coverage of a cohort: the mean over its patients of the share of the stay with a valid measurement, compared with the
 * rest, on the whole split and in every replicate.
 */
import { Cohorts, type Comparison, Progress, Resamples } from "@fairward/core"
import { Clusters } from "@fairward/stats"
import { Effect } from "effect"

/** Weighted sums over the patients of a side: count, coverage and its square. */
export interface CoverageSums {
  readonly patients: number
  readonly sum: number
  readonly squares: number
}

/** Mean coverage of a side; NaN without patients. */
export const meanCoverage = ({ patients, sum }: CoverageSums): number => sum / patients

/**
 * Sampling variance of a side's mean coverage q: sum_i w_i (a_i - q)^2 / n^2, at least that of the patients together with
 * two imagined ones of coverage 0 and 1, ((sum a^2 + 1) / (n + 2) - q~^2) / (n + 2) with q~ = (sum a + 1) / (n + 2).
 *
 * Where persons have several stays, `within` is what they add to the sum of squares over stays, by influences (a_i - q) / n, and
 * `surplus` by how much stays exceed persons: the floor is that of as many persons of the same mean coverage.
 *
 * Sums over n patients of coverages a in [0, 1]; squared units of the share. If every coverage is 0 or 1 the floor is
 * q~(1 - q~) / (n + 2), that of Agresti & Caffo (2000), doi:10.1080/00031305.2000.10474560; so a cohort in which all patients
 * have one and the same coverage is not held to be known without error. NaN without patients.
 */
export const coverageVariance = (sums: CoverageSums, within = 0, surplus = 0): number => {
  const { patients, squares, sum } = sums
  const mean = meanCoverage(sums)
  const n = patients - surplus + 2
  const stays = patients / (patients - surplus)
  const shrunken = (sum / stays + 1) / n
  const floor = ((squares / stays + 1) / n - shrunken * shrunken) / n
  return Math.max((squares / patients - mean * mean) / patients + within, floor)
}

/** What persons with several stays add to a contrast: to sums of squares, and to the count of patients. */
export interface Together {
  readonly squares: Clusters.SharedSums
  readonly counted: Clusters.SharedSums
}

const alone: Together = { squares: Clusters.noneShared, counted: Clusters.noneShared }

/** What they add, of patients that have a coverage. */
export const togetherOf = (
  units: Clusters.SharedUnits,
  category: number,
  weight: Uint8Array,
  coverage: Float64Array,
  cohort: CoverageSums,
  rest: CoverageSums
): Together => {
  const weightOf = (i: number) => weight[i]!
  const influenceOn = (side: CoverageSums) => {
    const mean = meanCoverage(side)
    return (i: number): number => (coverage[i]! - mean) / side.patients
  }
  return {
    squares: Clusters.sharedSquares(units, category, weightOf, influenceOn(cohort), influenceOn(rest)),
    counted: Clusters.surplusUnits(units, category, weightOf)
  }
}

/**
 * Of cohort minus rest: sqrt(n / (n - 1) (v_cohort + v_rest - 2 sum_i w_i u_i,cohort u_i,rest)), n the persons of both.
 */
export const coverageError = (
  cohort: CoverageSums,
  rest: CoverageSums,
  { counted, squares }: Together = alone
): number => {
  const n = cohort.patients + rest.patients - (counted.cohort + counted.rest + counted.both)
  const variance =
    coverageVariance(cohort, squares.cohort, counted.cohort) +
    coverageVariance(rest, squares.rest, counted.rest) -
    2 * squares.both
  return Math.sqrt((n / (n - 1)) * Math.max(0, variance))
}

/** A variable and, per test patient, the share of the stay with a valid measurement; NaN without a stay. */
export interface Covered {
  readonly metric: string
  readonly coverage: Float64Array
}

interface Sums {
  readonly patients: Float64Array
  readonly sum: Float64Array
  readonly squares: Float64Array
}

const sideAt = ({ patients, squares, sum }: Sums, at: number): CoverageSums => ({
  patients: patients[at]!,
  sum: sum[at]!,
  squares: squares[at]!
})

const minus = (whole: CoverageSums, part: CoverageSums): CoverageSums => ({
  patients: whole.patients - part.patients,
  sum: whole.sum - part.sum,
  squares: whole.squares - part.squares
})

const drawsPerPause = 50

/**
 * The contrasts of every variable, grouping and category, and per variable the coverage of all patients in every
 * replicate. The rest is the patients of the other categories of the grouping.
 */
export const compareCoverage = Effect.fn("Missingness.compareCoverage")(function* (
  variables: ReadonlyArray<Covered>,
  margin: number
) {
  const { groupings } = yield* Cohorts.Cohorts
  const progress = yield* Progress.Progress
  const { clusterOf, count, multiplicities, patients } = yield* (yield* Resamples.Resamples).of("test")
  const n = patients.length

  // The last level holds everyone, as the first category of one.
  const levels = [
    ...groupings.map(({ categories, categoryOf }) => ({
      size: categories.length,
      of: Int16Array.from(patients, (patient) => categoryOf[patient]!)
    })),
    { size: 1, of: new Int16Array(n) }
  ]
  const first = levels.map((_, level) => levels.slice(0, level).reduce((sum, { size }) => sum + size, 0))
  const cells = levels.reduce((sum, { size }) => sum + size, 0)
  const draws = count + 1
  const rows = variables.length * cells
  const cohorts = new Float64Array(rows * draws)
  const rests = new Float64Array(rows * draws)
  const errors = new Float64Array(rows * draws)
  const sums: Sums = {
    patients: new Float64Array(cells),
    sum: new Float64Array(cells),
    squares: new Float64Array(cells)
  }
  const shared = variables.map(({ coverage }) =>
    levels.map(({ of }) =>
      Clusters.sharedUnits(
        clusterOf,
        of.map((category, i) => (Number.isNaN(coverage[i]!) ? -1 : category))
      )
    )
  )
  const once = new Uint8Array(n).fill(1)
  for (let draw = 0; draw < draws; draw++) {
    const weight = draw === 0 ? once : multiplicities.subarray((draw - 1) * n, draw * n)
    variables.forEach(({ coverage }, v) => {
      sums.patients.fill(0)
      sums.sum.fill(0)
      sums.squares.fill(0)
      for (let level = 0; level < levels.length; level++) {
        const { of } = levels[level]!
        const base = first[level]!
        for (let i = 0; i < n; i++) {
          const a = coverage[i]!
          if (of[i]! < 0 || weight[i] === 0 || Number.isNaN(a)) continue
          const cell = base + of[i]!
          const weighted = weight[i]! * a
          sums.patients[cell]! += weight[i]!
          sums.sum[cell]! += weighted
          sums.squares[cell]! += weighted * a
        }
      }
      for (let level = 0; level < levels.length; level++) {
        const { size } = levels[level]!
        const own = Array.from({ length: size }, (_, c) => sideAt(sums, first[level]! + c))
        const whole = own.reduce((all, one) => ({
          patients: all.patients + one.patients,
          sum: all.sum + one.sum,
          squares: all.squares + one.squares
        }))
        own.forEach((cohort, c) => {
          const rest = minus(whole, cohort)
          const at = (v * cells + first[level]! + c) * draws + draw
          cohorts[at] = meanCoverage(cohort)
          rests[at] = meanCoverage(rest)
          const units = shared[v]![level]
          const together = units === undefined ? undefined : togetherOf(units, c, weight, coverage, cohort, rest)
          errors[at] = coverageError(cohort, rest, together)
        })
      }
    })
    if (draw % drawsPerPause === 0) {
      yield* progress.update(draw, count, "replicates")
      yield* Effect.yieldNow
    }
  }

  const valuesAt = (of: Float64Array, v: number, cell: number) => {
    const row = (v * cells + cell) * draws
    return { estimate: of[row]!, replicates: of.slice(row + 1, row + draws) }
  }
  const bearing = (v: number, level: number, belongs: (category: number) => boolean): number => {
    const persons = new Set<number>()
    levels[level]!.of.forEach((category, i) => {
      if (belongs(category) && !Number.isNaN(variables[v]!.coverage[i]!)) persons.add(clusterOf?.[i] ?? i)
    })
    return persons.size
  }
  const contrasts = groupings.flatMap(({ categories, id }, level) =>
    variables.flatMap(({ metric }, v) =>
      categories.map((category, c): Comparison.Contrast => {
        const cell = first[level]! + c
        const error = valuesAt(errors, v, cell)
        return {
          grouping: id,
          category: category.id,
          metric,
          sense: "none",
          margin,
          cohort: {
            ...valuesAt(cohorts, v, cell),
            reason: "no patient with a stay",
            bearing: bearing(v, level, (one) => one === c)
          },
          rest: {
            ...valuesAt(rests, v, cell),
            reason: "no patient with a stay",
            bearing: bearing(v, level, (one) => one >= 0 && one !== c)
          },
          standardError: error.estimate,
          standardErrors: error.replicates,
          judged: true,
          categories: categories.length,
          metrics: variables.length
        }
      })
    )
  )
  return { contrasts, everyone: variables.map((_, v) => valuesAt(cohorts, v, cells - 1)) }
})
