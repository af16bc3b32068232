/** The page of key findings in print, of stages that found much. */

import type * as Stage from "@fairward/core/Stage"
import * as AuditReport from "@fairward/document/AuditReport"
import { manyCohorts } from "@fairward/fixtures/Outcomes"
import { sectionOf, tableOf } from "@fairward/fixtures/Text"
import { Fixture, Fixtures } from "@fairward/stage-kit"
import { Effect } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { fitsPage } from "../src/Fit.ts"
import { renderHtml, renderPdf } from "../src/index.ts"
import { readPdf } from "./readPdf.ts"

const names = ["@fairward/performance", "@fairward/time-gap", "@fairward/medical-variables"]
const nothingWithheld = 1

/** Many cohorts that are worse off, with long names. */
const groupings = Object.fromEntries(
  Array.from({ length: 8 }, (_, i) => [
    `sex_${i}`,
    {
      title: `Sex as in register number ${i + 1} of the hospital`,
      column: "sex",
      categories: { F: "Women and girls of all ages", M: "Men and boys of all ages" }
    }
  ])
)

const audited = async () => {
  const complete = Fixtures.complete()
  const fixture = { ...complete, settings: { ...complete.settings, groupings } }
  const audits = await Promise.all(
    names.map(async (name) => {
      const stage: Stage.Any = (await import(name)).default
      const outcome = await Effect.runPromise(Fixture.run(stage, {}, fixture))
      if (outcome._tag !== "Done") throw new Error(`${name}: ${outcome._tag}`)
      const findings = await Effect.runPromise(Fixture.disclosed(stage, outcome.findings, fixture, nothingWithheld))
      const measures = await Effect.runPromise(stage.measured(outcome.findings))
      const stages = Object.fromEntries(
        Object.entries(findings.stages).map(([id, stored]) => [id, { ...stored, measures }])
      )
      return { stage, findings: { ...findings, stages } }
    })
  )
  const stages = Object.assign({}, ...audits.map(({ findings }) => findings.stages))
  return { findings: { ...audits[0]!.findings, stages }, stages: audits.map(({ stage }) => stage) }
}

describe("the page of the answer", () => {
  it.each([
    [3, "A4"],
    [3, "Letter"],
    [200, "A4"],
    [200, "Letter"]
  ] as const)(
    "is the first and one page, with %i cohorts on %s, and has the number of every cell",
    async (count, paper) => {
      const { findings, stages } = manyCohorts(count)
      const document = await Effect.runPromise(
        AuditReport.assemble({ ...findings, report: { ...findings.report, paper } }, stages, fitsPage)
      )
      const { pages } = await readPdf(await Effect.runPromise(renderPdf(document)))
      const shown = tableOf(sectionOf(document, "answer"), "answer-cohorts").rows
      expect(shown).toHaveLength(count === 3 ? 3 : 20)
      const [answer, ...others] = pages.map(({ text }) => text)
      expect(answer).toContain("Does this alarm serve everyone?")
      for (const { cohort } of shown) expect(answer).toContain(String(cohort))
      expect(answer!.includes("Not in this table")).toBe(count === 200)
      expect(others[0]!.includes("The evidence in pictures")).toBe(count === 200)
      const [trust, card, contents] = count === 200 ? others.slice(1) : others
      expect(trust).toContain("May I trust it?")
      expect(trust!.includes("Not in this table")).toBe(count === 200)
      expect(card).toMatch(/Model card.*Reviewed by/su)
      expect(contents).toContain("Contents")
      expect(answer).toMatch(count === 3 ? /12 ○ ±13/u : /37 ▼/u)
      expect(answer).toMatch(/2\.1 ■/u)
    }
  )
})

describe("the edition for a committee", () => {
  it("is these four pages in print, and without cover and contents on the page", async () => {
    const { findings, stages } = manyCohorts(20)
    const committee = { ...findings, report: { ...findings.report, edition: "committee" as const } }
    const document = await Effect.runPromise(AuditReport.assemble(committee, stages, fitsPage))
    const { pages } = await readPdf(await Effect.runPromise(renderPdf(document)))
    expect(pages).toHaveLength(4)
    expect(pages.at(-1)!.text).toMatch(/Model card.*Reviewed by/su)
    const html = await Effect.runPromise(renderHtml(document))
    expect(html).not.toContain('<dl class="facts">')
    expect(html.match(/<section /gu)).toHaveLength(4)
  })
})

describe("the appendix on reporting standards in print", () => {
  it("has the pages of the sections that it names", async () => {
    const { findings, stages } = manyCohorts(20)
    const document = await Effect.runPromise(AuditReport.assemble(findings, stages, fitsPage))
    const { pages } = await readPdf(await Effect.runPromise(renderPdf(document)))
    const pageOf = (start: RegExp) => pages.findIndex(({ text }) => start.test(text)) + 1
    const appendix = pages.findLast(({ text }) => text.includes("Items of TRIPOD+AI on fairness"))!.text
    const population = pageOf(/Test population.*Whom the findings are about/su)
    expect(population).toBeGreaterThan(3)
    expect(appendix).toMatch(new RegExp(`20a.*pages 3, ${population}`, "su"))
  })
})

