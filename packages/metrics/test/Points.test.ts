import fc from "fast-check"
import { describe, expect, it, vi } from "vitest"
import { type MetricId, metricIds, metrics } from "../src/Metric.ts"
import { cases, groupingsOf } from "./fixtures/Cases.ts"
import { measured, sharedMultiplicities } from "./fixtures/Measuring.ts"
import { datasetOf, groupingName, type Label } from "./fixtures/Sketch.ts"
import {
  expectCategories,
  expectEveryone,
  type OracleCategories,
  type OracleSide,
  readOracle
} from "./oracle/Oracle.ts"

vi.setConfig({ testTimeout: 120_000 })

const ofProbabilities: ReadonlyArray<MetricId> = [
  "positive_class_score",
  "negative_class_score",
  "calibration_error",
  "expected_calibration_error",
  "calibration_in_the_large",
  "debiased_calibration_error"
]

const ranked = metricIds.filter((id) => !ofProbabilities.includes(id))

interface Points {
  readonly name: string
  readonly threshold: number
  readonly horizon: number
  readonly patients: ReadonlyArray<{
    readonly steps: ReadonlyArray<readonly [Label, number]>
    readonly events: ReadonlyArray<readonly [number, number]>
    readonly category: string | null
  }>
  readonly everyone: OracleSide
  readonly categories: OracleCategories
}

describe("metrics of points", () => {
  it.each(readOracle<ReadonlyArray<Points>>("points"))(
    "are those of scikit-learn and numpy with $name",
    async (one) => {
      const dataset = datasetOf({
        patients: one.patients.map(({ category, events, steps }) => ({ steps, events, categories: [category] })),
        groupings: 1,
        horizonSteps: one.horizon,
        maxLengthSteps: Number.POSITIVE_INFINITY
      })
      for (const interpolation of ["step", "linear"] as const) {
        const measurement = await measured({
          dataset: { ...dataset, scale: "points" },
          groupings: { [groupingName(0)]: { column: groupingName(0) } },
          threshold: one.threshold,
          verdictMinimum: 0,
          multiplicities: sharedMultiplicities(one.patients.map(() => 1)),
          options: { interpolation }
        })
        expect(measurement.metrics.map(({ id }) => id)).toEqual(ranked)
        expectEveryone(measurement, one.everyone, interpolation)
        expect(expectCategories(measurement.contrasts, one.categories, interpolation)).toBeGreaterThan(20)
      }
    }
  )

  it("that need probabilities are left out, with the reason", async () => {
    const [one] = readOracle<readonly [Points]>("points")
    const dataset = datasetOf({
      patients: one.patients.map(({ category, events, steps }) => ({ steps, events, categories: [category] })),
      groupings: 1,
      horizonSteps: one.horizon,
      maxLengthSteps: Number.POSITIVE_INFINITY
    })
    const { curves, leftOut } = await measured({
      dataset: { ...dataset, scale: "points", events: undefined },
      groupings: { [groupingName(0)]: { column: groupingName(0) } },
      threshold: 7,
      verdictMinimum: 0,
      multiplicities: sharedMultiplicities(one.patients.map(() => 1)),
      options: {}
    })
    expect(curves.some(({ kind }) => kind === "roc")).toBe(true)
    expect(curves.filter(({ kind }) => kind === "calibration")).toEqual([])
    const reasons = Object.fromEntries(leftOut.map(({ metric, reason }) => [metric.id, reason]))
    expect(reasons).toEqual({
      ...Object.fromEntries(ofProbabilities.map((id) => [id, "scores are points and not probabilities"])),
      ...Object.fromEntries(metrics.flatMap(({ id, ofEvents }) => (ofEvents ? [[id, "no events were given"]] : [])))
    })
  })

  it("are what they are of any probabilities in the same order: value, replicates, standard error and curve", async () => {
    await fc.assert(
      fc.asyncProperty(
        cases({ patients: 2, replicates: 4 }),
        fc.constantFrom(
          (share: number) => Math.round(share * 20),
          (share: number) => Math.round(share * 40) / 2 - 12,
          (share: number) => share - 0.5
        ),
        async ({ replicates, setting, sketch, verdictMinimum }, pointsOf) => {
          const steps = sketch.patients.flatMap((patient) => patient.steps.map(([, score]) => pointsOf(score)))
          const threshold = pointsOf(setting.threshold)
          const levels = [...new Set([...steps, threshold])].sort((a, b) => a - b)
          const shares = new Map(levels.map((level, rank) => [level, (rank + 1) / (levels.length + 1)]))
          const withScores = (of: (score: number) => number) =>
            datasetOf({
              ...sketch,
              patients: sketch.patients.map((patient) => ({
                ...patient,
                steps: patient.steps.map(([label, score]) => [label, of(score)] as const)
              }))
            })
          const shared = {
            groupings: groupingsOf(sketch),
            verdictMinimum,
            multiplicities: sharedMultiplicities(replicates.flat()),
            options: { interpolation: setting.interpolation, metrics: ranked }
          }
          const points = await measured({
            ...shared,
            dataset: { ...withScores(pointsOf), scale: "points" },
            threshold
          })
          const probabilities = await measured({
            ...shared,
            dataset: withScores((score) => shares.get(pointsOf(score))!),
            threshold: shares.get(threshold)!
          })
          expect(points.contrasts).toEqual(probabilities.contrasts)
          expect(points.everyone).toEqual(probabilities.everyone)
          expect(points.curves).toEqual(probabilities.curves.filter(({ kind }) => kind !== "calibration"))
        }
      ),
      { numRuns: 60 }
    )
  })
})
