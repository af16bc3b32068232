import { Comparison, Dataset, Detection, Message, Stage, Threshold } from "@fairward/core"
import { Quantile } from "@fairward/stats"
import { Effect } from "effect"
import type { Findings, Warned, WarnedCurve } from "./Findings.ts"
import { type Measurement, measure } from "./Measurement.ts"
import type { Options } from "./Options.ts"
import { stepsReaching } from "./Steps.ts"
import type { WarnedValues } from "./WarnedCounts.ts"

const mostCurvePoints = 48

/** Every step up to the horizon; on fine grids about 48 of them, the first and the last among them. */
export const curveSteps = (horizonSteps: number): ReadonlyArray<number> => {
  const stride = Math.ceil(horizonSteps / mostCurvePoints)
  const steps = Array.from({ length: Math.floor(horizonSteps / stride) }, (_, i) => (i + 1) * stride)
  return [...new Set([1, ...steps, horizonSteps])]
}

const finite = (value: number) => (Number.isFinite(value) ? value : null)

const shareOf = (part: number, whole: number, replicates: Float64Array) => {
  const { high, low } = Quantile.boxSummary(replicates)
  return { share: finite(part / whole), low: finite(low), high: finite(high) }
}

const warnedOf = (lead: number, { events, ofAll, ofPossible, possible, warned }: WarnedValues): Warned => ({
  lead,
  warned,
  events,
  ofAll: shareOf(warned, events, ofAll),
  possible,
  ofPossible: shareOf(warned, possible, ofPossible)
})

const curveOf = (points: ReadonlyArray<Warned>): WarnedCurve => {
  const column = (of: "ofAll" | "ofPossible") => ({
    share: points.map((point) => point[of].share),
    low: points.map((point) => point[of].low),
    high: points.map((point) => point[of].high)
  })
  return { lead: points.map(({ lead }) => lead), ofAll: column("ofAll"), ofPossible: column("ofPossible") }
}

const skipped = (reason: Message.Message) => new Stage.StageSkipped({ stage: "time-gap", reason })

/** Compares the median gaps of every cohort with those of its rest, per window, and counts who was warned how early. */
export const analyse = Effect.fn("TimeGap.analyse")(function* (options: Options) {
  const dataset = yield* Dataset.Dataset
  const { value: threshold } = yield* Threshold.Threshold
  const { horizonSteps, timestepMinutes } = dataset

  const events = Detection.evaluableEvents(dataset)
  if (events === undefined) {
    return yield* skipped(
      Message.of`with a horizon of 0 there is one prediction a patient, and so no time between an alarm and an event`
    )
  }
  const { audited, groupings } = yield* Stage.comparing("time-gap")
  const horizon = horizonSteps * timestepMinutes
  const configured = options.leads.map((minutes) => ({ minutes, steps: stepsReaching(minutes, timestepMinutes) }))
  const within = configured.filter(({ steps }) => steps <= horizonSteps)
  const leads = within.map(({ minutes }) => minutes)
  const leadSteps = within.map(({ steps }) => steps)
  const curve = curveSteps(horizonSteps)
  const points = new Set([...leadSteps, ...curve])

  const measurement = yield* measure(options, events, within, points)
  const { contrasts, emptyWindows, everyone, outcomes, windows } = measurement
  if (measurement.gaps.gap.length === 0) return yield* skipped(Message.of`no test patient has an evaluable event`)

  const comparisons = Comparison.compare(contrasts, {
    ...audited,
    metrics: options.windows.length,
    minDelta: options.minDelta
  })
  const findings: Findings = {
    threshold,
    ...audited,
    timestep: timestepMinutes,
    horizon,
    margin: options.margin,
    shareMargin: options.shareMargin,
    windows,
    emptyWindows,
    leads,
    leadsBeyondHorizon: options.leads.filter((lead) => !leads.includes(lead)),
    everyone: {
      medians: windows.map(({ id }, v) => {
        const { high, low } = Quantile.boxSummary(everyone[v]!.replicates)
        return { window: id, estimate: finite(everyone[v]!.estimate), low: finite(low), high: finite(high) }
      }),
      outcomes: outcomes[0]!,
      warned: warnedAt(measurement, 0, leads, leadSteps)
    },
    cohorts: groupings
      .flatMap(({ categories, id }) => categories.map((category) => ({ grouping: id, category: category.id })))
      .map((cohort, i) => ({
        ...cohort,
        outcomes: outcomes[i + 1]!,
        warned: warnedAt(measurement, i + 1, leads, leadSteps),
        curve: curveOf(
          warnedAt(
            measurement,
            i + 1,
            curve.map((step) => step * timestepMinutes),
            curve
          )
        )
      })),
    comparisons
  }
  return findings
})

const warnedAt = (
  { warned }: Measurement,
  side: number,
  leads: ReadonlyArray<number>,
  steps: ReadonlyArray<number>
): ReadonlyArray<Warned> => leads.map((lead, i) => warnedOf(lead, warned(side, steps[i]!)))
