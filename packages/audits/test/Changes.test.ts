import type { AuditFindings } from "@fairward/core/AuditFindings"
import { auditOf, comparison, ofTwo, pair } from "@fairward/fixtures/Compared"
import { sectionOf, tableOf, textOf } from "@fairward/fixtures/Text"
import type { Schema } from "effect"
import { describe, expect, it } from "vitest"
import * as Changes from "../src/Changes.ts"
import * as ChangesReport from "../src/ChangesReport.ts"

const changed = (earlier: AuditFindings, later: AuditFindings): Changes.Changes => {
  const found = Changes.between(earlier, later)
  if (Changes.isRefused(found)) throw new Error(JSON.stringify(found))
  return found
}

const first = (changes: Changes.Changes) => changes.stages[0]!.changes[0]!

const refused = (earlier: AuditFindings, later: AuditFindings): string => {
  const found = Changes.between(earlier, later)
  return Changes.isRefused(found) ? found.map(({ message }) => message).join(" ") : "compared"
}

describe("a change", () => {
  it("is the later difference less the earlier one, -+ the quantile of the largest normal change, times what the audits needed", () => {
    const { change, interval, standardError, verdict } = first(
      changed(auditOf(pair({ difference: 0.02 })), auditOf(pair({ difference: -0.28 }), { hash: "b" }))
    )
    expect(change).toBeCloseTo(-0.3, 12)
    expect(standardError).toBeCloseTo(0.03 * Math.SQRT2, 12)
    const half = 1.2 * ofTwo * 0.03 * Math.SQRT2
    expect(Math.abs(interval!.low - (-0.3 - half))).toBeLessThan(0.0025)
    expect(Math.abs(interval!.high - (-0.3 + half))).toBeLessThan(0.0025)
    expect(interval!.adjustedP).toBeLessThan(0.001)
    expect(verdict).toBe("material")
  })

  it("needs less where differences hang together", () => {
    const one = Buffer.from(Int8Array.of(127)).toString("base64")
    const minus = Buffer.from(Int8Array.of(-127)).toString("base64")
    const found = (f?: string, m?: string) =>
      first(
        changed(
          auditOf(
            pair({ ...(f === undefined ? {} : { loadings: f }) }, { ...(m === undefined ? {} : { loadings: m }) })
          ),
          auditOf(
            pair({ ...(f === undefined ? {} : { loadings: f }) }, { ...(m === undefined ? {} : { loadings: m }) }),
            {
              hash: "b"
            }
          )
        )
      ).interval!
    // Mirrored differences are one: 2.326 of one normal number instead of 2.574, and 1.2 x 2.574 / 2.326 of the audits.
    const together = found(one, minus)
    expect(Math.abs(together.high - 1.2 * ofTwo * 0.03 * Math.SQRT2)).toBeLessThan(0.0025)
    expect(found().high).toBeGreaterThan(0.125)
  })

  it("spends on each analysis an equal part of the error", () => {
    const one = changed(auditOf(pair({})), auditOf(pair({}), { hash: "b" }))
    const twice = (audit: AuditFindings) => ({
      ...audit,
      stages: { ...audit.stages, other: audit.stages.performance! }
    })
    const two = changed(twice(auditOf(pair({}))), twice(auditOf(pair({}), { hash: "b" })))
    // At 0.99 the larger of two is below 2.806.
    expect(first(two).interval!.high / first(one).interval!.high).toBeCloseTo(2.806 / ofTwo, 1)
    expect(first(two).interval!.high).toBeGreaterThan(first(one).interval!.high)
  })

  it("is none where nothing changed, of the same files", () => {
    const audit = auditOf(pair({ difference: -0.2, verdict: "material" }))
    const { cautions, stages } = changed(audit, audit)
    expect(stages[0]!.changes.map(({ verdict }) => verdict)).toEqual(["equivalent", "equivalent"])
    expect(cautions.map((words) => words.join(""))).toEqual([
      "The audits are identical: the same files, settings and numbers. Nothing changed."
    ])
    const other = changed(audit, { ...audit, audit: { ...audit.audit, title: "Again" } })
    expect(JSON.stringify(other.cautions)).toContain("of the same files")
    const elsewhere = changed(audit, auditOf(pair({ difference: -0.2, verdict: "material" }), { hash: "b" }))
    expect(first(elsewhere).verdict).toBe("inconclusive")
    expect(elsewhere.cautions).toEqual([])
  })

  it("has no verdict where one of the audits has none", () => {
    const { reason, verdict } = first(
      changed(auditOf(pair({ verdict: "too small" })), auditOf(pair({}), { hash: "b" }))
    )
    expect([verdict, reason]).toEqual(["no verdict", "not judged in the earlier audit"])
  })

  it("is judged by the smaller margin", () => {
    expect(first(changed(auditOf(pair({ margin: 0.03 })), auditOf(pair({ margin: 0.05 }), { hash: "b" }))).margin).toBe(
      0.03
    )
  })

  it("of a cohort that only one audit has is told of that", () => {
    const { stages } = changed(
      auditOf([...pair({}), comparison({ category: "X", difference: 0.1 })]),
      auditOf(pair({}), { hash: "b" })
    )
    expect(stages[0]!.unmatched).toEqual([
      {
        stage: "performance",
        grouping: "sex",
        category: "X",
        metric: "event_recall",
        only: "earlier",
        isDescribed: false
      }
    ])
  })
})

