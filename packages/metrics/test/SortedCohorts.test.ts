import { Quantile, Woodruff } from "@fairward/stats"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { sortedCohorts, weightedMedians } from "../src/kernel/SortedCohorts.ts"

interface Sample {
  readonly values: ReadonlyArray<number>
  /** Whose each value is; absent: each is of another. */
  readonly patients?: ReadonlyArray<number> | undefined
  /** Of each patient. */
  readonly categories: ReadonlyArray<number>
  readonly weight: ReadonlyArray<number>
}

const categories = 3

const filled = ({ categories: of, patients, values, weight }: Sample, gridStep = 0) => {
  const median = new Float64Array(2 * categories)
  const standardError = new Float64Array(categories)
  const observations = { value: Float64Array.from(values), patient: Uint32Array.from(patients ?? values.keys()) }
  const sorted = sortedCohorts(observations, of, categories)
  weightedMedians(sorted, gridStep)(Uint8Array.from(weight), 0, median, standardError, 0, 0)
  return { median, standardError }
}

const isOfSide = (side: number, category: number): boolean =>
  side < categories ? category === side : category >= 0 && category !== side - categories

/** The rows of a side, copied as often as their patient was drawn. */
const copies = ({ categories: of, patients, values, weight }: Sample, side: number): ReadonlyArray<number> =>
  values.flatMap((value, k) => {
    const i = patients?.[k] ?? k
    return isOfSide(side, of[i]!) && !Number.isNaN(value) ? new Array<number>(weight[i]!).fill(value) : []
  })

const plainMedian = (rows: ReadonlyArray<number>): number => {
  const sorted = rows.toSorted((a, b) => a - b)
  const half = sorted.length / 2
  return sorted.length === 0 ? Number.NaN : (sorted[Math.ceil(half) - 1]! + sorted[Math.floor(half)]!) / 2
}

const samples = fc.integer({ min: 0, max: 300 }).chain((n) =>
  fc.record({
    values: fc.array(
      fc.oneof(
        { weight: 6, arbitrary: fc.integer({ min: 0, max: 12 }).map((value) => value / 4) },
        { weight: 2, arbitrary: fc.double({ min: -5, max: 5, noNaN: true }) },
        { weight: 1, arbitrary: fc.constant(Number.NaN) }
      ),
      { minLength: n, maxLength: n }
    ),
    patients: fc.option(fc.array(fc.nat(Math.max(0, n - 1)), { minLength: n, maxLength: n }), { nil: undefined }),
    categories: fc.array(fc.integer({ min: -1, max: categories - 1 }), { minLength: n, maxLength: n }),
    weight: fc.array(fc.integer({ min: 0, max: 5 }), { minLength: n, maxLength: n })
  })
)

