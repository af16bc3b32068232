/**
 * Net benefit: true alarms less the false ones, weighed by the odds of the threshold.
 */
import { Sides } from "@fairward/metrics"
import { fewestAlong } from "./Fewest.ts"
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

/** Net benefit of a cell along the thresholds. */
export interface BenefitCurve {
  readonly n: number
  readonly positives: number
  /** Smallest count above 0 of items that reach a threshold, do not, or lie between two neighbours. */
  readonly fewest: { readonly positive: number; readonly negative: number }
  readonly model: ReadonlyArray<number>
  /** Of alarming at every labelled step. */
  readonly all: ReadonlyArray<number>
}

const noCurve: BenefitCurve = { n: 0, positives: 0, fewest: { positive: 0, negative: 0 }, model: [], all: [] }

/** Curves of every cell. `p`: ascending, in (0, 1); none of no `p`. */
export const benefitCurves = (
  { negative, positive }: Decisions,
  p: Float64Array,
  sides: Sides.Sides
): ReadonlyArray<BenefitCurve> => {
  if (p.length === 0) return Array.from({ length: sides.count }, () => noCurve)
  const thresholds = Float64Array.from([...p].reverse().concat(0))
  const size = thresholds.length
  const tp = countsReaching(thresholds, positive, sides)
  const fp = countsReaching(thresholds, negative, sides)
  const positives = Sides.sumsPerCohort(itemCounts(positive), sides)
  const negatives = Sides.sumsPerCohort(itemCounts(negative), sides)
  return Array.from(positives, (count, cell) => {
    const n = count + negatives[cell]!
    const always = cell * size + size - 1
    const along = (counts: Uint32Array) => Array.from(counts.subarray(cell * size, (cell + 1) * size))
    return {
      n,
      positives: count,
      fewest: { positive: fewestAlong(along(tp), count), negative: fewestAlong(along(fp), negatives[cell]!) },
      model: Array.from(p, (threshold, i) => netBenefit(tp[always - 1 - i]!, fp[always - 1 - i]!, n, threshold)),
      all: Array.from(p, (threshold) => netBenefit(tp[always]!, fp[always]!, n, threshold))
    }
  })
}
