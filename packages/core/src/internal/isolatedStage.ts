import { parentPort, workerData } from "node:worker_threads"
import { table } from "arquero"
import { Cause, Effect, Exit } from "effect"
import { Compute } from "../Compute.ts"
import type { DatasetShape } from "../Dataset.ts"
import { Progress } from "../Progress.ts"
import type * as Stage from "../Stage.ts"
import type { IsolatedInput, IsolatedMessage } from "./isolation.ts"
import { faultOf, reasonOf, wasSkipped } from "./outcome.ts"
import { fixed, servicesFor } from "./services.ts"
import { spareProcess } from "./sparedProcess.ts"

spareProcess()

const { config, dataset: received, id, module, workers } = workerData as IsolatedInput
const tell = (message: IsolatedMessage) => parentPort?.postMessage(message)

const { patients, tables, ...others } = received

const dataset: DatasetShape = {
  ...others,
  patients: { ...patients, attributes: table(patients.attributes) },
  ...(tables === undefined ? {} : { tables: new Map([...tables].map(([name, columns]) => [name, table(columns)])) })
}

const progress = Progress.of({
  update: (done, total, unit) => Effect.sync(() => tell({ _tag: "progress", done, total, unit }))
})

const run = Effect.gen(function* () {
  const { default: stage } = yield* Effect.promise(() => import(module) as Promise<{ readonly default: Stage.Any }>)
  const prepared = yield* stage.prepare(config.stages[id] ?? {})
  const { services } = yield* fixed(config, dataset)
  const findings = yield* Effect.provideContext(prepared.run, servicesFor(services, config, id, progress))
  // Where drawing ends or blocks its thread, it must be this one.
  yield* Effect.ignore(stage.render(findings))
  return findings
}).pipe(Effect.provide(Compute.layer(workers)))

// A thread that waits for nothing that will come ends on its own, before the time limit.
const awake = setInterval(() => {}, 2 ** 30)
const exit = await Effect.runPromiseExit(run)
clearInterval(awake)
tell(
  Exit.match(exit, {
    onSuccess: (findings) => ({ _tag: "done", findings }),
    onFailure: (cause) => ({
      _tag: wasSkipped(Cause.squash(cause)) ? "skipped" : "failed",
      reason: reasonOf(cause),
      fault: faultOf(cause)
    })
  })
)
