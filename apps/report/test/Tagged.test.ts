import { type Block, defaultPresentation, heading, paragraph, type ReportDocument } from "@fairward/core/ReportDocument"
import { Effect } from "effect"
import { getDocument, OPS } from "pdfjs-dist/legacy/build/pdf.mjs"
import { beforeAll, describe, expect, it } from "vitest"
import { renderPdf } from "../src/index.ts"
import { outlineOf } from "../src/Outline.ts"
import { audit } from "./fixtures/audit.ts"
import { type Read, type ReadStructure, readStructure } from "./readStructure.ts"

const createdAt = new Date("2026-01-02T03:04:05Z")
const render = (document: ReportDocument) => Effect.runPromise(renderPdf(document, { createdAt }))

const small = (blocks: ReadonlyArray<Block>, cover: Partial<ReportDocument["cover"]> = {}): ReportDocument => ({
  presentation: defaultPresentation,
  cover: { title: "A report", facts: [], language: "en", ...cover },
  sections: [{ id: "only", title: "The only section", blocks }],
  glossary: []
})

const painting = new Set<number>([OPS.showText, OPS.constructPath, OPS.paintFormXObjectBegin, OPS.paintImageXObject])
const clipping = new Set<number>([OPS.endPath])

/** The text of each piece of marked content, by page and number, and what stands outside of all. */
const readMarked = async (bytes: Uint8Array) => {
  const task = getDocument({ data: bytes.slice(), verbosity: 0 })
  const document = await task.promise
  const texts = new Map<string, string>()
  const outside: Array<string> = []
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number)
    const open: Array<string | null> = []
    for (const item of (await page.getTextContent({ includeMarkedContent: true })).items) {
      if ("str" in item) {
        const id = open.at(-1)
        if (open.length === 0 && item.str.trim() !== "") outside.push(`page ${number}: ${item.str}`)
        else if (typeof id === "string") texts.set(id, `${texts.get(id) ?? ""}${item.str}${item.hasEOL ? " " : ""}`)
      } else if (item.type === "endMarkedContent") open.pop()
      else open.push(("id" in item ? item.id : null)?.replace(/^p\d+R_mc/, `${number - 1}/`) ?? null)
    }
    let depth = 0
    const { argsArray, fnArray } = await page.getOperatorList()
    fnArray.forEach((operator, index) => {
      if (operator === OPS.beginMarkedContent || operator === OPS.beginMarkedContentProps) depth++
      else if (operator === OPS.endMarkedContent) depth--
      else if (depth === 0 && painting.has(operator) && !clipping.has(argsArray[index]?.[0])) {
        outside.push(`page ${number}: operator ${operator}`)
      }
    })
    expect(depth).toBe(0)
  }
  const mark = await document.getMarkInfo()
  const { info } = await document.getMetadata()
  await task.destroy()
  return { texts, outside, mark: mark as unknown as ReadonlyMap<string, boolean>, info: info as { Language: string } }
}

type Marked = Awaited<ReturnType<typeof readMarked>>

/** What is read of an element and of all that is in it; the order is that of its kids after what is its own. */
const said = (element: Read, { texts }: Marked): string =>
  [
    ...element.contents.map(([page, id]) => texts.get(`${page}/${id}`) ?? ""),
    ...element.kids.map((kid) => said(kid, { texts } as Marked))
  ]
    .join(" ")
    .replace(/\s+/g, " ")
    .trim()

const withRole = ({ elements }: ReadStructure, ...roles: ReadonlyArray<string>): ReadonlyArray<Read> =>
  elements.filter(({ role }) => roles.includes(role))

const read = async (document: ReportDocument) => {
  const bytes = await render(document)
  return { structure: await readStructure(bytes), marked: await readMarked(bytes) }
}

