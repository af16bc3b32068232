import { couldBeWorseBy } from "@fairward/core/Comparison"
import type { Block } from "@fairward/core/ReportDocument"
import * as Document from "@fairward/core/ReportDocument"
import type { ReportedStage, Subject } from "./Subject.ts"
import { type Judgement, judgementsOf, tally, totalOf, type VerdictCounts } from "./verdictCounts.ts"

/** What the analyses say of one cohort, each in its own count of verdicts. */
export interface Standing {
  readonly grouping: string
  readonly category: string
  readonly groupingTitle: string
  readonly label: string
  /** Over all analyses. */
  readonly counts: VerdictCounts
  /** How much worse off it could be in what is inconclusive, in margins: 0 where the intervals rule that out. */
  readonly couldBeWorseBy: number
  /** Of the analyses that compare this cohort. */
  readonly stages: ReadonlyArray<{ readonly stage: ReportedStage; readonly counts: VerdictCounts }>
}

/** Every audited cohort, in the order of the groupings. */
export const standingsOf = ({ findings, stages }: Subject): ReadonlyArray<Standing> => {
  const judged = stages.map((stage) => ({ stage, judgements: judgementsOf(stage) }))
  return findings.audit.groupings.flatMap((grouping) =>
    grouping.categories.map(({ id, label }) => {
      const own = judged.map(({ judgements, stage }) => ({
        stage,
        judgements: judgements.filter((one) => one.grouping === grouping.id && one.category === id)
      }))
      return {
        grouping: grouping.id,
        category: id,
        groupingTitle: grouping.title,
        label,
        counts: tally(own.flatMap(({ judgements }) => judgements)),
        couldBeWorseBy: Math.max(0, ...own.flatMap(({ judgements }) => judgements.map(openBy))),
        stages: own.flatMap(({ judgements, stage }) =>
          judgements.length === 0 ? [] : [{ stage, counts: tally(judgements) }]
        )
      }
    })
  )
}

const openBy = ({ interval = null, margin = null, sense = "none", verdict }: Judgement): number =>
  verdict === "inconclusive" ? (couldBeWorseBy({ interval, sense }) ?? 0) / (margin ?? Number.POSITIVE_INFINITY) : 0

export const cohortName = ({ groupingTitle, label }: Pick<Standing, "groupingTitle" | "label">): string =>
  `${label} (${groupingTitle.toLowerCase()})`

const worseOf = ({ material, worse }: VerdictCounts): number => material + worse

/** Cohorts that are worse off somewhere, those with the most material verdicts first. */
export const worseOff = (standings: ReadonlyArray<Standing>): ReadonlyArray<Standing> =>
  standings
    .filter(({ counts }) => worseOf(counts) > 0)
    .toSorted((a, b) => b.counts.material - a.counts.material || worseOf(b.counts) - worseOf(a.counts))

/** Whether an analysis could judge nothing about a cohort for want of patients. */
export const isSmallIn = ({ counts }: Standing["stages"][number]): boolean =>
  counts["too small"] > 0 &&
  counts.awaiting === 0 &&
  totalOf(counts) === counts["too small"] + counts["no verdict"] + counts["not estimable"]

/** Cohorts that the table of the front page has room for. */
export const rowsInFront = 6

/** Cohorts that are worse off, by analysis: how many comparisons say so, of how many. `undefined` when there is none. */
export const standingsTable = (id: string, standings: ReadonlyArray<Standing>): Block | undefined => {
  const compared = standings.flatMap(({ stages }) => stages)
  const isTelling = new Set(compared.filter(({ counts }) => worseOf(counts) > 0).map(({ stage }) => stage.id))
  const stages = new Map(
    compared.flatMap(({ stage }) => (isTelling.has(stage.id) ? [[stage.id, stage.stored.title] as const] : []))
  )
  if (stages.size === 0) return undefined
  return Document.Block.make({
    _tag: "Table",
    id,
    caption:
      "Cohorts that are worse off than their rest: in how many comparisons, and in how many of these by more than the margin (material)",
    columns: [
      { key: "cohort", title: "Cohort", type: { _tag: "text" }, width: 2, filter: true },
      ...[...stages].map(([key, title]) => ({ key, title, type: { _tag: "text" as const }, width: 1.5 }))
    ],
    rows: standings.map((standing) => ({
      cohort: cohortName(standing),
      ...Object.fromEntries(
        [...stages.keys()].map((key) => {
          const own = standing.stages.find(({ stage }) => stage.id === key)?.counts
          if (own === undefined) return [key, { value: "not compared", mark: "muted" as const }]
          const value = `${worseOf(own)} of ${totalOf(own)}`
          return own.material > 0
            ? [key, { value, mark: "worse" as const, note: `${own.material} material` }]
            : [key, worseOf(own) > 0 ? value : { value, mark: "muted" as const }]
        })
      )
    }))
  })
}
