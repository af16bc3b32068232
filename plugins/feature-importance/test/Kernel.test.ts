import { RankBiasedOverlap } from "@fairward/stats"
import { describe, expect, it } from "vitest"
import randomImportance, { type RandomJob, type RandomShared } from "../src/kernel/randomImportance.ts"
import { shuffle, streamsFrom } from "../src/kernel/shuffle.ts"
import { ranking } from "../src/ranking.ts"
import { datasetOf, type PatientSketch, pseudoRandom } from "./fixtures/Sketch.ts"
import { measured } from "./fixtures/Stages.ts"

const near = (actual: number, expected: number, what: string) =>
  expect(
    Math.abs(actual - expected) <= 1e-10 * Math.abs(expected) + 1e-15,
    `${what}: ${actual}, plainly ${expected}`
  ).toBe(true)

const sumOf = (values: ReadonlyArray<number>) => values.reduce((sum, value) => sum + value, 0)

describe("a ranking", () => {
  it("is descending, ties in the order of the input", () => {
    expect([...ranking(Float64Array.of(0, 3, 1, 3, 0))]).toEqual([1, 3, 2, 0, 4])
  })
})

describe("replicates", () => {
  const random = pseudoRandom(3)
  const sketches = Array.from(
    { length: 40 },
    (_, i): PatientSketch => ({
      importance: i === 11 ? null : [random(), 0.7 * random(), 0.5 * random(), 0.4 * random(), 0],
      category: i === 5 ? null : "abc"[i % 3]!,
      train: i === 20
    })
  )
  const tested = sketches.filter(({ train }) => train !== true)
  const multiplicities = Uint8Array.from({ length: 3 * tested.length }, () => Math.floor(4 * random() ** 2))

  it("have the overlaps, shares and standard errors of patients copied as often as they are drawn", async () => {
    const { cohorts, contrasts } = await measured({
      dataset: datasetOf(sketches),
      multiplicities,
      options: { depth: 4, top: 5, randomCohorts: 1, randomGroupings: 1 }
    })
    for (let b = 0; b < 3; b++) {
      const copies = tested.flatMap((patient, i) =>
        patient.importance === null
          ? []
          : Array.from({ length: multiplicities[b * tested.length + i]! }, () => ({
              category: patient.category,
              importance: patient.importance!
            }))
      )
      const ranked = (patients: typeof copies) =>
        ranking(Float64Array.from({ length: 5 }, (_, f) => sumOf(patients.map(({ importance }) => importance[f]!))))
      for (const { category, extrapolatedReplicates, truncatedReplicates } of cohorts) {
        const own = ranked(copies.filter((patient) => patient.category === category.id))
        const overlap = RankBiasedOverlap.rankBiasedOverlap(own, ranked(copies), { depth: 4 })
        near(truncatedReplicates[b]!, overlap.truncated, "overlap")
        near(extrapolatedReplicates[b]!, overlap.extrapolated, "extrapolated overlap")
      }
      for (const { category, cohort, metric, rest, standardErrors } of contrasts) {
        const f = Number(metric.slice(1))
        const sides = [true, false].map((isCohort) => {
          const own = copies.filter(
            (patient) => patient.category !== null && (patient.category === category) === isCohort
          )
          const total = sumOf(own.map(({ importance }) => sumOf(importance)))
          const share = sumOf(own.map(({ importance }) => importance[f]!)) / total
          return {
            share,
            patients: own.length,
            variance: sumOf(own.map(({ importance }) => ((importance[f]! - share * sumOf(importance)) / total) ** 2))
          }
        })
        const n = sumOf(sides.map(({ patients }) => patients))
        near(cohort.replicates[b]!, sides[0]!.share, `share of ${metric} in ${category}`)
        near(rest.replicates[b]!, sides[1]!.share, `share of ${metric} outside ${category}`)
        near(standardErrors[b]!, Math.sqrt((n / (n - 1)) * sumOf(sides.map(({ variance }) => variance))), metric)
      }
    }
    expect(contrasts).toHaveLength(4 * 3)
  })

  it("spread as far as the standard errors say", async () => {
    const { contrasts } = await measured({
      dataset: datasetOf(
        Array.from({ length: 400 }, (_, i) => ({
          importance: [1 + random(), 2 * random(), random() ** 3],
          category: "ab"[i % 2]!
        }))
      ),
      replicates: 2000,
      options: { randomCohorts: 1, randomGroupings: 1 }
    })
    for (const { cohort, rest, standardError } of contrasts) {
      const differences = Array.from(cohort.replicates, (share, b) => share - rest.replicates[b]!)
      const mean = sumOf(differences) / differences.length
      const spread = Math.sqrt(sumOf(differences.map((one) => (one - mean) ** 2)) / (differences.length - 1))
      expect(standardError / spread).toBeGreaterThan(0.93)
      expect(standardError / spread).toBeLessThan(1.07)
    }
  })
})

