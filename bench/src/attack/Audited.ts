import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { run } from "@fairward/cli"
import { Console, Effect } from "effect"
import type { AttackedSet } from "./Sets.ts"

/** What an audit writes, as it is on disk. */
export interface Written {
  readonly findings: string
  readonly html: string
  readonly log: string
  readonly pdf?: Uint8Array
}

const started = import.meta.resolve("fairward")

const quiet: Console.Console = new Proxy(globalThis.console, { get: () => () => undefined })

/** Both audits of a set: the one that is published, and the truth. */
export const auditedSet = async (
  { config, files, minimum }: AttackedSet,
  withPdf: boolean
): Promise<{ readonly shown: Written; readonly truth: Written }> => {
  const folder = mkdtempSync(join(tmpdir(), "fairward-attack-"))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const audit = async (name: string, settings: string): Promise<Written> => {
    const path = join(folder, `${name}.yaml`)
    const out = join(folder, name)
    mkdirSync(out)
    writeFileSync(path, `${config}\n${settings}`)
    const format = name === "shown" && withPdf ? [] : ["--format", "html"]
    await Effect.runPromise(
      run(["audit", path, "--out", out, "--workers", "1", ...format], { started }).pipe(
        Effect.provideService(Console.Console, quiet)
      ) as Effect.Effect<void>
    )
    const read = (file: string) => readFileSync(join(out, file), "utf8")
    return {
      findings: read("findings.json"),
      html: read("report.html"),
      log: read("fairward.log"),
      ...(format.length === 0 ? { pdf: readFileSync(join(out, "report.pdf")) } : {})
    }
  }
  const truth = await audit("truth", "")
  const shown = await audit("shown", `disclosure: {minimumCell: ${minimum}}\n`)
  rmSync(folder, { recursive: true })
  return { shown, truth }
}
