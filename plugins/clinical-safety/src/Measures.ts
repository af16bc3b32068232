/**
 * The measures of safety: what each is made of, and which are judged.
 */
import { type Comparison, Exposure } from "@fairward/core"
import type { Dual, Floor, Measure } from "@fairward/metrics"
import { fewestBehind } from "./Fewest.ts"
import type { Tier } from "./Tiers.ts"

/**
 * What the data allow to say: `events`: steps and events; `steps`: predictions over time without events; `patients`: one
 * prediction a patient.
 */
export type Mode = "events" | "steps" | "patients"

/** What the measures depend on. */
export interface Setting {
  readonly mode: Mode
  readonly hasPolicy: boolean
  readonly tiers: ReadonlyArray<Tier>
  readonly costs: {
    readonly missed: number
    readonly falseAlarm: number
    readonly unit: "event" | "step"
    readonly isIllustrative: boolean
  }
}

type TierColumn = "steps" | "positives"

/**
 * Of the patient's category in a grouping: missed and false at everyone's cheapest threshold less those at the category's own,
 * and alarms at the category's own target threshold.
 */
type GroupingColumn = "extraMissed" | "extraFalse" | "targetTrue" | "targetFalse"

/** What is counted in each patient. */
export type Column =
  | "patients"
  | "tp"
  | "fp"
  | "fn"
  | "positives"
  | "steps"
  | "events"
  | "caught"
  | "missed"
  | "trueAlarms"
  | "falseAlarms"
  /** At risk, by the clock. */
  | "minutes"
  /** What the target recall is about, and at everyone's target threshold how much of it is caught, and alarms. */
  | "toCatch"
  | "targetCaught"
  | "targetTrue"
  | "targetFalse"
  | `${TierColumn} in tier ${number}`
  | `${GroupingColumn} in grouping ${number}`

export type Sums = Measure.Sums<Column>

export const tierColumn = (tier: number, of: TierColumn) => `${of} in tier ${tier}` as const

export const groupingColumn = (grouping: number, of: GroupingColumn) => `${of} in grouping ${grouping}` as const

/** What a measure is in, which is also what its margin is in. */
export type Unit = "share" | "falseAlarms" | "cost"

export type SafetyMeasure = Measure.Measure<Column>

export type Margins = Readonly<Record<Unit, number | null>>

const noMargins: Margins = { share: null, falseAlarms: null, cost: null }

/** Columns of the errors that cost. */
export const costColumns = ({ costs: { unit } }: Pick<Setting, "costs">) =>
  unit === "event"
    ? ({ missed: "missed", falseAlarms: "falseAlarms" } as const)
    : ({ missed: "fn", falseAlarms: "fp" } as const)

type Over = Measure.Ratio<Column>["over"]

/** Cost per patient-day or, with one prediction a patient, per 1,000 patients; in terms of any two columns of errors. */
export const costOver = (
  { costs, mode }: Pick<Setting, "costs" | "mode">,
  { falseAlarms, missed }: { readonly missed: Column; readonly falseAlarms: Column },
  per: "day" | "patients"
): Over => {
  const perPatients = per === "patients" || mode === "patients"
  const scale = perPatients ? 1000 : Exposure.minutesPerDay
  return (s) => [
    s[missed]! * (costs.missed * scale) + s[falseAlarms]! * (costs.falseAlarm * scale),
    perPatients ? s.patients : s.minutes
  ]
}

const byPerformance = "the performance stage judges it, or what it follows from"

const noAlarm = "no score reaches the threshold"

const noTrue = "no positive reaches the threshold"

const noTime = "no time at risk: no two predictions of a patient"

const day = Exposure.minutesPerDay

/**
 * F-score that counts recall twice as much as precision: 5 P R / (4 P + R); of counts 5 TP / (5 TP + 4 FN + FP).
 *
 * Shares in, share out. 0 when both are 0, as the counts give; `NaN` when either is. van Rijsbergen 1979, Information
 * Retrieval, chapter 7.
 */
export const f2Score = (precision: Dual.Dual, recall: Dual.Dual): Dual.Dual =>
  precision.value === 0 && recall.value === 0
    ? precision
    : precision.times(5).times(recall).over(precision.times(4).plus(recall))

