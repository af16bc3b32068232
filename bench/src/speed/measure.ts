// One measurement in a process of its own: prints a line of JSON.
import { NodeServices } from "@effect/platform-node"
import { Audit, AuditConfig, Compute } from "@fairward/core"
import performanceStage from "@fairward/performance"
import { loadDataset } from "@fairward/sources"
import { Effect } from "effect"
import type { Measured, Request } from "./Measurement.ts"
import { timedCompute } from "./StageTimes.ts"
import { usage } from "./Usage.ts"

const request = JSON.parse(process.argv[2]!) as Request

const run = Effect.gen(function* () {
  const config = yield* AuditConfig.decode(request.config)
  const begin = performance.now()
  const loaded = yield* loadDataset(config, { base: "/" })
  const loadSeconds = (performance.now() - begin) / 1000
  const rows = loaded.predictions!.score.length
  if (request.kind === "load") return { seconds: loadSeconds, rows, ...usage() }

  const { patients } = loaded
  const test = patients.splits.test.filter((_, i) => i % request.everyPatient === 0)
  const dataset = { ...loaded, patients: { ...patients, splits: { ...patients.splits, test } } }
  const predictions = loaded.predictions!
  const testRows = test.reduce((sum, i) => sum + predictions.offsets[i + 1]! - predictions.offsets[i]!, 0)
  const planned = yield* Audit.plan([performanceStage], { stages: {} })
  const before = usage().cpuSeconds
  const { compute, parts } = timedCompute()
  let stageBegin = Number.NaN
  let stageEnd = Number.NaN
  const { stages } = yield* Audit.run(config, dataset, planned, {
    ...Audit.silentObserver,
    stageStarted: () =>
      Effect.sync(() => {
        stageBegin = performance.now()
      }),
    stageEnded: () =>
      Effect.sync(() => {
        stageEnd = performance.now()
      })
  }).pipe((audit) => (request.kind === "parts" ? Effect.provideService(audit, Compute.Compute, compute) : audit))
  const { reason, status } = stages.performance!
  if (status !== "done") return yield* Effect.die(new Error(`the performance stage ${status}: ${reason}`))
  const used = usage()
  const measured: Measured = {
    seconds: (stageEnd - stageBegin) / 1000,
    rows: testRows,
    cpuSeconds: used.cpuSeconds - before,
    peakMegabytes: used.peakMegabytes,
    ...(request.kind === "parts" ? { parts: parts(stageBegin, stageEnd) } : {})
  }
  return measured
})

const measured = await Effect.runPromise(
  run.pipe(Effect.provide(Compute.Compute.layer(request.workers)), Effect.provide(NodeServices.layer))
)
process.stdout.write(`${JSON.stringify(measured)}\n`)
