import type { AuditFindings } from "@fairward/core/AuditFindings"
import type { Comparison } from "@fairward/core/Comparison"
import { auditOf, comparison, pair } from "@fairward/fixtures/Compared"
import { stored } from "@fairward/fixtures/Findings"
import { sectionOf, tableOf, textOf } from "@fairward/fixtures/Text"
import { Planning } from "@fairward/stats"
import * as FastCheck from "fast-check"
import { describe, expect, it } from "vitest"
import * as Series from "../src/Series.ts"
import * as SeriesReport from "../src/SeriesReport.ts"

const hashes = "0123456789abcdef"

/** Periods in which women differ from men by so much. */
const periodsOf = (differences: ReadonlyArray<number>, changes: Parameters<typeof auditOf>[1] = {}) =>
  differences.map(
    (difference, i): Series.Period => ({
      name: `2026-${String(i + 1).padStart(2, "0")}`,
      findings: auditOf(pair({ difference }, { difference: -difference }), { hash: hashes[i]!, ...changes })
    })
  )

const seriesOf = (periods: ReadonlyArray<Series.Period>, options: Partial<Series.Options> = {}): Series.Series => {
  const found = Series.of(periods, { looks: 24, baseline: 1, ...options })
  if (Series.isRefused(found)) throw new Error(JSON.stringify(found))
  return found
}

const women = (series: Series.Series) => series.stages[0]!.courses[0]!

const refused = (periods: ReadonlyArray<Series.Period>, options: Partial<Series.Options> = {}): string => {
  const found = Series.of(periods, { looks: 24, baseline: 1, ...options })
  return Series.isRefused(found) ? found.map(({ message }) => message).join(" ") : "a series"
}

/** Standard errors of the fixture, and what its critical values exceed normal ones by. */
const error = 0.03
const inflation = 1.2

/** Quantiles of the normal distribution at 1 - 0.05 q 0.4 / 24 / (2 x 2), for two differences (scipy.stats.norm.ppf). */
const ofHalf = 3.70869117791
const ofQuarter = 3.88067568791

