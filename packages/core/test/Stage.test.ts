import { describe, expect, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import * as Cohorts from "../src/Cohorts.ts"
import * as Stage from "../src/Stage.ts"
import stayLength from "./examples/StayLength.ts"
import { dataset } from "./fixtures/Patients.ts"
import { servicesOf } from "./fixtures/Services.ts"

const services = servicesOf(
  dataset({
    patients: [
      { id: "a", scores: [0.1, 0.2, 0.3] },
      { id: "b", scores: [0.1] },
      { id: "c", scores: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8] }
    ]
  })
)

describe("a stage", () => {
  it.effect("turns options into stored findings, and stored findings into a section", () =>
    Effect.gen(function* () {
      const { options, run } = yield* stayLength.prepare({ longerThan: "30 min" })
      expect(options).toEqual({ longerThan: "30 min" })
      const findings = yield* run.pipe(Effect.provide(services))
      expect(findings).toEqual({ patients: 3, long: 1, minutes: 30 })
      const section = yield* stayLength.render(JSON.parse(JSON.stringify(findings)))
      expect(section).toMatchObject({ id: "stay-length", title: "Length of stay" })
    })
  )

  it.effect("has defaults for all its options", () =>
    Effect.gen(function* () {
      expect((yield* stayLength.prepare({})).options).toEqual({ longerThan: "1440 min" })
    })
  )

  it.effect("refuses options with every issue at once and the nearest name", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(stayLength.prepare({ longerThan: 3, longerThen: "3 h" }))
      expect(error._tag).toBe("OptionsError")
      expect(error.issues.map(({ path }) => path.join(".")).toSorted()).toEqual(["longerThan", "longerThen"])
      expect(error.message).toContain(
        'stages.stay-length.longerThen: Unknown setting "longerThen": did you mean "longerThan"?'
      )
    })
  )

  it.effect("fails to draw findings that do not fit its schema", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(stayLength.render({ patients: 1.5, long: 1, minutes: 30 }))
      expect(error._tag).toBe("SchemaError")
    })
  )

  it("publishes the JSON Schema of its options", () => {
    expect(stayLength.optionsJsonSchema()).toMatchObject({
      schema: { type: "object", properties: { longerThan: { type: "string" } }, additionalProperties: false }
    })
  })

  it.effect("names what it compares without what its records hold besides", () =>
    Effect.gen(function* () {
      expect(yield* stayLength.measured({ patients: 3, long: 1, minutes: 30 })).toEqual([])
      const long = { id: "long", title: "Long stays", sense: "none", unit: "share", harm: "sources" } as const
      const comparing = Stage.make({ ...stayLength, measures: () => [{ ...long, digits: 2, over: () => [1, 2] }] })
      expect(yield* comparing.measured({ patients: 3, long: 1, minutes: 30 })).toEqual([long])
    })
  )

  it.effect("that compares is skipped where no cohorts can be, and stores what the audit is set to", () =>
    Effect.gen(function* () {
      const skipped = yield* Effect.flip(Stage.comparing("x").pipe(Effect.provide(services)))
      expect(skipped).toMatchObject({ _tag: "StageSkipped", stage: "x" })
      const patients = ["F", "M", "F", "M"].map((sex, i) => ({ id: `${i}`, attributes: { sex }, scores: [0.1] }))
      const data = dataset({ patients })
      const asked = { groupings: { sex: { column: "sex" } }, minEventPatients: 0 }
      const cohorts = yield* Cohorts.derive(data, asked, undefined)
      const { audited, groupings } = yield* Stage.comparing("x").pipe(
        Effect.provideService(Cohorts.Cohorts, cohorts),
        Effect.provide(servicesOf(data))
      )
      expect(groupings.map(({ id }) => id)).toEqual(["sex"])
      expect(audited).toMatchObject({ level: 0.95, groupings: [{ id: "sex", categories: [{ id: "F" }, { id: "M" }] }] })
    })
  )

  it("is recognised by its brand", () => {
    expect(Stage.isStage(stayLength)).toBe(true)
    expect(Stage.isStage({ meta: stayLength.meta })).toBe(false)
    expect(Stage.isStage(undefined)).toBe(false)
  })
})

describe("findings", () => {
  const returning = (medianSteps: number) =>
    Stage.make({
      meta: { id: "x", title: "X", goal: "x", version: "1.0.0", contract: "^2.0.0" },
      inputs: { needs: [] },
      options: Schema.Struct({}),
      findings: Schema.Struct({ medianSteps: Schema.Finite }),
      analyse: () => Effect.succeed({ medianSteps }),
      report: () => ({ id: "x", title: "X", blocks: [] }),
      glossary: []
    })

  it.effect.each([Number.NaN, Number.POSITIVE_INFINITY])(
    "that hold %d where a finite number belongs fail instead of being stored",
    (value) =>
      Effect.gen(function* () {
        const { run } = yield* returning(value).prepare({})
        const error = yield* Effect.flip(run.pipe(Effect.provide(services)))
        expect(error._tag).toBe("SchemaError")
      })
  )

  it.effect("are not computed while options are only checked", () =>
    Effect.gen(function* () {
      const throwing = Stage.make({
        ...returning(1),
        analyse: () => {
          throw new Error("analysed")
        }
      })
      const { run } = yield* throwing.prepare({})
      const exit = yield* Effect.exit(run.pipe(Effect.provide(services)))
      expect(String(exit)).toContain("analysed")
    })
  )
})
