import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import * as Comparison from "../src/Comparison.ts"
import { steady } from "./fixtures/Contrasts.ts"

const options: Comparison.CompareOptions = {
  significance: "simultaneous",
  level: 0.95,
  verdictMinimum: 30,
  metrics: 15
}

const judge = (contrast: Comparison.Contrast, more: Partial<Comparison.CompareOptions> = {}) =>
  Comparison.compare([contrast], { ...options, ...more })[0]!

const near = (actual: number | null | undefined, expected: number) => {
  expect(actual).not.toBeNull()
  expect(Math.abs(actual! - expected)).toBeLessThan(1e-12)
}

describe("the simultaneous interval", () => {
  it("is the difference plus and minus the critical value times its standard error", () => {
    const { detectable, difference, interval } = judge(steady(-0.02))
    near(difference, -0.02)
    near(interval!.low, -0.02 - 0.01902)
    near(interval!.high, -0.02 + 0.01902)
    expect(interval!.level).toBe(0.95)
    expect(detectable! / 0.01 - 1.902).toBeCloseTo(0.8416212335729143, 9)
  })

  it("has the share of replicates at least as extreme as its adjusted p-value", () => {
    near(judge(steady(0.01501)).interval!.adjustedP, 251 / 1001)
    near(judge(steady(0.5)).interval!.adjustedP, 1 / 1001)
    near(judge(steady(0)).interval!.adjustedP, 1)
  })

  it("widens when the level rises", () => {
    near(judge(steady(0), { level: 0.9 }).interval!.high, (0.01 * 901) / 500)
  })

  it("is one for the whole family: a noisier contrast widens the others", () => {
    const calm = steady(0)
    const noisy = { ...steady(0), category: "M", standardErrors: new Float64Array(1000).fill(0.005) }
    const [first] = Comparison.compare([calm, noisy], options)
    near(first!.interval!.high, 2 * 0.01902)
  })

  it("comes with what setting audits side by side needs: error, critical value, and how differences hang together", () => {
    const own = steady(0)
    const mirrored = { ...own, category: "M", cohort: own.rest, rest: own.cohort }
    // Sines and cosines over whole turns are not correlated.
    const wave = (turn: (b: number) => number) =>
      Float64Array.from({ length: 1000 }, (_, b) => 0.5 + 0.01 * turn((2 * Math.PI * b) / 100))
    const sine = { ...own, category: "sine", cohort: { ...own.cohort, replicates: wave(Math.sin) } }
    const cosine = { ...own, category: "cosine", cohort: { ...own.cohort, replicates: wave(Math.cos) } }
    const joints = Comparison.compare([own, mirrored, sine, cosine], options).map(({ interval }) => interval!.joint!)
    for (const { family, share, standardError } of joints)
      expect([family, share, standardError]).toEqual(["other", 1, 0.01])
    near(joints[0]!.criticalValue, 1.902)
    const [a, b, c, d] = joints.map(Comparison.loadingsOf)
    const correlation = (x: Float64Array, y: Float64Array) => x.reduce((sum, l, k) => sum + l * y[k]!, 0)
    expect(correlation(a!, b!)).toBeCloseTo(-1, 1)
    expect(Math.abs(correlation(c!, d!))).toBeLessThan(0.03)
    expect(Comparison.loadingsOf({})).toEqual(new Float64Array(0))
    const still = steady(0.1)
    const replicates = still.cohort.replicates.map(() => still.cohort.estimate)
    expect(judge({ ...still, cohort: { ...still.cohort, replicates } }).interval!.joint).toBeUndefined()
    const decodes = Schema.is(Comparison.Joint)
    for (const joint of joints) expect(decodes(joint)).toBe(true)
    for (const odd of [{ standardError: 0 }, { criticalValue: -1 }, { share: 2 }, { loadings: "!!!" }])
      expect(decodes({ ...joints[0]!, ...odd })).toBe(false)
  })

  it("leaves out of the family what gets no verdict", () => {
    const noisy = { ...steady(0), standardErrors: new Float64Array(1000).fill(0.005) }
    for (const outsider of [
      { ...noisy, judged: "described only" },
      { ...noisy, cohort: { ...noisy.cohort, bearing: 3 } }
    ]) {
      const [first, second] = Comparison.compare([steady(0), outsider], options)
      near(first!.interval!.high, 0.01902)
      expect(second!.interval).toBeNull()
    }
  })
})

