import { describe, expect, it } from "vitest"
import * as Names from "../src/Names.ts"

describe("names that are near", () => {
  it("come nearest first, whatever the case, and differ by two letters or a third at most", () => {
    expect(Names.near("1o1", ["999", "201", "101"])).toEqual(["101", "201"])
    expect(Names.near("EVENT_RECAL", ["recall", "event_recall"])).toEqual(["event_recall"])
    expect(Names.near("somebody", ["7", "12"])).toEqual([])
    expect(Names.near("somebody", [])).toEqual([])
  })

  it("are suggested, or else what there is", () => {
    expect(Names.suggestion("preformance", ["time-gap", "performance"])).toBe(': did you mean "performance"?')
    expect(Names.suggestion("somebody", ["7", "12"])).toBe("; known: 7, 12")
    expect(Names.suggestion("x", [])).toBe("")
  })

  it("are told beside what is allowed", () => {
    expect(Names.expected("flor", ["refuse", "floor", "nearest"])).toBe(
      'Expected refuse, floor or nearest, got "flor": did you mean "floor"?'
    )
    expect(Names.expected("2", ["1", "2"])).toBe('Expected 1 or 2, got "2": write it without quotes')
    expect(Names.expected("x", ["given"])).toBe('Expected given, got "x"')
    expect(Names.either([])).toBe("")
  })
})
