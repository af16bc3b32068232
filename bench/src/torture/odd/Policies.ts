/** Policies of the gate that make no sense, held against findings that do. */
import type { Trial } from "../Trial.ts"

const undecided = `undecided: {${["inconclusive", "too small", "not estimable", "no verdict", "change"].map((why) => `"${why}": warn`).join(", ")}}
`
const fail = `fail: [{verdict: [material, worse, inconclusive]}]
${undecided}`

const policies: Readonly<Record<string, string>> = {
  empty: "",
  "a list": "[]",
  "no policy": "title: x",
  "two documents": `${fail}---\n${fail}`,
  "a key twice": `${fail}${fail}`,
  "an alias bomb": `${["a: &a [x, x, x, x]", "b: &b [*a, *a, *a, *a]", "c: &c [*b, *b, *b, *b]", "d: &d [*c, *c, *c, *c]", "fail: [*d, *d, *d, *d]"].join("\n")}\n`,
  "an unknown measure": `fail: [{verdict: material, measure: __proto__}]\n${undecided}`,
  "an unknown grouping": `fail: [{verdict: material, grouping: constructor}]\n${undecided}`,
  "an unknown verdict": `fail: [{verdict: toString}]\n${undecided}`,
  "an empty entry": `fail: [{}]\n${undecided}`,
  "a margin of 1e308": `fail: [{verdict: material, margin: 1e308}]\n${undecided}`,
  "a margin below 0": `fail: [{verdict: material, margin: -1}]\n${undecided}`,
  "no entry": `fail: []\n${undecided}`,
  "change without baseline": `fail: [{change: material}]\n${undecided}`,
  "escapes in a key": '"\\e[2J": 1',
  "a day that is none": `${fail}allow: [{measure: event_recall, reason: x, until: 2026-02-31}]`,
  "an allowance for ever": `${fail}allow: [{measure: event_recall, reason: "\\e[2J", until: 9999-12-31}]`,
  "a long reason": `${fail}allow: [{measure: event_recall, reason: ${"x".repeat(20_000)}, until: 2099-12-31}]`,
  "deep nesting": `fail: ${"[".repeat(3000)}${"]".repeat(3000)}`,
  "what passes": fail.replaceAll("warn", "pass"),
  "what is asked": fail
}

export const oddPolicies = (findings: string): ReadonlyArray<Omit<Trial, "family">> =>
  Object.entries(policies).map(([name, policy], i) => ({
    name: `a policy: ${name}`,
    files: { "findings.json": findings, "gate.yaml": policy },
    args: [
      "gate",
      "findings.json",
      "--policy",
      "gate.yaml",
      ...(i % 2 === 0 ? ["--junit", "out/gate.xml", "--markdown", "out/gate.md"] : ["--json"])
    ]
  }))
