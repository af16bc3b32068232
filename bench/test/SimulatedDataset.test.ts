import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { AuditConfig } from "@fairward/core"
import { Parameters, Simulation } from "@fairward/simulator"
import { loadDataset } from "@fairward/sources"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { simulatedDataset } from "../src/validity/SimulatedDataset.ts"

const parameters = Parameters.make({ patients: 40, testShare: 1, stepMinutes: 60, scoreSeeds: 3, seed: 7 })

const loaded = (folder: string) =>
  Effect.runPromise(
    AuditConfig.decode({
      title: "simulated",
      timestep: "1 h",
      horizon: "12 h",
      data: {
        predictions: {
          from: "predictions.parquet",
          patient: "patient_id",
          time: "step",
          label: "label",
          score: ["seed_0", "seed_1", "seed_2"]
        },
        patients: { from: "patients.parquet", patient: "patient_id" },
        events: { from: "events.parquet", patient: "patient_id", start: "start", stop: "stop" }
      },
      threshold: { metric: "event-recall", value: 0.8 },
      groupings: { sex: { column: "sex" } }
    }).pipe(
      Effect.flatMap((config) => loadDataset(config, { base: folder })),
      Effect.provide(NodeServices.layer)
    )
  )

describe("a dataset made of simulated tables", () => {
  it("is what loading the same tables from files gives", async () => {
    const tables = Simulation.simulate(parameters)
    const folder = mkdtempSync(join(tmpdir(), "fairward-bench-"))
    try {
      await Simulation.write(tables, folder)
      const fromFiles = await loaded(folder)
      const made = simulatedDataset(tables)
      expect(made.patients.ids).toEqual(fromFiles.patients.ids)
      expect(made.horizonSteps).toBe(fromFiles.horizonSteps)
      expect(Array.from(made.patients.splits.test)).toEqual(Array.from(fromFiles.patients.splits.test))
      for (const name of ["sex", "age", "admission_reason", "surgical_status"]) {
        expect(Array.from(made.patients.attributes.array(name))).toEqual(
          Array.from(fromFiles.patients.attributes.array(name))
        )
      }
      for (const column of ["offsets", "step", "label"] as const) {
        expect(Array.from(made.predictions![column])).toEqual(Array.from(fromFiles.predictions![column]))
      }
      const scores = fromFiles.predictions!.score
      for (const [row, score] of made.predictions!.score.entries()) expect(score).toBeCloseTo(scores[row]!, 12)
      for (const column of ["offsets", "start", "stop"] as const) {
        expect(Array.from(made.events![column])).toEqual(Array.from(fromFiles.events![column]))
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it("holds the chosen patients only, each with their own rows", () => {
    const tables = Simulation.simulate(parameters)
    const whole = simulatedDataset(tables)
    const chosen = Uint32Array.from([3, 4, 17, 39])
    const part = simulatedDataset(tables, chosen)
    expect(part.patients.ids).toEqual(Array.from(chosen, (i) => whole.patients.ids[i]))
    chosen.forEach((i, place) => {
      const rows = (dataset: typeof whole, patient: number, table: "predictions" | "events") =>
        [dataset[table]!.offsets[patient]!, dataset[table]!.offsets[patient + 1]!] as const
      expect(part.predictions!.score.slice(...rows(part, place, "predictions"))).toEqual(
        whole.predictions!.score.slice(...rows(whole, i, "predictions"))
      )
      expect(part.events!.start.slice(...rows(part, place, "events"))).toEqual(
        whole.events!.start.slice(...rows(whole, i, "events"))
      )
    })
  })
})
