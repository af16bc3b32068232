/** The populations in which planned power is compared with how often audits find what is planted. */
import type { AuditConfig } from "@fairward/core"
import { Parameters } from "@fairward/simulator"
import * as Fixtures from "@fairward/stage-kit/Fixtures"

export interface Setting {
  readonly id: string
  /** Of the simulator; the seed is the data set's. */
  readonly parameters: Parameters.Parameters
  /** Event-bearing patients that are women, who are scored lower, and that are men. */
  readonly bearing: readonly [number, number]
  readonly patients: number
  /** Event recall that the threshold is solved for. */
  readonly target: number
  readonly groupings: AuditConfig.AuditConfig["groupings"]
}

/** Hourly steps keep a data set small. */
const hourly: Parameters.Parameters = {
  ...Parameters.nothingPlanted,
  testShare: 1,
  stepMinutes: 60,
  eventPatients: 0.45
}

/** Before their events, the score of women rises by this share less. */
const planted = (bearing: readonly [number, number], pool: number, share: number): Setting => ({
  id: `${bearing[0]} against ${bearing[1]}, ${share} scored lower`,
  parameters: {
    ...hourly,
    patients: pool,
    disparities: share === 0 ? [] : [{ kind: "scoredLower", cohort: { attribute: "sex", value: "F" }, share }]
  },
  bearing,
  patients: 1000,
  target: 0.8,
  groupings: { sex: Fixtures.everyGrouping.sex, age: Fixtures.everyGrouping.age }
})

/** Event recall lower by about 0.10, 0.15 and 0.20; the last has AUROC lower by about 0.05. */
export const plantedSettings: ReadonlyArray<Setting> = [
  planted([150, 250], 1400, 0.134),
  planted([150, 250], 1400, 0.195),
  planted([150, 250], 1400, 0.257),
  planted([60, 340], 1900, 0.12),
  planted([60, 340], 1900, 0.18),
  planted([60, 340], 1900, 0.24),
  planted([150, 250], 1400, 0.34)
]

/** Nothing is planted: where factors and the number of metrics that count are taken from. */
export const nothingPlanted: ReadonlyArray<Setting> = [
  planted([150, 250], 1400, 0),
  planted([60, 340], 1900, 0),
  { ...planted([150, 250], 1400, 0), id: "150 against 250, event recall 0.95", target: 0.95 }
].map((setting) => ({ ...setting, groupings: Fixtures.everyGrouping }))
