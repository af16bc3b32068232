import { awaitsReplicates, Between, Sense } from "@fairward/core/Comparison"
import type { Block, Column } from "@fairward/core/ReportDocument"
import * as Document from "@fairward/core/ReportDocument"
import { Verdict } from "@fairward/core/ReportDocument"
import { Option, Schema } from "effect"
import type { ReportedStage, Subject } from "./Subject.ts"

const Side = Schema.Struct({
  estimate: Schema.NullOr(Schema.Finite),
  low: Schema.optionalKey(Schema.NullOr(Schema.Finite)),
  high: Schema.optionalKey(Schema.NullOr(Schema.Finite)),
  reason: Schema.optionalKey(Schema.String)
})

const Judged = Schema.Struct({
  comparisons: Schema.Array(
    Schema.Struct({
      grouping: Schema.optionalKey(Schema.String),
      category: Schema.optionalKey(Schema.String),
      metric: Schema.optionalKey(Schema.String),
      between: Schema.optionalKey(Between),
      cohort: Schema.optionalKey(Side),
      rest: Schema.optionalKey(Side),
      difference: Schema.optionalKey(Schema.NullOr(Schema.Finite)),
      detectable: Schema.optionalKey(Schema.NullOr(Schema.Finite)),
      verdict: Verdict,
      sense: Schema.optionalKey(Sense),
      margin: Schema.optionalKey(Schema.NullOr(Schema.Finite)),
      rounding: Schema.optionalKey(Schema.Finite),
      interval: Schema.optionalKey(Schema.NullOr(Schema.Struct({ low: Schema.Finite, high: Schema.Finite }))),
      reason: Schema.optionalKey(Schema.String),
      /** What the verdict was before its numbers were withheld. */
      withheld: Schema.optionalKey(Verdict)
    })
  )
})
export type Judgement = (typeof Judged.Type)["comparisons"][number]

/** Whether the cohort is worse off, also where the numbers are withheld. */
export const isWorse = ({ verdict, withheld = verdict }: Judgement): boolean =>
  withheld === "material" || withheld === "worse"

const judged = Schema.decodeUnknownOption(Judged)

interface Judgements {
  readonly all: ReadonlyArray<Judgement>
  /** Of groups of patients that are no cohorts, which a stage stores in parts of its findings: where something was not measured. */
  readonly ofOthers: ReadonlyArray<Judgement>
  readonly ofCohorts: ReadonlyArray<Judgement>
}

/** Of many cohorts, decoding them takes longer than writing about them, and pages are tried in several sizes. */
const known = new WeakMap<ReportedStage["stored"], Judgements>()

const judgementsIn = (stored: ReportedStage["stored"]): Judgements => {
  const before = known.get(stored)
  if (before !== undefined) return before
  const decoded = stored.status === "done" ? judged(stored.findings) : { _tag: "None" as const }
  const all = decoded._tag === "None" ? [] : decoded.value.comparisons
  const parts = stored.status === "done" ? Object.values(stored.findings ?? {}) : []
  const ofOthers = parts.flatMap((part) => Option.getOrUndefined(judged(part))?.comparisons ?? [])
  const ofCohorts = all.filter(({ between = "comparable" }) => between === "comparable")
  const found = { all, ofOthers, ofCohorts }
  known.set(stored, found)
  return found
}

/** The comparisons that a stage stored under `comparisons`; none when it made none. */
export const everyJudgementOf = ({ stored }: ReportedStage): ReadonlyArray<Judgement> => judgementsIn(stored).all

/** Those of a cohort with its rest, or with those of it who are comparable. */
export const judgementsOf = ({ stored }: ReportedStage): ReadonlyArray<Judgement> => judgementsIn(stored).ofCohorts

/** Those of groups of patients that are no cohorts. */
export const judgementsOfOthers = ({ stored }: ReportedStage): ReadonlyArray<Judgement> => judgementsIn(stored).ofOthers

/** How often each verdict was given; of those without, how many would have one with more replicates. */
export type VerdictCounts = Readonly<Record<Verdict, number>> & { readonly awaiting: number }

/** Verdicts that were withheld count as what they were. */
export const tally = (judgements: ReadonlyArray<Judgement>): VerdictCounts => {
  const counts = Object.fromEntries(Verdict.literals.map((verdict) => [verdict, 0])) as Record<Verdict, number>
  let awaiting = 0
  for (const { reason, verdict, withheld } of judgements) {
    counts[withheld ?? verdict]++
    if (awaitsReplicates({ verdict, ...(reason === undefined ? {} : { reason }) })) awaiting++
  }
  return { ...counts, awaiting }
}

/** Verdicts over all stages. */
export const allVerdicts = ({ stages }: Subject): VerdictCounts => tally(stages.flatMap(judgementsOf))

export const totalOf = (counts: VerdictCounts): number =>
  Verdict.literals.reduce((total, verdict) => total + counts[verdict], 0)

const columns: ReadonlyArray<readonly [key: string, title: string, verdicts: ReadonlyArray<Verdict>]> = [
  ["material", "Material", ["material"]],
  ["worse", "Worse", ["worse"]],
  ["different", "Greater or less", ["greater", "less"]],
  ["better", "Better", ["better"]],
  ["equivalent", "Equivalent", ["equivalent"]],
  ["inconclusive", "Inconclusive", ["inconclusive"]],
  ["small", "Too small", ["too small"]],
  ["none", "Not estimable", ["not estimable"]]
]

/** Those without a verdict: described only, or not judged because there are too few replicates. */
const unjudged = (counts: VerdictCounts) => ({
  described: counts["no verdict"] - counts.awaiting,
  awaiting: counts.awaiting
})

const integerColumn = (key: string, title: string): Column => ({ key, title, type: { _tag: "integer" } })

const countsRow = (stage: string, judgements: ReadonlyArray<Judgement>) => {
  if (judgements.length === 0) return []
  const counts = tally(judgements)
  const of = ([key, , own]: (typeof columns)[number]) => [key, own.reduce((sum, verdict) => sum + counts[verdict], 0)]
  return [{ stage, comparisons: judgements.length, ...unjudged(counts), ...Object.fromEntries(columns.map(of)) }]
}

/**
 * Every comparison once: a row for each stage that compares cohorts, and one for what it compares of other groups of patients;
 * `undefined` when none does.
 */
export const verdictTable = ({ stages }: Subject): Block | undefined => {
  const isOfModels = stages.some((stage) =>
    everyJudgementOf(stage).some(({ between }) => between === "models" || between === "changes")
  )
  const others = stages.flatMap((stage) => judgementsOfOthers(stage))
  const rows = stages.flatMap((stage) => {
    const { title } = stage.stored
    return [
      ...countsRow(title, everyJudgementOf(stage)),
      ...countsRow(`${title}: other groups of patients`, judgementsOfOthers(stage))
    ]
  })
  if (rows.length === 0) return undefined
  return Document.Block.make({
    _tag: "Table",
    id: "key-findings-verdicts",
    caption: `Comparisons of a cohort with its rest${isOfModels ? ", or with another model," : ","}${others.length === 0 ? "" : " and of other groups of patients with theirs,"} by analysis and verdict`,
    columns: [
      { key: "stage", title: "Analysis", type: { _tag: "text" }, width: 2 },
      integerColumn("comparisons", "All"),
      ...columns.map(([key, title]) => integerColumn(key, title)),
      ...(rows.some(({ awaiting }) => awaiting > 0)
        ? [integerColumn("awaiting", "Not judged: too few replicates")]
        : []),
      integerColumn("described", "Described only")
    ],
    rows
  })
}
