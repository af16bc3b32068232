import type { Comparison } from "@fairward/core"
import { Effect } from "effect"
import type { Check } from "../Check.ts"
import * as Fixture from "../Fixture.ts"
import { twice } from "../internal/twice.ts"

type Judged = Pick<
  Comparison.Comparison,
  "grouping" | "category" | "metric" | "difference" | "interval" | "verdict" | "cohort" | "rest"
>

const isJudged = (value: object): value is Judged =>
  ["grouping", "category", "metric", "difference", "interval", "verdict", "cohort", "rest"].every((key) => key in value)

/** Everything in findings that is a comparison, in order. */
const comparisonsIn = (findings: unknown): ReadonlyArray<Judged> => {
  if (typeof findings !== "object" || findings === null) return []
  if (!Array.isArray(findings) && isJudged(findings)) return [findings]
  return Object.values(findings).flatMap(comparisonsIn)
}

/** Quantiles of doubled values lie a little elsewhere; an error that takes stays for persons is 0.71 of what it should be. */
const leastRatio = 0.85

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b))

const problemsOf = (once: Judged, doubled: Judged | undefined): ReadonlyArray<string> => {
  const what = `${once.metric} of ${once.grouping} ${once.category}`
  if (doubled === undefined || doubled.metric !== once.metric || doubled.category !== once.category) {
    return [`Another comparison stands in the place of ${what}`]
  }
  // What gets no verdict may rest on events, for those who withhold small counts.
  const sides = once.verdict === "no verdict" ? [] : ([once.cohort, once.rest] as const)
  const bearing = sides.flatMap(({ bearing: own }, side) => {
    const other = [doubled.cohort, doubled.rest][side]!.bearing
    return own === other
      ? []
      : [
          `${what}: ${other} count in the ${side === 0 ? "cohort" : "rest"} for ${own} persons. Give persons as \`bearing\``
        ]
  })
  const [before, after] = [once.interval, doubled.interval]
  if (before === null || after === null || once.difference === null || doubled.difference === null) return bearing
  if (!near(once.difference, doubled.difference)) return bearing
  const widths = [before.high - before.low, after.high - after.low] as const
  const ratio = widths[1] / widths[0]
  if (ratio < leastRatio || ratio > 1 / leastRatio) {
    return [
      ...bearing,
      `${what}: its interval is ${ratio.toFixed(2)} times as wide. Sum the influences of all stays of a person, by \`clusterOf\` of the replicates, before they are squared (Clusters of @fairward/stats)`
    ]
  }
  return near(ratio, 1) && once.verdict !== doubled.verdict
    ? [...bearing, `${what}: the verdict is ${doubled.verdict} and not ${once.verdict}`]
    : bearing
}

/** Stays of one person are no independent evidence: a person's second stay, the same as the first, changes no interval. */
const persons: Check = {
  name: "takes several stays of a person for one person's",
  problems: Effect.fnUntraced(function* (subject) {
    const { base, outcome, settings, stage } = subject
    const before = yield* outcome(base)
    if (before._tag !== "Done") return []
    const after = yield* Fixture.run(stage, settings.options, { ...base, dataset: twice(base.dataset) })
    if (after._tag !== "Done") return [`With two stays a person it ends as ${after._tag}`]
    const doubled = comparisonsIn(after.findings)
    const problems = comparisonsIn(before.findings).flatMap((one, i) => problemsOf(one, doubled[i]))
    return problems.slice(0, 10).map((one) => `With every stay of every person twice, ${one}`)
  })
}

export const personsChecks: ReadonlyArray<Check> = [persons]