describe("classes of measures", () => {
  const ofClass = (own: Comparison.Class | undefined, change: Parameters<typeof steady>[1] = {}) =>
    steady(0, { ...change, ...(own === undefined ? {} : { class: own }) })
  const halves = (contrasts: ReadonlyArray<Comparison.Contrast>, level = 0.95) =>
    Comparison.compare(contrasts, { ...options, level }).map(({ interval }) => interval!.high)

  it("spend their own parts of the level: 0.05 without one, 0.03 where medians are among them, 0.01 of areas and means", () => {
    near(halves([ofClass(undefined)])[0], 0.01902)
    near(halves([ofClass(undefined, { gridStep: 0.001 })])[0], 0.01942)
    halves([ofClass("areas"), ofClass("means")]).forEach((high) => {
      near(high, 0.01982)
    })
    near(halves([ofClass("areas")], 0.9)[0], 0.01962)
  })

  it("do not widen each other's intervals", () => {
    const noisy = { ...ofClass("areas"), standardErrors: new Float64Array(1000).fill(0.005) }
    near(halves([ofClass("means"), noisy])[0], 0.01982)
    near(halves([ofClass("means"), { ...noisy, class: "means" }])[0], 2 * 0.01982)
  })

  it("of rates have a critical value that is at least that of as many independent cohorts", () => {
    // g is sqrt(nu ln(1 + t^2/nu)) (8 nu + 1)/(8 nu + 3) with nu = 20,000: replicates with one standard error.
    const [one] = halves([ofClass("rates")])
    expect(one! / 0.01).toBeCloseTo(2.326534, 5)
    // A grouping of two is one cohort; one of three is three.
    near(halves([ofClass("rates"), ofClass("rates", { category: "M" })])[0], one!)
    const three = ["a", "b", "c"].map((category) => ofClass("rates", { grouping: "unit", category, categories: 3 }))
    expect(halves(three)[0]! / 0.01).toBeGreaterThan(2.7)
    const { interval } = judge({ ...steady(0.0225), class: "rates" })
    expect(interval!.low).toBeLessThan(0)
    expect(interval!.adjustedP).toBeGreaterThan(0.05)
    const beyond = judge({ ...steady(0.0235), class: "rates" }).interval!
    expect(beyond.low).toBeGreaterThan(0)
    expect(beyond.adjustedP).toBeLessThan(0.05)
  })

  it("say what would have been seen on the worse side", () => {
    const { detectable } = judge({ ...steady(0), class: "rates" })
    expect(detectable! / 0.01).toBeCloseTo(2.326534 + 0.841621, 5)
  })
})

describe("the interval of a difference of shares", () => {
  const shares = (cohort: number, rest: number, effective: readonly [cohort: number, rest: number]) => {
    const contrast = steady(0, { standardError: 0.1, standardErrors: new Float64Array(1000).fill(0.1) })
    const side = (of: Comparison.SideValues, estimate: number, n: number) => ({
      ...of,
      estimate,
      effective: n,
      replicates: of.replicates.map((one) => estimate + 10 * (one - 0.5))
    })
    return judge({
      ...contrast,
      cohort: side(contrast.cohort, cohort, effective[0]),
      rest: side(contrast.rest, rest, effective[1])
    }).interval!
  }

  it("ends where the Wilson limits of both sides do: 1 of 50 against 0.9 of 100, by the roots of Wilson's equation", () => {
    const { high, low } = shares(1, 0.9, [50, 100])
    // Of the cohort 0.9325295475717248 and 1, of the rest 0.8282662921666655 and 0.9438032878247808 (numpy.roots).
    expect(low).toBeCloseTo(0.9325295475717248 - 0.9438032878247808, 12)
    expect(high).toBeCloseTo(1 - 0.8282662921666655, 12)
  })

  it("is never cut past 0, nor where a share is known from few", () => {
    expect(shares(1, 0.7, [50, 100]).low).toBeCloseTo(0.3 - 0.1902, 12)
    expect(shares(0.95, 0.9, [1000, 1000]).low).toBe(0)
    expect(shares(0.6, 0.5, [3, 3]).high).toBeCloseTo(0.1 + 0.1902, 12)
  })

  it("stays within -1 and 1, which other differences may leave", () => {
    const { cohort } = steady(0)
    const wide = {
      standardError: 2,
      standardErrors: new Float64Array(1000).fill(2),
      cohort: { ...cohort, replicates: cohort.replicates.map((one) => 0.5 + 200 * (one - 0.5)) }
    }
    expect(judge(steady(0, wide)).interval!.high).toBeGreaterThan(2)
    expect(judge(steady(0, { ...wide, isShare: true })).interval).toMatchObject({ low: -1, high: 1 })
  })
})

