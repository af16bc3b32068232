import { Curves } from "@fairward/charts"
import { type ComparisonTables, Minutes, type ReportDocument } from "@fairward/core"
import { type Cohort, cohortsOf, type Findings, type Warned } from "../Findings.ts"

type Table = Extract<ReportDocument.Block, { readonly _tag: "Table" }>

const { formatMinutes } = Minutes

const shareColumns: Table["columns"] = [
  { key: "warned", title: "Warned", type: { _tag: "integer" } },
  { key: "events", title: "of all events", type: { _tag: "integer" } },
  { key: "share", title: "Share", type: { _tag: "number", digits: 3 } },
  { key: "interval", title: "95 % interval", type: { _tag: "interval", digits: 3 }, width: 1.5 },
  { key: "possible", title: "of possible", type: { _tag: "integer" } },
  { key: "possibleShare", title: "Share", type: { _tag: "number", digits: 3 } },
  { key: "possibleInterval", title: "95 % interval", type: { _tag: "interval", digits: 3 }, width: 1.5 }
]

const intervalOf = ({ high, low }: Warned["ofAll"]) => (low === null || high === null ? null : ([low, high] as const))

const shareOf = ({ share }: Warned["ofAll"], none: string) => (share === null ? { value: null, note: none } : share)

const shareCells = ({ events, ofAll, ofPossible, possible, warned }: Warned) => ({
  warned,
  events,
  share: shareOf(ofAll, "no event"),
  interval: intervalOf(ofAll),
  possible,
  possibleShare: shareOf(ofPossible, "no such event"),
  possibleInterval: intervalOf(ofPossible)
})

/** Cohorts large enough that their share is not told by a few patients. */
const lowestOf = (findings: Findings, lead: number) =>
  findings.groupings
    .flatMap((grouping) => cohortsOf(findings, grouping).map(({ cohort, label }) => ({ cohort, grouping, label })))
    .filter(({ cohort }) => cohort.outcomes.patients >= findings.verdictMinimum)
    .flatMap(({ cohort, grouping, label }) => {
      const share = cohort.warned.find((one) => one.lead === lead)?.ofAll.share ?? null
      return share === null ? [] : [{ name: `${label} (${grouping.title})`, share }]
    })
    .reduce<{ readonly name: string; readonly share: number } | undefined>(
      (found, one) => (found === undefined || one.share < found.share ? one : found),
      undefined
    )

/** All test patients: the share warned of at least so long ahead, and the cohort in which it is lowest. */
export const everyoneWarnedTable = (findings: Findings): Table => ({
  _tag: "Table",
  id: "time-gap-warned",
  caption: `Events warned of in time, all patients; the lowest share of all events among cohorts with at least ${findings.verdictMinimum} patients with an event`,
  empty: "None of the configured times ahead lies within the horizon.",
  columns: [
    { key: "lead", title: "At least", type: { _tag: "text" } },
    ...shareColumns,
    { key: "lowest", title: "Lowest", type: { _tag: "number", digits: 3 } },
    { key: "cohort", title: "in", type: { _tag: "text" }, width: 2 }
  ],
  rows: findings.everyone.warned.map((warned) => {
    const lowest = lowestOf(findings, warned.lead)
    return {
      lead: formatMinutes(warned.lead),
      ...shareCells(warned),
      lowest: lowest?.share ?? null,
      cohort: lowest?.name ?? null
    }
  })
})

/** Per category and time ahead: how many events were warned of so early, of all and of those where it was possible. */
export const warnedTable = (findings: Findings, grouping: ComparisonTables.ComparedGrouping): Table => ({
  _tag: "Table",
  id: `time-gap-warned-${grouping.id}`,
  caption: `${grouping.title}: events warned of in time, of all evaluable events and of those for which an alarm so early was possible`,
  empty: "None of the configured times ahead lies within the horizon.",
  columns: [
    { key: "lead", title: "At least", type: { _tag: "text" } },
    { key: "category", title: "Category", type: { _tag: "text" }, width: 1.6 },
    ...shareColumns
  ],
  rows: findings.leads.flatMap((lead) =>
    cohortsOf(findings, grouping).flatMap(({ cohort, label }) =>
      cohort.warned
        .filter((warned) => warned.lead === lead)
        .map((warned) => ({ lead: formatMinutes(lead), category: label, ...shareCells(warned) }))
    )
  )
})

const seriesOf = (
  { category, curve }: Cohort,
  of: "ofAll" | "ofPossible",
  label: string,
  scale: number
): Curves.Series => ({
  id: category,
  label,
  points: curve.lead.flatMap((lead, i) => {
    const share = curve[of].share[i]
    if (share === null || share === undefined) return []
    return [{ x: lead / scale, y: share, low: curve[of].low[i] ?? null, high: curve[of].high[i] ?? null }]
  })
})

const visible = 0.02

/** Whether the share of all events looks like that of those where a warning so early was possible. */
const wasPossible = ({ curve: { ofAll, ofPossible } }: Cohort): boolean =>
  ofAll.share.every((share, i) => Math.abs((share ?? 0) - (ofPossible.share[i] ?? share ?? 0)) < visible)

const hour = 60

/** Share of events that were warned of, against how long ahead; all cohorts but the `emphasised` ones in grey. */
export const warnedCurves = (
  findings: Findings,
  grouping: ComparisonTables.ComparedGrouping,
  emphasised?: ReadonlySet<string>
): ReadonlyArray<ReportDocument.Block> => {
  const cohorts = cohortsOf(findings, grouping)
  const inHours = findings.horizon >= 2 * hour
  const panel = (of: "ofAll" | "ofPossible", title: string): Curves.Panel => ({
    id: of,
    title,
    xTitle: `Warned at least … ${inHours ? "hours" : "minutes"} ahead`,
    yTitle: "Share of events",
    marked: findings.horizon / findings.timestep <= 12,
    xDomain: [0, inHours ? findings.horizon / hour : findings.horizon],
    series: cohorts
      .map(({ cohort, label }) => {
        const { events } = cohort.outcomes
        return seriesOf(cohort, of, `${label} (${events} ${events === 1 ? "event" : "events"})`, inHours ? hour : 1)
      })
      .filter(({ points }) => points.length > 0)
  })
  const panels = (
    cohorts.every(({ cohort }) => wasPossible(cohort))
      ? [panel("ofAll", "Of all events; so early was possible in nearly all")]
      : [panel("ofAll", "Of all events"), panel("ofPossible", "Of events where so early was possible")]
  ).filter(({ series }) => series.length > 0)
  if (panels.length === 0) return []
  const names = cohorts.map(({ label }) => label).join(", ")
  return Curves.curves({ series: grouping.categories.map(({ id }) => id), panels, emphasised }).map(
    (figure, i, { length }) => ({
      _tag: "Chart",
      id: `time-gap-curves-${grouping.id}-${i + 1}`,
      spec: figure.spec,
      caption: `${grouping.title}: share of events warned of at least so long ahead; bands are pointwise 95 % intervals over ${findings.replicates} replicates${length === 1 ? "" : ` (${i + 1} of ${length})`}`,
      alt: `Curves of the share of events that were warned of against the time ahead, for ${names}. The table of events warned of in time has the numbers.`
    })
  )
}
