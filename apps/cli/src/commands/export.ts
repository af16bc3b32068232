import { setImmediate } from "node:timers/promises"
import { Export } from "@fairward/audits"
import { sizeText } from "@fairward/core/Sizes"
import { AuditReport } from "@fairward/document"
import type { RenderError } from "@fairward/report"
import { Console, Effect, Path } from "effect"
import { Command, Flag } from "effect/cli"
import { discover } from "../Discovery.ts"
import { read } from "../Findings.ts"
import { Journal } from "../Journal.ts"
import * as Outputs from "../Outputs.ts"
import { CommandError, failOnProblems } from "../Problem.ts"
import * as flags from "./flags.ts"

export const exportFindings = (started: string | undefined) =>
  Command.make(
    "export",
    {
      findings: flags.file("findings", "The findings.json of an audit"),
      out: Flag.String("out").pipe(
        Flag.withAlias("o"),
        Flag.withMetavar("DIR"),
        Flag.withDescription("Folder for the files, with folders for tables and figures; made if it is not there"),
        Flag.withDefault("export")
      ),
      quiet: flags.quiet
    },
    Effect.fn("Cli.export")(function* ({ findings: name, out, quiet }) {
      const journal = yield* Journal
      if (quiet) yield* journal.hush
      const paths = yield* Path.Path
      const inFolder = (folder: string) => paths.join(out, folder)
      for (const folder of [out, inFolder("tables"), inFolder("figures")]) yield* Outputs.check(folder)
      const findings = yield* read(name)
      const { installed, problems } = yield* discover(paths.resolve("."), started)
      yield* failOnProblems("Installed stages", problems)
      const document = yield* AuditReport.assemble(
        findings,
        installed.map(({ stage }) => stage)
      ).pipe(
        Effect.mapError(({ message }) => new CommandError({ message: `The findings could not be read: ${message}` }))
      )
      const columns = Export.comparisons(findings)
      const sets = {
        [out]: {
          "comparisons.csv": Export.csv(columns),
          "comparisons.parquet": Export.parquet(columns),
          "metrics.prom": Export.prometheus(findings)
        },
        [inFolder("tables")]: named(Export.tables(document), "csv"),
        [inFolder("figures")]: yield* journal.phase("Drawing the figures", figuresOf(document))
      }
      for (const [folder, contents] of Object.entries(sets)) {
        const written = yield* Outputs.write(folder, contents)
        if (quiet) continue
        if (folder === out) for (const file of written) yield* Console.log(`${file.path}  ${sizeText(file.bytes)}`)
        else yield* Console.log(`${folder}  ${written.length} files`)
      }
    })
  ).pipe(
    Command.withDescription(
      "Write what an audit found for other tools: every comparison as one flat table (CSV and Parquet), each table of the report as CSV, each figure as SVG, PNG and Vega-Lite, and gauges for Prometheus. The data are not needed." +
        flags.runsStages
    ),
    Command.withShortDescription("Write findings for other tools"),
    Command.withExamples([
      {
        command: "fairward export out/findings.json --out export",
        description: "Writes export/comparisons.parquet, comparisons.csv, metrics.prom, tables/ and figures/"
      }
    ])
  )

const named = (contents: Readonly<Record<string, string>>, ending: string) => {
  const nameOf = fileNames()
  return Object.fromEntries(Object.entries(contents).map(([id, text]) => [`${nameOf(id)}.${ending}`, text]))
}

/** Ids hold names of groupings and variables, which may be anything; those that become alike are told apart by numbers. */
const fileNames = () => {
  const taken = new Map<string, number>()
  return (id: string): string => {
    const name = id
      .replaceAll(/[^\w.-]+/gu, "_")
      .slice(0, 120)
      .toLowerCase()
    const before = taken.get(name) ?? 0
    taken.set(name, before + 1)
    return before === 0 ? name : `${name}~${before + 1}`
  }
}

type Document = Effect.Success<ReturnType<typeof AuditReport.assemble>>

/** Lets Ctrl-C be heard between two figures, which are drawn without a pause. */
const eventLoopTurn = Effect.promise(() => setImmediate())

const figuresOf = Effect.fnUntraced(function* ({ presentation, sections }: Document) {
  const { renderSvg } = yield* Effect.promise(() => import("@fairward/report/Svg"))
  const { renderPng } = yield* Effect.promise(() => import("@fairward/report/Png"))
  const files: Record<string, string | Uint8Array> = {}
  const nameOf = fileNames()
  for (const { blocks, id: section } of sections) {
    for (const block of blocks) {
      if (block._tag !== "Chart") continue
      const name = nameOf(`${section}.${block.id}`)
      files[`${name}.vl.json`] =
        `${JSON.stringify({ $schema: schema, description: block.alt, ...block.spec }, null, 2)}\n`
      for (const [ending, render] of Object.entries({ svg: renderSvg, png: renderPng })) {
        yield* eventLoopTurn
        const drawn = yield* Effect.result<string | Uint8Array, RenderError, never>(
          render(block.spec, presentation, block.width)
        )
        if (drawn._tag === "Success") files[`${name}.${ending}`] = drawn.success
        else yield* Console.error(`${name}.${ending}  ${drawn.failure.message}`)
      }
    }
  }
  return files
})

const schema = "https://vega.github.io/schema/vega-lite/v6.json"
