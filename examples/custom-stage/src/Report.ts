import { ComparisonCharts } from "@fairward/charts"
import { ComparisonTables, ReportDocument } from "@fairward/core"
import { driftChart } from "./DriftChart.ts"
import { comparedOf, type Findings, type Level } from "./Findings.ts"
import { windowTitle } from "./Windows.ts"

const { caveat, decimal, heading, paragraph } = ReportDocument

type Block = ReportDocument.Block
type Column = ReportDocument.Column

const share = (key: string, title: string): Column => ({ key, title, type: { _tag: "percent", digits: 1 } })

const excessOf = ({ meanScore, observedRisk }: Level): number | null =>
  meanScore === null || observedRisk === null ? null : meanScore - observedRisk

const everyoneTable = ({ everyone, windows }: Findings): Block => ({
  _tag: "Table",
  id: "score-drift-everyone",
  caption: "All patients: mean score and observed risk in each window of the stay, every labelled step counting once",
  columns: [
    { key: "window", title: "Window of the stay", type: { _tag: "text" }, width: 1.6, filter: true },
    { key: "patients", title: "Patients", type: { _tag: "integer" } },
    { key: "steps", title: "Labelled steps", type: { _tag: "integer" } },
    share("score", "Mean score"),
    share("risk", "Observed risk"),
    { key: "excess", title: "Excess", type: { _tag: "number", digits: 3 } }
  ],
  rows: everyone.map((level, w) => ({
    window: windowTitle(windows[w]!),
    patients: level.patients,
    steps: level.steps,
    score: level.meanScore,
    risk: level.observedRisk,
    excess: excessOf(level)
  }))
})

/** A row a cohort: the two numbers whose difference the chart shows. */
const levelsTable = (findings: Findings, grouping: ComparisonTables.ComparedGrouping): Block => ({
  _tag: "Table",
  id: `score-drift-levels-${grouping.id}`,
  caption: `${grouping.title}: mean score / observed risk, per labelled step of each window of the stay`,
  columns: [
    { key: "cohort", title: "Cohort", type: { _tag: "text" }, width: 1.6, filter: true },
    ...findings.windows.flatMap((window) => [
      share(`score_${window.id}`, `Mean score, ${windowTitle(window)}`),
      share(`risk_${window.id}`, "Observed risk")
    ])
  ],
  rows: grouping.categories.map(({ id, label }) => {
    const { levels } = findings.cohorts.find((one) => one.grouping === grouping.id && one.category === id)!
    return {
      cohort: label,
      ...Object.fromEntries(
        levels.flatMap((level) => [
          [`score_${level.window}`, level.meanScore],
          [`risk_${level.window}`, level.observedRisk]
        ])
      )
    }
  })
})

const caveats = ({ emptyWindows }: Findings): ReadonlyArray<Block> => [
  ...(emptyWindows.length === 0
    ? []
    : [caveat("note", `No step is labelled in these windows: ${emptyWindows.map(windowTitle).join(", ")}.`)]),
  caveat(
    "note",
    "Patients who leave take no part in later windows. Drift is therefore of who stays as well as of the model: look at the counts beside it."
  )
]

/** The section of the report, from findings alone. */
export const report = (findings: Findings): ReportDocument.StageSection => {
  const compared = comparedOf(findings)
  return {
    id: "score-drift",
    title: "Score drift over the stay",
    blocks: [
      paragraph(
        "Who reads a score as a risk expects that of all steps with a score of 20 %, one in five is followed by an event. The ",
        { strong: "excess" },
        " is the mean score minus the share of steps that were followed by one: above 0 the risk is overstated, below 0 understated. ",
        { strong: "Drift" },
        ` is how the excess changes from the first window of the stay, ${windowTitle(findings.windows[0]!)}, to a later one. Each cohort is compared with its rest; greater says that its scores rise more, or fall less, against the observed risk. A difference within `,
        decimal(findings.margin, 3),
        " does not matter. ",
        ComparisonTables.significanceWords(findings)
      ),
      ...caveats(findings),
      ...ComparisonCharts.overviewBlocks(compared, findings, { quantity: "excess or drift" })
    ],
    annex: [
      heading(1, "score-drift-aggregated", "Aggregated views"),
      everyoneTable(findings),
      ComparisonTables.topCohortsTable(compared),
      heading(1, "score-drift-groupings", "Drift by grouping"),
      ...findings.groupings.flatMap((grouping) => [
        heading(2, `score-drift-${grouping.id}`, grouping.title),
        driftChart(findings, grouping),
        ...ComparisonCharts.intervalBlocks(compared, grouping, "excess or drift"),
        levelsTable(findings, grouping),
        ComparisonTables.comparisonTable(compared, grouping)
      ])
    ]
  }
}
