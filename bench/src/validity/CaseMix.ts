/** What comparing like with like says of cohorts that are made up otherwise, and of those that are served worse. */
import caseMix from "@fairward/case-mix"
import type { About, Cell } from "./Cells.ts"
import { audited, judgements, type Setting, type Truth } from "./Judgements.ts"
import { type Population, simulated } from "./Population.ts"

/** What patients are alike in: of the severity that matters here one bin knows all. */
const attributes: NonNullable<Setting["caseMix"]> = [
  { column: "age", bins: [50, 65, 75, 85] },
  { column: "surgical_status" }
]

const stages = [audited("case-mix", caseMix, {}, ({ comparisons }) => comparisons)]

/** Data sets of a population, whose cohorts are also compared by age and surgical status. */
export const caseMixCell = (
  about: Omit<About, "isPlanted" | "targets" | "truth">,
  population: Population,
  { isPlanted, truth }: Pick<About, "isPlanted" | "truth">,
  settingOf: (seed: number) => Setting
): Cell => ({
  ...about,
  targets: [0.8],
  truth,
  isPlanted,
  run: (seed) => judgements(simulated(population, seed), { ...settingOf(seed), caseMix: attributes }, stages, truth)
})

const isAlike = (metric: string): boolean => metric.endsWith(":like_with_like")

/** Of cohorts that differ only by their case mix: nothing like with like, and crude by what nobody has told. */
export const onlyMixed = (attribute: string): Truth => ({
  of: ({ grouping, metric }) => (grouping !== attribute || isAlike(metric) ? 0 : Number.NaN),
  asked: ({ grouping, metric }) => grouping === attribute && metric === "event_recall"
})

/** Of a cohort that is also served worse, by event recall like with like. */
export const servedWorse = ({ attribute, value }: { readonly attribute: string; readonly value: string }): Truth => ({
  of: ({ grouping }) => (grouping === attribute ? Number.NaN : 0),
  asked: ({ category, grouping, metric }) =>
    grouping === attribute && category === value && metric === "event_recall:like_with_like"
})