describe("medians whose difference is the same in every replicate", () => {
  const always = (difference: number, gridStep: number, change: Partial<Comparison.Contrast> = {}) => {
    const contrast = steady(difference, { margin: 30, gridStep, standardError: 2.5, ...change })
    return {
      ...contrast,
      cohort: { ...contrast.cohort, replicates: contrast.cohort.replicates.map(() => 0.5 + difference) }
    }
  }

  it("are known to half a grid step: all at 300 against all at 360 minutes is told, all equal is equivalent", () => {
    expect(judge(always(-60, 5))).toMatchObject({
      interval: { low: -62.5, high: -57.5 },
      verdict: "material",
      reason: "the same recorded values in all replicates"
    })
    near(judge(always(-60, 5)).interval!.adjustedP, 1 / 1001 / 0.6)
    expect(judge(always(0, 5))).toMatchObject({
      interval: { low: -2.5, high: 2.5, adjustedP: 1 },
      verdict: "equivalent"
    })
    expect(judge(always(2, 5, { margin: 1 })).verdict).toBe("inconclusive")
  })

  it("leave the family of the others, and are too small or not judged as others are", () => {
    const [, other] = Comparison.compare([always(0, 5), { ...steady(0), category: "M" }], options)
    near(other!.interval!.high, 0.01942)
    expect(judge(always(-60, 5, { judged: "described" })).verdict).toBe("no verdict")
    const contrast = always(-60, 5)
    expect(judge({ ...contrast, rest: { ...contrast.rest, bearing: 3 } }).verdict).toBe("too small")
  })
})

