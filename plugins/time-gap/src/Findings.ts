import { ComparisonTables, Disclosure, type Measure } from "@fairward/core"
import { Schema } from "effect"
import { leadHeadline, leadMeasure, leadMetric } from "./Leads.ts"
import { gapMeasure, Window } from "./Windows.ts"

const { Count, Estimate } = Disclosure

/** Of gaps, which are whole steps of an event each: rounded to a distance within which other events lie. */
const Median = Disclosure.quantiles(Estimate, { step: Disclosure.samplingStep })

/** What became of the evaluable events of a cohort; the four outcomes add up to `events`. */
export const Outcomes = Disclosure.parts(
  Schema.Struct({
    /** Patients with an evaluable event. */
    patients: Count,
    events: Count,
    detected: Count,
    missed: Count,
    /** Time was available before the event, but no labelled step in its window. */
    notDetectable: Count,
    /** The event follows the previous one at once. */
    noneAvailable: Count,
    windows: Schema.Array(
      Schema.Struct({
        window: Schema.String,
        events: Count,
        detected: Count,
        /** Patients with a detected event in this window. */
        patients: Count
      })
    )
  }),
  "events",
  ["detected", "missed", "notDetectable", "noneAvailable"]
)
export type Outcomes = typeof Outcomes.Type

/** A share on the whole split, with the pointwise 95 % percentile interval over replicates. */
const Share = Schema.Struct({ share: Disclosure.Share, low: Disclosure.Share, high: Disclosure.Share })

/** Shares at each time ahead, told in ranges of as many events as may not be told. */
const curveShares = (all: (context: Disclosure.Context) => (index: number) => number) =>
  Disclosure.shares(
    Schema.Struct({ share: Schema.Array(Estimate), low: Schema.Array(Estimate), high: Schema.Array(Estimate) }),
    { share: ["share"], beside: ["low", "high"], of: all, isAdditive: true }
  )

const SharesOfAll = curveShares(
  ({ population }) =>
    () =>
      population.events
)

/** Of how many events a share could be warned of: as many were warned of of all. */
const SharesOfPossible = curveShares(({ population, record, struct }) => (index) => {
  const { ofAll } = record.curve as { readonly ofAll: { readonly share: ReadonlyArray<number | null> } }
  const [all, possible] = [ofAll.share[index], (struct.share as typeof ofAll.share)[index]]
  return all && possible ? Math.round((population.events * all) / possible) : population.events
})

/** Events warned of at least `lead` minutes ahead. */
export const Warned = Disclosure.within(
  Disclosure.within(
    Schema.Struct({
      lead: Disclosure.Setting,
      warned: Count,
      /** Evaluable events, and the share of them that was warned of so early. */
      events: Count,
      ofAll: Share,
      /** Evaluable events with a labelled step so early in their window, and the share of them that was warned of so early. */
      possible: Count,
      ofPossible: Share
    }),
    "events",
    "warned"
  ),
  "possible",
  "warned"
)
export type Warned = typeof Warned.Type

/** At each lead, ascending: who is warned of at one is warned of at those before it. */
const WarnedAhead = Disclosure.nested(Schema.Array(Warned), ["warned", "possible"])

export const WarnedCurve = Schema.Struct({
  /** Minutes ahead, ascending. */
  lead: Schema.Array(Disclosure.Setting),
  ofAll: SharesOfAll,
  ofPossible: SharesOfPossible
})
export type WarnedCurve = typeof WarnedCurve.Type

/** What the time gap stage found. Times are minutes. */
export const Findings = Schema.Struct({
  threshold: Disclosure.Setting,
  ...ComparisonTables.comparedFields,
  timestep: Disclosure.Setting,
  horizon: Disclosure.Setting,
  margin: Disclosure.Setting,
  shareMargin: Disclosure.Setting,
  windows: Schema.Array(Window),
  /** Configured windows that no evaluable event falls into. */
  emptyWindows: Schema.Array(Window),
  leads: Schema.Array(Disclosure.Setting),
  /** Configured times ahead that lie beyond the horizon. */
  leadsBeyondHorizon: Schema.Array(Disclosure.Setting),
  /** All test patients. */
  everyone: Disclosure.everyone(
    Schema.Struct({
      medians: Schema.Array(Schema.Struct({ window: Schema.String, estimate: Median, low: Median, high: Median })),
      outcomes: Outcomes,
      warned: WarnedAhead
    }),
    "cohorts"
  ),
  cohorts: Schema.Array(
    Schema.Struct({
      grouping: Schema.String,
      category: Schema.String,
      outcomes: Outcomes,
      warned: WarnedAhead,
      curve: WarnedCurve
    })
  )
})
export type Findings = typeof Findings.Type
export type Cohort = Findings["cohorts"][number]

/** What is compared: median gaps of every window, and shares warned so long ahead, the first of which heads a column. */
export const measuresOf = ({ leads, windows }: Pick<Findings, "leads" | "windows">): ReadonlyArray<Measure.Measure> => [
  ...windows.map(gapMeasure),
  ...leads.map((lead, i) => (i === 0 ? { ...leadMeasure(lead), headline: leadHeadline(lead) } : leadMeasure(lead)))
]

/** The findings as shared views read them. */
export const comparedOf = (findings: Findings): ComparisonTables.Compared => ({
  ...findings,
  stage: "time-gap",
  metricTitle: "Measure",
  metrics: measuresOf(findings),
  bearing: {
    title: "patients with a detected event in at least one of the windows",
    count: (grouping, category) => {
      const cohort = findings.cohorts.find((one) => one.grouping === grouping && one.category === category)!
      return Math.min(...cohort.outcomes.windows.map(({ patients }) => patients))
    }
  }
})

const only = (compared: ComparisonTables.Compared, stage: string, ids: ReadonlySet<string>) => ({
  ...compared,
  stage,
  metrics: compared.metrics.filter(({ id }) => ids.has(id)),
  comparisons: compared.comparisons.filter(({ metric }) => ids.has(metric))
})

/** Of the findings as shared views read them the median gaps, in minutes. */
export const gapsOf = (findings: Findings): ComparisonTables.Compared =>
  only(comparedOf(findings), "time-gap", new Set(findings.windows.map(({ id }) => id)))

/** Of the findings as shared views read them the shares warned in time. */
export const sharesOf = (findings: Findings): ComparisonTables.Compared =>
  only(comparedOf(findings), "time-gap-shares", new Set(findings.leads.map(leadMetric)))

/** Median gaps and shares of all test patients. */
export const everyoneOf = ({ everyone }: Findings): ReadonlyMap<string, number | null> =>
  new Map([
    ...everyone.medians.map(({ estimate, window }) => [window, estimate] as const),
    ...everyone.warned.map(({ lead, ofAll }) => [leadMetric(lead), ofAll.share] as const)
  ])

/** What was found of the categories of a grouping, in their order. */
export const cohortsOf = (
  { cohorts }: Findings,
  grouping: ComparisonTables.ComparedGrouping
): ReadonlyArray<{ readonly label: string; readonly cohort: Cohort }> =>
  grouping.categories.flatMap(({ id, label }) =>
    cohorts.filter((one) => one.grouping === grouping.id && one.category === id).map((cohort) => ({ label, cohort }))
  )
