import { Cohorts, Comparison, Dataset, Exposure, Message, Resamples, Settings, Stage, Threshold } from "@fairward/core"
import { Quantile } from "@fairward/stats"
import { Effect } from "effect"
import { costsAlong, errorCost } from "./Costs.ts"
import { type Drawn, restSide } from "./Draws.ts"
import { fewestAlong, fewestBehind, fewestOf } from "./Fewest.ts"
import type { CohortFindings, Findings, Measured } from "./Findings.ts"
import { type Measurement, measure } from "./Measurement.ts"
import { at, costColumns, riskMetric, tierColumn } from "./Metric.ts"
import type { BenefitCurve } from "./NetBenefit.ts"
import type { Options } from "./Options.ts"
import { ownPlaces } from "./PatientColumns.ts"
import type { Sweep } from "./Sweep.ts"

const finite = (value: number) => (Number.isFinite(value) ? value : null)

const measuredOf = ({ estimate, replicates }: Drawn, scale = 1): Measured => {
  const { high, low } = Quantile.boxSummary(replicates)
  return { estimate: finite(estimate * scale), low: finite(low * scale), high: finite(high * scale) }
}

const notMeasured: Measured = { estimate: null, low: null, high: null }

const curveOf = (
  { all, model }: BenefitCurve,
  counts: ReadonlyArray<number>
): CohortFindings["netBenefit"]["patient"] => ({
  fewest: fewestOf(counts),
  model: model.map(finite),
  all: all.map(finite)
})

const mostCurvePoints = 100

/** Places of about 100 thresholds of a sweep, evenly among them, and of those that were chosen. */
export const curvePlaces = (thresholds: Float64Array, chosen: ReadonlyArray<number>): ReadonlyArray<number> => {
  const size = thresholds.length
  const points = Math.min(size, mostCurvePoints)
  const even = Array.from({ length: points }, (_, i) =>
    points === 1 ? 0 : Math.round((i * (size - 1)) / (points - 1))
  )
  const places = chosen.map((threshold) => thresholds.indexOf(threshold)).filter((place) => place >= 0)
  return [...new Set([...even, ...places])].sort((a, b) => a - b)
}

const countTierPatients = ({ cells, hasEvent, tiers }: Measurement, cell: number, tier: number) => {
  const grouping = cells.grouping[cell]!
  let withEvent = 0
  let withoutEvent = 0
  tiers.highest.forEach((highest, i) => {
    if (highest !== tier || cells.of[i * cells.levels + grouping + 1] !== cell) return
    if (hasEvent[i] === 1) withEvent++
    else withoutEvent++
  })
  return { all: withEvent + withoutEvent, withEvent, withoutEvent }
}

const countsOf = ({ asked: { mode }, draws, notDetectable, silenced }: Measurement, cell: number) => {
  const sums = draws.sums(cell)
  const [positives, negatives] = [sums[at.positives]!, sums[at.steps]! - sums[at.positives]!]
  const reason = { silenced: silenced[cell]!, notDetectable: notDetectable[cell]! }
  return {
    positives: { all: positives, reached: sums[at.tp]!, missed: sums[at.fn]! },
    negatives: { all: negatives, reached: sums[at.fp]!, quiet: negatives - sums[at.fp]! },
    events:
      mode === "events"
        ? {
            all: sums[at.events]!,
            caught: sums[at.caught]!,
            ...reason,
            unreached: sums[at.missed]! - reason.silenced - reason.notDetectable
          }
        : null,
    alarms: mode === "patients" ? null : { true: sums[at.trueAlarms]!, false: sums[at.falseAlarms]! }
  } satisfies CohortFindings["counts"]
}

/** What is caught in a cell, and disturbed, at each of the thresholds of a sweep; nothing where it is never to alarm. */
const sweptAt = ({ caught, falseAlarms, thresholds }: Sweep, cell: number, chosen: ReadonlyArray<number | null>) =>
  chosen.map((threshold) => {
    const place = threshold === null ? -1 : thresholds.indexOf(threshold)
    const read = (counts: Uint32Array) => (place < 0 ? 0 : counts[cell * thresholds.length + place]!)
    return { caught: read(caught), falseAlarms: read(falseAlarms) }
  })

