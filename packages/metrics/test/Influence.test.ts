import type { Comparison } from "@fairward/core"
import fc from "fast-check"
import { describe, expect, it, vi } from "vitest"
import { metricIds } from "../src/Metric.ts"
import { type Case, cases, groupingsOf } from "./fixtures/Cases.ts"
import {
  derivatives,
  designFactors,
  metricsAt,
  ranked,
  sideVariance,
  spread,
  spreadOf,
  withoutError
} from "./fixtures/Derivatives.ts"
import { measured, sharedMultiplicities } from "./fixtures/Measuring.ts"
import { expectNear } from "./fixtures/Near.ts"
import { datasetOf, groupingName, type PatientSketch } from "./fixtures/Sketch.ts"
import { cohortOf, eventPatients, referenceOf, restOf } from "./fixtures/SlowMetrics.ts"

vi.setConfig({ testTimeout: 60_000 })

interface Sketched {
  readonly one: Case
  readonly test: ReadonlyArray<PatientSketch>
  readonly measurement: Awaited<ReturnType<typeof measured>>
}

const measuredCase = async (one: Case): Promise<Sketched> => {
  const { referencePrevalence, replicates, setting, sketch, verdictMinimum } = one
  return {
    one,
    test: sketch.patients.filter(({ train }) => train !== true),
    measurement: await measured({
      dataset: datasetOf(sketch),
      groupings: groupingsOf(sketch),
      threshold: setting.threshold,
      verdictMinimum,
      multiplicities: sharedMultiplicities(replicates.flat()),
      options: { bins: setting.bins, interpolation: setting.interpolation, referencePrevalence }
    })
  }
}

/** Of the whole split: of cohorts that reach the verdict minimum, or of all where replicates have their own. */
const splitReference = ({ one: { referencePrevalence, setting, verdictMinimum }, test }: Sketched, g: number) =>
  referenceOf(
    test,
    g,
    setting,
    (cohort) => referencePrevalence === "replicate" || eventPatients(cohort, setting) >= verdictMinimum
  )

const contrastsOf = ({ measurement }: Sketched, g: number) =>
  measurement.contrasts.filter(({ grouping }) => grouping === groupingName(g))

const isEstimable = ({ cohort, rest }: Comparison.Contrast) => !Number.isNaN(cohort.estimate - rest.estimate)

/** A replicate that draws one patient twice and nobody else: its standard error is twice that patient's influence. */
const twice = (patient: number, patients: number) => Array.from({ length: patients }, (_, i) => (i === patient ? 2 : 0))

const expectInfluences = async (drawn: Case) => {
  const patients = drawn.sketch.patients.filter(({ train }) => train !== true).length
  const replicates = Array.from({ length: patients }, (_, i) => twice(i, patients))
  const sketched = await measuredCase({ ...drawn, replicates })
  const { setting, sketch } = drawn
  let moved = 0
  for (let g = 0; g < sketch.groupings; g++) {
    const reference = splitReference(sketched, g)
    const contrasts = contrastsOf(sketched, g)
    for (const category of new Set(contrasts.map(({ category }) => category))) {
      for (const members of [cohortOf(sketched.test, g, category), restOf(sketched.test, g, category)]) {
        const side = members.map((patient) => ({ patient, weight: 1 }))
        const slopes = derivatives(side, reference, setting)
        for (const metric of ranked) {
          const contrast = contrasts.find((found) => found.category === category && found.metric === metric)!
          if (!isEstimable(contrast)) continue
          side.forEach(({ patient }, i) => {
            const actual = contrast.standardErrors[sketched.test.indexOf(patient)]! / 2
            expectNear(actual, Math.abs(slopes[i]![metric]), `influence on ${metric} of ${category}`, 1e-6, 1e-9)
            if (actual > 1e-9) moved++
          })
        }
      }
    }
  }
  return moved
}

const expectStandardErrors = async (one: Case) => {
  const sketched = await measuredCase(one)
  const { replicates, setting, sketch } = one
  const { test } = sketched
  let count = 0
  const once = test.map(() => 1)
  for (let g = 0; g < sketch.groupings; g++) {
    const reference = splitReference(sketched, g)
    const contrasts = contrastsOf(sketched, g)
    const compared = new Set(contrasts.map(({ category }) => category))
    const kept = test.filter(({ categories }) => compared.has(categories[g]!))
    const factors = designFactors(
      kept.map((patient) => ({ patient, weight: 1 })),
      reference,
      setting
    )
    for (const category of compared) {
      const memberships = [
        (patient: PatientSketch) => patient.categories[g] === category,
        (patient: PatientSketch) => patient.categories[g] !== category && patient.categories[g] !== null
      ]
      const slopesAtOnce = memberships.map((belongs) =>
        derivatives(
          test.filter(belongs).map((patient) => ({ patient, weight: 1 })),
          reference,
          setting
        )
      )
      for (const [draw, weights] of [once, ...replicates].entries()) {
        const sides = memberships.map((belongs) =>
          test.flatMap((patient, i) => (belongs(patient) ? [{ patient, weight: weights[i]! }] : []))
        )
        const drawn = sides.map((side) => side.filter(({ weight }) => weight > 0))
        const values = drawn.map((side) =>
          metricsAt(
            side,
            side.map(({ weight }) => weight),
            reference,
            setting
          )
        )
        const slopes = drawn.map((side) => derivatives(side, reference, setting))
        const n = drawn.flat().reduce((sum, { weight }) => sum + weight, 0)
        for (const metric of metricIds) {
          const contrast = contrasts.find((found) => found.category === category && found.metric === metric)!
          const { standardError, standardErrors } = contrast
          const actual = draw === 0 ? standardError : standardErrors[draw - 1]!
          const what = `standard error of ${metric} of ${category}, draw ${draw}`
          if (withoutError.includes(metric)) {
            expect(actual, what).toBeNaN()
            continue
          }
          if (spread.includes(metric)) {
            expectNear(actual, spreadOf(contrast), what, 1e-9, 1e-12)
            continue
          }
          if (Number.isNaN(values[0]![metric] - values[1]![metric])) continue
          const variance = ranked.includes(metric)
            ? sides
                .map((side, s) =>
                  side.reduce((sum, { weight }, i) => sum + weight * slopesAtOnce[s]![i]![metric] ** 2, 0)
                )
                .reduce((a, b) => a + b)
            : drawn
                .map((side, s) => sideVariance(side, metric, values[s]![metric], slopes[s]!, factors, setting))
                .reduce((a, b) => a + b)
          expectNear(actual, Math.sqrt((n / (n - 1)) * variance), what, 1e-6, 1e-7)
          if (actual > 1e-6) count++
        }
      }
    }
  }
  return count
}

describe("the influence of a patient on the metrics that rank scores", () => {
  it("equals the derivative of the plain metric by the patient's weight", async () => {
    let moved = 0
    await fc.assert(
      fc.asyncProperty(cases({ patients: 12, replicates: 1 }), async (one) => {
        moved += await expectInfluences(one)
      }),
      { seed: 12, numRuns: 40 }
    )
    expect(moved).toBeGreaterThan(1000)
  })
})

describe("the standard error of a difference", () => {
  it("is the root of the patients' squared influences, in the split and anew in every replicate", async () => {
    let compared = 0
    await fc.assert(
      fc.asyncProperty(cases({ patients: 12, replicates: 2 }), async (one) => {
        compared += await expectStandardErrors({ ...one, referencePrevalence: "fixed" })
      }),
      { seed: 13, numRuns: 25 }
    )
    expect(compared).toBeGreaterThan(1000)
  })
})
