/** The labelled steps and events of all patients in descending order of score, four bytes each. */
import * as Order from "@fairward/stats/Order"
import type { LabelledSteps } from "../LabelledSteps.ts"

/** Flags of an item, as 32-bit integers; the lower 28 bits are its label: a unit, such as its patient. */
export const positiveFlag = 1 << 31
export const eventFlag = 1 << 30
/** Ends its tie group. */
export const lastFlag = 1 << 29
/** Its tie group holds a positive or an event. */
export const mixedFlag = 1 << 28
export const labelBits = mixedFlag - 1

/** Ranked items, written where they are wanted. */
export interface ItemSource {
  readonly size: number
  readonly write: (items: Uint32Array) => void
}

/** How many items there will be: labelled steps and detectable events. */
const countItems = ({ detectionScore, label }: LabelledSteps): number => {
  let count = 0
  for (let i = 0; i < label.length; i++) if (label[i]! >= 0) count++
  for (let i = 0; i < detectionScore.length; i++) if (!Number.isNaN(detectionScore[i])) count++
  return count
}

/**
 * Writes the items, labelled by their patient, or steps by their row. An event stands in the tie group of its detection score,
 * which is the score of one of its patient's steps.
 */
const rankItems = (
  { detectionScore, eventOffsets, label, offsets, score }: LabelledSteps,
  items: Uint32Array,
  by: "patient" | "row"
): void => {
  const scores = new Float64Array(items.length)
  let count = 0
  for (let patient = 0; patient < offsets.length - 1; patient++) {
    const steps = offsets[patient + 1]!
    for (let step = offsets[patient]!; step < steps; step++) {
      const own = label[step]!
      if (own < 0) continue
      scores[count] = score[step]!
      const labelled = by === "patient" ? patient : step
      items[count++] = own === 1 ? labelled | positiveFlag : labelled
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

/** Of patients. */
export const itemsOfPatients = (steps: LabelledSteps): ItemSource => ({
  size: countItems(steps),
  write: (items) => rankItems(steps, items, "patient")
})

/**
 * Steps ranked once for any division of them into units, told by the unit of each row. `steps`: without events, which belong to
 * no unit.
 */
export const itemsOfUnits = (steps: LabelledSteps): ((unitOf: Uint32Array) => ItemSource) => {
  const rows = steps.label.length
  if (rows > labelBits) throw new RangeError(`at most ${labelBits} steps, found ${rows}`)
  const ranked = new Uint32Array(countItems(steps))
  rankItems(steps, ranked, "row")
  return (unitOf) => ({
    size: ranked.length,
    write: (items) => {
      for (let i = 0; i < items.length; i++) items[i] = (ranked[i]! & ~labelBits) | unitOf[ranked[i]! & labelBits]!
    }
  })
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
