import { isDeepStrictEqual } from "node:util"
import { describe, expect, it } from "vitest"
import { Parameters, Simulation } from "../src/index.ts"
import { noLabel } from "../src/Tables.ts"
import { areas, mean, meanScores, median, rowsByPatient, variance } from "./statistics.ts"

const parameters = Parameters.make({ patients: 1200, stepMinutes: 15, predictionsFor: "all" })
const tables = Simulation.simulate(parameters)

const eventsOf = (patient: number) =>
  Array.from(tables.events.start, (start, e) => ({
    patient: tables.events.patient_id[e]!,
    start,
    stop: tables.events.stop[e]!
  })).filter((event) => event.patient === patient)

describe("labels", () => {
  it("are empty in an event, 1 where an event starts within the horizon, and 0 elsewhere", () => {
    const { patient_id, step, label } = tables.predictions
    const horizon = 48
    const seen = new Map<number, number>()
    let wrong = 0
    for (const [patient, [from, to]] of rowsByPatient(patient_id)) {
      const events = eventsOf(patient)
      for (let i = from; i < to; i++) {
        const t = step[i]!
        const expected = events.some(({ start, stop }) => start <= t && t < stop)
          ? noLabel
          : Number(events.some(({ start }) => t < start && start <= t + horizon))
        if (label[i] !== expected) wrong++
        seen.set(expected, (seen.get(expected) ?? 0) + 1)
      }
    }
    expect(wrong).toBe(0)
    expect([...seen.keys()].sort((a, b) => a - b)).toEqual([noLabel, 0, 1])
  })

  it("follow the horizon and the step that were asked for", () => {
    const short = Simulation.simulate(Parameters.make({ patients: 200, stepMinutes: 30, horizonHours: 2 }))
    const rows = rowsByPatient(short.predictions.patient_id)
    let compared = 0
    short.events.start.forEach((start, e) => {
      const range = rows.get(short.events.patient_id[e]!)
      if (range === undefined || start < 10) return
      const label = short.predictions.label
      if (label[range[0] + start - 5] === noLabel || label[range[0] + start - 5] === 1) return
      expect([...label.subarray(range[0] + start - 5, range[0] + start + 1)].slice(1)).toEqual([1, 1, 1, 1, noLabel])
      compared++
    })
    expect(compared).toBeGreaterThan(20)
  })
})

describe("events", () => {
  it("lie within the stay, in order, and never touch", () => {
    const rows = rowsByPatient(tables.predictions.patient_id)
    const { patient_id, start, stop } = tables.events
    for (let e = 0; e < start.length; e++) {
      const [from, to] = rows.get(patient_id[e]!)!
      expect(start[e]).toBeGreaterThanOrEqual(0)
      expect(stop[e]).toBeGreaterThan(start[e]!)
      expect(stop[e]).toBeLessThanOrEqual(to - from)
      if (e > 0 && patient_id[e] === patient_id[e - 1]) expect(start[e]).toBeGreaterThan(stop[e - 1]!)
    }
  })

  it("include some with which a patient arrives", () => {
    expect(tables.events.start.filter((start) => start === 0).length).toBeGreaterThan(0)
  })

  it.each([0.1, 0.4, 0.7])("befall the expected share of patients, %d", (eventPatients) => {
    const { events } = Simulation.simulate({ ...parameters, eventPatients, stepMinutes: 60 })
    const share = new Set(events.patient_id).size / parameters.patients
    const standardError = Math.sqrt((eventPatients * (1 - eventPatients)) / parameters.patients)
    expect(Math.abs(share - eventPatients)).toBeLessThan(3 * standardError + 0.01)
  })
})

describe("stays", () => {
  it("last as long as asked for on average, and never longer than allowed", () => {
    const steps = [...rowsByPatient(tables.predictions.patient_id).values()].map(([from, to]) => to - from)
    const hours = steps.map((n) => n / 4)
    expect(mean(hours)).toBeGreaterThan(44)
    expect(mean(hours)).toBeLessThan(52)
    expect(Math.max(...hours)).toBe(168)
    expect(Math.min(...hours)).toBeGreaterThanOrEqual(8)
  })

  it("have one prediction at each step, from 0", () => {
    for (const [from, to] of rowsByPatient(tables.predictions.patient_id).values())
      expect(tables.predictions.step.subarray(from, to)).toEqual(Int32Array.from({ length: to - from }, (_, t) => t))
  })
})