describe("the tags of a large report", () => {
  let structure: ReadStructure
  let marked: Marked
  beforeAll(async () => {
    const found = await read(audit)
    structure = found.structure
    marked = found.marked
  })

  it("are announced: PDF/UA-1, its language, and its title in place of a file's name", () => {
    expect(marked.mark.get("Marked")).toBe(true)
    expect(marked.info.Language).toBe(audit.cover.language)
    expect(structure.isTitleShown).toBe(true)
    expect(structure.metadata).toContain("<pdfuaid:part>1</pdfuaid:part>")
    expect(structure.root.role).toBe("Document")
  })

  it("leave no letter and no line outside of content and artifacts", () => {
    expect(marked.outside).toEqual([])
  })

  it("are only where something is, but for cells", () => {
    const empty = structure.elements.filter(
      ({ contents, kids, role }) => contents.length + kids.length === 0 && role !== "TD" && role !== "TH"
    )
    expect(empty).toEqual([])
    const contents = structure.elements.flatMap((element) => element.contents.map((content) => content.join("/")))
    expect(new Set(contents).size).toBe(contents.length)
    for (const content of marked.texts.keys()) expect(contents).toContain(content)
  })

  it("are headings in the order of the contents, without gaps between their levels", () => {
    const headings = withRole(structure, "H1", "H2", "H3", "H4", "H5", "H6")
    const levels = headings.map(({ role }) => Number(role.slice(1)))
    expect(levels[0]).toBe(1)
    for (const [index, level] of levels.entries()) expect(level).toBeLessThanOrEqual((levels[index - 1] ?? 0) + 1)
    const titles = outlineOf(audit).entries.map(({ number, title }) => `${number} ${title}`.trim())
    const words = headings.map((element) => said(element, marked))
    expect(words.filter((text) => titles.includes(text))).toEqual(titles)
  })

  it("give every figure a text with values in it, and a place", () => {
    const figures = withRole(structure, "Figure")
    const charts = audit.sections.flatMap(({ blocks }) => blocks.filter(({ _tag }) => _tag === "Chart"))
    expect(figures).toHaveLength(charts.length)
    for (const { alt, attributes } of figures) {
      expect(alt).toMatch(/\d/)
      expect(attributes.BBox).toBeDefined()
    }
  })

  it("are tables of rows with as many columns as their header, each cell of which heads its column", () => {
    const tables = withRole(structure, "Table")
    const blocks = audit.sections.flatMap(({ blocks }) => blocks.filter(({ _tag }) => _tag === "Table"))
    expect(tables.length).toBeGreaterThanOrEqual(blocks.length)
    for (const table of tables) {
      const [head, body] = table.kids.filter(({ role }) => role !== "Caption")
      expect([head!.role, body!.role]).toEqual(["THead", "TBody"])
      const columns = head!.kids[0]!.kids
      for (const { attributes, role } of columns) expect([role, attributes.Scope]).toEqual(["TH", "Column"])
      let covered = 0
      for (const { kids, role } of body!.kids) {
        expect(role).toBe("TR")
        const width = kids.reduce((sum, { attributes }) => sum + Number(attributes.ColSpan ?? 1), 0)
        expect(width + (covered > 0 ? 1 : 0)).toBe(columns.length)
        covered = Math.max(covered - 1, Number(kids[0]?.attributes.RowSpan ?? 1) - 1)
        for (const { attributes, role } of kids) {
          expect(role === "TH" ? ["Row", "Column"].includes(`${attributes.Scope}`) : role === "TD").toBe(true)
        }
      }
      expect(covered).toBe(0)
    }
  })

  it("are links, each with what it leads to in words, and every annotation is of one", () => {
    const links = withRole(structure, "Link")
    for (const link of links) {
      expect(link.annotations.length).toBeGreaterThan(0)
      for (const text of link.annotations) expect(text.trim()).not.toBe("")
    }
    expect(links.reduce((sum, { annotations }) => sum + annotations.length, 0)).toBe(structure.annotations)
    expect(withRole(structure, "TOCI").map((entry) => said(entry, marked)).length).toBeGreaterThan(10)
  })
})

