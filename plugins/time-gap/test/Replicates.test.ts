import { Detection } from "@fairward/core"
import { Woodruff } from "@fairward/stats"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { leadMetric } from "../src/Leads.ts"
import { timeGaps } from "../src/TimeGaps.ts"
import { windowsOf } from "../src/Windows.ts"
import { measured } from "./fixtures/Audits.ts"
import { type DatasetSketch, datasetOf, grouping, type PatientSketch } from "./fixtures/Sketch.ts"

const timestepMinutes = 20

const patients: fc.Arbitrary<PatientSketch> = fc
  .record({
    steps: fc.array(
      fc.tuple(
        fc.constantFrom(0 as const, 1 as const, null),
        fc.integer({ min: 0, max: 4 }).map((level) => level / 4)
      ),
      { maxLength: 40 }
    ),
    lengths: fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1, max: 4 })), { maxLength: 5 }),
    category: fc.constantFrom("a", "b", "c", null)
  })
  .map(({ category, lengths, steps }) => {
    let at = 0
    const events = lengths.map(([before, length]) => {
      const start = at + before
      at = start + length
      return [start, at] as const
    })
    return { steps, events, category }
  })

const cases = fc
  .record({
    patients: fc.array(patients, { minLength: 4, maxLength: 25 }),
    horizonSteps: fc.integer({ min: 1, max: 15 }),
    threshold: fc.constantFrom(0.25, 0.5, 0.75)
  })
  .chain((one) =>
    fc.record({
      sketch: fc.constant({ patients: one.patients, horizonSteps: one.horizonSteps, timestepMinutes }),
      threshold: fc.constant(one.threshold),
      replicates: fc.array(
        fc.array(fc.integer({ min: 0, max: 4 }), { minLength: one.patients.length, maxLength: one.patients.length }),
        { minLength: 1, maxLength: 5 }
      )
    })
  )

interface Row {
  readonly patient: number
  readonly category: string | null
  readonly available: number
  readonly earliest: number
  readonly gap: number
}

/** Every event as a row, in minutes. */
const rowsOf = (sketch: DatasetSketch, threshold: number): ReadonlyArray<Row> => {
  const dataset = datasetOf(sketch)
  const { earliest, gap, patient, stepsBefore } = timeGaps(dataset, Detection.evaluableEvents(dataset)!, threshold)
  return Array.from(gap, (steps, i) => ({
    patient: patient[i]!,
    category: sketch.patients[patient[i]!]!.category,
    available: stepsBefore[i]! * timestepMinutes,
    earliest: earliest[i]! * timestepMinutes,
    gap: steps * timestepMinutes
  }))
}

/** Rows of each patient copied as often as drawn; every copy is a patient of its own. */
const copied = (rows: ReadonlyArray<Row>, drawn: ReadonlyArray<number>): ReadonlyArray<Row> =>
  drawn.flatMap((times, patient) =>
    Array.from({ length: times }, (_, copy) => copy).flatMap((copy) =>
      rows.filter((row) => row.patient === patient).map((row) => ({ ...row, patient: patient * 1000 + copy }))
    )
  )

const plainMedian = (values: ReadonlyArray<number>): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  if (sorted.length === 0) return Number.NaN
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

const plainError = (rows: ReadonlyArray<Row>): number =>
  Woodruff.medianError(
    Woodruff.clusteredValues(
      Float64Array.from(rows, ({ gap }) => gap),
      Uint32Array.from(rows, ({ patient }) => patient)
    ),
    undefined,
    timestepMinutes
  ).standardError

/** Share of events warned so early and its variance from single patients' influences; `factor` times that of a coin is its floor. */
const plainShare = (rows: ReadonlyArray<Row>, lead: number, factor: number) => {
  const share = rows.filter(({ gap }) => gap >= lead).length / rows.length
  const patients = [...new Set(rows.map(({ patient }) => patient))]
  const influences = patients.map((patient) => {
    const own = rows.filter((row) => row.patient === patient)
    return (own.filter(({ gap }) => gap >= lead).length - share * own.length) / rows.length
  })
  const n = patients.length
  const towardsHalf = (n * share + 1) / (n + 2)
  const floor = (factor * towardsHalf * (1 - towardsHalf)) / (n + 2)
  const squares = influences.reduce((sum, u) => sum + u * u, 0)
  return { share, patients: n, squares, variance: Math.max(squares, floor) }
}

/** Of all kept categories as one side on the split: the variance over that of a coin a patient. */
const designFactor = (rows: ReadonlyArray<Row>, lead: number): number => {
  const { patients, share, squares } = plainShare(rows, lead, 0)
  return share > 0 && share < 1 ? (squares * patients) / (share * (1 - share)) : 1
}

const varianceOf = (values: Float64Array): number => {
  const usable = values.filter((value) => !Number.isNaN(value))
  const mean = usable.reduce((sum, value) => sum + value, 0) / usable.length
  return usable.reduce((sum, value) => sum + (value - mean) ** 2, 0) / usable.length
}

const edges = [0, 60, 160] as const

