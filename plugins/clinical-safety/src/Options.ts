import { OptionFields } from "@fairward/core"
import { Schema } from "effect"

const { NotNegative, Share, span, withDefault, margin } = OptionFields

/** What an error costs. */
export const Costs = Schema.Struct({
  missed: NotNegative.annotate({ description: "Cost of a missed event, or of a missed positive step" }),
  falseAlarm: NotNegative.annotate({ description: "Cost of a false alarm" }),
  currency: Schema.optionalKey(Schema.NonEmptyString.annotate({ description: "What the costs are in, such as USD" })),
  unit: withDefault(
    Schema.Literals(["event", "step"]).annotate({
      description: "Whether missed events and the policy's false alarms are counted, or every single step"
    }),
    "event"
  ),
  margin: Schema.optionalKey(
    NotNegative.annotate({
      description:
        "A difference in cost per patient-day (per 1,000 patients where there is one prediction a patient) that does not matter"
    })
  )
}).check(
  Schema.makeFilter(
    ({ falseAlarm, missed }) => missed + falseAlarm > 0 || "Expected at least one of missed and falseAlarm above 0"
  )
)

/**
 * Without `costs` one missed event weighs as much as this many false alarms: the ratio of the lesson's sepsis example
 * (50,000 to 500), an illustration that no hospital has measured.
 */
export const illustrativeCosts = { missed: 100, falseAlarm: 1 } as const

const Tier = Schema.Struct({
  name: Schema.NonEmptyString,
  from: Schema.Finite.annotate({ description: "Smallest score of the tier" })
})

const Tiers = Schema.NonEmptyArray(Tier).check(
  Schema.makeFilter((tiers) => {
    if (tiers[0].from > 0) return "Expected the first tier to begin with a score of 0, so that every score is in one"
    if (!tiers.every(({ from }, i) => i === 0 || from > tiers[i - 1]!.from)) {
      return "Expected tiers in ascending order of their scores"
    }
    return new Set(tiers.map(({ name }) => name)).size === tiers.length || "Expected each tier to have its own name"
  })
)

/** Where `tiers` are not configured and scores are probabilities. */
export const defaultTiers: typeof Tiers.Type = [
  { name: "GREEN", from: 0 },
  { name: "YELLOW", from: 0.4 },
  { name: "RED", from: 0.7 }
]

/** When an alarm is followed by silence. */
const Policy = Schema.Struct({
  silenceFor: span("After an alarm there is no other for so long").check(
    Schema.makeFilter((minutes) => minutes > 0 || "Expected a time greater than 0")
  ),
  resetAfter: withDefault(span("A running silence ends so long after an event"), "0 min")
})

/** Settings of the alarm that are tried beside the audit's. */
const WhatIf = Schema.Struct({
  silences: withDefault(
    Schema.NonEmptyArray(span("A silence after an alarm; 0 min: every step at the threshold rings")),
    ["0 min", "30 min", "2 h", "8 h"]
  ),
  budgets: withDefault(
    Schema.NonEmptyArray(
      Schema.Finite.check(Schema.isGreaterThan(0)).annotate({
        description: "Alarms per patient-day, true and false, that a unit can answer"
      })
    ).check(
      Schema.makeFilter(
        (budgets) => budgets.every((one, i) => i === 0 || one > budgets[i - 1]!) || "Expected ascending numbers"
      )
    ),
    [1, 2, 4, 8]
  )
})

/** Options of the clinical safety stage; spans are text with a unit in configuration, minutes here. */
export const Options = Schema.Struct({
  costs: Schema.optionalKey(Costs),
  target: withDefault(
    Schema.Struct({
      metric: Schema.optionalKey(
        Schema.Literals(["event-recall", "recall"]).annotate({
          description: "Recall of events, or of positive steps; by default of events where there are any"
        })
      ),
      value: Share.check(Schema.isGreaterThan(0)).annotate({ description: "The recall that is to be reached" })
    }),
    { value: 0.9 }
  ),
  fatigueLimit: withDefault(
    Share.annotate({ description: "A share of true alarms below this is a warning of alert fatigue" }),
    0.1
  ),
  missedLimit: withDefault(
    Share.annotate({ description: "A share of missed events above this, for all patients, is poor for everybody" }),
    0.5
  ),
  tiers: Schema.optionalKey(
    Tiers.annotate({
      description:
        "Ranges of scores with names, ascending; by default GREEN, YELLOW from 0.4 and RED from 0.7, and none where scores are points"
    })
  ),
  policy: Schema.optionalKey(Policy),
  whatIf: withDefault(
    Schema.Union([Schema.Literal(false), WhatIf]).annotate({
      description: "Thresholds and silences that are tried under budgets of alarms; false: none"
    }),
    {}
  ),
  margin: margin(0.05, "A difference of shares and risks beyond this is material, one inside it equivalent"),
  falseAlarmMargin: withDefault(NotNegative.annotate({ description: "The same for false alarms per patient-day" }), 1)
})
export type Options = typeof Options.Type