describe("audits that are not to be compared", () => {
  it("are refused with all reasons", () => {
    const audit = auditOf(pair({}))
    const other = auditOf(pair({}), {
      hash: "b",
      level: 0.9,
      dataset: { ...audit.audit.dataset, horizonSteps: 12, scale: "points" }
    })
    expect(refused(audit, other)).toMatch(/0\.95 in one and with 0\.9.*720 min.*60 min.*points/u)
    expect(refused(audit, { ...other, stages: {} })).toContain("no analysis in common")
    const plain = pair({}).map((one) => ({
      ...one,
      interval: { low: -0.1, high: 0.1, level: 0.95, adjustedP: 0.5 }
    }))
    expect(refused(auditOf(plain), audit)).toContain("The earlier findings hold no standard errors")
  })

  it("are compared with a word where other settings differ", () => {
    const { cautions } = changed(
      auditOf(pair({})),
      auditOf(pair({}), { hash: "b", threshold: { value: 0.3, chosenBy: null, warnings: [] }, verdictMinimum: 20 })
    )
    const said = JSON.stringify(cautions)
    expect(said).toContain("chosen for event-recall 0.8, then given as 0.3")
    expect(said).toContain("verdict: 30, then 20")
  })

  it("tell first that they seem to be the wrong way round, by years of the data, or by when they were made", () => {
    const of = (period: string, startedAt: string, hash: string) => {
      const audit = auditOf(pair({}), { hash, study: { period } })
      return { ...audit, provenance: { ...audit.provenance, startedAt } }
    }
    const said = (...[earlier, later]: ReadonlyArray<AuditFindings>) =>
      JSON.stringify(changed(earlier!, later!).cautions)
    const wrong = "the wrong way round"
    const [june, july] = ["2026-06-01T06:00:00.000Z", "2026-07-01T06:00:00.000Z"]
    expect(said(of("2019 to 2021", june, "a"), of("2017 to 2018", july, "b"))).toContain(wrong)
    expect(said(of("2017 to 2018", july, "a"), of("2019 to 2021", june, "b"))).not.toContain(wrong)
    expect(said(of("2019", july, "a"), of("2019", june, "b"))).toContain(wrong)
    expect(said(of("one year", july, "a"), of("2019", june, "b"))).toContain("made on 2026-07-01 at 06:00")
    expect(said(of("one year", june, "a"), of("one year", july, "b"))).not.toContain(wrong)
    expect(said(of("one year", june, "a"), of("one year", june, "b"))).not.toContain(wrong)
  })

  it("are told apart by title and period where these differ, and are ordered by times in titles", () => {
    const of = (title: string, startedAt: string, hash: string, period?: string) => {
      const audit = auditOf(pair({}), { hash, title, ...(period === undefined ? {} : { study: { period } }) })
      return { ...audit, provenance: { ...audit.provenance, startedAt } }
    }
    const said = (...[earlier, later]: ReadonlyArray<AuditFindings>) =>
      JSON.stringify(changed(earlier!, later!).cautions)
    const [early, late] = ["2026-07-01T06:00:00.000Z", "2026-07-01T06:05:00.000Z"]
    expect(said(of("Alarm in June", late, "a"), of("Alarm in May", early, "b"))).toContain(
      "The audit given as the earlier (Alarm in June) was made on 2026-07-01 at 06:05, after the later (Alarm in May), made on 2026-07-01 at 06:00"
    )
    expect(said(of("Alarm 2026-06, ward of 2019", early, "a"), of("Alarm 2026-05, ward of 2019", late, "b"))).toContain(
      "(Alarm 2026-06, ward of 2019) seems to be of a later time than the one given as the later (Alarm 2026-05, ward of 2019)"
    )
    expect(said(of("Alarm 2026-05", late, "a"), of("Alarm 2026-06", early, "b"))).toBe("[]")
    expect(said(of("Alarm", early, "a", "2026-06"), of("Alarm", late, "b", "2026-05"))).toContain(
      "(of 2026-06) seems to be"
    )
  })

  it("tell of an analysis that only one has, before everything else", () => {
    const audit = auditOf(pair({}), { hash: "b" })
    const more = { ...audit, stages: { ...audit.stages, other: { ...audit.stages.performance!, title: "Other" } } }
    const { cautions, missing } = changed(more, auditOf(pair({})))
    expect(missing).toEqual([{ id: "other", title: "Other", only: "earlier" }])
    expect(cautions[0]!.join("")).toBe("Other is in the earlier audit only: nothing is said here of what it compares.")
  })

  it("have no change where a difference is beyond all numbers", () => {
    const huge = first(
      changed(auditOf(pair({ difference: 1.5e308 })), auditOf(pair({ difference: -1.5e308 }), { hash: "b" }))
    )
    expect([huge.change, huge.interval, huge.verdict]).toEqual([null, null, "no verdict"])
  })

  it("name of options and margins only what differs", () => {
    const withOptions = (options: Readonly<Record<string, Schema.Json>>, hash: string) => {
      const audit = auditOf(pair({}), { hash })
      const { performance } = audit.stages
      return { ...audit, stages: { performance: { ...performance!, options } } }
    }
    const { cautions } = changed(
      withOptions({ bins: 10, metrics: ["recall", "npv"], margin: 0.05 }, "a"),
      withOptions({ bins: 20, metrics: ["recall", "fpr"], margin: 0.05 }, "b")
    )
    expect(cautions.map((words) => words.join(""))).toEqual([
      "Options of Performance, bins: 10, then 20.",
      "Options of Performance, metrics: without npv in the later audit, with fpr in the later audit only."
    ])
  })
})

