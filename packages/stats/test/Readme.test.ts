import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import * as Example from "./examples/Readme.ts"
import { expectNear } from "./oracle/Oracle.ts"

const text = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8")

describe("the README's example", () => {
  it("is the one that runs here", () => {
    expect(text("../README.md")).toContain(`\`\`\`ts\n${text("./examples/Readme.ts")}\`\`\``)
  })

  it("gives what can be worked out by hand", () => {
    expect(Example.counts).toEqual({ truePositives: 3, falsePositives: 1, trueNegatives: 2, falseNegatives: 0 })
    expect(Example.precision).toBe(3 / 4)
    expectNear(Example.auroc, (3 + 2 * 2.5) / 9, "AUROC")
    expectNear(Example.averagePrecision, (1 / 3) * 1 + (2 / 3) * (3 / 4), "average precision")
    expectNear(Example.box.median, 0.7045, "median")
    expect(Example.test).toMatchObject({ estimable: true, usableX: 100, usableY: 100 })
    expect(Example.family.reason).toEqual([null, null])
    expect(Example.family.low[0]!).toBeLessThan(-0.01)
  })
})
