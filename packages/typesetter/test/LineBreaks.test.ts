import { describe, expect, it } from "vitest"
import { breakLines, withSpaces } from "../src/LineBreaks.ts"

const letters = (text: string): number => [...text].length

describe("lines", () => {
  it("break at spaces, not inside words that fit", () => {
    expect(breakLines("mean of map_8h here", 7, letters)).toEqual(["mean of", "map_8h", "here"])
  })

  it("break long names after underscores, and longer ones anywhere", () => {
    expect(breakLines("noradrenaline_rate", 14, letters)).toEqual(["noradrenaline_", "rate"])
    expect(breakLines("abcdefgh", 3, letters)).toEqual(["abc", "def", "gh"])
  })

  it("end in the spaces that part their words, and in none inside a word", () => {
    const text = "mean of noradrenaline_rate here"
    const lines = breakLines(text, 14, letters)
    expect(lines).toEqual(["mean of", "noradrenaline_", "rate here"])
    expect(withSpaces(text, lines)).toEqual(["mean of ", "noradrenaline_", "rate here"])
    expect(withSpaces(text, lines).join("")).toBe(text)
  })

  it("of a name as long as a book are broken by measuring little more than each line", () => {
    let measured = 0
    const counting = (part: string) => {
      measured += part.length
      return letters(part)
    }
    const lines = breakLines("w".repeat(20_000), 50, counting)
    expect(lines).toEqual(Array.from({ length: 400 }, () => "w".repeat(50)))
    expect(measured).toBeLessThan(20 * 20_000)
  })

  it("keep a sign at the end with its word", () => {
    expect(breakLines("Corrected recall ↑", 16, letters)).toEqual(["Corrected", "recall ↑"])
  })

  it("are never too wide and lose nothing", () => {
    const sample = "Zażółć gęślą_jaźń_i_coś-jeszcze Donaudampfschifffahrtsgesellschaft 1/2 ↑ end"
    for (let width = 2; width < 40; width++) {
      const lines = breakLines(sample, width, letters)
      for (const line of lines) expect(letters(line)).toBeLessThanOrEqual(width)
      expect(lines.join("").replaceAll(" ", "")).toBe(sample.replaceAll(" ", ""))
    }
  })
})
