import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Resamples from "../src/Resamples.ts"
import { dataset, type PatientSketch } from "./fixtures/Patients.ts"

const row = (multiplicities: Uint8Array, n: number, replicate: number) =>
  multiplicities.subarray(replicate * n, (replicate + 1) * n)

const sum = (values: Iterable<number>) => Array.from(values).reduce((total, value) => total + value, 0)

/** Mean and variance over all draws, and the correlation of neighbours `lag` apart. */
const moments = (values: ArrayLike<number>, lag: number) => {
  const all = Array.from(values)
  const mean = sum(all) / all.length
  const variance = sum(all.map((value) => (value - mean) ** 2)) / all.length
  const covariance = sum(all.slice(lag).map((value, i) => (value - mean) * (all[i]! - mean))) / (all.length - lag)
  return { mean, variance, correlation: covariance / variance }
}

const ids = (count: number, from = 0) => Array.from({ length: count }, (_, i) => String(i + from))

describe("multinomial multiplicities", () => {
  it("sum to the number of patients in every replicate", () => {
    for (const n of [1, 2, 7, 50]) {
      const drawn = Resamples.multinomialMultiplicities(n, 20, 42)
      for (let b = 0; b < 20; b++) expect(sum(row(drawn, n, b))).toBe(n)
    }
  })

  it("are the same for the same seed and differ between seeds and replicates", () => {
    const first = Resamples.multinomialMultiplicities(100, 5, 42)
    expect(Resamples.multinomialMultiplicities(100, 5, 42)).toEqual(first)
    expect(Resamples.multinomialMultiplicities(100, 5, 43)).not.toEqual(first)
    expect(row(first, 100, 0)).not.toEqual(row(first, 100, 1))
  })

  it("keep the earlier replicates when more are drawn", () => {
    const few = Resamples.multinomialMultiplicities(30, 5, 1)
    expect(Resamples.multinomialMultiplicities(30, 50, 1).subarray(0, few.length)).toEqual(few)
  })

  it("favour no patient: 5 standard errors from 1 at most, variance 1 - 1/n", () => {
    const n = 100
    const count = 2000
    const drawn = Resamples.multinomialMultiplicities(n, count, 42)
    for (let patient = 0; patient < n; patient++) {
      const mean = sum(Array.from({ length: count }, (_, b) => drawn[b * n + patient]!)) / count
      expect(Math.abs(mean - 1)).toBeLessThan(5 / Math.sqrt(count))
    }
    expect(Math.abs(moments(drawn, 1).variance - (1 - 1 / n))).toBeLessThan(0.02)
  })

  it("lie in memory that workers share", () => {
    expect(Resamples.multinomialMultiplicities(3, 2, 1).buffer).toBeInstanceOf(SharedArrayBuffer)
    expect(Resamples.poissonMultiplicities(["a"], 2, 1).buffer).toBeInstanceOf(SharedArrayBuffer)
  })
})

describe("Poisson multiplicities", () => {
  it("of a patient do not depend on which others are present", () => {
    const all = Resamples.poissonMultiplicities(["a", "b", "c"], 50, 42)
    const alone = Resamples.poissonMultiplicities(["b"], 50, 42)
    expect(Array.from({ length: 50 }, (_, b) => all[b * 3 + 1])).toEqual([...alone])
  })

  it("have the frequencies of Poisson(1), with chi-squared below its 99.9 % point at 6 degrees of freedom", () => {
    const drawn = Resamples.poissonMultiplicities(ids(1000), 200, 42)
    // P(W = w) = exp(-1) / w!, with 6 and more together.
    const expected = [0.36787944, 0.36787944, 0.18393972, 0.06131324, 0.01532831, 0.00306566, 0.00059418]
    const observed = expected.map((_, w) => sum(Array.from(drawn, (drawnW) => Number(Math.min(drawnW, 6) === w))))
    const chiSquared = sum(expected.map((p, w) => (observed[w]! - p * drawn.length) ** 2 / (p * drawn.length)))
    expect(chiSquared).toBeLessThan(22.46)
  })

  it("have mean and variance near 1 and no correlation between patients or replicates", () => {
    const n = 1000
    const drawn = Resamples.poissonMultiplicities(ids(n), 100, 7)
    const tolerance = 5 / Math.sqrt(drawn.length)
    const neighbours = moments(drawn, 1)
    expect(Math.abs(neighbours.mean - 1)).toBeLessThan(tolerance)
    expect(Math.abs(neighbours.variance - 1)).toBeLessThan(2 * tolerance)
    expect(Math.abs(neighbours.correlation)).toBeLessThan(tolerance)
    expect(Math.abs(moments(drawn, n).correlation)).toBeLessThan(tolerance)
  })

  it("do not repeat from seed to seed with replicates or patients moved", () => {
    const n = 2000
    const first = Resamples.poissonMultiplicities(ids(n), 20, 1)
    const second = Resamples.poissonMultiplicities(ids(n), 20, 2)
    for (const lag of [-1, 0, 1]) {
      const pairs = Array.from({ length: 18 * n }, (_, i) => [first[i + n]!, second[i + n + lag * n]!] as const)
      const correlation = sum(pairs.map(([a, b]) => (a - 1) * (b - 1))) / pairs.length
      expect(Math.abs(correlation)).toBeLessThan(5 / Math.sqrt(pairs.length))
    }
  })
})

describe("the resamples of an audit", () => {
  const patients = (split: boolean): ReadonlyArray<PatientSketch> =>
    ids(40).map((id, i) => ({ id, scores: [0.5], ...(split ? { split: i % 2 === 0 ? "test" : "train" } : {}) }))
  const config = { replicates: 25, seed: 42, scheme: "multinomial" as const }

  it.effect("are drawn once per split, differently", () =>
    Effect.gen(function* () {
      const resamples = yield* Resamples.make(dataset({ patients: patients(true) }), config)
      const test = yield* resamples.of("test")
      const train = yield* resamples.of("train")
      expect([test.count, test.patients.length, test.multiplicities.length]).toEqual([25, 20, 500])
      expect(yield* resamples.of("test")).toBe(test)
      expect(train.multiplicities).not.toEqual(test.multiplicities)
      expect([...train.patients].some((patient) => test.patients.includes(patient))).toBe(false)
    })
  )

  it.effect("are the same for test and train when the data are not split", () =>
    Effect.gen(function* () {
      const resamples = yield* Resamples.make(dataset({ patients: patients(false) }), config)
      expect(yield* resamples.of("train")).toBe(yield* resamples.of("test"))
    })
  )

  it.effect("are drawn by patient id under the Poisson scheme", () =>
    Effect.gen(function* () {
      const resamples = yield* Resamples.make(dataset({ patients: patients(true) }), { ...config, scheme: "poisson" })
      const { multiplicities, patients: drawn } = yield* resamples.of("test")
      const sorted = ids(40).toSorted()
      const names = Array.from(drawn, (patient) => sorted[patient]!)
      expect(multiplicities).toEqual(Resamples.poissonMultiplicities(names, 25, 42))
    })
  )
})
