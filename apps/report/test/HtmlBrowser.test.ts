import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { AxeBuilder } from "@axe-core/playwright"
import type { Cell, Column, ReportDocument } from "@fairward/core/ReportDocument"
import { Effect } from "effect"
import type { Browser, Locator, Page } from "playwright-core"
import { compile } from "vega-lite"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { renderHtml } from "../src/Html.ts"
import { browserScript } from "../src/html/browserScript.ts"
import { launch, open, type Watched } from "./browser.ts"
import { brief, hostile, report } from "./fixtures/page.ts"
import { readPdf } from "./readPdf.ts"

const folder = mkdtempSync(join(tmpdir(), "page-"))
const createdAt = new Date("2026-01-02T03:04:05Z")
const written = async (name: string, document: ReportDocument): Promise<string> => {
  const path = join(folder, name)
  writeFileSync(path, await Effect.runPromise(renderHtml(document, { createdAt })))
  return path
}

const charts = report.sections.flatMap(({ blocks }) => blocks).filter(({ _tag }) => _tag === "Chart")
const tables = report.sections.flatMap(({ blocks }) => blocks).filter((block) => block._tag === "Table")
const idOfTable = (id: string): string => `#table-${tables.findIndex((table) => table.id === id) + 1}`

let browser: Browser
let path: string
beforeAll(async () => {
  browser = await launch()
  path = await written("report.html", report)
})
afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true, force: true })
})

const closing = async (watched: Watched): Promise<void> => watched.page.context().close()

/** Elements as far as these tests look at them: the types of the DOM belong to the browser's own code. */
type Shown = ReadonlyArray<{
  readonly textContent: string
  readonly ariaLabel: string
  readonly scrollLeft: number
  readonly children: Shown
  readonly firstChild: { readonly textContent: string } | null
  readonly querySelector: (selector: string) => unknown
}>

/** Scrolls through the page, so that all that waits to be seen is drawn. */
const readThrough = async (page: Page): Promise<void> => {
  for (const plot of await page.locator(".plot").all()) {
    await plot.scrollIntoViewIfNeeded()
    await plot.locator("svg, .failed").first().waitFor()
  }
}

const columnOf = (table: Locator, column: number): Promise<ReadonlyArray<string>> =>
  table
    .locator(`tbody tr:not([hidden], .nothing) > :nth-child(${column})`)
    .evaluateAll((cells) => (cells as unknown as Shown).map(({ textContent }) => textContent.trim()))