describe("a series", () => {
  it("has after each period the mean so far, the latest and the mean since the baseline against it", () => {
    const { looks } = women(seriesOf(periodsOf([-0.02, -0.1, -0.3])))
    expect(looks.map(({ disparity }) => disparity!.estimate)).toEqual([
      -0.02,
      expect.closeTo(-0.06, 12),
      expect.closeTo(-0.14, 12)
    ])
    expect(looks.map(({ latest }) => latest?.estimate)).toEqual([
      undefined,
      expect.closeTo(-0.08, 12),
      expect.closeTo(-0.28, 12)
    ])
    // After the second period the mean since the baseline is the latest one.
    expect(looks.map(({ since }) => since?.estimate)).toEqual([undefined, undefined, expect.closeTo(-0.18, 12)])
    const [, , last] = looks
    expect(last!.disparity!.standardError).toBeCloseTo(error / Math.sqrt(3), 12)
    expect(last!.latest!.standardError).toBeCloseTo(error * Math.SQRT2, 12)
    expect(last!.since!.standardError).toBeCloseTo(error * Math.sqrt(1 / 2 + 1), 12)
  })

  it("spends half of the error on means and a quarter on each change, an equal part at each look", () => {
    const { looks } = women(seriesOf(periodsOf([-0.02, -0.1, -0.3])))
    const half = ({ estimate, high, standardError }: Series.Judged) => (high - estimate) / standardError
    const [, , last] = looks
    expect(Math.abs(half(last!.disparity!) - inflation * ofHalf)).toBeLessThan(0.06)
    expect(half(last!.latest!) / half(last!.disparity!)).toBeCloseTo(ofQuarter / ofHalf, 6)
    expect(half(last!.since!)).toBeCloseTo(half(last!.latest!), 12)
    const fewer = women(seriesOf(periodsOf([-0.02, -0.1, -0.3]), { looks: 3 })).looks[2]!
    expect(half(fewer.disparity!)).toBeLessThan(half(last!.disparity!))
  })

  it("weighs periods by their patients, and passes over those that were not judged", () => {
    const large = (audit: AuditFindings): AuditFindings =>
      JSON.parse(JSON.stringify(audit).replaceAll('"bearing":100', '"bearing":300'))
    const [first, second, third] = periodsOf([-0.02, -0.1, -0.4])
    const unjudged = { ...third!, findings: auditOf(pair({ difference: -0.4, verdict: "too small" }), { hash: "9" }) }
    const periods = [first!, { ...second!, findings: large(second!.findings) }, unjudged]
    const { looks } = women(seriesOf(periods))
    // 50 and 150 patients.
    expect(looks[1]!.disparity!.estimate).toBeCloseTo((-0.02 * 50 - 0.1 * 150) / 200, 12)
    expect(looks[1]!.disparity!.standardError).toBeCloseTo((Math.hypot(50, 150) * error) / 200, 12)
    expect(looks[2]).toEqual({ disparity: null, latest: null, since: null })
  })

  it("finds what is worse in all periods, and what falls back, after the first period that shows it", () => {
    const steady = women(seriesOf(periodsOf([-0.1, -0.1, -0.1, -0.1])))
    // 0.1 / (0.03 / sqrt(t)) is above 4.45 from the second period on.
    expect(Series.foundAt(steady, "disparity")).toBe(1)
    expect([Series.foundAt(steady, "latest"), Series.foundAt(steady, "since")]).toEqual([undefined, undefined])
    const falling = women(seriesOf(periodsOf([0, 0, 0, -0.18, -0.18, -0.18]), { baseline: 3 }))
    expect(Series.foundAt(falling, "latest")).toBe(3)
    expect(women(seriesOf(periodsOf([0, 0, 0]))).looks[2]!.disparity!.verdict).toBe("inconclusive")
  })

  it("is refused where it is too short or too long, its audits differ, or one is there twice", () => {
    expect(refused(periodsOf([0]))).toContain("There is 1 period, and a series is at least two.")
    expect(refused(periodsOf([0, 0, 0]), { looks: 2 })).toContain("There are 3 periods, and 2 looks were declared")
    const [first, second] = periodsOf([0, 0])
    expect(refused([first!, { ...second!, findings: first!.findings }])).toContain(
      "2026-01 and 2026-02 are audits of the same files"
    )
    const other = auditOf(pair({}), { hash: "7", level: 0.9 })
    expect(refused([first!, second!, { name: "2026-03", findings: other }])).toContain(
      "2026-01 and 2026-03: Intervals hold with 0.95 in one and with 0.9 in the other."
    )
  })

  it("holds a cohort, a margin and a stage that come later against later looks only", () => {
    const [first, second, third] = periodsOf([-0.1, -0.1, -0.1])
    const before = seriesOf([first!, second!])
    const more = auditOf(
      [...pair({ difference: -0.1, margin: 0.01 }), ...pair({ metric: "precision" }, { metric: "precision" })],
      { hash: "c" }
    )
    const after = women(seriesOf([first!, second!, { name: third!.name, findings: more }]))
    expect(after.looks.slice(0, 2)).toEqual(women(before).looks)
    const [, then, now] = after.looks.map(({ disparity }) => disparity!)
    expect([then!.margin, now!.margin]).toEqual([0.05, 0.01])
    const half = ({ estimate, high, standardError }: Series.Judged) => (high - estimate) / standardError
    // Four differences instead of two.
    expect(half(now!)).toBeGreaterThan(half(then!))
  })

  it("weighs no period by its patients where those of another are withheld", () => {
    const withheld = (audit: AuditFindings): AuditFindings =>
      JSON.parse(JSON.stringify(audit).replaceAll('"bearing":100,', "").replaceAll(',"bearing":100', ""))
    const [first] = periodsOf([-0.02])
    const second = auditOf(pair({ difference: -0.1, standardError: 0.06 }), { hash: "b" })
    const { looks } = women(seriesOf([first!, { name: "2026-02", findings: withheld(second) }]))
    expect(looks[1]!.disparity!.estimate).toBeCloseTo((4 * -0.02 - 0.1) / 5, 12)
  })

  it("says once, with the period, what differs between audits", () => {
    const [first, second, third] = periodsOf([0, 0, 0])
    const changed = {
      ...third!,
      findings: { ...third!.findings, audit: { ...third!.findings.audit, verdictMinimum: 50 } }
    }
    const { cautions } = seriesOf([
      first!,
      second!,
      changed,
      {
        ...changed,
        name: "2026-04",
        findings: { ...changed.findings, provenance: { ...changed.findings.provenance, inputs: [] } }
      }
    ])
    expect(cautions).toHaveLength(1)
    expect(JSON.stringify(cautions[0])).toContain("2026-01 and 2026-03: ")
  })
})