describe("the standard error of a difference of shares", () => {
  it("is 0 where the share is the same in every patient of both sides, not what rounding leaves", async () => {
    const random = pseudoRandom(6)
    const { contrasts } = await measured({
      dataset: datasetOf(
        Array.from({ length: 80 }, (_, i) => {
          const level = 0.1 + random()
          return { importance: [0.7 * level, 0.3 * level], category: "ab"[i % 2]! }
        })
      ),
      replicates: 5,
      options: { randomCohorts: 1, randomGroupings: 1 }
    })
    expect(contrasts).toHaveLength(4)
    for (const { standardError, standardErrors } of contrasts)
      expect([standardError, ...standardErrors]).toEqual(new Array(6).fill(0))
  })
})

describe("random cohorts", () => {
  const patients = 60
  const features = 6
  const random = pseudoRandom(9)
  const values = Float64Array.from({ length: patients * features }, (_, k) => random() * (features - (k % features)))
  const general = ranking(
    Float64Array.from({ length: features }, (_, f) => sumOf([...values.filter((_, k) => k % features === f)]))
  )
  const shared: RandomShared = {
    features,
    values,
    rows: Uint32Array.from({ length: patients }, (_, row) => row),
    general,
    seed: 42,
    p: 0.9,
    depth: 6,
    sizes: Uint32Array.of(5, 20, 60)
  }

  const overlapsOf = (jobs: ReadonlyArray<RandomJob>) =>
    jobs.flatMap((job) => {
      const result = randomImportance(shared)(job)
      return result.kind === "cohorts" ? [...result.overlaps] : []
    })

  it("are the same in one batch as in several", () => {
    expect(
      overlapsOf([
        { kind: "cohorts", first: 10, count: 7 },
        { kind: "cohorts", first: 17, count: 3 }
      ])
    ).toEqual(overlapsOf([{ kind: "cohorts", first: 10, count: 10 }]))
  })

  it("of all patients rank as all do, and agree less the smaller they are", () => {
    const overlaps = overlapsOf([{ kind: "cohorts", first: 0, count: 300 }])
    const mean = (s: number) => sumOf(overlaps.filter((_, k) => k % 3 === s)) / 300
    overlaps.forEach((overlap, k) => {
      if (k % 3 === 2) near(overlap, 1 - 0.9 ** 6, "of all patients")
    })
    expect(mean(0)).toBeLessThan(mean(1))
    expect(mean(1)).toBeLessThan(mean(2))
  })

  describe("of thirty patients, of whom one alone has the second feature", () => {
    /** Groups of up to `level` patients rank it first where they hold that patient, larger ones and all others second. */
    const having = (level: number): RandomShared => ({
      ...shared,
      features: 2,
      values: Float64Array.from({ length: 60 }, (_, k) => (k % 2 === 0 ? 1 : k === 1 ? level : 0)),
      rows: Uint32Array.from({ length: 30 }, (_, row) => row),
      general: Uint32Array.of(0, 1),
      depth: 1,
      sizes: Uint32Array.of(5)
    })
    const result = (level: number, kind: RandomJob["kind"]) =>
      randomImportance(having(level))({ kind, first: 0, count: 100 })

    it("have the size that was asked for", () => {
      const overlaps = (level: number) => {
        const found = result(level, "cohorts")
        return found.kind === "cohorts" ? found.overlaps.filter((overlap) => overlap === 0).length : Number.NaN
      }
      expect(overlaps(4.5)).toBe(0)
      expect(overlaps(5.5)).toBeGreaterThan(0)
    })

    it("are at most six of a grouping", () => {
      const delta = (level: number) => {
        const found = result(level, "groupings")
        return found.kind === "groupings" ? found.inverseRankDelta[1] : Number.NaN
      }
      expect(delta(4.5)).toBe(0)
      expect(delta(5.5)).toBe(0.5)
    })
  })

  it("hold every patient equally often", () => {
    const drawn = new Uint32Array(10)
    const streams = streamsFrom(1, 0)
    for (let b = 0; b < 4000; b++) {
      const order = Uint32Array.from({ length: 10 }, (_, i) => i)
      shuffle(order, 3, streams.next().value!)
      for (const patient of order.subarray(0, 3)) drawn[patient]!++
      expect(new Set(order).size).toBe(10)
    }
    for (const times of drawn) expect(Math.abs(times - 1200) / Math.sqrt(4000 * 0.3 * 0.7)).toBeLessThan(4.5)
  })

  it("of groupings give the smallest overlap and the largest change of inverse rank of any of them", () => {
    const single = Array.from({ length: 12 }, (_, g) => {
      const result = randomImportance(shared)({ kind: "groupings", first: g, count: 1 })
      if (result.kind !== "groupings") throw new Error("groupings were asked for")
      return result
    })
    const all = randomImportance(shared)({ kind: "groupings", first: 0, count: 12 })
    expect(all).toEqual({
      kind: "groupings",
      overlap: Math.min(...single.map(({ overlap }) => overlap)),
      inverseRankDelta: Float64Array.from({ length: features }, (_, f) =>
        Math.max(...single.map(({ inverseRankDelta }) => inverseRankDelta[f]!))
      )
    })
  })
})