describe("the page in a browser", () => {
  let watched: Watched
  let page: Page
  beforeAll(async () => {
    watched = await open(browser, path)
    page = watched.page
  })
  afterAll(() => closing(watched))

  it("draws every chart, with its words for those who cannot see it, asks for nothing and complains of nothing", async () => {
    expect(charts.length).toBeGreaterThan(6)
    await readThrough(page)
    expect(await page.locator(".plot .failed").count()).toBe(0)
    expect(
      await page.locator(".plot svg .mark-symbol path, .plot svg .mark-rect path, .plot svg .mark-line path").count()
    ).toBeGreaterThan(100)
    const alternatives = await page
      .getByRole("img")
      .evaluateAll((all) => (all as unknown as Shown).map(({ ariaLabel }) => ariaLabel))
    for (const chart of charts) expect(alternatives).toContain((chart as { readonly alt: string }).alt)
    expect(watched.requests).toEqual([])
    expect(watched.complaints).toEqual([])
  })

  it("runs nothing that stands in names", async () => {
    expect(await page.locator("main script, main [onload], main [onclick]").count()).toBe(0)
    expect(await page.getByRole("heading", { level: 2 }).last().textContent()).toContain("References")
    expect((await page.locator("nav a").allTextContents()).join(" ")).toContain(hostile)
  })

  it("shows the values of a bar, a box and a point of a curve that is pointed at", async () => {
    const tip = page.locator("#tip")
    const last = page.locator(`#figure-${charts.length}`)
    await last.scrollIntoViewIfNeeded()
    await last.locator(".mark-rect path").first().hover()
    expect(await tip.textContent()).toContain("Length of the bar3.25")
    expect(await tip.textContent()).toContain(hostile)

    const box = page.locator("#figure-1")
    await box.scrollIntoViewIfNeeded()
    await box.locator(".mark-rect path[aria-roledescription='bar']").first().hover({ force: true })
    expect(await tip.textContent()).toMatch(/Female.*[Mm]edian0\.\d/)

    const curve = page.locator(`#figure-${charts.findIndex((chart) => (chart as { id: string }).id === "curve") + 1}`)
    await curve.scrollIntoViewIfNeeded()
    await curve.locator(".mark-symbol path").nth(4).hover()
    expect(await tip.textContent()).toMatch(/(Female|Male).*Mean score0\.\d.*Share of positives0\.\d/)
    await page.mouse.move(2, 2)
    await page.keyboard.press("Home")
  })

  it("copies a chart with its theme, as an editor of Vega-Lite takes it", async () => {
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"])
    const figure = page.locator("#figure-1")
    await figure.scrollIntoViewIfNeeded()
    await figure.getByRole("button", { name: "Copy as Vega-Lite" }).click()
    await figure.getByRole("button", { name: "Copied" }).waitFor()
    const copied = JSON.parse(await page.evaluate("navigator.clipboard.readText()"))
    expect(copied.$schema).toMatch(/vega-lite\/v\d+\.json$/)
    expect(copied.config.font).toContain("Arial")
    expect(() => compile(copied)).not.toThrow()
  })

  it("sorts by numbers, intervals, verdicts and words, both ways and back", async () => {
    const id = idOfTable("summary-apache_group")
    const table = page.locator(`${id} table`)
    const original = await columnOf(table, 1)
    const button = (name: string) => table.getByRole("button", { name, exact: true })
    const numbers = (texts: ReadonlyArray<string>) =>
      texts.map((text) => Number(/[−\d.]+/.exec(text)?.[0].replace("−", "-")))
    await button("Delta").click()
    const ascending = numbers(await columnOf(table, 5))
    expect(ascending).toEqual(ascending.toSorted((left, right) => left - right))
    expect(await table.locator("th[aria-sort]").getAttribute("aria-sort")).toBe("ascending")
    await button("Delta").click()
    expect(numbers(await columnOf(table, 5))).toEqual(ascending.toReversed())
    expect(await table.locator("th[aria-sort]").getAttribute("aria-sort")).toBe("descending")
    await button("Simultaneous 95 % interval").click()
    const lows = numbers(await columnOf(table, 6))
    expect(lows).toEqual(lows.toSorted((left, right) => left - right))
    await button("Verdict").click()
    expect((await columnOf(table, 8)).slice(0, 5).map((text) => text.slice(2))).toEqual([
      "material",
      "material",
      "worse",
      "worse",
      "worse"
    ])
    await button("Minority category").click()
    expect((await columnOf(table, 4)).at(-1)).toContain("no events")
    await button("Minority category").click()
    expect((await columnOf(table, 4)).at(-1)).toContain("no events")
    await button("Minority category").click()
    expect(await columnOf(table, 1)).toEqual(original)
    expect(await table.locator("th[aria-sort]").count()).toBe(0)
  })

  it("narrows by a column that is meant for it and by verdict, and says how many rows are left", async () => {
    const figure = page.locator(idOfTable("significant-apache_group"))
    const table = figure.locator("table")
    await figure.getByLabel("Category").selectOption("Renal")
    const left = await columnOf(table, 2)
    expect(new Set(left)).toEqual(new Set(["Renal"]))
    expect(await figure.locator("output").textContent()).toBe(`Showing ${left.length} of 60`)
    await figure.getByLabel("Metric").selectOption("Precision")
    expect(await columnOf(table, 1)).toEqual(["Precision"])
    await figure.getByLabel("Category").selectOption("all")
    await figure.getByLabel("Metric").selectOption("all")
    expect(await figure.locator("output").textContent()).toBe("Showing 60 of 60")

    const summary = page.locator(idOfTable("summary-sex"))
    expect(await summary.getByLabel("Verdict").locator("option").allTextContents()).toEqual([
      "all",
      "▼ material",
      "▽ worse",
      "○ inconclusive",
      "◇ too small",
      "– not estimable",
      "■ equivalent",
      "▲ better"
    ])
    await summary.getByLabel("Verdict").selectOption("■ equivalent")
    expect(new Set(await columnOf(summary.locator("table"), 8))).toEqual(new Set(["■ equivalent"]))
    await summary.getByLabel("Verdict").selectOption("all")
  })

  it("shows significant rows only when asked to, by keyboard", async () => {
    const summary = page.locator(idOfTable("summary-age_group"))
    const toggle = summary.getByRole("switch")
    await toggle.focus()
    await page.keyboard.press("Space")
    const verdicts = await columnOf(summary.locator("table"), 8)
    const marked = await summary
      .locator("tbody tr:not([hidden])")
      .evaluateAll((rows) => (rows as unknown as Shown).map((row) => row.querySelector(".worse") !== null))
    expect(verdicts.length).toBeGreaterThan(3)
    expect(verdicts.length).toBeLessThan(15)
    verdicts.forEach((verdict, row) => {
      expect(/material|worse|greater|less|better/.test(verdict) || marked[row], verdict).toBe(true)
    })
    expect(await summary.locator("output").textContent()).toBe(`Showing ${verdicts.length} of 15`)
    await page.keyboard.press("Space")
    expect(await summary.locator("output").textContent()).toBe("Showing 15 of 15")
  })

  it("sorts by keyboard", async () => {
    const table = page.locator(`${idOfTable("ratios")} table`)
    await table.getByRole("button", { name: "Ratio" }).focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    expect((await columnOf(table, 2))[0]).toBe("53.3\u00a0%")
  })

  it("shows one grouping through all sections when asked to, and the rest again on the way to it", async () => {
    const choice = page.getByLabel("Show in all sections")
    await choice.selectOption("Age group")
    const partsOn = (grouping: number) => page.locator(`main div[data-of=g${grouping}] > :visible`)
    expect(await partsOn(0).count()).toBe(0)
    expect(await partsOn(1).count()).toBeGreaterThan(2)
    await page.evaluate(`location.hash = ${JSON.stringify(idOfTable("significant-sex"))}`)
    await page.locator(idOfTable("significant-sex")).waitFor({ state: "visible" })
    expect(await choice.inputValue()).toBe("")
  })

  it("marks in the contents where the reader is", async () => {
    await page.locator("nav a", { hasText: "Missingness" }).click()
    await page.locator("nav a[aria-current]", { hasText: "Missingness" }).waitFor()
    expect(await page.locator("nav a[aria-current]").count()).toBe(1)
  })

  it("lets the keyboard skip the contents", async () => {
    const { page } = await open(browser, path)
    await page.keyboard.press("Tab")
    expect(await page.locator(":focus").textContent()).toBe("Skip to the report")
    await page.keyboard.press("Enter")
    expect(await page.locator("main:focus").count()).toBe(1)
    await page.context().close()
  })
})

