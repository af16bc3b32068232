import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { describe, expect, it } from "vitest"
import { visualRuns } from "../src/Bidi.ts"
import { Fonts } from "../src/index.ts"

const seen = (text: string): string =>
  visualRuns(text)
    .map((run) => (run.isLeftward ? [...run.text].reverse().join("") : run.text))
    .join("")

const thai = readFileSync(
  createRequire(import.meta.url).resolve("@fontsource/noto-sans-thai/files/noto-sans-thai-thai-400-normal.woff")
)

// What is expected stands in the order of its letters in this file from left to right, which editors may turn around.
const [alef, bet, gimel] = ["\u05d0", "\u05d1", "\u05d2"] as const

describe("a line with words that are written to the left", () => {
  it("turns their letters around, and the order of words in a name, and nothing else", () => {
    expect(seen("plain (1)")).toBe("plain (1)")
    expect(seen(`of ${alef}${bet} more`)).toBe(`of ${bet}${alef} more`)
    expect(seen(`of ${alef}${bet} ${gimel} more`)).toBe(`of ${gimel} ${bet}${alef} more`)
  })

  it("leaves a number where the sentence has it, behind a name", () => {
    expect(seen(`In ${alef}${bet} 23 (19 to 27) are missed`)).toBe(`In ${bet}${alef} 23 (19 to 27) are missed`)
    expect(seen(`moved: ${alef}${bet} 0, ${gimel} 3`)).toBe(`moved: ${bet}${alef} 0, ${gimel} 3`)
  })

  it("keeps the brackets of a name around it, and numbers in it readable", () => {
    expect(seen(`In ${alef} (${bet}) of 12`)).toBe(`In (${bet}) ${alef} of 12`)
    expect(seen(`${alef} 2020 ${bet} (12)`)).toBe(`(12) ${bet} 2020 ${alef}`)
  })
})

describe("a text in fonts", () => {
  it("is one part where its face has all of it and it is written to the right", () => {
    const fonts = Fonts.fonts()
    expect(fonts.parts("Zażółć gęślą jaźń ≤ 5", "oblique")).toBeNull()
    expect(fonts.parts(`${alef}${bet} ${gimel}`, "regular")!.map(({ text }) => text)).toEqual([
      gimel,
      " ",
      `${alef}${bet}`
    ])
  })

  it("takes the upright face for letters that the oblique one lacks, as Arabic ones", () => {
    const [word] = Fonts.fonts().parts("سلام", "boldOblique")!
    expect(word!.name).toBe("bold")
  })

  it("joins Arabic letters, as wide as they then are, and knows their shapes as the letters they are", () => {
    const fonts = Fonts.fonts()
    const [word] = fonts.parts("سلام", "regular")!
    const run = word!.font.layout(word!.text)
    expect(run.glyphs).toHaveLength(3)
    expect(run.glyphs.flatMap(({ codePoints }) => [...codePoints]).sort()).toEqual([0x627, 0x633, 0x644, 0x645])
    expect(fonts.width("سلام", 10)).toBeCloseTo((10 * run.advanceWidth) / word!.font.unitsPerEm, 6)
    const apart = [..."سلام"].reduce((sum, letter) => sum + fonts.width(letter, 10), 0)
    expect(fonts.width("سلام", 10)).toBeLessThan(apart)
  })

  it("takes further fonts for what none of its faces has, in their order", () => {
    const plain = Fonts.fonts()
    const fonts = Fonts.fonts([thai])
    const letter = "ก".codePointAt(0)!
    expect([plain.has(letter), fonts.has(letter)]).toEqual([false, true])
    expect(fonts.parts("of ไทย, here", "bold")!.map(({ name, text }) => [name, text])).toEqual([
      ["bold", "of "],
      ["further1", "ไทย"],
      ["bold", ", here"]
    ])
  })

  it("is told from what is no font", () => {
    expect(Fonts.isFont(thai)).toBe(true)
    expect(Fonts.isFont(new TextEncoder().encode("no font"))).toBe(false)
    expect(Fonts.isFont(thai.subarray(0, 400))).toBe(false)
  })
})
