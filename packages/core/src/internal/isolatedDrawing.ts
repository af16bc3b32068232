import { parentPort, workerData } from "node:worker_threads"
import { Effect } from "effect"
import type * as Stage from "../Stage.ts"
import type { IsolatedDrawing } from "./isolation.ts"
import { spareProcess } from "./sparedProcess.ts"

spareProcess()

const { findings, module } = workerData as IsolatedDrawing
const { default: stage } = (await import(module)) as { readonly default: Stage.Any }
// What it draws, or fails with, is found again by whoever asked: here it shows that it ends and leaves others alone.
await Effect.runPromiseExit(stage.render(findings))
parentPort?.postMessage("ended")
