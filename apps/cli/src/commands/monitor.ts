import { extname, join, parse } from "node:path"
import { Series, SeriesReport } from "@fairward/audits"
import { Effect, FileSystem } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import * as Derived from "../Derived.ts"
import { read } from "../Findings.ts"
import { readFault } from "../internal/diskFault.ts"
import { Journal } from "../Journal.ts"
import { failOnProblems, InputError } from "../Problem.ts"

const name = "series"

const inOrder = new Intl.Collator("en", { numeric: true })

/** The audits in a folder by name: findings files themselves, and folders with a findings.json. */
const periodsIn = Effect.fn("Cli.periodsIn")(function* (folder: string) {
  const files = yield* FileSystem.FileSystem
  const refuse = (message: string, fix?: string) =>
    new InputError({ subject: folder, problems: [{ where: folder, message, ...(fix === undefined ? {} : { fix }) }] })
  const entries = yield* files.readDirectory(folder).pipe(Effect.mapError((error) => refuse(readFault(error))))
  const found: Array<{ readonly name: string; readonly path: string }> = []
  for (const entry of entries.toSorted(inOrder.compare)) {
    const path = join(folder, entry)
    const inside = join(path, "findings.json")
    if (extname(entry) === ".json") found.push({ name: parse(entry).name, path })
    else if (yield* files.exists(inside).pipe(Effect.orElseSucceed(() => false)))
      found.push({ name: entry, path: inside })
  }
  if (found.length === 0) {
    return yield* refuse(
      "There is no findings file in it, and no folder with a findings.json.",
      "Audit each period with --out FOLDER/PERIOD, such as --out series/2026-05."
    )
  }
  return yield* Effect.forEach(found, ({ name, path }) => Effect.map(read(path), (findings) => ({ name, findings })))
})

const atLeastOne = (flag: Flag.Flag<number>) =>
  flag.pipe(
    Flag.filter(
      (count) => count >= 1,
      () => "Expected 1 or more"
    ),
    Flag.withMetavar("N")
  )

export const monitor = Command.make(
  "monitor",
  {
    folder: Argument.String("folder").pipe(
      Argument.withMetavar("FOLDER"),
      Argument.withDescription(
        "A folder with the findings of each period, PERIOD.json or PERIOD/findings.json, which sort by name in their order"
      )
    ),
    looks: atLeastOne(Flag.Int("looks")).pipe(
      Flag.withDescription("How many periods will be looked at in all, fixed before the first; 24 when absent"),
      Flag.withDefault(24)
    ),
    baseline: atLeastOne(Flag.Int("baseline")).pipe(
      Flag.withDescription("How many of the first periods later ones are held against; 3 when absent"),
      Flag.withDefault(3)
    ),
    ...Derived.outputFlags(name)
  },
  Effect.fn("Cli.monitor")(function* ({ baseline, folder, looks, ...outputting }) {
    const journal = yield* Journal
    const deliver = yield* Derived.outputs(name, outputting)
    const periods = yield* journal.phase("Reading the periods", periodsIn(folder), ({ length }) => `${length} periods`)
    const found = yield* journal.phase(
      "Following the cohorts",
      Effect.sync(() => Series.of(periods, { baseline, looks })),
      (series) => (Series.isRefused(series) ? "they are no series" : "done")
    )
    if (Series.isRefused(found)) {
      return yield* failOnProblems(
        "These audits are no series",
        found.map(({ fix, message }) => ({ where: folder, message, fix }))
      )
    }
    const { cautions, ...series } = found
    yield* deliver(SeriesReport.assemble(periods, found), {
      at: new Date(periods.at(-1)!.findings.provenance.startedAt),
      cautions,
      stored: series
    })
  })
).pipe(
  Command.withDescription(
    "Follow the cohorts over a series of audits, such as one a month, from their findings alone: who is worse off over all periods together, and who fell back since the baseline, with verdicts that hold however often one looks. The audits are of different patients. No stage is loaded."
  ),
  Command.withShortDescription("Follow the cohorts over a series of audits"),
  Command.withExamples([
    {
      command: "fairward monitor series --looks 24 --out monitor",
      description: "Writes monitor/series.pdf, series.html and series.json"
    }
  ])
)
