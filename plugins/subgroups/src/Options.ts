import { OptionFields } from "@fairward/core"
import { Schema } from "effect"
import { measureIds } from "./Measures.ts"

const { described, margin, NotNegative, withDefault } = OptionFields

export const MeasureId = Schema.Literals(measureIds)

/** Options of the subgroup search. */
export const Options = Schema.Struct({
  depth: withDefault(
    described(
      Schema.Literals([1, 2, 3]),
      "How many attributes a group combines at most: the categories of so many groupings"
    ),
    3
  ),
  measures: withDefault(described(Schema.NonEmptyArray(MeasureId), "In what groups are compared with all others"), [
    "event_recall",
    "false_alarms_per_day",
    "auroc"
  ]),
  most: withDefault(
    described(
      Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 10_000 })),
      "Groups that are searched at most: combinations of more attributes are left out where they would make more"
    ),
    2000
  ),
  margin: margin(),
  falseAlarmMargin: withDefault(described(NotNegative, "The same for false alarms per patient-day"), 1)
})
export type Options = typeof Options.Type
