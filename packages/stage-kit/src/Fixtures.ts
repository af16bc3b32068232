/** Ready fixtures: a small simulated ward with every input, and the same with things missing, empty or extreme. */
import { type Dataset, Detection } from "@fairward/core"
import { Parameters, Simulation } from "@fairward/simulator"
import { table } from "arquero"
import type { AuditSettings, Fixture } from "./Fixture.ts"
import { picked } from "./internal/picked.ts"
import { datasetOf } from "./internal/simulated.ts"

/**
 * What the simulated ward is simulated from: half of the patients have events, women are recognised less, and some
 * admissions are measured less often, at other levels, and scored on other features.
 */
export const ward: Parameters.Parameters = Parameters.make({
  patients: 150,
  seed: 7,
  stepMinutes: 60,
  horizonHours: 8,
  meanStayHours: 40,
  maxStayHours: 96,
  eventPatients: 0.6,
  missingAttributes: 0.05,
  scoreSeeds: 2,
  disparities: [
    { kind: "scoredLower", cohort: { attribute: "sex", value: "F" }, share: 0.8 },
    { kind: "measuredLessOften", cohort: { attribute: "sex", value: "F" }, variable: "lactate", factor: 2 },
    { kind: "otherLevels", cohort: { attribute: "sex", value: "F" }, variable: "map", shift: 12 },
    { kind: "otherFeatures", cohort: { attribute: "age", from: 70 }, features: 10 }
  ]
})

/** Groupings of simulated patients with two and with three categories. */
export const groupings: AuditSettings["groupings"] = {
  sex: { column: "sex", categories: { F: "Female", M: "Male" } },
  age: { column: "age", bins: [55, 70] }
}

/** By everything that simulated patients are told apart by. */
export const everyGrouping = {
  sex: { column: "sex" },
  age: { column: "age", bins: [50, 65, 75, 85] },
  reason: { column: "admission_reason" },
  surgical: { column: "surgical_status" }
} as const satisfies AuditSettings["groupings"]

/**
 * A dataset of simulated patients as sources would have loaded it: predictions of the test split, events, time series,
 * attributions, times of recognition, and splits.
 */
export const simulated = (parameters: Parameters.Parameters = ward): Dataset.DatasetShape =>
  datasetOf(Simulation.simulate(parameters))

/** The simulated ward, with every input and enough replicates for verdicts. */
export const complete = (): Fixture => ({
  name: "every input",
  dataset: simulated(),
  settings: { groupings, verdictMinimum: 10, resampling: { replicates: 1000 } }
})

const withPredictions = (
  dataset: Dataset.DatasetShape,
  change: (predictions: Dataset.Predictions) => Partial<Dataset.Predictions>
): Dataset.DatasetShape =>
  dataset.predictions === undefined
    ? dataset
    : { ...dataset, predictions: { ...dataset.predictions, ...change(dataset.predictions) } }

const noEvents = ({ patients }: Dataset.DatasetShape): Dataset.Events => ({
  offsets: new Uint32Array(patients.count + 1),
  start: new Int32Array(),
  stop: new Int32Array()
})

/** The attributes with every second patient's, or every patient's, left empty. */
const withoutAttributes = (dataset: Dataset.DatasetShape, whose: "some" | "all"): Dataset.DatasetShape => {
  const { attributes } = dataset.patients
  const columns = attributes
    .columnNames()
    .map((name) => [
      name,
      Array.from(attributes.array(name), (value, i) => (whose === "all" || i % 2 === 0 ? null : value))
    ])
  return { ...dataset, patients: { ...dataset.patients, attributes: table(Object.fromEntries(columns)) } }
}

/** The first labelled step of each patient as the one prediction, in a dataset without time. */
const oncePerPatient = (dataset: Dataset.DatasetShape): Dataset.DatasetShape => {
  const { predictions } = dataset
  if (predictions === undefined) return dataset
  const offsets = new Uint32Array(dataset.patients.count + 1)
  const label: Array<number> = []
  const score: Array<number> = []
  for (let patient = 0; patient < dataset.patients.count; patient++) {
    const rows = Array.from(
      { length: predictions.offsets[patient + 1]! - predictions.offsets[patient]! },
      (_, i) => predictions.offsets[patient]! + i
    ).filter((row) => predictions.label[row]! >= 0)
    const row = rows.find((one) => predictions.label[one] === 1) ?? rows[0]
    if (row !== undefined) {
      label.push(predictions.label[row]!)
      score.push(predictions.score[row]!)
    }
    offsets[patient + 1] = label.length
  }
  return {
    ...dataset,
    timestepMinutes: 1,
    horizonSteps: 0,
    predictions: {
      offsets,
      step: new Int32Array(label.length),
      label: Int8Array.from(label),
      score: Float64Array.from(score)
    },
    events: undefined
  }
}

