/** Parts of a plan: each runs every n-th data set and leaves a file; all files together are the whole. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Compute } from "@fairward/core"
import { Effect } from "effect"
import { type About, cells } from "./Cells.ts"
import { coins } from "./Coins.ts"
import { type Header, type Job, jobsOf, type Line } from "./Plan.ts"
import type { Shared } from "./trial.ts"

const task: Compute.Task<Shared, Job, Line> = { module: new URL("./trial.ts", import.meta.url) }

export const cellsOf = (kind: Header["kind"]): ReadonlyArray<About> => (kind === "coins" ? coins : cells)

/** What is found in the data sets of a part, in the order of the plan, with any number of workers. */
export const run = Effect.fn("Validity.run")(function* (
  header: Header,
  shared: Shared,
  onDone: (done: number, of: number) => Effect.Effect<void> = () => Effect.void
) {
  const compute = yield* Compute.Compute
  const jobs = jobsOf(cellsOf(header.kind), header)
  return yield* compute.run(task, shared, jobs, (done) => onDone(done, jobs.length))
})

/** Writes a part, its header first. */
export const write = (folder: string, header: Header, lines: ReadonlyArray<Line>): string => {
  const { kind, part, parts } = header
  const file = join(folder, `${kind}-${part}-of-${parts}.jsonl`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, [header, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(""))
  return file
}

export interface Run {
  readonly header: Header
  readonly lines: ReadonlyArray<Line>
}

const read = (file: string): Run => {
  const [header, ...lines] = readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Header | Line)
  return { header: header as Header, lines: lines as ReadonlyArray<Line> }
}

const planOf = ({ dataSets, kind, parts, seed }: Header) => JSON.stringify({ kind, seed, parts, dataSets })

const key = ({ cell, place }: Pick<Line, "cell" | "place">) => `${cell} ${place}`

/** Two files tell of the same cell, or their seeds differ: they are not of one plan. */
const clash = (some: Header, other: Header): boolean =>
  some.seed !== other.seed ||
  (some.kind === other.kind && Object.keys(some.dataSets).some((id) => id in other.dataSets))

/** The whole of parts of the same cells, in the order of the plan. */
const whole = (parts: ReadonlyArray<Run>): Run => {
  const { header } = parts[0]!
  const found = parts.map((one) => one.header.part)
  const missing = Array.from({ length: header.parts }, (_, i) => i + 1).filter((part) => !found.includes(part))
  if (missing.length > 0)
    throw new RangeError(`Parts of ${header.kind} are missing: ${missing.join(", ")} of ${header.parts}`)
  const byPlace = new Map(parts.flatMap(({ lines }) => lines.map((line) => [key(line), line] as const)))
  const lines = jobsOf(cellsOf(header.kind), { ...header, part: 1, parts: 1 }).map((job) => {
    const line = byPlace.get(key(job))
    if (line === undefined) throw new RangeError(`Data set ${job.place} of ${job.cell} is missing`)
    return line
  })
  return { header: { ...header, part: 1, parts: 1 }, lines }
}

/**
 * What the files of a folder and of those in it are together: of simulated data sets, and of coins where there are any, each in
 * as many runs of different cells as there were. Throws a `RangeError` where parts are missing, belong to different plans or
 * lack a data set.
 */
export const merged = (folder: string): ReadonlyArray<Run> => {
  const parts = readdirSync(folder, { encoding: "utf8", recursive: true })
    .filter((name) => name.endsWith(".jsonl"))
    .toSorted()
    .map((name) => read(join(folder, name)))
  const runs = [...Map.groupBy(parts, ({ header }) => planOf(header)).values()]
  if (!runs.some(([one]) => one!.header.kind === "simulated"))
    throw new RangeError(`No part of simulated data sets in ${folder}`)
  for (const [i, [one]] of runs.entries()) {
    const other = runs.slice(i + 1).find(([later]) => clash(one!.header, later!.header))
    if (other !== undefined) {
      throw new RangeError(`Parts of different plans: ${planOf(one!.header)} and ${planOf(other[0]!.header)}`)
    }
  }
  return runs.map(whole)
}
