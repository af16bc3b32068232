/** Measures the gaps of every cohort and its rest, on the whole split and in every replicate. */
import { Cohorts, type Comparison, Dataset, type Detection, Resamples, Threshold } from "@fairward/core"
import { type Measure, Measures } from "@fairward/metrics"
import { Effect } from "effect"
import type { Outcomes } from "./Findings.ts"
import { type Lead, leadMeasure } from "./Leads.ts"
import type { Options } from "./Options.ts"
import { type TimeGaps, timeGaps } from "./TimeGaps.ts"
import { type WarnedValues, warnedCounts } from "./WarnedCounts.ts"
import { gapMeasure, type Window, windowBySteps, windowsOf } from "./Windows.ts"

export interface Measurement {
  /** The configured windows that any evaluable event falls into; all of them where no event has time before it. */
  readonly windows: ReadonlyArray<Window>
  readonly emptyWindows: ReadonlyArray<Window>
  readonly gaps: TimeGaps
  /** Of each event; -1 for none. */
  readonly windowOf: Int16Array
  readonly contrasts: ReadonlyArray<Comparison.Contrast>
  /** Per window, in minutes. */
  readonly everyone: ReadonlyArray<Measures.Drawn>
  /** Of everyone, and then of the categories of all groupings. */
  readonly outcomes: ReadonlyArray<Outcomes>
  /** Of everyone or a cohort, so many steps ahead: counts on the whole split, shares in every replicate. */
  readonly warned: (side: number, steps: number) => WarnedValues
}

const outcomesOf = (
  { earliest, gap, patient, stepsBefore }: TimeGaps,
  windowOf: Int16Array,
  windows: ReadonlyArray<Window>,
  clusterOf: Uint32Array | undefined,
  belongs: (patient: number) => boolean
): Outcomes => {
  const events = Array.from(gap.keys()).filter((event) => belongs(patient[event]!))
  const patientsOf = (some: ReadonlyArray<number>) =>
    new Set(some.map((event) => clusterOf?.[patient[event]!] ?? patient[event]!)).size
  const detected = events.filter((event) => gap[event]! > 0)
  const noneAvailable = events.filter((event) => stepsBefore[event] === 0).length
  const neverLabelled = events.filter((event) => earliest[event] === 0).length
  return {
    patients: patientsOf(events),
    events: events.length,
    detected: detected.length,
    missed: events.length - detected.length - neverLabelled,
    notDetectable: neverLabelled - noneAvailable,
    noneAvailable,
    windows: windows.map(({ id }, v) => {
      const own = detected.filter((event) => windowOf[event] === v)
      return {
        window: id,
        events: events.filter((event) => windowOf[event] === v).length,
        detected: own.length,
        patients: patientsOf(own)
      }
    })
  }
}

/** Of each patient: events, those of each window, and those that were warned of so many steps ahead. */
type Column = "events" | `${"in window" | "warned"} ${number}`

const columnsOf = (
  { gap, patient }: TimeGaps,
  windowOf: Int16Array,
  windows: number,
  leads: ReadonlyArray<Lead>,
  patients: number
): Readonly<Record<Column, Float64Array>> => {
  const count = (counts: (event: number) => boolean) => {
    const column = new Float64Array(patients)
    patient.forEach((one, event) => {
      if (counts(event)) column[one]!++
    })
    return column
  }
  const columns: Record<Column, Float64Array> = { events: count(() => true) }
  for (let window = 0; window < windows; window++) {
    columns[`in window ${window}`] = count((event) => windowOf[event] === window)
  }
  for (const { steps } of leads) columns[`warned ${steps}`] = count((event) => gap[event]! >= steps)
  return columns
}

/** Measures gaps on the test split. Shares warned `leads` ahead are contrasts too; counts are taken at `points`: steps ahead, within 1 .. horizon. */
export const measure = Effect.fn("TimeGap.measure")(function* (
  options: Pick<Options, "windows" | "margin" | "shareMargin">,
  events: Detection.EvaluableEvents,
  leads: ReadonlyArray<Lead>,
  points: ReadonlySet<number>
) {
  const dataset = yield* Dataset.Dataset
  const { groupings } = yield* Cohorts.Cohorts
  const { value: threshold } = yield* Threshold.Threshold
  const { clusterOf, count, multiplicities, patients } = yield* (yield* Resamples.Resamples).of("test")
  const { timestepMinutes } = dataset

  const gaps = timeGaps(dataset, events, threshold)
  const mostSteps = gaps.stepsBefore.reduce((most, steps) => Math.max(most, steps), 0)
  const configured = windowsOf(options.windows)
  const bySteps = windowBySteps(configured, timestepMinutes, mostSteps)
  const filled = new Set(Array.from(gaps.stepsBefore, (steps) => bySteps[steps]!))
  const windows = configured.some((_, v) => filled.has(v)) ? configured.filter((_, v) => filled.has(v)) : configured
  const placeOf = Int16Array.from(configured, (window) => windows.indexOf(window))
  const windowOf = Int16Array.from(gaps.stepsBefore, (steps) => placeOf[bySteps[steps]!] ?? -1)

  const medians = windows.map((window, v): Measure.Measure<Column> => {
    const minutes = (steps: number, event: number) =>
      steps > 0 && windowOf[event] === v ? steps * timestepMinutes : Number.NaN
    return {
      ...gapMeasure(window),
      margin: options.margin,
      fifthOf: "value",
      missing: ({ sums }) => (sums[`in window ${v}`] === 0 ? "no event" : "none detected"),
      medianOf: { patient: gaps.patient, value: Float64Array.from(gaps.gap, minutes), gridStep: timestepMinutes }
    }
  })
  const shares = leads.map(({ minutes, steps }): Measure.Measure<Column> => {
    const warned = `warned ${steps}` as const
    return {
      ...leadMeasure(minutes),
      margin: options.shareMargin,
      missing: "no event",
      metrics: leads.length,
      minDelta: 0,
      over: (s) => [s[warned]!, s.events]
    }
  })
  const { contrasts, sides, value } = yield* Measures.contrasts({
    columns: columnsOf(gaps, windowOf, windows.length, leads, patients.length),
    measures: [...medians, ...shares]
  })

  const outcomesWhere = (belongs: (patient: number) => boolean) =>
    outcomesOf(gaps, windowOf, windows, clusterOf, belongs)
  const measurement: Measurement = {
    windows,
    emptyWindows: configured.filter((window) => !windows.includes(window)),
    gaps,
    windowOf,
    contrasts,
    everyone: windows.map((_, v) => value(0, v)),
    outcomes: [
      outcomesWhere(() => true),
      ...groupings.flatMap(({ categories, categoryOf }) =>
        categories.map((_, c) => outcomesWhere((i) => categoryOf[patients[i]!] === c))
      )
    ],
    warned: warnedCounts(gaps, sides, points, { count, multiplicities })
  }
  return measurement
})
