/** Real data in groupings that coins decide: whatever differs between such cohorts is chance. */

import * as ConfigFile from "@fairward/cli/ConfigFile"
import type { AuditConfig, Dataset } from "@fairward/core"
import { loadDataset } from "@fairward/sources"
import { table } from "arquero"
import { Effect } from "effect"
import { type Draw, draws } from "../Draw.ts"
import type { About, Cell } from "./Cells.ts"
import { changesCell } from "./Changes.ts"
import { judgements, nothing, type Setting } from "./Judgements.ts"
import { type StageOptions, sixStages } from "./Stages.ts"

const about = (id: string, title: string, dataSets: number): About => ({
  id,
  title,
  dataSets,
  targets: [0],
  truth: nothing,
  isPlanted: false
})

const whole = about("coins-whole", "real data, all patients", 200)

const subset = 4000

const some = about("coins-some", `real data, ${subset.toLocaleString("en")} patients`, 300)

/** Halves that coins make, each an audit of its own, in the groupings of the configuration: nothing changed between them. */
const halves = about("changes-halves", "real data, half of the patients, and the other half", 200)

export const coins: ReadonlyArray<About> = [whole, some, halves]

const replicates = 1000

/** Weights of the categories of each grouping: alike, or drawn. */
const coinGroupings = (draw: Draw): Readonly<Record<string, ReadonlyArray<number>>> => {
  const alike = (count: number) => new Array<number>(count).fill(1)
  const larger = 1 + 8 * draw.share()
  return { two: alike(2), five: alike(5), nine: alike(9).map(() => 0.2 + draw.share()), unequal: [1, larger] }
}

const categoryOf = (weights: ReadonlyArray<number>, draw: Draw): string => {
  let left = draw.share() * weights.reduce((sum, weight) => sum + weight, 0)
  const category = weights.findIndex((weight) => {
    left -= weight
    return left < 0
  })
  return `category ${category < 0 ? weights.length : category + 1}`
}

/** All stays of a person are in the same cohorts. */
const flipped = (dataset: Dataset.DatasetShape, draw: Draw): Dataset.DatasetShape => {
  const { clusterOf, count, personIds } = dataset.patients
  const columns = Object.entries(coinGroupings(draw)).map(([name, weights]) => {
    const ofPersons = Array.from({ length: personIds?.length ?? count }, () => categoryOf(weights, draw))
    return [name, Array.from({ length: count }, (_, patient) => ofPersons[clusterOf?.[patient] ?? patient]!)] as const
  })
  return { ...dataset, patients: { ...dataset.patients, attributes: table(Object.fromEntries(columns)) } }
}

/** So many of the patients, without replacement, by their places. */
const drawnFrom = (patients: Uint32Array, size: number, draw: Draw): Uint32Array => {
  const pool = patients.slice()
  const taken = Math.min(size, pool.length)
  for (let i = 0; i < taken; i++) {
    const other = draw.whole(i, pool.length - 1)
    ;[pool[i], pool[other]] = [pool[other]!, pool[i]!]
  }
  return pool.slice(0, taken).sort()
}

const withSome = (dataset: Dataset.DatasetShape, draw: Draw): Dataset.DatasetShape => {
  const { isSplit, splits } = dataset.patients
  const test = drawnFrom(splits.test, subset, draw)
  const train = isSplit ? drawnFrom(splits.train, subset, draw) : test
  return { ...dataset, patients: { ...dataset.patients, splits: { test, train } } }
}

/** Each half with its own part of each split. */
const halved = (dataset: Dataset.DatasetShape, draw: Draw): readonly [Dataset.DatasetShape, Dataset.DatasetShape] => {
  const { isSplit, splits } = dataset.patients
  const cut = (patients: Uint32Array) => {
    const one = drawnFrom(patients, patients.length >> 1, draw)
    const taken = new Set(one)
    return [one, patients.filter((patient) => !taken.has(patient))] as const
  }
  const test = cut(splits.test)
  const train = isSplit ? cut(splits.train) : test
  const half = (which: 0 | 1): Dataset.DatasetShape => ({
    ...dataset,
    patients: { ...dataset.patients, splits: { test: test[which], train: train[which] } }
  })
  return [half(0), half(1)]
}

const groupings = Object.fromEntries(["two", "five", "nine", "unequal"].map((column) => [column, { column }]))

/** What missing measurements cost is no question of cohorts: that there is a difference may be true. */
const withoutImpact = (stages: AuditConfig.AuditConfig["stages"]): Readonly<Record<string, StageOptions>> => {
  const options = stages as Readonly<Record<string, StageOptions>>
  return { ...options, missingness: { ...options.missingness, impact: false } }
}

/** Loads what a configuration names, once for all data sets. */
export const coinCells = Effect.fn("Validity.coinCells")(function* (configuration: string) {
  const file = yield* ConfigFile.read(configuration)
  const config = yield* ConfigFile.decode(file)
  const dataset = yield* loadDataset(config, { base: file.folder })
  const stages = sixStages(withoutImpact(config.stages))
  const settingOf = (groupings: AuditConfig.AuditConfig["groupings"], seed: number): Setting => ({
    groupings,
    level: config.level,
    minEventPatients: config.minEventPatients,
    verdictMinimum: config.verdictMinimum,
    resampling: { ...config.resampling, replicates, seed },
    thresholds: [config.threshold]
  })
  const audit = (one: Dataset.DatasetShape, seed: number) => judgements(one, settingOf(groupings, seed), stages)
  const cells: ReadonlyArray<Cell> = [
    { ...whole, run: (seed) => audit(flipped(dataset, draws(seed)), seed) },
    {
      ...some,
      run: (seed) => {
        const draw = draws(seed)
        return audit(withSome(flipped(dataset, draw), draw), seed)
      }
    },
    changesCell(halves, { ...halves, stages }, (seed) => {
      const setting = settingOf(config.groupings, seed)
      const [earlier, later] = halved(dataset, draws(seed))
      return { earlier: { dataset: earlier, setting }, later: { dataset: later, setting } }
    })
  ]
  return cells
})