const inPoints = (dataset: Dataset.DatasetShape): Dataset.DatasetShape => ({
  ...withPredictions(dataset, ({ score }) => ({ score: score.map((one) => Math.round(one * 20) - 4) })),
  scale: "points"
})

/** Test patients with an evaluable event, else all of them: the ones that give a stage something to analyse. */
const eventful = (dataset: Dataset.DatasetShape): ReadonlyArray<number> => {
  const events = Detection.evaluableEvents(dataset)
  const test = Array.from(dataset.patients.splits.test)
  const having = test.filter(
    (patient) => events !== undefined && events.offsets[patient + 1]! > events.offsets[patient]!
  )
  return having.length > 0 ? having : test
}

const measuredNowhere = (dataset: Dataset.DatasetShape): Dataset.DatasetShape =>
  dataset.timeseries === undefined
    ? dataset
    : {
        ...dataset,
        timeseries: {
          ...dataset.timeseries,
          variables: new Map(
            [...dataset.timeseries.variables].map(([name, values]) => [
              name,
              new Float64Array(values.length).fill(Number.NaN)
            ])
          )
        }
      }

const unrecognised = (dataset: Dataset.DatasetShape): Dataset.DatasetShape => ({
  ...dataset,
  recognition: { minutes: new Float64Array(dataset.patients.count).fill(Number.NaN) }
})

const changes: ReadonlyArray<readonly [name: string, change: (dataset: Dataset.DatasetShape) => Dataset.DatasetShape]> =
  [
    ["no predictions", (dataset) => ({ ...dataset, predictions: undefined })],
    ["no events", (dataset) => ({ ...dataset, events: undefined })],
    ["no time series", (dataset) => ({ ...dataset, timeseries: undefined })],
    ["no attributions", (dataset) => ({ ...dataset, attributions: undefined })],
    ["no times of recognition", ({ recognition: _, ...dataset }) => dataset],
    ["times of recognition of nobody", unrecognised],
    ["a table of events that is empty", (dataset) => ({ ...dataset, events: noEvents(dataset) })],
    ["a time series without a measurement", measuredNowhere],
    ["one patient", (dataset) => picked(dataset, eventful(dataset).slice(0, 1))],
    ["three patients", (dataset) => picked(dataset, eventful(dataset).slice(0, 3))],
    [
      "a constant score",
      (dataset) => withPredictions(dataset, ({ score }) => ({ score: new Float64Array(score.length).fill(0.5) }))
    ],
    ["scores that are points, some below 0", inPoints],
    [
      "no label 1",
      (dataset) => ({
        ...withPredictions(dataset, ({ label }) => ({ label: label.map((one) => Math.min(one, 0)) })),
        events: dataset.events === undefined ? undefined : noEvents(dataset)
      })
    ],
    [
      "no label at all",
      (dataset) => withPredictions(dataset, ({ label }) => ({ label: new Int8Array(label.length).fill(-1) }))
    ],
    ["patients in no cohort", (dataset) => withoutAttributes(dataset, "some")],
    ["every patient in no cohort", (dataset) => withoutAttributes(dataset, "all")],
    ["one prediction a patient", oncePerPatient],
    ["one prediction a patient, in points", (dataset) => inPoints(oncePerPatient(dataset))]
  ]

const everySecond = ({ patients }: Dataset.DatasetShape) =>
  Array.from({ length: Math.ceil(patients.count / 2) }, (_, i) => i * 2)

/**
 * What a stage must cope with: a fixture without predictions, events, time series, attributions or times of recognition, with
 * empty tables, one patient, three, a constant score, points for scores, no label 1, no label, patients in no cohort, and one prediction a patient, a probability or points. They have
 * half of its patients and 20 replicates, and keep categories without events.
 */
export const variants = (base: Fixture): ReadonlyArray<Fixture> => {
  const half = picked(base.dataset, everySecond(base.dataset))
  return changes.map(([name, change]) => ({
    name,
    dataset: change(half),
    settings: { ...base.settings, minEventPatients: 0, resampling: { ...base.settings.resampling, replicates: 20 } }
  }))
}

/** The complete ward and its variants: what `suite` runs unless told otherwise. */
export const standard = (): ReadonlyArray<Fixture> => {
  const base = complete()
  return [base, ...variants(base)]
}
