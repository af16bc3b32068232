import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { inflateSync } from "node:zlib"
import { type Block, defaultPresentation, heading, paragraph, type ReportDocument } from "@fairward/core/ReportDocument"
import { Effect } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { of } from "../src/Format.ts"
import { renderPdf } from "../src/index.ts"
import { sheetOf } from "../src/internal/Sheet.ts"
import { outlineOf } from "../src/Outline.ts"
import { verdictText } from "../src/Verdicts.ts"
import { audit, metrics } from "./fixtures/audit.ts"
import { largeReport } from "./fixtures/largeReport.ts"
import { overlaps, type ReadPdf, readPdf } from "./readPdf.ts"

const createdAt = new Date("2026-01-02T03:04:05Z")

const render = (document: ReportDocument): Promise<ReadPdf> =>
  Effect.runPromise(renderPdf(document, { createdAt })).then(readPdf)

/** Colours that text and shapes are filled with, as hexadecimal numbers. */
const coloursOf = async (document: ReportDocument): Promise<ReadonlyArray<string>> => {
  const bytes = await Effect.runPromise(renderPdf(document, { createdAt }))
  const streams = [
    ...Buffer.from(bytes)
      .toString("latin1")
      .matchAll(/stream\n([\s\S]*?)\nendstream/g)
  ]
  const contents = streams.map(([, content]) => {
    const raw = Buffer.from(content!, "latin1")
    return raw[0] === 0x78 ? inflateSync(raw).toString("latin1") : ""
  })
  const found = contents.flatMap((content) => [...content.matchAll(/([\d.]+) ([\d.]+) ([\d.]+) scn/g)])
  const hex = (share: string | undefined) =>
    Math.round(Number(share) * 255)
      .toString(16)
      .padStart(2, "0")
  return [...new Set(found.map(([, r, g, b]) => `#${hex(r)}${hex(g)}${hex(b)}`))]
}

const small = (blocks: ReadonlyArray<Block>, cover: Partial<ReportDocument["cover"]> = {}): ReportDocument => ({
  presentation: defaultPresentation,
  cover: { title: "A report", facts: [], language: "en", ...cover },
  sections: [{ id: "only", title: "The only section", blocks }],
  glossary: []
})

const contentsOf = (pdf: ReadPdf) =>
  pdf.pages.filter((page) => page.items.some(({ text, y }) => text === "Contents" && y < 60))

/** The page numbers that the contents print, by title: at the right of the page, and of the left one of two columns. */
const printedPages = (pdf: ReadPdf): ReadonlyMap<string, number> => {
  const printed = new Map<string, number>()
  for (const page of contentsOf(pdf)) {
    const between = page.width / 2
    const endOf = ({ width, x }: { readonly width: number; readonly x: number }) => x + width
    const isNumber = ({ text, y }: { readonly text: string; readonly y: number }) => /^\d+$/.test(text) && y > 60
    const isLeft = (item: { readonly width: number; readonly x: number }) => Math.abs(endOf(item) - (between - 14)) < 2
    const numbers = page.items.filter((item) => isNumber(item) && (isLeft(item) || endOf(item) > page.width - 60))
    const columns = numbers.some(isLeft) ? 2 : 1
    for (const number of numbers) {
      const line = page.items.filter(
        (item) =>
          Math.abs(item.y - number.y) < 2 && item.x < number.x && (isLeft(number) || columns === 1 || item.x > between)
      )
      printed.set(line.map(({ text }) => text.trim()).join(" "), Number(number.text))
    }
  }
  return printed
}

const headingText = ({ number, title }: { readonly number: string; readonly title: string }): string =>
  number === "" ? title : `${number} ${title}`

const pagesOfHeadings = (pdf: ReadPdf, document: ReportDocument): ReadonlyMap<string, number> => {
  const contents = contentsOf(pdf)
  return new Map(
    outlineOf(document).entries.map((entry) => {
      const page = pdf.pages.findIndex(
        (page) =>
          !contents.includes(page) &&
          page.items.some((item) => {
            if (item.text.trim() !== (entry.number === "" ? entry.title : entry.number) || item.y < 60) return false
            return (
              entry.number === "" ||
              page.items.some((other) => Math.abs(other.y - item.y) < 1 && other.text.trim() === entry.title)
            )
          })
      )
      return [headingText(entry), page + 1]
    })
  )
}

