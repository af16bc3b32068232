/**
 * The labelled steps and events of all patients in descending order of score, four bytes each.
 */
import * as Order from "@fairward/stats/Order"
import type { LabelledSteps } from "../LabelledSteps.ts"

/** Flags of an item, as 32-bit integers; the lower 28 bits are its patient. */
export const positiveFlag = 1 << 31
export const eventFlag = 1 << 30
/** Ends its tie group. */
export const lastFlag = 1 << 29
/** Its tie group holds a positive or an event. */
export const mixedFlag = 1 << 28
export const patientBits = mixedFlag - 1

/** How many items there will be: labelled steps and detectable events. */
export const countItems = ({ detectionScore, label }: LabelledSteps): number => {
  let count = 0
  for (let i = 0; i < label.length; i++) if (label[i]! >= 0) count++
  for (let i = 0; i < detectionScore.length; i++) if (!Number.isNaN(detectionScore[i])) count++
  return count
}

/**
 * Writes the items. An event stands in the tie group of its detection score, which is the score of one of its patient's
 * steps.
 */
export const rankItems = (
  { detectionScore, eventOffsets, label, offsets, score }: LabelledSteps,
  items: Uint32Array
): void => {
  const scores = new Float64Array(items.length)
  let count = 0
  for (let patient = 0; patient < offsets.length - 1; patient++) {
    const steps = offsets[patient + 1]!
    for (let step = offsets[patient]!; step < steps; step++) {
      const own = label[step]!
      if (own < 0) continue
      scores[count] = score[step]!
      items[count++] = own === 1 ? patient | positiveFlag : patient
    }
    const events = eventOffsets[patient + 1]!
    for (let event = eventOffsets[patient]!; event < events; event++) {
      if (Number.isNaN(detectionScore[event])) continue
      scores[count] = detectionScore[event]!
      items[count++] = patient | eventFlag
    }
  }
  Order.sortDescending(scores, items)
  flagTies(scores, items)
}

/**
 * The labelled steps alone, ranked once for any division of them into units: an item holds the step's row in place of a
 * patient. In a `SharedArrayBuffer`.
 */
export const rankSteps = ({ label, score }: LabelledSteps): Uint32Array => {
  if (label.length > patientBits) throw new RangeError(`at most ${patientBits} steps, found ${label.length}`)
  const size = label.reduce((sum, own) => (own < 0 ? sum : sum + 1), 0)
  const scores = new Float64Array(size)
  const items = new Uint32Array(new SharedArrayBuffer(size * 4))
  let count = 0
  for (let row = 0; row < label.length; row++) {
    if (label[row]! < 0) continue
    scores[count] = score[row]!
    items[count++] = label[row] === 1 ? row | positiveFlag : row
  }
  Order.sortDescending(scores, items)
  flagTies(scores, items)
  return items
}

const flagTies = (scores: Float64Array, items: Uint32Array): void => {
  const count = items.length
  let from = 0
  while (from < count) {
    const own = scores[from]!
    let to = from
    let kinds = 0
    while (to < count && scores[to] === own) kinds |= items[to++]!
    if ((kinds & (positiveFlag | eventFlag)) !== 0) for (let i = from; i < to; i++) items[i] = items[i]! | mixedFlag
    items[to - 1] = items[to - 1]! | lastFlag
    from = to
  }
}
