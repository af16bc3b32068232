import { AuditConfig, Comparison, ComparisonTables, Disclosure } from "@fairward/core"
import { Schema } from "effect"

/** A row of the table: `answered_after` is the minutes until somebody answered, `null` where nobody did. */
export interface Row {
  readonly patient: number
  readonly minutes: number
  readonly answered_after: number | null
}

export const Findings = Schema.Struct({
  significance: AuditConfig.Significance,
  level: Disclosure.Setting,
  verdictMinimum: Disclosure.Setting,
  replicates: Disclosure.Setting,
  /** Minutes. */
  within: Disclosure.Setting,
  /** Alarms of all test patients. */
  everyone: Schema.Struct({ raised: Disclosure.Count, answered: Disclosure.Count }),
  groupings: Schema.Array(ComparisonTables.ComparedGrouping),
  comparisons: Schema.Array(Comparison.Comparison)
})
export type Findings = typeof Findings.Type