const outside = (pdf: ReadPdf): ReadonlyArray<string> =>
  pdf.pages.flatMap((page, index) => {
    const { left, textWidth } = sheetOf({ locale: "en", paper: page.width > 600 ? "Letter" : "A4" })
    return page.items
      .filter(
        ({ height, width, x, y }) =>
          x < left - 1 || x + width > left + textWidth + 1 || y - height < 25 || y > page.height - 25
      )
      .map(({ text }) => `page ${index + 1}: ${text}`)
  })

const table = (rows: number, columns: ReadonlyArray<string>, cell: (row: number, column: number) => string): Block => ({
  _tag: "Table",
  id: "table",
  caption: "A table.",
  columns: columns.map((title, index) => ({ key: `c${index}`, title, type: { _tag: "text" } })),
  rows: Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(columns.map((_, column) => [`c${column}`, cell(row, column)]))
  )
})

describe("a whole report", () => {
  let pdf: ReadPdf
  beforeAll(async () => {
    pdf = await render(audit)
  })

  it("has every section, heading, caption and metric as text", () => {
    for (const { title } of outlineOf(audit).entries) expect(pdf.text).toContain(title)
    for (const section of audit.sections) {
      for (const block of section.blocks) {
        if (block._tag === "Table" || block._tag === "Chart") expect(pdf.text).toContain(block.caption)
      }
    }
    for (const [, title] of metrics) expect(pdf.text).toContain(title)
    expect(pdf.text).toContain("Office classification of official affluent findings")
  })

  it("has every value of every table, in the format of its column", () => {
    expect(pdf.text).toContain("< 1e-12")
    expect(pdf.text).toContain("5.0e-4")
    expect(pdf.text).toContain("0.006")
    for (const block of audit.sections.flatMap((section) => section.blocks)) {
      if (block._tag !== "Table") continue
      for (const row of block.rows) {
        for (const column of block.columns) {
          const cell = row[column.key]
          const value = typeof cell === "object" && cell !== null && "value" in cell ? cell.value : cell
          if (typeof value !== "number" || column.type._tag !== "number") continue
          expect(pdf.text).toContain(value.toFixed(column.type.digits).replace("-", "−"))
        }
      }
    }
  })

  it("prints in the contents the page that each heading is on, and links to it", () => {
    const printed = printedPages(pdf)
    const actual = pagesOfHeadings(pdf, audit)
    const listed = outlineOf(audit).entries.filter((entry) => entry.level <= 2)
    expect(listed.length).toBeGreaterThan(15)
    for (const entry of listed) {
      expect(actual.get(headingText(entry)), headingText(entry)).toBeGreaterThan(0)
      expect(printed.get(headingText(entry)), headingText(entry)).toBe(actual.get(headingText(entry)))
    }
    const targets = contentsOf(pdf).flatMap((page) => page.links.map((link) => link.page))
    expect(new Set(targets)).toEqual(new Set(listed.map((entry) => actual.get(headingText(entry)))))
  })

  it("leads from the contents to just above each heading", () => {
    const entries = outlineOf(audit).entries.filter((entry) => entry.level <= 2)
    const links = contentsOf(pdf).flatMap((page) => page.links)
    expect(links).toHaveLength(entries.length)
    links.forEach((link, index) => {
      const heading = pdf.pages[link.page - 1]!.items.find(
        (item) => item.text.trim() === entries[index]!.title && item.y > 60
      )!
      expect(heading.y - link.top, entries[index]!.title).toBeGreaterThan(0)
      expect(heading.y - link.top, entries[index]!.title).toBeLessThan(60)
    })
  })

  it("has an outline with the sections, and their headings below them", () => {
    expect(pdf.outline.map(({ title }) => title.replace(/\s+/g, " "))).toEqual([
      "1 Model performance",
      "2 Feature importance",
      "3 Missingness",
      "Glossary",
      "References"
    ])
    expect(pdf.outline[0]!.items[0]!.items[0]!.items[0]!.title).toContain("1.1.1.1")
  })

  it("numbers pages and says on each which report and section it belongs to", () => {
    const total = pdf.pages.length
    pdf.pages.slice(1).forEach((page, index) => {
      expect(page.text).toContain(`${index + 2} / ${total}`)
      expect(page.items.find(({ y }) => y < 60)?.text).toBe(audit.cover.title)
    })
    expect(pdf.pages[0]!.text).not.toContain(`1 / ${total}`)
  })

  it("lays no text over another, and none outside the margins", () => {
    expect(outside(pdf)).toEqual([])
    expect(pdf.pages.flatMap((page, index) => overlaps(page).map((pair) => `page ${index + 1}: ${pair}`))).toEqual([])
  })

  it("embeds faces of DejaVu and no others", () => {
    expect(pdf.fonts.length).toBeGreaterThan(1)
    for (const font of pdf.fonts) expect(font).toMatch(/^DejaVu/)
  })

  it("says in its metadata what it is", () => {
    expect(pdf.info).toMatchObject({
      Title: audit.cover.title,
      Author: audit.cover.author,
      Producer: "Fairward",
      Language: "en"
    })
    expect(String(pdf.info.CreationDate)).toContain("20260102")
  })

  it("repeats the header of a table on every page that it goes to", () => {
    const continued = pdf.pages.filter((page) => /Table [78], continued/.test(page.text))
    expect(continued.length).toBeGreaterThan(1)
    for (const page of continued) expect(page.text).toContain("Delta")
  })

  it("ends no page with a heading", () => {
    const headings = new Set(outlineOf(audit).entries.map(({ title }) => title))
    for (const page of pdf.pages) {
      const body = page.items.filter(({ y }) => y > 60 && y < page.height - 45)
      const last = body.reduce((lowest, item) => (item.y > lowest.y ? item : lowest), body[0]!)
      expect(headings.has(last.text.trim()) && last.height > 9.4, last.text).toBe(false)
    }
  })

  it("gathers references once, and links to them", () => {
    expect(pdf.pages.at(-1)!.text).toContain("[2] Webber W")
    expect(pdf.pages.at(-1)!.urls).toContain("https://doi.org/10.1145/1852102.1852106")
  })

  it("loses no letters in a second document of the same process", async () => {
    const again = await render(audit)
    expect(again.text).toBe(pdf.text)
  })
})

