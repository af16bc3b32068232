import type { DatasetShape } from "@fairward/core/Dataset"

/** Spans, in steps, of which any could be the horizon by one run of label 1: from `low` up to but not including `high`. */
interface Range {
  readonly low: number
  readonly high: number
}

const enoughRuns = 10
const enoughAgree = 0.9

/**
 * The event of a run comes after its last step and at the next prediction at the latest; the horizon before it begins
 * after the last step before the run and at its first at the latest. Where a stay ends with the run, its event is taken
 * to have come within the next distance; these are used where there are too few others. Runs with which labels begin tell
 * nothing.
 */
const rangesOf = ({ patients, predictions }: DatasetShape): ReadonlyArray<Range> => {
  const { label, offsets, step } = predictions!
  const ended: Array<Range> = []
  const atTheEnd: Array<Range> = []
  for (const patient of patients.splits.test) {
    const [begin, end] = [offsets[patient]!, offsets[patient + 1]!]
    for (let row = begin + 1, first = begin; row <= end; row++) {
      if (row < end && label[row] === 1) {
        if (label[row - 1] !== 1) first = row
        continue
      }
      if (label[row - 1] !== 1 || first === begin || label[first - 1] !== 0) continue
      const before = step[first - 1]!
      const next = row < end ? step[row]! : 2 * step[row - 1]! - step[row - 2]!
      ;(row < end ? ended : atTheEnd).push({ low: step[row - 1]! - step[first]! + 1, high: next - before })
    }
  }
  return ended.length < enoughRuns ? [...ended, ...atTheEnd] : ended
}

/**
 * The horizon, in minutes, that at least nine of ten runs of label 1 agree with, where nothing tells the events; the one
 * that most agree with, and among equals the nearest to the middle of what they leave open.
 */
export const horizonByRuns = (dataset: DatasetShape, usual: ReadonlyArray<number>) => {
  const { predictions, timestepMinutes } = dataset
  if (predictions === undefined) return undefined
  const ranges = rangesOf(dataset)
  if (ranges.length < enoughRuns) return undefined
  const steps = new Set(usual.map((minutes) => minutes / timestepMinutes).filter(Number.isInteger))
  // On a grid a run leaves one span open, which need not be a usual one.
  if (dataset.irregular !== true) for (const { low } of ranges) steps.add(low)
  const open = ranges.reduce((a, b) => ({ low: Math.max(a.low, b.low), high: Math.min(a.high, b.high) }))
  const middle = (open.low + open.high) / 2
  const [best] = [...steps]
    .map((span) => ({ span, runs: ranges.filter(({ high, low }) => low <= span && span < high).length }))
    .toSorted((a, b) => b.runs - a.runs || Math.abs(a.span - middle) - Math.abs(b.span - middle))
  return best === undefined || best.runs < enoughAgree * ranges.length
    ? undefined
    : { minutes: best.span * timestepMinutes, runs: best.runs, of: ranges.length }
}
