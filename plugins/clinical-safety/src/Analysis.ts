import { Cohorts, Comparison, Dataset, Exposure, Message, Stage, Threshold } from "@fairward/core"
import type { Measures } from "@fairward/metrics"
import { Quantile } from "@fairward/stats"
import { Effect } from "effect"
import { fewestAlong, fewestBehind, fewestOf } from "./Fewest.ts"
import type { CohortFindings, Findings, Measured } from "./Findings.ts"
import { type Measurement, measure } from "./Measurement.ts"
import { budgetColumn, riskMetric, type Sums, tierColumn } from "./Measures.ts"
import type { Along, ReachedDecisions } from "./NetBenefit.ts"
import type { Options } from "./Options.ts"
import { atChosenThresholds, gain, withinBudget } from "./PatientColumns.ts"
import type { Replayed, Sweep } from "./Sweep.ts"

const finite = (value: number) => (Number.isFinite(value) ? value : null)

const measuredOf = ({ estimate, replicates }: Measures.Drawn, scale = 1): Measured => {
  const { high, low } = Quantile.boxSummary(replicates)
  return { estimate: finite(estimate * scale), low: finite(low * scale), high: finite(high * scale) }
}

const notMeasured: Measured = { estimate: null, low: null, high: null }

/** Counts along thresholds as shares of all that there are. */
const sharesOf = (counts: ReadonlyArray<number>, all: number) => ({
  share: counts.map((count) => finite(count / all))
})

const decisionsOf = ({ detected, disturbed, negatives, positives }: ReachedDecisions) => {
  const along = ({ always, reached }: Along, all: number) => ({
    ...sharesOf(reached, all),
    always: finite(always / all)
  })
  return { positives, detected: along(detected, positives), disturbed: along(disturbed, negatives) }
}

const countTierPatients = ({ sides, hasEvent, tiers }: Measurement, side: number, tier: number) => {
  const grouping = sides.grouping[side]!
  let withEvent = 0
  let withoutEvent = 0
  tiers.highest.forEach((highest, i) => {
    if (highest !== tier || sides.of[i * sides.levels + grouping + 1] !== side) return
    if (hasEvent[i] === 1) withEvent++
    else withoutEvent++
  })
  return { all: withEvent + withoutEvent, withEvent, withoutEvent }
}

const countsOf = ({ asked: { mode }, measured, notDetectable, silenced }: Measurement, side: number) => {
  const sums = measured.sums(side)
  const [positives, negatives] = [sums.positives, sums.steps - sums.positives]
  const reason = { silenced: silenced[side]!, notDetectable: notDetectable[side]! }
  return {
    positives: { all: positives, reached: sums.tp, missed: sums.fn },
    negatives: { all: negatives, reached: sums.fp, quiet: negatives - sums.fp },
    events:
      mode === "events"
        ? {
            all: sums.events,
            caught: sums.caught,
            ...reason,
            unreached: sums.missed - reason.silenced - reason.notDetectable
          }
        : null,
    alarms: mode === "patients" ? null : { true: sums.trueAlarms, false: sums.falseAlarms }
  } satisfies CohortFindings["counts"]
}

/** What is caught in a side, and disturbed, at each of the thresholds of a sweep; nothing where it is never to alarm. */
const sweptAt = (
  { caught, falseAlarms, thresholds }: Omit<Sweep, "exact">,
  side: number,
  chosen: ReadonlyArray<number | null>
) =>
  chosen.map((threshold) => {
    const place = threshold === null ? -1 : thresholds.indexOf(threshold)
    const read = (counts: Uint32Array) => (place < 0 ? 0 : counts[side * thresholds.length + place]!)
    return { caught: read(caught), falseAlarms: read(falseAlarms) }
  })

