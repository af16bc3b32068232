import { Changes, Gate, GateReport } from "@fairward/audits"
import { AuditConfig, type AuditFindings } from "@fairward/core"
import { Clock, Console, Effect, FileSystem, Option, Path, Schema } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import * as ConfigFile from "../ConfigFile.ts"
import { read } from "../Findings.ts"
import { diskFault } from "../internal/diskFault.ts"
import { CommandError, failOnProblems, GateFailed, InputError } from "../Problem.ts"
import * as flags from "./flags.ts"

const file = (name: string, what: string) =>
  Flag.String(name).pipe(Flag.withMetavar("FILE"), Flag.withDescription(what), Flag.optional)

/** Reads a policy. Fails with all that is wrong with it, each with its line and column. */
const readPolicy = Effect.fn("Cli.readPolicy")(function* (name: string) {
  const written = yield* ConfigFile.read(name)
  const decode = Schema.decodeUnknownEffect(Gate.Policy, { errors: "all", onExcessProperty: "error" })
  const policy = yield* decode(written.content).pipe(
    Effect.catch(({ issue }) =>
      failOnProblems(
        name,
        AuditConfig.configIssues(issue).map(({ message, path }) => written.problemAt(path.map(String), message))
      ).pipe(Effect.andThen(Effect.die("a policy without problems was refused")))
    )
  )
  return { policy, written }
})

const changesSince = Effect.fn("Cli.changesSince")(function* (
  baseline: string,
  findings: AuditFindings.AuditFindings,
  name: string
) {
  const changes = Changes.between(yield* read(baseline), findings)
  if (!Changes.isRefused(changes)) return changes
  const [first, ...rest] = changes.map(({ fix, message }) => ({ where: `${baseline}, ${name}`, message, fix }))
  return yield* new InputError({
    subject: "The audit cannot be compared with its baseline",
    problems: [first!, ...rest]
  })
})

const write = Effect.fn("Cli.writeGate")(function* (path: Option.Option<string>, text: string) {
  if (Option.isNone(path)) return
  const files = yield* FileSystem.FileSystem
  const paths = yield* Path.Path
  yield* files
    .writeFileString(paths.resolve(path.value), text)
    .pipe(Effect.mapError((error) => new CommandError({ message: diskFault(path.value, error) })))
})

export const gate = Command.make(
  "gate",
  {
    findings: Argument.String("findings").pipe(Argument.withDescription("The findings.json of an audit")),
    policy: Flag.String("policy").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription("What must not occur, YAML or JSON")
    ),
    baseline: file("baseline", "The findings.json of an earlier audit, for entries with change"),
    junit: file("junit", "Write the outcome there as JUnit XML"),
    markdown: file("markdown", "Write the outcome there as Markdown"),
    json: flags.json
  },
  Effect.fn("Cli.gate")(function* ({ baseline, findings: name, json, junit, markdown, policy: policyName }) {
    const { policy, written } = yield* readPolicy(policyName)
    const findings = yield* read(name)
    if (Gate.needsBaseline(policy) && Option.isNone(baseline)) {
      yield* failOnProblems(policyName, [
        {
          ...written.problemAt(["fail"], "An entry is about change, and there is nothing to compare with"),
          fix: "Name the findings of an earlier audit with --baseline."
        }
      ])
    }
    yield* failOnProblems(
      policyName,
      Gate.policyIssues(policy, findings).map(({ message, path }) => written.problemAt(path, message))
    )
    const changes = Option.isSome(baseline) ? yield* changesSince(baseline.value, findings, name) : undefined
    const today = new Date(yield* Clock.currentTimeMillis).toISOString().slice(0, 10)
    const outcome = Gate.decide(policy, findings, { today, ...(changes === undefined ? {} : { changes }) })
    yield* write(junit, GateReport.junit(findings, policy, outcome))
    yield* write(markdown, GateReport.markdown(findings, outcome))
    if (json) yield* Console.log(JSON.stringify(outcome, null, 2))
    else for (const line of GateReport.lines(findings, policy, outcome)) yield* Console.log(line)
    const failing = outcome.cases.filter(({ outcome }) => outcome === "fail").length
    if (!outcome.passes) yield* new GateFailed({ failing })
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
