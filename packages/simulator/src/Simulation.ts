import { doneTo, type Variable } from "./Disparity.ts"
import { type Course, course } from "./internal/Course.ts"
import { features, fillImportance } from "./internal/Importance.ts"
import { eventsOf, fillLabels, recordedIf } from "./internal/Labels.ts"
import { recognised } from "./internal/Recognition.ts"
import { calibration, fillScores, fillSignal, scoreDecayHours } from "./internal/Score.ts"
import { asItIs, fillStrain } from "./internal/Strain.ts"
import { type Streams, streamsOfPatients } from "./internal/Stream.ts"
import { fillDrugs, fillVitals } from "./internal/Vitals.ts"
import { checked, type Parameters } from "./Parameters.ts"
import { aged, type Patient, patient } from "./Patients.ts"
import type { Recorded, SimulatedTables } from "./Tables.ts"

export { type TableName, type WrittenFiles, write } from "./internal/Parquet.ts"

const firstPatientId = 100_001
const vitalsDecayHours = 4
const product = (factors: ReadonlyArray<number>): number => factors.reduce((a, b) => a * b, 1)
const sum = (terms: ReadonlyArray<number>): number => terms.reduce((a, b) => a + b, 0)

/**
 * Simulates the seven tables. Each patient has random streams of his own, one for each purpose, so that another number
 * of patients, of score columns, or another disparity changes only what it is about. Throws `ParametersError`.
 */
export const simulate = (parameters: Parameters): SimulatedTables => {
  const { disparities, stepMinutes } = checked(parameters)
  const stepsIn = (hours: number) => (hours * 60) / stepMinutes

  const streams: Array<Streams> = []
  const people: Array<Patient> = []
  const courses: Array<Course> = []
  const recognitions: Array<number> = []
  for (const ofPatient of streamsOfPatients(parameters.seed, parameters.patients)) {
    const drawn = patient(ofPatient.attributes, parameters.testShare, parameters.missingAttributes)
    const person = aged(drawn, sum(doneTo(disparities, "older", drawn).map((done) => done.years)))
    const oddsRatio = product(doneTo(disparities, "moreEvents", person).map((done) => done.oddsRatio))
    streams.push(ofPatient)
    people.push(person)
    const ofCourse = course(ofPatient.course, parameters, oddsRatio)
    courses.push(ofCourse)
    recognitions.push(recognised(ofCourse, stepMinutes, ofPatient.course))
  }
  const isPredicted = people.map(({ split }) => parameters.predictionsFor === "all" || split === "test")
  const ids = Int32Array.from(people, (_, i) => firstPatientId + i)
  const predictedSteps = sum(courses.map(({ steps }, i) => (isPredicted[i] ? steps : 0)))
  const predictions = emptyPredictions(predictedSteps, parameters.scoreSeeds)
  const recordings = emptyRecordings(sum(courses.map(({ steps }) => steps)))
  const importances = features.map(() => new Float64Array(people.length))
  const importance = new Float64Array(features.length)
  const longest = Math.ceil(stepsIn(parameters.maxStayHours))
  const strain = new Float64Array(longest)
  const signal = new Float64Array(longest)
  const measured = floatColumns(longest)
  const scoring = calibration(parameters)
  const horizon = Math.round(stepsIn(parameters.horizonHours))

  let predicted = 0
  let recorded = 0
  for (let i = 0; i < people.length; i++) {
    const person = people[i]!
    const ofPatient = streams[i]!
    const ofCourse = courses[i]!
    const { steps, frailty } = ofCourse
    fillStrain(strain, ofCourse, stepsIn(vitalsDecayHours), asItIs)
    const changes = changesOf(disparities, person)
    fillVitals(measured, ofCourse, strain, stepMinutes, parameters.missingness, changes, ofPatient)
    fillDrugs(measured, ofCourse, stepMinutes, ofPatient.drugs)
    recorded = record(recordings, recorded, measured, ids[i]!, steps, stepMinutes)
    const told = doneTo(disparities, "recordedIfMeasured", person).reduce(
      (one, { variable }) => recordedIf(one, measured[variable]),
      ofCourse
    )
    courses[i] = told

    if (isPredicted[i]) {
      fillStrain(strain, ofCourse, stepsIn(scoreDecayHours), {
        laterSteps: stepsIn(sum(doneTo(disparities, "detectedLater", person).map((done) => done.hours))),
        share: product(doneTo(disparities, "scoredLower", person).map((done) => 1 - done.share)),
        unrecognised: {
          before: recognitions[i]! / stepMinutes,
          share: product(doneTo(disparities, "followsTreatment", person).map((done) => 1 - done.share))
        }
      })
      fillSignal(signal, strain, steps, frailty, stepMinutes, ofPatient.score)
      for (const scores of predictions.scores) fillScores(scores, predicted, signal, steps, scoring, ofPatient.score)
      fillLabels(predictions.label, predicted, told, horizon)
      predictions.patient_id.fill(ids[i]!, predicted, predicted + steps)
      for (let t = 0; t < steps; t++) predictions.step[predicted + t] = t
      predicted += steps
    }

    fillImportance(
      importance,
      Math.max(0, ...doneTo(disparities, "otherFeatures", person).map((done) => done.features)),
      ofPatient.attributions
    )
    importance.forEach((value, feature) => {
      importances[feature]![i] = value
    })
  }

  return {
    parameters,
    ...tablesOfPeople(people, ids),
    predictions,
    events: tableOfEvents(courses, ids),
    timeseries: {
      patient_id: recordings.patient_id.subarray(0, recorded),
      minutes: recordings.minutes.subarray(0, recorded),
      variables: eachRecorded((name) => recordings.variables[name].subarray(0, recorded))
    },
    attributions: {
      patient_id: ids,
      features: Object.fromEntries(features.map((name, feature) => [name, importances[feature]!]))
    },
    recognition: {
      patient_id: ids.filter((_, i) => !Number.isNaN(recognitions[i]!)),
      minutes: Int32Array.from(recognitions.filter((minute) => !Number.isNaN(minute)))
    }
  }
}

