/**
 * Error rate and power of the verdicts, measured on simulated data sets.
 */
import { Compute } from "@fairward/core"
import { Effect } from "effect"
import { type NamedScenario, withDisparity, withoutDisparity } from "./Scenarios.ts"
import { type Judged, type Scenario, type Trial, testedReplicates } from "./Trial.ts"

export interface Plan {
  /** Data sets of each size without disparity. */
  readonly nullDataSets: number
  readonly sizes: ReadonlyArray<number>
  /** Data sets of each planted disparity. */
  readonly plantedDataSets: number
  readonly replicates: number
}

export const wholePlan: Plan = { nullDataSets: 200, sizes: [400, 1000], plantedDataSets: 200, replicates: 1000 }

/** Largest share of data sets without disparity in which anything may be flagged. */
export const largestErrorRate = 0.07

/** Smallest share of data sets in which the planted disparity must be flagged. */
export const smallestPower = 0.8

/** The planted difference, and how far its average over data sets may be from it. */
export const plantedDifference = { size: 0.2, tolerance: 0.01 }

export interface ErrorRate {
  readonly scenario: NamedScenario
  readonly target: number
  readonly audits: ReadonlyArray<Judged>
  /** Audits with at least one flag. */
  readonly flagged: number
  /** Share of contrasts that the paper's test calls significant, one for each of `testedReplicates`. */
  readonly paper: ReadonlyArray<number>
}

export interface Power {
  readonly scenario: NamedScenario
  readonly audits: ReadonlyArray<Judged>
  /** Audits in which the planted disparity is judged worse or material. */
  readonly found: number
  /** Average over data sets of event recall of the rest minus that of the cohort. */
  readonly meanDifference: number
}

export interface Validity {
  readonly plan: Plan
  readonly errorRates: ReadonlyArray<ErrorRate>
  readonly powers: ReadonlyArray<Power>
}

const trialTask: Compute.Task<Scenario, Trial, ReadonlyArray<Judged>> = {
  module: new URL("./Trial.ts", import.meta.url)
}

/** Seeds far apart: one run of 32-bit integers per scenario, scattered by an odd multiplier (Knuth, TAOCP 6.4). */
export const seedOf = (scenario: number, trial: number): number => Math.imul(scenario * 100_000 + trial + 1, 0x9e3779b1)

const mean = (values: ReadonlyArray<number>): number => values.reduce((sum, value) => sum + value, 0) / values.length

const trialsOf = Effect.fnUntraced(function* (
  scenario: NamedScenario,
  place: number,
  dataSets: number,
  onDone: (scenario: NamedScenario, done: number, of: number) => Effect.Effect<void>
) {
  const compute = yield* Compute.Compute
  const jobs = Array.from({ length: dataSets }, (_, i) => ({ seed: seedOf(place, i) }))
  return yield* compute.run(trialTask, scenario, jobs, (done) => onDone(scenario, done, dataSets))
})

const errorRate = (scenario: NamedScenario, target: number, audits: ReadonlyArray<Judged>): ErrorRate => ({
  scenario,
  target,
  audits,
  flagged: audits.filter(({ flags }) => flags.length > 0).length,
  paper: testedReplicates.map(
    (_, i) =>
      audits.reduce((sum, { mannWhitney }) => sum + mannWhitney[i]!.significant, 0) /
      audits.reduce((sum, { mannWhitney }) => sum + mannWhitney[i]!.tested, 0)
  )
})

/** Simulates and audits every data set of the plan. The same plan gives the same numbers, with any count of workers. */
export const validity = Effect.fn("Validity.validity")(function* (
  plan: Plan,
  onDone: (scenario: NamedScenario, done: number, of: number) => Effect.Effect<void> = () => Effect.void
) {
  const errorRates: Array<ErrorRate> = []
  const powers: Array<Power> = []
  for (const [place, patients] of plan.sizes.entries()) {
    const scenario = withoutDisparity(patients, plan.replicates)
    const trials = yield* trialsOf(scenario, place, plan.nullDataSets, onDone)
    scenario.targets.forEach((target, i) => {
      errorRates.push(
        errorRate(
          scenario,
          target,
          trials.map((audits) => audits[i]!)
        )
      )
    })
  }
  for (const [place, scenario] of withDisparity(plan.replicates).entries()) {
    const trials = yield* trialsOf(scenario, 100 + place, plan.plantedDataSets, onDone)
    const audits = trials.map(([only]) => only!)
    powers.push({
      scenario,
      audits,
      found: audits.filter(({ planted }) => planted!.verdict === "worse" || planted!.verdict === "material").length,
      meanDifference: -mean(audits.map(({ planted }) => planted!.difference))
    })
  }
  const result: Validity = { plan, errorRates, powers }
  return result
})

export interface Criterion {
  readonly claim: string
  readonly measured: number
  readonly holds: boolean
}

/** What must hold, and whether it does. */
export const criteria = ({ errorRates, powers }: Validity): ReadonlyArray<Criterion> => [
  ...errorRates.map(({ audits, flagged, scenario, target }) => ({
    claim: `No disparity, ${scenario.title}, event recall ${target}: something flagged in at most ${percent(largestErrorRate)} of data sets`,
    measured: flagged / audits.length,
    holds: flagged / audits.length <= largestErrorRate
  })),
  ...powers.flatMap(({ audits, found, meanDifference, scenario }) => [
    {
      claim: `Planted, ${scenario.title}: flagged in at least ${percent(smallestPower)} of data sets`,
      measured: found / audits.length,
      holds: found / audits.length >= smallestPower
    },
    {
      claim: `Planted, ${scenario.title}: the difference averages ${plantedDifference.size} within ${plantedDifference.tolerance}`,
      measured: meanDifference,
      holds: Math.abs(meanDifference - plantedDifference.size) <= plantedDifference.tolerance
    }
  ])
]

const percent = (share: number): string => `${Math.round(share * 100)} %`
