import { Cohorts, Compute, Dataset, Message, Resamples, Stage } from "@fairward/core"
import { Context, Effect } from "effect"
import { describe, expect, it } from "vitest"
import { Fixture, Sketch } from "../src/index.ts"
import { reordered } from "../src/internal/reordered.ts"
import { definition, stays } from "./fixtures/Stays.ts"

const fixture: Fixture.Fixture = {
  name: "three stays",
  dataset: Sketch.dataset({
    patients: [
      { attributes: { sex: "F" }, scores: [0.1, 0.2, 0.3], labels: "001" },
      { attributes: { sex: "F" }, scores: [0.1], labels: "1" },
      { attributes: { sex: "M" }, scores: [0.1, 0.2], labels: "01" }
    ]
  }),
  settings: { groupings: { sex: { column: "sex" } } }
}

const run = (stage: Stage.Any, options: unknown = {}, given = fixture) =>
  Effect.runPromise(Fixture.run(stage, options, given))

describe("running a stage on a fixture", () => {
  it.each([
    ["in this process", Fixture.inProcess],
    ["in a worker", Compute.Compute.layer(1)]
  ])("gives its findings and its section, with kernels %s", async (_, compute) => {
    const ended = await Effect.runPromise(Fixture.run(stays(), { longest: 1 }, fixture, compute))
    expect(ended).toMatchObject({
      _tag: "Done",
      findings: {
        longest: 1,
        groupings: [
          {
            id: "sex",
            stays: [
              { label: "F", patients: 2, share: 0.5 },
              { label: "M", patients: 1, share: 1 }
            ]
          }
        ]
      },
      section: { id: "stays" }
    })
  })

  it("skips what an audit would skip, with its reason", async () => {
    const needy = stays({ inputs: { needs: ["events", "attributions"] } })
    expect(await run(needy)).toEqual({
      _tag: "Skipped",
      reason: "needs events and feature attributions (SHAP values)"
    })
    expect(await run(stays(), {}, { ...fixture, settings: { groupings: {} } })).toEqual({
      _tag: "Skipped",
      reason: "there is no grouping"
    })
  })

  it("tells an error of the stage from a fault in it", async () => {
    const error = new Stage.StageError({ stage: "stays", reason: Message.of`no such variable` })
    expect(await run(stays({ analyse: () => Effect.fail(error) }))).toEqual({ _tag: "Failed", error })
    expect(await run(stays({ analyse: () => Effect.die(new Error("oops")) }))).toMatchObject({
      _tag: "Broken",
      why: expect.stringContaining("oops")
    })
    const undrawable = stays({
      report: () => {
        throw new Error("cannot draw")
      }
    })
    expect(await run(undrawable)).toMatchObject({ _tag: "Broken", why: expect.stringContaining("cannot draw") })
    const lying = stays({ analyse: (o) => Effect.map(definition.analyse(o), (found) => ({ ...found, longest: 0.5 })) })
    expect(await run(lying)).toMatchObject({ _tag: "Broken", why: expect.stringContaining("SchemaError") })
  })

  it("fails with options that the stage refuses", async () => {
    const error = await Effect.runPromise(Effect.flip(Fixture.run(stays(), { longst: 3 }, fixture)))
    expect(error.message).toContain('stages.stays.longst: Unknown setting "longst"')
  })
})

describe("the services in another order of the patients", () => {
  const steps = [3, 7, 2, 9, 4, 6, 5]
  const seven: Fixture.Fixture = {
    name: "seven stays",
    settings: { groupings: { sex: { column: "sex" } }, minEventPatients: 0 },
    dataset: Sketch.dataset({
      patients: steps.map((length, i) => ({
        attributes: { sex: i < 3 ? "F" : "M" },
        scores: Array.from({ length }, () => 0.5),
        ...(i % 3 === 0 ? { split: "train" as const } : { split: "test" as const })
      }))
    })
  }

  /** Patients are told by the lengths of their stays, all different. */
  const drawn = (services: Effect.Effect<Resamples.ResamplesShape, unknown>, dataset: Dataset.DatasetShape) =>
    Effect.runPromise(
      Effect.gen(function* () {
        const { count, multiplicities, patients } = yield* (yield* services.pipe(Effect.orDie)).of("test")
        const offsets = dataset.predictions!.offsets
        return new Map(
          Array.from(patients, (patient, i) => [
            offsets[patient + 1]! - offsets[patient]!,
            Array.from({ length: count }, (_, b) => multiplicities[b * patients.length + i]!)
          ])
        )
      })
    )

  it("moves patients, and draws each as often as before", async () => {
    const context = await Effect.runPromise(reordered(seven))
    const moved = Context.get(context, Dataset.Dataset)
    const lengths = moved.predictions!.offsets.slice(1).map((end, i) => end - moved.predictions!.offsets[i]!)
    expect([...lengths]).not.toEqual(steps)
    expect([...lengths].toSorted()).toEqual(steps.toSorted())
    const before = await drawn(Resamples.Resamples.pipe(Effect.provide(Fixture.services(seven))), seven.dataset)
    const after = await drawn(Resamples.Resamples.pipe(Effect.provideContext(context)), moved)
    expect(before.size).toBe(4)
    expect(new Map([...after].toSorted())).toEqual(new Map([...before].toSorted()))
  })

  it("leaves every patient in the same cohort and split", async () => {
    const context = await Effect.runPromise(reordered(seven))
    const { patients, predictions } = Context.get(context, Dataset.Dataset)
    const { categoryOf } = Context.get(context, Cohorts.Cohorts).groupings[0]!
    expect(patients.ids).toEqual(seven.dataset.patients.ids)
    for (let patient = 0; patient < steps.length; patient++) {
      const was = steps.indexOf(predictions!.offsets[patient + 1]! - predictions!.offsets[patient]!)
      expect(categoryOf[patient]).toBe(was < 3 ? 0 : 1)
      expect(patients.splits.train.includes(patient)).toBe(was % 3 === 0)
    }
  })
})

describe("what is left where small counts are withheld", () => {
  const sexes = [...Array(30).fill("F"), ...Array(20).fill("M"), ...Array(3).fill("X")] as ReadonlyArray<string>
  const many: Fixture.Fixture = {
    name: "three of one sex",
    dataset: Sketch.dataset({
      patients: sexes.map((sex) => ({ attributes: { sex }, scores: [0.1, 0.2], labels: "01" }))
    }),
    settings: { groupings: { sex: { column: "sex" } } }
  }

  const left = async (minimumCell: number) => {
    const ended = await run(stays(), {}, many)
    if (ended._tag !== "Done") throw new Error(`It ended as ${ended._tag}`)
    return Effect.runPromise(Fixture.disclosed(stays(), ended.findings, many, minimumCell))
  }

  it("is neither the small count, in the audit and in the stage, nor the next one, which would give it away", async () => {
    const { audit, stages } = await left(10)
    expect(audit.groupings[0]!.categories.map(({ patients }) => patients)).toEqual([30, null, null])
    expect(stages.stays).toMatchObject({
      status: "done",
      findings: { groupings: [{ stays: [{ patients: 30 }, { patients: null, share: null }, { patients: null }] }] }
    })
  })

  it("is everything where no count is below the minimum", async () => {
    const { stages } = await left(3)
    expect(stages.stays).toMatchObject({
      findings: { groupings: [{ stays: [{ patients: 30 }, { patients: 20 }, { patients: 3 }] }] }
    })
  })
})
