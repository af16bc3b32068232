/** Whether scores point the right way: higher where an event is near. */
import { sweep } from "@fairward/stats/ScoredRows"
import type { DatasetShape } from "./Dataset.ts"

export interface Discrimination {
  readonly auroc: number
  /** Over patients (persons, where they have several stays), not steps. */
  readonly standardError: number
  /** Patients, or persons, with a step labelled 1, or with one labelled 0, whichever are fewer. */
  readonly patients: number
}

/**
 * AUROC A of labelled steps and its standard error by patients, or by persons who have several stays: s^2 = n/(n - 1) sum_i u_i^2, u_i the influence of a
 * patient, sum over the patient's positive steps of (F(s) - A)/P plus over the negative ones of (G(s) - A)/N, where F and
 * G are the shares of negative steps below, and of positive steps above, a score, ties counting half. NaN without a
 * positive or a negative step. DeLong et al. 1988, doi:10.2307/2531595; by clusters Obuchowski 1997,
 * doi:10.2307/2533958.
 */
export const discrimination = (
  { patients: { clusterOf }, predictions }: Pick<DatasetShape, "patients" | "predictions">,
  patients: Uint32Array
): Discrimination => {
  const rows = patients.reduce(
    (sum, patient) => sum + predictions!.offsets[patient + 1]! - predictions!.offsets[patient]!,
    0
  )
  const score = new Float64Array(rows)
  const label = new Int8Array(rows)
  const ends = new Uint32Array(patients.length)
  let filled = 0
  patients.forEach((patient, i) => {
    const from = predictions!.offsets[patient]!
    const to = predictions!.offsets[patient + 1]!
    score.set(predictions!.score.subarray(from, to), filled)
    label.set(predictions!.label.subarray(from, to), filled)
    filled += to - from
    ends[i] = filled
  })
  const { falsePositives, negatives, positives, threshold, truePositives } = sweep({ score, label })
  const ascending = threshold.slice().reverse()
  const last = threshold.length - 1
  /** Shares of positives and negatives above the score, those at it counting half. */
  const above = (counts: Float64Array, total: number, k: number) =>
    ((k === 0 ? 0 : counts[k - 1]!) + counts[k]!) / 2 / total
  let won = 0
  for (let k = 0; k <= last; k++) {
    const here = truePositives[k]! - (k === 0 ? 0 : truePositives[k - 1]!)
    won += here * (1 - above(falsePositives, negatives, k))
  }
  const auroc = won / positives
  const influence = new Map<number, number>()
  const withPositive = new Set<number>()
  const withNegative = new Set<number>()
  let row = 0
  ends.forEach((end, i) => {
    const person = clusterOf === undefined ? patients[i]! : clusterOf[patients[i]!]!
    let sum = 0
    let labelled = 0
    for (; row < end; row++) {
      if (label[row]! < 0) continue
      labelled++
      const k = last - rankOf(ascending, score[row]!)
      if (label[row] === 1) {
        withPositive.add(person)
        sum += (1 - above(falsePositives, negatives, k) - auroc) / positives
      } else {
        withNegative.add(person)
        sum += (above(truePositives, positives, k) - auroc) / negatives
      }
    }
    if (labelled > 0) influence.set(person, (influence.get(person) ?? 0) + sum)
  })
  const squares = [...influence.values()].reduce((sum, one) => sum + one * one, 0)
  return {
    auroc,
    standardError: Math.sqrt((squares * influence.size) / (influence.size - 1)),
    patients: Math.min(withPositive.size, withNegative.size)
  }
}

const rankOf = (ascending: Float64Array, value: number): number => {
  let low = 0
  let high = ascending.length - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (ascending[middle]! <= value) low = middle
    else high = middle - 1
  }
  return low
}

const standardErrors = 3
const fewestPatients = 5
const screenedRows = 100_000

/** A sample of the patients that has about so many rows: every k-th. */
const sampled = ({ patients, predictions }: DatasetShape): Uint32Array => {
  const each = Math.ceil(predictions!.score.length / screenedRows)
  return patients.splits.test.filter((_, i) => i % each === 0)
}

/**
 * The AUROC on the test split where it is clearly below 1/2: by three standard errors, with at least five patients on
 * either side. `undefined` otherwise. A sample of the patients spares the others where it is clearly above.
 */
export const wrongDirection = (dataset: DatasetShape): Discrimination | undefined => {
  if (dataset.predictions === undefined) return undefined
  const sample = discrimination(dataset, sampled(dataset))
  if (sample.patients >= fewestPatients && sample.auroc - standardErrors * sample.standardError > 0.5) return undefined
  const found = discrimination(dataset, dataset.patients.splits.test)
  return found.patients >= fewestPatients && found.auroc + standardErrors * found.standardError < 0.5
    ? found
    : undefined
}
