import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Audit, AuditConfig, Compute } from "@fairward/core"
import { loadDataset } from "@fairward/sources"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { parse } from "yaml"
import stage from "../src/index.ts"

const rows = <A>(count: number, row: (patient: number) => A) =>
  Array.from({ length: count }, (_, patient) => row(patient))

const configuration = parse(`
title: Answers
timestep: 1 h
horizon: 4 h
threshold: { value: 0.5 }
groupings: { sex: { column: sex } }
minEventPatients: 0
data:
  predictions: { from: predictions.csv, patient: pid, time: step, label: label, score: score }
  patients: { from: patients.csv, patient: pid }
  tables:
    alarms: { from: alarms.csv, patient: pid, time: raised, timeUnit: min }
stages:
  alarm-response: { within: 10 min }
`) as unknown

it("finds who is answered late, from a file that nothing but the stage knows", async () => {
  const base = await mkdtemp(join(tmpdir(), "alarm-response-"))
  await writeFile(
    join(base, "patients.csv"),
    ["pid,sex", ...rows(200, (p) => `${p},${p % 2 === 0 ? "F" : "M"}`)].join("\n")
  )
  await writeFile(
    join(base, "predictions.csv"),
    ["pid,step,label,score", ...rows(200, (p) => `${p},0,0,0.6`)].join("\n")
  )
  // Of two alarms one of women is answered by nobody in every second patient; one of men is answered late in every tenth.
  const alarms = rows(200, (p) => {
    const second = p % 2 === 0 ? (p % 4 === 0 ? "" : 5) : p % 20 === 1 ? 11 : 10
    return `${p},60,3,nurse\n${p},90,${second},${second === "" ? "" : "physician"}`
  })
  await writeFile(join(base, "alarms.csv"), ["pid,raised,answered_after,by", ...alarms].join("\n"))
  const result = await Effect.gen(function* () {
    const config = yield* AuditConfig.decode(configuration)
    const dataset = yield* loadDataset(config, { base })
    return yield* Audit.run(config, dataset, yield* Audit.plan([stage], config))
  }).pipe(Effect.provide(Compute.Compute.layer(1)), Effect.runPromise)
  await rm(base, { recursive: true })
  expect(result.audit.dataset.inputs).toContain("table:alarms")
  expect(result.stages["alarm-response"]).toMatchObject({
    status: "done",
    findings: {
      everyone: { raised: 400, answered: 340 },
      comparisons: [
        { category: "F", cohort: { estimate: 0.75 }, rest: { estimate: 0.95 }, verdict: "material" },
        { category: "M", cohort: { estimate: 0.95 }, verdict: "better" }
      ]
    }
  })
})
