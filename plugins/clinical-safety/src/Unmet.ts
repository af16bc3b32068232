import type { Dataset, Stage } from "@fairward/core"
import type { Options } from "./Options.ts"

const leastScore = ({ label, score }: Dataset.Predictions): number =>
  score.reduce((least, own, row) => (label[row]! >= 0 && own < least ? own : least), Number.POSITIVE_INFINITY)

/** Tiers that are not in the unit of the scores, or do not hold all of them. */
export const unmet = ({ tiers }: Options, { predictions, scale }: Dataset.DatasetShape): ReadonlyArray<Stage.Unmet> => {
  if (tiers === undefined || predictions === undefined) return []
  if (scale !== "points") {
    return tiers.flatMap(({ from }, i) =>
      from >= 0 && from <= 1
        ? []
        : [{ path: ["tiers", String(i), "from"], message: `Expected a score between 0 and 1, got ${from}` }]
    )
  }
  const least = leastScore(predictions)
  return least < tiers[0].from
    ? [
        {
          path: ["tiers", "0", "from"],
          message: `The first tier begins with ${tiers[0].from}, but the lowest score is ${least}: let it begin there`
        }
      ]
    : []
}