/** The fewest patients or events behind what errors cost, at the given thresholds. */
const fewestCosting = (measurement: Measurement, cell: number, chosen: ReadonlyArray<number | null>): number => {
  const { asked, draws, sweep } = measurement
  if (asked.mode !== "patients" && asked.costs.unit === "step") return 0
  const swept = sweptAt(sweep, cell, chosen)
  const sums = draws.sums(cell)
  const negatives = sums[at.steps]! - sums[at.positives]!
  return fewestOf([
    fewestAlong(
      swept.map(({ caught }) => caught),
      sweep.toCatch[cell]!
    ),
    asked.mode === "patients"
      ? fewestAlong(
          swept.map(({ falseAlarms }) => falseAlarms),
          negatives
        )
      : 0
  ])
}

const cohortOf = (
  measurement: Measurement,
  cell: number,
  { eventPatients, patients }: { readonly patients: number; readonly eventPatients: number },
  places: ReadonlyArray<number>
): CohortFindings => {
  const { asked, benefit, cheapest, draws, metrics, sweep, target, threshold: audits } = measurement
  const { costs, mode, tiers, timestep } = asked
  const sums = draws.sums(cell)
  const errors = costColumns(asked)
  const exposure = mode === "patients" ? patients / 1000 : sums[at.minutes]! / Exposure.minutesPerDay
  const extra = measuredOf(draws.own(cell, ownPlaces.extraCost))
  const least = cheapest[cell]!
  const along = costsAlong(sweep, cell, costs)
  const { reached, threshold } = target[cell]!
  const [patientCurve, windowCurve] = [benefit.patient[cell]!, benefit.window?.[cell]]
  const toCatch = sums[at.toCatch]!
  return {
    patients,
    eventPatients,
    patientDays: mode === "patients" ? null : exposure,
    counts: countsOf(measurement, cell),
    leadMinutes:
      asked.hasPolicy && mode === "events"
        ? { fewest: sums[at.caught]!, ...measuredOf(draws.lead(cell), timestep) }
        : null,
    cost: {
      fewest: fewestCosting(measurement, cell, [audits, cheapest[0]!.threshold, least.threshold]),
      total: errorCost({ missed: sums[errors.missed]!, falseAlarms: sums[errors.falseAlarms]! }, costs),
      cheapest: least.threshold,
      least: least.cost,
      atEveryones: least.cost + ((extra.estimate ?? 0) * patients) / 1000,
      extra
    },
    target: {
      fewest:
        asked.target.metric === "event-recall" || mode === "patients"
          ? fewestAlong([sums[at.targetCaught]!, Math.round((reached ?? 0) * toCatch)], toCatch)
          : 0,
      threshold,
      reached,
      precision: threshold === null ? notMeasured : measuredOf(draws.own(cell, ownPlaces.targetPrecision)),
      falseAlarmsPerDay: threshold === null ? notMeasured : measuredOf(draws.own(cell, ownPlaces.targetFalsePerDay)),
      recallAtEveryones:
        target[0]!.threshold === null ? notMeasured : measuredOf(draws.own(cell, ownPlaces.targetRecall))
    },
    tiers: tiers.map((tier, i) => {
      const positives = sums[tierColumn(i, "positives")]!
      return {
        tier: tier.name,
        positives,
        negatives: sums[tierColumn(i, "steps")]! - positives,
        risk: measuredOf(
          draws.value(
            cell,
            metrics.findIndex(({ id }) => id === riskMetric(tier))
          )
        ),
        patients: mode === "patients" ? null : countTierPatients(measurement, cell, i)
      }
    }),
    costs: {
      fewest: fewestCosting(
        measurement,
        cell,
        places.map((place) => sweep.thresholds[place]!)
      ),
      values: places.map((place) => finite(along[place]! / exposure))
    },
    netBenefit: {
      patient: curveOf(patientCurve, [patientCurve.fewest.positive, patientCurve.fewest.negative]),
      window: windowCurve === undefined ? null : curveOf(windowCurve, [windowCurve.fewest.positive])
    }
  }
}

