/**
 * The measures of safety: what each is made of, and which are judged.
 */
import { type Comparison, Exposure } from "@fairward/core"
import { f2Score, type Ratio, ratioOf, type Terms, termsOf } from "./Ratio.ts"
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

/** Places of the sums over patients. Those of tier i follow `tiers`, those of grouping g follow the tiers. */
export const at = {
  patient: 0,
  tp: 1,
  fp: 2,
  fn: 3,
  positives: 4,
  steps: 5,
  events: 6,
  caught: 7,
  missed: 8,
  trueAlarms: 9,
  falseAlarms: 10,
  /** What the target recall is about, and how much of it is caught at everyone's target threshold. */
  toCatch: 11,
  targetCaught: 12,
  /** At risk, by the clock. */
  minutes: 15,
  tiers: 16
} as const

/** Alarms at everyone's target threshold. */
export const everyonesColumn = { targetTrue: 13, targetFalse: 14 } as const

/** Per tier. */
const ofTier = { steps: 0, positives: 1 } as const

/** Per grouping: of each patient's own category. */
const ofGrouping = {
  /** Missed and false at everyone's cheapest threshold less those at the category's own. */
  extraMissed: 0,
  extraFalse: 1,
  /** Alarms at the category's own target threshold. */
  targetTrue: 2,
  targetFalse: 3
} as const

export const tierColumn = (tier: number, of: keyof typeof ofTier): number => at.tiers + 2 * tier + ofTier[of]

export const groupingColumn = (tiers: number, grouping: number, of: keyof typeof ofGrouping): number =>
  at.tiers + 2 * tiers + 4 * grouping + ofGrouping[of]

export interface Metric {
  readonly id: string
  readonly sense: Comparison.Sense
  /** From the sums of a side; `NaN` when not estimable. */
  readonly value: (sums: Float64Array) => number
  /** What the value is a ratio of; only of a ratio a standard error is known. */
  readonly ratio: Ratio | undefined
  /** Gets a verdict; otherwise why it gets none. */
  readonly judged: true | string
  readonly margin: "share" | "falseAlarms" | "cost"
  /** Why it is not estimable on these data. */
  readonly missing: string
}

/** Columns of the errors that cost. */
export const costColumns = ({ costs: { unit } }: Pick<Setting, "costs">) =>
  unit === "event"
    ? ({ missed: at.missed, falseAlarms: at.falseAlarms } as const)
    : ({ missed: at.fn, falseAlarms: at.fp } as const)

/** Cost per patient-day or, with one prediction a patient, per 1,000 patients; in terms of any two columns of errors. */
export const costRatio = (
  { costs, mode }: Setting,
  { falseAlarms, missed }: { readonly missed: number; readonly falseAlarms: number },
  per: "day" | "patients"
): Ratio => {
  const perPatients = per === "patients" || mode === "patients"
  const scale = perPatients ? 1000 : Exposure.minutesPerDay
  return {
    numerator: [
      [missed, costs.missed * scale],
      [falseAlarms, costs.falseAlarm * scale]
    ],
    denominator: termsOf(perPatients ? at.patient : at.minutes),
    floor: "count"
  }
}

const share = (numerator: Terms, denominator: Terms): Ratio => ({ numerator, denominator, floor: "share" })

const perDay = (...columns: ReadonlyArray<number>): Ratio => ({
  numerator: columns.map((column) => [column, Exposure.minutesPerDay] as const),
  denominator: termsOf(at.minutes),
  floor: "count"
})

const byPerformance = "the performance stage judges it, or what it follows from"

/** F2 = 5 TP / (5 TP + 4 FN + FP): recall counts twice as much as precision. */
const f2Steps: Ratio = {
  numerator: [[at.tp, 5]],
  denominator: [
    [at.tp, 5],
    [at.fn, 4],
    [at.fp, 1]
  ],
  floor: "share"
}

const described = (
  id: string,
  sense: Comparison.Sense,
  ratio: Ratio,
  missing: string,
  judged: string = byPerformance
): Metric => ({ id, sense, value: (sums) => ratioOf(sums, ratio), ratio, judged, margin: "share", missing })

