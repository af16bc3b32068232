import type { Dataset } from "@fairward/core"
import { Fixture, Fixtures } from "@fairward/stage-kit"
import { Effect } from "effect"
import { expect, it, vi } from "vitest"
import timeGap from "../src/index.ts"

vi.setConfig({ testTimeout: 120_000 })

const pointsOf = (score: number) => Math.round(score * 20) - 4

/** In the same order, within [0, 1]. */
const shareOf = (score: number) => (pointsOf(score) + 5) / 30

const findingsWith = async (of: (score: number) => number, scale?: "points") => {
  const base = Fixtures.complete()
  const { predictions } = base.dataset
  const dataset: Dataset.DatasetShape = {
    ...base.dataset,
    ...(scale === undefined ? {} : { scale }),
    predictions: { ...predictions!, score: predictions!.score.map(of) }
  }
  const outcome = await Effect.runPromise(
    Fixture.run(timeGap, {}, { ...base, dataset, settings: { ...base.settings, threshold: of(0.4) } })
  )
  if (outcome._tag !== "Done") throw new Error(JSON.stringify(outcome))
  return outcome.findings as Readonly<Record<string, unknown>>
}

it("of points finds what it finds of probabilities in the same order", async () => {
  const points = await findingsWith(pointsOf, "points")
  const shares = await findingsWith(shareOf)
  expect(points.threshold).toBe(4)
  expect((points.comparisons as ReadonlyArray<unknown>).length).toBeGreaterThan(10)
  expect({ ...points, threshold: 0, curves: [] }).toEqual({ ...shares, threshold: 0, curves: [] })
})
