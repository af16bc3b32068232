/**
 * Whether cohorts are tested less for what defines the label, and so have events that nobody records: tests per patient-day,
 * events per test, and how many unrecorded events would change what is said of event recall.
 */
import { Comparison, type Dataset, Detection, Exposure, type Measure, type ReportDocument } from "@fairward/core"
import { Measures } from "@fairward/metrics"
import { Effect } from "effect"
import { measurementTimes } from "./Intensity.ts"
import type { ExpectedVariable } from "./Variable.ts"

type Named = Pick<ExpectedVariable, "id" | "title">

const per = 100

export const testsMetric = (variable: string): string => `${variable}:tests_per_day`

export const eventsMetric = (variable: string): string => `${variable}:events_per_${per}_tests`

export const testsMeasure = ({ id, title }: Named): Measure.Measure => ({
  id: testsMetric(id),
  title: `Testing of ${title}`,
  sense: "none",
  unit: "per patient-day",
  harm: "sources",
  directions: { greater: "more often", less: "less often" }
})

export const eventsMeasure = ({ id, title }: Named): Measure.Measure => ({
  id: eventsMetric(id),
  title: `Yield of ${title} tests`,
  sense: "none",
  unit: `per ${per} tests`,
  harm: "sources"
})

/** Tests of a variable in each of `patients`, from the first prediction on and in no event: as time at risk is counted. */
export const testsOutsideEvents = (
  dataset: Dataset.DatasetShape,
  patients: Uint32Array,
  variable: string
): Float64Array => {
  const timesOf = measurementTimes(dataset, variable)
  const { events, predictions, timestepMinutes } = dataset
  return Float64Array.from(patients, (patient) => {
    const first = predictions!.offsets[patient]!
    if (first === predictions!.offsets[patient + 1]!) return 0
    const from = predictions!.step[first]! * timestepMinutes
    let event = events?.offsets[patient] ?? 0
    const last = events?.offsets[patient + 1] ?? 0
    let tests = 0
    for (const minute of timesOf(patient)) {
      if (minute < from) continue
      while (event < last && events!.stop[event]! * timestepMinutes <= minute) event++
      if (event === last || minute < events!.start[event]! * timestepMinutes) tests++
    }
    return tests
  })
}

/** Evaluable events of each of `patients`, and those with an alarm in their window. */
const eventColumns = (
  events: Detection.EvaluableEvents | undefined,
  patients: Uint32Array,
  threshold: number
): { readonly events: Float64Array; readonly caught: Float64Array } => {
  const countOf = (holds: (score: number) => boolean) =>
    Float64Array.from(patients, (patient) =>
      events === undefined
        ? 0
        : events.detectionScore
            .subarray(events.offsets[patient]!, events.offsets[patient + 1]!)
            .reduce((count, score) => count + (holds(score) ? 1 : 0), 0)
    )
  return { events: countOf(() => true), caught: countOf((score) => score >= threshold) }
}

/** In their units: tests per patient-day, and events per 100 tests. */
export interface Margins {
  readonly tests: number
  readonly events: number
}

/** What testing is judged from; without events only how often is tested. */
export const testingContrasts = Effect.fn("Missingness.testing")(function* (
  dataset: Dataset.DatasetShape,
  variables: ReadonlyArray<ExpectedVariable>,
  margins: Margins,
  threshold: number
) {
  const patients = dataset.patients.splits.test
  const found = Detection.evaluableEvents(dataset)
  type Column = "minutes" | "events" | "caught" | `tests of ${string}`
  const columns: Record<Column, Float64Array> = {
    minutes: Exposure.minutesAtRisk(dataset, patients),
    ...eventColumns(found, patients, threshold)
  }
  for (const { id } of variables) columns[`tests of ${id}`] = testsOutsideEvents(dataset, patients, id)
  const shared = { floor: "count", fifthOf: "value", metrics: variables.length } as const
  const { contrasts } = yield* Measures.contrasts<Column>({
    columns,
    measures: variables.flatMap((variable) => {
      const tests = `tests of ${variable.id}` as const
      return [
        {
          ...testsMeasure(variable),
          ...shared,
          margin: margins.tests,
          missing: "no time at risk: no two predictions of a patient",
          over: (s) => [s[tests]! * Exposure.minutesPerDay, s.minutes]
        },
        ...(found === undefined
          ? []
          : [
              {
                ...eventsMeasure(variable),
                ...shared,
                margin: margins.events,
                missing: "no test outside events",
                over: (s: Readonly<Record<Column, number>>) => [s.events * per, s[tests]!] as const
              }
            ])
      ]
    })
  })
  return { contrasts, columns, hasEvents: found !== undefined }
})

