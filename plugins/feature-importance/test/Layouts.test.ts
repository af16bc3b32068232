import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { AuditConfig } from "@fairward/core"
import { loadDataset } from "@fairward/sources"
import { Effect } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { importanceRows } from "../src/Patients.ts"

/** Patient, step, then hr and lactate by a first model and by a second. */
const steps = [
  [1, 0, -1, 0.5, 3, 0.5],
  [1, 1, 2, 0, 2, -4],
  [2, 0, 0, 1, -6, 1]
] as const

const files = {
  "wide.csv": ["pid,step,hr,lactate", ...steps.map(([pid, step, hr, lactate]) => `${pid},${step},${hr},${lactate}`)],
  "averaged.csv": ["pid,hr,lactate", "1,1.5,0.25", "2,0,1"],
  "long.csv": [
    "pid,step,name,a,b",
    ...steps.flatMap(([pid, step, hr, lactate, hrB, lactateB]) => [
      `${pid},${step},hr,${hr},${hrB}`,
      `${pid},${step},lactate,${lactate},${lactateB}`
    ])
  ],
  "models.csv": [
    "pid,step,model,hr,lactate",
    ...steps.flatMap(([pid, step, hr, lactate, hrB, lactateB]) => [
      `${pid},${step},a,${hr},${lactate}`,
      `${pid},${step},b,${hrB},${lactateB}`
    ])
  ],
  "patients.csv": ["pid,sex", "1,F", "2,M"],
  "predictions.csv": ["pid,step,label,score", "1,0,0,0.5", "2,0,1,0.5"]
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fairward-feature-importance-"))
  for (const [name, lines] of Object.entries(files)) await writeFile(join(folder, name), `${lines.join("\n")}\n`)
})
afterAll(() => rm(folder, { recursive: true }))

const importanceOf = async (attributions: Readonly<Record<string, unknown>>) => {
  const config = await Effect.runPromise(
    AuditConfig.decode({
      title: "Layouts",
      timestep: "1 h",
      horizon: "6 h",
      data: {
        predictions: { from: "predictions.csv", patient: "pid", time: "step", label: "label", score: "score" },
        patients: { from: "patients.csv", patient: "pid" },
        attributions: { patient: "pid", ...attributions }
      },
      threshold: { value: 0.5 },
      groupings: { sex: { column: "sex" } }
    })
  )
  const dataset = await Effect.runPromise(loadDataset(config, { base: folder }))
  const { features, values } = importanceRows(dataset.attributions!, dataset.patients.splits.test)
  return { features, values: [...values] }
}

describe("the layouts that the README names", () => {
  const one = { features: ["hr", "lactate"], values: [1.5, 0.25, 0, 1] }
  const several = { features: ["hr", "lactate"], values: [1.5, 1.25, 3, 1] }

  it.each([
    ["a row a step, a column a feature", { from: "wide.csv", time: "step" }, one],
    ["a row a patient, averaged already", { from: "averaged.csv" }, one],
    ["a row a step and feature", { from: "long.csv", time: "step", feature: "name", value: "a" }, one],
    [
      "a row a step and feature, several models",
      { from: "long.csv", time: "step", feature: "name", value: ["a", "b"] },
      several
    ],
    [
      "a row a step and model, a column a feature",
      {
        from: "select pid, step, avg(columns(* exclude (pid, step, model))) from 'models.csv' group by pid, step",
        time: "step"
      },
      several
    ]
  ])("give mean absolute values of the models' mean: %s", async (_, attributions, expected) => {
    expect(await importanceOf(attributions)).toEqual(expected)
  })
})
