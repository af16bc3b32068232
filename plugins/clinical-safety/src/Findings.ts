import { ComparisonTables, Disclosure } from "@fairward/core"
import { Schema } from "effect"

const { Count, Exposure, Least, Share, Steps } = Disclosure

/** On the whole split, with the pointwise 95 % percentile interval over replicates. */
const Measured = Schema.Struct({ estimate: Share, low: Share, high: Share })
export type Measured = typeof Measured.Type

const NumberOf = Schema.NullOr(Schema.Finite)

const numberAt = (value: unknown, ...path: ReadonlyArray<string | number>): number => {
  const found = path.reduce<unknown>((one, key) => (one as Readonly<Record<string, unknown>> | null)?.[key], value)
  return typeof found === "number" ? found : Number.NaN
}

/** A curve of the shares that reach each of some thresholds, of as many as there are; `null` of none. */
const reachedOf = (all: (context: Disclosure.Context) => number) =>
  Disclosure.shares(Schema.Struct({ share: Schema.Array(NumberOf) }), {
    share: ["share"],
    of: (context) => () => all(context),
    isAdditive: true
  })

/** The same, and the share that an alarm at every labelled step would reach. */
const reachedOrAlways = (all: (context: Disclosure.Context) => number) =>
  Disclosure.shares(Schema.Struct({ share: Schema.Array(NumberOf), always: NumberOf }), {
    share: ["share", "always"],
    of: (context) => () => all(context),
    isAdditive: true
  })

/** Of which the recall at a target is a share, where that counts patients or events. */
const caughtOf =
  ({ findings, record }: Disclosure.Context) =>
  (): number => {
    if (findings.mode === "patients") return numberAt(record, "counts", "positives", "all")
    return (
      numberAt(record, "counts", "events", "all") *
      (findings.target !== null && (findings.target as { readonly metric: string }).metric === "event-recall"
        ? 1
        : Number.NaN)
    )
  }

const MeasuredRecall = Disclosure.shares(Schema.Struct({ estimate: NumberOf, low: NumberOf, high: NumberOf }), {
  share: ["estimate"],
  beside: ["low", "high"],
  of: caughtOf,
  isAdditive: true
})

const eventsOf = ({ record }: Disclosure.Context): number => numberAt(record, "counts", "events", "all")

const stepsOf = ({ record }: Disclosure.Context): number =>
  numberAt(record, "counts", "positives", "all") + numberAt(record, "counts", "negatives", "all")

/** Of whole steps before an event each. */
const Median = Disclosure.quantiles(NumberOf, { step: Disclosure.samplingStep })

const TierCounts = Schema.Struct({
  tier: Schema.String,
  /** Labelled steps. */
  positives: Steps,
  negatives: Steps,
  risk: Measured,
  /** By the tier of the patient's highest score; `null` with one prediction a patient. */
  patients: Schema.NullOr(
    Disclosure.parts(Schema.Struct({ all: Count, withEvent: Count, withoutEvent: Count }), "all", [
      "withEvent",
      "withoutEvent"
    ])
  )
})

const decisionFields = (
  positives: (record: Disclosure.Context["record"]) => number,
  negatives: (record: Disclosure.Context["record"]) => number
) => ({
  positives: Count,
  /** At each threshold of `netBenefit.p`. */
  detected: reachedOrAlways(({ record }) => positives(record)),
  disturbed: reachedOrAlways(({ record }) => negatives(record))
})

const positivesAt = (kind: "patient" | "window") => (record: Disclosure.Context["record"]) =>
  numberAt(record, "netBenefit", kind, "positives")

const NetBenefit = Schema.Struct({
  /** Patients with something to detect; the others have nothing. */
  patient: Schema.Struct(
    decisionFields(positivesAt("patient"), (record) => numberAt(record, "patients") - positivesAt("patient")(record))
  ),
  /** Windows of events, and blocks of time without; `null` without events. */
  window: Schema.NullOr(
    Schema.Struct({
      ...decisionFields(positivesAt("window"), (record) => numberAt(record, "netBenefit", "window", "negatives")),
      negatives: Steps
    })
  )
})

/** Of a cohort, at other settings of the alarm. */
const WhatIf = Schema.Struct({
  /** Per silence, at each of `curve.thresholds`: of all evaluable events, and of all labelled steps. */
  settings: Schema.Array(
    Schema.Struct({
      caught: reachedOf(eventsOf),
      trueAlarms: reachedOf(stepsOf),
      falseAlarms: reachedOf(stepsOf)
    })
  ),
  /** Per budget, at the setting that is best for everyone. */
  budgets: Schema.Array(Schema.Struct({ fewest: Least, recall: Measured, alarmsPerDay: Measured, precision: Measured }))
})

const Counts = Schema.Struct({
  /** Labelled steps. */
  positives: Disclosure.parts(Schema.Struct({ all: Steps, reached: Steps, missed: Steps }), "all", [
    "reached",
    "missed"
  ]),
  negatives: Disclosure.parts(Schema.Struct({ all: Steps, reached: Steps, quiet: Steps }), "all", ["reached", "quiet"]),
  /** Evaluable events and what became of them, under the policy; `null` without events. */
  events: Schema.NullOr(
    Disclosure.parts(
      Schema.Struct({
        all: Count,
        caught: Count,
        /** Missed, because every alarm in the window was silenced. */
        silenced: Count,
        /** Missed, because there is no labelled step in the window. */
        notDetectable: Count,
        /** Missed, because no score in the window reaches the threshold. */
        unreached: Count
      }),
      "all",
      ["caught", "silenced", "notDetectable", "unreached"]
    )
  ),
  /** Under the policy; `null` with one prediction a patient. */
  alarms: Schema.NullOr(Schema.Struct({ true: Steps, false: Steps }))
})

