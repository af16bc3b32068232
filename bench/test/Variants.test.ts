import { Cohorts, Detection } from "@fairward/core"
import { Sides } from "@fairward/metrics"
import { labelledSteps } from "@fairward/metrics/LabelledSteps"
import { Parameters } from "@fairward/simulator"
import * as Fixtures from "@fairward/stage-kit/Fixtures"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { groupings } from "../src/validity/Cells.ts"
import { withLanes } from "../src/variants/KernelVariant.ts"
import { variantTimes } from "../src/variants/VariantTimes.ts"

it("every way to sweep gives the same sums", async () => {
  const dataset = Fixtures.simulated(Parameters.make({ patients: 60, testShare: 1, stepMinutes: 30, scoreSeeds: 1 }))
  // Coarse scores, so that tie groups are mixed.
  dataset.predictions!.score.forEach((score, row, all) => {
    if (row % 2 === 0) all[row] = Math.round(score * 50) / 50
  })
  const events = Detection.evaluableEvents(dataset)
  const cohorts = await Effect.runPromise(Cohorts.derive(dataset, { groupings, minEventPatients: 1 }, events))
  const times = variantTimes(
    labelledSteps(dataset, events),
    Sides.sidesOf(cohorts.groupings, dataset.patients.splits.test),
    1
  )
  const withSums = times.filter(({ deviation }) => deviation !== null)
  expect(withSums).toHaveLength(8)
  for (const { deviation, variant } of withSums) expect(deviation, variant).toBeLessThan(1e-9)
})

it("a variant whose place in the kernel is gone is refused", () => {
  expect(() => withLanes(32)("export function sweep(): void {}")).toThrow("has no")
})
