import type { Dataset } from "@fairward/core"
import { picked } from "./picked.ts"

/**
 * A dataset in which every patient is a person with two stays that are the same: as many persons with nothing new about any of
 * them, so that nothing is known better than from one stay each.
 */
export const twice = (dataset: Dataset.DatasetShape): Dataset.DatasetShape => {
  const { count, ids, isSplit, splits } = dataset.patients
  const once = Array.from({ length: count }, (_, patient) => patient)
  const digits = String(2 * count).length
  const both = (split: Uint32Array) => Uint32Array.from([...split, ...split.map((patient) => patient + count)]).sort()
  const doubled = picked(dataset, [...once, ...once])
  return {
    ...doubled,
    patients: {
      count: 2 * count,
      ids: Array.from({ length: 2 * count }, (_, stay) => String(stay).padStart(digits, "0")),
      attributes: doubled.patients.attributes,
      splits: { test: both(splits.test), train: both(splits.train) },
      isSplit,
      clusterOf: Uint32Array.from([...once, ...once]),
      personIds: ids
    }
  }
}
