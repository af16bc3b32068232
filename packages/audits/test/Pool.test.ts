import { readFileSync } from "node:fs"
import type { AuditFindings } from "@fairward/core/AuditFindings"
import { auditOf, comparison, ofTwo, pair } from "@fairward/fixtures/Compared"
import { sectionOf, tableOf, textOf } from "@fairward/fixtures/Text"
import { Planning } from "@fairward/stats"
import { describe, expect, it } from "vitest"
import * as Pool from "../src/Pool.ts"
import * as PoolReport from "../src/PoolReport.ts"

const names = ["North", "South", "West", "East", "Coast", "Valley"]
const hashes = "0123456789abcdef"

const site = (at: number, findings: AuditFindings): Pool.Site => ({ name: names[at]!, findings })

/** Sites at which women differ from men by so much. */
const sitesOf = (differences: ReadonlyArray<number>, changes: Parameters<typeof auditOf>[1] = {}) =>
  differences.map((difference, at) =>
    site(at, auditOf(pair({ difference }, { difference: -difference }), { hash: hashes[at]!, ...changes }))
  )

const poolOf = (sites: ReadonlyArray<Pool.Site>): Pool.Pool => {
  const found = Pool.of(sites)
  if (Pool.isRefused(found)) throw new Error(JSON.stringify(found))
  return found
}

const women = (pool: Pool.Pool) => pool.stages[0]!.differences.find(({ category }) => category === "F")!

const refused = (sites: ReadonlyArray<Pool.Site>): string => {
  const found = Pool.of(sites)
  return Pool.isRefused(found) ? found.map(({ message }) => message).join(" ") : "a pool"
}

interface Known {
  readonly category: string
  readonly metric: string
  readonly differences: ReadonlyArray<number>
  readonly standardErrors: ReadonlyArray<number>
  readonly mean: readonly [estimate: number, standardError: number]
  readonly elsewhere: readonly [estimate: number, standardError: number]
  readonly alone: readonly [low: number, high: number]
  readonly expected: readonly [low: number, high: number]
  readonly heterogeneity: readonly [tau2: number, i2: number, q: number, p: number]
  readonly apart: ReadonlyArray<number>
  readonly apartErrors: ReadonlyArray<number>
}

const oracle: ReadonlyArray<Known> = JSON.parse(readFileSync(new URL("./oracle/network.json", import.meta.url), "utf8"))

const network = names.map((_, at) =>
  site(
    at,
    auditOf(
      oracle.map(({ category, differences, metric, standardErrors }) =>
        comparison({ category, metric, difference: differences[at]!, standardError: standardErrors[at]! })
      ),
      { hash: hashes[at]! }
    )
  )
)

/** What critical values of the fixtures exceed those of two normal numbers by, and those of four (scipy.stats.norm). */
const inflation = 1.2
const inflationOfFour = (1.2 * ofTwo) / 2.8045

