/** What a comparison of two audits says of what did not change, and of what did. */
import { Changes } from "@fairward/audits"
import { Effect } from "effect"
import type { About, Cell } from "./Cells.ts"
import { type Audited, compared, type Judged, type Setting, type Truth } from "./Judgements.ts"
import { type Population, simulated } from "./Population.ts"

/** Another data set than the seed's own. */
const elsewhere = (seed: number): number => seed ^ 0x2545f491

const judgedOf = ({ category, change, grouping, interval, metric, verdict }: Changes.Change): ReadonlyArray<Judged> => {
  if (interval === null || change === null) return []
  const { adjustedP, high, low } = interval
  return [{ grouping, category, metric, verdict, difference: change, low, high, adjustedP }]
}

/** Two audits of different patients, which `stages` have in common; a whole comparison is one family. */
export const changesCell = (
  about: Omit<About, "isPlanted" | "targets" | "truth">,
  { earlier, later }: { readonly earlier: Population; readonly later: Population },
  {
    isPlanted,
    stages,
    truth
  }: { readonly isPlanted: boolean; readonly stages: ReadonlyArray<Audited>; readonly truth: Truth },
  settingOf: (seed: number) => Setting
): Cell => ({
  ...about,
  targets: [0.8],
  truth,
  isPlanted,
  run: Effect.fnUntraced(function* (seed: number) {
    const audit = (population: Population, own: number) =>
      Effect.map(compared(simulated(population, own), settingOf(own), stages), ([audited]) =>
        Object.entries(audited!.comparisons).map(
          ([id, comparisons]): Changes.ComparedStage => ({ id, title: id, comparisons, measures: new Map() })
        )
      )
    const found = Changes.ofStages(yield* audit(earlier, seed), yield* audit(later, elsewhere(seed)), { level: 0.95 })
    const judged = found.flatMap(({ changes }) => changes.flatMap(judgedOf))
    const changes = {
      judged: judged.length,
      smallestP: Math.min(1, ...judged.map(({ adjustedP }) => adjustedP)),
      significant: 0,
      off: judged.filter((one) => one.low > truth.of(one) || one.high < truth.of(one)),
      asked: judged.filter(truth.asked)
    }
    return [{ judgements: { changes }, seconds: {} }]
  })
})
