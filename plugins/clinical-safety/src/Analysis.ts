import { Cohorts, Comparison, Dataset, Resamples, Settings, Stage, Threshold } from "@fairward/core"
import { Quantile } from "@fairward/stats"
import { Effect } from "effect"
import { costsAlong, errorCost } from "./Costs.ts"
import { type Drawn, restSide } from "./Draws.ts"
import type { CohortFindings, Findings, Measured } from "./Findings.ts"
import { type Measurement, measure } from "./Measurement.ts"
import { at, costColumns, minutesPerDay, riskMetric, tierColumn } from "./Metric.ts"
import type { BenefitCurve } from "./NetBenefit.ts"
import type { Options } from "./Options.ts"
import { ownPlaces } from "./PatientColumns.ts"

const finite = (value: number) => (Number.isFinite(value) ? value : null)

const measuredOf = ({ estimate, replicates }: Drawn, scale = 1): Measured => {
  const { high, low } = Quantile.boxSummary(replicates)
  return { estimate: finite(estimate * scale), low: finite(low * scale), high: finite(high * scale) }
}

const notMeasured: Measured = { estimate: null, low: null, high: null }

const curveOf = ({ all, model, n, positives }: BenefitCurve): CohortFindings["netBenefit"]["patient"] => ({
  n,
  positives,
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
  let patients = 0
  let eventPatients = 0
  tiers.highest.forEach((highest, i) => {
    if (highest !== tier || cells.of[i * cells.levels + grouping + 1] !== cell) return
    patients++
    if (hasEvent[i] === 1) eventPatients++
  })
  return { patients, eventPatients }
}

const cohortOf = (
  measurement: Measurement,
  cell: number,
  { eventPatients, patients }: { readonly patients: number; readonly eventPatients: number },
  places: ReadonlyArray<number>
): CohortFindings => {
  const { asked, benefit, cheapest, draws, metrics, notDetectable, silenced, sweep, target } = measurement
  const { costs, mode, tiers, timestep } = asked
  const sums = draws.sums(cell)
  const errors = costColumns(asked)
  const steps = sums[at.steps]!
  const exposure = mode === "patients" ? patients / 1000 : (steps * timestep) / minutesPerDay
  const extra = measuredOf(draws.own(cell, ownPlaces.extraCost))
  const least = cheapest[cell]!
  const along = costsAlong(sweep, cell, costs)
  const { reached, threshold } = target[cell]!
  const events = mode === "events"
  return {
    patients,
    eventPatients,
    patientDays: mode === "patients" ? null : exposure,
    counts: {
      truePositives: sums[at.tp]!,
      falsePositives: sums[at.fp]!,
      missedPositives: sums[at.fn]!,
      steps,
      events: events ? sums[at.events]! : null,
      missed: events ? sums[at.missed]! : null,
      notDetectable: events ? notDetectable[cell]! : null,
      silenced: events ? silenced[cell]! : null,
      trueAlarms: sums[at.trueAlarms]!,
      falseAlarms: sums[at.falseAlarms]!
    },
    leadMinutes: asked.hasPolicy && events ? measuredOf(draws.lead(cell), timestep) : null,
    cost: {
      total: errorCost({ missed: sums[errors.missed]!, falseAlarms: sums[errors.falseAlarms]! }, costs),
      cheapest: least.threshold,
      least: least.cost,
      atEveryones: least.cost + ((extra.estimate ?? 0) * patients) / 1000,
      extra
    },
    target: {
      threshold,
      reached,
      precision: threshold === null ? notMeasured : measuredOf(draws.own(cell, ownPlaces.targetPrecision)),
      falseAlarmsPerDay: threshold === null ? notMeasured : measuredOf(draws.own(cell, ownPlaces.targetFalsePerDay)),
      recallAtEveryones:
        target[0]!.threshold === null ? notMeasured : measuredOf(draws.own(cell, ownPlaces.targetRecall))
    },
    tiers: tiers.map((tier, i) => ({
      tier: tier.name,
      steps: sums[tierColumn(i, "steps")]!,
      positives: sums[tierColumn(i, "positives")]!,
      risk: measuredOf(
        draws.value(
          cell,
          metrics.findIndex(({ id }) => id === riskMetric(tier))
        )
      ),
      ...countTierPatients(measurement, cell, i)
    })),
    costs: places.map((place) => finite(along[place]! / exposure)),
    netBenefit: {
      patient: curveOf(benefit.patient[cell]!),
      window: benefit.window === undefined ? null : curveOf(benefit.window[cell]!)
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
      const others = grouping.categories.reduce(
        (sum, { eventPatients }, other) => (other === c ? sum : sum + eventPatients),
        0
      )
      return metrics.map((metric, m): Comparison.Contrast => {
        const judged = metric.judged === true
        const error = judged ? draws.standardError(cell, m) : undefined
        const own = judged ? draws.contributing(cell, m) : category.eventPatients
        const ofRest = judged ? draws.contributing(rest, m) : others
        const byEvents = metric.margin !== "falseAlarms"
        return {
          grouping: grouping.id,
          category: category.id,
          metric: metric.id,
          sense: metric.sense,
          margin: judged ? margins[metric.margin] : null,
          cohort: {
            ...draws.value(cell, m),
            reason: metric.missing,
            bearing: byEvents ? Math.min(own, category.eventPatients) : own
          },
          rest: {
            ...draws.value(rest, m),
            reason: metric.missing,
            bearing: byEvents ? Math.min(ofRest, others) : ofRest
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

const skipped = (reason: string) => new Stage.StageSkipped({ stage: "clinical-safety", reason })

/** Measures safety in every cohort, and judges what no other stage does as one family. */
export const analyse = Effect.fn("ClinicalSafety.analyse")(function* (options: Options) {
  const dataset = yield* Dataset.Dataset
  const { everyone, groupings } = yield* Cohorts.Cohorts
  const settings = yield* Settings.Settings
  const { replicates } = yield* Resamples.Resamples
  const { value: threshold } = yield* Threshold.Threshold
  if (groupings.length === 0) {
    return yield* skipped("no grouping has two categories with enough patients to compare")
  }
  if (everyone.steps === 0) return yield* skipped("no test patient has a labelled step")

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
    ...settings,
    replicates,
    mode: asked.mode,
    timestep: asked.timestep,
    horizon: dataset.horizonSteps * dataset.timestepMinutes,
    policy: asked.policyMinutes ?? null,
    costs: asked.costs,
    target: asked.target,
    fatigueLimit: options.fatigueLimit,
    tiers: options.tiers,
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
      measures: metrics.map(({ id }, m) => ({ metric: id, ...measuredOf(draws.value(0, m)) }))
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