describe("tags", () => {
  const spec = {
    data: { values: [{ cohort: "Female", recall: 0.123 }] },
    mark: "bar",
    encoding: {
      y: { field: "cohort", type: "nominal" },
      x: { field: "recall", type: "quantitative" },
      tooltip: [
        { field: "cohort", type: "nominal" },
        { field: "recall", type: "quantitative" }
      ]
    }
  } as const
  const chart: Block = { _tag: "Chart", id: "chart", spec, caption: "Recall.", alt: "A bar." }
  const rows = (count: number, groups = false): Block => ({
    _tag: "Table",
    id: "table",
    caption: "Rows.",
    ...(groups ? { group: "part" } : {}),
    columns: [
      { key: "name", title: "Name", type: { _tag: "text" } },
      { key: "count", title: "Count", type: { _tag: "integer" } }
    ],
    rows: Array.from({ length: count }, (_, row) => ({
      name: groups ? `row ${row}` : `pair ${Math.floor(row / 2)}`,
      count: row,
      part: `part ${row % 2 === 0 ? row : row - 1}`
    }))
  })

  it("follow the document where a figure floats to the next page, and tell its values", async () => {
    const { marked, structure } = await read(
      small([paragraph("Before. ".repeat(900)), chart, paragraph(`After. ${"More. ".repeat(100)}`)])
    )
    const order = structure.root.kids.map(({ role }) => role)
    const at = order.indexOf("Div")
    expect(order.slice(at - 1, at + 2)).toEqual(["P", "Div", "P"])
    expect(said(structure.root.kids[at - 1]!, marked)).toMatch(/^Before/)
    expect(said(structure.root.kids[at + 1]!, marked)).toMatch(/^After/)
    const [figure, caption] = structure.root.kids[at]!.kids
    expect(figure).toMatchObject({ role: "Figure", alt: "A bar. Values: Female 0.123." })
    expect(said(caption!, marked)).toBe("Figure 1. Recall.")
  })

  it("make one table of one that goes on over pages, and say nothing twice", async () => {
    const { marked, structure } = await read(small([rows(200)]))
    const tables = withRole(structure, "Table")
    expect(tables).toHaveLength(1)
    const body = tables[0]!.kids.at(-1)!
    expect(body.kids).toHaveLength(200)
    expect(said(tables[0]!, marked).match(/Name/g)).toHaveLength(1)
    expect(said(body.kids[0]!, marked)).toBe("pair 0 0")
    expect(said(body.kids[1]!, marked)).toBe("1")
    expect(body.kids[0]!.kids[0]).toMatchObject({ role: "TH", attributes: { Scope: "Row", RowSpan: 2 } })
    expect([...marked.texts.values()].some((text) => text.includes("continued"))).toBe(false)
  })

  it("let a line above rows head them, as wide as the table", async () => {
    const { marked, structure } = await read(small([rows(4, true)]))
    const lines = withRole(structure, "TBody")[0]!.kids
    expect(lines.map((line) => said(line, marked))).toEqual([
      ...["part 0", "row 0 0", "row 1 1"],
      ...["part 2", "row 2 2", "row 3 3"]
    ])
    expect(lines[0]!.kids).toMatchObject([{ role: "TH", attributes: { Scope: "Column", ColSpan: 2 } }])
  })

  it("leave no gap between levels of headings where the document does", async () => {
    const { structure } = await read(
      small([heading(3, "deep", "Deep"), paragraph("x"), heading(1, "one", "One"), heading(3, "three", "Three")])
    )
    const headings = structure.elements.flatMap(({ role }) => (/^H\d$/.test(role) ? [role] : []))
    expect(headings).toEqual(["H1", "H1", "H1", "H2", "H2", "H3"])
  })

  it("are lists for definitions, whose words stay apart from line to line", async () => {
    const text = "what it means, in more words than there is room for on one line of the page, so that there are two"
    const { marked, structure } = await read(small([{ _tag: "Definitions", items: [{ term: "Term", text: [text] }] }]))
    const [list] = withRole(structure, "L")
    expect(list!.kids.map(({ kids }) => kids.map((part) => [part.role, said(part, marked)]))).toEqual([
      [
        ["Lbl", "Term"],
        ["LBody", text]
      ]
    ])
  })

  it("make one link of one that is broken over lines", async () => {
    const text = "many words that lead somewhere else ".repeat(8).trim()
    const { marked, structure } = await read(small([paragraph("See ", { text, link: "https://example.org/" }, ".")]))
    const link = withRole(structure, "Link").find(({ annotations }) => annotations.length > 1)
    expect(link?.annotations.join(" ")).toBe(text)
    expect(said(link!, marked)).toBe(text)
  })

  it("name a logo", async () => {
    const image =
      "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='40' height='20'%3E%3Crect width='40' height='20'/%3E%3C/svg%3E"
    const { marked, structure } = await read(small([paragraph("x")], { logo: { image, alt: "Logo of a hospital" } }))
    expect(marked.outside).toEqual([])
    expect(withRole(structure, "Figure").map(({ alt }) => alt)).toEqual(["Logo of a hospital"])
  })

  it("hold signs that XML has a use for", async () => {
    const title = "Sepsis & <50 years"
    const { structure } = await read(small([paragraph("x")], { title }))
    expect(structure.metadata).toContain("Sepsis &amp; &lt;50 years")
  })
})
