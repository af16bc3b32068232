import { isDeepStrictEqual } from "node:util"
import { describe, expect, it } from "vitest"
import { type Attributes, contains, type Kind } from "../src/Disparity.ts"
import { Disparity, Parameters, Simulation } from "../src/index.ts"
import type { SimulatedTables } from "../src/Tables.ts"
import { attributesById, detections, mean, median, rowsByPatient, twoSampleZ } from "./statistics.ts"

const planted = { ...Parameters.demo, patients: 3000, stepMinutes: 30, scoreSeeds: 1 }
const nothing = { ...planted, disparities: [] }
const withNothing = Simulation.simulate(nothing)
const withAll = Simulation.simulate(planted)

type Sides = readonly [cohort: ReadonlyArray<number>, rest: ReadonlyArray<number>]

const sides = (
  tables: SimulatedTables,
  isInCohort: (patient: Attributes) => boolean,
  values: Iterable<readonly [patient: number, value: number]>
): Sides => {
  const attributes = attributesById(tables)
  const cohort: Array<number> = []
  const rest: Array<number> = []
  for (const [patient, value] of values) (isInCohort(attributes.get(patient)!) ? cohort : rest).push(value)
  return [cohort, rest]
}

/** One number a patient, so that those of different patients are independent. */
const byPatient = (
  values: Iterable<readonly [patient: number, value: number]>
): ReadonlyArray<readonly [number, number]> => {
  const collected = new Map<number, Array<number>>()
  for (const [patient, value] of values) collected.set(patient, [...(collected.get(patient) ?? []), value])
  return [...collected].map(([patient, ofPatient]) => [patient, mean(ofPatient)])
}

const detected = (tables: SimulatedTables) =>
  detections(tables, 0.8).map(({ patient, isDetected }) => [patient, Number(isDetected)] as const)

const gaps = (tables: SimulatedTables) =>
  detections(tables, 0.8).flatMap(({ patient, gapHours }) => (gapHours === null ? [] : [[patient, gapHours] as const]))

const lactateGaps = ({ timeseries: { patient_id, minutes, variables } }: SimulatedTables) =>
  [...rowsByPatient(patient_id)].flatMap(([patient, [from, to]]) => {
    const times = [...minutes.subarray(from, to)].filter((_, i) => !Number.isNaN(variables.lactate[from + i]!))
    return times.length < 2 ? [] : [[patient, (times.at(-1)! - times[0]!) / (times.length - 1) / 60] as const]
  })

const mapMedians = ({ timeseries: { patient_id, variables } }: SimulatedTables) =>
  [...rowsByPatient(patient_id)].map(
    ([patient, [from, to]]) =>
      [patient, median([...variables.map.subarray(from, to)].filter((value) => !Number.isNaN(value)))] as const
  )

const hasEvent = ({ patients, events }: SimulatedTables) => {
  const withEvent = new Set(events.patient_id)
  return Array.from(patients.patient_id, (patient) => [patient, Number(withEvent.has(patient))] as const)
}

const importanceOfFirst = ({ patients, attributions }: SimulatedTables) =>
  Array.from(patients.patient_id, (patient, i) => [patient, attributions.features.map_median_1h![i]!] as const)

const statistics = { detected, gaps, lactateGaps, mapMedians, hasEvent, importanceOfFirst }

const isFemale = (patient: Attributes) => patient.sex === "F"
const isNeurological = (patient: Attributes) => patient.admission_reason === "Neurological"
const isNonSurgical = (patient: Attributes) => patient.surgical_status === "Non-surgical"
const isOld = (patient: Attributes) => patient.age >= 85
const cohorts = { isFemale, isNeurological, isNonSurgical, isOld }

const zs = (tables: SimulatedTables): Map<string, number> =>
  new Map(
    Object.entries(statistics).flatMap(([statistic, values]) => {
      const ofPatients = byPatient(values(tables))
      return Object.entries(cohorts).map(
        ([cohort, isIn]) => [`${statistic} ${cohort}`, twoSampleZ(...sides(tables, isIn, ofPatients))] as const
      )
    })
  )