const stepMetrics: ReadonlyArray<Metric> = [
  described("step_recall", "higher", share(termsOf(at.tp), termsOf(at.tp, at.fn)), "nothing positive"),
  described("step_miss_rate", "lower", share(termsOf(at.fn), termsOf(at.tp, at.fn)), "nothing positive"),
  described("step_precision", "higher", share(termsOf(at.tp), termsOf(at.tp, at.fp)), "no score reaches the threshold"),
  described("step_f2", "higher", f2Steps, "nothing positive, and no score reaches the threshold"),
  described(
    "step_false_per_true",
    "lower",
    { ...share(termsOf(at.fp), termsOf(at.tp)), floor: "count" },
    "no positive reaches the threshold"
  ),
  described(
    "step_needed_to_evaluate",
    "lower",
    { ...share(termsOf(at.tp, at.fp), termsOf(at.tp)), floor: "count" },
    "no positive reaches the threshold"
  )
]

const alarms = termsOf(at.trueAlarms, at.falseAlarms)

const alarmPrecision = share(termsOf(at.trueAlarms), alarms)

const eventRecall = share(termsOf(at.caught), termsOf(at.events))

const noTime = "no time at risk: no two predictions of a patient"

const alarmMetrics = ({ hasPolicy }: Setting): ReadonlyArray<Metric> => [
  {
    ...described("alarm_precision", "higher", alarmPrecision, "no alarm"),
    ...(hasPolicy ? { judged: true as const } : {})
  },
  described(
    "false_per_true",
    "lower",
    { ...share(termsOf(at.falseAlarms), termsOf(at.trueAlarms)), floor: "count" },
    "no true alarm"
  ),
  described(
    "needed_to_evaluate",
    "lower",
    { ...share(alarms, termsOf(at.trueAlarms)), floor: "count" },
    "no true alarm"
  ),
  {
    ...described("false_alarms_per_day", "lower", perDay(at.falseAlarms), noTime),
    judged: true,
    margin: "falseAlarms"
  },
  described(
    "alarms_per_day",
    "none",
    perDay(at.trueAlarms, at.falseAlarms),
    noTime,
    "false alarms per patient-day are judged"
  ),
  described("true_alarms_per_day", "none", perDay(at.trueAlarms), noTime, "it follows how common events are")
]

const eventMetrics = ({ hasPolicy }: Setting): ReadonlyArray<Metric> => [
  {
    ...described("event_recall", "higher", eventRecall, "no evaluable event"),
    ...(hasPolicy ? { judged: true as const } : {})
  },
  described("event_miss_rate", "lower", share(termsOf(at.missed), termsOf(at.events)), "no evaluable event"),
  {
    id: "event_f2",
    sense: "higher",
    value: (sums) => f2Score(ratioOf(sums, alarmPrecision), ratioOf(sums, eventRecall)),
    ratio: undefined,
    judged: byPerformance,
    margin: "share",
    missing: "no alarm, or no evaluable event"
  }
]

const costMetrics = (setting: Setting): ReadonlyArray<Metric> => {
  const judged = setting.costs.isIllustrative ? "the costs are an illustration, none were configured" : true
  const cost = (id: string, per: "day" | "patients", verdict: true | string): Metric => ({
    ...described(id, "none", costRatio(setting, costColumns(setting), per), per === "day" ? noTime : "no patient"),
    judged: verdict,
    margin: "cost"
  })
  return setting.mode === "patients"
    ? [cost("cost_per_1000_patients", "patients", judged)]
    : [
        cost("cost_per_day", "day", judged),
        cost("cost_per_1000_patients", "patients", "the cost per patient-day is judged")
      ]
}

export const riskMetric = (tier: Tier): string => `risk_${tier.name}`

const riskMetrics = ({ tiers }: Setting): ReadonlyArray<Metric> =>
  tiers.map((tier, i) => ({
    ...described(
      riskMetric(tier),
      "none",
      share(termsOf(tierColumn(i, "positives")), termsOf(tierColumn(i, "steps"))),
      `no score in ${tier.name}`
    ),
    judged: true as const
  }))

/** Every measure that these data allow, those judged last. */
export const metricsOf = (setting: Setting): ReadonlyArray<Metric> => [
  ...stepMetrics,
  ...(setting.mode === "events" ? eventMetrics(setting) : []),
  ...(setting.mode === "patients" ? [] : alarmMetrics(setting)),
  ...costMetrics(setting),
  ...riskMetrics(setting)
]
