/**
 * Measurements, each in a fresh process, so that none inherits another's memory or compiled code.
 */
import { spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Part } from "./StageTimes.ts"
import type { Usage } from "./Usage.ts"

export interface Request {
  /** `parts`: the stage in one thread, with the time of its parts. */
  readonly kind: "load" | "stage" | "parts"
  /** Encoded configuration of the audit. */
  readonly config: Readonly<Record<string, unknown>>
  readonly workers: number
  /** 2: every second test patient only. */
  readonly everyPatient: number
}

export interface Measured extends Usage {
  /** Wall time. */
  readonly seconds: number
  /** Rows of predictions; of the test patients looked at, where a stage ran. */
  readonly rows: number
  readonly parts?: ReadonlyArray<Part>
}

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))

const output = (args: ReadonlyArray<string>, env: NodeJS.ProcessEnv = process.env): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] })
    const out: Array<Buffer> = []
    const err: Array<Buffer> = []
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk))
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk))
    child.on("error", reject)
    child.on("close", (code) => {
      if (code === 0) resolve(Buffer.concat(out).toString())
      else reject(new Error(`${args.join(" ").slice(0, 200)} ended with ${code}:\n${Buffer.concat([...err, ...out])}`))
    })
  })

/** Loading, or the performance stage after it. */
export const measured = async (request: Request): Promise<Measured> =>
  JSON.parse(await output([here("./measure.ts"), JSON.stringify(request)])) as Measured

/** The whole command from its start to its end: load, every installed stage, PDF. */
export const measuredAudit = async (
  config: Request["config"],
  workers: number
): Promise<Omit<Measured, "rows" | "parts">> => {
  const folder = mkdtempSync(join(tmpdir(), "fairward-bench-"))
  try {
    const configFile = join(folder, "fairward.json")
    const usageFile = join(folder, "usage.json")
    writeFileSync(configFile, JSON.stringify(config))
    const command = here("../../../apps/fairward/src/main.ts")
    const preloaded = ["--import", here("./reportUsage.ts"), "--import", import.meta.resolve("tsx")]
    const begin = performance.now()
    await output(
      [...preloaded, command, "audit", configFile, "--out", join(folder, "report"), "--workers", String(workers)],
      { ...process.env, FAIRWARD_USAGE: usageFile }
    )
    const seconds = (performance.now() - begin) / 1000
    return { seconds, ...(JSON.parse(readFileSync(usageFile, "utf8")) as Usage) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
