/** Numbers of a measure as people count: of 100 events 23 are missed, 7.8 false alarms per patient-day. */
import type { Measure } from "@fairward/core/Measure"
import { unitWords } from "@fairward/core/Measure"
import { text } from "@fairward/core/Prose"
import type { NumberInline, Text } from "@fairward/core/ReportDocument"
import { count, decimal } from "@fairward/core/ReportDocument"
import type { Judgement } from "./verdictCounts.ts"

export interface NaturalScale {
  readonly valueOf: (estimate: number) => number
  /** Of a difference of estimates, which changes its sign where what is counted is the complement. */
  readonly distanceOf: (difference: number) => number
  /** What the numbers count, behind the title of the measure: "of 100 events". */
  readonly unit: Text
  /** Of a number between 0 and 1, which one decimal would make one of ten, or 0. */
  readonly leastDigits: number
  /** Its numbers were rounded before, so as to disclose no counts. */
  readonly isRounded: boolean
  /** The unit behind a single number: "%", "min". */
  readonly sign: Text
  /** Whether more of it is worse, worse is less of it, or neither. */
  readonly worse: "more" | "less" | undefined
}

export const naturalScale = (measure: Measure, isRounded = false): NaturalScale => {
  const { harm, headline, sense, unit } = measure
  const { complement = false, of = "", per = 1 } = headline?.frequency ?? {}
  const isPercentage = headline?.frequency === undefined && unit === "share" && harm !== "ranking"
  const factor = (isPercentage ? 100 : per) * (complement ? -1 : 1)
  const isMoreWorse = (sense === "lower") !== complement
  const words = unitWords(measure)
  return {
    valueOf: (estimate) => (complement ? per : 0) + factor * estimate,
    distanceOf: (difference) => factor * difference,
    unit: isPercentage
      ? ["in %"]
      : of === ""
        ? words === undefined
          ? []
          : [words]
        : per === 1
          ? [`per ${of}`]
          : text`of ${count(per)} ${of}`,
    isRounded,
    leastDigits: unit === "share" && !isPercentage && factor === 1 ? 2 : 0,
    sign: isPercentage ? ["\u00a0%"] : words === undefined ? [] : [` ${words}`],
    worse: sense === "none" ? undefined : isMoreWorse ? "more" : "less"
  }
}

const mostDigits = 3

/** As many decimals as an interval of that half width supports: the last of them is no smaller than a tenth of it. */
const supportedBy = (half: number): number => Math.min(mostDigits, Math.max(0, Math.ceil(-Math.log10(half))))

/**
 * Decimals of everything that is told of a comparison, in the natural unit. Numbers that were rounded before, so as to
 * disclose no counts, are written as they are where one decimal more does it: rounded again, 5.85 and 6.55 would read
 * as 5.9 and 6.6, and a reader would compare them with numbers that were rounded once.
 */
export const digitsOf = (
  { distanceOf, isRounded, leastDigits }: NaturalScale,
  { cohort, difference = null, interval = null, rest }: Judgement
): number => {
  const { high = null, low = null } = interval ?? cohort ?? {}
  if (low === null || high === null || high <= low) return leastDigits
  const supported = Math.max(leastDigits, supportedBy(Math.abs(distanceOf(high - low)) / 2))
  if (!isRounded) return supported
  const numbers = [cohort?.estimate, rest?.estimate, difference, low, high]
  const written = Math.max(...numbers.map((one) => (typeof one === "number" ? decimalsOf(distanceOf(one)) : 0)))
  return written === supported + 1 ? written : supported
}

/** A number as it is told: itself or, where rounding made nothing or everything of it, what it is below or above. */
export interface ToldNumber {
  readonly value: number
  readonly digits: number
  readonly bound?: "<" | ">"
}

const decimalsOf = (value: number): number => {
  const digits = Array.from({ length: mostDecimals }, (_, i) => i)
  return digits.find((one) => Math.abs(value - Number(value.toFixed(one))) < 1e-9) ?? mostDecimals
}

const mostDecimals = 8

/** An estimate of one side of a comparison in the natural unit. */
export const toldNumber = (scale: NaturalScale, judgement: Judgement, estimate: number): ToldNumber => {
  const [value, digits, { rounding }] = [scale.valueOf(estimate), digitsOf(scale, judgement), judgement]
  const isBelow = rounding !== undefined && Math.abs(estimate) < rounding / 2
  if (rounding === undefined || (!isBelow && 1 - estimate >= rounding / 2)) return { value, digits }
  const bound = scale.valueOf(isBelow ? rounding / 2 : 1 - rounding / 2)
  return { value: bound, digits: Math.max(digits, decimalsOf(bound)), bound: bound > value ? "<" : ">" }
}

/** A difference with its interval in the direction of its size, from the smaller to the larger: 11, 2 to 20. */
export const distances = (
  { distanceOf }: NaturalScale,
  { difference = null, interval = null }: Judgement
): { readonly difference: number; readonly low: number; readonly high: number } | undefined => {
  if (difference === null || interval === null) return undefined
  const sign = Math.sign(distanceOf(difference)) || 1
  const [low, high] = [interval.low, interval.high].map((end) => sign * distanceOf(end)).sort((a, b) => a - b)
  return { difference: Math.abs(distanceOf(difference)), low: low!, high: high! }
}

export const naturally = (value: number, digits: number): NumberInline =>
  digits === 0 ? count(Math.round(value) + 0) : decimal(value, digits)
