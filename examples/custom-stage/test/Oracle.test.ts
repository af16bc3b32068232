import { readFileSync } from "node:fs"
import { Resamples } from "@fairward/core"
import { Measures } from "@fairward/metrics"
import { Fixture, Sketch } from "@fairward/stage-kit"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { measuresOf } from "../src/Measures.ts"
import { columnsOf } from "../src/PatientWindows.ts"
import { windowsFrom } from "../src/Windows.ts"

interface Measured {
  readonly cohort: number | null
  readonly rest: number | null
  readonly standardError: number | null
}

interface Oracle {
  readonly starts: ReadonlyArray<number>
  readonly timestep: number
  readonly patients: ReadonlyArray<{
    readonly category: string | null
    readonly steps: ReadonlyArray<number>
    readonly scores: ReadonlyArray<number>
    readonly labels: ReadonlyArray<number>
  }>
  readonly weights: ReadonlyArray<ReadonlyArray<number>>
  readonly expected: ReadonlyArray<{
    readonly category: string
    readonly window: number
    readonly since: number | null
    readonly whole: Measured
    readonly replicates: ReadonlyArray<Measured>
  }>
}

const oracle = JSON.parse(readFileSync(new URL("./oracle/drift.json", import.meta.url), "utf8")) as Oracle

const fixture: Fixture.Fixture = {
  name: "the oracle's patients",
  dataset: Sketch.dataset({
    timestepMinutes: oracle.timestep,
    patients: oracle.patients.map(({ category, labels, scores, steps }) => ({
      attributes: { group: category },
      scores,
      steps,
      labels: labels.map((label) => (label < 0 ? "." : label)).join("")
    }))
  }),
  settings: { groupings: { group: { column: "group" } }, minEventPatients: 0 }
}

const windows = windowsFrom(oracle.starts)

const { contrasts } = await Effect.runPromise(
  Measures.contrasts({
    columns: columnsOf(
      fixture.dataset.predictions!,
      fixture.dataset.patients.splits.test,
      oracle.starts,
      oracle.timestep
    ),
    measures: measuresOf(windows, 0.05).map((measure) => ({ ...measure, judged: true as const }))
  }).pipe(
    Effect.provideService(Resamples.Resamples, {
      replicates: oracle.weights.length,
      seed: 0,
      scheme: "multinomial",
      of: () =>
        Effect.succeed({
          patients: fixture.dataset.patients.splits.test,
          count: oracle.weights.length,
          multiplicities: Uint8Array.from(oracle.weights.flat())
        })
    }),
    Effect.provide(Fixture.services(fixture))
  )
)

const expectNear = (actual: number, expected: number | null, what: string) => {
  if (expected === null) expect(actual, what).toBeNaN()
  else expect(Math.abs(actual - expected), what).toBeLessThanOrEqual(1e-9 * Math.max(Math.abs(expected), 1e-3))
}

describe("excess and drift, against numpy on copied rows", () => {
  it("are compared for every cohort and measure", () => {
    expect(contrasts).toHaveLength(oracle.expected.length)
  })

  it.each(oracle.expected)("agree for $category in window $window since $since", (one) => {
    const id = `${one.since === null ? "excess" : "drift"}_${windows[one.window]!.id}`
    const contrast = contrasts.find(({ category, metric }) => category === one.category && metric === id)!
    expectNear(contrast.cohort.estimate, one.whole.cohort, "cohort")
    expectNear(contrast.rest.estimate, one.whole.rest, "rest")
    expectNear(contrast.standardError, one.whole.standardError, "standard error")
    one.replicates.forEach(({ cohort, rest, standardError }, b) => {
      expectNear(contrast.cohort.replicates[b]!, cohort, `cohort, replicate ${b}`)
      expectNear(contrast.rest.replicates[b]!, rest, `rest, replicate ${b}`)
      expectNear(contrast.standardErrors[b]!, standardError, `standard error, replicate ${b}`)
    })
  })
})
