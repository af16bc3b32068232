import { mkdir, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api"
import { Parameters, Simulation } from "@fairward/simulator"
import { famews } from "./formats/famews.ts"
import { hirid } from "./formats/hirid.ts"
import { meds } from "./formats/meds.ts"
import { mimic3, mimic4 } from "./formats/mimic.ts"
import { native } from "./formats/native.ts"
import { physionet2019 } from "./formats/physionet2019.ts"
import { plp } from "./formats/plp.ts"
import { seismometer } from "./formats/seismometer.ts"
import { yaib } from "./formats/yaib.ts"

/** Writes the unit's tables in a format to a folder. */
export type Format = (database: DuckDBConnection, folder: string) => Promise<void>

export const formats = {
  native,
  meds,
  plp,
  yaib,
  physionet2019,
  famews,
  hirid,
  mimic3,
  mimic4,
  seismometer
} satisfies Record<string, Format>

/**
 * The unit, in tables of DuckDB: `patients`, `predictions` (hour, label, score), `events` (onset, stop) and
 * `measurements` (hour, heart_rate, lactate).
 *
 * What all the formats can say: hours, a horizon of six hours, one event a stay, not within its first six hours, and a
 * record that ends three hours after the onset.
 */
const unit = async (database: DuckDBConnection, folder: string) => {
  const { events, patients, predictions, splits, timeseries } = await Simulation.write(
    Simulation.simulate({
      ...Parameters.demo,
      patients: 700,
      stepMinutes: 60,
      horizonHours: 6,
      meanStayHours: 36,
      maxStayHours: 72,
      eventPatients: 0.6,
      scoreSeeds: 1
    }),
    folder
  )
  await database.run(`
    create table onsets as select patient_id, min(start) as onset from '${events}' group by patient_id;
    create table patients as
      select patient_id, sex, age, split, timestamp '2150-01-01 06:00:00' + to_hours(patient_id * 7 % 5000) as admitted
      from '${patients}' join '${splits}' using (patient_id) left join onsets using (patient_id)
      where onset is null or onset >= 6
      order by patient_id;
    create table predictions as
      select patient_id, step as hour, round(seed_0::double, 6) as score,
        case when onset is null or step < onset - 6 then 0 when step < onset then 1 end as label
      from '${predictions}' semi join patients using (patient_id) left join onsets using (patient_id)
      where onset is null or step < onset + 3
      order by patient_id, step;
    create table events as
      select patient_id, any_value(onset) as onset, greatest(max(hour), any_value(onset)) + 1 as stop
      from predictions join onsets using (patient_id)
      group by patient_id
      order by patient_id;
    create table measurements as
      select patient_id, minutes // 60 as hour, heart_rate, lactate
      from '${timeseries}' semi join patients using (patient_id) left join onsets using (patient_id)
      where onset is null or minutes // 60 < onset + 3
      order by patient_id, hour;
  `)
}

/** Writes the unit to `<folder>/<name>/data` in each of the formats. */
export const make = async (folder: string, all: Readonly<Record<string, Format>>) => {
  const place = await mkdtemp(join(tmpdir(), "fairward-unit-"))
  const instance = await DuckDBInstance.create(":memory:")
  const database = await instance.connect()
  try {
    await unit(database, place)
    for (const [name, format] of Object.entries(all)) {
      const target = join(folder, name, "data")
      await rm(target, { recursive: true, force: true })
      await mkdir(target, { recursive: true })
      await format(database, target)
    }
  } finally {
    database.closeSync()
    instance.closeSync()
    await rm(place, { recursive: true, force: true })
  }
}

if (import.meta.main) await make(import.meta.dirname, formats)
