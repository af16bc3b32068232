import type * as Comparison from "../Comparison.ts"
import { type Block, paragraph } from "../ReportDocument.ts"
import { type Compared, type ComparedGrouping, inProse, isRepeated, metricOf, notableByDelta } from "./compared.ts"

type KeyFinding = Extract<Block, { readonly _tag: "KeyFinding" }>

const sides = (compared: Compared, { cohort, interval, metric, rest }: Comparison.Comparison): string => {
  const prose = (value: number) => inProse(compared, metric, value)
  const values = `${prose(cohort.estimate!)} against ${prose(rest.estimate!)} in the rest`
  if (interval === null) return values
  const difference = prose(cohort.estimate! - rest.estimate!)
  return `${values} (difference ${difference}, simultaneous interval ${prose(interval.low)} to ${prose(interval.high)})`
}

const gravestOf = (
  notable: ReadonlyArray<Comparison.Comparison>,
  toldFirst: ReadonlyArray<string>
): Comparison.Comparison | undefined => {
  const material = notable.filter(({ verdict }) => verdict === "material")
  const gravest = material.length > 0 ? material : notable
  const [first] = toldFirst.flatMap((metric) => gravest.filter((one) => one.metric === metric))
  return first ?? gravest[0]
}

const cohortFinding = (
  compared: Compared,
  grouping: ComparedGrouping,
  category: ComparedGrouping["categories"][number],
  toldFirst: ReadonlyArray<string>
): ReadonlyArray<KeyFinding> => {
  const own = compared.comparisons.filter(
    (one) => one.grouping === grouping.id && one.category === category.id && !isRepeated(compared, one)
  )
  const notable = notableByDelta(own, compared.significance)
  const gravest = gravestOf(notable, toldFirst)
  if (gravest === undefined) return []
  const others = notable.filter((one) => one !== gravest).map(({ metric }) => metricOf(compared, metric).title)
  const how = gravest.sense === "none" ? gravest.direction! : "worse"
  return [
    {
      _tag: "KeyFinding",
      verdict: gravest.verdict,
      text: [
        { strong: `${category.label} (${grouping.title.toLowerCase()}): ` },
        `${metricOf(compared, gravest.metric).title} is ${how}, ${sides(compared, gravest)}.`,
        ...(others.length === 0
          ? []
          : [` Also ${gravest.sense === "none" ? "different" : "worse"}: ${others.join(", ")}.`])
      ],
      weight: notable.length,
      evidence: `${compared.stage}-${grouping.id}`
    }
  ]
}

const tooSmallFinding = (
  compared: Compared,
  grouping: ComparedGrouping,
  verdictMinimum: number
): ReadonlyArray<KeyFinding> => {
  const small = grouping.categories.filter(({ id }) =>
    compared.comparisons.some(
      (one) => one.grouping === grouping.id && one.category === id && one.verdict === "too small"
    )
  )
  const { count, title } = compared.bearing ?? {
    title: "event-bearing patients",
    count: (_: string, id: string) => small.find((category) => category.id === id)!.eventPatients
  }
  const own = small.filter(({ id }) => count(grouping.id, id) < verdictMinimum)
  if (own.length === 0) return []
  return [
    {
      _tag: "KeyFinding",
      verdict: "too small",
      text: [
        { strong: `${grouping.title}: ` },
        `too few ${title} for a verdict in ${own
          .map(({ id, label }) => `${label} (${count(grouping.id, id)})`)
          .join(", ")}. Absence of a finding there is no evidence of fairness.`
      ],
      weight: own.length,
      evidence: `${compared.stage}-${grouping.id}`
    }
  ]
}

/**
 * A sentence a cohort with a notable difference, the gravest first; then the cohorts that are too small to say.
 *
 * Evidence is the heading `<stage>-<grouping>`, which the stage's section must have. Metrics in `toldFirst` are preferred
 * among the gravest of a cohort.
 */
export const keyFindings = (
  compared: Compared,
  verdictMinimum: number,
  toldFirst: ReadonlyArray<string> = []
): ReadonlyArray<Block> => {
  const notable = compared.groupings
    .flatMap((grouping) =>
      grouping.categories.flatMap((category) => cohortFinding(compared, grouping, category, toldFirst))
    )
    .toSorted((a, b) => Number(b.verdict === "material") - Number(a.verdict === "material") || b.weight - a.weight)
  const none: ReadonlyArray<Block> =
    notable.length > 0
      ? []
      : [
          paragraph(
            { strong: "No cohort differs significantly from its rest here." },
            " The tables below say how large a difference could have been seen."
          )
        ]
  const small = compared.groupings.flatMap((grouping) => tooSmallFinding(compared, grouping, verdictMinimum))
  return [...notable, ...none, ...small]
}
