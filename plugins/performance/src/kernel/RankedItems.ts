/**
 * The labelled steps and events of all patients in descending order of score, four bytes each.
 */
import { Order } from "@fairward/stats"
import type { LabelledSteps } from "./PatientSums.ts"

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
export const rankItems = (steps: LabelledSteps, items: Uint32Array): void => {
  const scores = new Float64Array(items.length)
  const members = new Uint32Array(items.length)
  let count = 0
  for (let patient = 0; patient < steps.offsets.length - 1; patient++) {
    for (let step = steps.offsets[patient]!; step < steps.offsets[patient + 1]!; step++) {
      const label = steps.label[step]!
      if (label < 0) continue
      scores[count] = steps.score[step]!
      members[count++] = label === 1 ? patient | positiveFlag : patient
    }
    for (let event = steps.eventOffsets[patient]!; event < steps.eventOffsets[patient + 1]!; event++) {
      const score = steps.detectionScore[event]!
      if (Number.isNaN(score)) continue
      scores[count] = score
      members[count++] = patient | eventFlag
    }
  }
  const order = Order.descendingOrder(scores)
  let from = 0
  while (from < order.length) {
    const score = scores[order[from]!]!
    let to = from
    let kinds = 0
    while (to < order.length && scores[order[to]!] === score) kinds |= members[order[to++]!]!
    const mixed = (kinds & (positiveFlag | eventFlag)) === 0 ? 0 : mixedFlag
    for (let i = from; i < to; i++) items[i] = members[order[i]!]! | mixed
    items[to - 1] = items[to - 1]! | lastFlag
    from = to
  }
}
