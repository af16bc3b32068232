// A small simulated cohort as CSV, scores rounded to four digits so that some tie: node simulated-export.ts
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Parameters, Simulation } from "@fairward/simulator"

const folder = fileURLToPath(new URL("./simulated/", import.meta.url))
mkdirSync(folder, { recursive: true })

const { events, patients, predictions, splits } = Simulation.simulate(
  Parameters.make({
    patients: 170,
    seed: 5,
    stepMinutes: 60,
    meanStayHours: 36,
    scoreSeeds: 2,
    disparities: Parameters.demoDisparities
  })
)

const write = (name: string, header: string, size: number, row: (i: number) => ReadonlyArray<unknown>) => {
  const lines = Array.from({ length: size }, (_, i) =>
    row(i)
      .map((value) => value ?? "")
      .join(",")
  )
  writeFileSync(join(folder, `${name}.csv`), `${[header, ...lines].join("\n")}\n`)
}

write("patients", "patient_id,sex,age,admission_reason,surgical_status,split", patients.patient_id.length, (i) => [
  patients.patient_id[i],
  patients.sex[i],
  patients.age[i],
  patients.admission_reason[i],
  patients.surgical_status[i],
  splits.split[i]
])
write("predictions", "patient_id,step,label,seed_0,seed_1", predictions.patient_id.length, (i) => [
  predictions.patient_id[i],
  predictions.step[i],
  predictions.label[i]! < 0 ? null : predictions.label[i],
  ...predictions.scores.map((scores) => scores[i]!.toFixed(4))
])
write("events", "patient_id,start,stop", events.patient_id.length, (i) => [
  events.patient_id[i],
  events.start[i],
  events.stop[i]
])