/** Event recall of every cohort against its rest, judged by itself. */
export const recallContrasts = ({ caught, events }: Readonly<Record<"caught" | "events", Float64Array>>) =>
  Effect.map(
    Measures.contrasts<"caught" | "events">({
      columns: { caught, events },
      measures: [
        {
          id: "event_recall",
          sense: "higher",
          unit: "share",
          margin: Comparison.defaultMargin,
          missing: "no evaluable event",
          over: (s) => [s.caught, s.events]
        }
      ]
    }),
    ({ contrasts }) => contrasts
  )

/** Sums over the persons with an event of a side, of their events e and caught events c. */
interface EventSums {
  readonly persons: number
  readonly events: number
  readonly caught: number
  readonly eventsSquared: number
  readonly caughtSquared: number
  readonly both: number
}

export const sumsOf = (
  { caught, events }: Readonly<Record<"caught" | "events", Float64Array>>,
  clusterOf: Uint32Array | undefined,
  belongs: (place: number) => boolean
): EventSums => {
  const persons = new Map<number, { e: number; c: number }>()
  events.forEach((own, place) => {
    if (own === 0 || !belongs(place)) return
    const person = clusterOf?.[place] ?? place
    const known = persons.get(person) ?? { e: 0, c: 0 }
    persons.set(person, { e: known.e + own, c: known.c + caught[place]! })
  })
  const sums = { persons: persons.size, events: 0, caught: 0, eventsSquared: 0, caughtSquared: 0, both: 0 }
  for (const { c, e } of persons.values()) {
    sums.events += e
    sums.caught += c
    sums.eventsSquared += e * e
    sums.caughtSquared += c * c
    sums.both += c * e
  }
  return sums
}

/** The side with k more persons, each with one event that was missed. */
const withMissed = (sums: EventSums, k: number): EventSums => ({
  ...sums,
  persons: sums.persons + k,
  events: sums.events + k,
  eventsSquared: sums.eventsSquared + k
})

const recallOf = ({ caught, events }: EventSums): number => caught / events

/** sum u^2 of the influences u = (c - q e)/E of the persons on the recall q. */
const squaresOf = (sums: EventSums): number => {
  const q = recallOf(sums)
  return (sums.caughtSquared - 2 * q * sums.both + q * q * sums.eventsSquared) / sums.events ** 2
}

/** The variance of a side, at least phi q~ (1 - q~)/(n + 2), q~ = (n q + 1)/(n + 2), as that of a share has it. */
const varianceOf = (sums: EventSums, designFactor: number): number => {
  const n = sums.persons
  const shrunk = (n * recallOf(sums) + 1) / (n + 2)
  return Math.max(squaresOf(sums), (designFactor * shrunk * (1 - shrunk)) / (n + 2))
}

const designFactorOf = (everyone: EventSums): number => {
  const q = recallOf(everyone)
  return q > 0 && q < 1 ? (squaresOf(everyone) * everyone.persons) / (q * (1 - q)) : 1
}

/** What unrecorded events in a cohort would do to its verdict on event recall. */
export interface Tipping {
  readonly verdict: ReportDocument.Verdict
  /** The fewest that give another; `null`: none needed, or more than there are untested patients. */
  readonly needed: number | null
  readonly becomes: ReportDocument.Verdict | null
}

const settled: ReadonlyArray<ReportDocument.Verdict> = ["equivalent", "better", "inconclusive"]

/**
 * The fewest unrecorded events, each of one untested patient and missed by alarm and label alike, that turn the verdict on a
 * cohort's event recall into another.
 *
 * With k of them the recall is C/(E + k) and the standard error s sqrt((v_c(k) + v_r)/(v_c(0) + v_r)), v the variances of both
 * sides with their floor; the interval reaches as many of these standard errors to each side as without them, and the margin
 * stays. The rest stays as it is.
 */
export const tippingOf = (
  { cohort, everyone, rest }: Readonly<Record<"cohort" | "everyone" | "rest", EventSums>>,
  {
    difference,
    interval,
    margin,
    sense,
    verdict
  }: Pick<Comparison.Comparison, "difference" | "interval" | "margin" | "sense" | "verdict">,
  untested: number
): Tipping => {
  const none: Tipping = { verdict, needed: null, becomes: null }
  if (interval === null || difference === null || !settled.includes(verdict)) return none
  const factor = designFactorOf(everyone)
  const ofRest = varianceOf(rest, factor)
  const without = varianceOf(cohort, factor) + ofRest
  for (let k = 1; k <= untested; k++) {
    const tried = withMissed(cohort, k)
    const scale = Math.sqrt((varianceOf(tried, factor) + ofRest) / without)
    const d = recallOf(tried) - recallOf(rest)
    const becomes = Comparison.verdictOf(
      { margin, sense },
      { low: d - scale * (difference - interval.low), high: d + scale * (interval.high - difference) }
    )
    if (becomes !== verdict) return { verdict, needed: k, becomes }
  }
  return none
}