/** Every measure that these data allow, those judged last. */
export const measuresOf = (setting: Setting, margins: Margins = noMargins): ReadonlyArray<SafetyMeasure> => {
  const { costs, hasPolicy, mode, tiers } = setting
  interface Options {
    readonly floor?: Floor.Floor
    readonly judged?: true | string
    readonly unit?: Unit
  }
  const described = (
    id: string,
    sense: Comparison.Sense,
    missing: string,
    { floor = "share", judged = byPerformance, unit = "share" }: Options
  ) => ({
    id,
    sense,
    missing,
    unit,
    judged,
    margin: judged === true ? margins[unit] : null,
    bearing: ({ contributing, eventPatients, sums }: Measure.Side<Column>): number => {
      if (judged === true) return unit === "falseAlarms" ? contributing : Math.min(contributing, eventPatients)
      const fewest = fewestBehind(setting, id, sums)
      return floor === "count" && fewest > 0 ? Math.min(eventPatients, fewest) : eventPatients
    }
  })
  const ratio = (
    id: string,
    sense: Comparison.Sense,
    over: Over,
    missing: string,
    { floor = "share", ...options }: Options = {}
  ): SafetyMeasure => ({ ...described(id, sense, missing, { floor, ...options }), over, floor })
  const count = { floor: "count" } as const
  const underPolicy = hasPolicy ? ({ judged: true } as const) : {}

  const ofSteps = [
    ratio("step_recall", "higher", (s) => [s.tp, s.tp + s.fn], "nothing positive"),
    ratio("step_miss_rate", "lower", (s) => [s.fn, s.tp + s.fn], "nothing positive"),
    ratio("step_precision", "higher", (s) => [s.tp, s.tp + s.fp], noAlarm),
    ratio("step_f2", "higher", (s) => [5 * s.tp, 5 * s.tp + 4 * s.fn + s.fp], `nothing positive, and ${noAlarm}`),
    ratio("step_false_per_true", "lower", (s) => [s.fp, s.tp], noTrue, count),
    ratio("step_needed_to_evaluate", "lower", (s) => [s.tp + s.fp, s.tp], noTrue, count)
  ]
  const ofEvents = [
    ratio("event_recall", "higher", (s) => [s.caught, s.events], "no evaluable event", underPolicy),
    ratio("event_miss_rate", "lower", (s) => [s.missed, s.events], "no evaluable event"),
    {
      ...described("event_f2", "higher", "no alarm, or no evaluable event", {}),
      value: (s: Measure.Variables<Column>) =>
        f2Score(s.trueAlarms.over(s.trueAlarms.plus(s.falseAlarms)), s.caught.over(s.events))
    }
  ]
  const ofAlarms = [
    ratio("alarm_precision", "higher", (s) => [s.trueAlarms, s.trueAlarms + s.falseAlarms], "no alarm", underPolicy),
    ratio("false_per_true", "lower", (s) => [s.falseAlarms, s.trueAlarms], "no true alarm", count),
    ratio("needed_to_evaluate", "lower", (s) => [s.trueAlarms + s.falseAlarms, s.trueAlarms], "no true alarm", count),
    ratio("false_alarms_per_day", "lower", (s) => [s.falseAlarms * day, s.minutes], noTime, {
      ...count,
      judged: true,
      unit: "falseAlarms"
    }),
    ratio("alarms_per_day", "none", (s) => [s.trueAlarms * day + s.falseAlarms * day, s.minutes], noTime, {
      ...count,
      judged: "false alarms per patient-day are judged"
    }),
    ratio("true_alarms_per_day", "none", (s) => [s.trueAlarms * day, s.minutes], noTime, {
      ...count,
      judged: "it follows how common events are"
    })
  ]
  const cost = (id: string, per: "day" | "patients", judged: true | string) =>
    ratio(id, "none", costOver(setting, costColumns(setting), per), per === "day" ? noTime : "no patient", {
      ...count,
      judged,
      unit: "cost"
    })
  const judgedCost = costs.isIllustrative ? "the costs are an illustration, none were configured" : true
  const ofCosts =
    mode === "patients"
      ? [cost("cost_per_1000_patients", "patients", judgedCost)]
      : [
          cost("cost_per_day", "day", judgedCost),
          cost("cost_per_1000_patients", "patients", "the cost per patient-day is judged")
        ]
  const ofTiers = tiers.map((tier, i) => {
    const [positives, steps] = [tierColumn(i, "positives"), tierColumn(i, "steps")]
    return ratio(riskMetric(tier), "none", (s) => [s[positives]!, s[steps]!], `no score in ${tier.name}`, {
      judged: true
    })
  })
  return [
    ...ofSteps,
    ...(mode === "events" ? ofEvents : []),
    ...(mode === "patients" ? [] : ofAlarms),
    ...ofCosts,
    ...ofTiers
  ]
}

export const riskMetric = (tier: Tier): string => `risk_${tier.name}`