describe("the verdict", () => {
  const table: ReadonlyArray<readonly [verdict: string, difference: number, margin: number | null]> = [
    ["material", -0.0701, 0.05],
    ["worse", -0.0689, 0.05],
    ["worse", -0.0311, 0.05],
    ["equivalent", -0.0309, 0.05],
    ["equivalent", -0.02, 0.05],
    ["equivalent", 0.0309, 0.05],
    ["better", 0.0311, 0.05],
    ["better", 0.2, 0.05],
    ["worse", -0.0191, 0.015],
    ["inconclusive", -0.0189, 0.015],
    ["inconclusive", 0.0189, 0.015],
    ["better", 0.0191, 0.015],
    ["worse", -0.2, null],
    ["inconclusive", 0, null],
    ["better", 0.2, null]
  ]
  it.each(table)("is %s at a difference of %d with margin %s where higher is better", (verdict, difference, margin) => {
    expect(judge(steady(difference, { margin })).verdict).toBe(verdict)
  })
  it.each(table)("is %s at the opposite of %d with margin %s where lower is better", (verdict, difference, margin) => {
    expect(judge(steady(-difference, { margin, sense: "lower" })).verdict).toBe(verdict)
  })
  it.each([
    ["less", -0.0311, 0.05],
    ["less", -0.5, 0.05],
    ["equivalent", -0.0309, 0.05],
    ["equivalent", 0.0309, 0.05],
    ["greater", 0.0311, 0.05],
    ["inconclusive", 0.0189, 0.015],
    ["less", -0.0191, 0.015],
    ["greater", 0.0191, null],
    ["inconclusive", 0.0189, null]
  ] as const)("is %s at %d with margin %s where neither direction is worse", (verdict, difference, margin) => {
    expect(judge(steady(difference, { margin, sense: "none" })).verdict).toBe(verdict)
  })

  it("is too small below the minimum on either side, and says which", () => {
    const contrast = steady(-0.5)
    const few = judge({ ...contrast, cohort: { ...contrast.cohort, bearing: 29 } })
    expect(few).toMatchObject({
      verdict: "too small",
      reason: "only 29 patients count in the cohort, at least 30 are needed",
      interval: null,
      detectable: null
    })
    expect(judge({ ...contrast, rest: { ...contrast.rest, bearing: 29 } }).reason).toContain("in the rest")
    expect(judge(steady(-0.5, { bearing: 30 })).verdict).toBe("material")
  })

  it("is not estimable without an estimate, without spread, or with too many missing replicates", () => {
    const contrast = steady(-0.5)
    const missing = (count: number) => ({
      ...contrast,
      cohort: { ...contrast.cohort, replicates: contrast.cohort.replicates.map((x, b) => (b < count ? Number.NaN : x)) }
    })
    expect(
      judge({ ...contrast, cohort: { ...contrast.cohort, estimate: Number.NaN, reason: "no alarms" } })
    ).toMatchObject({
      verdict: "not estimable",
      reason: "the difference or its standard error is not estimable",
      difference: null,
      cohort: { estimate: null, reason: "no alarms" }
    })
    expect(judge({ ...contrast, standardError: 0 })).toMatchObject({
      verdict: "not estimable",
      reason: "the difference does not vary between patients, so it has no standard error"
    })
    expect(judge(missing(51))).toMatchObject({
      verdict: "not estimable",
      reason: "not estimable in more than 5 % of the replicates",
      cohort: { replicates: 949 }
    })
    expect(judge(missing(50))).toMatchObject({ verdict: "material", cohort: { replicates: 950 } })
  })

  it("is no verdict for what is described only, with its reason", () => {
    expect(judge(steady(-0.5, { judged: "biased in small cohorts" }))).toMatchObject({
      verdict: "no verdict",
      reason: "biased in small cohorts",
      interval: null
    })
  })

  it("is no verdict with fewer than 1,000 replicates, though the interval is there", () => {
    const few = judge(steady(-0.5, { replicates: 999 }))
    expect(few).toMatchObject({ verdict: "no verdict", reason: "verdicts need at least 1000 replicates" })
    expect(few.interval!.high).toBeLessThan(-0.45)
  })
})

describe("the effect size", () => {
  it("is the distance of the medians over replicates, with the side that the cohort's lies on", () => {
    const worse = judge(steady(-0.2))
    near(worse.delta, 0.2 - 0.00001)
    expect(worse.direction).toBe("worse")
    expect(judge(steady(0.2)).direction).toBe("better")
    expect(judge(steady(0.2, { sense: "lower" })).direction).toBe("worse")
    expect(judge(steady(-0.2, { sense: "lower" })).direction).toBe("better")
    expect(judge(steady(0.2, { sense: "none" })).direction).toBe("greater")
    expect(judge(steady(-0.2, { sense: "none" })).direction).toBe("less")
  })

  it("has no direction at 0", () => {
    const contrast = steady(0)
    const same = judge({ ...contrast, cohort: contrast.rest })
    expect(same).toMatchObject({ delta: 0, direction: null })
  })

  it("summarises each side over its usable replicates", () => {
    const { rest } = judge(steady(-0.2))
    expect(rest).toEqual({
      estimate: 0.5,
      median: 0.5,
      q1: 0.5,
      q3: 0.5,
      low: 0.5,
      high: 0.5,
      replicates: 1000,
      bearing: 100
    })
  })
})

