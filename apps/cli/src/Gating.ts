/** Findings held against a policy: see `docs/command.md`. */
import { Changes, Gate } from "@fairward/audits"
import { AuditConfig, type AuditFindings } from "@fairward/core"
import { Clock, Effect, Option, Schema } from "effect"
import * as ConfigFile from "./ConfigFile.ts"
import { read } from "./Findings.ts"
import { failOnProblems, GateFailed, InputError } from "./Problem.ts"

export interface WrittenPolicy {
  readonly name: string
  readonly policy: Gate.Policy
  readonly baseline: Option.Option<string>
  readonly problemAt: ConfigFile.ConfigFile["problemAt"]
}

const decode = Schema.decodeUnknownEffect(Gate.Policy, AuditConfig.parseOptions)

/** Reads a policy. Fails with all that is wrong with it, each with its line and column, and where it lacks a baseline. */
export const readPolicy = Effect.fn("Gating.readPolicy")(function* (name: string, baseline: Option.Option<string>) {
  const { content, problemAt } = yield* ConfigFile.read(name, {
    fix: "Name the policy with --policy, or --gate of an audit."
  })
  const policy = yield* decode(content).pipe(
    Effect.catch(({ issue }) => {
      const [first, ...rest] = AuditConfig.configIssues(issue).map(({ message, path }) =>
        problemAt(path.map(String), message)
      )
      return Effect.fail(new InputError({ subject: name, problems: [first!, ...rest] }))
    })
  )
  if (Gate.needsBaseline(policy) && Option.isNone(baseline)) {
    const problem = problemAt(["fail"], "An entry is about change, and there is nothing to compare with.")
    const fix = "Name the findings of an earlier audit with --baseline."
    return yield* new InputError({ subject: name, problems: [{ ...problem, fix }] })
  }
  const policed: WrittenPolicy = { name, policy, baseline, problemAt }
  return policed
})

/** Fails where a policy names what an audit to come cannot have. */
export const foresee = ({ name, policy, problemAt }: WrittenPolicy, foreseen: Gate.Foreseen) =>
  failOnProblems(
    name,
    Gate.foreseenIssues(policy, foreseen).map(({ message, path }) => problemAt(path, message))
  )

const changesSince = Effect.fn("Gating.changesSince")(function* (
  baseline: string,
  findings: AuditFindings.AuditFindings
) {
  const changes = Changes.between(yield* read(baseline), findings)
  if (!Changes.isRefused(changes)) return changes
  const [first, ...rest] = changes.map(({ fix, message }) => ({ where: `${baseline} and this audit`, message, fix }))
  return yield* new InputError({
    subject: "The audit cannot be compared with its baseline",
    problems: [first!, ...rest]
  })
})

/** What the policy decides on findings, as of today. Fails where it names what they lack. */
export const decide = Effect.fn("Gating.decide")(function* (
  { baseline, name, policy, problemAt }: WrittenPolicy,
  findings: AuditFindings.AuditFindings
) {
  const issues = Gate.policyIssues(policy, findings)
  yield* failOnProblems(
    name,
    issues.map(({ message, path }) => problemAt(path, message))
  )
  const changes = Option.isSome(baseline) ? yield* changesSince(baseline.value, findings) : undefined
  const today = new Date(yield* Clock.currentTimeMillis).toISOString().slice(0, 10)
  return Gate.decide(policy, findings, { today, ...(changes === undefined ? {} : { changes }) })
})

/** Fails where the gate stays closed. */
export const failOnClosed = ({ cases, passes }: Gate.Outcome): Effect.Effect<void, GateFailed> =>
  passes
    ? Effect.void
    : Effect.fail(new GateFailed({ failing: cases.filter(({ outcome }) => outcome === "fail").length }))