describe("the report of changes", () => {
  it("says who fell back, of two categories the one, and what came and went", () => {
    const earlier = auditOf(pair({ difference: 0 }, { difference: 0 }))
    const later = auditOf(pair({ difference: -0.3, verdict: "material" }, { difference: 0.3, verdict: "better" }), {
      hash: "b"
    })
    const document = ChangesReport.assemble(earlier, later, changed(earlier, later))
    const found = sectionOf(document, "changes").blocks.flatMap((block) => (block._tag === "KeyFinding" ? [block] : []))
    expect(found.map(({ cohorts, verdict }) => [verdict, cohorts![0]!.category])).toEqual([["material", "F"]])
    const said = textOf(document, "changes").replaceAll("\u00a0", " ")
    expect(said).toContain("Female (sex) fell back against its rest by more than the margin in Event recall")
    expect(said).toContain("1 difference between a cohort and its rest was judged in both audits")
    const verdicts = sectionOf(document, "verdicts")
    expect(tableOf(verdicts, "verdicts-appeared").rows.map(({ category }) => category)).toEqual(["Sex: Female"])
    expect(tableOf(verdicts, "verdicts-vanished").rows).toEqual([])
  })

  it("says that it was the rest that moved where the cohort's own value moved the other way", () => {
    const sided = (cohort: number, rest: number, category: string) => {
      const one = comparison({ category, difference: cohort - rest, metric: "precision", verdict: "material" })
      return { ...one, cohort: { ...one.cohort, estimate: cohort }, rest: { ...one.rest, estimate: rest } }
    }
    const of = (hash: string, women: number, men: number) =>
      auditOf([sided(women, men, "F"), sided(men, women, "M")], { hash })
    const told = ([before, after]: readonly [readonly [number, number], readonly [number, number]]) => {
      const [earlier, later] = [of("a", ...before), of("b", ...after)]
      const document = ChangesReport.assemble(earlier, later, changed(earlier, later))
      return {
        said: textOf(document, "changes").replaceAll("\u00a0", " "),
        rows: tableOf(sectionOf(document, "all-changes"), "changes-performance").rows
      }
    }
    const better = told([
      [0.349, 0.287],
      [0.361, 0.6]
    ])
    expect(better.said).toContain(
      "Female (sex) fell back against its rest by more than the margin in Precision, because the rest (Male) went from 28.7 % to 60.0 %; its own value got better, it went from 34.9 % to 36.1 %. Change of the difference -30.1 percentage points"
    )
    expect(better.rows[0]).toMatchObject({
      verdict: { value: "material", note: "by the rest, own better" }
    })
    const same = told([
      [0.4, 0.3],
      [0.4, 0.7]
    ])
    expect(same.said).toContain("went from 30.0 % to 70.0 %; its own value stayed at 40.0 %.")
    const own = told([
      [0.6, 0.3],
      [0.2, 0.31]
    ])
    expect(own.said).toContain("60.0 % against 30.0 % in the earlier audit, 20.0 % against 31.0 % in the later one")
    expect(own.rows[0]).toMatchObject({ verdict: "material" })
  })

  it("speaks of no rest that moved where two models are compared on the same patients", () => {
    const of = (hash: string, cohort: number, rest: number) => {
      const one = comparison({ category: "F", difference: cohort - rest, verdict: "material" })
      const sides = { cohort: { ...one.cohort, estimate: cohort }, rest: { ...one.rest, estimate: rest } }
      return auditOf([{ ...one, ...sides, between: "models" }], { hash })
    }
    const [earlier, later] = [of("a", 0.3, 0.3), of("b", 0.4, 0.8)]
    const said = textOf(ChangesReport.assemble(earlier, later, changed(earlier, later)), "changes")
    expect(said).toContain("fell back")
    expect(said).not.toContain("because the rest")
  })

  it("says of an audit and itself that they are identical, and no more", () => {
    const audit = auditOf(pair({ difference: -0.2, verdict: "material" }))
    const said = textOf(ChangesReport.assemble(audit, audit, changed(audit, audit)), "changes")
    expect(said).toContain("The audits are identical")
    expect(said).not.toContain("No change was shown")
    expect(said).not.toContain("were judged in both")
  })

  it("says what is ruled out where no change was shown, and that nothing was judged where nothing was", () => {
    const [earlier, later] = [auditOf(pair({})), auditOf(pair({}), { hash: "b" })]
    const quiet = ChangesReport.assemble(earlier, later, changed(earlier, later))
    expect(textOf(quiet, "changes")).toMatch(/No change was shown.*more than this is ruled out.*Female \(sex\)/su)
    const small = auditOf(pair({ verdict: "too small" }, { verdict: "too small" }), { hash: "c" })
    expect(textOf(ChangesReport.assemble(earlier, small, changed(earlier, small)), "changes")).toContain(
      "Nothing was judged"
    )
  })
})
