/**
 * What labels that contradict events and horizon would fit: another horizon, shifted events, labels that go on after the
 * onset.
 */
import type { Labelled } from "./LabelCheck.ts"

/** A whole number that labels agree on, and how many of the runs of label 1 agree. */
export interface Agreed {
  readonly steps: number
  readonly runs: number
  readonly of: number
}

export interface LabelPattern {
  /** Steps before the start of an event at which label 1 begins: the horizon that labels fit. */
  readonly begins: Agreed | undefined
  /** Steps from the start of an event to the first that is no longer labelled 1: 0 when label 1 ends at the onset. */
  readonly ends: Agreed | undefined
  /**
   * How many times farther from the stay's start labels put an event than the table of events does, where that is clearly
   * not once: another unit of time.
   */
  readonly scale: number | undefined
  /** The usual distance of two predictions of a patient, in steps. */
  readonly interval: number
}

/** Whole numbers from `low` on, up to but not including `high`. */
interface Range {
  readonly low: number
  readonly high: number
}

const enoughRuns = 3
const enoughAgree = 0.9

/** The number that most ranges hold; `preferred` among equals, then the smallest. */
const agreed = (ranges: ReadonlyArray<Range>, preferred: number): Agreed | undefined => {
  if (ranges.length < enoughRuns) return undefined
  const lows = ranges.map(({ low }) => low).sort((a, b) => a - b)
  const highs = ranges.map(({ high }) => high).sort((a, b) => a - b)
  let best: Agreed | undefined
  let begun = 0
  let ended = 0
  for (const steps of [...new Set([...lows, preferred])].sort((a, b) => a - b)) {
    while (begun < lows.length && lows[begun]! <= steps) begun++
    while (ended < highs.length && highs[ended]! <= steps) ended++
    const runs = begun - ended
    if (best === undefined || runs > best.runs || (runs === best.runs && steps === preferred)) {
      best = { steps, runs, of: ranges.length }
    }
  }
  return best!.runs >= enoughAgree * ranges.length ? best : undefined
}

/** Rows `first .. last` of a patient that are labelled 1, with none between them that is not. */
interface Run {
  readonly patient: number
  readonly first: number
  readonly last: number
}

const runsOf = ({ patients, predictions: { label, offsets } }: Labelled): ReadonlyArray<Run> => {
  const runs: Array<Run> = []
  for (const patient of patients) {
    let first = -1
    for (let row = offsets[patient]!; row < offsets[patient + 1]!; row++) {
      if (label[row] !== 1) {
        first = -1
        continue
      }
      if (first < 0) {
        first = row
        runs.push({ patient, first, last: row })
      } else runs[runs.length - 1] = { patient, first, last: row }
    }
  }
  return runs
}

const median = (values: ReadonlyArray<number>): number => values.toSorted((a, b) => a - b)[values.length >> 1]!

/** The median distance of neighbouring predictions, 1 where there are none. */
export const usualInterval = ({ patients, predictions: { offsets, step } }: Omit<Labelled, "events">): number => {
  const counts = new Map<number, number>()
  for (const patient of patients) {
    for (let row = offsets[patient]! + 1; row < offsets[patient + 1]!; row++) {
      const distance = step[row]! - step[row - 1]!
      counts.set(distance, (counts.get(distance) ?? 0) + 1)
    }
  }
  const all = [...counts].sort(([a], [b]) => a - b)
  const half = all.reduce((sum, [, count]) => sum + count, 0) / 2
  let below = 0
  for (const [distance, count] of all) {
    below += count
    if (below >= half) return distance
  }
  return 1
}

/**
 * What the labels would fit. Looks at runs of label 1: a run belongs to the first event that starts at or after its first
 * step, else to the last one before. A run says that label 1 begins within a range of steps before the event: it includes
 * the run's first step and not the step labelled 0 before it. Nothing is said from fewer than three runs, or where fewer
 * than 90 % of them agree on a number.
 */
