import { describe, expect, it } from "vitest"
import { Labels } from "../src/index.ts"

describe("labels", () => {
  it("stay on one line when they are short", () => {
    expect(Labels.wrapLabel("Female", 22)).toEqual(["Female"])
  })

  it("break at spaces, and after underscores and hyphens", () => {
    expect(Labels.wrapLabel("noradrenaline_rate_mean", 14)).toEqual(["noradrenaline_", "rate_mean"])
    expect(Labels.wrapLabel("Gastrointestinal and hepatobiliary", 20)).toEqual([
      "Gastrointestinal and",
      "hepatobiliary"
    ])
  })

  it("break inside a word only when it is longer than a line", () => {
    expect(Labels.wrapLabel("abcdefghij", 4)).toEqual(["abcd", "efgh", "ij"])
    expect(Labels.wrapLabel("A ward with quite a long name", 23)).toEqual(["A ward with quite a", "long name"])
  })

  it("lose no letter", () => {
    const name = "Zażółć gęślą jaźń / Nguyễn Văn Đức, and then some-thing_else entirely"
    for (let most = 1; most < 40; most++) {
      expect(Labels.wrapLabel(name, most).join("").replaceAll(" ", "")).toBe(name.replaceAll(" ", ""))
      for (const line of Labels.wrapLabel(name, most)) expect([...line].length).toBeLessThanOrEqual(most)
    }
  })
})
