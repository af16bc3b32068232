/** What an audit compared, read from its findings. */
import type { AuditFindings, Comparison, Measure } from "@fairward/core"
import * as Compared from "@fairward/core/Comparison"
import { Option, Schema } from "effect"

const Stored = Schema.Struct({ comparisons: Schema.Array(Compared.Comparison) })

/** What a stage compared. */
export interface ComparedStage {
  readonly id: string
  readonly title: string
  readonly comparisons: ReadonlyArray<Comparison.Comparison>
  readonly measures: ReadonlyMap<string, typeof Measure.Measure.Type>
}

/** The stages that are done and compare cohorts, in the order of the report. */
export const comparedStages = ({ stages }: AuditFindings.AuditFindings): ReadonlyArray<ComparedStage> =>
  Object.entries(stages).flatMap(([id, stored]) => {
    if (stored.status !== "done") return []
    const decoded = Schema.decodeUnknownOption(Stored)(stored.findings)
    if (Option.isNone(decoded) || decoded.value.comparisons.length === 0) return []
    const measures = new Map((stored.measures ?? []).map((measure) => [measure.id, measure]))
    return [{ id, title: stored.title, comparisons: decoded.value.comparisons, measures }]
  })

/** What is compared: two audits have it in common where all three are the same. */
export const keyOf = ({
  category,
  grouping,
  metric
}: Pick<Comparison.Comparison, "category" | "grouping" | "metric">) => JSON.stringify([grouping, category, metric])

/** Whether a measure is described and never judged, so that it has no verdict to be decided on. */
export const isDescribed = (one: Comparison.Comparison): boolean =>
  one.verdict === "no verdict" && !Compared.awaitsReplicates(one)
