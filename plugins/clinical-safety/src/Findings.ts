import { AuditConfig, Comparison, ComparisonTables, Disclosure } from "@fairward/core"
import { Schema } from "effect"

const { Count, Estimate, Share, Value } = Disclosure

/** On the whole split, with the pointwise 95 % percentile interval over replicates. */
const Measured = Schema.Struct({ estimate: Share, low: Share, high: Share })
export type Measured = typeof Measured.Type

/**
 * Smallest count above 0 of patients or events from which the numbers beside it follow; 0 where they follow from steps and
 * alarms alone. Where it is withheld, so are they.
 */
const Fewest = Count

const TierCounts = Schema.Struct({
  tier: Schema.String,
  /** Labelled steps. */
  positives: Count,
  negatives: Count,
  risk: Measured,
  /** By the tier of the patient's highest score; `null` with one prediction a patient. */
  patients: Schema.NullOr(
    Disclosure.parts(Schema.Struct({ all: Count, withEvent: Count, withoutEvent: Count }), "all", [
      "withEvent",
      "withoutEvent"
    ])
  )
})

const BenefitCurve = Schema.Struct({
  /** Of patients or events that reach a threshold, do not, or lie between two neighbours. */
  fewest: Fewest,
  /** At each threshold of `netBenefit.p`. */
  model: Schema.Array(Share),
  all: Schema.Array(Share)
})
export type BenefitCurve = typeof BenefitCurve.Type

const Counts = Schema.Struct({
  /** Labelled steps. */
  positives: Disclosure.parts(Schema.Struct({ all: Count, reached: Count, missed: Count }), "all", [
    "reached",
    "missed"
  ]),
  negatives: Disclosure.parts(Schema.Struct({ all: Count, reached: Count, quiet: Count }), "all", ["reached", "quiet"]),
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
  alarms: Schema.NullOr(Schema.Struct({ true: Count, false: Count }))
})

const cohortFields = {
  patients: Count,
  eventPatients: Count,
  /** At risk, by the clock; `null` with one prediction a patient. */
  patientDays: Estimate,
  counts: Counts,
  /** Median minutes from the first alarm in the window to the event; `null` without a policy. */
  leadMinutes: Schema.NullOr(Schema.Struct({ fewest: Fewest, estimate: Share, low: Share, high: Share })),
  cost: Schema.Struct({
    fewest: Fewest,
    /** In total, at the audit's threshold. */
    total: Share,
    /** The cohort's own threshold of least cost; `null`: never to alarm. */
    cheapest: Share,
    /** There, and at everyone's threshold of least cost; in total. */
    least: Share,
    atEveryones: Share,
    /** What everyone's cheapest threshold costs more than the cohort's own, per 1,000 patients. */
    extra: Measured
  }),
  target: Schema.Struct({
    fewest: Fewest,
    /** The cohort's own highest threshold that reaches the target; `null`: none does. */
    threshold: Share,
    /** The recall there, or the best that can be reached. */
    reached: Share,
    /** At that threshold. */
    precision: Measured,
    falseAlarmsPerDay: Measured,
    /** At the threshold that reaches the target among all patients. */
    recallAtEveryones: Measured
  }),
  tiers: Schema.Array(TierCounts),
  costs: Schema.Struct({
    /** As of net benefit. */
    fewest: Fewest,
    /** Cost per patient-day (per 1,000 patients with one prediction a patient) at each of `curve.thresholds`. */
    values: Schema.Array(Share)
  }),
  netBenefit: Schema.Struct({ patient: BenefitCurve, window: Schema.NullOr(BenefitCurve) })
}

/** What was counted and computed of a cohort, or of everyone. */
export const CohortFindings = Schema.Struct(cohortFields)
export type CohortFindings = typeof CohortFindings.Type

/** What the clinical safety stage found. Times are minutes, costs are in the configured currency. */
export const Findings = Schema.Struct({
  threshold: Schema.Finite,
  /** Scores are points and not probabilities: there is no net benefit. */
  scale: Schema.optionalKey(Schema.Literal("points")),
  significance: AuditConfig.Significance,
  level: Schema.Finite,
  verdictMinimum: Schema.Int,
  replicates: Schema.Int,
  mode: Schema.Literals(["events", "steps", "patients"]),
  timestep: Schema.Finite,
  horizon: Schema.Finite,
  policy: Schema.NullOr(Schema.Struct({ silenceFor: Schema.Finite, resetAfter: Schema.Finite })),
  costs: Schema.Struct({
    missed: Schema.Finite,
    falseAlarm: Schema.Finite,
    currency: Schema.NullOr(Schema.String),
    unit: Schema.Literals(["event", "step"]),
    margin: Schema.NullOr(Schema.Finite),
    /** No costs were configured. */
    isIllustrative: Schema.Boolean
  }),
  target: Schema.Struct({ metric: Schema.Literals(["event-recall", "recall"]), value: Schema.Finite }),
  fatigueLimit: Schema.Finite,
  tiers: Schema.Array(Schema.Struct({ name: Schema.String, from: Schema.Finite })),
  margin: Schema.Finite,
  falseAlarmMargin: Schema.Finite,
  /** What the options ask for and these data cannot give. */
  leftOut: Schema.Array(Schema.String),
  /** Thresholds of which the cheapest are chosen: all that matter, or a grid on which the policy was replayed. */
  sweep: Schema.Struct({ exact: Schema.Boolean, thresholds: Count }),
  curve: Schema.Struct({ thresholds: Schema.Array(Value) }),
  netBenefit: Schema.Struct({ p: Schema.Array(Schema.Finite) }),
  groupings: Schema.Array(ComparisonTables.ComparedGrouping),
  everyone: Schema.Struct({
    ...cohortFields,
    measures: Schema.Array(Schema.Struct({ metric: Schema.String, fewest: Fewest, ...Measured.fields }))
  }),
  cohorts: Schema.Array(Schema.Struct({ grouping: Schema.String, category: Schema.String, ...cohortFields })),
  /** Every measure of every cohort and its rest; those that are described only have no verdict. */
  comparisons: Schema.Array(Comparison.Comparison)
})
export type Findings = typeof Findings.Type
export type Cohort = Findings["cohorts"][number]
