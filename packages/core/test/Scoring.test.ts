import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Cohorts from "../src/Cohorts.ts"
import * as Exposure from "../src/Exposure.ts"
import { dataset } from "./fixtures/Patients.ts"

const groupings = { ward: { column: "ward" } }

const stay = (id: string, ward: string, steps: ReadonlyArray<number>) => ({
  id,
  attributes: { ward },
  steps,
  scores: steps.map(() => 0.5)
})

const derived = (horizonSteps: number) =>
  Cohorts.derive(
    dataset({
      timestepMinutes: 60,
      horizonSteps,
      patients: [
        stay("1", "a", [0, 1, 2]),
        stay("2", "a", [0, 3, 6]),
        stay("3", "a", [0, 2]),
        stay("4", "b", [4, 8]),
        stay("5", "b", [5]),
        stay("6", "c", [5])
      ]
    }),
    { groupings, minEventPatients: 0 },
    undefined
  )

describe("a cohort", () => {
  it.effect("is scored as often as its median patient, of those with two predictions", () =>
    Effect.gen(function* () {
      const { everyone, groupings } = yield* derived(4)
      expect(groupings[0]!.categories.map(({ scoredEvery }) => scoredEvery)).toEqual([120, 240, null])
      expect(everyone.scoredEvery).toBe(150)
    })
  )

  it.effect("is not said to be scored at an interval where predictions have no time", () =>
    Effect.gen(function* () {
      const { everyone } = yield* derived(0)
      expect(everyone).not.toHaveProperty("scoredEvery")
    })
  )
})

describe("intervals", () => {
  it("differ from a fifth on", () => {
    const differ = (...minutes: ReadonlyArray<number | null>) =>
      Exposure.intervalsDiffer(minutes.map((scoredEvery) => ({ scoredEvery })))
    expect([differ(60, 72), differ(60, 73), differ(73, null, 60), differ(60), differ(null)]).toEqual([
      false,
      true,
      true,
      false,
      false
    ])
  })
})
