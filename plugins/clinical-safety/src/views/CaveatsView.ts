import { type ReportDocument, ReportDocument as Text } from "@fairward/core"
import type { Findings } from "../Findings.ts"
import {
  allCohorts,
  comparisonOf,
  fullName,
  isNearlyAll,
  itemOf,
  measureOf,
  thresholdDigits,
  tierMisfit
} from "../Words.ts"

const { caveat } = Text

type Block = ReportDocument.Block

const named = 3

/** Cohorts in which so few alarms are true that they may no longer be answered. */
const fatigue = (findings: Findings): ReadonlyArray<Block> => {
  const metric = findings.mode === "patients" ? "step_precision" : "alarm_precision"
  const cohorts = allCohorts(findings)
  const tired = cohorts
    .flatMap((one) => {
      const { estimate } = measureOf(findings, one, metric)
      return estimate === null || estimate >= findings.fatigueLimit ? [] : [{ one, estimate }]
    })
    .toSorted((a, b) => a.estimate - b.estimate)
  if (tired.length === 0) return []
  const everyone = measureOf(findings, undefined, metric).estimate
  const oneIn = (estimate: number): ReportDocument.Text =>
    estimate === 0 ? ["none"] : ["1 in ", Text.count(Math.round(1 / estimate))]
  // Of what was rounded to nothing nobody knows how much less it is than others.
  const ranked = tired.filter(
    ({ estimate, one }) => estimate >= (comparisonOf(findings, one, metric).rounding ?? 0) / 2
  )
  const who = ranked
    .slice(0, named)
    .flatMap(
      ({ estimate, one }, i): ReportDocument.Text => [i === 0 ? "" : "; ", `${fullName(one)} `, ...oneIn(estimate)]
    )
  return [
    caveat(
      "warning",
      { strong: "Alert fatigue. " },
      "In ",
      ...(tired.length === cohorts.length
        ? ["every one of the ", Text.count(cohorts.length), " cohorts"]
        : [Text.count(tired.length), " of ", Text.count(cohorts.length), " cohorts"]),
      " fewer than ",
      Text.percentage(findings.fatigueLimit, 0),
      " of alarms are true",
      ...(everyone === null || everyone === 0
        ? []
        : ["; over all patients 1 alarm in ", Text.count(Math.round(1 / everyone)), " is"]),
      ". Staff may stop answering such alarms, the true ones too.",
      ...(ranked.length === 0
        ? []
        : [" Least often true: ", ...who, ranked.length > named ? "; and more in the tables." : "."])
    )
  ]
}

const costs = (findings: Findings): ReadonlyArray<Block> =>
  findings.costs.isIllustrative
    ? [
        caveat(
          "warning",
          { strong: "Costs are an illustration. " },
          "None were configured: a missed ",
          findings.costs.unit === "event" ? "event" : `positive ${itemOf(findings)}`,
          " weighs as much as ",
          Text.count(findings.costs.missed),
          ` false alarms, which no hospital has measured, and gets no verdict. Set `,
          { code: "stages.clinical-safety.costs" },
          "."
        )
      ]
    : []

/** Tiers that tell scores hardly apart. */
const tiers = (findings: Findings): ReadonlyArray<Block> => {
  const { threshold } = findings
  const misfit = tierMisfit(findings)
  if (misfit === undefined) return []
  const { empty, fullest, share } = misfit
  const ofThreshold = (findings.tiers.findLast(({ from }) => threshold >= from) ?? findings.tiers[0]!).name
  return [
    caveat(
      "warning",
      { strong: "The tiers do not fit the scores of this model. " },
      ...(isNearlyAll(misfit)
        ? [
            `${fullest} holds `,
            Text.percentage(share, share > 0.999 ? 3 : 1),
            ` of all labelled ${itemOf(findings)}s. `
          ]
        : []),
      ...(empty.length === 0 ? [] : [`No score of any patient lies in ${empty.join(" or ")}. `]),
      "Alarms begin at ",
      Text.decimal(threshold, thresholdDigits(findings)),
      `, in ${ofThreshold}. A colour then says little; choose tiers under `,
      { code: "stages.clinical-safety.tiers" },
      "."
    )
  ]
}

/** Where thresholds are not exact. */
export const gridCaveat = ({ sweep }: Findings): ReadonlyArray<Block> =>
  sweep.exact
    ? []
    : [
        caveat(
          "note",
          "Cheapest thresholds, and those for a target recall of events, were looked for among ",
          Text.count(sweep.thresholds),
          " quantiles of the scores, at each of which the alarm policy was replayed; the best may lie between them."
        )
      ]

const unreached = ({ everyone, target }: Findings): ReadonlyArray<Block> =>
  everyone.target.threshold !== null
    ? []
    : [
        caveat(
          "warning",
          `No threshold reaches a recall of ${target.value} among all patients`,
          ...(everyone.target.reached === null
            ? ["."]
            : ["; the best is ", Text.decimal(everyone.target.reached, 3), "."])
        )
      ]

/** What a reader must know before the numbers. */
export const caveats = (findings: Findings): ReadonlyArray<Block> => [
  ...fatigue(findings),
  ...tiers(findings),
  ...costs(findings),
  ...unreached(findings),
  ...findings.leftOut.map((text) => caveat("note", text))
]
