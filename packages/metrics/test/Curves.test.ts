import { Calibration, Prevalence } from "@fairward/stats"
import fc from "fast-check"
import { describe, expect, it, vi } from "vitest"
import { type Case, cases, groupingsOf } from "./fixtures/Cases.ts"
import { measured, sharedMultiplicities } from "./fixtures/Measuring.ts"
import { expectNear } from "./fixtures/Near.ts"
import { datasetOf, groupingName, type PatientSketch } from "./fixtures/Sketch.ts"
import {
  cohortOf,
  drawnPatients,
  eventPatients,
  type Reference,
  referenceOf,
  type SlowSetting,
  weightedRows
} from "./fixtures/SlowMetrics.ts"

vi.setConfig({ testTimeout: 60_000 })

interface Point {
  readonly tp: number
  readonly fp: number
  readonly caught: number
}

/** Alarms and caught events at every distinct score, descending, from no alarm at all. */
const operatingPoints = ({ detection, label, score }: ReturnType<typeof weightedRows>): ReadonlyArray<Point> => {
  const thresholds = [...new Set(score)].sort((a, b) => b - a)
  const count = (values: ArrayLike<unknown>, holds: (i: number) => boolean) =>
    Array.from(values).filter((_, i) => holds(i)).length
  return [
    { tp: 0, fp: 0, caught: 0 },
    ...thresholds.map((threshold) => ({
      tp: count(score, (i) => label[i] === 1 && score[i]! >= threshold),
      fp: count(score, (i) => label[i] === 0 && score[i]! >= threshold),
      caught: count(detection, (i) => detection[i]! >= threshold)
    }))
  ]
}

/** The two points between which a coordinate first reaches a target, and how far between them. */
const segment = (points: ReadonlyArray<Point>, coordinate: keyof Point, target: number) => {
  const k = points.findIndex((point) => point[coordinate] >= target - 1e-12)
  if (k <= 0) return undefined
  const from = points[k - 1]!
  const to = points[k]!
  return { from, to, part: (target - from[coordinate]) / (to[coordinate] - from[coordinate]) }
}

const between = (a: number, b: number, part: number) => a + part * (b - a)

type Kind = "roc" | "pr" | "corrected_pr" | "event_pr" | "corrected_event_pr"

interface Drawn {
  readonly points: ReadonlyArray<Point>
  readonly events: number
  readonly calibration: Calibration.Calibration
}

const drawnCohort = (patients: ReadonlyArray<PatientSketch>, setting: SlowSetting): Drawn => {
  const rows = weightedRows(
    patients,
    patients.map(() => 1),
    setting
  )
  return {
    points: operatingPoints(rows),
    events: rows.detection.length,
    calibration: Calibration.calibration(rows, setting.bins)
  }
}

/** Height of a curve at hundredths x of its axis; `NaN` where not defined. */
const heightOf = ({ events, points }: Drawn, kind: Kind, hundredths: number, reference: Reference): number => {
  const { fp: n, tp: p } = points.at(-1)!
  const factor = kind.startsWith("corrected")
    ? Prevalence.precisionFactor(Prevalence.prevalence(p, n), reference.highest)
    : 1
  if (kind === "roc") {
    if (p === 0 || n === 0) return Number.NaN
    const target = (hundredths * n) / 100
    const reached = points.filter(({ fp }) => fp <= target).at(-1)!
    const next = points.find(({ fp }) => fp > target)
    if (next === undefined) return reached.tp / p
    return between(reached.tp, next.tp, (target - reached.fp) / (next.fp - reached.fp)) / p
  }
  if (kind === "pr" || kind === "corrected_pr") {
    if (p === 0) return Number.NaN
    const target = Math.max((hundredths * p) / 100, 1e-9)
    const { from, part, to } = segment(points, "tp", target)!
    return target / (target + factor * between(from.fp, to.fp, part))
  }
  if (events === 0) return Number.NaN
  const found = segment(points, "caught", Math.max((hundredths * events) / 100, 1e-9))
  if (found === undefined) return Number.NaN
  const precision = ({ fp, tp }: Point) => tp / (tp + factor * fp)
  const { from, part, to } = found
  return from.tp + from.fp === 0 ? precision(to) : between(precision(from), precision(to), part)
}

const standardDeviation = (values: ReadonlyArray<number>): number => {
  const usable = values.filter((value) => !Number.isNaN(value))
  if (usable.length < 2) return Number.NaN
  const mean = usable.reduce((sum, value) => sum + value, 0) / usable.length
  return Math.sqrt(usable.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (usable.length - 1))
}

const shown = [0, 1, 7, 14, 25, 29, 40, 50]

const expectCurves = async ({ replicates, setting, sketch, verdictMinimum }: Case) => {
  const test = sketch.patients.filter(({ train }) => train !== true)
  const { contrasts, curves } = await measured({
    dataset: datasetOf(sketch),
    groupings: groupingsOf(sketch),
    threshold: setting.threshold,
    verdictMinimum,
    multiplicities: sharedMultiplicities(replicates.flat()),
    options: { bins: setting.bins }
  })
  let compared = 0
  for (let g = 0; g < sketch.groupings; g++) {
    const reference = referenceOf(test, g, setting, (cohort) => eventPatients(cohort, setting) >= verdictMinimum)
    const own = contrasts.filter(({ grouping }) => grouping === groupingName(g))
    for (const category of new Set(own.map(({ category }) => category))) {
      const drawn = [test, ...replicates.map((multiplicities) => drawnPatients(test, multiplicities))].map((patients) =>
        drawnCohort(cohortOf(patients, g, category), setting)
      )
      const curveOf = (kind: string) =>
        curves.find((one) => one.grouping === groupingName(g) && one.category === category && one.kind === kind)
      for (const kind of ["roc", "pr", "corrected_pr", "event_pr", "corrected_event_pr"] as const) {
        const curve = curveOf(kind)
        for (const at of shown) {
          const [split, ...values] = drawn.map((one) => heightOf(one, kind, 2 * at, reference))
          const what = `${kind} of ${category} at ${at / 50}`
          expectNear(curve?.y[at] ?? Number.NaN, split!, what, 1e-7, 1e-9)
          if (curve === undefined) continue
          expect(curve.x[at], what).toBe(at / 50)
          expectNear(curve.sd[at] ?? Number.NaN, standardDeviation(values), `spread of ${what}`, 1e-6, 1e-7)
          compared++
        }
      }
      const calibration = curveOf("calibration")
      const [split, ...others] = drawn.map((one) => one.calibration)
      const filled = Array.from(split!.count.keys()).filter((bin) => split!.count[bin]! > 0)
      expect(calibration?.x.length ?? 0).toBe(filled.length)
      filled.forEach((bin, i) => {
        expectNear(calibration!.x[i]!, split!.meanScore[bin]!, `mean score in bin ${bin} of ${category}`)
        expectNear(calibration!.y[i]!, split!.share[bin]!, `share in bin ${bin} of ${category}`)
        const spread = standardDeviation(others.map(({ share }) => share[bin]!))
        expectNear(calibration!.sd[i] ?? Number.NaN, spread, `spread in bin ${bin} of ${category}`, 1e-6, 1e-7)
      })
    }
  }
  return compared
}

describe("the curves of a cohort", () => {
  it("are those through every distinct score, with the spread over the replicates", async () => {
    let compared = 0
    await fc.assert(
      fc.asyncProperty(cases({ patients: 8, replicates: 12 }), async (one) => {
        compared += await expectCurves(one)
      }),
      { seed: 15, numRuns: 20 }
    )
    expect(compared).toBeGreaterThan(1000)
  })
})
