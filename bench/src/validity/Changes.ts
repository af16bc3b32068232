/** What a comparison of two audits says of what did not change, and of what did. */
import { Changes } from "@fairward/audits"
import type { Dataset } from "@fairward/core"
import { Effect } from "effect"
import type { About, Cell } from "./Cells.ts"
import { type Audited, compared, type Judged, type Setting } from "./Judgements.ts"

const judgedOf = ({ category, change, grouping, interval, metric, verdict }: Changes.Change): ReadonlyArray<Judged> => {
  if (interval === null || change === null) return []
  const { adjustedP, high, low } = interval
  return [{ grouping, category, metric, verdict, difference: change, low, high, adjustedP }]
}

/** One of the two audits of a data set. */
export interface Audit {
  readonly dataset: Dataset.DatasetShape
  readonly setting: Setting
}

/** Two audits of different patients, which `stages` have in common; a whole comparison is one family. */
export const changesCell = (
  about: Omit<About, "isPlanted" | "targets" | "truth">,
  { isPlanted, stages, truth }: Pick<About, "isPlanted" | "truth"> & { readonly stages: ReadonlyArray<Audited> },
  auditsOf: (seed: number) => { readonly earlier: Audit; readonly later: Audit }
): Cell => ({
  ...about,
  targets: [0.8],
  truth,
  isPlanted,
  run: Effect.fnUntraced(function* (seed: number) {
    const stagesOf = ({ dataset, setting }: Audit) =>
      Effect.map(compared(dataset, setting, stages), ([audited]) =>
        Object.entries(audited!.comparisons).map(
          ([id, comparisons]): Changes.ComparedStage => ({ id, title: id, comparisons, measures: new Map() })
        )
      )
    const { earlier, later } = auditsOf(seed)
    const found = Changes.ofStages(yield* stagesOf(earlier), yield* stagesOf(later), { level: 0.95 })
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