/** The fewest patients or events behind what errors cost, at the given thresholds. */
const fewestCosting = (measurement: Measurement, side: number, chosen: ReadonlyArray<number | null>): number => {
  const { asked, measured, sweep } = measurement
  if (asked.mode !== "patients" && asked.costs.unit === "step") return 0
  const swept = sweptAt(sweep, side, chosen)
  const sums = measured.sums(side)
  const negatives = sums.steps - sums.positives
  return fewestOf([
    fewestAlong(
      swept.map(({ caught }) => caught),
      sweep.toCatch[side]!
    ),
    asked.mode === "patients"
      ? fewestAlong(
          swept.map(({ falseAlarms }) => falseAlarms),
          negatives
        )
      : 0
  ])
}

/** What other settings of the alarm bring to a side. */
const whatIfOf = ({ measured, whatIf }: Measurement, side: number): NonNullable<CohortFindings["whatIf"]> => {
  const { choices, replays } = whatIf
  const sums = measured.sums(side)
  const fewest = fewestAlong(
    choices.map((_, budget) => sums[budgetColumn(budget, "caught")]!),
    sums.events
  )
  const along = (own: ReadonlyArray<Replayed>, of: keyof Replayed, all: number) =>
    sharesOf(
      own.map((replay) => replay[of][side]!),
      all
    )
  return {
    settings: replays.map((own) => ({
      caught: along(own, "caught", sums.events),
      trueAlarms: along(own, "trueAlarms", sums.steps),
      falseAlarms: along(own, "falseAlarms", sums.steps)
    })),
    budgets: choices.map((choice, budget) => {
      const { alarmsPerDay, precision, recall } = withinBudget(budget)
      const drawn = (of: (sums: Sums) => number) =>
        choice === undefined ? notMeasured : measuredOf(measured.drawn(side, of))
      return { fewest, recall: drawn(recall), alarmsPerDay: drawn(alarmsPerDay), precision: drawn(precision) }
    })
  }
}

const cohortOf = (
  measurement: Measurement,
  side: number,
  { eventPatients, patients }: { readonly patients: number; readonly eventPatients: number }
): CohortFindings => {
  const { asked, benefit, cheapest, curve, leads, measured, measures, sides, target, threshold: audits } = measurement
  const chosen = atChosenThresholds(asked, sides.grouping[side]!)
  const { mode, tiers, timestep } = asked
  const sums = measured.sums(side)
  const exposure = mode === "patients" ? patients / 1000 : sums.minutes / Exposure.minutesPerDay
  const least = cheapest[side]!
  const { reached, threshold } = target[side]!
  const windows = benefit.window?.[side]
  const swept = sweptAt(curve, side, [...curve.thresholds])
  const toCatch = sums.toCatch
  return {
    patients,
    eventPatients,
    patientDays: mode === "patients" ? null : exposure,
    counts: countsOf(measurement, side),
    leadMinutes: leads !== undefined ? { fewest: sums.caught, ...measuredOf(leads(side), timestep) } : null,
    cost: {
      fewest: fewestCosting(measurement, side, [audits, cheapest[0]!.threshold, least.threshold]),
      cheapest: least.threshold,
      least: least.cost,
      extra: measuredOf(measured.drawn(side, chosen.extraCost))
    },
    target: {
      fewest:
        asked.target.metric === "event-recall" || mode === "patients"
          ? fewestAlong([sums.targetCaught, Math.round((reached ?? 0) * toCatch)], toCatch)
          : 0,
      threshold,
      reached,
      precision: threshold === null ? notMeasured : measuredOf(measured.drawn(side, chosen.precision)),
      falseAlarmsPerDay: threshold === null ? notMeasured : measuredOf(measured.drawn(side, chosen.falsePerDay)),
      recallAtEveryones: target[0]!.threshold === null ? notMeasured : measuredOf(measured.drawn(side, chosen.recall))
    },
    tiers: tiers.map((tier, i) => {
      const positives = sums[tierColumn(i, "positives")]!
      return {
        tier: tier.name,
        positives,
        negatives: sums[tierColumn(i, "steps")]! - positives,
        risk: measuredOf(
          measured.value(
            side,
            measures.findIndex(({ id }) => id === riskMetric(tier))
          )
        ),
        patients: mode === "patients" ? null : countTierPatients(measurement, side, i)
      }
    }),
    errors: {
      missed: sharesOf(
        swept.map(({ caught }) => curve.toCatch[side]! - caught),
        curve.toCatch[side]!
      ),
      falseAlarms: sharesOf(
        swept.map(({ falseAlarms }) => falseAlarms),
        sums.steps
      )
    },
    whatIf: whatIfOf(measurement, side),
    netBenefit: {
      patient: decisionsOf(benefit.patient[side]!),
      window: windows === undefined ? null : { ...decisionsOf(windows), negatives: windows.negatives }
    }
  }
}

