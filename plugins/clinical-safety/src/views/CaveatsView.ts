import { type ReportDocument, ReportDocument as Text } from "@fairward/core"
import type { Findings } from "../Findings.ts"
import { allCohorts, fullName, itemOf, measureOf, money } from "../Words.ts"

type Block = ReportDocument.Block

const caveat = (severity: "note" | "warning", ...text: ReportDocument.Text): Block => ({
  _tag: "Caveat",
  severity,
  text
})

const named = 6

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
  const who = tired
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
      ". Staff may stop answering such alarms, the true ones too. Least often true: ",
      ...who,
      tired.length > named ? "; and more in the tables." : "."
    )
  ]
}

const costs = (findings: Findings): ReadonlyArray<Block> =>
  findings.costs.isIllustrative
    ? [
        caveat(
          "warning",
          { strong: "Costs are an illustration. " },
          "None were configured, so a missed ",
          findings.costs.unit === "event" ? "event" : `positive ${itemOf(findings)}`,
          " weighs as much as ",
          Text.count(findings.costs.missed),
          ` false alarms, in ${money(findings)} of one false alarm. No hospital has measured that; set `,
          { code: "stages.clinical-safety.costs" },
          " to your own. Cost gets no verdict here."
        )
      ]
    : []

const tiers = (findings: Findings): ReadonlyArray<Block> => {
  const empty = findings.everyone.tiers.filter(({ steps }) => steps === 0).map(({ tier }) => tier)
  return empty.length === 0
    ? []
    : [
        caveat(
          "note",
          `No ${itemOf(findings)} of any patient has a score in ${empty.join(" or ")}: the tiers do not fit the scores of this model. Choose them under `,
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
          "Cheapest thresholds were looked for on a grid of ",
          Text.count(sweep.thresholds),
          " thresholds, quantiles of the scores, because the alarm policy has to be replayed at each. So were thresholds for a target recall of events, so that they can lie below the highest possible."
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

const replicates = ({ replicates: count }: Findings): ReadonlyArray<Block> =>
  count >= 1000
    ? []
    : [
        caveat(
          "warning",
          "Verdicts need at least 1,000 replicates. This audit drew ",
          Text.count(count),
          ", so intervals are shown without them and the simultaneous test marks nothing."
        )
      ]

/** What a reader must know before the numbers. */
export const caveats = (findings: Findings): ReadonlyArray<Block> => [
  ...fatigue(findings),
  ...costs(findings),
  ...unreached(findings),
  ...findings.leftOut.map((text) => caveat("note", text)),
  ...tiers(findings),
  ...replicates(findings)
]
