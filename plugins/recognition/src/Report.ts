import { ComparisonCharts } from "@fairward/charts"
import { ComparisonTables, Prose, ReportDocument } from "@fairward/core"
import { describedMeasures, type Findings } from "./Findings.ts"
import { cohortsTable, missedChart, shownCohorts } from "./views/CohortsView.ts"
import { countedWords, everyoneFinding, findingBlocks, firstWords, judgedOf } from "./Words.ts"

const { text } = Prose
const { heading, paragraph } = ReportDocument

type Block = ReportDocument.Block

/** What is cut, and what recognition is not. */
const setting = (findings: Findings): Block =>
  paragraph(
    ...text`An alarm after the treatment has begun helps nobody, and a model can look good by following what clinicians do. So everything at or after the first time at which they recognised a patient or began to treat is cut here, of patients with and without an event; beside each number stands what it is over the whole stay. ${countedWords(findings)} That time is what was recorded, not what clinicians thought: who is recognised late gives the alarm more time, and where the alarm was in use, it may be why they treated.`
  )

const digits = 3

/** Values over the whole stay, which are not judged here. */
const wholeStay = (findings: Findings, grouping: ComparisonTables.ComparedGrouping): Block => {
  const measures = describedMeasures(findings.hasEvents)
  const compared = { ...judgedOf(findings), metrics: measures, comparisons: findings.comparisons }
  return {
    _tag: "Table",
    id: `recognition-whole-${grouping.id}`,
    caption: `${grouping.title}: the same over the whole stay, also after recognition`,
    columns: [
      { key: "metric", title: "Measure", type: { _tag: "text" }, width: 2, filter: true },
      { key: "category", title: "Category", type: { _tag: "text" }, width: 1.5, filter: true },
      { key: "cohort", title: "Cohort", type: { _tag: "number", digits } },
      { key: "rest", title: "Rest", type: { _tag: "number", digits } },
      { key: "difference", title: "Difference", type: { _tag: "number", digits } }
    ],
    rows: measures.flatMap(({ digits: own = digits, id }) =>
      findings.comparisons
        .filter((one) => one.metric === id && one.grouping === grouping.id)
        .map((one) => {
          const cell = (value: ReportDocument.Cell): ReportDocument.Cell =>
            typeof value === "number" ? { value, digits: own } : value
          return {
            metric: ComparisonTables.metricName(compared, id),
            category: ComparisonTables.categoryLabel(grouping, one.category),
            cohort: cell(ComparisonTables.estimateCell(one, "cohort")),
            rest: cell(ComparisonTables.estimateCell(one, "rest")),
            difference: cell(one.difference)
          }
        })
    )
  }
}

/** The section of the report, from findings alone. */
export const report = (findings: Findings): ReportDocument.StageSection => {
  const compared = judgedOf(findings)
  const { cohorts, isWhole } = shownCohorts(findings)
  const quantity = "what comes before recognition"
  return {
    id: "recognition",
    title: "Before recognition",
    blocks: [
      ...everyoneFinding(findings),
      ...firstWords(findings),
      setting(findings),
      ...ComparisonTables.fewReplicates(findings.replicates),
      ...findingBlocks(findings),
      ...(isWhole ? [] : ComparisonTables.overviewTables(compared)),
      ...(cohorts.length === 0
        ? []
        : [
            heading(1, "recognition-cohorts", "Before recognition, and over the whole stay"),
            cohortsTable(findings, cohorts, isWhole ? "Every cohort" : "Cohorts that are worse off"),
            ...(findings.hasEvents ? missedChart(findings, cohorts) : [])
          ])
    ],
    annex: [
      paragraph("Each cohort is compared with its rest. ", ComparisonTables.significanceWords(findings)),
      ...findings.groupings.flatMap((grouping) => [
        heading(1, `recognition-${grouping.id}`, grouping.title),
        ...ComparisonCharts.intervalBlocks(compared, grouping, quantity, { ownAxes: true }),
        ComparisonTables.comparisonTable(compared, grouping),
        ...(findings.hasEvents ? [wholeStay(findings, grouping)] : [])
      ]),
      {
        _tag: "Reference",
        id: "recognition-kamran",
        text: "Kamran et al., Evaluation of sepsis prediction models before onset of treatment. NEJM AI 1(3), 2024",
        doi: "10.1056/AIoa2300032"
      }
    ]
  }
}
