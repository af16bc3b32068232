/** Findings of stages, as findings.json stores them, against what the PDF and the page that are made of them say. */
import type { Comparison } from "@fairward/core/Comparison"
import { defaultPresentation, type ReportDocument, type StageSection, withAnnex } from "@fairward/core/ReportDocument"
import type * as Stage from "@fairward/core/Stage"
import { Fixture, Fixtures } from "@fairward/stage-kit"
import { Effect } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { renderHtml, renderPdf } from "../src/index.ts"
import { readPdf } from "./readPdf.ts"

interface Stored {
  readonly comparisons: ReadonlyArray<Comparison>
  readonly groupings: ReadonlyArray<{
    readonly id: string
    readonly title: string
    readonly categories: ReadonlyArray<{ readonly id: string; readonly label: string }>
  }>
}

interface Audited {
  readonly section: StageSection
  readonly stored: Stored
}

interface Reports {
  readonly page: string
  readonly print: string
}

const audited = async (name: string): Promise<Audited> => {
  const stage: Stage.Any = (await import(name)).default
  const outcome = await Effect.runPromise(Fixture.run(stage, {}, Fixtures.complete()))
  if (outcome._tag !== "Done") throw new Error(`${name}: ${outcome._tag}`)
  return { section: outcome.section, stored: JSON.parse(JSON.stringify(outcome.findings)) as Stored }
}

const entities: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&amp;": "&",
  "&quot;": '"',
  "&#39;": "'"
}

const notes = /<small>.*?<\/small>/gs

const plain = (markup: string): string =>
  markup
    .replace(/<[^>]*>/g, "")
    .replace(/&\w+;|&#39;/g, (entity) => entities[entity] ?? entity)
    .replace(/\s+/g, " ")
    .trim()

interface Row {
  readonly values: ReadonlyArray<string>
  /** All cells but the first, with the notes beside their values. */
  readonly text: string
}

/** The rows of the table with that caption. */
const rowsOf = (page: string, caption: string): ReadonlyArray<Row> => {
  const [, figure = ""] = page.split(`</strong> ${caption.replaceAll("<", "&lt;")}`)
  const [table = ""] = figure.split("</tbody>")
  return [...table.matchAll(/<tr[^>]*>(<th scope="row".*?)<\/tr>/gs)].map(([, row]) => {
    const cells = [...row!.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell]) => cell!)
    return {
      values: cells.map((cell) => plain(cell.replace(notes, ""))),
      text: cells.slice(1).map(plain).join(" ")
    }
  })
}

const isRounded = (shown: string, value: number | null | undefined): boolean => {
  if (value === null || value === undefined) return shown === "–"
  const text = shown.replaceAll(",", "").replaceAll("−", "-")
  if (text.startsWith("<")) return value < Number(text.slice(1))
  if (text.startsWith(">")) return value > Number(text.slice(1))
  const [mantissa = "", exponent = "0"] = text.split("e")
  const half = 0.5 * 10 ** (Number(exponent) - (mantissa.split(".")[1]?.length ?? 0))
  // What is shown as 1 without decimals is 1 to three of them.
  const off = Math.abs(Number(text) - value)
  return off <= (text === "1" ? 0.0005 : half) * (1 + 1e-9)
}

/** Where there is no value, its reason stands alone. */
const isShown = (shown: string, { estimate, reason }: Comparison["cohort"]): boolean =>
  estimate === null ? shown === (reason ?? "–") : isRounded(shown, estimate)

const areRounded = (shown: string, ends: readonly [number, number] | null): boolean => {
  if (ends === null) return shown === "–"
  const [low = "", high = ""] = shown.slice(1, -1).split(", ")
  return isRounded(low, ends[0]) && isRounded(high, ends[1])
}

/** What the reports say otherwise than the findings do, and how many numbers were looked at. */
const disagreements = ({ section, stored }: Audited, { page, print }: Reports) => {
  const found: Array<string> = []
  let numbers = 0
  for (const { categories, id, title } of stored.groupings) {
    const rows = rowsOf(page, `${title}: every comparison`)
    const metrics = [...new Set(stored.comparisons.map(({ metric }) => metric))]
    const own = metrics.flatMap((metric) =>
      stored.comparisons.filter((one) => one.grouping === id && one.metric === metric)
    )
    if (rows.length !== own.length) found.push(`${section.title}, ${title}: ${rows.length} rows of ${own.length}`)
    rows.forEach(({ text, values }, index) => {
      const at = (column: number): string => values[column] ?? ""
      const one = own[index]!
      const where = `${section.title}, ${title}, ${one.metric}, ${one.category}: ${text}`
      numbers += 7
      const agrees = [
        at(1) === categories.find((known) => known.id === one.category)!.label,
        isShown(at(2), one.cohort),
        isShown(at(3), one.rest),
        isRounded(at(4), one.difference),
        areRounded(at(5), one.interval === null ? null : [one.interval.low, one.interval.high]),
        isRounded(at(6), one.interval?.adjustedP),
        isRounded(at(7), one.mannWhitney.p),
        at(8).endsWith(one.verdict)
      ]
      if (agrees.includes(false)) found.push(`page: ${where}`)
      if (!print.includes(text)) found.push(`print: ${where}`)
    })
  }
  return { found, numbers }
}

describe.each(["@fairward/performance", "@fairward/time-gap", "@fairward/medical-variables"])(
  "what the reports say of the findings of %s",
  (name) => {
    let audit: Audited
    let reports: Reports
    beforeAll(async () => {
      audit = await audited(name)
      const document: ReportDocument = {
        presentation: defaultPresentation,
        cover: { title: "An audit", facts: [], language: "en" },
        sections: withAnnex(audit.section),
        glossary: []
      }
      const pdf = await readPdf(await Effect.runPromise(renderPdf(document)))
      reports = { page: await Effect.runPromise(renderHtml(document)), print: pdf.text }
    })

    it("is what the findings say, in print and on the page", () => {
      const { found, numbers } = disagreements(audit, reports)
      expect(found).toEqual([])
      expect(numbers).toBeGreaterThan(200)
    })

    it("is told from findings, a page or a print of which one number differs", () => {
      const [first] = audit.stored.comparisons
      const other = { ...first!, cohort: { ...first!.cohort, estimate: first!.cohort.estimate! * 1.01 + 0.002 } }
      const stored = { ...audit.stored, comparisons: [other, ...audit.stored.comparisons.slice(1)] }
      expect(disagreements({ ...audit, stored }, reports).found).toHaveLength(1)
      const digit = /(every comparison.*?)(\d\.\d+)/s
      const changed = (text: string) => text.replace(digit, (_, before, number) => `${before}${Number(number) + 7}`)
      expect(disagreements(audit, { ...reports, print: changed(reports.print) }).found).not.toEqual([])
      const cell = /(every comparison .*?<td class="n"[^>]*>)/s
      expect(disagreements(audit, { ...reports, page: reports.page.replace(cell, "$17") }).found).not.toEqual([])
    })
  }
)
