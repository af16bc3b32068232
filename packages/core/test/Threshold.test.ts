import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import * as fc from "fast-check"
import type { ThresholdConfig, ThresholdMetric } from "../src/AuditConfig.ts"
import type { DatasetShape } from "../src/Dataset.ts"
import { evaluableEvents } from "../src/Detection.ts"
import * as Message from "../src/Message.ts"
import * as Threshold from "../src/Threshold.ts"
import { dataset, type PatientSketch } from "./fixtures/Patients.ts"

const solve = (config: ThresholdConfig, shape: DatasetShape) =>
  Threshold.solve(config, shape, evaluableEvents(shape)).pipe(Effect.result, Effect.runSync)

const solved = (config: ThresholdConfig, shape: DatasetShape) => {
  const solution = solve(config, shape)
  if (solution._tag === "Failure") throw solution.failure
  return solution.success
}

const refused = (config: ThresholdConfig, shape: DatasetShape) => {
  const solution = solve(config, shape)
  if (solution._tag === "Success") throw new Error(`reached at ${solution.success.value}`)
  return solution.failure
}

/** One patient: labels and scores side by side, no events. */
const rows = (...pairs: ReadonlyArray<readonly [label: "0" | "1" | ".", score: number]>): DatasetShape =>
  dataset({
    patients: [{ id: "a", labels: pairs.map(([label]) => label).join(""), scores: pairs.map(([, score]) => score) }]
  })

interface Row {
  readonly label: number
  readonly score: number
}

const testRows = ({ patients, predictions }: DatasetShape): ReadonlyArray<Row> =>
  Array.from(patients.splits.test).flatMap((patient) => {
    const all: Array<Row> = []
    for (let row = predictions!.offsets[patient]!; row < predictions!.offsets[patient + 1]!; row++) {
      if (predictions!.label[row]! >= 0) all.push({ label: predictions!.label[row]!, score: predictions!.score[row]! })
    }
    return all
  })

/** Largest labelled score of each test event's window by walking over all steps, `NaN` when there is none. */
const warnings = ({ events, horizonSteps, maxLengthSteps, patients, predictions }: DatasetShape) =>
  Array.from(patients.splits.test).flatMap((patient) => {
    const found: Array<number> = []
    for (let event = events!.offsets[patient]!; event < events!.offsets[patient + 1]!; event++) {
      const start = events!.start[event]!
      if (start === 0 || start > maxLengthSteps + horizonSteps) continue
      const previous = event === events!.offsets[patient] ? 0 : events!.stop[event - 1]!
      const scores: Array<number> = []
      for (let row = predictions!.offsets[patient]!; row < predictions!.offsets[patient + 1]!; row++) {
        const step = predictions!.step[row]!
        const inWindow = step >= previous && step >= start - horizonSteps && step < start && step < maxLengthSteps
        if (inWindow && predictions!.label[row]! >= 0) scores.push(predictions!.score[row]!)
      }
      found.push(scores.length === 0 ? Number.NaN : Math.max(...scores))
    }
    return found
  })

/** The metric at `score >= t`, counted row by row; `NaN` when it is not estimable. */
const metricAt = (metric: ThresholdMetric, shape: DatasetShape, t: number): number => {
  const all = testRows(shape)
  const count = (label: number, alarm: boolean) =>
    all.filter((row) => row.label === label && row.score >= t === alarm).length
  const [tp, fp, fn, tn] = [count(1, true), count(0, true), count(1, false), count(0, false)]
  switch (metric) {
    case "recall":
      return tp / (tp + fn)
    case "precision":
      return tp / (tp + fp)
    case "npv":
      return tn / (tn + fn)
    case "fpr":
      return fp / (fp + tn)
    case "event-recall": {
      const scores = warnings(shape)
      return scores.filter((score) => score >= t).length / scores.length
    }
  }
}

const reaches = (metric: ThresholdMetric, value: number, target: number) =>
  metric === "fpr" ? value <= target : value >= target

