/** The measures of safety: what each is made of, and which are judged. */
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

/** At the setting chosen for a budget of alarms. */
type BudgetColumn = "caught" | "trueAlarms" | "falseAlarms"

/** What is counted in each patient. */
export type Decision = "patient" | "window"

type BenefitColumn = "decisions" | "model" | "always"

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
  /** For net benefit at the audit's threshold. */
  | `${BenefitColumn} of ${Decision}s`
  | `${GroupingColumn} in grouping ${number}`
  | `${BudgetColumn} within budget ${number}`

export type Sums = Measure.Sums<Column>

export const tierColumn = (tier: number, of: TierColumn) => `${of} in tier ${tier}` as const

export const benefitColumn = (of: BenefitColumn, decision: Decision) => `${of} of ${decision}s` as const

export const groupingColumn = (grouping: number, of: GroupingColumn) => `${of} in grouping ${grouping}` as const

export const budgetColumn = (budget: number, of: BudgetColumn) => `${of} within budget ${budget}` as const

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

export const byPerformance = "the performance stage judges it, or what it follows from"

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

interface Recorded extends Pick<Declared.Measure, "harm" | "sense" | "isPlural"> {
  readonly missing: string
  readonly unit?: string
  readonly headline?: Declared.Headline
  readonly floor?: Floor.Floor
  /** Default: the performance stage judges it. */
  readonly judged?: true | string
  readonly marginOf?: MarginOf
}

const describedIn =
  (setting: Setting, margins: Margins) =>
  (
    id: string,
    title: string,
    { floor = "share", judged = byPerformance, marginOf = "share", unit = "share", ...record }: Recorded
  ) => ({
    ...record,
    id,
    title,
    unit,
    judged,
    marginOf,
    class: "counts" as const,
    margin: judged === true ? margins[marginOf] : null,
    ...(marginOf === "share" ? {} : { fifthOf: "value" as const }),
    bearing: ({ contributing, eventPatients, sums }: Measure.Side<Column>): number => {
      if (judged === true) return marginOf === "falseAlarms" ? contributing : Math.min(contributing, eventPatients)
      const fewest = fewestBehind(setting, id, sums)
      return floor === "count" && fewest > 0 ? Math.min(eventPatients, fewest) : eventPatients
    }
  })

type Described = ReturnType<typeof describedIn>

type Ratio = (id: string, title: string, record: Recorded, over: Over) => SafetyMeasure

type Measured = ReadonlyArray<SafetyMeasure>

const missed = { harm: "missed", sense: "higher" } as const
const missing = { harm: "missed", sense: "lower" } as const
const count = { harm: "false alarms", sense: "lower", floor: "count", unit: "" } as const
const perDay = { ...count, unit: "per patient-day", missing: noTime } as const
const underPolicy = (hasPolicy: boolean) => (hasPolicy ? ({ judged: true } as const) : {})

const ofSteps = (ratio: Ratio, item: string): Measured => {
  const none = { missing: "nothing positive" }
  const positive = { harm: "false alarms", sense: "higher", missing: noAlarm } as const
  const noneOrAlarm = { ...missed, missing: `nothing positive, and ${noAlarm}` }
  const perTrue = { ...count, missing: noTrue }
  return [
    ratio("step_recall", `Share of positive ${item}s caught`, { ...missed, ...none }, (s) => [s.tp, s.tp + s.fn]),
    ratio("step_miss_rate", `Missed, of positive ${item}s`, { ...missing, ...none }, (s) => [s.fn, s.tp + s.fn]),
    ratio("step_precision", `Share of alarmed ${item}s that are positive`, positive, (s) => [s.tp, s.tp + s.fp]),
    ratio("step_f2", `F2 of ${item}s`, noneOrAlarm, (s) => [5 * s.tp, 5 * s.tp + 4 * s.fn + s.fp]),
    ratio("step_false_per_true", `False per true ${item}`, perTrue, (s) => [s.fp, s.tp]),
    ratio("step_needed_to_evaluate", `Alarmed per true ${item}`, perTrue, (s) => [s.tp + s.fp, s.tp])
  ]
}

