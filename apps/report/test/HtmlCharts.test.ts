import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { AxeBuilder } from "@axe-core/playwright"
import { Effect } from "effect"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { renderHtml } from "../src/Html.ts"
import { launch, open } from "./browser.ts"
import { narrowable } from "./fixtures/narrowed.ts"

const folder = mkdtempSync(join(tmpdir(), "charts-"))
const path = join(folder, "report.html")
let browser: Browser
beforeAll(async () => {
  browser = await launch()
  writeFileSync(path, await Effect.runPromise(renderHtml(narrowable, { createdAt: new Date(0) })))
})
afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true, force: true })
})

describe("a chart by keyboard", () => {
  it("goes from mark to mark, says the values of each, and lets go on Escape without undoing anything else", async () => {
    const { complaints, page } = await open(browser, path)
    await page.getByRole("button", { name: /^Show only Surgical, Missed/ }).press("Enter")
    const bar = page.getByRole("region", { name: "What is shown" })
    await bar.waitFor()
    const plot = page.locator("#figure-1 .plot")
    await plot.scrollIntoViewIfNeeded()
    await page.locator("#figure-1 .plot[tabindex]").waitFor()
    const tip = page.locator("#tip")
    await plot.focus()
    const said: Array<string | null> = []
    for (const key of ["ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown", "ArrowLeft", "Home", "End"]) {
      await page.keyboard.press(key)
      said.push(await tip.textContent())
    }
    expect(said).toEqual(["aLength1", "bLength2", "cLength3", "aLength1", "cLength3", "aLength1", "cLength3"])
    expect(await tip.isVisible()).toBe(true)
    expect(await plot.locator(".ring").count()).toBe(1)
    await page.keyboard.press("Escape")
    expect(await tip.isVisible()).toBe(false)
    expect(await plot.locator(".ring").count()).toBe(0)
    expect(await bar.isVisible()).toBe(true)
    await page.keyboard.press("Escape")
    await bar.waitFor({ state: "hidden" })
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it("hides on Escape what pointing showed", async () => {
    const { page } = await open(browser, path)
    const plot = page.locator("#figure-1 .plot")
    await plot.scrollIntoViewIfNeeded()
    await plot.locator(".mark-rect path").first().hover()
    expect(await page.locator("#tip").textContent()).toContain("Length")
    await page.keyboard.press("Escape")
    expect(await page.locator("#tip").isVisible()).toBe(false)
    await page.context().close()
  })
})

describe("what is wider than the screen", () => {
  it("says that it can be scrolled, and no longer fades at its end", async () => {
    const { page } = await open(browser, path, { viewport: { width: 360, height: 740 } })
    const box = page.locator("#table-1 .scroll")
    const cue = page.locator("#table-1 .cue")
    await page.evaluate("document.querySelector('#table-1 table').style.width = '900px'")
    await page.setViewportSize({ width: 370, height: 740 })
    await cue.waitFor()
    await expect.poll(() => box.getAttribute("class")).toContain("more")
    await page.evaluate("document.querySelector('#table-1 .scroll').scrollLeft = 900")
    await expect.poll(() => box.getAttribute("class")).not.toContain("more")
    await page.setViewportSize({ width: 1400, height: 740 })
    await cue.waitFor({ state: "hidden" })
    await page.context().close()
  })
})

describe("the page in the theme that a reader chooses", () => {
  it.each(["light", "dark"])(
    "is %s against the system, and axe-core finds nothing, also while it is narrowed",
    async (theme) => {
      const { page } = await open(browser, path, { colorScheme: theme === "light" ? "dark" : "light" })
      await page.getByLabel("Light or dark").selectOption(theme)
      expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe(
        theme === "light" ? "rgb(255, 255, 255)" : "rgb(20, 25, 31)"
      )
      for (const selector of ["Show only Surgical", null]) {
        if (selector !== null) await page.getByRole("button", { name: selector, exact: true }).click()
        else await page.getByRole("switch", { name: "Findings only" }).click()
        await page.getByRole("region", { name: "What is shown" }).waitFor()
        const { violations } = await new AxeBuilder({ page }).exclude(".plot svg").analyze()
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
      }
      await page.context().close()
    }
  )
})
