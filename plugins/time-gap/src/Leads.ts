/** Times ahead: how early a warning has to come to count as one. */
import { type Measure, Minutes } from "@fairward/core"

export interface Lead {
  readonly minutes: number
  /** Fewest steps that reach it. */
  readonly steps: number
}

/** `warned_4h`, `warned_90min`: the share of all evaluable events that were warned of at least so long ahead. */
export const leadMetric = (minutes: number): string =>
  minutes % 60 === 0 ? `warned_${minutes / 60}h` : `warned_${minutes}min`

export const leadTitle = (minutes: number): string => `Share warned ${Minutes.formatMinutes(minutes)} ahead`

export const leadMeasure = (minutes: number): Measure.Measure => ({
  id: leadMetric(minutes),
  title: leadTitle(minutes),
  sense: "higher",
  unit: "share",
  harm: "late"
})

export const leadHeadline = (minutes: number): Measure.Headline => ({
  title: `Warned ${Minutes.formatMinutes(minutes)} ahead`,
  frequency: { per: 100, of: "events", outcome: `are warned of ${Minutes.formatMinutes(minutes)} ahead` }
})
