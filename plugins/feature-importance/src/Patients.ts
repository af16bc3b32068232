import type { Dataset } from "@fairward/core"

/** Importance of every feature in every patient of a split that has attributions. */
export interface ImportanceRows {
  readonly features: ReadonlyArray<string>
  /** Index of each row's patient in the dataset, ascending. */
  readonly patient: Uint32Array
  /** Place of each row's patient among those of the split, as in the resamples. */
  readonly place: Uint32Array
  /** Rows x features, in a `SharedArrayBuffer`: mean over steps of |attribution|. */
  readonly values: Float64Array
}

/** The rows of a split's patients; those without attributions have none. */
export const importanceRows = (
  { features, present, values }: Dataset.Attributions,
  split: Uint32Array
): ImportanceRows => {
  const place = Uint32Array.from(split.keys()).filter((i) => present[split[i]!] === 1)
  const patient = place.map((i) => split[i]!)
  const width = features.length
  const own = new Float64Array(new SharedArrayBuffer(place.length * width * 8))
  patient.forEach((i, row) => {
    own.set(values.subarray(i * width, (i + 1) * width), row * width)
  })
  return { features, patient, place, values: own }
}

/**
 * Rows by their importances, feature by feature, ascending. Patients who stand in this order before they are drawn at random
 * are drawn the same whatever their ids are and in whatever order they come: rows that are equal may stand for each other.
 */
export const rowsByImportance = ({ features, patient, values }: ImportanceRows): Uint32Array =>
  Uint32Array.from(patient.keys()).sort((a, b) => {
    let f = 0
    while (f < features.length && values[a * features.length + f] === values[b * features.length + f]) f++
    return f === features.length ? a - b : values[a * features.length + f]! - values[b * features.length + f]!
  })

/**
 * One row a person in place of one a stay: the sums of the importances of the person's stays, which rank features as their
 * means do. `clusterOf`: the person of each patient of the split; absent: the rows as they are.
 */
export const rowsOfPersons = (rows: ImportanceRows, clusterOf: Uint32Array | undefined): ImportanceRows => {
  if (clusterOf === undefined) return rows
  const width = rows.features.length
  const persons = new Map<number, number>()
  const rowOf = rows.place.map((place) => {
    const person = clusterOf[place]!
    if (!persons.has(person)) persons.set(person, persons.size)
    return persons.get(person)!
  })
  const values = new Float64Array(new SharedArrayBuffer(persons.size * width * 8))
  rowOf.forEach((person, row) => {
    for (let f = 0; f < width; f++) {
      values[person * width + f] = values[person * width + f]! + rows.values[row * width + f]!
    }
  })
  const first = Uint32Array.from(persons.values(), (person) => rowOf.indexOf(person))
  return {
    features: rows.features,
    patient: first.map((row) => rows.patient[row]!),
    place: first.map((row) => rows.place[row]!),
    values
  }
}
