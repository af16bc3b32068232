import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Categories from "../src/Categories.ts"

const listed = (...values: ReadonlyArray<string>) =>
  values.map((value) => ({ id: value, label: value, values: [value] }))

describe("the order of values", () => {
  it.each([
    [
      ["10", "9", "-5", "-10", "1.5", "1.25", "0"],
      ["-10", "-5", "0", "1.25", "1.5", "9", "10"]
    ],
    [
      [">85", "50-65", "<50", "75-85", "65-75"],
      ["<50", "50-65", "65-75", "75-85", ">85"]
    ],
    [
      ["≥ 65", "18–65", "< 18"],
      ["< 18", "18–65", "≥ 65"]
    ],
    [
      ["Stage 10", "Stage 9", "Stage 1"],
      ["Stage 1", "Stage 9", "Stage 10"]
    ],
    [
      ["M", "F", "1"],
      ["1", "F", "M"]
    ],
    [
      ["900000000000000003", "900000000000000002", "90000000000000001"],
      ["90000000000000001", "900000000000000002", "900000000000000003"]
    ],
    [
      ["2020-10-01", "2020-2-01", "2019-12-31"],
      ["2019-12-31", "2020-2-01", "2020-10-01"]
    ]
  ])("%j is %j", (values, expected) => {
    expect(values.toSorted(Categories.byNature)).toEqual(expected)
    expect(values.toReversed().toSorted(Categories.byNature)).toEqual(expected)
  })

  it("does not depend on the order in which values come", () => {
    const value = fc.oneof(
      fc.integer({ min: -12, max: 12 }).map(String),
      fc.string({ unit: fc.constantFrom("-", "1", "2", "0", ".", "a", "<", ">", " "), maxLength: 5 })
    )
    fc.assert(
      fc.property(fc.uniqueArray(value, { maxLength: 8 }), fc.infiniteStream(fc.nat()), (values, keys) => {
        const expected = values.toSorted(Categories.byNature)
        const shuffled = values
          .map((own) => ({ own, key: keys.next().value as number }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ own }) => own)
        expect(shuffled.toSorted(Categories.byNature)).toEqual(expected)
      }),
      { numRuns: 2000 }
    )
  })
})

describe("the category of a value", () => {
  it("is the one that lists it, or lists the same number with other zeros at its end", () => {
    const of = Categories.categoryOf(listed("1", "2.50", "007", "true"))
    expect(["1", "1.0", "1.", "2.5", "2.50", "007", "7", "01", "true", "True", "3"].map(of)).toEqual([
      0, 0, 0, 1, 1, 2, -1, -1, 3, -1, -1
    ])
  })

  it("is none where two list the number, and not the value", () => {
    const of = Categories.categoryOf(listed("1.0", "1.00"))
    expect(["1.0", "1.00", "1"].map(of)).toEqual([0, 1, -1])
  })
})

describe("names of ranges", () => {
  it.each([
    [
      ["<50", "50-65", ">65"],
      [
        [-Infinity, 50],
        [50, 65],
        [65, Infinity]
      ]
    ],
    [
      ["0-18", "18–65", "65+"],
      [
        [0, 18],
        [18, 65],
        [65, Infinity]
      ]
    ],
    [
      ["< -1.5", "-1.5-0", ">= 0"],
      [
        [-Infinity, -1.5],
        [-1.5, 0],
        [0, Infinity]
      ]
    ]
  ])("%j are %j", (names, ranges) => {
    expect(Categories.ranges(listed(...names))).toEqual(ranges)
  })

  it.each([[["0-17", "18-64"]], [["<50", ">65"]], [["50-65", "<50"]], [["M", "F"]], [["<50"]], [["65-50", "50-40"]]])(
    "%j are none: a gap would leave patients out",
    (names) => {
      expect(Categories.ranges(listed(...names))).toBeUndefined()
    }
  )
})
