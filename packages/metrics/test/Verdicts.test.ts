import type { Comparison } from "@fairward/core"
import { describe, expect, it, vi } from "vitest"
import { drawnPersons } from "./fixtures/Drawing.ts"
import { measured, sharedMultiplicities } from "./fixtures/Measuring.ts"
import { datasetOf, groupingName, type Label } from "./fixtures/Sketch.ts"
import { readOracle } from "./oracle/Oracle.ts"
import { expectContrast, expectFamilies, type OracleContrast, type OracleFamily } from "./oracle/Verdicts.ts"

vi.setConfig({ testTimeout: 120_000 })

interface Oracle {
  readonly horizon: number
  readonly maxLength: number
  readonly threshold: number
  readonly minEventPatients: number
  readonly verdictMinimum: number
  readonly seed: number
  readonly replicates: number
  readonly stays: ReadonlyArray<{
    readonly person: number
    /** A character a step: 1, 0, or a point where there is no label. */
    readonly labels: string
    /** Two digits a step. */
    readonly scores: string
    readonly events: ReadonlyArray<readonly [number, number]>
    readonly categories: ReadonlyArray<string | null>
  }>
  readonly contrasts: ReadonlyArray<OracleContrast>
  readonly families: ReadonlyArray<OracleFamily>
}

const labelOf: Readonly<Record<string, Label>> = { "0": 0, "1": 1, ".": null }

const datasetIn = ({ horizon, maxLength, stays }: Oracle) => {
  const dataset = datasetOf({
    patients: stays.map(({ categories, events, labels, scores }) => ({
      steps: Array.from(labels, (label, t) => [labelOf[label]!, Number(scores.slice(2 * t, 2 * t + 2)) / 100] as const),
      events,
      categories
    })),
    groupings: stays[0]!.categories.length,
    horizonSteps: horizon,
    maxLengthSteps: maxLength
  })
  return {
    ...dataset,
    patients: { ...dataset.patients, clusterOf: Uint32Array.from(stays, ({ person }) => person) }
  }
}

const contrastsOf = async (oracle: Oracle): Promise<ReadonlyArray<Comparison.Contrast>> => {
  const { minEventPatients, replicates, seed, stays, threshold, verdictMinimum } = oracle
  const draws = drawnPersons(1 + Math.max(...stays.map(({ person }) => person)), replicates, seed)
  const names = stays[0]!.categories.map((_, g) => groupingName(g))
  const { contrasts } = await measured({
    dataset: datasetIn(oracle),
    groupings: Object.fromEntries(names.map((column) => [column, { column }])),
    threshold,
    minEventPatients,
    verdictMinimum,
    multiplicities: sharedMultiplicities(draws.flatMap((counts) => stays.map(({ person }) => counts[person]!))),
    options: {}
  })
  return oracle.contrasts.map(
    ({ category, grouping, metric }) =>
      contrasts.find(
        (one) => one.grouping === groupingName(grouping) && one.category === category && one.metric === metric
      )!
  )
}

const oracles = readOracle<Readonly<Record<"single" | "several" | "fewAlarms", Oracle>>>("verdicts")

/** Numbers that are compared. */
const numbers: ReadonlyMap<Oracle, number> = new Map([
  [oracles.single, 3_307],
  [oracles.several, 1_116],
  [oracles.fewAlarms, 710]
])

const boundDecides = ({ classes: { rates } }: OracleFamily): boolean => rates!.c === rates!.bound

describe("intervals, p and verdicts of the metrics of a model are those of numpy", () => {
  it.each([
    ["of patients with one stay each, at two levels and of event recall alone", oracles.single, [false, false, true]],
    ["of persons with several stays", oracles.several, [false]],
    ["where few patients have an alarm", oracles.fewAlarms, [false]]
  ])("%s", async (_, oracle, bounded) => {
    const contrasts = await contrastsOf(oracle)
    expect(oracle.families.map(boundDecides)).toEqual(bounded)
    const measured = contrasts.reduce((sum, one, i) => sum + expectContrast(one, oracle.contrasts[i]!), 0)
    expect(measured + expectFamilies(contrasts, oracle)).toBe(numbers.get(oracle))
  })
})
