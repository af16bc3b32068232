import { defaultPresentation, paragraph, type ReportDocument } from "@fairward/core/ReportDocument"
import { fonts } from "@fairward/typesetter/Fonts"
import { describe, expect, it } from "vitest"
import { drawable } from "../src/Glyphs.ts"

const document = (text: string): ReportDocument => ({
  presentation: defaultPresentation,
  cover: { title: text, facts: [{ label: text, value: [text] }], language: "en" },
  sections: [
    {
      id: "s",
      title: text,
      blocks: [
        paragraph(text),
        {
          _tag: "Table",
          id: "t",
          caption: text,
          columns: [{ key: "k", title: text, type: { _tag: "text" } }],
          rows: [{ k: text }, { k: { value: text, note: text } }]
        },
        {
          _tag: "Chart",
          id: "c",
          caption: text,
          alt: text,
          spec: { mark: "bar", data: { values: [{ [text]: text }] } }
        }
      ]
    }
  ],
  glossary: [{ term: text, definition: text }]
})

describe("a drawable document", () => {
  it("has no character that the font lacks, anywhere, and names those it had", async () => {
    const loaded = fonts()
    const { document: drawn, missing } = drawable(document("a 中 b 大 c 中"), loaded)
    expect(missing).toEqual(["中", "大"])
    expect(JSON.stringify(drawn)).not.toMatch(/[中大]/)
    expect(drawn.cover.title).toBe("a [U+4E2D] b [U+5927] c [U+4E2D]")
  })

  it("is the same document when the font has everything", async () => {
    const loaded = fonts()
    const all = document("Zażółć gęślą jaźń, Nguyễn Văn Đức, ≤ ≥ → ★ Δ ✪ ◆ ▼ ▲")
    expect(drawable(all, loaded)).toEqual({ document: all, missing: [] })
  })

  it("joins letters with their accents and drops what cannot be seen", async () => {
    const loaded = fonts()
    expect(drawable(document("e\u0301 a\u00adb\u200bc\u0007d\ne"), loaded).document.cover.title).toBe("é abc d e")
  })

  it("keeps line feeds in charts alone", async () => {
    const loaded = fonts()
    const blocks = drawable(document("a\nb"), loaded).document.sections[0]!.blocks
    expect(JSON.stringify(blocks[2])).toContain("a\\nb")
    expect(JSON.stringify(blocks.slice(0, 2))).not.toContain("\\n")
  })
})