const ofEvents = (ratio: Ratio, described: Described, { hasPolicy }: Setting): Measured => {
  const none = { missing: "no evaluable event" }
  const caught = { ...missed, ...none, ...underPolicy(hasPolicy) }
  const title = `Share of events caught${hasPolicy ? " under the alarm policy" : ""}`
  return [
    ratio("event_recall", title, caught, (s) => [s.caught, s.events]),
    ratio("event_miss_rate", "Missed, of all events", { ...missing, ...none }, (s) => [s.missed, s.events]),
    {
      ...described("event_f2", "F2 of events", { ...missed, missing: "no alarm, or no evaluable event" }),
      value: (s) => f2Score(s.trueAlarms.over(s.trueAlarms.plus(s.falseAlarms)), s.caught.over(s.events))
    }
  ]
}

const ofAlarms = (ratio: Ratio, { hasPolicy }: Setting): Measured => {
  const positive = { harm: "false alarms", sense: "higher", missing: "no alarm", ...underPolicy(hasPolicy) } as const
  const perTrue = { ...count, isPlural: true, missing: "no true alarm" }
  const alarms = { ...perDay, isPlural: true } as const
  const disturbed = {
    ...alarms,
    judged: true,
    marginOf: "falseAlarms",
    headline: { title: "False alarms", frequency: { per: 1, of: "patient-day", outcome: "false alarms" } }
  } as const
  const all = { ...alarms, sense: "none", judged: "false alarms per patient-day are judged" } as const
  const onlyTrue = { ...alarms, sense: "none", judged: "it follows how common events are" } as const
  return [
    ratio("alarm_precision", "Share of alarms that are true", positive, (s) => [
      s.trueAlarms,
      s.trueAlarms + s.falseAlarms
    ]),
    ratio("false_per_true", "False alarms per true alarm", perTrue, (s) => [s.falseAlarms, s.trueAlarms]),
    ratio("needed_to_evaluate", "Alarms per true alarm", perTrue, (s) => [s.trueAlarms + s.falseAlarms, s.trueAlarms]),
    ratio("false_alarms_per_day", "False alarms per patient-day", disturbed, (s) => [s.falseAlarms * day, s.minutes]),
    ratio("alarms_per_day", "Alarms per patient-day", all, (s) => [
      s.trueAlarms * day + s.falseAlarms * day,
      s.minutes
    ]),
    ratio("true_alarms_per_day", "True alarms per patient-day", onlyTrue, (s) => [s.trueAlarms * day, s.minutes])
  ]
}

const ofCosts = (ratio: Ratio, setting: Setting): Measured => {
  const cost = (id: string, per: "day" | "patients", judged: true | string) => {
    const unit = `${per === "day" ? "per patient-day" : "per 1,000 patients"} in ${money(setting)}`
    const record = { ...count, sense: "none", unit, judged, marginOf: "cost" } as const
    const over = costOver(setting, costColumns(setting), per)
    return ratio(id, `Cost of errors ${unit}`, { ...record, missing: per === "day" ? noTime : "no patient" }, over)
  }
  const judged = setting.costs.isIllustrative ? "the costs are an illustration, none were configured" : true
  return setting.mode === "patients"
    ? [cost("cost_per_1000_patients", "patients", judged)]
    : [
        cost("cost_per_day", "day", judged),
        cost("cost_per_1000_patients", "patients", "the cost per patient-day is judged")
      ]
}

const ofTiers = (ratio: Ratio, setting: Setting): Measured =>
  setting.tiers.map((tier, i) => {
    const [positives, steps] = [tierColumn(i, "positives"), tierColumn(i, "steps")]
    const record = { harm: "risk", sense: "none", missing: `no score in ${tier.name}`, judged: true } as const
    return ratio(riskMetric(tier), `Risk in ${tier.name}, per ${itemOf(setting)}`, record, (s) => [
      s[positives]!,
      s[steps]!
    ])
  })

/** Every measure that these data allow, those judged last. */
export const measuresIn = (setting: Setting, margins: Margins = noMargins): Measured => {
  const described = describedIn(setting, margins)
  const ratio: Ratio = (id, title, record, over) => ({
    ...described(id, title, record),
    over,
    floor: record.floor ?? "share"
  })
  return [
    ...ofSteps(ratio, itemOf(setting)),
    ...(setting.mode === "events" ? ofEvents(ratio, described, setting) : []),
    ...(setting.mode === "patients" ? [] : ofAlarms(ratio, setting)),
    ...ofCosts(ratio, setting),
    ...ofTiers(ratio, setting)
  ]
}

export const riskMetric = (tier: Pick<Tier, "name">): string => `risk_${tier.name}`
