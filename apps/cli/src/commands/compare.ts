import { Changes, ChangesReport } from "@fairward/audits"
import { Effect } from "effect"
import { Command } from "effect/cli"
import * as Derived from "../Derived.ts"
import { read } from "../Findings.ts"
import { Journal } from "../Journal.ts"
import { failOnProblems } from "../Problem.ts"
import * as flags from "./flags.ts"

const name = "changes"

const countOf = ({ stages }: Changes.Changes) => stages.reduce((sum, { changes }) => sum + changes.length, 0)

export const compare = Command.make(
  "compare",
  {
    earlier: flags.file("earlier", "The findings.json of the earlier audit"),
    later: flags.file("later", "The findings.json of the later audit"),
    ...Derived.outputFlags(name)
  },
  Effect.fn("Cli.compare")(function* ({ earlier: earlierName, later: laterName, ...outputting }) {
    const journal = yield* Journal
    const deliver = yield* Derived.outputs(name, outputting)
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
    yield* deliver(ChangesReport.assemble(earlier, later, found), {
      at: new Date(later.provenance.startedAt),
      cautions,
      stored: changes
    })
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