describe("the paper's test", () => {
  it("divides alpha by metrics x 2 for two categories, by metrics x 2 x categories for more", () => {
    near(judge(steady(0)).mannWhitney.alpha, 0.001 / 30)
    near(judge(steady(0, { categories: 5 })).mannWhitney.alpha, 0.001 / 150)
    near(judge(steady(0), { metrics: 4, alpha: 0.05 }).mannWhitney.alpha, 0.05 / 8)
    near(judge(steady(0, { metrics: 4 })).mannWhitney.alpha, 0.001 / 8)
  })

  it("looks at the first 100 replicates only, in the direction of the medians", () => {
    const contrast = steady(-0.2)
    const reversed = {
      ...contrast,
      cohort: { ...contrast.cohort, replicates: contrast.cohort.replicates.map((x, b) => (b < 100 ? 1 - x : x)) }
    }
    expect(judge(contrast).mannWhitney).toMatchObject({ significant: true })
    expect(judge(contrast).mannWhitney.p).toBeLessThan(1e-30)
    expect(judge(reversed).mannWhitney).toMatchObject({ significant: false })
    expect(judge(reversed).mannWhitney.p).toBeGreaterThan(0.99)
  })

  it("needs a difference above the least that counts", () => {
    expect(judge(steady(-0.2), { minDelta: 0.19 }).mannWhitney.significant).toBe(true)
    expect(judge(steady(-0.2), { minDelta: 0.2 }).mannWhitney.significant).toBe(false)
    expect(judge(steady(-0.2, { minDelta: 0.19 }), { minDelta: 0.5 }).mannWhitney.significant).toBe(true)
    expect(judge(steady(-0.2, { minDelta: 0.2 })).mannWhitney.significant).toBe(false)
  })

  it("is not estimable with fewer than 20 usable replicates on a side", () => {
    const contrast = steady(-0.2)
    const usable = (count: number) => ({
      ...contrast,
      rest: { ...contrast.rest, replicates: contrast.rest.replicates.map((x, b) => (b < 100 - count ? Number.NaN : x)) }
    })
    expect(judge(usable(20)).mannWhitney.p).not.toBeNull()
    expect(judge(usable(19)).mannWhitney).toMatchObject({
      p: null,
      significant: false,
      reason: "fewer than 20 usable replicates (cohort 100, rest 19)"
    })
  })
})

describe("significance", () => {
  it("follows the verdict by default, the paper's test on request", () => {
    const material = judge(steady(-0.2))
    expect(Comparison.significantDirection(material, "simultaneous")).toBe("worse")
    expect(Comparison.isSignificantlyWorse(material, "simultaneous")).toBe(true)
    const inconclusive = judge(steady(-0.018, { margin: 0.01 }))
    expect(inconclusive.verdict).toBe("inconclusive")
    expect(Comparison.significantDirection(inconclusive, "simultaneous")).toBeNull()
    expect(Comparison.significantDirection(inconclusive, "mann-whitney")).toBe("worse")
    const greater = judge(steady(0.2, { sense: "none" }))
    expect(Comparison.significantDirection(greater, "simultaneous")).toBe("greater")
    expect(Comparison.isSignificantlyWorse(greater, "simultaneous")).toBe(false)
    const equivalent = judge(steady(-0.025))
    expect(Comparison.significantDirection(equivalent, "simultaneous")).toBeNull()
  })
})

describe("a comparison", () => {
  it("is stored as JSON without loss, missing numbers as null", () => {
    const contrast = steady(-0.2)
    const comparisons = Comparison.compare(
      [
        contrast,
        {
          ...contrast,
          cohort: { estimate: Number.NaN, replicates: new Float64Array(1000).fill(Number.NaN), bearing: 40 }
        }
      ],
      options
    )
    const stored = JSON.parse(JSON.stringify(comparisons))
    expect(Schema.decodeUnknownSync(Schema.Array(Comparison.Comparison))(stored)).toEqual(comparisons)
    expect(comparisons[1]!.cohort).toMatchObject({
      estimate: null,
      median: null,
      replicates: 0,
      reason: "not defined on these patients"
    })
  })

  it("needs no contrast", () => {
    expect(Comparison.compare([], options)).toEqual([])
  })
})