/** Measures safety in every cohort, and judges what no other stage does as one family. */
export const analyse = Effect.fn("ClinicalSafety.analyse")(function* (options: Options) {
  const dataset = yield* Dataset.Dataset
  const { everyone } = yield* Cohorts.Cohorts
  const { value: threshold } = yield* Threshold.Threshold
  const { audited, groupings } = yield* Stage.comparing("clinical-safety")
  if (everyone.steps === 0) {
    const reason = Message.of`no test patient has a labelled step`
    return yield* new Stage.StageSkipped({ stage: "clinical-safety", reason })
  }

  const measurement = yield* measure(options)
  const { asked, measured, measures, p, sides, sweep } = measurement
  const comparisons = Comparison.compare(measured.contrasts, {
    ...audited,
    // Of points, one a patient, without costs and tiers none is judged, and each is tested on its own.
    metrics: Math.max(1, measures.filter(({ judged }) => judged === true).length)
  })
  const findings: Findings = {
    threshold,
    ...(asked.isPoints ? { scale: "points" } : {}),
    ...audited,
    mode: asked.mode,
    timestep: asked.timestep,
    horizon: dataset.horizonSteps * dataset.timestepMinutes,
    policy: asked.policyMinutes ?? null,
    costs: asked.costs,
    target: asked.target,
    fatigueLimit: options.fatigueLimit,
    missedLimit: options.missedLimit,
    tiers: asked.tiers,
    margin: options.margin,
    falseAlarmMargin: options.falseAlarmMargin,
    leftOut: asked.leftOut,
    sweep: { exact: sweep.exact, thresholds: sweep.thresholds.length },
    curve: { thresholds: [...measurement.curve.thresholds] },
    whatIf: {
      silences: measurement.whatIf.silences.map(({ minutes }) => minutes),
      ...(asked.sameSilences.length === 0 ? {} : { same: asked.sameSilences }),
      budgets: measurement.whatIf.budgets.map((alarmsPerDay, budget) => {
        const choice = measurement.whatIf.choices[budget]
        return {
          alarmsPerDay,
          threshold: choice === undefined ? null : measurement.curve.thresholds[choice.threshold]!,
          silence: choice === undefined ? null : measurement.whatIf.silences[choice.silence]!.minutes
        }
      })
    },
    netBenefit: { p: [...p] },
    everyone: {
      ...cohortOf(measurement, 0, everyone),
      gain: {
        patient: measuredOf(measured.drawn(0, gain("patient"))),
        window: measuredOf(measured.drawn(0, gain("window")))
      },
      measures: measures.map(({ id }, m) => ({
        metric: id,
        fewest: fewestBehind(asked, id, measured.sums(0)),
        ...measuredOf(measured.value(0, m))
      }))
    },
    cohorts: groupings.flatMap(({ categories, id }, g) =>
      categories.map((category, c) => ({
        grouping: id,
        category: category.id,
        ...cohortOf(measurement, sides.first[g]! + c, category)
      }))
    ),
    comparisons
  }
  return findings
})
