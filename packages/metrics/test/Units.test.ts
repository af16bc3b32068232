import { Compute } from "@fairward/core"
import fc from "fast-check"
import { describe, expect, it, vi } from "vitest"
import { type Measures, Metric } from "../src/index.ts"
import { divide } from "../src/LabelledSteps.ts"
import type { MetricId } from "../src/Metric.ts"
import {
  bearers,
  derivatives,
  designFactors,
  metricsAt,
  ranked,
  sideVariance,
  spread,
  spreadOf,
  withoutError
} from "./fixtures/Derivatives.ts"
import { inProcess } from "./fixtures/Measuring.ts"
import { absoluteOf, expectNear } from "./fixtures/Near.ts"
import type { PatientSketch } from "./fixtures/Sketch.ts"
import { drawnPatients, metricsOf } from "./fixtures/SlowMetrics.ts"
import { measuredSteps, pairs, type StepCase, stepCases, stepsOf, within } from "./fixtures/StepCases.ts"

vi.setConfig({ testTimeout: 60_000 })

const stepMetrics = Metric.metrics.filter(({ ofEvents }) => !ofEvents).map(({ id }) => id)

const at = ({ estimate, replicates }: Measures.Drawn, draw: number) => (draw === 0 ? estimate : replicates[draw - 1]!)

const weightsOf = ({ patients, replicates }: StepCase) => [patients.map(() => 1), ...replicates]

const expectSlowValues = async (one: StepCase, compute = inProcess(2)) => {
  const { divisions, groupings, patients, references, setting } = one
  let compared = 0
  const expectSide = (
    side: ReadonlyArray<PatientSketch>,
    division: number,
    drawnOf: (metric: MetricId) => Measures.Drawn,
    what: string
  ) => {
    weightsOf(one).forEach((weights, draw) => {
      const expected = metricsOf(drawnPatients(side, weights), references[division]!, setting, draw > 0)
      for (const metric of stepMetrics) {
        const absolute = absoluteOf(metric)
        expectNear(at(drawnOf(metric), draw), expected[metric], `${metric} of ${what}, draw ${draw}`, 1e-9, absolute)
        if (!Number.isNaN(expected[metric])) compared++
      }
    })
  }
  for (let division = 0; division < divisions; division++) {
    const found = await measuredSteps(one, division, compute)
    for (let category = 0; category < 3; category++) {
      const side = stepsOf(patients, division, category)
      expectSide(side, division, (metric) => found.value(category, metric), `category ${category}`)
    }
    for (const category of within) {
      const side = stepsOf(patients, division, category)
      groupings.forEach((cohorts, g) => {
        for (let cohort = 0; cohort < cohorts; cohort++) {
          const own = side.map((patient, i) =>
            patients[i]!.cohorts[g] === cohort ? patient : { ...patient, steps: [] }
          )
          expectSide(
            own,
            division,
            (metric) => found.valueWithin(g, cohort, category, metric),
            `category ${category} within cohort ${cohort}`
          )
        }
      })
    }
  }
  return compared
}

describe("every metric of every replicate, of categories of steps and within cohorts", () => {
  it("equals the plain metric of the drawn patients' copied rows of that category", async () => {
    let compared = 0
    await fc.assert(
      fc.asyncProperty(stepCases({ patients: 1, replicates: 90 }), async (one) => {
        compared += await expectSlowValues(one)
      }),
      { seed: 21, numRuns: 120 }
    )
    expect(compared).toBeGreaterThan(60_000)
  })

  it("is the same from the threads of Compute", async () => {
    const [one] = fc.sample(stepCases({ patients: 12, replicates: 1 }), { seed: 22, numRuns: 1 })
    const count = one!.patients.length
    const replicates = Array.from({ length: 150 }, (_, b) =>
      Array.from({ length: count }, (_, i) => (b * 7 + i * (1 + (b % 5))) % 4)
    )
    expect(await expectSlowValues({ ...one!, replicates }, Compute.Compute.layer(2))).toBeGreaterThan(100)
  })
})

type Slopes = ReadonlyArray<Record<MetricId, number>>

/** Per patient the influences on a side, 0 where a patient has no labelled step there or was not drawn. */
const slopesOf = (
  side: ReadonlyArray<PatientSketch>,
  weights: ReadonlyArray<number>,
  { references, setting }: StepCase,
  division: number
): Slopes => {
  const present = side.flatMap(({ steps }, i) =>
    weights[i]! > 0 && steps.some(([label]) => label !== null) ? [i] : []
  )
  const found = derivatives(
    present.map((i) => ({ patient: side[i]!, weight: weights[i]! })),
    references[division]!,
    setting
  )
  const none = Object.fromEntries(Metric.metricIds.map((id) => [id, 0])) as Record<MetricId, number>
  return side.map((_, i) => (present.includes(i) ? found[present.indexOf(i)]! : none))
}