const contrastsOf = (
  { asked, cells, draws, metrics }: Measurement,
  groupings: ReadonlyArray<Cohorts.Grouping>,
  options: Options
): ReadonlyArray<Comparison.Contrast> => {
  const margins = { share: options.margin, falseAlarms: options.falseAlarmMargin, cost: asked.costs.margin }
  return groupings.flatMap((grouping, g) =>
    grouping.categories.flatMap((category, c) => {
      const cell = cells.first[g]! + c
      const rest = restSide(cells, cell)
      const others = grouping.restEventPatients[c]!
      return metrics.map((metric, m): Comparison.Contrast => {
        const judged = metric.judged === true
        const error = judged ? draws.standardError(cell, m) : undefined
        const own = judged ? draws.contributing(cell, m) : category.eventPatients
        const ofRest = judged ? draws.contributing(rest, m) : others
        const byEvents = metric.margin !== "falseAlarms"
        const bearingOf = (side: number, contributing: number, eventPatients: number): number => {
          const bearing = byEvents ? Math.min(contributing, eventPatients) : contributing
          const fewest = fewestBehind(asked, metric.id, draws.sums(side))
          const isExact = !judged && metric.ratio?.floor === "count"
          return isExact && fewest > 0 ? Math.min(bearing, fewest) : bearing
        }
        return {
          grouping: grouping.id,
          category: category.id,
          metric: metric.id,
          sense: metric.sense,
          margin: judged ? margins[metric.margin] : null,
          cohort: {
            ...draws.value(cell, m),
            reason: metric.missing,
            bearing: bearingOf(cell, own, category.eventPatients)
          },
          rest: {
            ...draws.value(rest, m),
            reason: metric.missing,
            bearing: bearingOf(rest, ofRest, others)
          },
          standardError: error?.estimate ?? Number.NaN,
          standardErrors:
            error?.replicates ?? new Float64Array(draws.value(cell, m).replicates.length).fill(Number.NaN),
          judged: metric.judged,
          categories: grouping.categories.length
        }
      })
    })
  )
}

const skipped = (reason: Message.Message) => new Stage.StageSkipped({ stage: "clinical-safety", reason })

/** Measures safety in every cohort, and judges what no other stage does as one family. */
export const analyse = Effect.fn("ClinicalSafety.analyse")(function* (options: Options) {
  const dataset = yield* Dataset.Dataset
  const { everyone, groupings } = yield* Cohorts.Cohorts
  const settings = yield* Settings.Settings
  const { replicates } = yield* Resamples.Resamples
  const { value: threshold } = yield* Threshold.Threshold
  if (groupings.length === 0) {
    return yield* skipped(Message.of`no grouping has two categories with enough patients to compare`)
  }
  if (everyone.steps === 0) return yield* skipped(Message.of`no test patient has a labelled step`)

  const measurement = yield* measure(options)
  const { asked, cells, draws, metrics, p, sweep } = measurement
  const comparisons = Comparison.compare(contrastsOf(measurement, groupings, options), {
    ...settings,
    metrics: metrics.filter(({ judged }) => judged === true).length
  })
  const chosen = [threshold, ...measurement.cheapest.flatMap((one) => one.threshold ?? [])]
  const places = curvePlaces(sweep.thresholds, chosen)
  const findings: Findings = {
    threshold,
    ...(asked.isPoints ? { scale: "points" } : {}),
    ...settings,
    replicates,
    mode: asked.mode,
    timestep: asked.timestep,
    horizon: dataset.horizonSteps * dataset.timestepMinutes,
    policy: asked.policyMinutes ?? null,
    costs: asked.costs,
    target: asked.target,
    fatigueLimit: options.fatigueLimit,
    tiers: asked.tiers,
    margin: options.margin,
    falseAlarmMargin: options.falseAlarmMargin,
    leftOut: asked.leftOut,
    sweep: { exact: sweep.exact, thresholds: sweep.thresholds.length },
    curve: { thresholds: places.map((place) => sweep.thresholds[place]!) },
    netBenefit: { p: [...p] },
    groupings: groupings.map(({ categories, id, minority, title }) => ({
      id,
      title,
      minority,
      categories: categories.map((category) => ({
        id: category.id,
        label: category.label,
        patients: category.patients,
        eventPatients: category.eventPatients
      }))
    })),
    everyone: {
      ...cohortOf(measurement, 0, everyone, places),
      measures: metrics.map(({ id }, m) => ({
        metric: id,
        fewest: fewestBehind(asked, id, draws.sums(0)),
        ...measuredOf(draws.value(0, m))
      }))
    },
    cohorts: groupings.flatMap(({ categories, id }, g) =>
      categories.map((category, c) => ({
        grouping: id,
        category: category.id,
        ...cohortOf(measurement, cells.first[g]! + c, category, places)
      }))
    ),
    comparisons
  }
  return findings
})
