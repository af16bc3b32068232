import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { type Stream, streamsOfPatients } from "../../src/internal/Stream.ts"

interface Distribution {
  readonly at: ReadonlyArray<number>
  readonly cdf: ReadonlyArray<number>
}

const oracle = JSON.parse(readFileSync(new URL("../oracle/distributions.json", import.meta.url), "utf8")) as Record<
  "normal" | "exponential",
  Distribution
>

const draws = 200_000
/** The 1 % critical value of the Kolmogorov-Smirnov statistic. */
const bound = 1.63 / Math.sqrt(draws)

const distance = (values: Float64Array, { at, cdf }: Distribution): number =>
  Math.max(...at.map((x, i) => Math.abs(values.filter((value) => value <= x).length / draws - cdf[i]!)))

const first = (seed: number): Stream => streamsOfPatients(seed, 1).next().value!.score
const correlation = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, i) => sum + value * b[i]!, 0) / a.length

describe("a stream", () => {
  it("draws uniform numbers strictly between 0 and 1", () => {
    const stream = first(42)
    const values = Float64Array.from({ length: draws }, () => stream.uniform())
    const at = Array.from({ length: 39 }, (_, i) => (i + 1) / 40)
    expect(distance(values, { at, cdf: at })).toBeLessThan(bound)
    expect(values.every((value) => value > 0 && value < 1)).toBe(true)
  })

  it("draws standard normal numbers, by scipy's distribution function", () => {
    const stream = first(42)
    expect(
      distance(
        Float64Array.from({ length: draws }, () => stream.normal()),
        oracle.normal
      )
    ).toBeLessThan(bound)
  })

  it("draws exponential numbers with the mean asked for, by scipy's distribution function", () => {
    const stream = first(42)
    const values = Float64Array.from({ length: draws }, () => stream.exponential(24) / 24)
    expect(distance(values, oracle.exponential)).toBeLessThan(bound)
  })

  it("is uncorrelated with those of the next patient, of another purpose and of the next seed, and with itself", () => {
    const [one, two] = [...streamsOfPatients(42, 2)]
    const take = (stream: Stream) => Float64Array.from({ length: draws }, () => stream.normal())
    const values = take(one!.score)
    const others = [two!.score, one!.vitals, first(43)].map(take)
    for (const other of [...others, Float64Array.from([...values.subarray(1), 0])])
      expect(Math.abs(correlation(values, other))).toBeLessThan(3.3 / Math.sqrt(draws))
  })

  it("shares no stretch of numbers with another, however shifted", () => {
    const values = [...streamsOfPatients(42, 2)]
      .flatMap((streams) => Object.values(streams))
      .flatMap((stream) => Array.from({ length: 200 }, () => stream.uniform()))
    expect(new Set(values).size).toBeGreaterThan(values.length - 5)
  })
})
