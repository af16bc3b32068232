import { AuditConfig, Comparison, ComparisonTables } from "@fairward/core"
import { Schema } from "effect"

const Estimate = Schema.NullOr(Schema.Finite)

/** On the whole split, with the pointwise 95 % percentile interval over replicates. */
const Measured = Schema.Struct({ estimate: Estimate, low: Estimate, high: Estimate })
export type Measured = typeof Measured.Type

const TierCounts = Schema.Struct({
  tier: Schema.String,
  /** Labelled steps, and positive ones. */
  steps: Schema.Int,
  positives: Schema.Int,
  risk: Measured,
  /** Patients whose highest score lies in the tier, and of them those with an event. */
  patients: Schema.Int,
  eventPatients: Schema.Int
})

const BenefitCurve = Schema.Struct({
  /** Patients, or windows. */
  n: Schema.Int,
  positives: Schema.Int,
  /** At each threshold of `netBenefit.p`. */
  model: Schema.Array(Estimate),
  all: Schema.Array(Estimate)
})
export type BenefitCurve = typeof BenefitCurve.Type

const cohortFields = {
  patients: Schema.Int,
  eventPatients: Schema.Int,
  /** Labelled time; `null` with one prediction a patient. */
  patientDays: Estimate,
  counts: Schema.Struct({
    truePositives: Schema.Int,
    falsePositives: Schema.Int,
    missedPositives: Schema.Int,
    steps: Schema.Int,
    /** Evaluable events; those without a labelled step in their window are among the missed. `null` without events. */
    events: Schema.NullOr(Schema.Int),
    missed: Schema.NullOr(Schema.Int),
    notDetectable: Schema.NullOr(Schema.Int),
    /** Missed, because every alarm in the window was silenced. */
    silenced: Schema.NullOr(Schema.Int),
    /** Under the policy. */
    trueAlarms: Schema.Int,
    falseAlarms: Schema.Int
  }),
  /** Median minutes from the first alarm in the window to the event; `null` without a policy. */
  leadMinutes: Schema.NullOr(Measured),
  cost: Schema.Struct({
    /** In total, at the audit's threshold. */
    total: Schema.Finite,
    /** The cohort's own threshold of least cost; `null`: never to alarm. */
    cheapest: Estimate,
    /** There, and at everyone's threshold of least cost; in total. */
    least: Schema.Finite,
    atEveryones: Schema.Finite,
    /** What everyone's cheapest threshold costs more than the cohort's own, per 1,000 patients. */
    extra: Measured
  }),
  target: Schema.Struct({
    /** The cohort's own highest threshold that reaches the target; `null`: none does. */
    threshold: Estimate,
    /** The recall there, or the best that can be reached. */
    reached: Estimate,
    /** At that threshold. */
    precision: Measured,
    falseAlarmsPerDay: Measured,
    /** At the threshold that reaches the target among all patients. */
    recallAtEveryones: Measured
  }),
  tiers: Schema.Array(TierCounts),
  /** Cost per patient-day (per 1,000 patients with one prediction a patient) at each of `curve.thresholds`. */
  costs: Schema.Array(Estimate),
  netBenefit: Schema.Struct({ patient: BenefitCurve, window: Schema.NullOr(BenefitCurve) })
}

/** What was counted and computed of a cohort, or of everyone. */
export const CohortFindings = Schema.Struct(cohortFields)
export type CohortFindings = typeof CohortFindings.Type

/** What the clinical safety stage found. Times are minutes, costs are in the configured currency. */
export const Findings = Schema.Struct({
  threshold: Schema.Finite,
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
    margin: Estimate,
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
  sweep: Schema.Struct({ exact: Schema.Boolean, thresholds: Schema.Int }),
  curve: Schema.Struct({ thresholds: Schema.Array(Schema.Finite) }),
  netBenefit: Schema.Struct({ p: Schema.Array(Schema.Finite) }),
  groupings: Schema.Array(ComparisonTables.ComparedGrouping),
  everyone: Schema.Struct({
    ...cohortFields,
    measures: Schema.Array(Schema.Struct({ metric: Schema.String, ...Measured.fields }))
  }),
  cohorts: Schema.Array(Schema.Struct({ grouping: Schema.String, category: Schema.String, ...cohortFields })),
  /** Every measure of every cohort and its rest; those that are described only have no verdict. */
  comparisons: Schema.Array(Comparison.Comparison)
})
export type Findings = typeof Findings.Type
export type Cohort = Findings["cohorts"][number]
