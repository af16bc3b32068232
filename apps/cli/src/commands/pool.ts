import { basename, dirname, join, parse, resolve } from "node:path"
import { Pool, PoolReport } from "@fairward/audits"
import { Effect, FileSystem } from "effect"
import { Argument, Command } from "effect/cli"
import * as Derived from "../Derived.ts"
import { read } from "../Findings.ts"
import { Journal } from "../Journal.ts"
import { failOnProblems } from "../Problem.ts"

const name = "pool"

interface Named {
  readonly name: string
  readonly site: Pool.Site
}

/** Findings of a site: a file, or a folder with a findings.json. Called by the file, or by the folder of a findings.json. */
const siteAt = Effect.fn("Cli.siteAt")(function* (path: string) {
  const files = yield* FileSystem.FileSystem
  const isFolder = yield* files.stat(path).pipe(
    Effect.map(({ type }) => type === "Directory"),
    Effect.orElseSucceed(() => false)
  )
  const file = isFolder ? join(path, "findings.json") : path
  const findings = yield* read(file)
  const { name: stem } = parse(file)
  const called = stem === "findings" ? basename(dirname(resolve(file))) : stem
  return { name: called, site: { name: findings.audit.study?.site ?? called, findings } } satisfies Named
})

/** Sites as the audits name them; by their files where two audits are of one name. */
const apart = (all: ReadonlyArray<Named>): ReadonlyArray<Pool.Site> => {
  const isTold = new Set(all.map(({ site }) => site.name)).size === all.length
  const names = all.map(({ name, site }) => (isTold ? site.name : name))
  return all.map(({ site: { findings } }, i) => ({
    name: names.indexOf(names[i]!) === names.lastIndexOf(names[i]!) ? names[i]! : `${names[i]!} (${i + 1})`,
    findings
  }))
}

const shownOf = ({ stages }: Pool.Pool) => stages.reduce((sum, { differences }) => sum + differences.length, 0)

export const pool = Command.make(
  "pool",
  {
    sites: Argument.String("findings").pipe(
      Argument.withMetavar("FINDINGS"),
      Argument.withDescription("The findings.json of each site, or a folder with one"),
      Argument.variadic()
    ),
    ...Derived.outputFlags(name)
  },
  Effect.fn("Cli.pool")(function* ({ sites: paths, ...outputting }) {
    const journal = yield* Journal
    const deliver = yield* Derived.outputs(name, outputting)
    const sites = apart(
      yield* journal.phase("Reading the sites", Effect.forEach(paths, siteAt), ({ length }) => `${length} sites`)
    )
    const found = yield* journal.phase(
      "Pooling the sites",
      Effect.sync(() => Pool.of(sites)),
      (pooled) => (Pool.isRefused(pooled) ? "they cannot be pooled" : `${shownOf(pooled)} differences`)
    )
    if (Pool.isRefused(found)) {
      return yield* failOnProblems(
        "These audits cannot be pooled",
        found.map(({ fix, message }) => ({ where: paths.join(", "), message, fix }))
      )
    }
    const { cautions, ...pooled } = found
    const latest = sites.map(({ findings }) => Date.parse(findings.provenance.startedAt))
    yield* deliver(PoolReport.assemble(sites, found), { at: new Date(Math.max(...latest)), cautions, stored: pooled })
  })
).pipe(
  Command.withDescription(
    "Pool the same audit at several sites, from their findings alone: which cohorts are worse off over the sites together, and at sites like these, and which sites differ from the others, with intervals that hold for all of it at once. The audits are of different patients, by one plan. No stage is loaded."
  ),
  Command.withShortDescription("Pool the same audit at several sites"),
  Command.withExamples([
    {
      command: "fairward pool north/findings.json south/findings.json west/findings.json --out network",
      description: "Writes network/pool.pdf, pool.html and pool.json"
    }
  ])
)
