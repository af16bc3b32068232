import type { AuditFindings } from "@fairward/core/AuditFindings"
import type { Verdict } from "@fairward/core/ReportDocument"
import { Verdict as Verdicts } from "@fairward/core/ReportDocument"
import { auditOf, comparison, pair, type Told } from "@fairward/fixtures/Compared"
import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import * as Changes from "../src/Changes.ts"
import * as Gate from "../src/Gate.ts"
import * as GateReport from "../src/GateReport.ts"

const all = (decision: Gate.Decision) => ({
  inconclusive: decision,
  "too small": decision,
  "not estimable": decision,
  "no verdict": decision
})

const policyOf = (policy: unknown): Gate.Policy =>
  Schema.decodeUnknownSync(Gate.Policy, { onExcessProperty: "error" })(policy)

const today = "2026-06-15"

/** Women with a verdict, and men with the same for the other measure. */
const audit = (verdict: Verdict, more: Partial<Told> = {}): AuditFindings =>
  auditOf([
    comparison({ category: "F", difference: -0.2, verdict, ...more }),
    comparison({ category: "M", difference: 0, metric: "precision", verdict: "equivalent" })
  ])

const decided = (policy: unknown, findings: AuditFindings, changes?: Changes.Changes) =>
  Gate.decide(policyOf(policy), findings, { today, ...(changes === undefined ? {} : { changes }) })

const outcomes = (policy: unknown, findings: AuditFindings) =>
  decided(policy, findings).cases.map(({ category, outcome }) => `${category} ${outcome}`)