/** Detected events with so much time available. */
const inWindowOf = (rows: ReadonlyArray<Row>, id: string): ReadonlyArray<Row> => {
  const { from, to } = windowsOf(edges).find((one) => one.id === id)!
  return rows.filter(({ available, gap }) => gap > 0 && available > from && available <= (to ?? 1e9))
}

describe("every replicate", () => {
  it("has the medians and shares of copied rows, and their standard errors", async () => {
    let medians = 0
    let errors = 0
    let shares = 0
    await fc.assert(
      fc.asyncProperty(cases, async ({ replicates, sketch, threshold }) => {
        const leads = [20, 40, 120]
          .map((minutes) => ({ minutes, steps: minutes / timestepMinutes }))
          .filter(({ steps }) => steps <= sketch.horizonSteps)
        const points = Array.from({ length: sketch.horizonSteps }, (_, i) => i + 1)
        const { contrasts, everyone, warned, windows } = await measured({
          dataset: datasetOf(sketch),
          groupings: { [grouping]: { column: grouping } } as never,
          threshold,
          windows: [...edges],
          leads,
          points,
          replicates
        })
        const all = rowsOf(sketch, threshold)
        const assigned = sketch.patients.map(({ category }) => category)
        const draws = [all, ...replicates.map((drawn) => copied(all, drawn))]
        draws.forEach((rows, draw) => {
          const inWindow = (id: string) => inWindowOf(rows, id)
          const at = ({ estimate, replicates }: { estimate: number; replicates: Float64Array }) =>
            draw === 0 ? estimate : replicates[draw - 1]!
          windows.forEach(({ id }, v) => {
            expect(at(everyone[v]!)).toBe(plainMedian(inWindow(id).map(({ gap }) => gap)))
          })
          const categories = [...new Set(contrasts.map(({ category }) => category))]
          const drawn = draw === 0 ? assigned.map(() => 1) : replicates[draw - 1]!
          const inGrouping = drawn.reduce((sum, times, i) => sum + (assigned[i] === null ? 0 : times), 0)
          for (const { category, cohort, metric, rest, standardError, standardErrors } of contrasts) {
            const lead = leads.find(({ minutes }) => metric === leadMetric(minutes))
            if (lead === undefined) continue
            const factor = designFactor(
              all.filter((row) => row.category !== null),
              lead.minutes
            )
            const own = plainShare(
              rows.filter((row) => row.category === category),
              lead.minutes,
              factor
            )
            const others = plainShare(
              rows.filter((row) => row.category !== category && row.category !== null),
              lead.minutes,
              factor
            )
            expect(at(cohort)).toBe(own.share)
            expect(at(rest)).toBe(others.share)
            const error = draw === 0 ? standardError : standardErrors[draw - 1]!
            const plain = Math.sqrt((inGrouping / (inGrouping - 1)) * (own.variance + others.variance))
            if (Number.isNaN(plain)) expect(error).toBeNaN()
            else {
              expect(error).toBeCloseTo(plain, 12)
              errors++
            }
          }
          for (const { category, cohort, metric, rest, standardError, standardErrors } of contrasts) {
            if (metric.startsWith("warned")) continue
            const own = inWindow(metric).filter((row) => row.category === category)
            const others = inWindow(metric).filter((row) => row.category !== category && row.category !== null)
            expect(at(cohort)).toBe(plainMedian(own.map(({ gap }) => gap)))
            expect(at(rest)).toBe(plainMedian(others.map(({ gap }) => gap)))
            const error = draw === 0 ? standardError : standardErrors[draw - 1]!
            const woodruff = (all: ReadonlyArray<Row>) =>
              plainError(all.filter((row) => row.category === category)) ** 2 +
              plainError(all.filter((row) => row.category !== category && row.category !== null)) ** 2
            const split = woodruff(inWindowOf(all, metric))
            const ofDraws = varianceOf(cohort.replicates.map((one, b) => one - rest.replicates[b]!))
            const pooled = Math.max(split, Number.isNaN(ofDraws) ? 0 : ofDraws)
            const inDraw = woodruff(inWindowOf(rows, metric))
            const plain = Math.sqrt(draw === 0 ? pooled : pooled * (0.5 + (0.5 * inDraw) / split))
            if (Number.isNaN(plain)) expect(error).toBeNaN()
            else {
              expect(error).toBeCloseTo(plain, 9)
              medians++
            }
          }
          const cells = [undefined, ...categories]
          cells.forEach((category, cell) => {
            const own = rows.filter((row) => category === undefined || row.category === category)
            points.forEach((step) => {
              const lead = step * timestepMinutes
              const early = own.filter(({ gap }) => gap >= lead).length
              const possible = own.filter(({ earliest }) => earliest >= lead).length
              const found = warned(cell, step)
              if (draw === 0) {
                expect([found.warned, found.events, found.possible]).toEqual([early, own.length, possible])
              } else {
                expect(found.ofAll[draw - 1]).toBe(early / own.length)
                expect(found.ofPossible[draw - 1]).toBe(early / possible)
              }
              if (early > 0) shares++
            })
          })
        })
      }),
      { seed: 4, numRuns: 300 }
    )
    expect(medians).toBeGreaterThan(200)
    expect(errors).toBeGreaterThan(2000)
    expect(shares).toBeGreaterThan(5000)
  })
})
