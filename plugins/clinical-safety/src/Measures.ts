/**
 * The measures of safety: what each is made of, and which are judged.
 */
import { type Measure as Declared, Exposure } from "@fairward/core"
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
    readonly currency: string | null
    readonly isIllustrative: boolean
  }
}

/** What a measure counts: single steps or, with one prediction each, patients. */
export const itemOf = ({ mode }: Pick<Setting, "mode">): string => (mode === "patients" ? "patient" : "step")

export const money = ({ costs }: Pick<Setting, "costs">): string => costs.currency ?? "cost units"

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

/** Which margin judges a measure. */
export type MarginOf = "share" | "falseAlarms" | "cost"

export type SafetyMeasure = Measure.Measure<Column> & Declared.Measure & { readonly marginOf: MarginOf }

export type Margins = Readonly<Record<MarginOf, number | null>>

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

interface Recorded extends Omit<Declared.Measure, "unit"> {
  readonly missing: string
  readonly unit?: string
  readonly floor?: Floor.Floor
  /** Default: the performance stage judges it. */
  readonly judged?: true | string
  readonly marginOf?: MarginOf
}

type Described = (
  record: Recorded
) => Omit<Measure.Described<Column>, keyof Declared.Measure> & Declared.Measure & { readonly marginOf: MarginOf }

const describedIn =
  (setting: Setting, margins: Margins): Described =>
  ({ floor = "share", judged = byPerformance, marginOf = "share", unit = "share", ...record }) => ({
    ...record,
    unit,
    judged,
    marginOf,
    margin: judged === true ? margins[marginOf] : null,
    bearing: ({ contributing, eventPatients, sums }: Measure.Side<Column>): number => {
      if (judged === true) return marginOf === "falseAlarms" ? contributing : Math.min(contributing, eventPatients)
      const fewest = fewestBehind(setting, record.id, sums)
      return floor === "count" && fewest > 0 ? Math.min(eventPatients, fewest) : eventPatients
    }
  })

type Ratio = (record: Recorded & { readonly over: Over }) => SafetyMeasure

const count = { floor: "count", unit: "" } as const
const higher = { sense: "higher" } as const
const lower = { sense: "lower" } as const
const neither = { sense: "none" } as const
const missed = { harm: "missed" } as const
const burden = { harm: "false alarms" } as const
const perDay = { ...count, ...burden, unit: "per patient-day", missing: noTime } as const

const ofSteps = (ratio: Ratio, item: string): ReadonlyArray<SafetyMeasure> => {
  const nothing = { missing: "nothing positive" }
  return [
    ratio({
      id: "step_recall",
      title: `Share of positive ${item}s caught`,
      ...higher,
      ...missed,
      ...nothing,
      over: (s) => [s.tp, s.tp + s.fn]
    }),
    ratio({
      id: "step_miss_rate",
      title: `Missed, of positive ${item}s`,
      ...lower,
      ...missed,
      ...nothing,
      over: (s) => [s.fn, s.tp + s.fn]
    }),
    ratio({
      id: "step_precision",
      title: `Share of alarmed ${item}s that are positive`,
      ...higher,
      ...burden,
      missing: noAlarm,
      over: (s) => [s.tp, s.tp + s.fp]
    }),
    ratio({
      id: "step_f2",
      title: `F2 of ${item}s`,
      ...higher,
      ...missed,
      missing: `nothing positive, and ${noAlarm}`,
      over: (s) => [5 * s.tp, 5 * s.tp + 4 * s.fn + s.fp]
    }),
    ratio({
      id: "step_false_per_true",
      title: `False per true ${item}`,
      ...count,
      ...lower,
      ...burden,
      missing: noTrue,
      over: (s) => [s.fp, s.tp]
    }),
    ratio({
      id: "step_needed_to_evaluate",
      title: `Alarmed per true ${item}`,
      ...count,
      ...lower,
      ...burden,
      missing: noTrue,
      over: (s) => [s.tp + s.fp, s.tp]
    })
  ]
}

const ofEvents = (ratio: Ratio, described: Described, { hasPolicy }: Setting): ReadonlyArray<SafetyMeasure> => {
  const nothing = { missing: "no evaluable event" }
  return [
    ratio({
      id: "event_recall",
      title: `Share of events caught${hasPolicy ? " under the alarm policy" : ""}`,
      ...higher,
      ...missed,
      ...nothing,
      ...underPolicy(hasPolicy),
      over: (s) => [s.caught, s.events]
    }),
    ratio({
      id: "event_miss_rate",
      title: "Missed, of all events",
      ...lower,
      ...missed,
      ...nothing,
      over: (s) => [s.missed, s.events]
    }),
    {
      ...described({
        id: "event_f2",
        title: "F2 of events",
        ...higher,
        ...missed,
        missing: "no alarm, or no evaluable event"
      }),
      value: (s) => f2Score(s.trueAlarms.over(s.trueAlarms.plus(s.falseAlarms)), s.caught.over(s.events))
    }
  ]
}

