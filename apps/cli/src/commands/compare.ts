import { Changes, ChangesReport } from "@fairward/audits"
import { sizeText } from "@fairward/core/Sizes"
import { Console, Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { changeLines, plain } from "../ChangeLines.ts"
import { drawFiles, failOnUndrawn } from "../Drawing.ts"
import { read } from "../Findings.ts"
import { fontsNamed } from "../FontFiles.ts"
import { Journal } from "../Journal.ts"
import * as Outputs from "../Outputs.ts"
import { failOnProblems } from "../Problem.ts"
import * as flags from "./flags.ts"

const name = "changes"

const countOf = ({ stages }: Changes.Changes) => stages.reduce((sum, { changes }) => sum + changes.length, 0)

export const compare = Command.make(
  "compare",
  {
    earlier: flags.file("earlier", "The findings.json of the earlier audit"),
    later: flags.file("later", "The findings.json of the later audit"),
    out: Flag.String("out").pipe(
      Flag.withAlias("o"),
      Flag.withMetavar("DIR"),
      Flag.withDescription("Folder for changes.pdf, changes.html and changes.json; nothing is written when absent"),
      Flag.optional
    ),
    format: flags.format,
    font: flags.font,
    quiet: flags.quiet,
    json: flags.json
  },
  Effect.fn("Cli.compare")(function* ({ earlier: earlierName, font, format, json, later: laterName, out, quiet }) {
    const journal = yield* Journal
    if (quiet) yield* journal.hush
    if (Option.isSome(out)) yield* Outputs.check(out.value)
    const fonts = yield* fontsNamed(font)
    const earlier = yield* read(earlierName)
    const later = yield* read(laterName)
    const found = yield* journal.phase(
      "Comparing the audits",
      Effect.sync(() => Changes.between(earlier, later)),
      (compared) => (Changes.isRefused(compared) ? "they cannot be compared" : `${countOf(compared)} changes`)
    )
    if (Changes.isRefused(found)) {
      return yield* failOnProblems(
        "These audits cannot be compared",
        found.map(({ fix, message }) => ({ where: `${earlierName}, ${laterName}`, message, fix }))
      )
    }
    const { cautions, ...changes } = found
    const stored = `${JSON.stringify(changes, null, 2)}\n`
    const document = ChangesReport.assemble(earlier, later, found)
    if (json) yield* Console.log(stored.trimEnd())
    if (json || quiet) for (const caution of cautions) yield* journal.warn(`Warning: ${plain(caution)}`)
    else for (const line of changeLines(document)) yield* Console.log(line)
    if (Option.isNone(out)) return
    const drawn = yield* drawFiles(document, new Date(later.provenance.startedAt), format, { fonts, name })
    const written = yield* Outputs.write(out.value, { ...drawn.files, [`${name}.json`]: stored })
    if (!quiet)
      for (const file of written) yield* (json ? Console.error : Console.log)(`${file.path}  ${sizeText(file.bytes)}`)
    yield* failOnUndrawn(drawn, "Earlier files of a format that could not be drawn are left as they were.")
  })
).pipe(
  Command.withDescription(
    "Say what changed from one audit to another, from their findings alone: which cohorts fell back against the other patients or caught up, with intervals that hold for all changes at once. The audits are of different patients: months, sites, or versions of a model. No stage is loaded."
  ),
  Command.withShortDescription("Say what changed from one audit to another"),
  Command.withExamples([
    {
      command: "fairward compare may/findings.json june/findings.json --out changes",
      description: "Writes changes/changes.pdf, changes.html and changes.json"
    }
  ])
)
