import { describe, expect, it } from "vitest"
import { sentinels } from "../src/internal/sentinels.ts"

const ages = Array.from({ length: 400 }, (_, i) => 18 + ((i * 37) % 72))
const times = (value: number, count: number) => Array.from({ length: count }, () => value)

describe("numbers that stand apart as codes do", () => {
  it.each([
    ["999 among ages", [...ages, 999], [[999, 1]]],
    ["-1 among ages", [...ages, -1, -1], [[-1, 2]]],
    ["0 among ages of adults", [...ages, 0, 0, 0], [[0, 3]]],
    [
      "several codes",
      [...ages, -9, 999, 9999],
      [
        [-9, 1],
        [999, 1],
        [9999, 1]
      ]
    ],
    ["a heap at 99", [...ages, ...times(99, 60)], [[99, 60]]],
    [
      "ages of 300 and more, as records hide the oldest",
      [...ages, 300, 302, 311],
      [
        [300, 1],
        [302, 1],
        [311, 1]
      ]
    ],
    ["0 among weights", [...ages.map((age) => 40 + age * 1.37), 0], [[0, 1]]]
  ] as const)("are %s", (_, values, expected) => {
    expect(sentinels(values)).toEqual(expected.map(([value, count]) => ({ value, count })))
  })

  it.each([
    ["one patient of 99 years", [...ages, 99]],
    ["newborns of 0 years", Array.from({ length: 400 }, (_, i) => i % 17)],
    ["base excess, of both signs", Array.from({ length: 400 }, (_, i) => ((i * 7) % 41) - 20.5)],
    ["points from 0 to 20", Array.from({ length: 400 }, (_, i) => i % 21)],
    ["a long tail", Array.from({ length: 400 }, (_, i) => Math.exp(((i * 13) % 400) / 60))],
    ["too few values to tell", [40, 50, 60, 999]],
    ["nothing", []]
  ] as const)("are not %s", (_, values) => {
    expect(sentinels(values)).toEqual([])
  })
})
