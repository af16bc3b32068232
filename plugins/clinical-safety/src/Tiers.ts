/** Tiers of risk: colours given to scores. */
import type { Stays } from "./Stays.ts"

export interface Tier {
  readonly name: string
  /** Smallest score of the tier. */
  readonly from: number
}

/** Place of the tier of a score: the last whose `from` it reaches. `tiers` ascend; lower scores are in the first. */
export const tierOf = (tiers: ReadonlyArray<Tier>, score: number): number => {
  let tier = tiers.length - 1
  while (tier > 0 && !(score >= tiers[tier]!.from)) tier--
  return tier
}

export interface TierCounts {
  /** Per tier: labelled steps and positive ones of every test patient. */
  readonly steps: ReadonlyArray<Float64Array>
  readonly positives: ReadonlyArray<Float64Array>
  /** Highest tier of every test patient; -1 without a labelled step. */
  readonly highest: Int32Array
}

/** Counts the labelled steps of every test patient per tier. */
export const tierCounts = (
  { before, highest, label, offsets, patients, score }: Stays,
  tiers: ReadonlyArray<Tier>
): TierCounts => {
  const empty = () => tiers.map(() => new Float64Array(patients.length))
  const steps = empty()
  const positives = empty()
  patients.forEach((patient, i) => {
    for (let row = offsets[patient]!; row < offsets[patient + 1]!; row++) {
      if (before[row]! < 0) continue
      const tier = tierOf(tiers, score[row]!)
      steps[tier]![i]!++
      if (label[row] === 1) positives[tier]![i]!++
    }
  })
  return {
    steps,
    positives,
    highest: Int32Array.from(highest, (score) => (Number.isNaN(score) ? -1 : tierOf(tiers, score)))
  }
}