const score = fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10)

const sketch = (id: string): fc.Arbitrary<PatientSketch> =>
  fc.record({
    id: fc.constant(id),
    scores: fc.array(score, { maxLength: 8 }),
    labels: fc.string({ unit: fc.constantFrom("0", "1", "."), minLength: 8, maxLength: 8 }),
    events: fc
      .uniqueArray(fc.integer({ min: 0, max: 14 }), { maxLength: 6 })
      .map((edges) => edges.toSorted((a, b) => a - b))
      .map((edges) => Array.from({ length: edges.length >> 1 }, (_, i) => [edges[2 * i]!, edges[2 * i + 1]!] as const)),
    split: fc.constantFrom("test" as const, "train" as const)
  })

const cohort = fc
  .tuple(sketch("a"), sketch("b"), sketch("c"), sketch("d"))
  .map((patients) => dataset({ patients, maxLengthSteps: 10 }))

const metrics = ["recall", "event-recall", "precision", "npv", "fpr"] as const

describe.each(metrics)("a %s target", (metric) => {
  it("is met exactly as by trying every distinct score", () => {
    fc.assert(
      fc.property(cohort, fc.integer({ min: 1, max: 20 }), (shape, twentieths) => {
        const target = twentieths / 20
        const distinct = [...new Set(testRows(shape).map((row) => row.score))].sort((a, b) => a - b)
        const values = distinct.map((t) => metricAt(metric, shape, t))
        const reaching = distinct.filter((_, i) => reaches(metric, values[i]!, target))
        const lowest = metric === "precision" || metric === "fpr"
        const solution = solve({ metric, value: target }, shape)
        if (reaching.length === 0) {
          expect(solution._tag).toBe("Failure")
          if (solution._tag === "Success") return
          const usable = values.filter((value) => !Number.isNaN(value))
          const best = usable.length === 0 ? null : metric === "fpr" ? Math.min(...usable) : Math.max(...usable)
          if (distinct.length > 0) expect(solution.failure.best).toBe(best)
          return
        }
        const value = lowest ? reaching[0]! : reaching.at(-1)!
        expect(solution._tag).toBe("Success")
        if (solution._tag === "Failure") return
        expect(solution.success.value).toBe(value)
        expect(solution.success.chosenBy).toEqual({ metric, target, reached: metricAt(metric, shape, value) })
      }),
      { seed: 7, numRuns: 500 }
    )
  })
})