describe("cohorts", () => {
  const patient = { sex: "F", age: 85, admission_reason: "Renal", surgical_status: null }

  it("hold patients by value, and by age from a bound to below another", () => {
    expect(contains({ attribute: "sex", value: "F" }, patient)).toBe(true)
    expect(contains({ attribute: "sex", value: "M" }, patient)).toBe(false)
    expect(contains({ attribute: "age", from: 85 }, patient)).toBe(true)
    expect(contains({ attribute: "age", below: 85 }, patient)).toBe(false)
    expect(contains({ attribute: "age", from: 65, below: 86 }, patient)).toBe(true)
  })

  it("hold no patient whose attribute is missing", () => {
    expect(contains({ attribute: "surgical_status", value: "Surgical" }, patient)).toBe(false)
    expect(contains({ attribute: "surgical_status", value: "Non-surgical" }, patient)).toBe(false)
  })
})

describe("nothing planted", () => {
  it("leaves no cohort different from its rest, in any of the statistics in which disparities show", () => {
    for (const [name, z] of zs(withNothing)) expect(Math.abs(z), name).toBeLessThan(3.5)
  })

  it("is told from the demo by the same statistics with the same bound", () => {
    const found = [...zs(withAll)].filter(([, z]) => Math.abs(z) > 3.5).map(([name]) => name)
    expect(found).toEqual(
      expect.arrayContaining([
        "detected isFemale",
        "detected isNeurological",
        "lactateGaps isNonSurgical",
        "mapMedians isNeurological",
        "importanceOfFirst isOld"
      ])
    )
  })
})

describe("the demo", () => {
  it.each([42, 1, 2])(
    "has an event recall lower by 0.2 or more in women and in neurological patients, seed %d",
    (seed) => {
      const tables = Simulation.simulate({ ...Parameters.demo, seed })
      for (const isIn of [isFemale, isNeurological]) {
        const [cohort, rest] = sides(tables, isIn, detected(tables))
        expect(mean(rest) - mean(cohort)).toBeGreaterThanOrEqual(0.2)
      }
    }
  )

  it("has about a thousand test patients and 300,000 to 500,000 predictions", () => {
    const { splits, predictions } = Simulation.simulate(Parameters.demo)
    const test = splits.split.filter((split) => split === "test").length
    expect(test).toBeGreaterThan(950)
    expect(test).toBeLessThan(1050)
    expect(predictions.label.length).toBeGreaterThan(300_000)
    expect(predictions.label.length).toBeLessThan(500_000)
  })
})

const simulated = new Map<Kind, SimulatedTables>()
const alone = (kind: Kind): SimulatedTables => {
  const tables = simulated.get(kind) ?? Simulation.simulate(Parameters.only(planted, kind))
  simulated.set(kind, tables)
  return tables
}

describe("each disparity by itself", () => {
  it("detectedLater warns of events later, and of fewer", () => {
    const [late, early] = sides(withNothing, isNeurological, gaps(withNothing))
    const tables = alone("detectedLater")
    const [cohort, rest] = sides(tables, isNeurological, gaps(tables))
    expect(Math.abs(median(early) - median(late))).toBeLessThan(1)
    expect(median(rest) - median(cohort)).toBeGreaterThan(1)
    expect(zs(tables).get("gaps isNeurological")).toBeLessThan(-3.5)
    const [detectedCohort, detectedRest] = sides(tables, isNeurological, detected(tables))
    expect(mean(detectedRest) - mean(detectedCohort)).toBeGreaterThan(0.2)
  })

  it("scoredLower detects fewer events", () => {
    const tables = alone("scoredLower")
    const [cohort, rest] = sides(tables, isFemale, detected(tables))
    expect(mean(rest) - mean(cohort)).toBeGreaterThan(0.2)
  })

  it("measuredLessOften makes the intervals longer by its factor", () => {
    const tables = alone("measuredLessOften")
    const [cohort, rest] = sides(tables, isNonSurgical, lactateGaps(tables))
    expect(median(cohort) / median(rest)).toBeCloseTo(1.6, 1)
  })

  it("otherLevels shifts the variable by its size", () => {
    const tables = alone("otherLevels")
    const [cohort, rest] = sides(tables, isNeurological, mapMedians(tables))
    const [before, beforeRest] = sides(withNothing, isNeurological, mapMedians(withNothing))
    expect(median(cohort) - median(before)).toBeCloseTo(12, 0)
    expect(median(rest)).toBe(median(beforeRest))
  })

  it("otherFeatures swaps the ranks of the most important features", () => {
    const tables = alone("otherFeatures")
    const names = Object.keys(tables.attributions.features)
    const ranking = (isIn: (patient: Attributes) => boolean) => {
      const attributes = attributesById(tables)
      const ids = [...tables.attributions.patient_id.keys()].filter((i) =>
        isIn(attributes.get(tables.attributions.patient_id[i]!)!)
      )
      const importance = names.map((name) => mean(ids.map((i) => tables.attributions.features[name]![i]!)))
      return names.map((_, i) => i).sort((a, b) => importance[b]! - importance[a]!)
    }
    const young = ranking((patient) => !isOld(patient))
    const old = ranking(isOld)
    expect(young[0]).toBe(0)
    expect(old[0]).toBe(9)
    expect(old.indexOf(0)).toBeGreaterThan(6)
    expect(mean(old.slice(10))).toBe(mean(young.slice(10)))
  })

  it("moreEvents multiplies the odds of having an event", () => {
    const cohort = { attribute: "sex", value: "F" } as const
    const tables = Simulation.simulate({
      ...nothing,
      disparities: [{ kind: "moreEvents", cohort, oddsRatio: 2.5 }]
    })
    const odds = (values: ReadonlyArray<number>) => mean(values) / (1 - mean(values))
    const [women, men] = sides(tables, isFemale, hasEvent(tables))
    const [womenBefore, menBefore] = sides(withNothing, isFemale, hasEvent(withNothing))
    expect(odds(women) / odds(womenBefore)).toBeGreaterThan(1.9)
    expect(odds(women) / odds(womenBefore)).toBeLessThan(2.6)
    expect(isDeepStrictEqual(men, menBefore)).toBe(true)
  })
})

