import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"

const program = fileURLToPath(new URL("../../src/main.ts", import.meta.url))
const tsx = import.meta.resolve("tsx")

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command in a process of its own. `onOutput` hears standard error as it comes; `interrupt` is Ctrl-C, once. */
export const fairward = (
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
