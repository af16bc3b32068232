import { type Comparison, ReportDocument } from "@fairward/core"
import type { Findings, GroupingFindings } from "../Findings.ts"
import { comparisonsOf, inProse, metricTitle, worseByDelta } from "./Words.ts"

type KeyFinding = Extract<ReportDocument.Block, { readonly _tag: "KeyFinding" }>

const anchor = (grouping: GroupingFindings) => `performance-${grouping.id}`

const sides = ({ cohort, interval, rest }: Comparison.Comparison): string => {
  const values = `${inProse(cohort.estimate!)} against ${inProse(rest.estimate!)} in the rest`
  if (interval === null) return values
  const difference = inProse(cohort.estimate! - rest.estimate!)
  return `${values} (difference ${difference}, simultaneous interval ${inProse(interval.low)} to ${inProse(interval.high)})`
}

/** Metrics that speak for themselves at the bedside, told first where they are among the gravest. */
const toldFirst = ["event_recall", "recall"]

const gravestOf = (worse: ReadonlyArray<Comparison.Comparison>): Comparison.Comparison | undefined => {
  const material = worse.filter(({ verdict }) => verdict === "material")
  const gravest = material.length > 0 ? material : worse
  const [first] = toldFirst.flatMap((metric) => gravest.filter((one) => one.metric === metric))
  return first ?? gravest[0]
}

const worseCohort = (findings: Findings, grouping: GroupingFindings, category: string, label: string) => {
  const worse = worseByDelta(comparisonsOf(findings, grouping.id, category), findings)
  const gravest = gravestOf(worse)
  if (gravest === undefined) return []
  const others = worse.filter((one) => one !== gravest).map(({ metric }) => metricTitle(metric))
  const finding: KeyFinding = {
    _tag: "KeyFinding",
    verdict: gravest.verdict,
    text: [
      { strong: `${label} (${grouping.title.toLowerCase()}): ` },
      `${metricTitle(gravest.metric)} is worse, ${sides(gravest)}.`,
      ...(others.length === 0 ? [] : [` Also worse: ${others.join(", ")}.`])
    ],
    weight: worse.length + (gravest.delta ?? 0),
    evidence: anchor(grouping)
  }
  return [finding]
}

const tooSmall = (findings: Findings, grouping: GroupingFindings): ReadonlyArray<KeyFinding> => {
  const small = grouping.categories.filter(({ eventPatients }) => eventPatients < findings.verdictMinimum)
  if (small.length === 0) return []
  return [
    {
      _tag: "KeyFinding",
      verdict: "too small",
      text: [
        { strong: `${grouping.title}: ` },
        `too few event-bearing patients for a verdict in ${small
          .map(({ eventPatients, label }) => `${label} (${eventPatients})`)
          .join(", ")}. Absence of a finding there is no evidence of fairness.`
      ],
      weight: small.length,
      evidence: anchor(grouping)
    }
  ]
}

/** The worst cohorts first, in a sentence each; then the cohorts that are too small to say. */
export const keyFindings = (findings: Findings): ReadonlyArray<ReportDocument.Block> => {
  const worse = findings.groupings
    .flatMap((grouping) => grouping.categories.flatMap(({ id, label }) => worseCohort(findings, grouping, id, label)))
    .toSorted((a, b) => Number(b.verdict === "material") - Number(a.verdict === "material") || b.weight - a.weight)
  const small = findings.groupings.flatMap((grouping) => tooSmall(findings, grouping))
  const none: ReadonlyArray<ReportDocument.Block> =
    worse.length > 0
      ? []
      : [
          ReportDocument.paragraph(
            { strong: "No cohort is significantly worse than its rest in any metric." },
            " The tables below say how large a difference could have been seen."
          )
        ]
  return [...worse, ...none, ...small]
}
