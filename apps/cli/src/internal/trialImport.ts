/** Imports modules in a thread of their own, where they can neither end the command nor keep it for ever. */
import { Worker } from "node:worker_threads"
import { Effect } from "effect"

/** Why a module cannot be imported: for the terminal, and where in its code for the log. */
export interface ImportFault {
  readonly message: string
  readonly at: ReadonlyArray<string>
}

/** What one module fails of does not keep the next from being tried. */
const program = `
const { parentPort, workerData } = require("node:worker_threads")
const { kill, pid: own } = process
process.kill = (pid, signal) => {
  if (signal !== 0 && (Number(pid) === own || Number(pid) <= 0)) throw new Error("its import would end the command")
  return kill.call(process, pid, signal)
}
require("node:module").syncBuiltinESMExports()
const tried = async () => {
  for (const module of workerData) {
    await import(module).then(
      () => parentPort.postMessage({}),
      (error) => parentPort.postMessage({ message: String(error?.message ?? error), stack: String(error?.stack ?? "") })
    )
  }
}
tried()`

interface Answer {
  readonly message?: string
  readonly stack?: string
}

const linesOf = (stack: string) =>
  stack
    .split("\n")
    .filter((line) => /^\s+at /u.test(line))
    .map((line) => line.trim())

type Tried = ReadonlyArray<ImportFault | undefined>

/** One thread's answers: `tried` in order, and what ended the thread before it had answered for all. */
interface Answers {
  readonly tried: Tried
  readonly ended?: ImportFault
}

/**
 * For each module, what is wrong where its import throws, ends its thread, or takes longer than `seconds`. They share a
 * thread, since starting one costs most, until one breaks it: that one is tried again as the first of another, where it can only have
 * broken that itself.
 * What they print is not a result.
 */
export const trialImports = Effect.fn("Discovery.trialImports")(function* (
  modules: ReadonlyArray<string>,
  seconds: number
) {
  const all: Array<ImportFault | undefined> = []
  while (all.length < modules.length) {
    const { ended, tried } = yield* answersOf(modules.slice(all.length), seconds)
    all.push(...tried)
    if (ended !== undefined && tried.length === 0) all.push(ended)
  }
  return all
})

const answersOf = (modules: ReadonlyArray<string>, seconds: number): Effect.Effect<Answers> =>
  Effect.acquireUseRelease(
    Effect.sync(() => new Worker(program, { eval: true, execArgv: [], workerData: modules })),
    (thread) => heard(thread, modules, seconds),
    (thread) => Effect.promise(() => thread.terminate())
  )

const heard = (thread: Worker, modules: ReadonlyArray<string>, seconds: number) =>
  Effect.callback<Answers>((resume) => {
    const tried: Array<ImportFault | undefined> = []
    let limit: NodeJS.Timeout | undefined
    const end = (ended?: ImportFault) => {
      clearTimeout(limit)
      resume(Effect.succeed({ tried, ...(ended === undefined ? {} : { ended }) }))
    }
    const fail = (message: string, at: ReadonlyArray<string> = [modules[tried.length]!]) => end({ message, at })
    const wait = () => {
      clearTimeout(limit)
      if (tried.length === modules.length) end()
      else limit = setTimeout(() => fail(`its import did not end within ${seconds} s`), seconds * 1000)
    }
    wait()
    thread.on("message", ({ message, stack = "" }: Answer) => {
      tried.push(message === undefined ? undefined : { message, at: linesOf(stack) })
      wait()
    })
    thread.on("error", ({ message, stack = "" }) => fail(message, linesOf(stack)))
    thread.on("exit", (code) =>
      fail(
        code === 0
          ? "its import ends the process, or waits for what never happens"
          : `its import ends the process, with code ${code}`
      )
    )
    return Effect.sync(() => clearTimeout(limit))
  })