describe("what a disparity is not about", () => {
  const { predictions, events, timeseries, attributions, patients, splits } = withNothing

  it.each(["detectedLater", "scoredLower"] as const)("%s changes scores of its cohort only", (kind) => {
    const tables = alone(kind)
    const isIn = kind === "detectedLater" ? isNeurological : isFemale
    const attributes = attributesById(tables)
    expect(isDeepStrictEqual({ ...tables.predictions, scores: 0 }, { ...predictions, scores: 0 })).toBe(true)
    expect(
      isDeepStrictEqual([tables.events, tables.timeseries, tables.attributions], [events, timeseries, attributions])
    ).toBe(true)
    let changed = 0
    for (const [patient, [from, to]] of rowsByPatient(predictions.patient_id)) {
      const before = predictions.scores[0]!.subarray(from, to)
      const after = tables.predictions.scores[0]!.subarray(from, to)
      if (isIn(attributes.get(patient)!)) changed += Number(before.some((score, t) => score !== after[t]))
      else expect(isDeepStrictEqual(after, before)).toBe(true)
    }
    expect(changed).toBeGreaterThan(50)
  })

  it.each(["measuredLessOften", "otherLevels"] as const)("%s changes its variable only", (kind) => {
    const tables = alone(kind)
    expect(
      isDeepStrictEqual([tables.predictions, tables.events, tables.attributions], [predictions, events, attributions])
    ).toBe(true)
    const sum = (values: Float32Array) => values.reduce((a, b) => a + (Number.isNaN(b) ? 0 : b), 0)
    for (const name of Object.keys(timeseries.variables) as Array<keyof typeof timeseries.variables>)
      expect(sum(tables.timeseries.variables[name]) !== sum(timeseries.variables[name]), name).toBe(
        name === (kind === "otherLevels" ? "map" : "lactate")
      )
  })

  it("otherFeatures changes attributions only", () => {
    const tables = alone("otherFeatures")
    expect(isDeepStrictEqual(tables.attributions, attributions)).toBe(false)
    expect(
      isDeepStrictEqual(
        [tables.predictions, tables.events, tables.timeseries, tables.patients, tables.splits],
        [predictions, events, timeseries, patients, splits]
      )
    ).toBe(true)
  })

  it("older changes the age of its cohort only, which other disparities then go by", () => {
    const cohort = { attribute: "sex", value: "F" } as const
    const older: Disparity.Disparity = { kind: "older", cohort, years: 12 }
    const tables = Simulation.simulate({ ...nothing, disparities: [older] })
    expect(
      isDeepStrictEqual(
        [tables.predictions, tables.events, tables.timeseries, tables.attributions, tables.splits],
        [predictions, events, timeseries, attributions, splits]
      )
    ).toBe(true)
    tables.patients.age.forEach((age, i) => {
      const before = patients.age[i]!
      expect(age).toBe(patients.sex[i] === "F" ? Math.min(98, before + 12) : before)
    })
    const scored = Simulation.simulate({
      ...nothing,
      disparities: [older, { kind: "scoredLower", cohort: { attribute: "age", from: 75 }, share: 0.5 }]
    })
    const attributes = attributesById(scored)
    for (const [patient, [from, to]] of rowsByPatient(predictions.patient_id)) {
      if (attributes.get(patient)!.age >= 75) continue
      const [before, after] = [predictions, scored.predictions].map(({ scores }) => scores[0]!.subarray(from, to))
      expect(isDeepStrictEqual(after, before)).toBe(true)
    }
  })

  it("followsTreatment lowers scores before recognition, and leaves them as they are from then on", () => {
    const cohort = { attribute: "sex", value: "F" } as const
    const tables = Simulation.simulate({ ...nothing, disparities: [{ kind: "followsTreatment", cohort, share: 0.8 }] })
    expect(
      isDeepStrictEqual(
        [tables.events, tables.timeseries, tables.attributions, tables.patients, tables.recognition],
        [events, timeseries, attributions, patients, withNothing.recognition]
      )
    ).toBe(true)
    const attributes = attributesById(tables)
    const recognised = new Map(
      Array.from(tables.recognition.patient_id, (id, row) => [id, tables.recognition.minutes[row]!])
    )
    let [lower, other] = [0, 0]
    tables.predictions.scores[0]!.forEach((score, row) => {
      const before = predictions.scores[0]![row]!
      const id = predictions.patient_id[row]!
      const isBefore = predictions.step[row]! * nothing.stepMinutes < (recognised.get(id) ?? 0)
      if (attributes.get(id)!.sex === "F" && isBefore && score < before) lower++
      else if (score !== before) other++
    })
    expect(lower).toBeGreaterThan(500)
    expect(other).toBe(0)
  })

  it("is all that is left when every disparity is switched off", () => {
    const kinds = planted.disparities.map(({ kind }) => kind)
    expect(Simulation.simulate(Parameters.without(planted, ...kinds)).predictions.scores[0]).toSatisfy((scores) =>
      isDeepStrictEqual(scores, predictions.scores[0])
    )
    expect(
      Disparity.doneTo(planted.disparities, "scoredLower", {
        sex: "M",
        age: 40,
        admission_reason: "Other",
        surgical_status: null
      })
    ).toEqual([])
  })
})

