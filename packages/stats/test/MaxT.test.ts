import normalQuantile from "@stdlib/stats-base-dists-normal-quantile"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { criticalRank, type SimultaneousIntervals, simultaneousIntervals } from "../src/MaxT.ts"
import { expectAllNear, expectNear, type Nullable, readOracle, withMissing } from "./oracle/Oracle.ts"

interface Case {
  name: string
  level: number
  share: number
  cohorts: Array<number> | null
  difference: Nullable
  standardError: Nullable
  replicateDifference: Nullable
  replicateStandardError: Nullable
  criticalValue: number | null
  replicates: number
  missing: Array<number>
  low: Nullable
  high: Nullable
  adjustedP: Nullable
}

const cases = readOracle<ReadonlyArray<Case>>("max-t")
const intervals = (known: Case, maxMissing?: number): SimultaneousIntervals =>
  simultaneousIntervals(
    {
      difference: withMissing(known.difference),
      standardError: withMissing(known.standardError),
      replicateDifference: withMissing(known.replicateDifference),
      replicateStandardError: withMissing(known.replicateStandardError)
    },
    {
      level: known.level,
      share: known.share,
      ...(maxMissing === undefined ? {} : { maxMissing }),
      ...(known.cohorts === null ? {} : { ownScale: { cohort: known.cohorts } })
    }
  )
const named = (name: string): Case => cases.find((known) => known.name === name)!

