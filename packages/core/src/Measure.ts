/**
 * What a stage compares, as data: how it is called, which direction is good, and what harm a difference does.
 *
 * @since 0.2.0
 */
import { Schema } from "effect"
import { Sense } from "./Comparison.ts"
import { text } from "./Prose.ts"
import { count, Harm, harms, type Text } from "./ReportDocument.ts"

export { Harm, harms }

/** Of 100 events, 23 are missed: a number as people count. */
export const Frequency = Schema.Struct({
  /** 100, or 1,000 of what is rare; 1 of what happens several times. */
  per: Schema.Int,
  /** What is counted, in the plural unless it is one: "events". */
  of: Schema.String,
  /** What became of them, after a number: "are missed". */
  outcome: Schema.String,
  /** Whether the outcome is that of those whom the measure does not count. */
  complement: Schema.optionalKey(Schema.Boolean),
  /** What is counted where there is one prediction per patient. */
  patients: Schema.optionalKey(Schema.Struct({ of: Schema.String, outcome: Schema.String }))
})
export type Frequency = typeof Frequency.Type

/** A column of the map of cohorts by outcomes. */
export const Headline = Schema.Struct({
  title: Schema.String,
  /** Absent where the measure is no count of anything, such as an area under a curve. */
  frequency: Schema.optionalKey(Frequency)
})
export type Headline = typeof Headline.Type

/** Which cohort is greater and which is less, in words: "more under-warned". */
export const Directions = Schema.Struct({ greater: Schema.String, less: Schema.String })
export type Directions = typeof Directions.Type

export const Measure = Schema.Struct({
  /** `metric` of its comparisons; unique in a stage. */
  id: Schema.String,
  title: Schema.String,
  sense: Sense,
  /** `share`, or what stands behind its numbers in sentences, such as "min", unless the title ends with it. */
  unit: Schema.String,
  harm: Harm,
  headline: Schema.optionalKey(Headline),
  /** The measure that says the same at one common prevalence: where it is not worse, how common events are explains this one. */
  corrected: Schema.optionalKey(Schema.String),
  /** Where neither direction is worse. */
  directions: Schema.optionalKey(Directions),
  /** Of other patients than those audited: those of the train split. */
  population: Schema.optionalKey(Schema.Literal("train"))
})
export type Measure = typeof Measure.Type & {
  /** Decimals in tables and sentences, which findings do not store; 3 when absent. */
  readonly digits?: number
  /** The title is in the plural: "alarms per patient-day are". Not stored either. */
  readonly isPlural?: boolean
}

/** As the findings store it, whatever else a record has. */
export const stored = Schema.decodeUnknownEffect(Schema.Array(Measure))

/** A value in natural frequencies: "of 100 events 23 are missed", "in 100 patient-days 210 false alarms". */
export const inFrequency = (
  { unit }: Pick<Measure, "unit">,
  { complement = false, of, outcome, per }: Frequency,
  value: number
): Text =>
  text`${unit === "share" ? "of" : "in"} ${count(per)} ${of} ${count(Math.round(per * (complement ? 1 - value : value)))} ${outcome}`

/** Whether a difference is as large as no two shares can have. */
export const isBeyondScale = ({ unit = "share" }: Partial<Pick<Measure, "unit">>, difference: number): boolean =>
  unit === "share" && Math.abs(difference) >= 1

/** Behind a number of the measure in a sentence. */
export const unitWords = ({ title, unit = "share" }: Pick<Measure, "title"> & Partial<Pick<Measure, "unit">>) =>
  unit === "share" || unit === "" || title.endsWith(unit) ? undefined : unit
