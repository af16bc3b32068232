/** Values of two models as people count, with as many digits as their difference is known to. */
import { type Comparison, type Measure, Prose, ReportDocument } from "@fairward/core"
import type { Metric } from "@fairward/metrics"
import type { Findings, Model, Told } from "./Findings.ts"

const { text } = Prose
const { count, decimal } = ReportDocument

type Text = ReportDocument.Text
type Counted = Findings["counted"]

/** False alarms are told so too, which have no column in the map of cohorts. */
const falseAlarms: Measure.Frequency = {
  per: 100,
  of: "negative steps",
  outcome: "have an alarm",
  patients: { of: "patients with a negative label", outcome: "have an alarm" }
}

/** What is counted of a metric, of patients where each has one prediction. */
export const frequencyOf = ({ headline, id }: Metric.Metric, counts: Counted): Measure.Frequency | undefined => {
  const frequency = id === "fpr" ? falseAlarms : headline?.frequency
  return counts === "patients" && frequency?.patients !== undefined
    ? { ...frequency, ...frequency.patients }
    : frequency
}

interface Interval {
  readonly low: number
  readonly high: number
}

/** A value where nothing is counted, such as an AUROC. */
const leastDigits = 3
const mostDigits = 6

/**
 * As many decimals as a difference is known to, so that the last is no smaller than a tenth of half its interval; and more where
 * an interval that leaves out 0 would otherwise seem to touch it.
 */
export const digitsOf = (interval: Interval | null, scale: number): number => {
  if (interval === null || interval.high <= interval.low) return 0
  const [low, high] = [interval.low * scale, interval.high * scale]
  const supported = Math.min(leastDigits, Math.max(0, Math.ceil(-Math.log10((high - low) / 2))))
  const nearest = low > 0 ? low : high < 0 ? -high : Number.POSITIVE_INFINITY
  const apart = Array.from({ length: mostDigits }, (_, i) => i).find((one) => nearest >= 0.5 * 10 ** -one)
  return Math.max(supported, apart ?? mostDigits)
}

const asWith = (areEqual: boolean, { title }: Model, value: ReportDocument.Inline, isNamed: boolean): Text =>
  areEqual ? text`as with ${title}` : text`against ${value}${isNamed ? "" : ` with ${title}`}`

/** "of 100 events 31 are missed, against 22 with current", or "FPR is 0.120, against 0.080 with current". */
export const bothValues = (
  metric: Metric.Metric,
  counts: Counted,
  [after, before]: readonly [number, number],
  interval: Interval | null,
  baseline: Model,
  /** Whether the baseline was named just before. */
  isNamed = false
): Text => {
  const frequency = frequencyOf(metric, counts)
  if (frequency === undefined) {
    const digits = Math.max(leastDigits, digitsOf(interval, 1))
    return text`${metric.title} is ${decimal(after, digits)}, ${asWith(after === before, baseline, decimal(before, digits), isNamed)}`
  }
  const { complement = false, of, outcome, per } = frequency
  const [own, other] = [after, before].map((value) => per * (complement ? 1 - value : value))
  const least = Math.round(own!) === Math.round(other!) && own !== other ? 1 : 0
  const digits = Math.max(least, digitsOf(interval, per))
  return text`of ${count(per)} ${of} ${decimal(own!, digits)} ${outcome}, ${asWith(own === other, baseline, decimal(other!, digits), isNamed)}`
}

/** " (difference -0.020, simultaneous interval -0.031 to -0.009)". */
export const intervalWords = ({ difference, interval }: Comparison.Comparison): Text => {
  if (interval === null || difference === null) return []
  const digits = Math.max(leastDigits, digitsOf(interval, 1))
  return text` (difference ${decimal(difference, digits)}, simultaneous interval ${decimal(interval.low, digits)} to ${decimal(interval.high, digits)})`
}

/** " (difference 9, 2 to 16)", of 100 events where such are counted. */
export const naturalDifference = (
  { metric }: Told,
  counts: Counted,
  { difference, interval }: Comparison.Comparison
): Text => {
  if (interval === null || difference === null) return []
  const { complement = false, per = 1 } = frequencyOf(metric, counts) ?? {}
  const digits = Math.max(per === 1 ? leastDigits : 0, digitsOf(interval, per))
  const [low, high] = [interval.low, interval.high]
    .map((end) => (complement ? -end : end) * per)
    .toSorted((a, b) => a - b)
  return text` (difference ${decimal((complement ? -difference : difference) * per, digits)}, ${decimal(low!, digits)} to ${decimal(high!, digits)})`
}
