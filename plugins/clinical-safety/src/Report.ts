import { ComparisonCharts } from "@fairward/charts"
import { ComparisonTables, Minutes, ReportDocument } from "@fairward/core"
import type { Findings } from "./Findings.ts"
import { boardTable } from "./views/BoardView.ts"
import { caveats, gridCaveat } from "./views/CaveatsView.ts"
import { costsTable, targetTable } from "./views/CostsView.ts"
import { alarmsTable, stepsTable, tiersTable } from "./views/ErrorsView.ts"
import { everyoneFindings } from "./views/EveryoneView.ts"
import { overviewCharts } from "./views/OverviewView.ts"
import { everyoneCharts, thresholdCharts } from "./views/ThresholdView.ts"
import { whatIfBlocks, whatIfTable } from "./views/WhatIfView.ts"
import { comparedOf, comparisonTable, itemOf, money } from "./Words.ts"

const { heading, paragraph } = ReportDocument

const alarmWords = ({ policy, threshold, mode }: Findings): ReadonlyArray<ReportDocument.Inline> => [
  "An alarm is a score of at least ",
  { strong: String(Number(threshold.toPrecision(4))) },
  ...(mode === "patients"
    ? ["."]
    : policy === null
      ? [" at a labelled step; without an alarm policy every such step is one."]
      : [
          ` at a labelled step; it silences others for ${Minutes.formatMinutes(policy.silenceFor)}, until ${
            policy.resetAfter === 0 ? "an event's end" : `${Minutes.formatMinutes(policy.resetAfter)} after an event`
          } at the latest.`
        ])
]

const amount = (value: number): ReportDocument.Inline =>
  Number.isInteger(value) ? ReportDocument.count(value) : ReportDocument.decimal(value, 2)

const costWords = (findings: Findings): ReadonlyArray<ReportDocument.Inline> => {
  const { costs, mode } = findings
  const missed = costs.unit === "event" ? "event" : `positive ${itemOf(findings)}`
  return [
    ` A missed ${missed} costs `,
    amount(costs.missed),
    ", a false alarm ",
    amount(costs.falseAlarm),
    ` ${money(findings)}${costs.unit === "step" && mode !== "patients" ? ", counted per step" : ""}. `
  ]
}

/** What curves against the threshold show, or that there are none. */
const benefitWords = (findings: Findings): ReadonlyArray<ReportDocument.Block> => {
  const { cohorts, everyone, horizon, mode, netBenefit } = findings
  const isGone = (values: ReadonlyArray<number | null>) => values.every((value) => value === null)
  const isWithheld =
    findings.curve.thresholds.length > 0 &&
    [everyone, ...cohorts].every(
      ({ errors, netBenefit: { patient, window } }) =>
        isGone(errors.missed.share) &&
        isGone(patient.detected.share) &&
        (window === null || isGone(window.detected.share))
    )
  if (isWithheld) {
    return [
      paragraph(
        `Curves of cost${netBenefit.p.length === 0 ? "" : " and net benefit"} against the threshold are withheld: there are too few patients in every cohort.`
      )
    ]
  }
  if (netBenefit.p.length === 0) return []
  return [
    paragraph(
      `Net benefit, as defined in the glossary, reads the threshold as a probability and every score above it as an alarm, whatever a policy silences${
        mode === "events"
          ? `; windows before events stand against ${Minutes.formatMinutes(horizon)} blocks of time with label 0`
          : ""
      }. Gain is what is left above the better of alarming always and never: below 0 the model is worse than one of the two.`
    )
  ]
}

/** The section of the report, from findings alone. */
export const report = (findings: Findings): ReportDocument.StageSection => {
  const compared = comparedOf(findings)
  const item = itemOf(findings)
  return {
    id: "clinical-safety",
    title: "Clinical safety",
    blocks: [
      paragraph(...alarmWords(findings), ...costWords(findings)),
      boardTable(findings),
      ...everyoneFindings(findings),
      ...caveats(findings),
      ...ComparisonCharts.overviewBlocks(compared, findings, {
        ownAxes: true,
        figures: (grouping, only, differing) => [
          ...ComparisonCharts.intervalBlocks(only(compared), grouping, "the measure", { ownAxes: true }),
          ...thresholdCharts(findings, grouping, differing)
        ]
      }),
      ...whatIfBlocks(findings)
    ],
    annex: [
      paragraph(ComparisonTables.significanceWords(findings)),
      heading(1, "clinical-safety-aggregated", "All cohorts side by side"),
      ...benefitWords(findings),
      ...everyoneCharts(findings),
      ...overviewCharts(findings),
      heading(1, "clinical-safety-groupings", "Safety by grouping"),
      ...gridCaveat(findings),
      paragraph(
        `A category's own thresholds are chosen on the very patients whose cost and recall is shown, and stay fixed in replicates; in small cohorts they look better than they would be. Costs and risks also follow how common positive ${item}s are: greater and less, not worse.`
      ),
      ...findings.groupings.flatMap((grouping) => [
        heading(2, `clinical-safety-${grouping.id}`, grouping.title),
        ...thresholdCharts(findings, grouping),
        ...(findings.mode === "patients" ? [] : [alarmsTable(findings, grouping)]),
        ...(findings.mode === "patients" || findings.policy !== null ? [stepsTable(findings, grouping)] : []),
        costsTable(findings, grouping),
        targetTable(findings, grouping),
        ...whatIfTable(findings, grouping),
        ...(findings.tiers.length === 0 ? [] : [tiersTable(findings, grouping)]),
        comparisonTable(findings, compared, grouping)
      ])
    ]
  }
}
