import { Names, OptionFields } from "@fairward/core"
import { Schema } from "effect"
import { Comparator } from "./Comparator.ts"

const { Name, NotNegative, described, withDefault } = OptionFields

const optional = Schema.optionalKey

const OnlyWhile = Schema.Union([Name, Schema.Struct({ not: Name })])

const Variable = Schema.Struct({
  title: optional(described(Name, "How the report calls the variable; absent: its id")),
  column: optional(
    described(Name, "The variable of the time series; absent: the id. For one variable under several limits")
  ),
  unit: optional(described(Name, "Unit of its values, such as mmol/l")),
  margin: optional(
    described(
      NotNegative,
      "In the variable's unit: a difference of medians inside it is equivalent; absent: `marginSd`"
    )
  ),
  resolution: optional(
    described(NotNegative, "Spacing in which values are recorded, in the unit; 0: none; absent: found in the values")
  ),
  onlyWhile: optional(
    described(OnlyWhile, "A condition: only steps where it holds, or with `not`, where it does not hold, count")
  )
})
export type Variable = typeof Variable.Type

const Driver = Schema.Struct({
  on: described(Comparator, "The condition is on from a step with a value that meets this"),
  off: described(Comparator, "until the first later step with a value that meets this")
})

/** Per driving variable when it is on; a condition holds where any of its drivers is on. */
export const Condition = Schema.Record(Name, Driver)
export type Condition = typeof Condition.Type

/** Options of the medical variables stage. */
export const Options = Schema.Struct({
  variables: optional(
    described(Schema.Record(Name, Variable), "Variables to compare, by id; absent: the first 10 of the time series")
  ),
  conditions: withDefault(
    described(Schema.Record(Name, Condition), "Conditions over other variables, for `onlyWhile`"),
    {}
  ),
  marginSd: withDefault(
    described(NotNegative, "Margin of variables without one, in standard deviations of the patients' medians"),
    0.2
  )
}).check(
  Schema.makeFilter(({ conditions, variables }) => {
    const issues: Array<Schema.FilterIssue> = []
    if (variables !== undefined && Object.keys(variables).length === 0) {
      issues.push({ path: ["variables"], issue: "Name at least one variable, or leave `variables` out" })
    }
    for (const [id, { onlyWhile }] of Object.entries(variables ?? {})) {
      if (onlyWhile === undefined) continue
      const name = typeof onlyWhile === "string" ? onlyWhile : onlyWhile.not
      if (conditions[name] === undefined) {
        const known = Object.keys(conditions)
        issues.push({
          path: ["variables", id, "onlyWhile"],
          issue: `No condition "${name}"${known.length === 0 ? "; there is none under `conditions`" : Names.suggestion(name, known)}`
        })
      }
    }
    for (const [id, drivers] of Object.entries(conditions)) {
      if (Object.keys(drivers).length === 0) {
        issues.push({ path: ["conditions", id], issue: "Name at least one variable that drives the condition" })
      }
    }
    return issues
  })
)
export type Options = typeof Options.Type
