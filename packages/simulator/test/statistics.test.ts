import { readFileSync } from "node:fs"
import { expect, it } from "vitest"
import { areas } from "./statistics.ts"

it("the areas by which these tests judge scores are scikit-learn's, ties included", () => {
  const oracle = JSON.parse(readFileSync(new URL("oracle/areas.json", import.meta.url), "utf8")) as {
    label: Array<number>
    score: Array<number>
    auroc: number
    averagePrecision: number
  }
  const { auroc, averagePrecision } = areas(Int8Array.from(oracle.label), Float64Array.from(oracle.score))
  expect(auroc / oracle.auroc).toBeCloseTo(1, 12)
  expect(averagePrecision / oracle.averagePrecision).toBeCloseTo(1, 12)
})
