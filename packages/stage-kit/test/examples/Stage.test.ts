import { Fixture, Sketch, suite } from "@fairward/stage-kit"
import { Effect } from "effect"
import { expect, it } from "vitest"
import stage from "./Stage.ts"

suite(stage)

it("counts the stays that are longer than the option says", async () => {
  const fixture: Fixture.Fixture = {
    name: "two women and a man",
    dataset: Sketch.dataset({
      timestepMinutes: 60,
      patients: [
        { attributes: { sex: "F" }, scores: [0.1, 0.2, 0.3] },
        { attributes: { sex: "F" }, scores: [0.1] },
        { attributes: { sex: "M" }, scores: [0.4, 0.5] }
      ]
    }),
    settings: { groupings: { sex: { column: "sex" } }, minEventPatients: 0 }
  }
  const ended = await Effect.runPromise(Fixture.run(stage, { longerThan: "2 h" }, fixture))
  expect(ended).toMatchObject({
    _tag: "Done",
    findings: {
      cohorts: [
        { label: "F", patients: 2, long: 1 },
        { label: "M", patients: 1, long: 0 }
      ]
    }
  })
})
