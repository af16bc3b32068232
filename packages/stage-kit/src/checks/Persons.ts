import type { Comparison } from "@fairward/core"
import { Effect } from "effect"
import type { Check } from "../Check.ts"
import * as Fixture from "../Fixture.ts"
import { comparisonsIn } from "../internal/comparisonsIn.ts"
import { twice } from "../internal/twice.ts"

type Judged = Comparison.Comparison

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b))

/** Quantiles of doubled values lie a little elsewhere; an error that takes stays for persons is 0.71 of what it should be. */
const leastRatio = 0.85

/** In a small cohort a quantile can jump to the next value: a single interval may be as wide as twice the variance makes it. */
const largestRatio = Math.SQRT2

const ratioOf = (once: Judged, doubled: Judged | undefined): number | undefined => {
  const [before, after] = [once.interval, doubled?.interval ?? null]
  if (before === null || after === null || once.difference === null || doubled?.difference == null) return undefined
  return near(once.difference, doubled.difference) ? (after.high - after.low) / (before.high - before.low) : undefined
}

const advice =
  "Sum the influences of all stays of a person, by `clusterOf` of the replicates, before they are squared (Clusters of @fairward/stats)"

/** All intervals together, of which single ones may be a little wider. */
const widerProblems = (ratios: ReadonlyArray<number>): ReadonlyArray<string> => {
  const average = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / Math.max(1, ratios.length))
  return average > 1 / leastRatio ? [`intervals are ${average.toFixed(2)} times as wide on average. ${advice}`] : []
}

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
  const ratio = ratioOf(once, doubled)
  if (ratio === undefined) return bearing
  if (ratio < leastRatio || ratio > largestRatio) {
    return [...bearing, `${what}: its interval is ${ratio.toFixed(2)} times as wide. ${advice}`]
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
    const single = comparisonsIn(before.findings)
    const ratios = single.flatMap((one, i) => ratioOf(one, doubled[i]) ?? [])
    const problems = [...single.flatMap((one, i) => problemsOf(one, doubled[i])), ...widerProblems(ratios)]
    return problems.slice(0, 10).map((one) => `With every stay of every person twice, ${one}`)
  })
}

export const personsChecks: ReadonlyArray<Check> = [persons]
