/** The page of key findings in print, of stages that found much. */

import type * as Stage from "@fairward/core/Stage"
import * as AuditReport from "@fairward/document/AuditReport"
import { manyCohorts } from "@fairward/fixtures/Outcomes"
import { sectionOf, tableOf } from "@fairward/fixtures/Text"
import { Fixture, Fixtures } from "@fairward/stage-kit"
import { Effect } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { fitsPage } from "../src/Fit.ts"
import { renderPdf } from "../src/index.ts"
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
      return {
        stage,
        findings: await Effect.runPromise(Fixture.disclosed(stage, outcome.findings, fixture, nothingWithheld))
      }
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
      const [answer, cover] = pages.map(({ text }) => text)
      expect(answer).toContain("Does this alarm serve everyone?")
      for (const { cohort } of shown) expect(answer).toContain(String(cohort))
      expect(answer!.includes("Not in this table")).toBe(count === 200)
      expect(cover).toContain("Produced by Fairward")
      expect(answer).toMatch(count === 3 ? /12 \? ±13/u : /37 ▼/u)
      expect(answer).toMatch(/2\.1 =/u)
    }
  )
})

describe("the key findings of an audit", () => {
  let audit: Awaited<ReturnType<typeof audited>>
  beforeAll(async () => {
    audit = await audited()
  })

  it.each(["A4", "Letter"] as const)("are one page of %s, as full as can be, before all findings", async (paper) => {
    const findings = { ...audit.findings, report: { ...audit.findings.report, paper } }
    const pages: Array<{ readonly isOne: boolean; readonly blocks: number }> = []
    const fits: typeof fitsPage = (document, section) => {
      const isOne = fitsPage(document, section)
      pages.push({ isOne, blocks: section.blocks.length })
      return isOne
    }
    const document = await Effect.runPromise(AuditReport.assemble(findings, audit.stages, fits))
    const largest = Math.max(...pages.flatMap(({ blocks, isOne }) => (isOne ? [blocks] : [])))
    expect(pages.some(({ blocks, isOne }) => !isOne && blocks === largest + 1)).toBe(true)
    const pdf = await readPdf(await Effect.runPromise(renderPdf(document)))
    const pageOf = (title: string): number =>
      pdf.pages.findIndex(
        ({ items }, index) => index > 2 && items.some(({ text, y }) => y > 60 && text.trim() === title)
      )
    const front = pdf.pages[pageOf("Key findings")]!
    expect(pageOf("Key findings")).toBe(3)
    expect(front.items.filter(({ text }) => /^[▼▽] (material|worse)$/.test(text.trim())).length).toBeGreaterThan(4)
    expect(front.text).toMatch(/And \d+ more/)
    expect(front.text).toContain("Verdicts, signs and intervals are explained")
  })
})
