import { Names } from "@fairward/core"
import { Effect, Schema } from "effect"
import { Comparator } from "./Comparator.ts"

const withDefault = <S extends Schema.Top>(schema: S, value: S["Encoded"]) =>
  schema.pipe(Schema.withDecodingDefaultKey(Effect.succeed(value)))

const describe = <S extends Schema.Top>(schema: S, description: string) => schema.annotate({ description })

const optional = Schema.optionalKey

const Name = Schema.NonEmptyString

const NotNegative = Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0))

const OnlyWhile = Schema.Union([Name, Schema.Struct({ not: Name })])

const Variable = Schema.Struct({
  title: optional(describe(Name, "How the report calls the variable; absent: its id")),
  column: optional(
    describe(Name, "The variable of the time series; absent: the id. For one variable under several limits")
  ),
  unit: optional(describe(Name, "Unit of its values, such as mmol/l")),
  margin: optional(
    describe(NotNegative, "In the variable's unit: a difference of medians inside it is equivalent; absent: `marginSd`")
  ),
  resolution: optional(
    describe(NotNegative, "Spacing in which values are recorded, in the unit; 0: none; absent: found in the values")
  ),
  onlyWhile: optional(
    describe(OnlyWhile, "A condition: only steps where it holds, or with `not`, where it does not hold, count")
  )
})
export type Variable = typeof Variable.Type

const Driver = Schema.Struct({
  on: describe(Comparator, "The condition is on from a step with a value that meets this"),
  off: describe(Comparator, "until the first later step with a value that meets this")
})

/** Per driving variable when it is on; a condition holds where any of its drivers is on. */
export const Condition = Schema.Record(Name, Driver)
export type Condition = typeof Condition.Type

/** Options of the medical variables stage. */
export const Options = Schema.Struct({
  variables: optional(
    describe(Schema.Record(Name, Variable), "Variables to compare, by id; absent: the first 10 of the time series")
  ),
  conditions: withDefault(
    describe(Schema.Record(Name, Condition), "Conditions over other variables, for `onlyWhile`"),
    {}
  ),
  marginSd: withDefault(
    describe(NotNegative, "Margin of variables without one, in standard deviations of the patients' medians"),
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
