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
    const drawn = await Effect.runPromise(drawFiles(document, createdAt, ["html"], { pdf: fails, html: works }))
    expect(drawn).toEqual({ files: { "report.html": "drawn" }, failures: [] })
    await Effect.runPromise(failOnUndrawn(drawn))
  })

  it("keeps the one that could be drawn, and fails afterwards with the name of the other", async () => {
    const drawn = await Effect.runPromise(drawFiles(document, createdAt, ["pdf", "html"], { pdf: fails, html: works }))
    expect(drawn.files).toEqual({ "report.html": "drawn" })
    const { _tag, message } = await Effect.runPromise(Effect.flip(failOnUndrawn(drawn)))
    expect(_tag).toBe("CommandError")
    expect(message).toContain("report.pdf could not be drawn: no ink")
    expect(message).toContain("report.html and the findings were written")
  })

  it("fails with every reason when none could be drawn", async () => {
    const drawing = drawFiles(document, createdAt, ["pdf", "html"], { pdf: fails, html: fails })
    const { message } = await Effect.runPromise(Effect.flip(drawing))
    expect(message).toContain("report.pdf could not be drawn: no ink")
    expect(message).toContain("report.html could not be drawn: no ink")
  })
})
