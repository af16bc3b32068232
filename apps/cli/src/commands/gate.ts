import { GateReport } from "@fairward/audits"
import { Console, Effect, FileSystem, Option, Path } from "effect"
import { Command, Flag } from "effect/cli"
import { read } from "../Findings.ts"
import { decide, failOnClosed, readPolicy } from "../Gating.ts"
import { diskFault } from "../internal/diskFault.ts"
import { CommandError } from "../Problem.ts"
import * as flags from "./flags.ts"

const outcomeFile = (name: string, as: string) =>
  Flag.String(name).pipe(
    Flag.withMetavar("FILE"),
    Flag.withDescription(`Write the outcome there as ${as}`),
    Flag.optional
  )

const write = Effect.fn("Cli.writeOutcome")(function* (path: Option.Option<string>, text: string) {
  if (Option.isNone(path)) return
  const files = yield* FileSystem.FileSystem
  const paths = yield* Path.Path
  yield* Effect.ignore(files.makeDirectory(paths.dirname(paths.resolve(path.value)), { recursive: true }))
  yield* files
    .writeFileString(paths.resolve(path.value), text)
    .pipe(
      Effect.mapError(
        (error) => new CommandError({ message: diskFault(path.value, error).replaceAll("--out", "another file") })
      )
    )
})

export const gate = Command.make(
  "gate",
  {
    findings: flags.file("findings", "The findings.json of an audit"),
    policy: Flag.String("policy").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription("What must not occur, YAML or JSON")
    ),
    baseline: flags.baseline,
    junit: outcomeFile("junit", "JUnit XML"),
    markdown: outcomeFile("markdown", "Markdown"),
    quiet: flags.quiet,
    json: flags.json
  },
  Effect.fn("Cli.gate")(function* ({ baseline, findings: name, json, junit, markdown, policy: policyName, quiet }) {
    const written = yield* readPolicy(policyName, baseline)
    const findings = yield* read(name)
    const outcome = yield* decide(written, findings)
    if (json) yield* Console.log(JSON.stringify(outcome, null, 2))
    else if (!quiet || !outcome.passes) {
      const tell = quiet ? Console.error : Console.log
      for (const line of GateReport.lines(findings, written.policy, outcome)) yield* tell(line)
    }
    yield* write(junit, GateReport.junit(findings, written.policy, outcome))
    yield* write(markdown, GateReport.markdown(findings, written.policy, outcome))
    yield* failOnClosed(outcome)
  })
).pipe(
  Command.withDescription(
    "Hold the findings of an audit against a policy that says what must not occur, and exit 4 where it does. What the data do not tell passes only where the policy says so. No stage is loaded."
  ),
  Command.withShortDescription("Hold findings against a policy"),
  Command.withExamples([
    {
      command: "fairward gate out/findings.json --policy gate.yaml --junit gate.xml",
      description: "Exits 0 or 4, and writes what a CI server reads"
    }
  ])
)