describe("a threshold", () => {
  const five = rows(["1", 0.9], ["0", 0.8], ["1", 0.7], ["0", 0.4], ["1", 0.2], [".", 0.95])

  it("that is given is taken as it is", () => {
    expect(solved({ value: 0.123 }, five)).toEqual({ value: 0.123, chosenBy: null, warnings: [] })
  })

  it("for recall is the highest that reaches it", () => {
    expect(solved({ metric: "recall", value: 0.5 }, five)).toMatchObject({ value: 0.7, chosenBy: { reached: 2 / 3 } })
    expect(solved({ metric: "recall", value: 1 / 3 }, five).value).toBe(0.9)
    expect(solved({ metric: "recall", value: 1 }, five).value).toBe(0.2)
  })

  it("for NPV is the highest that reaches it", () => {
    expect(solved({ metric: "npv", value: 0.5 }, five)).toMatchObject({ value: 0.9, chosenBy: { reached: 0.5 } })
  })

  it("for FPR is the lowest that does not exceed it", () => {
    expect(solved({ metric: "fpr", value: 0.5 }, five)).toMatchObject({ value: 0.7, chosenBy: { reached: 0.5 } })
  })

  it("for precision is the lowest that reaches it, with a warning when it dips in between", () => {
    const solution = solved({ metric: "precision", value: 0.65 }, five)
    expect(solution).toMatchObject({ value: 0.7, chosenBy: { reached: 2 / 3 } })
    expect(solution.warnings.map(Message.text)).toEqual([
      "Precision falls below 0.65 again at some higher thresholds; the lowest that reaches it was chosen."
    ])
    expect(solved({ metric: "precision", value: 0.9 }, five).warnings).toEqual([])
  })

  it("of points may lie anywhere, below 0 too", () => {
    const shape = rows(["1", -3], ["0", -7], ["1", 20], ["0", -2.5])
    expect(solved({ metric: "precision", value: 0.6 }, shape).value).toBe(-3)
    expect(solved({ metric: "fpr", value: 0.5 }, shape).value).toBe(-3)
    expect(solved({ metric: "npv", value: 1 }, shape).value).toBe(-3)
    expect(solved({ metric: "recall", value: 1 }, shape).value).toBe(-3)
  })

  it("takes tied scores together", () => {
    const tied = rows(["1", 0.5], ["0", 0.5], ["1", 0.5], ["0", 0.1])
    expect(solved({ metric: "recall", value: 0.1 }, tied)).toMatchObject({ value: 0.5, chosenBy: { reached: 1 } })
    expect(solved({ metric: "precision", value: 0.6 }, tied)).toMatchObject({
      value: 0.5,
      chosenBy: { reached: 2 / 3 }
    })
  })

  it("is not moved by rounding: 0.07 x 100 is above 7 in floating point", () => {
    const hundred = rows(...Array.from({ length: 100 }, (_, i) => ["1", (i + 1) / 100] as const))
    for (let k = 1; k <= 100; k++) {
      expect(solved({ metric: "recall", value: k / 100 }, hundred).chosenBy!.reached).toBe(k / 100)
    }
    expect(solved({ metric: "recall", value: 0.1 + 0.2 }, hundred).chosenBy!.reached).toBe(0.31)
  })

  it("comes with a warning when its target is reached by alarming always or never", () => {
    expect(Message.text(solved({ metric: "precision", value: 0.5 }, five).warnings.at(-1)!)).toBe(
      "The precision target 0.5 is not above the prevalence of positive steps (0.6): alarming always would reach it."
    )
    expect(solved({ metric: "npv", value: 0.4 }, five).warnings.map(Message.text)).toEqual([
      "The NPV target 0.4 is not above the share of negative steps (0.4): never alarming would reach it."
    ])
    expect(solved({ metric: "npv", value: 0.45 }, five).warnings).toEqual([])
  })
})

describe("an unreachable target", () => {
  it("fails with the best event recall and how many events cannot be detected", () => {
    const shape = dataset({
      patients: [
        { id: "a", scores: [0.5, 0.5], labels: "11", events: [[2, 3]] },
        { id: "b", scores: [0.5, 0.5], labels: "..", events: [[2, 3]] }
      ]
    })
    const error = refused({ metric: "event-recall", value: 0.8 }, shape)
    expect(error.message).toBe(
      "threshold: no threshold reaches event-recall 0.8; the best that can be reached is 0.5. 1 of 2 events have no labelled step before them and cannot be detected."
    )
    expect(solved({ metric: "event-recall", value: 0.5 }, shape).value).toBe(0.5)
  })

  it("fails with the best precision", () => {
    const error = refused({ metric: "precision", value: 0.9 }, rows(["0", 0.9], ["1", 0.5]))
    expect(error.best).toBe(0.5)
  })

  it("fails without a best value when the metric cannot be estimated", () => {
    const error = refused({ metric: "recall", value: 0.5 }, rows(["0", 0.5]))
    expect(error.message).toContain("it cannot be estimated on these data. The test split has no positive step.")
    expect(refused({ metric: "fpr", value: 0.5 }, rows(["1", 0.5])).best).toBeNull()
  })

  it("fails when events are asked for and there are none", () => {
    const error = refused({ metric: "event-recall", value: 0.5 }, dataset({ patients: [], withoutEvents: true }))
    expect(error.message).toContain("An event-recall target needs `data.events` and a horizon above 0.")
  })
})