/** What a page says of a row, without its first cell, which is left out where the row above says the same. */
const rowText = (
  { columns }: Extract<Block, { readonly _tag: "Table" }>,
  row: Extract<Block, { readonly _tag: "Table" }>["rows"][number],
  locale: string
): string => {
  const format = of(locale)
  return columns
    .slice(1)
    .map(({ key, type }) => {
      const cell = row[key] ?? null
      const full = typeof cell === "object" && cell !== null && "value" in cell ? cell : { value: cell }
      const { value } = full
      const mark = "mark" in full && full.mark === "worse" ? " ▽" : ""
      if (value === null || value === "") return "–"
      if (typeof value === "string") return type._tag === "verdict" ? verdictText(value) : value
      if (typeof value !== "number") return format.interval(value[0], value[1], "digits" in type ? type.digits : 3)
      return format.as(value, type) + mark
    })
    .join(" ")
}

describe("a report of six stages", () => {
  const document = largeReport()
  const tables = document.sections.flatMap(({ blocks }) => blocks.filter((block) => block._tag === "Table"))
  let pdf: ReadPdf
  beforeAll(async () => {
    pdf = await render(document)
  })

  it("has at most 80 pages", () => {
    expect(pdf.pages.length).toBeLessThanOrEqual(80)
  })

  it("has every row of every table, its numbers as its columns write them, in their order", () => {
    const rows = tables.flatMap((table) => table.rows.map((row) => rowText(table, row, "en")))
    expect(rows.length).toBeGreaterThan(2000)
    expect(rows.filter((row) => !pdf.text.includes(row))).toEqual([])
  })

  it("has the first cell of every row, on each page that the rows it stands for go to", () => {
    const [performance] = document.sections.filter(({ id }) => id === "performance")
    const table = performance!.blocks.find((block) => block._tag === "Table" && block.id.endsWith("comparisons-reason"))
    if (table?._tag !== "Table") throw new TypeError("no table")
    for (const page of pdf.pages) {
      const shown = table.rows.filter((row) => page.text.includes(rowText(table, row, "en")))
      for (const metric of new Set(shown.map((row) => String(row.metric)))) expect(page.text).toContain(metric)
    }
  })

  it("has every title, caption, term and definition", () => {
    const texts = [
      ...outlineOf(document).entries.map(({ title }) => title),
      ...document.sections.flatMap(({ blocks }) =>
        blocks.flatMap((block) => (block._tag === "Table" || block._tag === "Chart" ? [block.caption] : []))
      ),
      ...document.glossary.flatMap(({ definition, term }) => [term, definition])
    ]
    expect(texts.filter((text) => !pdf.text.includes(text))).toEqual([])
  })

  it("leaves no row of a table alone at either end of a page", () => {
    const starts = new Map(
      tables.flatMap((table) => table.rows.map((row) => [rowText(table, row, "en"), table] as const))
    )
    const shown = pdf.pages.map((page) => {
      const counts = new Map<string, number>()
      for (const [text, table] of starts) {
        if (page.text.includes(text)) counts.set(table.id, (counts.get(table.id) ?? 0) + 1)
      }
      return counts
    })
    for (const { id, rows } of tables.filter(({ id }) => /-(comparisons|summaries)/.test(id))) {
      const counts = shown.flatMap((counts) => counts.get(id) ?? [])
      if (counts.length < 2 || counts.reduce((sum, count) => sum + count, 0) < rows.length) continue
      for (const count of counts) expect(count, `${id} of ${rows.length} rows`).toBeGreaterThanOrEqual(3)
    }
  })

  it("fills its pages: between the first page of a stage and its last, three quarters of each, but before a figure that is taller than what is left", () => {
    const left = (page: ReadPdf["pages"][number]): number => {
      const body = page.items.filter(({ y }) => y > 50 && y < page.height - 42)
      return page.height - 46 - Math.max(...body.map(({ y }) => y))
    }
    /** Down to its caption, of a figure at the top. */
    const figureOn = (page: ReadPdf["pages"][number] | undefined): number => {
      const caption = page?.items.find(({ text }) => /^(Figure|Table) \d/.test(text))
      return caption?.text.startsWith("Figure") === true ? caption.y - 54 : 0
    }
    const titles = document.sections.map(({ title }) => title)
    const short = pdf.pages.flatMap((page, index) => {
      const next = pdf.pages[index + 1]
      const running = page.items.filter(({ y }) => y < 50).map(({ text }) => text)
      const begins = next?.items.some(({ height, text }) => titles.includes(text) && height > 14) ?? true
      const isFull = left(page) < 0.25 * (page.height - 100) || 0.9 * figureOn(next) > left(page)
      return index < 2 || begins || !titles.includes(running.at(-1)!) || isFull ? [] : [index + 1]
    })
    expect(short).toEqual([])
  })

  it("ends no page with a heading, lays nothing over another and nothing outside the margins", () => {
    const headings = new Set(outlineOf(document).entries.map(({ title }) => title))
    for (const page of pdf.pages.slice(2)) {
      const body = page.items.filter(({ y }) => y > 60 && y < page.height - 42)
      const last = body.reduce((lowest, item) => (item.y > lowest.y ? item : lowest), body[0]!)
      expect(headings.has(last.text.trim()) && last.height > 9, last.text).toBe(false)
    }
    expect(outside(pdf)).toEqual([])
    expect(pdf.pages.flatMap((page, index) => overlaps(page).map((pair) => `page ${index + 1}: ${pair}`))).toEqual([])
  })

  it("sets nothing smaller than 6 points but the letters of a figure that became a little smaller", () => {
    const heights = pdf.pages.flatMap(({ items }) => items.map(({ height }) => height).filter((height) => height > 0))
    expect(Math.min(...heights)).toBeGreaterThan(5.33)
  })

  it("writes tables, sentences and axes in its locale", async () => {
    const german = await render({
      ...document,
      sections: document.sections.filter(({ id }) => id === "performance" || id === "reading"),
      presentation: { locale: "de", paper: "A4" }
    })
    const [table] = tables
    const rows = table!.rows.map((row) => rowText(table!, row, "de"))
    expect(rows[0]).toContain(",")
    expect(rows.filter((row) => !german.text.includes(row))).toEqual([])
    expect(german.text).toContain("1.234")
    expect(german.text).toMatch(/ 0,4 0,5 /)
  })
})

