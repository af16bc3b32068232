import { createHash } from "node:crypto"
import { gunzipSync } from "node:zlib"
import { BoxPlots, Intervals } from "@fairward/charts"
import { fontFamily } from "@fairward/charts/Theme"
import { type Block, defaultPresentation, heading, type ReportDocument } from "@fairward/core/ReportDocument"
import { contrastOnWhite } from "@fairward/typesetter/Colour"
import { Effect } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { renderHtml } from "../src/Html.ts"
import { chartFonts } from "../src/html/Figures.ts"
import { isSignificant } from "../src/html/SignificantRows.ts"
import { color } from "../src/internal/Sheet.ts"
import { outlineOf } from "../src/Outline.ts"
import { groupings, metrics } from "./fixtures/audit.ts"
import { report } from "./fixtures/page.ts"

const createdAt = new Date("2026-01-02T03:04:05Z")
const render = (document: ReportDocument): Promise<string> => Effect.runPromise(renderHtml(document, { createdAt }))

const small = (blocks: ReadonlyArray<Block>, rest: Partial<ReportDocument> = {}): ReportDocument => ({
  presentation: defaultPresentation,
  cover: { title: "A report", facts: [], language: "en" },
  sections: [{ id: "only", title: "The only section", blocks }],
  glossary: [],
  ...rest
})

