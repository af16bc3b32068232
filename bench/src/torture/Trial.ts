/**
 * One input, what is done with it, and what must hold of what comes out.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, relative } from "node:path"
import { documentFaults, terminalFaults } from "./Criteria.ts"
import type { Ended, Pool } from "./Pool.ts"
import { type Files, folderMark } from "./Project.ts"

export interface Trial {
  readonly family: string
  readonly name: string
  readonly files: Files
  /** Default: an audit of fairward.yaml as HTML. */
  readonly args?: ReadonlyArray<string>
  /** Where the files of the command come. Default `out`. */
  readonly out?: string
  /** More that must hold. */
  readonly also?: (outputs: Outputs, ended: Ended) => ReadonlyArray<string>
}

export type Outputs = Readonly<Record<string, Buffer>>

export interface Verdict {
  readonly trial: Trial
  readonly ended: Ended
  readonly defects: ReadonlyArray<string>
}

export const fill = (folder: string, files: Files) => {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
}

/** A folder whose name is marked, for the time of what is done in it. */
export const inFolder = async <A>(done: (folder: string) => Promise<A>): Promise<A> => {
  const outer = realpathSync(mkdtempSync(join(tmpdir(), "fairward-torture-")))
  const folder = join(outer, folderMark)
  mkdirSync(folder)
  try {
    return await done(folder)
  } finally {
    rmSync(outer, { recursive: true, force: true })
  }
}

/** The files of an earlier audit, which stay or go as one. */
export const earlierSet: Readonly<Record<string, string>> = {
  "report.pdf": "the earlier report.pdf",
  "report.html": "the earlier report.html",
  "findings.json": "the earlier findings.json",
  "fairward.log": "the earlier fairward.log"
}

export const outputsOf = (folder: string): Outputs =>
  Object.fromEntries(
    readdirSync(folder, { withFileTypes: true, recursive: true }).flatMap((entry) => {
      const path = join(entry.parentPath, entry.name)
      return entry.isFile() ? [[relative(folder, path), readFileSync(path)]] : []
    })
  )

const isEarlier = (outputs: Outputs, name: string) => outputs[name]?.toString() === earlierSet[name]

const documentedOf = (args: ReadonlyArray<string>): ReadonlyArray<number> =>
  args[0] === "gate" || args.includes("--gate") ? [0, 2, 3, 4] : [0, 2, 3]

export const defaultArgs = ["audit", "--format", "html", "--workers", "1"]

/** Tries one input, beside an earlier report that must not be lost, and lists every defect. */
export const tryOut = (pool: Pool, trial: Trial): Promise<Verdict> =>
  inFolder(async (folder) => {
    const { args = defaultArgs, out = "out" } = trial
    const audits = args[0] === "audit"
    fill(folder, trial.files)
    if (audits) fill(join(folder, out), earlierSet)
    else mkdirSync(join(folder, out), { recursive: true })
    const ended = await pool.run({ folder, args })
    const outputs = outputsOf(join(folder, out))
    const wrote = [0, 3, 4].includes(ended.code ?? -1)
    const earlier = Object.keys(earlierSet).filter((name) => isEarlier(outputs, name))
    const set = !audits
      ? []
      : wrote
        ? [
            ...earlier.map((name) => `mixture: an earlier ${name} beside new files`),
            ...["findings.json", "fairward.log"]
              .filter((name) => outputs[name] === undefined)
              .map((n) => `lost: no ${n}`)
          ]
        : Object.keys(earlierSet).flatMap((name) => (isEarlier(outputs, name) ? [] : [`lost: the earlier ${name}`]))
    const hidden = readdirSync(join(folder, out)).filter((name) => name.startsWith("."))
    const code = ended.code === null || !documentedOf(args).includes(ended.code) ? [`exit code ${ended.code}`] : []
    const documents = wrote ? await documentFaults(outputs, trial.files, folder) : []
    return {
      trial,
      ended,
      defects: [
        ...code,
        ...set,
        ...hidden.map((name) => `left behind: ${name}`),
        ...terminalFaults(ended, trial.files),
        ...documents,
        ...(trial.also?.(outputs, ended) ?? [])
      ]
    }
  })
