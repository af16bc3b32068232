/** What a gate decided, for machines that read test results and people who read pull requests. */
import type { AuditFindings } from "@fairward/core"
import { create } from "xmlbuilder"
import type { Case, Outcome, Policy } from "./Gate.ts"
import { type Names, namesOf } from "./internal/names.ts"

const nameOf = (names: Names, { category, grouping }: Case): string =>
  `${names.groupingOf(grouping)}: ${names.categoryOf(grouping, category)}`

const saidOf = ({ because, of, verdict }: Case): string =>
  `${of === "change" ? "The change since the baseline is " : "The verdict is "}${verdict}.${because === undefined ? "" : ` ${because}`}`

/** An entry of the policy in a line: `verdict: material; harm: missed`. */
export const entryWords = (entry: Policy["fail"][number]): string =>
  Object.entries(entry)
    .map(([key, value]) => `${key}: ${Array.isArray(value) ? value.join(" or ") : String(value)}`)
    .join("; ")

const counted = (cases: ReadonlyArray<Case>, ...outcomes: ReadonlyArray<Case["outcome"]>): number =>
  cases.filter(({ outcome }) => outcomes.includes(outcome)).length

/**
 * JUnit XML: a suite for each entry of the policy, a test for each comparison that it is about, and one for the stages. What
 * fails is a failure; what is allowed is skipped, with the reason; a warning is a passed test that says so.
 */
export const junit = (findings: AuditFindings.AuditFindings, policy: Policy, outcome: Outcome): string => {
  const names = namesOf(findings, findings)
  const closed = closedWords(policy, outcome)
  const root = create("testsuites", { encoding: "UTF-8", invalidCharReplacement: "\uFFFD" })
  root.att("name", "fairward gate").att("tests", outcome.cases.length + Math.max(1, closed.length))
  root.att("failures", counted(outcome.cases, "fail") + closed.length).att("errors", 0)
  policy.fail.forEach((entry, i) => {
    const cases = outcome.cases.filter((one) => one.entry === i)
    const suite = root.ele("testsuite", {
      name: entryWords(entry),
      tests: cases.length,
      failures: counted(cases, "fail"),
      errors: 0,
      skipped: counted(cases, "allowed")
    })
    for (const one of cases) {
      const test = suite.ele("testcase", { classname: `${one.stage}.${one.measure}`, name: nameOf(names, one) })
      if (one.outcome === "fail") test.ele("failure", { message: saidOf(one), type: one.verdict })
      if (one.outcome === "allowed") test.ele("skipped", { message: saidOf(one) })
      if (one.outcome === "warn") test.ele("system-out", {}, `Warning: ${saidOf(one)}`)
    }
  })
  const whole = root.ele("testsuite", {
    name: answered,
    tests: Math.max(1, closed.length),
    failures: closed.length,
    errors: 0,
    skipped: 0
  })
  if (closed.length === 0) whole.ele("testcase", { classname: "gate", name: answered })
  for (const message of closed) {
    whole.ele("testcase", { classname: "gate", name: message }).ele("failure", { message, type: "not judged" })
  }
  return root.end({ pretty: true })
}

const answered = "each entry of the policy is about something that was compared, and something was judged"

/** Why the gate stays closed whatever was judged. */
const closedWords = (
  policy: Policy,
  { cases, failedStages, isUnjudged, missingStages, unanswered }: Outcome
): ReadonlyArray<string> => [
  ...(isUnjudged
    ? [
        `Nothing was judged: no comparison that the policy means, of ${cases.length}, has enough patients and can be estimated.`
      ]
    : []),
  ...failedStages.map(({ title }) => `${title} failed: nothing of it is judged.`),
  ...missingStages.map((title) => `${title} is in the baseline only: nothing of it is compared.`),
  ...unanswered.map((i) => `Nothing judged meets an entry of the policy: ${entryWords(policy.fail[i]!)}.`)
]

/** Cases of one kind that a summary names; of more it says how many. */
const shown = 50
/** Of warnings, which nobody reads month by month where there are many. */
const shownWarnings = 8

const escaped = (text: string): string => text.replaceAll(/[\\|<>[\]`*_]/gu, String.raw`\$&`).replaceAll("\n", " ")

/** What was decided, in sentences: for the terminal. */
export const lines = (
  findings: AuditFindings.AuditFindings,
  policy: Policy,
  outcome: Outcome
): ReadonlyArray<string> => {
  const names = namesOf(findings, findings)
  const { cases, expired, passes } = outcome
  const list = (title: string, kind: Case["outcome"], most = shown) => {
    const of = cases.filter((one) => one.outcome === kind)
    if (of.length === 0) return []
    const more = of.length > most ? [`  and ${of.length - most} more, in the files of --junit and --markdown`] : []
    return [
      `${title}: ${of.length}`,
      ...of
        .slice(0, most)
        .map(
          (one) =>
            `  ${one.stage}.${one.measure}, ${nameOf(names, one)}. ${saidOf(one)} [${entryWords(policy.fail[one.entry]!)}]`
        ),
      ...more
    ]
  }
  return [
    `${passes ? "Passed" : "Failed"}: ${cases.length} ${cases.length === 1 ? "comparison" : "comparisons"} held against ${policy.fail.length} ${policy.fail.length === 1 ? "entry" : "entries"} of the policy.`,
    ...closedWords(policy, outcome),
    ...list("Fails", "fail"),
    ...list("Warnings", "warn", shownWarnings),
    ...list("Allowed", "allowed"),
    ...expired.map((one) => `An exception is over: ${one}`)
  ]
}

/** The same as Markdown, for a pull request or the summary of a job; far below 1 MB. */
export const markdown = (findings: AuditFindings.AuditFindings, policy: Policy, outcome: Outcome): string => {
  const names = namesOf(findings, findings)
  const rows = (["fail", "warn", "allowed"] as const).flatMap((kind) => {
    const of = outcome.cases.filter((one) => one.outcome === kind)
    const more = of.length - shown
    return [
      ...of
        .slice(0, shown)
        .map(
          (one) =>
            `| ${kind === "fail" ? "**fails**" : kind === "warn" ? "warning" : "allowed"} | ${escaped(one.stage)} | ${escaped(one.measure)} | ${escaped(nameOf(names, one))} | ${escaped(saidOf(one))} |`
        ),
      ...(more > 0 ? [`| | | | and ${more} more | |`] : [])
    ]
  })
  return [
    `## Fairness gate: ${outcome.passes ? "passed" : "failed"}`,
    "",
    `${escaped(findings.audit.title)}: ${outcome.cases.length} comparisons held against the policy; ${counted(outcome.cases, "fail")} fail, ${counted(outcome.cases, "warn")} warn, ${counted(outcome.cases, "allowed")} are allowed.`,
    ...closedWords(policy, outcome).flatMap((words) => ["", escaped(words)]),
    ...outcome.expired.flatMap((one) => ["", `An exception is over: ${escaped(one)}`]),
    ...(rows.length === 0
      ? []
      : ["", "| outcome | stage | measure | cohort | why |", "| --- | --- | --- | --- | --- |", ...rows]),
    ""
  ].join("\n")
}
