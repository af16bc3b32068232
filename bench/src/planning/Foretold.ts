/** Planned power beside what simulated audits found. */
import * as Plan from "@fairward/metrics/Plan"
import { Planning } from "@fairward/stats"
import type { Setting } from "./settings.ts"
import type { Audited, Seen } from "./trial.ts"

export interface Record {
  readonly setting: string
  readonly seed: number
  readonly audited: Audited
}

/** Planned, and seen in so many data sets: worse or material. */
export interface Foretold {
  readonly setting: string
  readonly metric: "event_recall" | "auroc"
  readonly dataSets: number
  /** Means over data sets: of everyone, and of rest minus cohort. */
  readonly value: number
  readonly difference: number
  readonly planned: number
  readonly found: number
  /** Of `found`. */
  readonly standardError: number
  /**
   * Mean over data sets of Phi(difference/s - k), s and k those of the audit: what `found` comes to with many data sets if the
   * estimate is normal.
   */
  readonly expected: number
}

const mean = (values: ReadonlyArray<number>): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** A difference that is seen if it exceeds k standard errors. */
const chance = (difference: number, { exceed, standardError }: Seen): number =>
  Planning.power(
    { largest: Number.POSITIVE_INFINITY, expected: () => ({ standardError, exceed: () => exceed! }) },
    difference,
    0
  )

/** Design factors of the simulator, from data sets without disparities ({@link designFactors}). */
export const ofSimulator = { event_recall: 0.73, auroc: 0.19 } as const

const designOf = (
  metric: Foretold["metric"],
  value: number,
  { bearing }: Setting,
  seen: ReadonlyArray<Seen>
): Planning.Design => {
  const designFactor = ofSimulator[metric]
  if (metric === "event_recall")
    return Planning.shareDesign({
      share: value,
      cohort: bearing[0],
      rest: bearing[1],
      designFactor,
      sense: "higher"
    })
  const side = (place: 0 | 1) => ({
    positives: bearing[place],
    negatives: mean(seen.map(({ patients }) => patients[place])) - bearing[place]
  })
  return Planning.aurocDesign({ area: value, cohort: side(0), rest: side(1), designFactor })
}

/** What is said of women, who are scored lower. */
export const foretold = (setting: Setting, metric: Foretold["metric"], records: ReadonlyArray<Record>): Foretold => {
  const audits = records.filter((record) => record.setting === setting.id).map(({ audited }) => audited)
  const seen = audits.map(
    ({ seen: all }) => all.find((one) => one.grouping === "sex" && one.category === "F" && one.metric === metric)!
  )
  const value = mean(audits.map(({ everyone }) => everyone[metric]!))
  const difference = -mean(seen.map((one) => one.difference))
  const critical = mean(audits.map(({ judged }) => Plan.criticalValueOf(0.95, judged, 8)))
  const found = mean(seen.map(({ verdict }) => Number(verdict === "worse" || verdict === "material")))
  return {
    setting: setting.id,
    metric,
    dataSets: audits.length,
    value,
    difference,
    planned: Planning.power(designOf(metric, value, setting, seen), difference, critical),
    found,
    standardError: Math.sqrt((found * (1 - found)) / audits.length),
    expected: mean(seen.map((one) => chance(difference, one)))
  }
}

/** Variance over that of the plan with a factor of 1: mean over cohorts and data sets. */
export const designFactors = (records: ReadonlyArray<Record>): ReadonlyMap<string, number> => {
  const factors = records.flatMap(({ audited: { everyone, seen } }) =>
    seen.flatMap(({ bearing, metric, patients, standardError }) => {
      const planned = Plan.plannedIds.find((id) => id === metric)
      if (planned === undefined) return []
      const sides = { cohort: 0, rest: 1 } as const
      const count = (side: keyof typeof sides) => ({
        patients: patients[sides[side]],
        withEvent: bearing[sides[side]]
      })
      const design = Plan.designOf(
        { metric: planned, value: everyone[metric]!, designFactor: 1 },
        { cohort: count("cohort").patients, rest: count("rest").patients },
        { cohort: count("cohort").withEvent, rest: count("rest").withEvent }
      )
      return [{ metric, factor: (standardError / design.expected(0, 1).standardError) ** 2 }]
    })
  )
  const byMetric = Map.groupBy(factors, ({ metric }) => metric)
  return new Map([...byMetric].map(([metric, found]) => [metric, mean(found.map(({ factor }) => factor))]))
}

/** Independent rates that give the mean critical value that was drawn, by how many rates there are: means over families. */
export const independentRates = (records: ReadonlyArray<Record>): ReadonlyMap<number, number> => {
  const parts = records.flatMap(({ audited }) => audited.parts)
  const families = [...Map.groupBy(parts, ({ judged, metrics }) => `${metrics} ${judged}`).values()].map((alike) => {
    const { judged, metrics } = alike[0]!
    const drawn = mean(alike.map(({ criticalValue }) => criticalValue))
    return { metrics, rates: Planning.testsOf(0.02, drawn) / judged, times: alike.length }
  })
  return new Map(
    [...Map.groupBy(families, ({ metrics }) => metrics)].map(([metrics, alike]) => [
      metrics,
      mean(alike.flatMap(({ rates, times }) => Array.from({ length: times }, () => rates)))
    ])
  )
}