describe("simultaneous intervals", () => {
  it("are none where they would be without end, and those of the others stay", () => {
    const drawn = 100
    const spread = Array.from({ length: drawn }, (_, b) => (b - 50) / 10)
    const result = simultaneousIntervals({
      difference: Float64Array.of(0, 0),
      standardError: Float64Array.of(1, Number.MAX_VALUE),
      replicateDifference: Float64Array.from([...spread, ...spread]),
      replicateStandardError: new Float64Array(2 * drawn).fill(1)
    })
    expect(result.reason).toEqual([null, "no-estimate"])
    expect(result.high[0]).toBe(result.criticalValue)
    expect([result.low[1], result.high[1], result.adjustedP[1]]).toEqual([Number.NaN, Number.NaN, Number.NaN])
  })

  it.each(cases)("agree with numpy: $name", (known) => {
    const result = intervals(known)
    expectNear(result.criticalValue, known.criticalValue, "critical value")
    expectAllNear(result.low, known.low, "low")
    expectAllNear(result.high, known.high, "high")
    expectAllNear(result.adjustedP, known.adjustedP, "adjusted p")
    expect(result.replicates).toBe(known.replicates)
    expect([...result.missing]).toEqual(known.missing)
    expect(result.reason.map((reason) => reason === null)).toEqual(known.low.map((end) => end !== null))
  })

  it("come out as worked by hand", () => {
    const result = simultaneousIntervals(
      {
        difference: Float64Array.of(4, -1),
        standardError: Float64Array.of(1, 2),
        replicateDifference: Float64Array.of(5, 4, 1.5, 4, -1, 1, -1, -13),
        replicateStandardError: Float64Array.of(1, 1, 1, 1, 2, 2, 2, 2)
      },
      { level: 0.6 }
    )
    // t of each replicate: 1, 1, 2.5, 6; rank 0.6 x 5 = 3.
    expect(result.criticalValue).toBe(2.5)
    expect([...result.low]).toEqual([1.5, -6])
    expect([...result.high]).toEqual([6.5, 4])
    expect([...result.adjustedP]).toEqual([2 / 5, 1])
  })

  it("count a replicate that is exactly as extreme as the estimate against it", () => {
    const result = simultaneousIntervals(
      {
        difference: Float64Array.of(2),
        standardError: Float64Array.of(1),
        replicateDifference: Float64Array.of(4, 0, 2, 5),
        replicateStandardError: Float64Array.of(1, 1, 1, 1)
      },
      { level: 0.5 }
    )
    expect([...result.adjustedP]).toEqual([4 / 5])
  })

  it("say why a contrast has none, and keep it out of the others' maximum", () => {
    const known = named("missing replicates, a zero spread")
    const result = intervals(known)
    expect(result.reason).toEqual(["missing-replicates", "missing-replicates", null, "no-spread", null])
    expect(result.family).toBe(2)
    expect(result.replicates).toBe(99)
    expect(intervals(known, 0.07).reason).toEqual([null, null, null, "no-spread", null])
    expect(intervals(named("a contrast without estimate")).reason).toEqual([null, "no-estimate", null])
  })

  it("are not estimable where the level needs more replicates than there are", () => {
    const few = intervals(named("too few replicates"))
    expect(few.reason).toEqual(["too-few-replicates", "too-few-replicates"])
    expect(few.adjustedP.every(Number.isNaN)).toBe(true)
    expect(intervals(named("just enough replicates")).reason).toEqual([null, null])
  })

  it("accept exactly the allowed share of missing replicates", () => {
    const replicates = new Float64Array(100).fill(1).fill(Number.NaN, 0, 5)
    const contrast = (replicateDifference: Float64Array) => ({
      difference: Float64Array.of(1),
      standardError: Float64Array.of(1),
      replicateDifference,
      replicateStandardError: new Float64Array(100).fill(1)
    })
    expect(simultaneousIntervals(contrast(replicates)).reason).toEqual([null])
    expect(simultaneousIntervals(contrast(replicates.slice().fill(Number.NaN, 5, 6))).reason).toEqual([
      "missing-replicates"
    ])
    const twentyNine = contrast(replicates.slice().fill(Number.NaN, 5, 29))
    expect(simultaneousIntervals(twentyNine, { maxMissing: 0.29 }).reason).toEqual([null])
    expect(simultaneousIntervals(twentyNine, { maxMissing: 0.28 }).reason).toEqual(["missing-replicates"])
  })

  it("treat a negative or infinite standard error as no estimate, not as a wide interval", () => {
    const result = simultaneousIntervals({
      difference: Float64Array.of(1, 1),
      standardError: Float64Array.of(-1, Number.POSITIVE_INFINITY),
      replicateDifference: new Float64Array(80),
      replicateStandardError: new Float64Array(80).fill(1)
    })
    expect(result.reason).toEqual(["no-estimate", "no-estimate"])
    expect(result.criticalValue).toBeNaN()
  })

  it("are empty for an empty family, and refuse arrays that do not fit", () => {
    const none = new Float64Array(0)
    const empty = { difference: none, standardError: none, replicateDifference: none, replicateStandardError: none }
    expect(simultaneousIntervals(empty)).toMatchObject({ family: 0, replicates: 0, reason: [] })
    expect(() => simultaneousIntervals({ ...empty, replicateDifference: Float64Array.of(1) })).toThrow(RangeError)
    const two = Float64Array.of(1, 2)
    const odd = {
      difference: two,
      standardError: two,
      replicateDifference: new Float64Array(5),
      replicateStandardError: new Float64Array(5)
    }
    expect(() => simultaneousIntervals(odd)).toThrow("replicateDifference")
    expect(() => simultaneousIntervals(empty, { level: 95 })).toThrow("level")
  })

  it("take the rank that exact arithmetic gives", () => {
    const exact = (percent: number, replicates: number) => Math.floor((percent * (replicates + 1) + 99) / 100)
    const wrong: Array<[number, number]> = []
    for (let percent = 1; percent < 100; percent++) {
      for (let replicates = 1; replicates <= 1000; replicates++) {
        if (criticalRank(percent / 100, replicates) !== exact(percent, replicates)) wrong.push([percent, replicates])
      }
    }
    expect(wrong).toEqual([])
  })

  it("approach the known critical value of independent normal contrasts, z at (1 + 0.95^(1/J)) / 2", () => {
    const family = 6
    const drawn = 20_000
    const normal = seededNormal(11)
    const result = simultaneousIntervals({
      difference: new Float64Array(family),
      standardError: new Float64Array(family).fill(1),
      replicateDifference: Float64Array.from({ length: family * drawn }, normal),
      replicateStandardError: new Float64Array(family * drawn).fill(1)
    })
    expect(Math.abs(result.criticalValue - normalQuantile((1 + 0.95 ** (1 / family)) / 2, 0, 1))).toBeLessThan(0.04)
  })

  const contrasts = fc.integer({ min: 1, max: 4 }).chain((size) =>
    fc.record({
      difference: fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: size, maxLength: size }),
      seed: fc.nat()
    })
  )
  const drawnFor = ({ difference, seed }: { difference: ReadonlyArray<number>; seed: number }) => {
    const normal = seededNormal(seed)
    return {
      difference: Float64Array.from(difference),
      standardError: Float64Array.from(difference, () => 0.5 + Math.abs(normal())),
      replicateDifference: Float64Array.from(
        { length: difference.length * 99 },
        (_, i) => difference[Math.floor(i / 99)]! + normal()
      ),
      replicateStandardError: Float64Array.from({ length: difference.length * 99 }, () => 0.5 + Math.abs(normal()))
    }
  }

  it("exclude 0 exactly when the adjusted p is at most 1 - level", () => {
    fc.assert(
      fc.property(contrasts, (input) => {
        const result = simultaneousIntervals(drawnFor(input))
        for (let j = 0; j < input.difference.length; j++) {
          expect(result.low[j]! > 0 || result.high[j]! < 0).toBe(result.adjustedP[j]! <= 0.05 + 1e-12)
        }
      })
    )
  })

  it("only widen when the family grows", () => {
    fc.assert(
      fc.property(contrasts, (input) => {
        const all = drawnFor(input)
        const alone = simultaneousIntervals({
          difference: all.difference.subarray(0, 1),
          standardError: all.standardError.subarray(0, 1),
          replicateDifference: all.replicateDifference.subarray(0, 99),
          replicateStandardError: all.replicateStandardError.subarray(0, 99)
        })
        const together = simultaneousIntervals(all)
        expect(together.criticalValue).toBeGreaterThanOrEqual(alone.criticalValue)
        expect(together.adjustedP[0]!).toBeGreaterThanOrEqual(alone.adjustedP[0]!)
      })
    )
  })
})

const seededNormal = (seed: number): (() => number) => {
  let state = seed >>> 0
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 4294967296
  }
  return () => normalQuantile(uniform(), 0, 1)
}