describe("a pool", () => {
  it.each(oracle)("agrees with metafor: $category, $metric", (known) => {
    const one = poolOf(network).stages[0]!.differences.find(
      ({ category, metric }) => category === known.category && metric === known.metric
    )!
    const near = (found: number, expected: number) => expect(Math.abs(found - expected)).toBeLessThan(1e-8)
    const all = (found: ReadonlyArray<number>, expected: ReadonlyArray<number>) => {
      expect(found).toHaveLength(expected.length)
      found.forEach((value, i) => {
        near(value, expected[i]!)
      })
    }
    const { elsewhere, mean } = { elsewhere: one.elsewhere!, mean: one.mean! }
    all([mean.estimate, mean.standardError], known.mean)
    all([elsewhere.estimate, elsewhere.standardError], known.elsewhere)
    all([elsewhere.alone.low, elsewhere.alone.high], known.alone)
    all([elsewhere.expected.low, elsewhere.expected.high], known.expected)
    all([elsewhere.tau2, elsewhere.i2, elsewhere.q, elsewhere.p], known.heterogeneity)
    all(
      one.sites.map((at) => at!.apart!.estimate),
      known.apart
    )
    all(
      one.sites.map((at) => at!.apart!.standardError),
      known.apartErrors
    )
  })

  it("spends half of the error on means, a quarter on sites like these, a quarter on sites apart", () => {
    const { elsewhere, mean, sites } = women(poolOf(network))
    const reach = ({ high, low, standardError }: Pool.Judged) => (high - low) / 2 / standardError
    // Of 0.05 a family spends 0.4. What critical values exceed normal ones by is drawn again, and so is known to 2 %.
    const alpha = 0.05 * 0.4
    const drawn = 1.02
    expect(reach(mean!) / inflationOfFour).toBeGreaterThan(ofTwo)
    expect(Math.abs(reach(mean!) / inflationOfFour - Planning.criticalValue(alpha / 2, 4))).toBeLessThan(0.06)
    const apart = reach(sites[0]!.apart!) / inflationOfFour
    expect(apart / Planning.criticalValue(alpha / 4, 4 * 6)).toBeGreaterThan(1 / drawn)
    expect(apart / Planning.criticalValue(alpha / 4, 4 * 6)).toBeLessThan(drawn)
    // Student's t of 5 degrees of freedom that is exceeded as rarely: scipy.stats.t.isf(0.05 * 0.4 / 4 / (2 * 4), 5).
    expect(reach(elsewhere!) / inflationOfFour / 6.5414).toBeGreaterThan(1 / drawn)
    expect(reach(elsewhere!) / inflationOfFour / 6.5414).toBeLessThan(drawn)
  })

  it("finds what is small everywhere and shown nowhere, and the site that is other than the others", () => {
    const common = women(poolOf(sitesOf([-0.08, -0.07, -0.09, -0.08, -0.075, -0.085])))
    expect(common.mean!.verdict).toBe("worse")
    expect(common.sites.map((at) => at!.verdict)).toEqual(names.map(() => "inconclusive"))
    expect(common.sites.some((at) => at!.apart!.verdict !== "inconclusive")).toBe(false)
    const single = women(poolOf(sitesOf([0, 0, 0, 0, -0.3, 0])))
    expect(single.sites.map((at) => at!.apart!.verdict)).toEqual(
      names.map((name) => (name === "Coast" ? "material" : expect.not.stringMatching(/material|worse/u)))
    )
    expect(single.elsewhere!.i2).toBeGreaterThan(0.8)
  })

  it("gives no verdict on the mean of two sites, and leaves sites out that did not judge", () => {
    const two = women(poolOf(sitesOf([-0.2, -0.3])))
    expect(two.mean).toMatchObject({ estimate: expect.closeTo(-0.25, 12), verdict: "no verdict" })
    expect(two.mean!.high - two.mean!.estimate).toBeCloseTo((1.959963984540054 * 0.03) / Math.SQRT2, 12)
    expect(two.elsewhere).toBeNull()
    expect(two.sites[0]!.apart).toMatchObject({ estimate: expect.closeTo(0.1, 12) })
    const unjudged = site(2, auditOf(pair({ difference: -0.9, verdict: "too small" }), { hash: "9" }))
    const three = women(poolOf([...sitesOf([-0.2, -0.3]), unjudged]))
    expect([three.judgedAt, three.mean!.estimate]).toEqual([2, expect.closeTo(-0.25, 12)])
    expect(three.sites[2]).toMatchObject({ difference: -0.9, verdict: "too small" })
    expect(three.sites[2]).not.toHaveProperty("apart")
    const alone = women(poolOf([...sitesOf([-0.2]), site(1, unjudged.findings)]))
    expect([alone.mean, alone.judgedAt]).toEqual([null, 1])
  })

  it("does not depend on the order of the sites", () => {
    const of = (sites: ReadonlyArray<Pool.Site>) => women(poolOf(sites))
    const [there, back] = [of(network), of(network.toReversed())]
    expect(back.mean!.estimate).toBeCloseTo(there.mean!.estimate, 12)
    expect(back.elsewhere!.high).toBeCloseTo(there.elsewhere!.high, 9)
    expect(back.sites.map((at) => at!.apart!.high).toReversed()).toEqual(
      there.sites.map((at) => expect.closeTo(at!.apart!.high, 9))
    )
  })

  it("uses how differences hang together where findings say so: what is the same twice counts once", () => {
    const loadings = Buffer.from(Int8Array.from([127]).buffer).toString("base64")
    const reachOf = (more: Parameters<typeof pair>[0]) => {
      const sites = names.map((_, at) =>
        site(at, auditOf(pair({ difference: 0, ...more }, { difference: 0, ...more }), { hash: hashes[at]! }))
      )
      const { high, standardError } = women(poolOf(sites)).mean!
      return high / standardError / inflation
    }
    const alpha = 0.05 * 0.4 * 0.5
    // With the same critical value, that of a single number is exceeded by more.
    const own = Planning.criticalValue(0.02, 1)
    expect(
      Math.abs(reachOf({ loadings, criticalValue: own * inflation }) - Planning.criticalValue(alpha, 1))
    ).toBeLessThan(0.05)
    expect(Math.abs(reachOf({}) - Planning.criticalValue(alpha, 2))).toBeLessThan(0.05)
  })

  it("ends intervals of shares at -1 and 1", () => {
    const wide = women(poolOf(sitesOf([-0.9, 0.9, -0.8, 0.7])))
    expect([wide.elsewhere!.low, wide.elsewhere!.high]).toEqual([-1, 1])
  })
})

