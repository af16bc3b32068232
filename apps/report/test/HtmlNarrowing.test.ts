import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect } from "effect"
import type { Browser, Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { renderHtml } from "../src/Html.ts"
import { launch, open, type Watched } from "./browser.ts"
import { narrowable } from "./fixtures/narrowed.ts"
import { readPdf } from "./readPdf.ts"

const folder = mkdtempSync(join(tmpdir(), "narrowing-"))
const path = join(folder, "report.html")
let browser: Browser
let watched: Watched
let page: Page
beforeAll(async () => {
  browser = await launch()
  const createdAt = new Date("2026-01-02T03:04:05Z")
  writeFileSync(path, await Effect.runPromise(renderHtml(narrowable, { createdAt })))
})
afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  watched = await open(browser, path)
  page = watched.page
})
afterEach(async () => {
  expect(watched.complaints).toEqual([])
  await page.context().close()
})

const titles = (): Promise<ReadonlyArray<string>> =>
  page
    .locator("main h2:visible")
    .allTextContents()
    .then((all) => all.map((text) => text.replace(/^\S+ /, "").replace(/ #.*/, "")))
const bar = () => page.getByRole("region", { name: "What is shown" })
const surgicalMissed = () =>
  page.getByRole("button", { name: "Show only Surgical, Missed, of 100 events, 14 ±4, material" })
const all = [
  "Does it serve everyone?",
  "The evidence",
  "Model card",
  "Alarms",
  "Lead time",
  "Alarms in full",
  "Methods"
]

describe("a cell of the heat map", () => {
  it("narrows the page to its cohort and measure by keyboard, and Escape undoes it", async () => {
    expect(await titles()).toEqual(all)
    expect(await bar().isVisible()).toBe(false)
    await surgicalMissed().focus()
    await page.keyboard.press("Enter")
    await bar().waitFor()
    expect(await titles()).toEqual(["Does it serve everyone?", "The evidence", "Alarms", "Alarms in full"])
    expect(await surgicalMissed().getAttribute("aria-pressed")).toBe("true")
    expect(await page.locator(".findings li:visible p").allTextContents()).toEqual([
      "Surgical patients are missed.",
      "Surgical: recall is worse."
    ])
    expect(await page.locator("figure.chart:visible figcaption strong").allTextContents()).toEqual([
      "Figure 1.",
      "Figure 4."
    ])
    expect(await page.locator("#table-2 tbody tr:visible th").allTextContents()).toEqual(["Recall\u00a0↑"])
    expect(await page.locator("#table-2 thead th:visible").allTextContents()).toEqual(["Metric", "Unit"])
    expect(await page.locator("#table-1 tbody tr:not(.group):visible").count()).toBe(5)
    expect(await page.getByText("Ask about surgery.").isVisible()).toBe(true)
    for (const words of ["Ask about males.", "Of the sexes."]) {
      expect(await page.getByText(words).isVisible()).toBe(false)
    }
    expect(await page.getByText("Nothing by sex.").isVisible()).toBe(false)
    expect(await page.locator("nav ol > li:visible > a").allTextContents()).not.toContain("6 Methods")
    expect(await bar().textContent()).toContain("Surgical (Unit) ✕Missed (Recall) ✕")
    expect(await bar().textContent()).toContain("3 of 6 sections are shown.")
    await page.keyboard.press("Escape")
    await bar().waitFor({ state: "hidden" })
    expect(await titles()).toEqual(all)
    expect(await page.locator("[data-out]").count()).toBe(0)
  })

  it("narrows a long table when it is seen, which until then is text", async () => {
    expect(await page.locator("#table-3 noscript").count()).toBe(1)
    expect(await page.locator("#table-3 tr").count()).toBe(0)
    await surgicalMissed().click()
    await page.locator("#table-3").scrollIntoViewIfNeeded()
    await page.locator("#table-3 tbody tr").first().waitFor({ state: "attached" })
    expect(await page.locator("#table-3 tbody tr").count()).toBeGreaterThan(239)
    const shown = await page.locator("#table-3 tbody tr:visible").allTextContents()
    expect(new Set(shown)).toEqual(new Set(["Recall\u00a0↑Surgical▽ worse"]))
    expect(shown).toHaveLength(40)
    expect(await page.locator("#table-3 output").textContent()).toBe("Showing 40 of 240")
  })

  it("is an address, and every part of the selection can be taken back alone", async () => {
    await surgicalMissed().click()
    await expect.poll(() => page.evaluate("location.hash")).toBe("#show=unit/Surgical/alarms.recall")
    await page.reload()
    await bar().waitFor()
    expect(await titles()).toEqual(["Does it serve everyone?", "The evidence", "Alarms", "Alarms in full"])
    await bar().getByRole("button", { name: "Missed (Recall)" }).click()
    await expect.poll(() => page.evaluate("location.hash")).toBe("#show=unit/Surgical/")
    expect(await page.getByText("What lead time is.").isVisible()).toBe(false)
    await page.goBack()
    await expect.poll(() => bar().textContent()).toContain("Missed")
    await bar().getByRole("button", { name: "Surgical (Unit)" }).click()
    await expect.poll(() => page.evaluate("location.hash")).toBe("#show=//alarms.recall")
    expect(await page.locator(".findings li:visible p").allTextContents()).toContain("Surgical: recall is worse.")
    await bar().getByRole("button", { name: "Show everything" }).click()
    await expect.poll(titles).toEqual(all)
  })

  it("of a grouping of two shows what is told from the other side", async () => {
    await page.getByRole("button", { name: "Show only Female", exact: true }).click()
    await bar().waitFor()
    expect(await page.locator(".findings li:visible p").allTextContents()).toEqual(["Male: share is worse."])
    expect(await page.getByText("Of the sexes.").isVisible()).toBe(true)
    expect(await page.getByText("Of the units.").isVisible()).toBe(false)
  })

  it("says so where nothing else is about it", async () => {
    await page.evaluate("location.hash = '#show=unit/Medical/lead.share'")
    await bar().waitFor()
    expect(await titles()).toEqual(["Does it serve everyone?"])
    expect(await bar().getByRole("status").textContent()).toBe("No section says anything on this.")
  })

  it("gives way to a link into what it hides", async () => {
    await surgicalMissed().click()
    await bar().waitFor()
    await page.evaluate("location.hash = '#section-b'")
    await page.locator("#section-b").waitFor({ state: "visible" })
    expect(await titles()).toEqual(all)
  })

  it("passes over an address of what the report does not have", async () => {
    await page.goto(`file://${path}#show=unit/Nobody/%E0%A4%A`)
    await page.reload()
    await bar().waitFor()
    expect(await bar().textContent()).toContain("Unit ✕")
  })
})

describe("findings only", () => {
  it("leaves findings, the rows with one and their figures, and no annex", async () => {
    await page.getByRole("switch", { name: "Findings only" }).focus()
    await page.keyboard.press("Space")
    await bar().waitFor()
    expect(await titles()).toEqual(["Does it serve everyone?", "The evidence", "Alarms", "Lead time"])
    expect(await page.getByText("What alarms are.").isVisible()).toBe(false)
    expect(await page.locator("#table-2 tbody tr:visible th").allTextContents()).toEqual(["Recall\u00a0↑"])
    expect(await page.locator(".findings li:visible").count()).toBe(5)
    expect(await page.locator("figure.chart:visible").count()).toBe(4)
    expect(await page.locator(".divider").isVisible()).toBe(false)
    await bar().getByRole("button", { name: "Findings only" }).click()
    expect(await titles()).toEqual(all)
  })
})

describe("the page around its sections", () => {
  it("folds what was audited, and groups the annex in contents and text", async () => {
    expect(await page.getByText("Somewhere").isVisible()).toBe(false)
    await page.getByText("What was audited").click()
    expect(await page.getByText("Somewhere").isVisible()).toBe(true)
    const annex = page.locator("nav li", { has: page.getByRole("link", { name: "Annex", exact: true }) })
    expect(await annex.locator("ol > li > a").allTextContents()).toEqual([
      "A Alarms in full",
      "A.1 Unit",
      "A.2 Sex",
      "B Methods"
    ])
    expect(await page.locator(".divider + section h2 .number").textContent()).toBe("A")
  })

  it("prints everything in light, whatever it is narrowed to, with the head of a table on each of its pages", async () => {
    await page.emulateMedia({ colorScheme: "dark" })
    await surgicalMissed().click()
    await bar().waitFor()
    const { pages, text } = await readPdf(new Uint8Array(await page.pdf({ preferCSSPageSize: true })))
    const words = text.replace(/\s+/g, " ")
    for (const part of ["Somewhere", "Of the sexes.", "How it was done.", "Lead time"]) expect(words).toContain(part)
    expect(words).not.toContain("Show everything")
    const withRows = pages.filter((one) => /Medical\s*○\s*inconclusive/.test(one.text))
    expect(withRows.length).toBeGreaterThan(2)
    for (const one of withRows) expect(one.text).toMatch(/Metric\s*(↕\s*)?Category/)
    await page.emulateMedia({ media: "print", colorScheme: "dark" })
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(255, 255, 255)")
  })
})
