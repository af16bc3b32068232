/** What is said of alarms before recognition, where cohorts differ in nothing, and where a model follows the treatment in one. */
import recognition from "@fairward/recognition"
import type { About, Cell } from "./Cells.ts"
import { audited, judgements, type Setting, type Truth } from "./Judgements.ts"
import { type Population, simulated } from "./Population.ts"

const stages = [audited("recognition", recognition, {}, ({ comparisons }) => comparisons)]

/** Data sets of a population whose events clinicians recognise, most of them hours before they begin. */
export const recognitionCell = (
  about: Omit<About, "isPlanted" | "targets" | "truth">,
  population: Population,
  { isPlanted, truth }: Pick<About, "isPlanted" | "truth">,
  settingOf: (seed: number) => Setting
): Cell => ({
  ...about,
  targets: [0.8],
  truth,
  isPlanted,
  run: (seed) => judgements(simulated(population, seed), settingOf(seed), stages, truth)
})

/** Of a cohort in which the model follows the treatment: other groupings do not differ. */
export const followed = ({ attribute, value }: { readonly attribute: string; readonly value: string }): Truth => ({
  of: ({ grouping }) => (grouping === attribute ? Number.NaN : 0),
  asked: ({ category, grouping, metric }) =>
    grouping === attribute && category === value && metric === "event_recall_before"
})