/** Adds the steps at which anything was measured; returns how many rows there are then. */
const record = (
  recordings: ReturnType<typeof emptyRecordings>,
  from: number,
  measured: ReturnType<typeof floatColumns>,
  id: number,
  steps: number,
  stepMinutes: number
): number => {
  let recorded = from
  for (let t = 0; t < steps; t++) {
    let isAny = false
    for (const name of recordedNames) {
      const value = measured[name][t]!
      recordings.variables[name][recorded] = value
      if (!Number.isNaN(value)) isAny = true
    }
    if (!isAny) continue
    recordings.patient_id[recorded] = id
    recordings.minutes[recorded] = t * stepMinutes
    recorded++
  }
  return recorded
}

/** How else a person's variables are measured, and what else they are. */
const changesOf = (disparities: Parameters["disparities"], person: Patient) => {
  const measuredLessOften = doneTo(disparities, "measuredLessOften", person)
  const otherLevels = doneTo(disparities, "otherLevels", person)
  return {
    intervalFactor: (variable: Variable) =>
      product(measuredLessOften.filter((done) => done.variable === variable).map((done) => done.factor)),
    shift: (variable: Variable) =>
      sum(otherLevels.filter((done) => done.variable === variable).map((done) => done.shift))
  }
}

const tablesOfPeople = (people: ReadonlyArray<Patient>, ids: Int32Array) => ({
  patients: {
    patient_id: ids,
    sex: people.map(({ sex }) => sex),
    age: Int32Array.from(people, ({ age }) => age),
    admission_reason: people.map(({ admission_reason }) => admission_reason),
    surgical_status: people.map(({ surgical_status }) => surgical_status)
  },
  splits: { patient_id: ids, split: people.map(({ split }) => split) }
})

const tableOfEvents = (courses: ReadonlyArray<Course>, ids: Int32Array) => {
  const events = courses.map(eventsOf)
  return {
    patient_id: Int32Array.from(events.flatMap((pairs, i) => new Array(pairs.length / 2).fill(ids[i]!))),
    start: Int32Array.from(events.flatMap((pairs) => pairs.filter((_, place) => place % 2 === 0))),
    stop: Int32Array.from(events.flatMap((pairs) => pairs.filter((_, place) => place % 2 === 1)))
  }
}

const recordedNames: ReadonlyArray<Recorded> = [
  "lactate",
  "map",
  "heart_rate",
  "fio2",
  "peak_inspiratory_pressure",
  "norepinephrine",
  "dobutamine"
]

const eachRecorded = (column: (name: Recorded) => Float32Array): Record<Recorded, Float32Array> =>
  Object.fromEntries(recordedNames.map((name) => [name, column(name)])) as Record<Recorded, Float32Array>

const floatColumns = (length: number) => eachRecorded(() => new Float32Array(length))

const emptyPredictions = (rows: number, scoreSeeds: number) => ({
  patient_id: new Int32Array(rows),
  step: new Int32Array(rows),
  label: new Int8Array(rows),
  scores: Array.from({ length: scoreSeeds }, () => new Float32Array(rows))
})

const emptyRecordings = (rows: number) => ({
  patient_id: new Int32Array(rows),
  minutes: new Int32Array(rows),
  variables: floatColumns(rows)
})
