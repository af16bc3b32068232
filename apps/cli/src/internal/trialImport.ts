/** Imports a module in a thread of its own, where it can neither end the command nor keep it for ever. */
import { Worker } from "node:worker_threads"
import { Effect } from "effect"

/** Why a module cannot be imported: for the terminal, and where in its code for the log. */
export interface ImportFault {
  readonly message: string
  readonly at: ReadonlyArray<string>
}

const program = `
const { parentPort, workerData } = require("node:worker_threads")
import(workerData).then(
  () => parentPort.postMessage({}),
  (error) => parentPort.postMessage({ message: String(error?.message ?? error), stack: String(error?.stack ?? "") })
)`

interface Answer {
  readonly message?: string
  readonly stack?: string
}

const linesOf = (stack: string) =>
  stack
    .split("\n")
    .filter((line) => /^\s+at /u.test(line))
    .map((line) => line.trim())

/** Fails where the import throws, ends its thread, or takes longer than `seconds`. What it prints is not a result. */
export const trialImport = (module: string, seconds: number): Effect.Effect<void, ImportFault> =>
  Effect.acquireUseRelease(
    Effect.sync(() => new Worker(program, { eval: true, execArgv: [], workerData: module })),
    (thread) => answerOf(thread, module),
    (thread) => Effect.promise(() => thread.terminate())
  ).pipe(
    Effect.timeoutOrElse({
      duration: seconds * 1000,
      orElse: () => Effect.fail({ message: `its import did not end within ${seconds} s`, at: [module] })
    })
  )

const answerOf = (thread: Worker, module: string) =>
  Effect.callback<void, ImportFault>((resume) => {
    const fail = (message: string, at: ReadonlyArray<string>) => resume(Effect.fail({ message, at }))
    thread.on("message", ({ message, stack = "" }: Answer) =>
      message === undefined ? resume(Effect.void) : fail(message, linesOf(stack))
    )
    thread.on("error", ({ message, stack = "" }) => fail(message, linesOf(stack)))
    thread.on("exit", (code) =>
      fail(
        code === 0
          ? "its import ends the process, or waits for what never happens"
          : `its import ends the process, with code ${code}`,
        [module]
      )
    )
  })