const underPolicy = (hasPolicy: boolean) => (hasPolicy ? ({ judged: true } as const) : {})

const ofAlarms = (ratio: Ratio, { hasPolicy }: Setting): ReadonlyArray<SafetyMeasure> => [
  ratio({
    id: "alarm_precision",
    title: "Share of alarms that are true",
    ...higher,
    ...burden,
    missing: "no alarm",
    ...underPolicy(hasPolicy),
    over: (s) => [s.trueAlarms, s.trueAlarms + s.falseAlarms]
  }),
  ratio({
    id: "false_per_true",
    title: "False alarms per true alarm",
    ...count,
    ...lower,
    ...burden,
    missing: "no true alarm",
    over: (s) => [s.falseAlarms, s.trueAlarms]
  }),
  ratio({
    id: "needed_to_evaluate",
    title: "Alarms per true alarm",
    ...count,
    ...lower,
    ...burden,
    missing: "no true alarm",
    over: (s) => [s.trueAlarms + s.falseAlarms, s.trueAlarms]
  }),
  ratio({
    id: "false_alarms_per_day",
    title: "False alarms per patient-day",
    ...perDay,
    ...lower,
    headline: { title: "False alarms", frequency: { per: 100, of: "patient-days", outcome: "false alarms" } },
    judged: true,
    marginOf: "falseAlarms",
    over: (s) => [s.falseAlarms * day, s.minutes]
  }),
  ratio({
    id: "alarms_per_day",
    title: "Alarms per patient-day",
    ...perDay,
    ...neither,
    judged: "false alarms per patient-day are judged",
    over: (s) => [s.trueAlarms * day + s.falseAlarms * day, s.minutes]
  }),
  ratio({
    id: "true_alarms_per_day",
    title: "True alarms per patient-day",
    ...perDay,
    ...neither,
    judged: "it follows how common events are",
    over: (s) => [s.trueAlarms * day, s.minutes]
  })
]

const ofCosts = (ratio: Ratio, setting: Setting): ReadonlyArray<SafetyMeasure> => {
  const cost = (id: string, per: "day" | "patients", judged: true | string) => {
    const unit = `${per === "day" ? "per patient-day" : "per 1,000 patients"} in ${money(setting)}`
    return ratio({
      id,
      title: `Cost of errors ${unit}`,
      ...count,
      ...neither,
      ...burden,
      unit,
      missing: per === "day" ? noTime : "no patient",
      judged,
      marginOf: "cost",
      over: costOver(setting, costColumns(setting), per)
    })
  }
  const judged = setting.costs.isIllustrative ? "the costs are an illustration, none were configured" : true
  return setting.mode === "patients"
    ? [cost("cost_per_1000_patients", "patients", judged)]
    : [
        cost("cost_per_day", "day", judged),
        cost("cost_per_1000_patients", "patients", "the cost per patient-day is judged")
      ]
}

const ofTiers = (ratio: Ratio, { tiers, ...setting }: Setting): ReadonlyArray<SafetyMeasure> =>
  tiers.map((tier, i) => {
    const [positives, steps] = [tierColumn(i, "positives"), tierColumn(i, "steps")]
    return ratio({
      id: riskMetric(tier),
      title: `Risk in ${tier.name}, per ${itemOf(setting)}`,
      ...neither,
      harm: "risk",
      missing: `no score in ${tier.name}`,
      judged: true,
      over: (s) => [s[positives]!, s[steps]!]
    })
  })

/** Every measure that these data allow, those judged last. */
export const measuresIn = (setting: Setting, margins: Margins = noMargins): ReadonlyArray<SafetyMeasure> => {
  const described = describedIn(setting, margins)
  const ratio: Ratio = ({ over, ...record }) => ({ ...described(record), over, floor: record.floor ?? "share" })
  return [
    ...ofSteps(ratio, itemOf(setting)),
    ...(setting.mode === "events" ? ofEvents(ratio, described, setting) : []),
    ...(setting.mode === "patients" ? [] : ofAlarms(ratio, setting)),
    ...ofCosts(ratio, setting),
    ...ofTiers(ratio, setting)
  ]
}

export const riskMetric = (tier: Tier): string => `risk_${tier.name}`
