import { ComparisonCharts } from "@fairward/charts"
import { ComparisonTables, Minutes, ReportDocument } from "@fairward/core"
import { comparedOf, everyoneOf, type Findings, gapsOf, sharesOf } from "./Findings.ts"
import { outcomesTable, windowsTable } from "./views/OutcomesView.ts"
import { summarySentences } from "./views/SummaryView.ts"
import { everyoneWarnedTable, warnedCurves, warnedTable } from "./views/WarnedView.ts"
import { spanTitle } from "./Windows.ts"

const { caveat, count, heading, paragraph, score } = ReportDocument

type Block = ReportDocument.Block

const caveats = ({
  emptyWindows,
  everyone,
  horizon,
  leadsBeyondHorizon,
  threshold
}: Findings): ReadonlyArray<Block> => [
  ...(everyone.outcomes.detected === 0
    ? [
        caveat(
          "warning",
          "At the threshold ",
          score(threshold),
          " none of the ",
          count(everyone.outcomes.events),
          " evaluable events was detected, so there are no time gaps to compare."
        )
      ]
    : []),
  ...(emptyWindows.length > 0
    ? [
        caveat(
          "note",
          `Left out: ${emptyWindows.map(spanTitle).join(", ")}. No event has just so long before it in which the model could warn.`
        )
      ]
    : []),
  ...(leadsBeyondHorizon.length > 0
    ? [
        caveat(
          "note",
          `Not reported, because the model looks ahead ${Minutes.formatMinutes(horizon)} only: events warned of at least ${leadsBeyondHorizon.map(Minutes.formatMinutes).join(", ")} ahead.`
        )
      ]
    : [])
]

/** One axis for all windows, so that boxes can be compared between them. */
const sharedDomains = (compared: ComparisonTables.Compared, horizon: number): ComparisonCharts.Domains => {
  const domains = ComparisonCharts.axisDomains(compared, [0, horizon * 1.02])
  const measured = compared.metrics
    .filter(({ id }) => compared.comparisons.some(({ cohort, metric }) => metric === id && cohort.median !== null))
    .map(({ id }) => domains.get(id)!)
  const shared: readonly [number, number] =
    measured.length === 0
      ? [0, horizon]
      : [Math.min(...measured.map(([low]) => low)), Math.max(...measured.map(([, high]) => high))]
  return new Map(compared.metrics.map(({ id }) => [id, shared]))
}

const gapQuantity = "median time gap in minutes, by the time available before the event"

/** The section of the report, from findings alone. */
export const report = (findings: Findings): ReportDocument.StageSection => {
  const compared = comparedOf(findings)
  const gaps = gapsOf(findings)
  const shares = sharesOf(findings)
  const everyone = everyoneOf(findings)
  const boxes = {
    domains: sharedDomains(gaps, findings.horizon),
    everyone,
    replicates: findings.replicates,
    subject: "median gaps in minutes, by the time available before the event,"
  }
  const panels: ComparisonTables.Compared = {
    ...gaps,
    metrics: findings.windows.map((window) => ({ id: window.id, sense: "higher", title: spanTitle(window) }))
  }
  return {
    id: "time-gap",
    title: "Time gap between alarm and event",
    blocks: [
      paragraph(
        "The time gap of a detected event runs from the first alarm in the window before it, of at most ",
        { strong: Minutes.formatMinutes(findings.horizon) },
        ", to its start; longer is better for the patient. An alarm can come no earlier than the end of the previous event or the start of the stay. Events are therefore split by the time available before them, and the median gap of every cohort is compared with that of its rest, the patients of the other categories of its grouping, among events that had about equally much."
      ),
      ...caveats(findings),
      ...ComparisonCharts.overviewBlocks(compared, findings, {
        figures: (grouping, only, differing) => [
          ...ComparisonCharts.intervalBlocks(only(panels), grouping, gapQuantity),
          ...warnedCurves(findings, grouping, differing),
          ...ComparisonCharts.intervalBlocks(only(shares), grouping, "share of all events")
        ]
      })
    ],
    annex: [
      paragraph(
        "A median gap speaks of detected events only: a model that misses the hard ones can look early. Beside it therefore stands the share of all evaluable events that were warned of at least so long ahead, misses counting as not warned. It is judged in the same family of intervals, and says what a median gap can hide: a cohort can have the longer gap and the lower share."
      ),
      paragraph(ComparisonTables.significanceWords(findings)),
      heading(1, "time-gap-aggregated", "Aggregated views"),
      heading(2, "time-gap-summary", "Summary per grouping"),
      ...summarySentences(findings, compared),
      ComparisonTables.summariesTable(compared, everyone),
      heading(2, "time-gap-top-cohorts", "Cohorts with the largest disparities"),
      paragraph(
        "For each measure the three cohorts with the largest delta among those whose median gap is significantly shorter, or share significantly lower, than that of their rest. An empty cell means that there is no further one."
      ),
      ComparisonTables.topCohortsTable(compared),
      heading(2, "time-gap-in-time", "Events warned of in time"),
      paragraph(
        "Of all evaluable events, and of those for which it was possible: events with a labelled step at least so long before them in their window."
      ),
      everyoneWarnedTable(findings),
      heading(1, "time-gap-groupings", "Time gaps by grouping"),
      ...findings.groupings.flatMap((grouping) => [
        heading(2, `time-gap-${grouping.id}`, grouping.title),
        ComparisonTables.significanceSentence(compared, grouping),
        ...ComparisonCharts.boxBlocks(panels, grouping, boxes),
        ComparisonTables.significantTable(compared, grouping),
        ...ComparisonCharts.intervalBlocks(panels, grouping, gapQuantity),
        ...warnedCurves(findings, grouping),
        ...ComparisonCharts.intervalBlocks(shares, grouping, "share of all events"),
        warnedTable(findings, grouping),
        outcomesTable(findings, grouping),
        windowsTable(findings, grouping),
        ComparisonTables.comparisonTable(compared, grouping)
      ])
    ]
  }
}
