import { ComparisonTables, Disclosure } from "@fairward/core"
import { Schema } from "effect"

/** A row of the table: `answered_after` is the minutes until somebody answered, `null` where nobody did. */
export interface Row {
  readonly patient: number
  readonly minutes: number
  readonly answered_after: number | null
}

export const Findings = Schema.Struct({
  ...ComparisonTables.comparedFields,
  /** Minutes. */
  within: Disclosure.Setting,
  /** Alarms of all test patients. */
  everyone: Schema.Struct({ raised: Disclosure.Count, answered: Disclosure.Count })
})
export type Findings = typeof Findings.Type
