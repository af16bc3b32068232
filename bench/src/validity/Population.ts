/** Simulated data sets: what is planted in them is known, and nothing else differs between cohorts. */
import type { Dataset } from "@fairward/core"
import type { Parameters } from "@fairward/simulator"
import * as Fixtures from "@fairward/stage-kit/Fixtures"
import { table } from "arquero"
import { type Draw, draws, normal } from "../Draw.ts"
import { chosenBy, type Quotas } from "./Quotas.ts"

export interface Population {
  /** The seed is the data set's. */
  readonly parameters: Parameters.Parameters
  readonly quotas?: Quotas
  /** Persons have one to three stays, which resemble each other; cohorts are of persons. */
  readonly hasPersons?: boolean
  readonly miscalibrated?: Miscalibrated
}

/** A cohort whose scores are so much higher, or lower, in log odds. Their order within it stays. */
export interface Miscalibrated {
  readonly cohort: Quotas["cohort"]
  readonly logOdds: number
}

/**
 * Variables that are measured by chance alone, in whole intervals: with a probability of the patient's own, and in a fifth of
 * the patients never. Whether a step has a valid measurement then says nothing of its score or label, so that missing ones
 * cost nothing. `mean` and `deviation` of the logarithm of their values, which have one decimal.
 */
export const measuredByChance = {
  blood_gas: { everyMinutes: 240, least: 0.5, mean: 2, deviation: 0.3 },
  panel: { everyMinutes: 720, least: 0.3, mean: 4, deviation: 0.2 }
} as const

const never = 0.2

const withMeasurements = (dataset: Dataset.DatasetShape, draw: Draw): Dataset.DatasetShape => {
  const { minutes, offsets, variables } = dataset.timeseries!
  const added = Object.entries(measuredByChance).map(([name, { deviation, everyMinutes, least, mean }]) => {
    const column = new Float32Array(minutes.length).fill(Number.NaN)
    for (let patient = 0; patient < dataset.patients.count; patient++) {
      const chance = draw.chance(never) ? 0 : least + (1 - least) * draw.share()
      const level = mean + deviation * normal(draw)
      for (let row = offsets[patient]!; row < offsets[patient + 1]!; row++) {
        if (minutes[row]! % everyMinutes !== 0 || !draw.chance(chance)) continue
        column[row] = Math.round(10 * Math.exp(level + (deviation / 2) * normal(draw))) / 10
      }
    }
    return [name, column] as const
  })
  return { ...dataset, timeseries: { minutes, offsets, variables: new Map([...variables, ...added]) } }
}

/** How much a stay resembles another: patients with as many events and as high a score are neighbours in the order of it. */
const likeness = ({ events, predictions }: Dataset.DatasetShape, patient: number): number => {
  const scores = predictions!.score.subarray(predictions!.offsets[patient]!, predictions!.offsets[patient + 1]!)
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
  return events!.offsets[patient + 1]! - events!.offsets[patient]! + 3 * mean
}

/** Stays that resemble each other become those of one person, who has the attributes of the first. */
const withPersons = (dataset: Dataset.DatasetShape, draw: Draw): Dataset.DatasetShape => {
  const { attributes, count } = dataset.patients
  const keys = Float64Array.from({ length: count }, (_, patient) => likeness(dataset, patient) + normal(draw) / 2)
  const order = Uint32Array.from(keys.keys()).sort((a, b) => keys[a]! - keys[b]!)
  const clusterOf = new Uint32Array(count)
  const source = new Uint32Array(count)
  const personIds: Array<string> = []
  for (let place = 0; place < count; ) {
    const stays = order.subarray(place, place + draw.whole(1, 3))
    for (const stay of stays) {
      clusterOf[stay] = personIds.length
      source[stay] = stays[0]!
    }
    personIds.push(String(personIds.length).padStart(6, "0"))
    place += stays.length
  }
  const columns = attributes.columnNames().map((name) => {
    const values = attributes.array(name)
    return [name, Array.from(source, (stay) => values[stay])] as const
  })
  const persons = { attributes: table(Object.fromEntries(columns)), clusterOf, personIds }
  return { ...dataset, patients: { ...dataset.patients, ...persons } }
}

const withShift = (dataset: Dataset.DatasetShape, { cohort, logOdds }: Miscalibrated): Dataset.DatasetShape => {
  const predictions = dataset.predictions!
  const score = predictions.score.slice()
  const values = dataset.patients.attributes.array(cohort.attribute)
  for (let patient = 0; patient < dataset.patients.count; patient++) {
    if (values[patient] !== cohort.value) continue
    for (let row = predictions.offsets[patient]!; row < predictions.offsets[patient + 1]!; row++) {
      score[row] = score[row]! / (score[row]! + (1 - score[row]!) * Math.exp(-logOdds))
    }
  }
  return { ...dataset, predictions: { ...predictions, score } }
}

/** Only these patients are looked at, in every stage. */
export const looking = (dataset: Dataset.DatasetShape, patients: Uint32Array): Dataset.DatasetShape => ({
  ...dataset,
  patients: { ...dataset.patients, splits: { test: patients, train: patients }, isSplit: false }
})

/** The data set of a seed. */
export const simulated = (
  { hasPersons, miscalibrated, parameters, quotas }: Population,
  seed: number
): Dataset.DatasetShape => {
  const draw = draws(Math.imul(seed, 0x85ebca6b) + 1)
  const tables = withMeasurements(Fixtures.simulated({ ...parameters, testShare: 1, seed }), draw)
  const stays = hasPersons === true ? withPersons(tables, draw) : tables
  const dataset = miscalibrated === undefined ? stays : withShift(stays, miscalibrated)
  return looking(
    dataset,
    quotas === undefined ? Uint32Array.from({ length: dataset.patients.count }, (_, i) => i) : chosenBy(quotas, dataset)
  )
}
