import type { Patients, Split } from "@fairward/core/Dataset"
import * as Message from "@fairward/core/Message"
import { type Column, patientId } from "./expressions.ts"
import type { Loading } from "./Loading.ts"
import { sharedUint32 } from "./sortRows.ts"

export type Clusters = Required<Pick<Patients, "clusterOf" | "personIds">>

/** The id of a person, as that of a patient. */
export const personId = (column: Column): string => patientId(column)

/**
 * The persons of patients, given the id of each one's person; `undefined` where every patient is its own. A patient without a
 * person is its own, and said.
 */
export const clustersOf = (
  loading: Loading,
  ids: ReadonlyArray<string>,
  persons: ReadonlyArray<unknown>
): Clusters | undefined => {
  const missing = ids.filter((_, i) => persons[i] === null || persons[i] === undefined).length
  if (missing > 0) {
    loading.notes.push({
      table: "patients",
      message: Message.of`${Message.count(missing, "patient has", "patients have")} no person in the column that data.patients.cluster names: each counts as a person of its own.`
    })
  }
  // No id of a person begins like this, so that a stay without one is nobody else's.
  const names = ids.map((id, i) =>
    persons[i] === null || persons[i] === undefined ? `\u0000${id}` : String(persons[i])
  )
  const personIds = [...new Set(names)].sort()
  if (personIds.length === ids.length) {
    loading.notes.push({
      table: "patients",
      message: Message.of`No person has several stays: data.patients.cluster changes nothing.`
    })
    return undefined
  }
  const placeOf = new Map(personIds.map((name, place) => [name, place]))
  const clusterOf = sharedUint32(ids.length)
  names.forEach((name, i) => {
    clusterOf[i] = placeOf.get(name)!
  })
  return { clusterOf, personIds }
}

/** Warns where a person has stays in both splits: the model may have learned from whom it is audited on. */
export const noteSharedPersons = (
  loading: Loading,
  { clusterOf }: Clusters,
  splits: Readonly<Record<Split, Uint32Array>>
): void => {
  const trained = new Set(Array.from(splits.train, (patient) => clusterOf[patient]!))
  const both = new Set(Array.from(splits.test, (patient) => clusterOf[patient]!).filter((one) => trained.has(one)))
  if (both.size === 0) return
  const tested = new Set(Array.from(splits.test, (patient) => clusterOf[patient]!)).size
  loading.notes.push({
    table: "splits",
    message: Message.of`${Message.count(both.size, "person has", "persons have")} stays in both the test and the train split, of ${Message.count(tested, "person")} in the test split: the model has learned from other stays of theirs, so that it may look better here than it is. Put all stays of a person into one split.`
  })
}