describe("a report whose annex is not printed", () => {
  it("is short, says where everything is, leads nowhere that is not there, and loses nothing on the page", async () => {
    const { findings, stages } = manyCohorts(20)
    const { report, ...others } = findings
    const document = await Effect.runPromise(
      AuditReport.assemble({ ...others, report: { ...report, annex: false } }, stages, fitsPage)
    )
    const { pages, text } = await readPdf(await Effect.runPromise(renderPdf(document)))
    expect(pages.at(-1)!.text).not.toContain("Provenance")
    expect(text).toContain("The annex is not printed")
    expect(text).not.toContain("Produced by Fairward")
    expect(text).not.toMatch(/Glossary|Section [A-Z]\b/u)
    const whole = await readPdf(
      await Effect.runPromise(renderPdf(await Effect.runPromise(AuditReport.assemble(findings, stages, fitsPage))))
    )
    expect(whole.pages.length).toBeGreaterThan(pages.length + 3)
    const html = await Effect.runPromise(renderHtml(document))
    expect(html).toContain("Provenance")
    expect(html).toContain('id="glossary"')
  })
})

describe("the first pages of an audit", () => {
  let audit: Awaited<ReturnType<typeof audited>>
  beforeAll(async () => {
    audit = await audited()
  })

  it.each(["A4", "Letter"] as const)(
    "are one page each of %s: answer, evidence, trust, card, contents",
    async (paper) => {
      const findings = { ...audit.findings, report: { ...audit.findings.report, paper } }
      const document = await Effect.runPromise(AuditReport.assemble(findings, audit.stages, fitsPage))
      const { pages } = await readPdf(await Effect.runPromise(renderPdf(document)))
      const [answer, evidence, trust, card, contents] = pages.map(({ text }) => text)
      const shown = tableOf(sectionOf(document, "answer"), "answer-cohorts").rows
      expect(answer).toContain("Does this alarm serve everyone?")
      expect(answer).toContain(String(shown.at(-1)!.cohort))
      expect(shown.length).toBeGreaterThan(4)
      expect(evidence).toContain("The evidence in pictures")
      expect(evidence).toContain("Figure 3.")
      expect(trust).toMatch(/May I trust it\?.*By whom, and why, is not stated/su)
      expect(card).toMatch(/Model card.*Reviewed by/su)
      expect(contents).toContain("Contents")
      expect(sectionOf(document, "evidence").blocks.map(({ _tag }) => _tag)).toEqual([
        "KeyFinding",
        "Chart",
        "Paragraph",
        "KeyFinding",
        "Chart",
        "KeyFinding",
        "Chart",
        "Chart"
      ])
    }
  )

  it("have no number that is not in the findings, but for how many cohorts they are about", async () => {
    const document = await Effect.runPromise(AuditReport.assemble(audit.findings, audit.stages, fitsPage))
    const known = new Set<string>()
    const collect = (value: unknown): void => {
      if (typeof value === "number") {
        for (const one of [value, 100 * value, 100 - 100 * value, 1000 * value, 1000 - 1000 * value]) {
          for (let digits = 0; digits <= 3; digits++) known.add(Math.abs(one).toFixed(digits))
        }
      } else if (typeof value === "object" && value !== null) Object.values(value).forEach(collect)
    }
    collect(audit.findings)
    const about = audit.findings.audit.groupings.flatMap(({ categories }) => categories).length
    for (let count = 0; count <= about; count++) known.add(`${count}`)
    const shown: Array<string> = []
    const show = (value: number, digits: number) => shown.push(Math.abs(value).toFixed(digits))
    const isShown = (id: string) => ["answer", "evidence", "trust", "card"].includes(id)
    for (const block of document.sections.flatMap(({ blocks, id }) => (isShown(id) ? blocks : []))) {
      if (block._tag === "Paragraph" || block._tag === "KeyFinding") {
        for (const part of block.text) {
          if (typeof part !== "object" || !("value" in part)) continue
          show(part.value, "digits" in part.as ? part.as.digits : 0)
        }
      }
      if (block._tag === "Table") {
        for (const cell of block.rows.flatMap((row) => Object.values(row))) {
          if (typeof cell === "number") show(cell, 0)
          if (typeof cell !== "object" || cell === null || !("value" in cell)) continue
          const values = typeof cell.value === "object" && cell.value !== null ? cell.value : [cell.value]
          for (const one of values) if (typeof one === "number") show(one, cell.digits ?? 0)
          if (cell.detectable !== undefined) show(cell.detectable, cell.digits ?? 0)
        }
      }
      if (block._tag === "Chart") {
        const { values } = (block.spec as { data: { values: ReadonlyArray<Record<string, unknown>> } }).data
        for (const { difference, high, low, value } of values) {
          for (const one of [difference, high, low, value]) if (typeof one === "number") show(one, 3)
        }
      }
    }
    expect(shown.length).toBeGreaterThan(100)
    expect(shown.filter((one) => !known.has(one))).toEqual([])
  })
})