describe("what cannot be pooled", () => {
  const [first, second] = sitesOf([0, 0])
  const other = (changes: Parameters<typeof auditOf>[1]) => site(1, auditOf(pair({}), { hash: "b", ...changes }))
  const { threshold } = first!.findings.audit

  it("is one site, or one site twice", () => {
    expect(refused([])).toContain("There is no site, and a pool is of at least two.")
    expect(refused([first!])).toContain("There is 1 site")
    expect(refused([first!, second!, site(2, first!.findings)])).toContain(
      "North and West are audits of the same files"
    )
  })

  it.each([
    ["levels", { level: 0.9 }, "Intervals hold with 0.95 in one and with 0.9 in the other."],
    ["rules for the threshold", { threshold: { ...threshold, chosenBy: null, value: 0.3 } }, "given as 0.3 in South"],
    ["margins", { margins: { event_recall: 0.02 } }, "Declared margins, event_recall: none in North, 0.02 in South."],
    ["minima", { verdictMinimum: 10 }, "Fewest event-bearing patients for a verdict: 30 in North, 10 in South."]
  ] as const)("is of other %s, and names the site", (_, changes, words) => {
    expect(refused([first!, other(changes)])).toContain(`North and South: `)
    expect(refused([first!, other(changes)])).toContain(words)
  })

  it("is divided otherwise; a category that a site lacks is no matter", () => {
    const [sex] = first!.findings.audit.groupings
    const called = (...ids: ReadonlyArray<string>) =>
      other({ groupings: [{ ...sex!, categories: ids.map((id) => ({ ...sex!.categories[0]!, id, label: id })) }] })
    expect(refused([first!, called("F", "X")])).toContain("has the categories F and M in North and F and X in South.")
    expect(refused([first!, called("F", "M", "X")])).toBe("a pool")
    expect(refused([first!, called("F")])).toBe("a pool")
  })

  it("says what else differs, with the sites' names", () => {
    const { cautions } = poolOf([
      first!,
      other({ dataset: { ...first!.findings.audit.dataset, timestepMinutes: 10, horizonSteps: 72 } })
    ])
    const told = JSON.stringify(cautions)
    expect(told).toContain("Time step, in min: 5 in North, 10 in South.")
  })
})

describe("the report of a pool", () => {
  const document = (sites: ReadonlyArray<Pool.Site>) => PoolReport.assemble(sites, poolOf(sites))

  it("tells a cohort once with its gravest difference, and where it is so", () => {
    const found = document(sitesOf([-0.2, -0.21, -0.25, -0.19, -0.22, -0.2]))
    const told = textOf(found, "pool").replaceAll("\u00a0", " ")
    expect(told).toContain(
      "Female (sex) is worse off than its rest in Event recall: on the mean of 6 sites the difference is -21.2 percentage points"
    )
    expect(told).toContain("it is -25.0 percentage points at West and -19.0 percentage points at East.")
    expect(told).toContain("at another such site it is expected at")
    expect(tableOf(sectionOf(found, "pool"), "pool-map").rows[0]).toMatchObject({ cohort: "Female" })
  })

  it("names the site that differs", () => {
    const told = textOf(document(sitesOf([0, 0, 0, 0, -0.3, 0])), "pool").replaceAll("\u00a0", " ")
    expect(told).toContain("Coast is further behind than the others: without it the mean is 0.0 percentage points.")
    expect(told).toContain(
      "At Coast, Female (sex) is further behind its rest than at the other sites in Event recall: -30.0 percentage points there, 0.0 percentage points on the mean of the others"
    )
  })

  it("says that nothing was judged of two sites, and what is ruled out where nothing is shown", () => {
    expect(textOf(document(sitesOf([-0.2, -0.2])), "pool")).toContain("Nothing was judged over the sites.")
    const none = textOf(document(sitesOf([0, 0.01, -0.01])), "pool")
    expect(none).toContain("Nothing was shown.")
    expect(none).toContain("More than this is ruled out on the mean of these sites: in Event recall, ")
  })
})
