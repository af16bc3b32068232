import { spawn } from "node:child_process"
import { Console } from "node:console"
import { Writable } from "node:stream"
import { fileURLToPath } from "node:url"
import { Effect, Console as Outlet, Runtime } from "effect"
import { run } from "../../src/Cli.ts"

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command in this process, which spares starting it; one call at a time. */
export const fairward = async (folder: string, args: ReadonlyArray<string>): Promise<Ended> => {
  const said = { stdout: "", stderr: "" }
  const recorder = (name: keyof typeof said) =>
    new Writable({
      decodeStrings: false,
      write: (chunk, _, done) => {
        said[name] += String(chunk)
        done()
      }
    })
  const console = new Console({ stdout: recorder("stdout"), stderr: recorder("stderr") })
  const { write } = process.stderr
  const from = process.cwd()
  process.chdir(folder)
  process.stderr.write = (chunk: string | Uint8Array) => {
    said.stderr += String(chunk)
    return true
  }
  try {
    const exit = await Effect.runPromiseExit(Effect.provideService(run(args), Outlet.Console, console))
    const code = await new Promise<number>((resolve) => Runtime.defaultTeardown(exit, resolve))
    return { code, ...said }
  } finally {
    process.stderr.write = write
    process.chdir(from)
  }
}

const program = fileURLToPath(new URL("../../src/main.ts", import.meta.url))
const tsx = import.meta.resolve("tsx")

/**
 * Runs the command in a process of its own, for what belongs to one: exit code, output descriptors, signals, threads.
 * `onOutput` hears standard error as it comes; `interrupt` is Ctrl-C, once.
 */
export const fairwardProcess = (
  folder: string,
  args: ReadonlyArray<string>,
  onOutput: (stderr: string, interrupt: () => void) => void = () => {}
): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--import", tsx, program, ...args], { cwd: folder })
    let stdout = ""
    let stderr = ""
    let interrupted = false
    child.stdout.on("data", (chunk) => {
      stdout += String(chunk)
    })
    child.stderr.on("data", (chunk) => {
      stderr += String(chunk)
      onOutput(stderr, () => {
        if (!interrupted) child.kill("SIGINT")
        interrupted = true
      })
    })
    child.on("error", reject)
    child.on("close", (code) => resolve({ code, stdout, stderr }))
  })
