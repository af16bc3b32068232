import type { Format } from "../make.ts"

interface Variant {
  readonly write: Format
  readonly configuration: string
}

/** Local times without an offset, over the night in which the zone's clocks go forward. */
const localTimes = (zone: string, admitted: string): Variant => ({
  write: async (database, folder) => {
    const text = (hour: string) =>
      `strftime(timezone('${zone}', timestamptz '${admitted}' + to_hours(patient_id * 7 % 90) + to_hours(cast(${hour} as integer))), '%Y-%m-%d %H:%M:%S')`
    await database.run(`
      set TimeZone = 'UTC';
      copy (select * exclude (admitted), ${text("0")} as admitted from patients) to '${folder}/patients.csv';
      copy (select patient_id, ${text("hour")} as at, label, score from predictions) to '${folder}/predictions.csv';
      copy (select patient_id, ${text("onset")} as onset, ${text("stop")} as stop from events) to '${folder}/events.csv'`)
  },
  configuration: `timeZone: ${zone}
data:
  predictions: { from: data/predictions.csv, patient: patient_id, time: at, timeUnit: timestamp, label: label, score: score }
  patients: { from: data/patients.csv, patient: patient_id, admission: admitted }
  events: { from: data/events.csv, patient: patient_id, start: onset, stop: stop, timeUnit: timestamp }
  splits: { from: data/patients.csv, patient: patient_id, split: split }
`
})

/** The unit with local times, as a hospital's clocks show them. */
export const times: Readonly<Record<string, Variant>> = {
  "local times of Zurich": localTimes("Europe/Zurich", "2026-03-26 00:17:00+00"),
  "local times of New York": localTimes("America/New_York", "2026-03-05 00:17:00+00")
}
