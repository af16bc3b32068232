/**
 * Measures the gaps of every cohort and its rest, on the whole split and in every replicate.
 */
import { Cohorts, type Comparison, Dataset, type Detection, Progress, Resamples, Threshold } from "@fairward/core"
import { Clusters } from "@fairward/stats"
import { Effect } from "effect"
import type { Outcomes } from "./Findings.ts"
import { type Cells, countGaps, emptyTally, gapPlan } from "./GapTally.ts"
import { type Lead, leadMetric } from "./Leads.ts"
import { countLeads, leadPlan, shareError, sumsOf, togetherOf, warnedShare } from "./LeadTally.ts"
import { clear, emptyDistribution, type GapDistribution, include, medianGap, medianGapError } from "./MedianGap.ts"
import type { Options } from "./Options.ts"
import { sharedErrors, sharedGaps } from "./SharedGaps.ts"
import { type TimeGaps, timeGaps } from "./TimeGaps.ts"
import { type Window, windowBySteps, windowsOf } from "./Windows.ts"

/** Median gaps of one side in one window, in minutes. */
interface Values {
  readonly estimate: number
  readonly replicates: Float64Array
}

export interface Measurement {
  /** The configured windows that any evaluable event falls into; all of them where no event has time before it. */
  readonly windows: ReadonlyArray<Window>
  readonly emptyWindows: ReadonlyArray<Window>
  readonly gaps: TimeGaps
  readonly windowOf: Int16Array
  readonly contrasts: ReadonlyArray<Comparison.Contrast>
  /** Per window. */
  readonly everyone: ReadonlyArray<Values>
  /** Of cell 0, everyone, and then of the categories of all groupings. */
  readonly outcomes: ReadonlyArray<Outcomes>
  /** Per cell and point: counts on the whole split, shares in every replicate. */
  readonly warned: (cell: number, point: number) => WarnedValues
}

export interface WarnedValues {
  readonly warned: number
  readonly events: number
  readonly possible: number
  readonly ofAll: Float64Array
  readonly ofPossible: Float64Array
}

