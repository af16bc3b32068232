import { describe, expect, it } from "vitest"
import { visible } from "../src/internal/visible.ts"

describe("what a terminal would obey", () => {
  it("is written as its code point", () => {
    expect(visible("\u001b[2J\u001b]0;title\u0007 a\rb \u009b31m \u202egnp.exe \u2066x\u2069")).toBe(
      "\\u001b[2J\\u001b]0;title\\u0007 a\\u000db \\u009b31m \\u202egnp.exe \\u2066x\\u2069"
    )
  })

  it("leaves lines, tabs and letters of every script as they are", () => {
    const text = "one\n\ttwo: Zürich, العربية, 日本語, 👩‍⚕️"
    expect(visible(text)).toBe(text)
  })

  it("leaves JSON meaning what it meant", () => {
    const value = { name: "\u009b31m \u202e", list: ["\u001b"] }
    expect(JSON.parse(visible(JSON.stringify(value, null, 2)))).toEqual(value)
  })
})