const expectStandardErrors = async (one: StepCase) => {
  const { divisions, patients, references, setting } = one
  let compared = 0
  let crossing = 0
  for (let division = 0; division < divisions; division++) {
    const found = await measuredSteps(one, division, inProcess(2))
    const all = patients
      .map(({ steps }) => ({
        patient: { steps: steps.map(([label, score]) => [label, score] as const), events: [], categories: [] },
        weight: 1
      }))
      .filter(({ patient }) => patient.steps.some(([label]) => label !== null))
    const factors = designFactors(all, references[division]!, setting)
    pairs.forEach(([own, other]) => {
      const sides = [own, other].map((category) => stepsOf(patients, division, category))
      const once = patients.map(() => 1)
      const fixed = sides.map((side) => slopesOf(side, once, one, division))
      const hasSteps = sides.map((side) => side.map(({ steps }) => steps.some(([label]) => label !== null)))
      weightsOf(one).forEach((weights, draw) => {
        const weighted = sides.map((side) => side.map((patient, i) => ({ patient, weight: weights[i]! })))
        const values = weighted.map((side) => metricsAt(side, weights, references[division]!, setting))
        const anew = sides.map((side) => slopesOf(side, weights, one, division))
        const n = weights.reduce((sum, weight, i) => sum + (hasSteps.some((on) => on[i]!) ? weight : 0), 0)
        for (const metric of stepMetrics) {
          const contrast = found.contrast(own, metric)
          const { standardError, standardErrors } = contrast
          const actual = draw === 0 ? standardError : standardErrors[draw - 1]!
          const what = `standard error of ${metric} of ${own} against ${other}, draw ${draw}`
          if (withoutError.includes(metric)) {
            expect(actual, what).toBeNaN()
            continue
          }
          if (spread.includes(metric)) {
            expectNear(actual, spreadOf(contrast), what, 1e-9, 1e-12)
            continue
          }
          if (Number.isNaN(values[0]![metric] - values[1]![metric])) continue
          const slopes = ranked.includes(metric) ? fixed : anew
          if (ranked.includes(metric) && slopes.some((side) => side.some((slope) => Number.isNaN(slope[metric]))))
            continue
          const influence = (s: number, i: number) => slopes[s]![i]![metric]
          const squared = weights.reduce((sum, weight, i) => sum + weight * (influence(0, i) - influence(1, i)) ** 2, 0)
          const lift = weighted.reduce((sum, side, s) => {
            if (bearers(side, metric, setting) === undefined) return sum
            const variance = weights.reduce((total, weight, i) => total + weight * influence(s, i) ** 2, 0)
            return sum + sideVariance(side, metric, values[s]![metric], slopes[s]!, factors, setting) - variance
          }, 0)
          expectNear(actual, Math.sqrt((n / (n - 1)) * (squared + lift)), what, 1e-6, 1e-6)
          if (actual > 1e-6) compared++
          const product = weights.reduce((sum, weight, i) => sum + weight * influence(0, i) * influence(1, i), 0)
          if (Math.abs(product) > 1e-6) crossing++
        }
      })
    })
  }
  return { compared, crossing }
}

describe("the standard error of the difference between two categories of steps", () => {
  it("is the root of the patients' squared differences of influences, where a patient is on both sides too", async () => {
    const total = { compared: 0, crossing: 0 }
    await fc.assert(
      fc.asyncProperty(stepCases({ patients: 10, replicates: 2 }), async (one) => {
        const { compared, crossing } = await expectStandardErrors(one)
        total.compared += compared
        total.crossing += crossing
      }),
      { seed: 23, numRuns: 30 }
    )
    expect(total.compared).toBeGreaterThan(1000)
    expect(total.crossing).toBeGreaterThan(500)
  })
})

describe("a division of labelled steps", () => {
  it("has a unit for each patient and category, and rows without a label in none", () => {
    const steps = {
      offsets: Uint32Array.of(0, 3, 5, 5),
      label: Int8Array.of(1, 0, -1, 0, 1),
      score: new Float64Array(5),
      eventOffsets: new Uint32Array(4),
      detectionScore: new Float64Array(0)
    }
    const { category, patientOf, unitOf } = divide(steps, Uint8Array.of(1, 0, 2, 1, 1), 3)
    expect([...patientOf]).toEqual([0, 0, 1])
    expect([...category]).toEqual([0, 1, 1])
    expect([unitOf[0], unitOf[1], unitOf[3], unitOf[4]]).toEqual([1, 0, 2, 2])
  })
})
