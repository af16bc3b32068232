/** Runs a stage in a thread of its own, which can be stopped even while the stage computes without a pause. */
import { Worker } from "node:worker_threads"
import type { ColumnTable } from "arquero"
import { Effect, type Schema } from "effect"
import type { AuditConfig } from "../AuditConfig.ts"
import type { DatasetShape } from "../Dataset.ts"
import * as Message from "../Message.ts"
import * as Stage from "../Stage.ts"
import type { Fault } from "./outcome.ts"

type Columns = ReadonlyArray<readonly [name: string, values: ReadonlyArray<unknown>]>

/** Tables as columns, since a table cannot be handed to a thread. */
export type PortableDataset = Omit<DatasetShape, "patients" | "tables"> & {
  readonly patients: Omit<DatasetShape["patients"], "attributes"> & { readonly attributes: Columns }
  readonly tables?: ReadonlyMap<string, Columns>
}

export interface IsolatedInput {
  /** URL of the module whose default export is the stage. */
  readonly module: string
  /** Of the stage; its options are in `config`. */
  readonly id: string
  readonly dataset: PortableDataset
  readonly config: AuditConfig
  readonly workers: number
}

export type IsolatedMessage =
  | { readonly _tag: "progress"; readonly done: number; readonly total: number; readonly unit: string }
  | { readonly _tag: "done"; readonly findings: Schema.Json }
  | { readonly _tag: "skipped" | "failed"; readonly reason: Message.Message; readonly fault: Fault | undefined }

export type Progressed = (done: number, total: number, unit: string) => void

const columnsOf = (held: ColumnTable): Columns =>
  held.columnNames().map((name) => [name, Array.from(held.array(name))] as const)

const portable = (dataset: DatasetShape): PortableDataset => {
  const { patients, tables, ...others } = dataset
  return {
    ...others,
    patients: { ...patients, attributes: columnsOf(patients.attributes) },
    ...(tables === undefined
      ? {}
      : { tables: new Map([...tables].map(([name, own]) => [name, columnsOf(own)] as const)) })
  }
}

const extension = import.meta.url.endsWith(".ts") ? "ts" : "js"
const entry = new URL(`./isolatedStage.${extension}`, import.meta.url)
const drawingEntry = new URL(`./isolatedDrawing.${extension}`, import.meta.url)

/** Findings in their stored form. Interruption ends the thread. */
export const runIsolated = (
  { dataset, ...input }: Omit<IsolatedInput, "dataset"> & { readonly dataset: DatasetShape },
  progressed: Progressed
): Effect.Effect<Schema.Json, Stage.StageError | Stage.StageSkipped> =>
  Effect.callback((resume) => {
    const failed = (reason: Message.Message, cause?: unknown) =>
      resume(Effect.fail(new Stage.StageError({ stage: input.id, reason, ...(cause === undefined ? {} : { cause }) })))
    const workerData: IsolatedInput = { ...input, dataset: portable(dataset) }
    const thread = new Worker(entry, { workerData, execArgv: [] })
    thread.on("message", (message: IsolatedMessage) => {
      switch (message._tag) {
        case "progress":
          return progressed(message.done, message.total, message.unit)
        case "done":
          return resume(Effect.succeed(message.findings))
        case "skipped":
          return resume(Effect.fail(new Stage.StageSkipped({ stage: input.id, reason: message.reason })))
        case "failed":
          return failed(message.reason, message.fault)
      }
    })
    thread.on("error", (cause) => failed(Message.of`its thread broke off; the log has what it said`, cause))
    thread.on("exit", (code) => failed(Message.of`its thread ended with code ${code} before it had findings`))
    return Effect.promise(() => thread.terminate())
  })

export interface IsolatedDrawing {
  /** URL of the module whose default export is the stage. */
  readonly module: string
  /** In their stored form. */
  readonly findings: Schema.Json
}

/**
 * Whether drawing findings ends without ending or breaking the thread of its own that it is done in; whether it succeeds is
 * another question. Interruption ends the thread.
 */
export const drawingEnds = (workerData: IsolatedDrawing): Effect.Effect<boolean> =>
  Effect.callback((resume) => {
    const thread = new Worker(drawingEntry, { workerData, execArgv: [] })
    thread.on("message", () => resume(Effect.succeed(true)))
    thread.on("error", () => resume(Effect.succeed(false)))
    thread.on("exit", () => resume(Effect.succeed(false)))
    return Effect.promise(() => thread.terminate())
  })