describe("a report", () => {
  it("has the accent colour and logo of its configuration, and keywords in its metadata", async () => {
    const logo =
      "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='40' height='20'%3E%3Crect width='40' height='20' fill='%23123456'/%3E%3C/svg%3E"
    const cover = { keywords: ["fairness", "sepsis"], logo: { image: logo, alt: "A hospital" } }
    const document = { ...small([paragraph("x")], cover), presentation: { ...defaultPresentation, accent: "#8a1538" } }
    const pdf = await render(document)
    expect(pdf.info.Keywords).toBe("fairness, sepsis")
    expect(await coloursOf(document)).toEqual(expect.arrayContaining(["#8a1538", "#123456"]))
  })

  it("does not print titles in an accent too pale to read", async () => {
    const document = { ...small([paragraph("x")]), presentation: { ...defaultPresentation, accent: "#ffe08a" } }
    expect(await coloursOf(document)).not.toContain("#ffe08a")
  })

  it("puts charts that ask for half the width beside each other, and narrow tables too", async () => {
    const spec = {
      data: { values: [{ a: 1 }] },
      mark: "point",
      encoding: { x: { field: "a", type: "quantitative" } }
    } as const
    const chart = (id: string): Block => ({
      _tag: "Chart",
      id,
      spec,
      caption: `Half ${id}.`,
      alt: `Half ${id}.`,
      width: 0.5
    })
    const pdf = await render(
      small([
        chart("one"),
        chart("two"),
        { ...table(3, ["a", "b"], () => "x"), id: "left", caption: "On the left." } as Block,
        { ...table(3, ["a", "b"], () => "x"), id: "right", caption: "On the right." } as Block
      ])
    )
    const items = pdf.pages.flatMap((page) => page.items)
    for (const [left, right] of [
      ["Half one.", "Half two."],
      ["On the left.", "On the right."]
    ] as const) {
      const [first, second] = [left, right].map((text) => items.find((item) => item.text.includes(text))!)
      expect(first!.y).toBeCloseTo(second!.y, 3)
      expect(second!.x - first!.x).toBeGreaterThan(200)
    }
  })

  it("keeps Polish, Vietnamese, Greek, arrows and signs", async () => {
    const text = "Zażółć gęślą jaźń, Nguyễn Văn Đức, αβγ Δ σ, ↑ ↓ → ←, ≤ ≥ ≠ < > ±, ★ × − 10⁻³"
    const pdf = await render(
      small([paragraph(text), paragraph({ strong: text }, { emphasis: text }), table(1, [text], () => text)])
    )
    expect(pdf.text.split("Nguyễn Văn Đức")).toHaveLength(6)
    expect(pdf.text).toContain("↑ ↓ → ←, ≤ ≥ ≠ < > ±, ★ × − 10⁻³")
    for (const font of pdf.fonts) expect(font).toMatch(/^DejaVu/)
  })

  it("shows a character that the font lacks by its code point, and says so", async () => {
    const pdf = await render(small([paragraph("group 中 and 大"), table(1, ["c"], () => "中")]))
    expect(pdf.text).toContain("group [U+4E2D] and [U+5927]")
    expect(pdf.pages[1]!.text).toContain("lacks 2 characters")
    for (const font of pdf.fonts) expect(font).toMatch(/^DejaVu/)
  })

  it("draws what its font lacks from a further one, of which it holds the glyphs it needs", async () => {
    const file = createRequire(import.meta.url).resolve(
      "@fontsource/noto-sans-thai/files/noto-sans-thai-thai-400-normal.woff"
    )
    const fonts = [readFileSync(file)]
    const document = small([paragraph("group ไทย and 中"), table(1, ["c"], () => "กรุงเทพ")])
    const [first, second] = [
      await Effect.runPromise(renderPdf(document, { createdAt, fonts })),
      await Effect.runPromise(renderPdf(document, { createdAt, fonts }))
    ]
    expect(Buffer.compare(first, second)).toBe(0)
    const pdf = await readPdf(first)
    expect(pdf.text).toContain("group ไทย and [U+4E2D]")
    expect(pdf.text).toContain("กรุงเทพ")
    expect(pdf.fonts).toContain("NotoSansThai-Regular")
    expect(first.length).toBeLessThan(fonts[0]!.length + (await Effect.runPromise(renderPdf(small([])))).length)
  })

  it("has Hebrew and Arabic names as text that is found again", async () => {
    const names = ["שלום", "مستشفى"]
    const text = `Of ${names.join(" and ")} some are missed.`
    const pdf = await render(small([paragraph(text, { emphasis: text }), table(2, ["c"], (row) => names[row]!)]))
    expect(pdf.text).not.toContain("U+")
    for (const name of names) expect(pdf.text.split(name)).toHaveLength(4)
    for (const font of pdf.fonts) expect(font).toMatch(/^DejaVu/)
  })

  it("has contents of several pages with right numbers, whatever their length", async () => {
    const document = small(
      Array.from({ length: 260 }, (_, index) => [
        heading(1, `h${index}`, `Heading the ${index}th`),
        paragraph("Text. ".repeat(60))
      ]).flat()
    )
    const pdf = await render(document)
    const printed = printedPages(pdf)
    const actual = pagesOfHeadings(pdf, document)
    expect(contentsOf(pdf).length).toBeGreaterThan(1)
    expect(printed.size).toBe(261)
    for (const [title, page] of printed) expect(page, title).toBe(actual.get(title))
    expect(outside(pdf)).toEqual([])
  })

  it("keeps numbers in the contents right where headings move to the next page with what follows", async () => {
    const tall = (id: string): Block => ({ ...table(5, ["a"], () => "x"), id }) as Block
    const document = small(
      Array.from({ length: 60 }, (_, index) => [
        paragraph("Filling. ".repeat(7 + ((index * 13) % 40))),
        heading(1, `a${index}`, `First ${index}`),
        heading(2, `b${index}`, `Second ${index}`),
        ...(index % 3 === 0 ? [paragraph("Between.")] : []),
        heading(3, `c${index}`, `Third ${index}`),
        tall(`t${index}`)
      ]).flat()
    )
    const pdf = await render(document)
    const printed = printedPages(pdf)
    const actual = pagesOfHeadings(pdf, document)
    expect(printed.size).toBe(121)
    for (const [title, page] of printed) expect(page, title).toBe(actual.get(title))
  })

  it("splits a cell longer than a page, and loses none of its words", async () => {
    const words = Array.from({ length: 1500 }, (_, index) => `w${index}`)
    const pdf = await render(
      small([table(3, ["short", "long"], (row, column) => (column === 1 && row === 1 ? words.join(" ") : "x"))])
    )
    const found = new Set(pdf.text.split(" "))
    expect(words.filter((word) => !found.has(word))).toEqual([])
    expect(outside(pdf)).toEqual([])
  })

  it("goes on over pages with long findings, caveats, definitions and captions", async () => {
    const words = (name: string): string => Array.from({ length: 900 }, (_, index) => `${name}${index}`).join(" ")
    const spec = {
      data: { values: [{ a: 1 }] },
      mark: "point",
      encoding: { x: { field: "a", type: "quantitative" } }
    } as const
    const pdf = await render(
      small([
        { _tag: "KeyFinding", verdict: "worse", weight: 1, text: [words("k")] },
        { _tag: "Caveat", severity: "warning", text: [words("v")] },
        { _tag: "Definitions", items: [{ term: "term", text: [words("d")] }] },
        { _tag: "Chart", id: "chart", spec, caption: words("c"), alt: words("a") },
        { ...table(2, ["x"], () => "y"), caption: words("t") } as Block
      ])
    )
    const found = new Set(pdf.text.split(" ").map((word) => word.replace(/\.$/, "")))
    for (const name of ["k", "v", "d", "c", "t"]) {
      expect(
        words(name)
          .split(" ")
          .filter((word) => !found.has(word)),
        name
      ).toEqual([])
    }
    expect(outside(pdf)).toEqual([])
  })

  it("cuts a wide table into blocks of columns that all begin with the first", async () => {
    const titles = ["Name", ...Array.from({ length: 40 }, (_, index) => `Column number ${index}`)]
    const pdf = await render(
      small([table(4, titles, (row, column) => (column === 0 ? `row-${row}` : `v${row}x${column}`))])
    )
    for (let row = 0; row < 4; row++) {
      for (let column = 1; column <= 40; column++) expect(pdf.text).toContain(`v${row}x${column}`)
    }
    expect(pdf.text.split("row-0").length).toBeGreaterThan(2)
    expect(pdf.text).toContain("Table 1, further columns")
    expect(outside(pdf)).toEqual([])
  })

  it("keeps the key to marks below the last rows of a table, wherever the page ends", async () => {
    for (let rows = 64; rows < 76; rows++) {
      const block: Block = {
        ...(table(rows, ["a", "b"], (row) => `row ${row}`) as Extract<Block, { readonly _tag: "Table" }>),
        columns: [
          { key: "c0", title: "a", type: { _tag: "text" } },
          { key: "c1", title: "b", type: { _tag: "integer" } }
        ],
        rows: Array.from({ length: rows }, (_, row) => ({
          c0: `row ${row}`,
          c1: { value: row, mark: "worse" as const }
        }))
      }
      const pdf = await render(small([block]))
      const [page] = pdf.pages.filter(({ text }) => text.includes("▽ worse"))
      expect(page!.text).toContain(`row ${rows - 1} `)
      expect(page!.text).toContain(`row ${rows - 3} `)
    }
  })

  it("says why a chart could not be drawn, and goes on", async () => {
    const pdf = await render(
      small([
        { _tag: "Chart", id: "broken", spec: { mark: "no such mark" }, caption: "Broken.", alt: "Broken." },
        paragraph("After it.")
      ])
    )
    expect(pdf.text).toContain("This figure could not be drawn")
    expect(pdf.text).toContain("After it.")
  })

  it("draws charts as vectors with text that can be searched", async () => {
    const pdf = await render(
      small([
        {
          _tag: "Chart",
          id: "bars",
          caption: "Bars.",
          alt: "Bars.",
          spec: {
            data: { values: [{ name: "Gęś\nsecond line", value: 3 }] },
            mark: "bar",
            encoding: {
              y: { field: "name", type: "nominal", title: "Sort of bird" },
              x: { field: "value", type: "quantitative" }
            }
          }
        }
      ])
    )
    expect(pdf.text).toContain("Sort of bird")
    expect(pdf.text).toContain("Gęś")
  })

  it("can be of Letter size", async () => {
    const pdf = await render({ ...audit, presentation: { locale: "en", paper: "Letter" } })
    expect([pdf.pages[0]!.width, pdf.pages[0]!.height]).toEqual([612, 792])
    expect(outside(pdf)).toEqual([])
  })

  it("is refused when two of its tables have one id, with the id", async () => {
    const document = small([table(1, ["a"], () => "x"), table(1, ["a"], () => "y")])
    const error = await Effect.runPromise(Effect.flip(renderPdf(document, { createdAt })))
    expect(error).toMatchObject({ _tag: "RenderError", reason: "document" })
    expect(error.message).toContain("only/Table/table")
  })

  it("lets a heading, a table and a chart share an id", async () => {
    const pdf = await render(small([heading(1, "table", "A heading"), table(1, ["a"], () => "x")]))
    expect(pdf.text).toContain("1.1 A heading")
  })

  it("needs nothing but a title", async () => {
    const pdf = await render({
      presentation: defaultPresentation,
      cover: { title: "Bare", facts: [], language: "de" },
      sections: [],
      glossary: []
    })
    expect(pdf.pages).toHaveLength(2)
    expect(pdf.info.Language).toBe("de")
  })

  it("is the same, byte for byte, for the same document and date", async () => {
    const [first, second] = [
      await Effect.runPromise(renderPdf(small([paragraph("x")]), { createdAt })),
      await Effect.runPromise(renderPdf(small([paragraph("x")]), { createdAt }))
    ]
    expect(Buffer.compare(first, second)).toBe(0)
  })
})