describe("a gate", () => {
  const material = { fail: [{ verdict: "material", harm: "missed" }], undecided: all("pass") }
  const strict = { ...material, undecided: all("fail") }
  const serious = { fail: [{ verdict: ["material", "worse"], measure: "event_recall" }], undecided: all("warn") }
  const unjudged = { fail: [{ verdict: ["too small", "no verdict"], grouping: "sex" }], undecided: all("pass") }

  /** What becomes of each verdict under each policy. */
  const table: Readonly<
    Record<Verdict, readonly [material: string, strict: string, serious: string, unjudged: string]>
  > = {
    material: ["fail", "fail", "fail", "pass"],
    worse: ["pass", "pass", "fail", "pass"],
    better: ["pass", "pass", "pass", "pass"],
    equivalent: ["pass", "pass", "pass", "pass"],
    greater: ["pass", "pass", "pass", "pass"],
    less: ["pass", "pass", "pass", "pass"],
    inconclusive: ["pass", "fail", "warn", "pass"],
    "too small": ["pass", "fail", "warn", "fail"],
    "not estimable": ["pass", "fail", "warn", "pass"],
    "no verdict": ["pass", "fail", "warn", "fail"]
  }

  for (const verdict of Verdicts.literals) {
    it(`decides on ${verdict}`, () => {
      const found = [material, strict, serious, unjudged].map(
        (policy) =>
          decided(
            policy,
            audit(verdict, verdict === "no verdict" ? { reason: "verdicts need at least 1000 replicates" } : {})
          ).cases.find(({ measure }) => measure === "event_recall")!.outcome
      )
      expect(found).toEqual(table[verdict])
    })
  }

  it("does not ask what is only described", () => {
    expect(outcomes(strict, audit("no verdict", { reason: "described only" }))).toEqual([])
  })

  it("means what meets all keys, by measure of a stage, harm, grouping and category", () => {
    const of = (entry: object) =>
      outcomes({ fail: [{ verdict: "material", ...entry }], undecided: all("pass") }, audit("material"))
    expect(of({})).toEqual(["F fail", "M pass"])
    expect(of({ measure: "performance.event_recall" })).toEqual(["F fail"])
    expect(of({ harm: ["missed", "false alarms"], category: "M" })).toEqual(["M pass"])
    expect(of({ measure: ["event_recall", "precision"], grouping: "sex" })).toEqual(["F fail", "M pass"])
  })

  it("judges by a margin of its own", () => {
    // The interval reaches from -0.2927 to -0.1073.
    const of = (margin: number) =>
      outcomes(
        { fail: [{ verdict: "material", margin, measure: "event_recall" }], undecided: all("pass") },
        audit("worse")
      )
    expect(of(0.1)).toEqual(["F fail"])
    expect(of(0.11)).toEqual(["F pass"])
  })

  it("counts a verdict that was withheld as what it was", () => {
    const found = audit("not estimable", { withheld: "material" })
    expect(outcomes(material, found)).toEqual(["F fail"])
    const { interval: _, ...withheld } = comparison({
      category: "F",
      difference: -0.2,
      verdict: "not estimable",
      withheld: "worse"
    })
    const policy = {
      fail: [{ verdict: "material", margin: 0.01 }],
      undecided: { ...all("pass"), "not estimable": "fail" }
    }
    expect(outcomes(policy, auditOf([{ ...withheld, interval: null }]))).toEqual(["F fail"])
  })

  it("lets pass what is allowed, up to a day", () => {
    const allowing = (until: string) => ({
      ...material,
      allow: [{ measure: "event_recall", category: "F", reason: "retrained in July", until }]
    })
    const allowed = decided(allowing(today), audit("material"))
    expect([allowed.passes, allowed.cases[0]!.outcome, allowed.cases[0]!.because]).toEqual([
      true,
      "allowed",
      "retrained in July (until 2026-06-15)"
    ])
    const over = decided(allowing("2026-06-14"), audit("material"))
    expect([over.passes, over.expired]).toEqual([false, ["retrained in July (until 2026-06-14)"]])
  })

  it("stays closed where a stage failed", () => {
    const found = audit("equivalent")
    const broken = {
      ...found,
      stages: { ...found.stages, other: { ...found.stages.performance!, status: "failed" as const } }
    }
    const outcome = decided(material, broken)
    expect([outcome.passes, outcome.failedStages.map(({ id }) => id)]).toEqual([false, ["other"]])
    expect(GateReport.lines(broken, policyOf(material), outcome).join("\n")).toContain(
      "failed: nothing of it is judged"
    )
  })

  it("stays closed where nothing judged meets an entry", () => {
    const described = audit("no verdict", { reason: "described only" })
    const outcome = decided(strict, described)
    expect([outcome.passes, outcome.cases, outcome.unanswered]).toEqual([false, [], [0]])
    expect(GateReport.lines(described, policyOf(strict), outcome).join("\n")).toContain(
      "Nothing judged meets an entry of the policy: harm: missed; verdict: material."
    )
  })

  it("stays closed where nothing was judged, unless the policy lets just that pass", () => {
    const small = audit("too small")
    const warned = decided({ ...material, undecided: all("warn") }, small)
    expect([warned.passes, warned.isUnjudged]).toEqual([false, true])
    const policy = policyOf({ ...material, undecided: all("warn") })
    expect(GateReport.lines(small, policy, warned).join("\n")).toContain(
      "Nothing was judged: no comparison that the policy means, of 1,"
    )
    expect(GateReport.junit(small, policy, warned)).toContain('<failure message="Nothing was judged')
    expect(decided({ ...material, undecided: all("pass") }, small).passes).toBe(true)
    expect(decided({ ...material, undecided: all("warn") }, audit("inconclusive")).passes).toBe(true)
  })

  it("stays closed where the baseline has a stage, or a cohort, that the audit has not", () => {
    const policy = { fail: [{ change: "worse" }], undecided: { ...all("pass"), change: "fail" } }
    const before = auditOf([...pair({}), comparison({ category: "X", difference: 0 })])
    const whole = { ...before, stages: { ...before.stages, other: { ...before.stages.performance!, title: "Other" } } }
    const after = auditOf(pair({}), { hash: "b" })
    const changes = Changes.between(whole, after)
    if (Changes.isRefused(changes)) throw new Error("refused")
    const outcome = decided(policy, after, changes)
    expect([outcome.passes, outcome.missingStages]).toEqual([false, ["Other"]])
    expect(outcome.cases.filter(({ category }) => category === "X").map(({ outcome }) => outcome)).toEqual(["fail"])
    expect(GateReport.junit(after, policyOf(policy), outcome)).toContain("Other is in the baseline only")
  })

  it("asks of changes since a baseline, and of those that the data do not tell", () => {
    const policy = {
      fail: [{ change: ["material", "worse"] }],
      undecided: { ...all("pass"), change: "warn" }
    }
    const [before, after] = [auditOf(pair({})), auditOf(pair({ difference: -0.3 }), { hash: "b" })]
    const changes = Changes.between(before, after)
    if (Changes.isRefused(changes)) throw new Error("refused")
    expect(decided(policy, after, changes).cases.map(({ of, outcome, verdict }) => [of, verdict, outcome])).toEqual([
      ["change", "material", "fail"],
      ["change", "inconclusive", "warn"]
    ])
    expect(Gate.needsBaseline(policyOf(policy))).toBe(true)
  })
})