describe("the numbers of the page", () => {
  const isNumeric = ({ type }: Column): boolean => type._tag !== "text" && type._tag !== "verdict"
  const full = (cell: Cell | undefined) =>
    typeof cell === "object" && cell !== null && "value" in cell ? cell : { value: cell ?? null }

  it.each([
    ["en", (text: string) => text.replaceAll(",", "")],
    ["de-CH", (text: string) => text.replace(/[’']/g, "")],
    ["de-DE", (text: string) => text.replaceAll(".", "").replaceAll(",", ".")]
  ])("are those of the document, to the digits that are shown, in %s", async (locale, plain) => {
    const document = { ...report, presentation: { ...report.presentation, locale } }
    const watched = await open(browser, await written(`${locale}.html`, document))
    let compared = 0
    for (const [index, table] of tables.entries()) {
      if (table.rows.length === 0) continue
      const shown = await watched.page
        .locator(`#table-${index + 1} tbody tr`)
        .evaluateAll((rows) =>
          (rows as unknown as Shown).map(({ children }) =>
            [...children].map((cell) => cell.firstChild?.textContent ?? "")
          )
        )
      table.rows.forEach((row, at) => {
        table.columns.forEach((column, place) => {
          const { value } = full(row[column.key])
          if (!isNumeric(column) || typeof value !== "number") return
          const text = shown[at]![place]!
          compared++
          if (text.startsWith("<")) {
            expect(value).toBeLessThan(1e-12)
            return
          }
          const read = Number(plain(text.replaceAll("−", "-").replace("\u00a0%", "")))
          const scale = column.type._tag === "percent" ? 100 : 1
          const half = text.includes("e")
            ? 0.05 * 10 ** Math.floor(Math.log10(value))
            : 0.5 * 10 ** -("digits" in column.type ? column.type.digits : column.type._tag === "pValue" ? 3 : 0)
          expect(Math.abs(read - value * scale), `${text} for ${value}`).toBeLessThanOrEqual(half * (1 + 1e-9))
        })
      })
    }
    expect(compared).toBeGreaterThan(700)
    await closing(watched)
  })
})

describe("settings of a chart", () => {
  it("redraw it by keyboard, say in words what they are set to, and are read anew by who hears the chart", async () => {
    const watched = await open(browser, await written("settings.html", brief), {
      viewport: { width: 900, height: 800 }
    })
    const { page } = watched
    await readThrough(page)
    const chart = page.locator("figure.chart", { hasText: "A chart with settings" })
    const slider = chart.getByRole("slider", { name: "Length" })
    const told = async () => ({
      value: await slider.getAttribute("aria-valuetext"),
      shown: await chart.locator("output").textContent(),
      bars: [await chart.locator("svg .mark-rect path").getAttribute("aria-label")]
    })
    expect(await told()).toMatchObject({ value: "long", shown: "long", bars: [expect.stringContaining("2")] })
    await slider.press("ArrowLeft")
    expect(await told()).toMatchObject({ value: "short", shown: "short", bars: [expect.stringContaining("1")] })
    await slider.press("End")
    await chart.getByRole("combobox", { name: "Kind" }).selectOption("empty")
    expect(await told()).toMatchObject({ value: hostile, shown: hostile, bars: [expect.stringContaining("empty")] })
    await chart.locator(".plot").focus()
    await page.keyboard.press("ArrowRight")
    expect(await page.locator("#tip").textContent()).toContain("3")
    expect(await page.locator("#tip").textContent()).toContain("empty")
    await closing(watched)
  })
})

describe("the page for everybody", () => {
  it.each([
    [1400, "light"],
    [900, "dark"],
    [400, "light"],
    [400, "dark"]
  ] as const)("has nothing at %d pixels in %s that axe-core finds", async (width, colorScheme) => {
    const watched = await open(browser, await written("brief.html", brief), {
      viewport: { width, height: 800 },
      colorScheme
    })
    await readThrough(watched.page)
    const { violations } = await new AxeBuilder({ page: watched.page }).exclude(".plot svg").analyze()
    expect(
      violations.map(
        ({ id, nodes }) =>
          `${id}: ${nodes
            .slice(0, 3)
            .map(({ html }) => html)
            .join(" ")}`
      )
    ).toEqual([])
    await closing(watched)
  })

  it("is no wider than a phone, and scrolls what is, by keyboard too", async () => {
    const watched = await open(browser, path, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true })
    const { page } = watched
    const { violations } = await new AxeBuilder({ page }).withRules("scrollable-region-focusable").analyze()
    expect(violations.flatMap(({ nodes }) => nodes.map(({ html }) => html))).toEqual([])
    await readThrough(page)
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360)
    expect(await page.locator("nav ol").first().isVisible()).toBe(false)
    await page.locator("nav summary").click()
    expect(await page.locator("nav ol").first().isVisible()).toBe(true)
    await page.locator("nav a", { hasText: "Feature importance" }).click()
    expect(await page.locator("nav ol").first().isVisible()).toBe(false)
    const wide = page.locator(`${idOfTable("wide-apache_group")} .scroll`)
    await wide.focus()
    await page.keyboard.press("ArrowRight")
    await expect.poll(() => wide.evaluate((box) => (box as unknown as Shown[number]).scrollLeft)).toBeGreaterThan(0)
    expect(watched.complaints).toEqual([])
    await closing(watched)
  })

  it("prints every row and every chart, seen or not, and none of the controls", async () => {
    const watched = await open(browser, path)
    const { page } = watched
    await page.locator(idOfTable("significant-apache_group")).getByLabel("Category").selectOption("Renal")
    const pdf = await readPdf(new Uint8Array(await page.pdf({ preferCSSPageSize: true })))
    expect(await page.locator(".plot:empty").count()).toBe(0)
    const text = pdf.text.replace(/\s+/g, " ")
    const trauma = text.split("Trauma").length
    expect(trauma).toBeGreaterThan(10)
    for (const [index] of tables.entries()) expect(text).toContain(`Table ${index + 1}.`)
    for (const [index] of charts.entries()) expect(text).toContain(`Figure ${index + 1}.`)
    expect(text).toContain("Length of the bar")
    expect(text).not.toContain("Showing")
    expect(text).not.toContain("No row is like that")
    expect(text).not.toContain("Not drawn yet")
    expect(text).not.toContain("Show in all sections")
    expect(pdf.pages[0]!.width).toBeCloseTo(595, -1)
    await closing(watched)
  })

  it("shows without scripts all but the charts, and says so", async () => {
    const watched = await open(browser, path, { javaScriptEnabled: false })
    const text = `${await watched.page.locator("body").textContent()}`
    expect(text).toContain("Scripts are switched off")
    expect(text).toContain("Office classification of official affluent findings")
    expect(text).toContain("In words: A forest plot. Metabolic patients have a materially lower recall than the rest.")
    expect(text).toContain("Rank-biased overlap")
    expect(text).toContain("References")
    expect(await watched.page.locator("tbody tr:visible").count()).toBe(tables.flatMap(({ rows }) => rows).length)
    await closing(watched)
  })
})

describe("the script of the page", () => {
  it("is made from its sources as they are", () => {
    const target = join(folder, "browserScript.ts")
    const { status, stderr } = spawnSync(
      process.execPath,
      [fileURLToPath(new URL("../scripts/buildBrowserScript.ts", import.meta.url)), target],
      { encoding: "utf8" }
    )
    expect(stderr).toBe("")
    expect(status).toBe(0)
    expect(readFileSync(target, "utf8")).toContain(JSON.stringify(browserScript))
  })
})