describe("the medians of a replicate", () => {
  it("are those of rows copied as often as their patient was drawn, for every cohort and rest", () => {
    fc.assert(
      fc.property(samples, (sample) => {
        const { median } = filled(sample)
        median.forEach((found, side) => {
          expect(found, `side ${side}`).toBe(plainMedian(copies(sample, side)))
        })
      }),
      { numRuns: 300 }
    )
  })

  it("have Woodruff's standard error of the copied rows, each with its patient", () => {
    fc.assert(
      fc.property(samples, (sample) => {
        const { standardError } = filled(sample, 0.25)
        const errorOf = (side: number): number => {
          const whose = Uint32Array.from(sample.patients ?? sample.values.keys())
          const own = sample.values.map((value, k) =>
            isOfSide(side, sample.categories[whose[k]!]!) ? value : Number.NaN
          )
          const data = Woodruff.clusteredValues(Float64Array.from(own), whose)
          return Woodruff.medianError(data, Uint8Array.from(sample.weight), 0.25).standardError
        }
        standardError.forEach((found, cohort) => {
          const expected = Math.hypot(errorOf(cohort), errorOf(categories + cohort))
          if (Number.isNaN(expected)) expect(found).toBeNaN()
          else expect(found).toBeCloseTo(expected, 9)
        })
      }),
      { numRuns: 300 }
    )
  })

  it("have the error of persons with values in both sides, whose shares below the medians go together", () => {
    const persons = fc.record({
      values: fc.array(fc.record({ value: fc.nat(8), category: fc.nat(1), person: fc.nat(9) }), {
        minLength: 8,
        maxLength: 40
      }),
      weight: fc.array(fc.nat(3), { minLength: 10, maxLength: 10 })
    })
    fc.assert(
      fc.property(persons, ({ values, weight }) => {
        // A stay of its own for each value.
        const stays = Uint32Array.from(values.keys())
        const sorted = sortedCohorts(
          { value: Float64Array.from(values, ({ value }) => value), patient: stays },
          values.map(({ category }) => category),
          2,
          Uint32Array.from(values, ({ person }) => person)
        )
        const median = new Float64Array(4)
        const found = new Float64Array(2)
        const drawn = Uint8Array.from(values, ({ person }) => weight[person]!)
        weightedMedians(sorted, 0.5)(drawn, 0, median, found, 0, 0)

        const sides = [0, 1].map((category) => {
          const own = values.filter((one) => one.category === category)
          const rows = own.flatMap(({ person, value }) => new Array<number>(weight[person]!).fill(value))
          const middle = rows.toSorted((a, b) => a - b)[Math.floor((rows.length - 1) / 2)]!
          const countOf = (holds: (value: number) => boolean) => rows.filter(holds).length
          const split = (rows.length / 2 - countOf((value) => value < middle)) / countOf((value) => value === middle)
          const sums = new Map<number, number>()
          for (const { person, value } of own) {
            const below = value < middle ? 1 : value === middle ? split : 0
            if (weight[person]! > 0) sums.set(person, (sums.get(person) ?? 0) + below - 0.5)
          }
          const ties = countOf((value) => value === middle) * split * (1 - split)
          const squares = [...sums].reduce((sum, [person, z]) => sum + weight[person]! * z * z, ties)
          const n = [...sums.keys()].reduce((sum, person) => sum + weight[person]!, 0)
          const e = Math.sqrt((n / (n - 1)) * squares) / rows.length
          const at = (p: number) => Quantile.quantile(Float64Array.from(rows), p)
          const [from, to] = [Math.max(0, 0.5 - 3 * e), Math.min(1, 0.5 + 3 * e)]
          const density = !(e > 0) ? 0 : (at(to) - at(from)) / (to - from)
          const error = n < 2 ? Number.NaN : Math.max(e * density, 0.25)
          return { sums, squares, error }
        })
        const [a, b] = sides as [(typeof sides)[0], (typeof sides)[0]]
        const both = [...a.sums].reduce((sum, [person, z]) => sum + weight[person]! * z * (b.sums.get(person) ?? 0), 0)
        const rho = a.squares * b.squares > 1e-12 ? both / Math.sqrt(a.squares * b.squares) : 0
        const wanted = Math.sqrt(Math.max(0, a.error ** 2 + b.error ** 2 - 2 * rho * a.error * b.error))
        if (Number.isNaN(wanted)) expect(found[0]).toBeNaN()
        else expect(found[0]).toBeCloseTo(wanted, 6)
      }),
      { numRuns: 300 }
    )
  })

  it("have a standard error that is worked out by hand", () => {
    const values = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    const both = [...values, ...values]
    const { median, standardError } = filled({
      values: both,
      categories: both.map((_, i) => (i < 9 ? 0 : 1)),
      weight: both.map(() => 1)
    })
    // e = 1/2 / sqrt(8); the window of 3 e to each side is cut to the whole range, from 1 to 9.
    expect(median[0]).toBe(5)
    expect(standardError[0]).toBeCloseTo(((0.5 / Math.sqrt(8)) * (9 - 1) * Math.SQRT2) / 1, 12)
  })

  it("do not exist without a drawn patient, nor an error with one", () => {
    const { median, standardError } = filled({ values: [3, 4], categories: [0, 1], weight: [1, 0] })
    expect([...median]).toEqual([3, Number.NaN, Number.NaN, Number.NaN, 3, 3])
    expect([...standardError]).toEqual(new Array(3).fill(Number.NaN))
  })

  it("of equal values have an error of half a grid step, which is 0 without a grid", () => {
    const same = { values: [7, 7, 7, 7], categories: [0, 0, 1, 1], weight: [1, 1, 1, 1] }
    expect(filled(same, 0.5).standardError[0]).toBe(Math.hypot(0.25, 0.25))
    expect(filled(same).standardError[0]).toBe(0)
  })

  it("start from nothing in each replicate", () => {
    const observations = { value: Float64Array.of(1, 2, 9), patient: Uint32Array.of(0, 1, 2) }
    const fill = weightedMedians(sortedCohorts(observations, [0, 0, 0], 1), 0)
    const median = new Float64Array(4)
    const errors = new Float64Array(2)
    const weight = Uint8Array.of(0, 0, 3, 2, 1, 0)
    fill(weight, 0, median, errors, 0, 0)
    fill(weight, 3, median, errors, 2, 1)
    expect([...median]).toEqual([9, Number.NaN, 1, Number.NaN])
  })

  it("agree with the quantiles of a large sample", () => {
    const values = Float64Array.from({ length: 5000 }, (_, i) => Math.sin(i * 12.9898) * 43758.5453)
    const { median } = filled({
      values: [...values],
      categories: [...values].map((_, i) => i % 2),
      weight: [...values].map(() => 1)
    })
    expect(median[0]).toBe(Quantile.median(values.filter((_, i) => i % 2 === 0)))
  })
})