describe("a series that goes on", () => {
  /** What an audit may have found of a cohort, with other shares, families and senses than others may have used. */
  const compared: FastCheck.Arbitrary<Comparison> = FastCheck.record({
    category: FastCheck.constantFrom("F", "M", "X"),
    metric: FastCheck.constantFrom("event_recall", "precision"),
    difference: FastCheck.double({ min: -0.5, max: 0.5, noNaN: true }),
    standardError: FastCheck.double({ min: 0.005, max: 0.1, noNaN: true }),
    criticalValue: FastCheck.double({ min: 2, max: 5, noNaN: true }),
    margin: FastCheck.double({ min: 0, max: 0.2, noNaN: true }),
    verdict: FastCheck.constantFrom("inconclusive", "worse", "too small", "no verdict"),
    sense: FastCheck.constantFrom("higher", "higher", "lower"),
    family: FastCheck.constantFrom("rates", "means"),
    share: FastCheck.constantFrom(0.4, 0.6, 1),
    bearing: FastCheck.option(FastCheck.integer({ min: 1, max: 500 }), { nil: undefined })
  }).map(({ bearing, family, sense, share, ...told }) => {
    const { cohort, interval, ...one } = comparison(told)
    const { bearing: _, ...side } = cohort
    const { joint, ...ends } = interval!
    return {
      ...one,
      sense,
      cohort: bearing === undefined ? side : { ...side, bearing },
      interval: { ...ends, joint: { ...joint!, family, share } }
    }
  })
  const comparisons = FastCheck.uniqueArray(compared, {
    minLength: 1,
    maxLength: 5,
    selector: ({ category, metric }) => `${category} ${metric}`
  })
  const stages = FastCheck.dictionary(FastCheck.constantFrom("performance", "time-gap", "safety"), comparisons, {
    minKeys: 1
  })
  const periods = FastCheck.array(stages, { minLength: 2, maxLength: 5 }).map((all) =>
    all.map((found, i): Series.Period => {
      const { stages: old, ...audit } = auditOf([], { hash: hashes[i]! })
      const done = Object.entries(found).map(([id, comparisons]) => {
        const { measures } = old.performance!
        return [id, stored({ title: id, status: "done", measures: measures!, findings: { comparisons } as never })]
      })
      return { name: String(i), findings: { ...audit, stages: Object.fromEntries(done) } }
    })
  )
  const options = FastCheck.record({ looks: FastCheck.constantFrom(6, 24), baseline: FastCheck.constantFrom(1, 2, 3) })
  /** Audits without a stage in common are no series. */
  const series = FastCheck.tuple(periods, options).filter(
    ([all, chosen]) =>
      !Series.isRefused(Series.of(all, chosen)) && !Series.isRefused(Series.of(all.slice(0, 2), chosen))
  )
  const courses = ({ stages }: Series.Series) =>
    new Map(
      stages
        .flatMap(({ courses }) => courses)
        .map((one) => [JSON.stringify([one.stage, one.grouping, one.category, one.metric, one.sense]), one])
    )

  it("changes nothing that was said after an earlier period", () => {
    FastCheck.assert(
      FastCheck.property(series, ([all, chosen]) => {
        const whole = courses(seriesOf(all, chosen))
        for (let count = 2; count < all.length; count++) {
          const before = courses(seriesOf(all.slice(0, count), chosen))
          for (const [key, { looks, points }] of whole) {
            const known = before.get(key)
            const none = { disparity: null, latest: null, since: null }
            expect(looks.slice(0, count)).toEqual(known?.looks ?? Array(count).fill(none))
            expect(points.slice(0, count)).toEqual(known?.points ?? Array(count).fill(null))
            for (const question of Series.questions) {
              const at = known === undefined ? undefined : Series.foundAt(known, question)
              if (at !== undefined) expect(Series.foundAt(whole.get(key)!, question)).toBe(at)
            }
          }
          expect([...before.keys()].filter((key) => !whole.has(key))).toEqual([])
        }
      }),
      { numRuns: 30 }
    )
  })

  it("errs at each look with no more than its part, over all that is judged there", () => {
    FastCheck.assert(
      FastCheck.property(series, ([all, chosen]) => {
        const found = seriesOf(all, chosen)
        const judged = (at: number) =>
          [...courses(found).values()].flatMap(({ looks }) =>
            Series.questions.flatMap((question) => looks[at]![question] ?? [])
          )
        for (const at of all.keys()) {
          const error = judged(at)
            .map(({ estimate, high, standardError }) => 1 / Planning.testsOf(1, (high - estimate) / standardError))
            .reduce((sum, part) => sum + part, 0)
          expect(error).toBeLessThanOrEqual((0.05 / chosen.looks) * (1 + 1e-9))
        }
      }),
      { numRuns: 30 }
    )
  })
})

