import type { ReportDocument } from "@fairward/core/ReportDocument"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { drawFiles, failOnUndrawn } from "../src/Drawing.ts"

const document: ReportDocument = {
  cover: { title: "A report", facts: [], language: "en" },
  presentation: { locale: "en", paper: "A4" },
  sections: [],
  glossary: []
}
const createdAt = new Date("2026-01-02T03:04:05Z")
const works = () => Effect.succeed("drawn")
const fails = () => Effect.fail({ message: "no ink" })

describe("drawing a report in several formats", () => {
  it("draws those that are wanted, and no other", async () => {
    const drawn = await Effect.runPromise(
      drawFiles(document, createdAt, ["html"], { render: { pdf: fails, html: works } })
    )
    expect(drawn).toEqual({ files: { "report.html": "drawn" }, failures: [] })
    await Effect.runPromise(failOnUndrawn(drawn, ""))
  })

  it("keeps the one that could be drawn, and fails afterwards with the name of the other", async () => {
    const drawn = await Effect.runPromise(
      drawFiles(document, createdAt, ["pdf", "html"], { render: { pdf: fails, html: works } })
    )
    expect(drawn.files).toEqual({ "report.html": "drawn" })
    const { _tag, message } = await Effect.runPromise(Effect.flip(failOnUndrawn(drawn, "")))
    expect(_tag).toBe("CommandError")
    expect(message).toContain("report.pdf could not be drawn: no ink")
    expect(message).toContain("report.html and the findings were written")
  })

  it("takes a renderer whose code breaks off for one that fails", async () => {
    const breaks = () => Effect.die(new RangeError("toFixed() digits"))
    const drawn = await Effect.runPromise(
      drawFiles(document, createdAt, ["pdf", "html"], { render: { pdf: breaks, html: works } })
    )
    expect(drawn.files).toEqual({ "report.html": "drawn" })
    expect(drawn.failures).toEqual(["report.pdf could not be drawn: toFixed() digits"])
  })

  it("draws the other sections where one cannot be drawn, and says so in its place", async () => {
    const section = (id: string) => ({ id, title: `Title ${id}`, blocks: [] })
    const three = { ...document, sections: ["a", "b", "c"].map(section) }
    const hatesB = ({ sections }: ReportDocument) =>
      sections.some(({ blocks, id }) => id === "b" && blocks.length === 0)
        ? Effect.die(new Error("no b"))
        : Effect.succeed(JSON.stringify(sections))
    const { failures, files } = await Effect.runPromise(
      drawFiles(three, createdAt, ["html"], { render: { pdf: fails, html: hatesB } })
    )
    const drawn = JSON.parse(String(files["report.html"]))
    expect(drawn.map(({ id }: { readonly id: string }) => id)).toEqual(["a", "b", "c"])
    expect(JSON.stringify(drawn[1])).toContain("could not be drawn")
    expect(failures).toEqual(['report.html is without "Title b": no b'])
  })

  it("fails with every reason when none could be drawn", async () => {
    const drawing = drawFiles(document, createdAt, ["pdf", "html"], { render: { pdf: fails, html: fails } })
    const { message } = await Effect.runPromise(Effect.flip(drawing))
    expect(message).toContain("report.pdf could not be drawn: no ink")
    expect(message).toContain("report.html could not be drawn: no ink")
  })
})
