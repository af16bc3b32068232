import { ComparisonTables, Disclosure, type Measure } from "@fairward/core"
import { Schema } from "effect"

const { Count, Estimate, Setting } = Disclosure

const counts = {
  /** Test patients. */
  patients: Count,
  /** Whom clinicians recognised or treated. */
  recognised: Count,
  /** Evaluable events. */
  events: Count,
  /** Of these: recognised before their window opened, and so left out. */
  cut: Count,
  /** With an alarm before recognition. */
  caught: Count,
  /** Without one. */
  missed: Count,
  /** Of the whole stay. */
  auroc: Estimate
}

const counted = <Fields extends Schema.Struct.Fields>(fields: Fields) =>
  Disclosure.within(
    Disclosure.parts(Schema.Struct({ ...fields, ...counts }), "events", ["cut", "caught", "missed"]),
    "patients",
    "recognised"
  )

const Everyone = counted({})
const Cohort = counted({ grouping: Schema.String, category: Schema.String })

export type Counts = typeof Everyone.Type

/** What the recognition stage found. */
export const Findings = Schema.Struct({
  ...ComparisonTables.comparedFields,
  threshold: Setting,
  /** Minutes. */
  timestep: Setting,
  /** Whether there are events over time; without them no share of events and no time is told. */
  hasEvents: Schema.Boolean,
  cohorts: Schema.Array(Cohort),
  everyone: Disclosure.everyone(Everyone, "cohorts"),
  /** Of all test patients. */
  values: Disclosure.everyone(
    Schema.Array(
      Schema.Struct({
        metric: Schema.String,
        estimate: Estimate,
        /** Pointwise 95 % percentile interval. */
        low: Estimate,
        high: Estimate
      })
    ),
    "comparisons"
  )
})
export type Findings = typeof Findings.Type

type Described = Measure.Measure & { readonly ofEvents: boolean }

/** What is judged. */
const judged = [
  {
    id: "event_recall_before",
    title: "Event recall before recognition",
    sense: "higher",
    unit: "share",
    harm: "missed",
    headline: {
      title: "No alarm before recognition",
      frequency: { per: 100, of: "events", outcome: "have no alarm before clinicians knew", complement: true }
    },
    ofEvents: true
  },
  {
    id: "auroc_before",
    title: "AUROC before recognition",
    sense: "higher",
    unit: "share",
    harm: "ranking",
    ofEvents: false
  },
  {
    id: "lead_time",
    title: "Lead time to recognition",
    sense: "higher",
    unit: "min",
    harm: "late",
    digits: 0,
    ofEvents: true
  },
  {
    id: "alarms_after",
    title: "Share of alarms after recognition",
    sense: "none",
    unit: "share",
    harm: "late",
    directions: {
      greater: "more of the alarms come after clinicians knew",
      less: "fewer of the alarms come after clinicians knew"
    },
    ofEvents: false
  },
  {
    id: "recognised_before",
    title: "Time from recognition to event",
    sense: "none",
    unit: "min",
    harm: "sources",
    digits: 0,
    directions: { greater: "recognised earlier by clinicians", less: "recognised later by clinicians" },
    ofEvents: true
  }
] as const satisfies ReadonlyArray<Described>

export type JudgedId = (typeof judged)[number]["id"]

/** The same without the cut, beside what is judged. */
const described = [
  {
    id: "event_recall_uncut",
    title: "Event recall, whole stay",
    sense: "higher",
    unit: "share",
    harm: "sources",
    ofEvents: true
  },
  {
    id: "lead_time_uncut",
    title: "Lead time to the event",
    sense: "higher",
    unit: "min",
    harm: "sources",
    digits: 0,
    ofEvents: true
  }
] as const satisfies ReadonlyArray<Described>

const named = (all: ReadonlyArray<Described>, hasEvents: boolean): ReadonlyArray<Measure.Measure> =>
  all.flatMap(({ ofEvents, ...measure }) => (ofEvents && !hasEvents ? [] : [measure]))

export const judgedMeasures = (hasEvents: boolean): ReadonlyArray<Measure.Measure> => named(judged, hasEvents)

export const describedMeasures = (hasEvents: boolean): ReadonlyArray<Measure.Measure> => named(described, hasEvents)

export const measuresOf = ({ hasEvents }: Pick<Findings, "hasEvents">): ReadonlyArray<Measure.Measure> => [
  ...judgedMeasures(hasEvents),
  ...describedMeasures(hasEvents)
]

export const measureIds = (hasEvents: boolean): ReadonlyArray<string> => measuresOf({ hasEvents }).map(({ id }) => id)