const scriptsOf = (page: string) => [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text]) => text!)
const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`

describe("the page of a report", () => {
  let page: string
  beforeAll(async () => {
    page = await render(report)
  })

  it("says in its head what it is", () => {
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/)
    expect(page).toContain(`<title>${report.cover.title}</title>`)
    expect(page).toContain('<meta name="author" content="Fairness working group">')
    expect(page).toContain('<meta name="date" content="2026-01-02T03:04:05.000Z">')
    expect(page).toMatch(/<meta name="keywords" content="fairness, /)
    expect(page).toMatch(/<meta name="description" content="Fairness audit of a clinical early-warning model: /)
  })

  it("allows its own scripts and styles only, by fingerprint", () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)![1]!.replaceAll("&#39;", "'")
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain("unsafe")
    const scripts = scriptsOf(page)
    expect(scripts).toHaveLength(3)
    for (const script of scripts) expect(policy).toContain(hash(script))
    expect(policy).toContain(hash(/<style>([\s\S]*?)<\/style>/.exec(page)![1]!))
  })

  it("isolates names that are written to the left, so that a number behind one stays behind it", async () => {
    const named = await render(small([{ _tag: "Paragraph", text: ["נשים: 35 of 100 events, 12 in גברים."] }]))
    expect(named).toContain("\u2067נשים\u2069: 35 of 100 events, 12 in \u2067גברים\u2069.")
  })

  it("tells verdicts of cells by signs that are read out, and heads the rows that have something in common", async () => {
    const rows = ["A", "B", "C"].map((cohort, i) => ({
      cohort,
      group: i < 2 ? "Sex" : "Age",
      missed: {
        value: 23.4,
        verdict: i === 0 ? "worse" : "inconclusive",
        ...(i === 1 ? { detectable: 9.6 } : {})
      } as const
    }))
    const table: Block = {
      _tag: "Table",
      id: "t",
      caption: "Cohorts",
      group: "group",
      columns: [
        { key: "cohort", title: "Cohort", type: { _tag: "text" } },
        {
          key: "missed",
          title: "Missed",
          unit: ["of ", { value: 1000, as: { _tag: "integer" } }],
          type: { _tag: "number", digits: 0 }
        }
      ],
      rows
    }
    const front = { id: "answer", title: "The answer", part: "front", blocks: [table] } as const
    const facts = [{ label: "Site", value: ["Somewhere"] }]
    const { sections } = small([])
    const cover = { title: "A report", facts, language: "en" }
    const page = await render(small([], { cover, sections: [front, ...sections] }))
    expect(page).toContain('<span class="sign" role="img" aria-label="worse">▽</span>')
    expect(page).toContain('<span class="sign" role="img" aria-label="inconclusive">○</span>\u00a0±10')
    expect(page).toContain('<span class="unit">, of 1,000</span>')
    expect([...page.matchAll(/<th scope="rowgroup" colspan="2">(\w+)</g)].map(([, group]) => group)).toEqual([
      "Sex",
      "Age"
    ])
    expect(page).toContain("<span>▽ worse</span>")
    const places = ["<h1>", "The answer", "Somewhere", "The only section"].map((part) => page.lastIndexOf(part))
    expect(places).toEqual(places.toSorted((a, b) => a - b))
  })

  it("names no address that a browser would load from", () => {
    const markup = page.replace(/<script[\s\S]*?<\/script>/g, "").replace(/<style[\s\S]*?<\/style>/, "")
    expect([...markup.matchAll(/\ssrc="([^;"]*)/g)].map(([, address]) => address)).toEqual(["data:image/png"])
    expect(markup).not.toMatch(/<(link|iframe|object|embed|base)\b/)
    expect(/<style>[\s\S]*?<\/style>/.exec(page)![0]).not.toMatch(/url\(|@import/)
  })

  it("escapes names that are markup, wherever they stand", () => {
    const markup = page.replace(/<script>[\s\S]*?<\/script>/g, "")
    expect(markup.split("&lt;script&gt;alert(&quot;x&quot;)").length).toBeGreaterThan(20)
    expect(markup).not.toContain("<script>alert")
    expect(markup).not.toContain('"x")')
    expect(markup).not.toContain("javascript:")
    expect(markup).toContain('href="https://example.org/&quot;onclick=&quot;alert(1)"')
  })

  it("has every section, heading, table and figure under its number, in the order of the document", () => {
    const outline = outlineOf(report)
    const headings = [...page.matchAll(/<h[2-5] id="([^"]+)">(?:<span class="number">([^<]*)<\/span>)?/g)]
    expect(headings.map(([, , number]) => number ?? "")).toEqual(outline.entries.map(({ number }) => number))
    const ids = [...page.matchAll(/<figure class="(table|chart)" id="([^"]+)">/g)].map(([, , id]) => id)
    const blocks = report.sections.flatMap(({ blocks }) => blocks)
    expect(ids.filter((id) => id!.startsWith("table"))).toHaveLength(
      blocks.filter(({ _tag }) => _tag === "Table").length
    )
    expect(ids.filter((id) => id!.startsWith("figure"))).toHaveLength(
      blocks.filter(({ _tag }) => _tag === "Chart").length
    )
    expect(new Set(ids).size).toBe(ids.length)
  })

  it("leads every link within the page to an element that is there", () => {
    const markup = page.replace(/<script[\s\S]*?<\/script>/g, "")
    const ids = new Set([...markup.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id))
    const targets = [...markup.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id)
    expect(targets.length).toBeGreaterThan(60)
    expect(targets.filter((target) => !ids.has(target))).toEqual([])
  })

  it("leads from a key finding to its evidence, and back", () => {
    expect(page).toMatch(/<li id="finding-1">[\s\S]*?href="#table-3">Evidence: Table 3</)
    const table = page.slice(page.indexOf('id="table-3"'))
    expect(table.slice(0, table.indexOf("</figcaption>"))).toContain('href="#finding-1"')
  })

  it("carries the charts as they are in the document", () => {
    const base64 = /id="chart-data">([^<]+)</.exec(page)![1]!
    const { specs } = JSON.parse(gunzipSync(Buffer.from(base64, "base64")).toString())
    const charts = report.sections.flatMap(({ blocks }) => blocks).filter((block) => block._tag === "Chart")
    expect(Object.keys(specs)).toHaveLength(charts.length)
    charts.forEach(({ spec }, index) => {
      const { autosize: _, width: __, ...carried } = specs[`figure-${index + 1}`]
      const { autosize: ___, width: ____, ...given } = spec
      expect(carried).toEqual(
        JSON.parse(JSON.stringify(given).replaceAll(JSON.stringify(fontFamily), JSON.stringify(chartFonts)))
      )
    })
  })

  it("is the same for the same document and date", async () => {
    expect(await render(report)).toBe(page)
  })
})

describe("a page", () => {
  it("without charts carries none of what draws them", async () => {
    const page = await render(small([]))
    expect(page.length).toBeLessThan(60_000)
    expect(scriptsOf(page)).toHaveLength(1)
  })

  it("writes numbers in the locale of the report, and sorts them by value", async () => {
    const page = await render(
      small(
        [
          {
            _tag: "Table",
            id: "t",
            caption: "Numbers.",
            columns: [
              { key: "n", title: "N", type: { _tag: "number", digits: 2 } },
              { key: "i", title: "I", type: { _tag: "interval", digits: 1 } },
              { key: "p", title: "P", type: { _tag: "percent", digits: 1 } }
            ],
            rows: [{ n: -1234.5, i: [-0.5, 2.25], p: 0.125 }]
          }
        ],
        { presentation: { locale: "de-DE", paper: "A4" } }
      )
    )
    expect(page).toContain('data-v="-1234.5">−1.234,50<')
    expect(page).toContain('data-v="-0.5">[−0,5; 2,3]<')
    expect(page).toContain('data-v="0.125">12,5\u00a0%<')
  })

  it("takes an accent that can be read, and the theme's own for one that cannot", async () => {
    const accented = (accent: string) => small([], { presentation: { ...defaultPresentation, accent } })
    expect(await render(accented("#7A0019"))).toContain("--accent:#7A0019")
    expect(await render(accented("#FFD100"))).toContain(`--accent:${color.accent}`)
  })

  it("shows a logo of the formats that pictures have, and nothing else", async () => {
    const logo = (image: string) =>
      small([], { cover: { title: "", facts: [], language: "en", logo: { image, alt: "A" } } })
    expect(await render(logo("data:image/svg+xml;base64,PHN2Zy8+"))).toContain('<img class="logo"')
    expect(await render(logo("data:text/html,<script>"))).not.toContain("<img")
    expect(await render(logo("https://example.org/logo.png"))).not.toContain("<img")
  })

  it("is refused when two of its tables have one id, with the id", async () => {
    const table: Block = { _tag: "Table", id: "same", caption: "", columns: [], rows: [] }
    const error = await Effect.runPromise(Effect.flip(renderHtml(small([table, table]))))
    expect(error).toMatchObject({ _tag: "RenderError", reason: "document" })
    expect(error.message).toContain("only/Table/same")
  })
})

describe("an accent", () => {
  // Ratios of the WCAG contrast checkers: #767676 is known as the lightest grey that passes on white, #777777 as the
  // darkest that fails.
  it.each([
    ["#ffffff", 1],
    ["#000000", 21],
    ["#767676", 4.54],
    ["#777777", 4.48],
    ["#ff0000", 4.0],
    ["#0000ff", 8.59]
  ])("%s has the contrast %d with white", (value, contrast) => {
    expect(contrastOnWhite(value)).toBeCloseTo(contrast, 2)
  })
})

describe("a cell", () => {
  it("that is added or moved is set in another face as well as colour, and the table has no key of its own to it", async () => {
    const page = await render(
      small([
        {
          _tag: "Table",
          id: "t",
          caption: "c",
          columns: [
            { key: "rank", title: "Rank", type: { _tag: "integer" } },
            { key: "feature", title: "Feature", type: { _tag: "text" } }
          ],
          rows: [
            { rank: 1, feature: { value: "lactate", mark: "added", note: "new" } },
            { rank: 2, feature: { value: "age", mark: "moved" } }
          ]
        }
      ])
    )
    expect(page).toMatch(/<td class="added"[^>]*>lactate <small>new<\/small><\/td>/)
    expect(page).toMatch(/<td class="moved"[^>]*>age<\/td>/)
    expect(page).toContain("td.added,th.added{font-weight:650;color:var(--added)}")
    expect(page).toContain("td.moved,th.moved{font-style:italic;color:var(--moved)}")
    expect(page).toContain(`--added:${color.added};--moved:${color.moved}`)
    expect(page).not.toContain('class="legend"')
    for (const own of [color.added, color.moved]) expect(contrastOnWhite(own)).toBeGreaterThan(6)
  })
})

describe("a row", () => {
  const verdict = { key: "verdict", title: "Verdict", type: { _tag: "verdict" } } as const
  const value = { key: "value", title: "Value", type: { _tag: "number", digits: 2 } } as const

  it.each(["material", "worse", "greater", "less", "better"])("is significant when its verdict is %s", (word) => {
    expect(isSignificant({ verdict: word }, [verdict])).toBe(true)
  })

  it.each(["equivalent", "inconclusive", "too small", "not estimable", "no verdict", null])(
    "is not significant when its verdict is %s",
    (word) => {
      expect(isSignificant({ verdict: word }, [verdict])).toBe(false)
    }
  )

  it("is significant when a cell is marked as worse, and not for another mark", () => {
    expect(isSignificant({ value: { value: 1, mark: "worse" } }, [value])).toBe(true)
    expect(isSignificant({ value: { value: 1, mark: "better" } }, [value])).toBe(false)
  })
})

describe("a report of six stages, four groupings, eight variables and hundreds of charts", () => {
  const boxes = (key: string, categories: ReadonlyArray<string>): Block => {
    const [figure] = BoxPlots.boxPlots({
      categories: categories.map((label) => ({ id: label, label })),
      panels: metrics.slice(0, 4).map(([id, title, sense], panel) => ({
        id,
        title,
        sense,
        domain: [0, 1] as const,
        boxes: categories.map((category, index) => {
          const median = ((key.length * 31 + panel * 17 + index * 7.3) % 80) / 100 + Math.sin(index + panel) / 50 + 0.05
          return {
            category,
            estimate: median,
            star: null,
            summary: { low: median - 0.04, q1: median - 0.02, median, q3: median + 0.021, high: median + 0.043 }
          }
        })
      }))
    })
    return { _tag: "Chart", id: `boxes-${key}`, spec: figure!.spec, caption: key, alt: figure!.alt }
  }
  const forest = (key: string, categories: ReadonlyArray<string>): Block => ({
    _tag: "Chart",
    id: `forest-${key}`,
    caption: key,
    alt: "Differences.",
    spec: Intervals.intervals({
      title: "difference",
      sense: "higher",
      panels: [1, 2, 3].map((metric) => ({
        id: `${metric}`,
        title: `${metric}`,
        rows: categories.map((label, index) => {
          const difference = Math.sin(index * metric + key.length) / 4
          return {
            label,
            verdict: "worse" as const,
            difference,
            interval: { low: difference - 0.1, high: difference + 0.1 }
          }
        })
      }))
    })[0]!.spec
  })
  const comparisons = (key: string, categories: ReadonlyArray<string>): Block => ({
    _tag: "Table",
    id: `table-${key}`,
    caption: key,
    columns: [
      { key: "metric", title: "Metric", type: { _tag: "text" }, filter: true },
      { key: "category", title: "Category", type: { _tag: "text" }, filter: true },
      { key: "cohort", title: "Cohort", type: { _tag: "number", digits: 3 } },
      { key: "rest", title: "Rest", type: { _tag: "number", digits: 3 } },
      { key: "difference", title: "Difference", type: { _tag: "number", digits: 3 } },
      { key: "interval", title: "Interval", type: { _tag: "interval", digits: 3 } },
      { key: "p", title: "p", type: { _tag: "pValue" } },
      { key: "verdict", title: "Verdict", type: { _tag: "verdict" } }
    ],
    rows: categories.flatMap((category, index) =>
      metrics.slice(0, 5).map(([, metric], row) => {
        const value = Math.abs(Math.sin(index * 5.1 + row * 1.7 + key.length))
        return {
          metric,
          category,
          cohort: value,
          rest: value * 0.9,
          difference: value * 0.1,
          interval: [value * 0.05, value * 0.15] as const,
          p: value ** 9,
          verdict: "inconclusive"
        }
      })
    )
  })
  const long = (copies: number): ReportDocument =>
    small([], {
      sections: Array.from({ length: 6 }, (_, stage) => ({
        id: `stage-${stage}`,
        title: `Stage ${stage}`,
        blocks: Array.from({ length: copies }, (_, copy) =>
          [...groupings, { id: "surgery", title: "Surgical status", categories: ["Elective", "Emergency"] }].flatMap(
            ({ categories, id, title }) => [
              heading(1, `${id}-${copy}`, title),
              ...Array.from({ length: 8 }, (_, variable) => {
                const key = `${stage}-${id}-${copy}-${variable}`
                return [boxes(key, categories), forest(key, categories), comparisons(key, categories)]
              }).flat()
            ]
          )
        ).flat()
      }))
    })

  it("is below 6 MB, takes less than 0.5 GB, and grows with its content only", async () => {
    const before = process.memoryUsage().rss
    const document = long(1)
    expect(document.sections.flatMap(({ blocks }) => blocks.filter(({ _tag }) => _tag === "Chart"))).toHaveLength(384)
    const page = await render(document)
    expect(Buffer.byteLength(page)).toBeLessThan(6e6)
    // Files of tests share a process, in which others have left memory to be collected.
    expect(process.memoryUsage().rss - before).toBeLessThan(0.5e9)
    const empty = Buffer.byteLength(await render(small([])))
    const runtime = 900_000
    const twice = Buffer.byteLength(await render(long(2)))
    expect(twice - runtime - empty).toBeLessThan(2.2 * (Buffer.byteLength(page) - runtime - empty))
  })
})
