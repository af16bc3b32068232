/** The configuration of the demonstration: all that an audit of the simulated tables needs, explained. */
export const demoConfig = `title: Early warning of circulatory failure, simulated intensive care unit
model:
  name: simulated-early-warning
  version: "1.0"
  intendedUse: Warns of circulatory failure up to 12 hours ahead. Simulated, with planted disparities.
study:
  site: No hospital, simulated
  population: 1,500 adult intensive care stays, of which about 1,000 are audited

# Predictions are made every 10 minutes and warn of an event within 12 hours.
timestep: 10 min
horizon: 12 h

# Paths are relative to this file. A path, a glob, or a SQL query over files.
data:
  predictions:
    from: data/predictions.parquet
    patient: patient_id
    time: step
    label: label
    score: [seed_0, seed_1, seed_2]
  patients: {from: data/patients.parquet, patient: patient_id}
  events: {from: data/events.parquet, patient: patient_id, start: start, stop: stop}
  timeseries:
    from: data/timeseries.parquet
    patient: patient_id
    time: minutes
    timeUnit: min
    # Without this, every numeric column is read.
    variables: [lactate, map, heart_rate]
    # What the label is defined by: who is not tested has no event that anybody knows of.
    definesLabel: [lactate, map]
  attributions: {from: data/attributions.parquet, patient: patient_id}
  # When clinicians themselves recognised the event, or began to treat: what the alarm has to be earlier than.
  recognition: {from: data/recognition.parquet, patient: patient_id, time: minutes, timeUnit: min}
  splits: {from: data/splits.parquet, patient: patient_id, split: split}

# The model alarms at the score that detects 80 % of the events.
threshold: {metric: event-recall, value: 0.8, decidedBy: the authors of the demonstration}

groupings:
  sex: {column: sex, categories: {F: Female, M: Male}}
  age_group: {title: Age, column: age, bins: [50, 65, 75, 85]}
  admission_reason: {column: admission_reason}
  surgical_status: {column: surgical_status}

# Cohorts are compared with their rest, and then with patients of it who are alike in these.
caseMix: [age_group, surgical_status]

resampling: {replicates: 1000, seed: 42}

# Without \`stages:\` every installed stage runs with its defaults.
`
