/** Net benefit: true alarms less the false ones, weighed by the odds of the threshold. */
import { Sides } from "@fairward/metrics"
import { countsReaching, eventItems, gather, itemCounts, type ScoredItems } from "./ScoredItems.ts"
import type { Stays } from "./Stays.ts"

/**
 * TP/n - FP/n x p/(1 - p), p the threshold probability.
 *
 * Counts over n patients or windows; p in [0, 1). p = 0: the share of true positives. In units of true positives per
 * patient (or window); at most the prevalence, unbounded below as p approaches 1. n = 0: NaN. Never alarming has net
 * benefit 0. Vickers & Elkin 2006, doi:10.1177/0272989X06295361.
 */
export const netBenefit = (truePositives: number, falsePositives: number, n: number, p: number): number =>
  (truePositives - (falsePositives * p) / (1 - p)) / n

/** What is benefited from, and what is disturbed; together n. */
export interface Decisions {
  readonly positive: ScoredItems
  readonly negative: ScoredItems
}

/** Without `NaN`s; `NaN` of none. */
const largest = (scores: ReadonlyArray<number>): number => {
  const known = scores.filter((score) => !Number.isNaN(score))
  return known.length === 0 ? Number.NaN : Math.max(...known)
}

/**
 * A decision a patient: positive when the patient has an evaluable event (without events: a positive step), reached by
 * the largest detection score; negative otherwise, reached by the largest score.
 */
export const patientDecisions = ({ before, events, highest, offsets, patients, score }: Stays): Decisions => {
  const detected = (patient: number): ReadonlyArray<number> => {
    if (events !== undefined) {
      return Array.from(events.detectionScore.subarray(events.offsets[patient]!, events.offsets[patient + 1]!))
    }
    const scores: Array<number> = []
    for (let row = offsets[patient]!; row < offsets[patient + 1]!; row++) if (before[row]! > 0) scores.push(score[row]!)
    return scores
  }
  return {
    positive: gather(patients, (patient, add) => {
      const scores = detected(patient)
      if (scores.length > 0) add(largest(scores))
    }),
    negative: gather(patients, (patient, add, i) => {
      if (detected(patient).length === 0) add(highest[i]!)
    })
  }
}

/**
 * A decision a window: positive are the evaluable events' windows; negative are blocks of `horizonSteps` of time with
 * label 0, each reached by its largest score. A block begins at a step with label 0 that is in none yet and ends after
 * the horizon, or before the first step without label 0.
 */
export const windowDecisions = (stays: Stays, horizonSteps: number): Decisions => {
  const { label, offsets, patients, score, step } = stays
  return {
    positive: eventItems(stays),
    negative: gather(patients, (patient, add) => {
      let begins = -1
      let most = Number.NaN
      const end = () => {
        if (begins >= 0) add(most)
        begins = -1
        most = Number.NaN
      }
      for (let row = offsets[patient]!; row < offsets[patient + 1]!; row++) {
        if (label[row] !== 0 || (begins >= 0 && step[row]! >= begins + horizonSteps)) end()
        if (label[row] !== 0) continue
        if (begins < 0) begins = step[row]!
        if (!(score[row]! <= most)) most = score[row]!
      }
      end()
    })
  }
}

/** Net benefit of each patient's decisions, not divided by their number: it adds up. */
export interface Benefited {
  readonly decisions: Float64Array
  /** Of alarms at the threshold p: TP - FP x p/(1 - p). */
  readonly model: Float64Array
  /** Of an alarm at every labelled step. */
  readonly always: Float64Array
}

/** Per patient, at one p in [0, 1). */
export const benefitOfPatients = ({ negative, positive }: Decisions, p: number): Benefited => {
  const reached = ({ offsets, score }: ScoredItems, threshold: number): Float64Array =>
    Float64Array.from({ length: offsets.length - 1 }, (_, i) =>
      score.subarray(offsets[i]!, offsets[i + 1]!).reduce((count, one) => count + (one >= threshold ? 1 : 0), 0)
    )
  const at = (threshold: number): Float64Array => {
    const disturbed = reached(negative, threshold)
    return reached(positive, threshold).map((detected, i) => netBenefit(detected, disturbed[i]!, 1, p))
  }
  const negatives = itemCounts(negative)
  return { decisions: itemCounts(positive).map((count, i) => count + negatives[i]!), model: at(p), always: at(0) }
}

/** Sums of {@link Benefited} as net benefit above the better of alarming always and never. */
export const gainOf = (decisions: number, model: number, always: number): number =>
  (model - Math.max(0, always)) / decisions

/** How many reach each threshold, and how many an alarm at every labelled step would. */
export interface Along {
  readonly reached: ReadonlyArray<number>
  readonly always: number
}

/** What is to benefit from and to disturb in a cell, and how much of it reaches each threshold. */
export interface ReachedDecisions {
  readonly positives: number
  readonly negatives: number
  readonly detected: Along
  readonly disturbed: Along
}

/** Counts of every cell. `p`: ascending, in (0, 1); no curves of no `p`. */
export const reachedAlong = (
  { negative, positive }: Decisions,
  p: Float64Array,
  sides: Sides.Sides
): ReadonlyArray<ReachedDecisions> => {
  const thresholds = Float64Array.from([...p, 0])
    .sort()
    .reverse()
  const size = thresholds.length
  const detected = countsReaching(thresholds, positive, sides)
  const disturbed = countsReaching(thresholds, negative, sides)
  const negatives = Sides.sumsPerCohort(itemCounts(negative), sides)
  const along = (counts: Uint32Array, cell: number): Along => ({
    reached: Array.from(counts.subarray(cell * size, (cell + 1) * size - 1)).reverse(),
    always: counts[(cell + 1) * size - 1]!
  })
  return Array.from(Sides.sumsPerCohort(itemCounts(positive), sides), (positives, cell) => ({
    positives,
    negatives: negatives[cell]!,
    detected: along(detected, cell),
    disturbed: along(disturbed, cell)
  }))
}

/** Net benefit at each p of the model, and of alarming at every labelled step. */
export const benefitAlong = (
  { detected, disturbed, negatives, positives }: ReachedDecisions,
  p: ReadonlyArray<number>
) => {
  const n = positives + negatives
  return p.map((threshold, i) => ({
    p: threshold,
    model: netBenefit(detected.reached[i]!, disturbed.reached[i]!, n, threshold),
    all: netBenefit(detected.always, disturbed.always, n, threshold)
  }))
}