const cohortFields = {
  patients: Count,
  eventPatients: Count,
  /** At risk, by the clock; `null` with one prediction a patient. */
  patientDays: Exposure,
  counts: Counts,
  /** Median minutes from the first alarm in the window to the event; `null` without a policy. */
  leadMinutes: Schema.NullOr(Schema.Struct({ fewest: Least, estimate: Median, low: Median, high: Median })),
  cost: Schema.Struct({
    fewest: Least,
    /** The cohort's own threshold of least cost; `null`: never to alarm. */
    cheapest: Share,
    /** There, in total. */
    least: Share,
    /** What everyone's cheapest threshold costs more than the cohort's own, per 1,000 patients. */
    extra: Measured
  }),
  target: Disclosure.shares(
    Schema.Struct({
      fewest: Least,
      /** The cohort's own highest threshold that reaches the target; `null`: none does. */
      threshold: Share,
      /** The recall there, or the best that can be reached. */
      reached: NumberOf,
      /** At that threshold. */
      precision: Measured,
      falseAlarmsPerDay: Measured,
      /** At the threshold that reaches the target among all patients. */
      recallAtEveryones: MeasuredRecall
    }),
    // At a threshold of the cohort's own.
    { share: ["reached"], of: caughtOf, isAdditive: false }
  ),
  tiers: Schema.Array(TierCounts),
  /** Errors that cost, at each of `curve.thresholds`. */
  errors: Schema.Struct({
    missed: reachedOf(({ findings, record }) =>
      (findings.costs as { readonly unit: string }).unit === "event"
        ? numberAt(record, "counts", "events", "all")
        : numberAt(record, "counts", "positives", "all")
    ),
    falseAlarms: reachedOf(stepsOf)
  }),
  whatIf: Schema.optionalKey(WhatIf),
  netBenefit: NetBenefit
}

/** What was counted and computed of a cohort, or of everyone. */
export const CohortFindings = Schema.Struct(cohortFields)
export type CohortFindings = typeof CohortFindings.Type

/** What the clinical safety stage found. Times are minutes, costs are in the configured currency. */
export const Findings = Schema.Struct({
  threshold: Disclosure.Setting,
  /** Scores are points and not probabilities: there is no net benefit. */
  scale: Schema.optionalKey(Schema.Literal("points")),
  ...ComparisonTables.comparedFields,
  mode: Schema.Literals(["events", "steps", "patients"]),
  timestep: Disclosure.Setting,
  horizon: Disclosure.Setting,
  policy: Schema.NullOr(Schema.Struct({ silenceFor: Disclosure.Setting, resetAfter: Disclosure.Setting })),
  costs: Schema.Struct({
    missed: Disclosure.Setting,
    falseAlarm: Disclosure.Setting,
    currency: Schema.NullOr(Schema.String),
    unit: Schema.Literals(["event", "step"]),
    margin: Schema.NullOr(Disclosure.Setting),
    /** No costs were configured. */
    isIllustrative: Schema.Boolean
  }),
  target: Schema.Struct({ metric: Schema.Literals(["event-recall", "recall"]), value: Disclosure.Setting }),
  fatigueLimit: Disclosure.Setting,
  /** 0.5 when absent. */
  missedLimit: Schema.optionalKey(Disclosure.Setting),
  tiers: Schema.Array(Schema.Struct({ name: Schema.String, from: Disclosure.Setting })),
  margin: Disclosure.Setting,
  falseAlarmMargin: Disclosure.Setting,
  /** What the options ask for and these data cannot give. */
  leftOut: Schema.Array(Schema.String),
  /** Thresholds of which the cheapest are chosen: all that matter, or a grid on which the policy was replayed. */
  sweep: Schema.Struct({ exact: Schema.Boolean, thresholds: Count }),
  /** Descending; none but the audit's is anybody's score. */
  curve: Schema.Struct({ thresholds: Schema.Array(Disclosure.Setting) }),
  /** What was tried beside the audit's threshold and policy; nothing without events. */
  whatIf: Schema.optionalKey(
    Schema.Struct({
      /** Minutes; 0: every step at the threshold rings. */
      silences: Schema.Array(Disclosure.Setting),
      /** Minutes of silences that are asked for and, at this step, are the same as one that was tried. */
      same: Schema.optionalKey(Schema.Array(Schema.Struct({ silence: Disclosure.Setting, as: Disclosure.Setting }))),
      /** Alarms per patient-day, and the setting within it that catches most events; `null`: none is within it. */
      budgets: Schema.Array(
        Schema.Struct({
          alarmsPerDay: Disclosure.Setting,
          threshold: Schema.NullOr(Disclosure.Setting),
          silence: Schema.NullOr(Disclosure.Setting)
        })
      )
    })
  ),
  netBenefit: Schema.Struct({ p: Schema.Array(Disclosure.Setting) }),
  everyone: Disclosure.everyone(
    Schema.Struct({
      ...cohortFields,
      /** Net benefit at the audit's threshold above the better of alarming always and never. */
      gain: Schema.optionalKey(Schema.Struct({ patient: Measured, window: Measured })),
      measures: Disclosure.everyone(
        Schema.Array(Schema.Struct({ metric: Schema.String, fewest: Least, ...Measured.fields })),
        "comparisons"
      )
    }),
    "cohorts"
  ),
  cohorts: Schema.Array(Schema.Struct({ grouping: Schema.String, category: Schema.String, ...cohortFields }))
})
export type Findings = typeof Findings.Type
export type Cohort = Findings["cohorts"][number]