describe("the document of a series", () => {
  const documentOf = (differences: ReadonlyArray<number>, options: Partial<Series.Options> = {}) => {
    const periods = periodsOf(differences)
    return SeriesReport.assemble(periods, seriesOf(periods, options))
  }

  it("tells who is worse off and who fell back, once, with the period that first showed it", () => {
    const told = textOf(documentOf([0, 0, -0.2, -0.2]), "series")
    expect(told).toContain("Female (sex) fell back against its rest in Event recall")
    expect(told).toContain(
      "Female (sex) is worse off than its rest in Event recall: in 2026-01 to 2026-04 together the difference is -10.0 percentage points"
    )
    expect(told).toContain("First shown after 2026-03.")
    expect(told).toContain("This was look 4 of the 24 that were declared.")
    expect(told).not.toContain("Male")
  })

  it("says of what later periods do not show any more that it was, with what it is now, behind what still is", () => {
    const told = textOf(documentOf([-0.2, -0.2, 0.5, 0.5]), "series")
    expect(told).toContain("1 shows a cohort that is worse off, 1 of them not any more")
    expect(told).toContain(
      "Female (sex) was worse off than its rest in Event recall: in 2026-01 the difference was -20.0"
    )
    expect(told).toContain("Not shown any more: in 2026-01 to 2026-04 together it is 15.0 percentage points")
  })

  it("says by how much a difference changed since the baseline, and that the rest moved where it did", () => {
    const moved = (women: number, men: number, i: number): Series.Period => {
      const sided = (category: string, cohort: number, rest: number) => {
        const one = comparison({ category, difference: cohort - rest })
        return { ...one, cohort: { ...one.cohort, estimate: cohort }, rest: { ...one.rest, estimate: rest } }
      }
      const findings = auditOf([sided("F", women, men), sided("M", men, women)], { hash: hashes[i]! })
      return { name: `2026-0${i + 1}`, findings }
    }
    const periods = [moved(0.5, 0.5, 0), moved(0.52, 0.8, 1), moved(0.54, 0.9, 2)]
    const document = SeriesReport.assemble(periods, seriesOf(periods))
    const told = textOf(document, "series").replaceAll("\u00a0", " ")
    expect(told).toContain("in 2026-03 the difference has changed since the baseline by -36.0 percentage points")
    expect(told).toContain(
      "This is because the rest (Male) went from 50.0 % to 90.0 %; its own value got better, it went from 50.0 % to 54.0 %."
    )
    expect(told).not.toContain("other than")
    const [row] = tableOf(sectionOf(document, "series-all"), "series-performance").rows
    expect(row).toMatchObject({ first: "2026-02; by the rest, own better" })
    // Equal weights: the mean of both periods since.
    expect(Series.sidesIn(women(seriesOf(periods)), 1, 3)).toEqual({
      cohort: expect.closeTo(0.53, 12),
      rest: expect.closeTo(0.85, 12)
    })
  })

  it("says of nothing found that it is no evidence, and has all means and changes in a table", () => {
    const document = documentOf([0, 0.01])
    expect(textOf(document, "series")).toContain("Nothing was shown.")
    const { rows } = tableOf(sectionOf(document, "series-all"), "series-performance")
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({
      measure: "Event recall",
      periods: 2,
      mean: { value: expect.closeTo(0.005, 12), verdict: "inconclusive" },
      latest: { value: expect.closeTo(0.01, 12) }
    })
  })

  it("draws cohort and rest over the periods", () => {
    const charts = sectionOf(documentOf([0, 0, -0.2, -0.2]), "series").blocks.filter(({ _tag }) => _tag === "Chart")
    expect(charts).toHaveLength(1)
    expect(charts[0]).toMatchObject({
      alt: expect.stringContaining("Lines over 4 periods: Female (sex): Event recall")
    })
  })
})