const cellsOf = (groupings: ReadonlyArray<Cohorts.Grouping>, patients: Uint32Array): Cells => {
  const levels = groupings.length + 1
  const of = new Int32Array(patients.length * levels)
  let count = 1
  groupings.forEach(({ categories, categoryOf }, g) => {
    patients.forEach((patient, i) => {
      const category = categoryOf[patient]!
      of[i * levels + g + 1] = category < 0 ? -1 : count + category
    })
    count += categories.length
  })
  return { count, of, levels }
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

/** Suffix sums at the points: how much is counted at or beyond each. */
const atLeast = (counts: (t: number) => number, horizonSteps: number, points: Int32Array, into: Float64Array): void => {
  let sum = 0
  let t = horizonSteps
  for (let point = points.length - 1; point >= 0; point--) {
    for (; t >= points[point]!; t--) sum += counts(t)
    into[point] = sum
  }
}

/** Measures gaps on the test split. Shares warned `leads` ahead are contrasts too; counts are taken at `points`: steps ahead, ascending, within 1 .. horizon. */
export const measure = Effect.fn("TimeGap.measure")(function* (
  options: Pick<Options, "windows" | "margin" | "shareMargin">,
  events: Detection.EvaluableEvents,
  leads: ReadonlyArray<Lead>,
  points: Int32Array
) {
  const dataset = yield* Dataset.Dataset
  const { groupings } = yield* Cohorts.Cohorts
  const { value: threshold } = yield* Threshold.Threshold
  const progress = yield* Progress.Progress
  const { clusterOf, count, multiplicities, patients } = yield* (yield* Resamples.Resamples).of("test")
  const { horizonSteps, timestepMinutes } = dataset

  const gaps = timeGaps(dataset, events, threshold)
  const mostSteps = gaps.stepsBefore.reduce((most, steps) => Math.max(most, steps), 0)
  const configured = windowsOf(options.windows)
  const bySteps = windowBySteps(configured, timestepMinutes, mostSteps)
  const filled = new Set(Array.from(gaps.stepsBefore, (steps) => bySteps[steps]!))
  const windows = configured.some((_, v) => filled.has(v)) ? configured.filter((_, v) => filled.has(v)) : configured
  const placeOf = Int16Array.from(configured, (window) => windows.indexOf(window))
  const windowOf = Int16Array.from(gaps.stepsBefore, (steps) => placeOf[bySteps[steps]!] ?? -1)
  const cells = cellsOf(groupings, patients)
  const plan = gapPlan(gaps, windowOf, cells, windows.length, horizonSteps)
  const tally = emptyTally(plan)
  const leadSteps = leads.map(({ steps }) => steps)
  const planOfLeads = leadPlan(gaps, leadSteps, cells)
  const size = sumsOf(leads.length)
  const sums = new Float64Array(cells.count * size)

  // Side 2 (c - 1) of a window is cell c > 0, side 2 (c - 1) + 1 its rest; everyone comes last.
  const sides = 2 * (cells.count - 1) + 1
  const draws = count + 1
  const medians = new Float64Array(sides * windows.length * draws)
  const errors = new Float64Array(sides * windows.length * draws)
  // Of cell c > 0 and its rest, whose medians go together where persons have stays in both.
  const correlations = new Float64Array(cells.count * windows.length * draws)
  const warned = new Float64Array(cells.count * points.length * draws)
  const possible = new Float64Array(cells.count * points.length * draws)
  const total = new Float64Array(cells.count * draws)

  const categories = groupings.map(({ categoryOf }) => Int16Array.from(patients, (patient) => categoryOf[patient]!))
  const sharedOf = windows.map((_, window) =>
    categories.map((category) => sharedGaps(gaps, windowOf, window, category, clusterOf))
  )
  const side = emptyDistribution(horizonSteps)
  const restSide = emptyDistribution(horizonSteps)
  const measureSide = (
    of: number,
    window: number,
    draw: number,
    distribution: GapDistribution,
    within = 0,
    surplus = 0
  ) => {
    const at = (of * windows.length + window) * draws + draw
    const median = medianGap(distribution)
    medians[at] = median * timestepMinutes
    errors[at] = medianGapError(distribution, median, within, surplus) * timestepMinutes
  }
  const measureMedians = (draw: number, weight: Uint8Array) => {
    const includeCell = (distribution: GapDistribution, cell: number, window: number) =>
      include(distribution, tally, cell * windows.length + window, 1)
    for (let window = 0; window < windows.length; window++) {
      clear(side)
      includeCell(side, 0, window)
      measureSide(sides - 1, window, draw, side)
      let first = 1
      groupings.forEach((grouping, g) => {
        const shared = sharedOf[window]![g]
        for (let cell = first; cell < first + grouping.categories.length; cell++) {
          clear(side)
          includeCell(side, cell, window)
          clear(restSide)
          for (let other = first; other < first + grouping.categories.length; other++) {
            if (other !== cell) includeCell(restSide, other, window)
          }
          const together =
            shared === undefined
              ? undefined
              : sharedErrors(shared, cell - first, weight, side, restSide, [medianGap(side), medianGap(restSide)])
          const { surplus, within } = together ?? { surplus: Clusters.noneShared, within: Clusters.noneShared }
          measureSide(2 * (cell - 1), window, draw, side, within.cohort, surplus.cohort)
          measureSide(2 * (cell - 1) + 1, window, draw, restSide, within.rest, surplus.rest)
          correlations[(cell * windows.length + window) * draws + draw] = together?.correlation ?? 0
        }
        first += grouping.categories.length
      })
    }
  }
  // Of cell c > 0: share of the cohort, of the rest, and standard error of their difference.
  const shares = new Float64Array((cells.count - 1) * leads.length * 3 * draws)
  const shareRow = (cell: number, lead: number, part: 0 | 1 | 2) =>
    (((cell - 1) * leads.length + lead) * 3 + part) * draws
  const rest = new Float64Array(size)
  const sharedStays = categories.map((category) => Clusters.sharedUnits(clusterOf, category))
  const measureShares = (draw: number, weight: Uint8Array) => {
    let first = 1
    for (const [g, { categories }] of groupings.entries()) {
      const shared = sharedStays[g]
      for (let cell = first; cell < first + categories.length; cell++) {
        const cohort = sums.subarray(cell * size, (cell + 1) * size)
        rest.fill(0)
        for (let other = first; other < first + categories.length; other++) {
          if (other === cell) continue
          for (let i = 0; i < size; i++) rest[i]! += sums[other * size + i]!
        }
        for (let lead = 0; lead < leads.length; lead++) {
          shares[shareRow(cell, lead, 0) + draw] = warnedShare(cohort, lead)
          shares[shareRow(cell, lead, 1) + draw] = warnedShare(rest, lead)
          shares[shareRow(cell, lead, 2) + draw] = shareError(
            cohort,
            rest,
            lead,
            shared === undefined ? undefined : togetherOf(planOfLeads, shared, cell - first, weight, cohort, rest, lead)
          )
        }
      }
      first += categories.length
    }
  }
  const reached = new Float64Array(points.length)
  const bins = horizonSteps + 1
  const measureWarned = (draw: number) => {
    for (let cell = 0; cell < cells.count; cell++) {
      const detectedAt = (t: number) => {
        let sum = 0
        for (let window = 0; window < windows.length; window++) {
          sum += tally.observations[(cell * windows.length + window) * bins + t]!
        }
        return sum
      }
      const store = (into: Float64Array) =>
        reached.forEach((sum, point) => {
          into[(cell * points.length + point) * draws + draw] = sum
        })
      atLeast(detectedAt, horizonSteps, points, reached)
      store(warned)
      atLeast((t) => tally.earliest[cell * bins + t]!, horizonSteps, points, reached)
      store(possible)
      let all = 0
      for (let t = 0; t < bins; t++) all += tally.earliest[cell * bins + t]!
      total[cell * draws + draw] = all
    }
  }
  const once = new Uint8Array(patients.length).fill(1)
  for (let draw = 0; draw < draws; draw++) {
    const weight = draw === 0 ? once : multiplicities.subarray((draw - 1) * patients.length, draw * patients.length)
    countGaps(plan, weight, tally)
    measureMedians(draw, weight)
    measureWarned(draw)
    countLeads(planOfLeads, weight, sums)
    measureShares(draw, weight)
    if (draw % 50 === 0) {
      yield* progress.update(draw, count, "replicates")
      yield* Effect.yieldNow
    }
  }

  const rowOf = (of: number, window: number) => (of * windows.length + window) * draws
  const valuesOf = (of: number, window: number): Values => ({
    estimate: medians[rowOf(of, window)]!,
    replicates: medians.slice(rowOf(of, window) + 1, rowOf(of, window) + draws)
  })
  const errorAt = (cell: number, window: number, draw: number) => {
    const own = errors[rowOf(2 * (cell - 1), window) + draw]!
    const ofRest = errors[rowOf(2 * (cell - 1) + 1, window) + draw]!
    const correlation = correlations[rowOf(cell, window) + draw]!
    return correlation === 0
      ? Math.hypot(own, ofRest)
      : Math.sqrt(Math.max(0, own * own + ofRest * ofRest - 2 * correlation * own * ofRest))
  }

  const outcomesWhere = (belongs: (patient: number) => boolean) =>
    outcomesOf(gaps, windowOf, windows, clusterOf, belongs)
  const outcomes = [
    outcomesWhere(() => true),
    ...groupings.flatMap((grouping, g) =>
      grouping.categories.map((_, c) => outcomesWhere((i) => categories[g]![i] === c))
    )
  ]
  let first = 1
  const contrasts = groupings.flatMap((grouping, g) => {
    const firstCell = first
    first += grouping.categories.length
    return grouping.categories.flatMap((category, c) => {
      const cell = firstCell + c
      const ofRest = outcomesWhere((i) => categories[g]![i]! >= 0 && categories[g]![i] !== c)
      const ofGaps = windows.map((window, v): Comparison.Contrast => {
        const own = outcomes[cell]!.windows[v]!
        const others = ofRest.windows[v]!
        return {
          grouping: grouping.id,
          category: category.id,
          metric: window.id,
          sense: "higher",
          margin: options.margin,
          cohort: {
            ...valuesOf(2 * (cell - 1), v),
            reason: reasonFor(own.events),
            bearing: own.patients
          },
          rest: {
            ...valuesOf(2 * (cell - 1) + 1, v),
            reason: reasonFor(others.events),
            bearing: others.patients
          },
          standardError: errorAt(cell, v, 0),
          standardErrors: Float64Array.from({ length: count }, (_, b) => errorAt(cell, v, b + 1)),
          judged: true,
          categories: grouping.categories.length
        }
      })
      const ofShares = leads.map((lead, l): Comparison.Contrast => {
        const row = (part: 0 | 1 | 2) => ({
          estimate: shares[shareRow(cell, l, part)]!,
          replicates: shares.slice(shareRow(cell, l, part) + 1, shareRow(cell, l, part) + draws)
        })
        return {
          grouping: grouping.id,
          category: category.id,
          metric: leadMetric(lead.minutes),
          sense: "higher",
          margin: options.shareMargin,
          cohort: { ...row(0), reason: "no event", bearing: outcomes[cell]!.patients },
          rest: { ...row(1), reason: "no event", bearing: ofRest.patients },
          standardError: row(2).estimate,
          standardErrors: row(2).replicates,
          judged: true,
          categories: grouping.categories.length,
          metrics: leads.length,
          minDelta: 0
        }
      })
      return [...ofGaps, ...ofShares]
    })
  })
  const measurement: Measurement = {
    windows,
    emptyWindows: configured.filter((window) => !windows.includes(window)),
    gaps,
    windowOf,
    contrasts,
    everyone: windows.map((_, v) => valuesOf(sides - 1, v)),
    outcomes,
    warned: (cell, point) => {
      const row = (cell * points.length + point) * draws
      return {
        warned: warned[row]!,
        events: total[cell * draws]!,
        possible: possible[row]!,
        ofAll: Float64Array.from({ length: count }, (_, b) => warned[row + b + 1]! / total[cell * draws + b + 1]!),
        ofPossible: Float64Array.from({ length: count }, (_, b) => warned[row + b + 1]! / possible[row + b + 1]!)
      }
    }
  }
  return measurement
})

const reasonFor = (events: number): string => (events === 0 ? "no event" : "none detected")
