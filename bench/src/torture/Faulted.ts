/**
 * The command in a process of its own, to which something happens.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { findPackageJSON } from "node:module"
import { fileURLToPath, pathToFileURL } from "node:url"
import type { Ended } from "./Pool.ts"

/** What happens at an operation on the files of a folder. */
export interface Fault {
  /** Part of the paths that are counted. */
  readonly folder: string
  /** Number of the operation, from 0; absent: none, they are counted only. */
  readonly at?: number
  readonly when: "before" | "half" | "after"
  readonly signal: "SIGKILL" | "SIGINT"
  /** A file to which the name of each operation is added. */
  readonly counts?: string
}

export const program = fileURLToPath(
  new URL("./src/main.ts", pathToFileURL(findPackageJSON("fairward", import.meta.url)!))
)

export interface Happening {
  readonly fault?: Fault
  /** Hears standard error as it comes. */
  readonly onStderr?: (stderr: string, child: ChildProcess) => void
  readonly env?: NodeJS.ProcessEnv
  /** Of a shell before the command, such as `ulimit -f 8`. */
  readonly shell?: string
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

/** `seconds` to its end; a process that was killed has no exit code. */
export const faulted = (folder: string, args: ReadonlyArray<string>, happening: Happening = {}): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const preloaded = happening.fault === undefined ? [] : ["--import", new URL("./faults.ts", import.meta.url).href]
    const command = [process.execPath, "--import", import.meta.resolve("tsx"), ...preloaded, program, ...args]
    const env = {
      ...process.env,
      CI: "1",
      ...(happening.fault === undefined ? {} : { FAIRWARD_FAULT: JSON.stringify(happening.fault) }),
      ...happening.env
    }
    const began = performance.now()
    const child =
      happening.shell === undefined
        ? spawn(command[0]!, command.slice(1), { cwd: folder, env })
        : spawn("sh", ["-c", `${happening.shell}; exec ${command.map(quoted).join(" ")}`], { cwd: folder, env })
    let stdout = ""
    let stderr = ""
    child.stdout.on("data", (chunk) => {
      stdout += String(chunk)
    })
    child.stderr.on("data", (chunk) => {
      stderr += String(chunk)
      happening.onStderr?.(stderr, child)
    })
    child.on("error", reject)
    child.on("close", (code) => resolve({ code, stdout, stderr, seconds: (performance.now() - began) / 1000 }))
  })
