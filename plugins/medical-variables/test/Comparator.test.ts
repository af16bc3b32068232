import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import { Comparator, comparatorText, meets } from "../src/Comparator.ts"

const read = Schema.decodeUnknownSync(Comparator)

const accepts = (text: unknown) => Schema.decodeUnknownResult(Comparator)(text)._tag === "Success"

describe("a comparator", () => {
  it("holds on the side of its bound that its operator says", () => {
    const at = (text: string) => [-1, 0, 1].map((measured) => meets(read(text), measured))
    expect(at("> 0")).toEqual([false, false, true])
    expect(at(">= 0")).toEqual([false, true, true])
    expect(at("< 0")).toEqual([true, false, false])
    expect(at("<= 0")).toEqual([true, true, false])
    expect(at("= 0")).toEqual([false, true, false])
    expect(at("!= 0")).toEqual([true, false, true])
  })

  it("is met by no missing value", () => {
    for (const text of ["> 0", ">= 0", "< 0", "<= 0", "= 0", "!= 0"]) {
      expect(meets(read(text), Number.NaN), text).toBe(false)
    }
  })

  it("reads signs, decimals, exponents and any blanks", () => {
    expect(read(">-0.5")).toEqual({ operator: ">", bound: -0.5 })
    expect(read("  <=  1.5e-3 ")).toEqual({ operator: "<=", bound: 0.0015 })
    expect(read("= .25")).toEqual({ operator: "=", bound: 0.25 })
  })

  it("refuses whatever is not one comparison with one number", () => {
    for (const text of ["0", ">", "> x", "=> 0", "== 0", "> 0 && 1", "> 0; process.exit()", "> 1e999", "", 5, null]) {
      expect(accepts(text), String(text)).toBe(false)
    }
  })

  it("survives being stored", () => {
    for (const text of ["> 0", "<= -2.5", "!= 1e-7"]) {
      expect(read(Schema.encodeSync(Comparator)(read(text)))).toEqual(read(text))
    }
  })

  it("reads with the signs of print", () => {
    expect(comparatorText(read("<= -2.5"))).toBe("≤ −2.5")
  })
})
