import type { Fixture } from "@fairward/stage-kit"
import { from } from "arquero"

/** Up to five alarms a patient, of which every third is answered late or never. */
export const withAlarms = (fixture: Fixture.Fixture): Fixture.Fixture => {
  const rows = fixture.dataset.patients.ids.flatMap((_, patient) =>
    Array.from({ length: patient % 6 }, (_, alarm) => ({
      patient,
      minutes: 60 * alarm,
      answered_after: (patient + alarm) % 3 > 0 ? 4 : patient % 2 > 0 ? 30 : null
    }))
  )
  return { ...fixture, dataset: { ...fixture.dataset, tables: new Map([["alarms", from(rows)]]) } }
}