export const labelPattern = (labelled: Labelled): LabelPattern => {
  const { events, horizonSteps, predictions } = labelled
  const { label, offsets, step } = predictions
  const runs = runsOf(labelled)
  const interval = usualInterval(labelled)
  const begins: Array<Range> = []
  const ends: Array<Range> = []
  const scales: Array<number> = []
  const runsOfPatient = new Map<number, number>()
  for (const { patient } of runs) runsOfPatient.set(patient, (runsOfPatient.get(patient) ?? 0) + 1)
  for (const { first, last, patient } of runs) {
    const from = events.offsets[patient]!
    const end = events.offsets[patient + 1]!
    if (from === end) continue
    let event = from
    while (event < end - 1 && events.start[event]! < step[first]!) event++
    const start = events.start[event]!
    const previousStop = event === from ? 0 : events.stop[event - 1]!
    const before = first > offsets[patient]! && label[first - 1] === 0 ? step[first - 1]! : -1
    const isCut = before < previousStop && event > from
    begins.push({
      low: start - step[first]!,
      high: before < 0 || isCut ? Number.POSITIVE_INFINITY : start - before
    })
    const isOneEvent = event + 1 >= end || events.start[event + 1]! > step[last]!
    const isEnded = last + 1 < offsets[patient + 1]! && (label[last + 1] === 0 || step[last + 1]! < start)
    const after = isEnded ? step[last + 1]! : undefined
    if (isOneEvent) {
      ends.push({
        low: step[last]! + 1 - start,
        high: after === undefined ? Number.POSITIVE_INFINITY : after + 1 - start
      })
    }
    if (end - from === 1 && runsOfPatient.get(patient) === 1 && start > 0) {
      scales.push((step[last]! + interval) / start)
    }
  }
  return {
    begins: agreed(begins, horizonSteps),
    ends: agreed(ends, 0),
    scale: scaleOf(scales),
    interval
  }
}

/** Ratios of units that are mistaken for each other: seconds, minutes, hours, days. */
const unitRatios = [24, 60, 1440, 3600, 86_400]

/** A ratio of units, or its inverse, near which most of the ratios lie. */
const scaleOf = (scales: ReadonlyArray<number>): number | undefined => {
  if (scales.length < enoughRuns) return undefined
  const middle = median(scales)
  const near = (scale: number) => Math.abs(Math.log(middle / scale)) < Math.log(1.4)
  const found = [...unitRatios, ...unitRatios.map((ratio) => 1 / ratio)].find(near)
  if (found === undefined) return undefined
  const agreeing = scales.filter((scale) => Math.abs(Math.log(scale / found)) < Math.log(2))
  return agreeing.length >= 0.8 * scales.length ? found : undefined
}

/** Runs of label 1 that no single event could be within the horizon of. */
export interface OverlongRuns {
  /** Runs that are not cut by the stay's or the labels' beginning or end. */
  readonly runs: number
  readonly overlong: number
  /** Steps of such runs beyond the horizon. */
  readonly steps: number
  readonly positives: number
  /** The length that most runs have, in steps, and how many have it. */
  readonly usual: { readonly steps: number; readonly runs: number }
  readonly examples: ReadonlyArray<{ readonly patient: number; readonly step: number }>
}

/**
 * Where there are no events: runs of label 1 longer than the horizon. A step labelled 1 lies outside events, so between
 * two neighbouring steps labelled 1 no event can start, and all steps of a run are within the horizon of one event: they
 * are at most as many as the horizon has. A run ends where predictions are farther apart than usual, or than the horizon,
 * since an event may lie between them.
 */
export const overlongRuns = ({
  horizonSteps,
  patients,
  predictions,
  tolerance = 0
}: Omit<Labelled, "events">): OverlongRuns => {
  const { label, offsets, step } = predictions
  const farthest = Math.min(1.5 * usualInterval({ horizonSteps, patients, predictions }), horizonSteps)
  const lengths = new Map<number, number>()
  const examples: Array<{ readonly patient: number; readonly step: number }> = []
  let runs = 0
  let overlong = 0
  let steps = 0
  let positives = 0
  const close = (patient: number, first: number, last: number) => {
    const length = step[last]! - step[first]! + 1
    runs++
    lengths.set(length, (lengths.get(length) ?? 0) + 1)
    if (length <= horizonSteps + tolerance) return
    overlong++
    for (let row = first; row <= last; row++) if (step[row]! - step[first]! >= horizonSteps + tolerance) steps++
    if (examples.length < 3 && examples.at(-1)?.patient !== patient) {
      examples.push({ patient, step: step[first]! + horizonSteps })
    }
  }
  for (const patient of patients) {
    let first = -1
    for (let row = offsets[patient]!; row < offsets[patient + 1]!; row++) {
      const isPositive = label[row] === 1
      if (isPositive) positives++
      if (first >= 0 && (!isPositive || step[row]! - step[row - 1]! > farthest)) {
        close(patient, first, row - 1)
        first = -1
      }
      if (isPositive && first < 0) first = row
    }
    if (first >= 0) close(patient, first, offsets[patient + 1]! - 1)
  }
  const [usual] = [...lengths].sort(([a, x], [b, y]) => y - x || a - b)
  return {
    runs,
    overlong,
    steps,
    positives,
    usual: usual === undefined ? { steps: 0, runs: 0 } : { steps: usual[0], runs: usual[1] },
    examples
  }
}
