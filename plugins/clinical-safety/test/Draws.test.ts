import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { measured } from "./fixtures/Audits.ts"
import { type DatasetSketch, datasetOf, grouping, type PatientSketch } from "./fixtures/Sketch.ts"

const patients: fc.Arbitrary<PatientSketch> = fc
  .record({
    steps: fc.array(
      fc.tuple(
        fc.constantFrom(0 as const, 1 as const, null),
        fc.integer({ min: 0, max: 4 }).map((level) => level / 4)
      ),
      { maxLength: 30 }
    ),
    lengths: fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1, max: 4 })), { maxLength: 3 }),
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

/** One patient of each category, so that the categories are the same whoever is drawn. */
const anchors: ReadonlyArray<PatientSketch> = ["a", "b", "c"].map((category) => ({
  category,
  events: [[3, 4]],
  steps: [
    [0, 0.75],
    [1, 0.25],
    [1, 1]
  ]
}))

const cases = fc.array(patients, { minLength: 2, maxLength: 15 }).chain((own) =>
  fc.record({
    own: fc.constant([...anchors, ...own]),
    drawn: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: own.length, maxLength: own.length })
  })
)

const options = { policy: { silenceFor: "40 min", resetAfter: "20 min" }, costs: { missed: 30, falseAlarm: 2 } }

const measuredOn = (own: DatasetSketch["patients"], replicates: ReadonlyArray<ReadonlyArray<number>>) =>
  measured({
    dataset: datasetOf({ patients: own, timestepMinutes: 20, horizonSteps: 5 }),
    groupings: { [grouping]: { column: grouping } } as never,
    threshold: 0.5,
    options,
    replicates
  })

const expectClose = (found: number, wanted: number, what: string) => {
  if (Number.isNaN(wanted)) expect(found, what).toBeNaN()
  else expect(Math.abs(found - wanted), what).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(wanted)))
}

describe("a replicate", () => {
  it("has the values, standard errors and lead times of the drawn patients copied into a data set", async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ drawn, own }) => {
        const weights = [1, 1, 1, ...drawn]
        const weighted = await measuredOn(own, [weights])
        const copied = await measuredOn(
          own.flatMap((patient, i) => Array.from({ length: weights[i]! }, () => patient)),
          []
        )
        weighted.measured.contrasts.forEach((contrast, i) => {
          const wanted = copied.measured.contrasts[i]!
          const what = `${contrast.metric} of ${contrast.category}`
          expectClose(contrast.cohort.replicates[0]!, wanted.cohort.estimate, what)
          expectClose(contrast.rest.replicates[0]!, wanted.rest.estimate, `${what}'s rest`)
          // The floor of a share keeps the design factor of the split.
          if (contrast.cohort.effective !== undefined) return
          expectClose(contrast.standardErrors[0]!, wanted.standardError, `error of ${what}`)
        })
        weighted.measures.forEach(({ id }, measure) => {
          const { replicates } = weighted.measured.value(0, measure)
          expectClose(replicates[0]!, copied.measured.value(0, measure).estimate, `${id} of everyone`)
        })
        for (let side = 0; side < weighted.sides.count; side++) {
          expectClose(weighted.leads!(side).replicates[0]!, copied.leads!(side).estimate, `lead of ${side}`)
        }
      }),
      { numRuns: 60 }
    )
  })
})

describe("a standard error", () => {
  const alarmsOf = (count: number): PatientSketch["steps"] =>
    Array.from({ length: 24 }, (_, t) => [0, t < count ? 0.9 : 0.1] as const)
  const of = (category: string, counts: ReadonlyArray<number>): ReadonlyArray<PatientSketch> =>
    counts.map((count) => ({ category, events: [], steps: alarmsOf(count) }))
  const errorOf = async (own: DatasetSketch["patients"]) => {
    const { measured: found } = await measured({
      dataset: { ...datasetOf({ patients: own, timestepMinutes: 60, horizonSteps: 5 }), events: undefined },
      groupings: { [grouping]: { column: grouping } } as never,
      threshold: 0.5,
      replicates: []
    })
    return found.contrasts.find(({ metric }) => metric === "false_alarms_per_day")!.standardError
  }

  it("of alarms per day is that of the mean over patients with a day each", async () => {
    const a = [0, 8, 2, 16, 4]
    const b = [1, 3, 12]
    const squares = (counts: ReadonlyArray<number>) => {
      const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length
      return counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length ** 2
    }
    expect(await errorOf([...of("a", a), ...of("b", b)])).toBeCloseTo(
      Math.sqrt((8 / 7) * (squares(a) + squares(b))),
      12
    )
  })

  it("is at least that of independent alarms, so that no cohort is certain to have none", async () => {
    const none = [0, 0, 0, 0]
    const same = [2, 2, 2, 2]
    expect(await errorOf([...of("a", none), ...of("b", same)])).toBeCloseTo(Math.sqrt((8 / 7) * (1 / 16 + 9 / 16)), 12)
  })
})
