import { createHash } from "node:crypto"
import type { Cohorts, Dataset, Resamples } from "@fairward/core"

/** Names of all arrays that a stage is handed, and a hash of each one's content. */
export const fingerprint = (
  dataset: Dataset.DatasetShape,
  cohorts: Cohorts.CohortsShape,
  replicates: ReadonlyArray<Resamples.Replicates>
): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  const add = (name: string, value: unknown): void => {
    if (ArrayBuffer.isView(value)) {
      const bytes = new Uint8Array(value.byteLength)
      bytes.set(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
      found.set(name, createHash("sha256").update(bytes).digest("hex"))
    } else if (value instanceof Map) {
      for (const [key, part] of value) add(`${name}.${String(key)}`, part)
    } else if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      for (const [key, part] of Object.entries(value)) add(`${name}.${key}`, part)
    } else found.set(name, JSON.stringify(value) ?? "undefined")
  }
  const { attributes, ...patients } = dataset.patients
  add("dataset", { ...dataset, patients })
  for (const name of attributes.columnNames()) add(`dataset.patients.attributes.${name}`, [...attributes.array(name)])
  add("cohorts", { ...cohorts, groupings: Object.fromEntries(cohorts.groupings.map((one) => [one.id, one])) })
  replicates.forEach((one, i) => {
    add(`resamples.${i}`, one)
  })
  return found
}