describe("scores", () => {
  const score = meanScores(tables)

  it("lie in [0, 1]", () => {
    for (const scores of tables.predictions.scores) {
      expect(scores.every((value) => value >= 0 && value <= 1)).toBe(true)
      expect(variance([...scores.subarray(0, 10_000)])).toBeGreaterThan(0.001)
    }
  })

  it("rank steps about as well as a published early-warning model", () => {
    const { auroc, averagePrecision } = areas(tables.predictions.label, score)
    expect(auroc).toBeGreaterThan(0.85)
    expect(auroc).toBeLessThan(0.92)
    expect(averagePrecision).toBeGreaterThan(0.4)
    expect(averagePrecision).toBeLessThan(0.75)
  })

  it("are roughly calibrated where nothing is planted", () => {
    const bins = Array.from({ length: 10 }, () => ({ rows: 0, positives: 0, scores: 0 }))
    tables.predictions.label.forEach((label, i) => {
      if (label === noLabel) return
      const bin = bins[Math.min(9, Math.floor(score[i]! * 10))]!
      bin.rows++
      bin.positives += label
      bin.scores += score[i]!
    })
    for (const { rows, positives, scores } of bins) {
      expect(rows).toBeGreaterThan(500)
      expect(Math.abs(positives / rows - scores / rows)).toBeLessThan(0.1)
    }
  })

  it("differ between model seeds by noise only", () => {
    const [first, second] = tables.predictions.scores
    const logit = (p: number) => Math.log(p / (1 - p))
    const differences = Array.from(first!.subarray(0, 20_000), (p, i) => logit(p) - logit(second![i]!))
    expect(Math.abs(mean(differences))).toBeLessThan(0.1)
    expect(Math.sqrt(variance(differences))).toBeGreaterThan(0.1)
    expect(Math.sqrt(variance(differences))).toBeLessThan(1)
  })
})

describe("the time series", () => {
  const { patient_id, minutes, variables } = tables.timeseries
  const share = (values: Float32Array) => values.filter((value) => !Number.isNaN(value)).length / values.length

  it("has rows at steps only, in order, each with at least one measurement", () => {
    const columns = Object.values(variables)
    const isRight = (i: number) =>
      minutes[i]! % 15 === 0 &&
      (patient_id[i] !== patient_id[i - 1] || minutes[i]! > minutes[i - 1]!) &&
      columns.some((values) => !Number.isNaN(values[i]!))
    expect(minutes.length).toBeGreaterThan(200_000)
    expect(minutes.findIndex((_, i) => !isRight(i))).toBe(-1)
  })

  it("has lactate about every eight hours and MAP at nearly every step", () => {
    const gaps: Array<number> = []
    for (const [from, to] of rowsByPatient(patient_id).values()) {
      const times = [...minutes.subarray(from, to)].filter((_, i) => !Number.isNaN(variables.lactate[from + i]!))
      for (let i = 1; i < times.length; i++) gaps.push((times[i]! - times[i - 1]!) / 60)
    }
    expect(median(gaps)).toBeGreaterThan(6.8)
    expect(median(gaps)).toBeLessThan(8)
    expect(share(variables.map)).toBeGreaterThan(0.93)
    expect(share(variables.map)).toBeLessThan(1)
  })

  it("lacks ventilator settings in patients who are not ventilated", () => {
    const isVentilated = [...rowsByPatient(patient_id).values()].map(([from, to]) =>
      Number(variables.peak_inspiratory_pressure.subarray(from, to).some((value) => !Number.isNaN(value)))
    )
    expect(mean(isVentilated)).toBeGreaterThan(0.4)
    expect(mean(isVentilated)).toBeLessThan(0.5)
  })

  it("has fewer measurements with a larger missingness scale", () => {
    const sparse = Simulation.simulate({ ...parameters, patients: 100, missingness: 3 })
    const dense = Simulation.simulate({ ...parameters, patients: 100 })
    const measured = (of: typeof sparse) =>
      of.timeseries.variables.lactate.filter((value) => !Number.isNaN(value)).length
    expect(measured(sparse) / measured(dense)).toBeGreaterThan(0.25)
    expect(measured(sparse) / measured(dense)).toBeLessThan(0.6)
  })

  it("has lower pressure in events, and vasopressors begun in them and ended with a zero", () => {
    const within: Array<number> = []
    const outside: Array<number> = []
    const events = new Map(Array.from(new Set(tables.events.patient_id), (id) => [id, eventsOf(id)]))
    let outsideStarted = 0
    for (const [patient, [from, to]] of rowsByPatient(patient_id)) {
      let isOn = false
      for (let i = from; i < to; i++) {
        const step = minutes[i]! / 15
        const isIn = (events.get(patient) ?? []).some(({ start, stop }) => start <= step && step < stop + 8)
        const map = variables.map[i]!
        if (!Number.isNaN(map)) (isIn ? within : outside).push(map)
        const rate = variables.norepinephrine[i]!
        if (rate > 0 && !isOn && !isIn) outsideStarted++
        if (!Number.isNaN(rate)) isOn = rate > 0
      }
    }
    expect(mean(outside) - mean(within)).toBeGreaterThan(5)
    expect(outsideStarted).toBe(0)
    expect(variables.norepinephrine.filter((rate) => rate > 0).length).toBeGreaterThan(100)
    expect(variables.norepinephrine.filter((rate) => rate === 0).length).toBeGreaterThan(50)
  })
})