describe("recordedIfMeasured", () => {
  it("leaves out exactly the cohort's events without a measurement, in events and labels, and nothing else", () => {
    const isWoman = ({ sex }: Attributes) => sex === "F"
    const told = Simulation.simulate({
      ...nothing,
      disparities: [{ kind: "recordedIfMeasured", cohort: { attribute: "sex", value: "F" }, variable: "lactate" }]
    })
    expect(told.timeseries).toEqual(withNothing.timeseries)
    expect(told.predictions.scores).toEqual(withNothing.predictions.scores)
    const attributes = attributesById(withNothing)
    const { minutes, patient_id, variables } = withNothing.timeseries
    const rows = rowsByPatient(patient_id)
    const wasMeasured = (patient: number, start: number, stop: number) => {
      const [from, to] = rows.get(patient) ?? [0, 0]
      return variables.lactate
        .subarray(from, to)
        .some((value, i) => !Number.isNaN(value) && minutes[from + i]! >= 30 * start && minutes[from + i]! < 30 * stop)
    }
    const eventsIn = ({ events }: SimulatedTables) =>
      Array.from(events.patient_id, (patient, i) => [patient, events.start[i]!, events.stop[i]!] as const)
    const all = eventsIn(withNothing)
    const recorded = all.filter(
      ([patient, start, stop]) => !isWoman(attributes.get(patient)!) || wasMeasured(patient, start, stop)
    )
    expect(eventsIn(told)).toEqual(recorded)
    expect(recorded.length).toBeLessThan(0.9 * all.length)
    const positives = (tables: SimulatedTables, women: boolean) =>
      tables.predictions.label.filter(
        (label, row) => label === 1 && isWoman(attributes.get(tables.predictions.patient_id[row]!)!) === women
      ).length
    expect(positives(told, false)).toBe(positives(withNothing, false))
    expect(positives(told, true)).toBeLessThan(0.8 * positives(withNothing, true))
  })
})
