import { describe, expect, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { formatMinutes, Minutes } from "../src/Minutes.ts"

const decode = Schema.decodeUnknownEffect(Minutes)

describe("a span of time", () => {
  it.effect.each([
    ["5 min", 5],
    ["5min", 5],
    ["12 h", 720],
    ["7 d", 10080],
    ["30 s", 0.5],
    ["1.5 h", 90]
  ] as const)("%s is held in minutes", ([text, minutes]) =>
    Effect.gen(function* () {
      expect(yield* decode(text)).toBe(minutes)
    })
  )

  it.effect.each(["", "5", "-5 min", "5 weeks", "h", "5 min 3 s"])("%j is refused", (text) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(decode(text))
      expect(String(error)).toContain("Expected a span of time with a unit")
    })
  )

  it.effect("reads what it writes", () =>
    Effect.gen(function* () {
      const text = yield* Schema.encodeEffect(Minutes)(720)
      expect(yield* decode(text)).toBe(720)
    })
  )

  it("is written with the largest units first", () => {
    expect([0, 5, 90, 720, 10080, 0.5, 1501.25].map(formatMinutes)).toEqual([
      "0 min",
      "5 min",
      "1 h 30 min",
      "12 h",
      "7 d",
      "30 s",
      "1 d 1 h 1 min 15 s"
    ])
  })
})
