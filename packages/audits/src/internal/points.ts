/** One audit of several of the same: what it says of a cohort, and what they say together. */
import type { Comparison, ReportDocument } from "@fairward/core"
import { keyOf } from "./comparisons.ts"

/** What one audit says of a cohort. */
export interface Point {
  readonly cohort: Comparison.Side
  readonly rest: Comparison.Side
  readonly difference: number | null
  readonly verdict: ReportDocument.Verdict
  /** Of the difference; absent where the audit has too few patients to be judged. */
  readonly standardError?: number
}

/** An answer with an interval that holds for everything that is asked of all audits at once. */
export interface Judged {
  readonly estimate: number
  readonly standardError: number
  readonly low: number
  readonly high: number
  /** The smallest of the audits that it is from. */
  readonly margin: number | null
  readonly verdict: ReportDocument.Verdict
}

export const isUnjudged = (verdict: ReportDocument.Verdict): boolean =>
  verdict === "no verdict" || verdict === "too small"

export const pointOf = ({ cohort, difference, interval, rest, verdict }: Comparison.Comparison): Point => {
  const error = interval?.joint?.standardError
  return {
    cohort,
    rest,
    difference,
    verdict,
    ...(error === undefined || isUnjudged(verdict) ? {} : { standardError: error })
  }
}

export const smallestMargin = (margins: ReadonlyArray<number | null>): number | null =>
  margins.some((margin) => margin === null) ? null : Math.min(...margins.map(Number))

/** Audits speak of the same only where better is still better. */
export const courseKeyOf = (one: Comparison.Comparison): string => `${keyOf(one)} ${one.sense}`
