import {
  count,
  decimal,
  defaultPresentation,
  paragraph,
  percentage,
  type ReportDocument
} from "@fairward/core/ReportDocument"
import { describe, expect, it } from "vitest"
import { of } from "../src/Format.ts"
import { written, writtenText } from "../src/Written.ts"

describe("numbers within text", () => {
  it("are written in the locale of the report", () => {
    expect(writtenText(["of ", count(12345), " patients, ", percentage(0.125, 1)], of("de"))).toEqual([
      "of 12.345 patients, 12,5\u00a0%"
    ])
  })

  it("are strong where they are marked so", () => {
    expect(writtenText([{ value: -1.5, as: { _tag: "number", digits: 1 }, strong: true }, " hours"], of("en"))).toEqual(
      [{ strong: "−1.5" }, " hours"]
    )
  })

  it("are written on the cover and in every block of text", () => {
    const document: ReportDocument = {
      presentation: { ...defaultPresentation, locale: "de" },
      cover: { title: "A report", facts: [{ label: "Threshold", value: [decimal(0.4375, 3)] }], language: "en" },
      sections: [
        {
          id: "one",
          title: "One",
          blocks: [
            paragraph(decimal(0.5, 1)),
            { _tag: "Caveat", severity: "note", text: [decimal(0.5, 1)] },
            { _tag: "KeyFinding", verdict: "worse", weight: 1, text: [decimal(0.5, 1)] },
            { _tag: "Definitions", items: [{ term: "a", text: [decimal(0.5, 1)] }] }
          ]
        }
      ],
      glossary: []
    }
    const { cover, sections } = written(document)
    expect(cover.facts[0]?.value).toEqual(["0,438"])
    expect(JSON.stringify(sections).match(/0,5/g)).toHaveLength(4)
  })
})