describe("a policy", () => {
  const refused = (policy: unknown): string => {
    try {
      policyOf(policy)
      return "taken"
    } catch (error) {
      return String(error)
    }
  }

  it("decides on everything that has no answer, and says verdict or change", () => {
    const { inconclusive: _, ...some } = all("pass")
    expect(refused({ fail: [{ verdict: "material" }], undecided: some })).toContain("inconclusive")
    expect(refused({ fail: [{ harm: "missed" }], undecided: all("pass") })).toContain(
      "Expected one of verdict and change"
    )
    expect(refused({ fail: [{ change: "worse" }], undecided: all("pass") })).toContain("undecided.change is missing")
    expect(refused({ fail: [], undecided: all("pass") })).not.toBe("taken")
    expect(refused({ fail: [{ verdict: "material", measures: "x" }], undecided: all("pass") })).not.toBe("taken")
    expect(
      refused({
        fail: [{ verdict: "material" }],
        undecided: all("pass"),
        allow: [{ reason: "why", until: "soon" }]
      })
    ).toContain("Expected a day")
    const allowing = (allowed: object) =>
      refused({ fail: [{ verdict: "material" }], undecided: all("pass"), allow: [allowed] })
    expect(allowing({ measure: "x", reason: "why", until: "2027-02-30" })).toContain("Expected a day that there is")
    expect(allowing({ measure: "x", reason: "why", until: "2028-02-29" })).toBe("taken")
    expect(allowing({ reason: "why", until: "2027-02-28" })).toContain("it would allow everything")
  })

  it("is refused where it names what the findings lack, or is about nothing", () => {
    const issues = (policy: object) =>
      Gate.policyIssues(policyOf({ undecided: all("pass"), ...policy }), audit("worse")).map(
        ({ message, path }) => `${path.join(".")}: ${message}`
      )
    expect(issues({ fail: [{ verdict: "material", measure: "event_recal" }] })).toEqual([
      'fail.0.measure: The findings have no measure "event_recal": did you mean "event_recall"?'
    ])
    expect(issues({ fail: [{ verdict: "material", measure: "precision", category: "F" }] })).toEqual([
      "fail.0: No comparison of the findings meets all of this, so it could never fail"
    ])
    expect(issues({ fail: [{ verdict: "material", measure: "precision", margin: 10 }] })).toEqual([
      "fail.0.margin: Shares never differ by 10: write 0.1 for 10 of 100"
    ])
    expect(issues({ fail: [{ verdict: "material" }] })).toEqual([])
    const described = audit("no verdict", { reason: "described only" })
    expect(
      Gate.policyIssues(
        policyOf({ undecided: all("pass"), fail: [{ verdict: "material", harm: "missed" }] }),
        described
      ).map(({ message }) => message)
    ).toEqual(["Whatever meets all of this is only described and never judged, so it could never fail"])
  })
})

describe("a gate of an audit to come", () => {
  it("is refused where it names measures, groupings or categories that the audit cannot have", () => {
    const foreseen: Gate.Foreseen = {
      misnamed: (name) => (name === "event_recall" ? undefined : `no ${name}`),
      groupings: [{ id: "sex", categories: [{ id: "F" }, { id: "M" }] }]
    }
    const issues = (target: object) =>
      Gate.foreseenIssues(policyOf({ undecided: all("pass"), fail: [{ verdict: "material", ...target }] }), foreseen)
    expect(issues({ measure: ["event_recall", "event_recal"] })).toEqual([
      { path: ["fail", "0", "measure"], message: "no event_recal" }
    ])
    expect(issues({ grouping: "sx" })).toEqual([
      { path: ["fail", "0", "grouping"], message: 'The audit has no grouping "sx": did you mean "sex"?' }
    ])
    expect(issues({ grouping: "sex", category: "Female" })).toEqual([
      { path: ["fail", "0", "category"], message: 'The audit has no category "Female"; known: F, M' }
    ])
    // Of a grouping that a stage makes itself.
    expect(issues({ grouping: "lactate", category: "no_msrt" })).toEqual([])
    expect(issues({ category: "no_msrt" })).toEqual([])
  })
})

describe("the outcome", () => {
  const policy = policyOf({ fail: [{ verdict: "material", harm: "missed" }], undecided: all("pass") })
  const found = audit("material")
  const outcome = Gate.decide(policy, found, { today })

  it("is JUnit XML with a suite for each entry", () => {
    const xml = GateReport.junit(found, policy, outcome)
    expect(xml).toContain('<testsuites name="fairward gate" tests="2" failures="1" errors="0">')
    // The schema that Jenkins reads by wants all four of each suite.
    expect(xml).toContain(
      '<testsuite name="harm: missed; verdict: material" tests="1" failures="1" errors="0" skipped="0">'
    )
    expect(xml.match(/<testsuite /gu)).toHaveLength(
      xml.match(/tests="\d+" failures="\d+" errors="0" skipped=/gu)!.length
    )
    expect(xml).toContain('<testcase classname="performance.event_recall" name="Sex: Female">')
    expect(xml).toContain('<failure message="The verdict is material." type="material"/>')
  })

  it("is XML whatever a label holds", () => {
    const [sex] = found.audit.groupings
    const [women, men] = sex!.categories
    const odd = { ...sex!, categories: [{ ...women!, label: "Fem\u001b[31m<ale>\u0007" }, men!] }
    const xml = GateReport.junit({ ...found, audit: { ...found.audit, groupings: [odd] } }, policy, outcome)
    expect(xml).toContain('name="Sex: Fem\ufffd[31m&lt;ale>\ufffd"')
  })

  it("is Markdown in which nothing of the data is markup, far below 1 MB", () => {
    const many = {
      ...outcome,
      cases: Array.from({ length: 20_000 }, () => ({ ...outcome.cases[0]!, because: "| <script> [x](y)" }))
    }
    const text = GateReport.markdown(found, policy, many)
    expect(text.length).toBeLessThan(100_000)
    expect(text).toContain("and 19950 more")
    expect(text).toContain(String.raw`\| \<script\> \[x\](y)`)
  })
})
