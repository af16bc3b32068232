import { spawn } from "node:child_process"
import { createRequire } from "node:module"
import { join } from "node:path"
import { pathToFileURL } from "node:url"

const repository = join(import.meta.dirname, "../../..")
const tsx = pathToFileURL(createRequire(join(repository, "package.json")).resolve("tsx")).href
const program = join(repository, "apps/fairward/src/main.ts")

export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command as a user does, from source. */
export const fairward = (args: ReadonlyArray<string>, cwd: string): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--import", tsx, program, ...args], {
      cwd,
      env: { ...process.env, CI: "1" }
    })
    let stdout = ""
    let stderr = ""
    child.stdout.on("data", (chunk) => {
      stdout += chunk
    })
    child.stderr.on("data", (chunk) => {
      stderr += chunk
    })
    child.on("error", reject)
    child.on("close", (code) => resolve({ code, stdout, stderr }))
  })
