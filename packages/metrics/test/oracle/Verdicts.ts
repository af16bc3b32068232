import { Comparison } from "@fairward/core"
import { expect } from "vitest"
import { expectNear } from "../fixtures/Near.ts"

/** What numpy measured of a contrast, before it is judged. */
export interface OracleContrast {
  readonly grouping: number
  readonly category: string
  readonly metric: string
  readonly bearing: readonly [cohort: number, rest: number]
  readonly margin: number | null
  readonly estimates: readonly [cohort: number, rest: number]
  readonly standardError: number
  /** Of shares: patients that would know it as well, if independent. */
  readonly effective: readonly [cohort: number, rest: number] | null
  readonly usable: number
  /** Over usable replicates: of the difference, of its squared error, and of the product of both. */
  readonly means: readonly [difference: number, variance: number, product: number]
  readonly delta: number
}

/** How numpy judged it. Without an interval: too small, or not estimable. */
export interface OracleResult {
  readonly verdict: string
  readonly low?: number
  readonly high?: number
  /** Absent where the interval is no matter of chance. */
  readonly p?: number
  readonly detectable?: number
  readonly couldBeWorseBy?: number | null
}

/** Contrasts that were judged together. */
export interface OracleFamily {
  readonly level: number
  /** `null`: all. */
  readonly metrics: ReadonlyArray<string> | null
  readonly classes: Readonly<Record<string, { readonly c: number; readonly bound: number }>>
  /** In the order of the contrasts. */
  readonly results: ReadonlyArray<OracleResult>
}

interface Judged {
  readonly verdictMinimum: number
  readonly contrasts: ReadonlyArray<OracleContrast>
  readonly families: ReadonlyArray<OracleFamily>
}

/** How many numbers were compared: 1, or 0 where neither is there. */
const near = (actual: number | null | undefined, expected: number | null, what: string): number => {
  expectNear(actual ?? Number.NaN, expected ?? Number.NaN, what, 1e-9, 1e-12)
  return expected === null ? 0 : 1
}

/** Estimates, margins and errors, on the split and over replicates; gives how many numbers were compared. */
export const expectContrast = (actual: Comparison.Contrast, expected: OracleContrast): number => {
  const { cohort, margin, metric, rest, standardError, standardErrors } = actual
  const what = `${metric} of ${expected.category}`
  const differences = cohort.replicates.map((value, b) => value - rest.replicates[b]!)
  const usable = [...differences.keys()].filter((b) => !Number.isNaN(differences[b]!))
  const mean = (of: (b: number) => number) => usable.reduce((sum, b) => sum + of(b), 0) / usable.length
  expect([cohort.bearing, rest.bearing], what).toEqual(expected.bearing)
  expect(usable.length, what).toBe(expected.usable)
  expect([cohort.effective === undefined, rest.effective === undefined], what).toEqual(
    [0, 1].map(() => expected.effective === null)
  )
  const pairs = [
    [cohort.estimate, expected.estimates[0], ""],
    [rest.estimate, expected.estimates[1], ", rest"],
    [margin, expected.margin, ", margin"],
    [standardError, expected.standardError, ", standard error"],
    [cohort.effective, expected.effective?.[0] ?? null, ", effective patients"],
    [rest.effective, expected.effective?.[1] ?? null, ", effective patients of the rest"],
    [mean((b) => differences[b]!), expected.means[0], ", mean of differences"],
    [mean((b) => standardErrors[b]! ** 2), expected.means[1], ", mean of variances"],
    [mean((b) => differences[b]! * standardErrors[b]! ** 2), expected.means[2], ", mean of products"]
  ] as const
  return pairs.reduce((compared, [own, wanted, name]) => compared + near(own, wanted, what + name), 0)
}

/** Interval, p, detectable difference and verdict; gives how many numbers were compared. */
const expectResult = (actual: Comparison.Comparison, contrast: OracleContrast, expected: OracleResult): number => {
  const what = `${contrast.metric} of ${contrast.category}`
  expect(actual.verdict, what).toBe(expected.verdict)
  const compared = near(actual.delta, contrast.delta, `${what}, delta`)
  if (expected.low === undefined || expected.high === undefined) {
    expect([actual.interval, actual.detectable], what).toEqual([null, null])
    return compared
  }
  const pairs = [
    [actual.interval?.low, expected.low, ", low"],
    [actual.interval?.high, expected.high, ", high"],
    [actual.interval?.adjustedP, expected.p, ", adjusted p"],
    [actual.detectable, expected.detectable, ", detectable"],
    [Comparison.couldBeWorseBy(actual), expected.couldBeWorseBy, ", could be worse by"]
  ] as const
  return pairs.reduce(
    (sum, [own, wanted, name]) => sum + (wanted === undefined ? 0 : near(own, wanted, what + name)),
    compared
  )
}

/** Judges the families, contrasts in the oracle's order; gives how many numbers were compared. */
export const expectFamilies = (
  contrasts: ReadonlyArray<Comparison.Contrast>,
  { contrasts: measured, families, verdictMinimum }: Judged
): number =>
  families.reduce((sum, { level, metrics, results }) => {
    const places = [...measured.keys()].filter((i) => metrics?.includes(measured[i]!.metric) ?? true)
    const comparisons = Comparison.compare(
      places.map((i) => contrasts[i]!),
      { significance: "simultaneous", level, verdictMinimum, metrics: 1 }
    )
    expect(comparisons.length).toBe(results.length)
    return comparisons.reduce(
      (compared, comparison, k) => compared + expectResult(comparison, measured[places[k]!]!, results[k]!),
      sum
    )
  }, 0)
