import { Schema } from "effect"
import type { Column } from "../../ReportDocument.ts"
import * as Document from "../../ReportDocument.ts"
import { type Block, Verdict } from "../../ReportDocument.ts"
import type { ReportedStage, Subject } from "./Subject.ts"

/** How often each verdict was given. */
export type VerdictCounts = Readonly<Record<Verdict, number>>

const WithComparisons = Schema.Struct({ comparisons: Schema.Array(Schema.Struct({ verdict: Verdict })) })
const withComparisons = Schema.decodeUnknownOption(WithComparisons)

/** Verdicts of the comparisons that a stage stored under `comparisons`; none when it made none. */
const verdictsOf = ({ stored }: ReportedStage): ReadonlyArray<Verdict> => {
  if (stored.status !== "done") return []
  const decoded = withComparisons(stored.findings)
  return decoded._tag === "None" ? [] : decoded.value.comparisons.map(({ verdict }) => verdict)
}

const tally = (verdicts: ReadonlyArray<Verdict>): VerdictCounts => {
  const counts = Object.fromEntries(Verdict.literals.map((verdict) => [verdict, 0])) as Record<Verdict, number>
  for (const verdict of verdicts) counts[verdict]++
  return counts
}

/** Verdicts over all stages. */
export const allVerdicts = ({ stages }: Subject): VerdictCounts => tally(stages.flatMap(verdictsOf))

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
  ["none", "Not estimable or no verdict", ["not estimable", "no verdict"]]
]

const integerColumn = (key: string, title: string): Column => ({ key, title, type: { _tag: "integer" } })

/** One row a stage that compares cohorts; `undefined` when none does. */
export const verdictTable = ({ stages }: Subject): Block | undefined => {
  const rows = stages.flatMap((stage) => {
    const verdicts = verdictsOf(stage)
    if (verdicts.length === 0) return []
    const counts = tally(verdicts)
    return [
      {
        stage: stage.stored.title,
        comparisons: verdicts.length,
        ...Object.fromEntries(
          columns.map(([key, , own]) => [key, own.reduce((sum, verdict) => sum + counts[verdict], 0)])
        )
      }
    ]
  })
  if (rows.length === 0) return undefined
  return Document.Block.make({
    _tag: "Table",
    id: "key-findings-verdicts",
    caption: "Comparisons of a cohort with its rest, by stage and verdict",
    columns: [
      { key: "stage", title: "Stage", type: { _tag: "text" }, width: 2 },
      integerColumn("comparisons", "All"),
      ...columns.map(([key, title]) => integerColumn(key, title))
    ],
    rows
  })
}