describe("patients", () => {
  it("lack a surgical status now and then, and nothing else", () => {
    const missing = tables.patients.surgical_status.filter((status) => status === null).length
    expect(missing).toBeGreaterThan(2)
    expect(missing).toBeLessThan(30)
    expect(tables.patients.sex).not.toContain(null)
    expect(tables.patients.admission_reason).not.toContain(null)
  })

  it("come in nine admission reasons and all ages of an adult intensive care unit", () => {
    expect(new Set(tables.patients.admission_reason).size).toBe(9)
    expect(Math.min(...tables.patients.age)).toBeGreaterThanOrEqual(18)
    expect(Math.max(...tables.patients.age)).toBeLessThanOrEqual(98)
    expect(median([...tables.patients.age])).toBeGreaterThan(60)
  })

  it("of the train split have predictions only when asked for", () => {
    const testOnly = Simulation.simulate({ ...parameters, patients: 200, predictionsFor: "test" })
    const testIds = Int32Array.from(testOnly.splits.patient_id.filter((_, i) => testOnly.splits.split[i] === "test"))
    expect([...new Set(testOnly.predictions.patient_id)]).toEqual([...testIds])
    expect(new Set(testOnly.timeseries.patient_id).size).toBe(200)
    expect(testIds.length).toBeGreaterThan(110)
    expect(testIds.length).toBeLessThan(155)
    expect(new Set(tables.predictions.patient_id).size).toBe(1200)
  })
})

describe("randomness", () => {
  const small = Parameters.make({ patients: 40, stepMinutes: 30, predictionsFor: "all" })

  it("gives the same tables for the same parameters, and others for another seed", () => {
    expect(isDeepStrictEqual(Simulation.simulate(small), Simulation.simulate(small))).toBe(true)
    expect(
      isDeepStrictEqual(Simulation.simulate({ ...small, seed: 43 }).predictions, Simulation.simulate(small).predictions)
    ).toBe(false)
  })

  it("leaves patients as they were when more are added", () => {
    const few = Simulation.simulate(small)
    const many = Simulation.simulate(Parameters.scaled(small, 55))
    const rows = few.predictions.label.length
    const recorded = few.timeseries.minutes.length
    expect(
      isDeepStrictEqual(
        many.predictions.scores.map((scores) => scores.subarray(0, rows)),
        [...few.predictions.scores]
      )
    ).toBe(true)
    expect(isDeepStrictEqual(many.predictions.label.subarray(0, rows), few.predictions.label)).toBe(true)
    expect(isDeepStrictEqual(many.timeseries.variables.map.subarray(0, recorded), few.timeseries.variables.map)).toBe(
      true
    )
    expect(isDeepStrictEqual(many.patients.age.subarray(0, 40), few.patients.age)).toBe(true)
    expect(isDeepStrictEqual(many.attributions.features.age!.subarray(0, 40), few.attributions.features.age)).toBe(true)
  })

  it("leaves the first score columns as they were when more are added", () => {
    const one = Simulation.simulate({ ...small, patients: 1, scoreSeeds: 1 })
    const four = Simulation.simulate({ ...small, patients: 1, scoreSeeds: 4 })
    expect(four.predictions.scores).toHaveLength(4)
    expect(isDeepStrictEqual(four.predictions.scores[0], one.predictions.scores[0])).toBe(true)
    expect(isDeepStrictEqual(four.timeseries, one.timeseries)).toBe(true)
  })
})
