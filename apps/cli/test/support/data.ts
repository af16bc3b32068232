import { Parameters, Simulation } from "@fairward/simulator"

/** 150 patients on a grid of an hour: read in an instant. */
export const writeData = (folder: string) =>
  Simulation.write(
    Simulation.simulate({ ...Parameters.demo, patients: 150, stepMinutes: 60, scoreSeeds: 1 }),
    `${folder}/data`
  )

export const config = `title: A small audit
timestep: 60 min
horizon: 12 h
data:
  predictions: {from: data/predictions.parquet, patient: patient_id, time: step, label: label, score: seed_0}
  patients: {from: data/patients.parquet, patient: patient_id}
  events: {from: data/events.parquet, patient: patient_id, start: start, stop: stop}
  splits: {from: data/splits.parquet, patient: patient_id, split: split}
threshold: {metric: event-recall, value: 0.8}
groupings:
  sex: {column: sex}
resampling: {replicates: 20}
`
