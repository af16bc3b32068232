import type { Dataset } from "@fairward/core"
import { describe, expect, it, vi } from "vitest"
import type { MetricId } from "../src/Metric.ts"
import { measured, sharedMultiplicities } from "./fixtures/Measuring.ts"
import { expectNear } from "./fixtures/Near.ts"
import { datasetOf, groupingName, type PatientSketch } from "./fixtures/Sketch.ts"
import { readOracle } from "./oracle/Oracle.ts"

vi.setConfig({ testTimeout: 60_000 })

type Errors = Readonly<Record<MetricId, number>>

interface Oracle {
  readonly threshold: number
  readonly horizon: number
  readonly stays: ReadonlyArray<PatientSketch & { readonly person: number }>
  /** A row a replicate, a number a person. */
  readonly multiplicities: ReadonlyArray<ReadonlyArray<number>>
  readonly contrasts: ReadonlyArray<{
    readonly grouping: number
    readonly category: string
    readonly estimates: Readonly<Record<string, readonly [cohort: number, rest: number]>>
    readonly bearing: readonly [cohort: number, rest: number]
    readonly error: Errors
    readonly inReplicates: ReadonlyArray<Errors>
    readonly bootstrap: Errors
  }>
}

const { brief, varied } = readOracle<{ readonly varied: Oracle; readonly brief: Oracle }>("clusters")

const withPersons = (dataset: Dataset.DatasetShape, persons: ReadonlyArray<number>): Dataset.DatasetShape => ({
  ...dataset,
  patients: { ...dataset.patients, clusterOf: Uint32Array.from(persons) }
})

const measuredStays = (
  oracle: Pick<Oracle, "horizon" | "threshold">,
  stays: Oracle["stays"],
  multiplicities: ReadonlyArray<ReadonlyArray<number>>
) =>
  measured({
    dataset: withPersons(
      datasetOf({
        patients: stays,
        groupings: 2,
        horizonSteps: oracle.horizon,
        maxLengthSteps: Number.POSITIVE_INFINITY
      }),
      stays.map(({ person }) => person)
    ),
    groupings: { [groupingName(0)]: { column: groupingName(0) }, [groupingName(1)]: { column: groupingName(1) } },
    threshold: oracle.threshold,
    verdictMinimum: 0,
    multiplicities: sharedMultiplicities(multiplicities.flatMap((row) => stays.map(({ person }) => row[person]!))),
    options: {}
  })

/** The floor lifts the error of those that vary less in a cohort than in all by chance. */
const bootstrapped = [
  "recall",
  "precision",
  "npv",
  "fpr",
  "event_recall",
  "positive_class_score",
  "negative_class_score",
  "auroc",
  "auprc",
  "corrected_auprc",
  "event_auprc",
  "corrected_event_auprc"
] as const

describe("standard errors where persons have several stays", () => {
  it("are those that complex-step derivatives by persons' weights give, on the split and in replicates", async () => {
    const { contrasts } = await measuredStays(varied, varied.stays, varied.multiplicities)
    let compared = 0
    for (const expected of varied.contrasts) {
      for (const [metric, error] of Object.entries(expected.error)) {
        const own = contrasts.find(
          (one) =>
            one.grouping === groupingName(expected.grouping) &&
            one.category === expected.category &&
            one.metric === metric
        )!
        const what = `${metric} of ${expected.category}`
        expectNear(own.cohort.estimate, expected.estimates[metric]![0], what, 1e-9, 1e-12)
        expectNear(own.rest.estimate, expected.estimates[metric]![1], `${what}, rest`, 1e-9, 1e-12)
        expectNear(own.standardError, error, `the error of ${what}`, 1e-9)
        expected.inReplicates.forEach((replicate, b) => {
          expectNear(own.standardErrors[b]!, replicate[metric as MetricId], `the error of ${what} in ${b}`, 1e-9)
        })
        expect([own.cohort.bearing, own.rest.bearing]).toEqual(expected.bearing)
        compared++
      }
    }
    expect(compared).toBe(5 * 16)
  })

  it("are those of a bootstrap of persons, from 6 % below to 8 % above, where those of stays as if independent are not", async () => {
    const clustered = await measuredStays(brief, brief.stays, [])
    const alone = await measuredStays(
      brief,
      brief.stays.map((stay, person) => ({ ...stay, person })),
      []
    )
    let tooSmall = 0
    for (const { bootstrap, category, grouping } of brief.contrasts) {
      for (const metric of bootstrapped) {
        const errorIn = ({ contrasts }: typeof clustered) =>
          contrasts.find(
            (one) => one.grouping === groupingName(grouping) && one.category === category && one.metric === metric
          )!.standardError
        const ratio = errorIn(clustered) / bootstrap[metric]
        expect(ratio, `${metric} of ${category}`).toBeGreaterThan(0.94)
        expect(ratio, `${metric} of ${category}`).toBeLessThan(1.08)
        if (errorIn(alone) / bootstrap[metric] < 0.85) tooSmall++
      }
    }
    expect(tooSmall).toBeGreaterThan(30)
  })
})

describe("a data set in which every stay stands twice", () => {
  it("has the values and errors of the data set with each once, if the persons are known", async () => {
    const stays = varied.stays.slice(0, 60)
    const once = stays.map((stay, person) => ({ ...stay, person }))
    const drawn = [once.map(({ person }) => person % 3), once.map(({ person }) => (person + 1) % 3)]
    const [single, double] = await Promise.all([
      measuredStays(varied, once, drawn),
      measuredStays(varied, [...once, ...once], drawn)
    ])
    expect(double.contrasts.length).toBe(single.contrasts.length)
    single.contrasts.forEach((contrast, i) => {
      const other = double.contrasts[i]!
      expectNear(other.cohort.estimate, contrast.cohort.estimate, contrast.metric, 1e-9, 1e-12)
      expectNear(other.standardError, contrast.standardError, `the error of ${contrast.metric}`, 1e-9)
      contrast.standardErrors.forEach((error, b) => {
        expectNear(other.standardErrors[b]!, error, `the error of ${contrast.metric} in ${b}`, 1e-9)
      })
      expect(other.cohort.bearing).toBe(contrast.cohort.bearing)
    })
  })
})
