/** What a search through all conjunctions says of patients who differ in nothing, and of a conjunction that is worse off. */
import type { AuditConfig, Comparison, Dataset } from "@fairward/core"
import { Parameters } from "@fairward/simulator"
import subgroups from "@fairward/subgroups"
import { table } from "arquero"
import { type Draw, draws } from "../Draw.ts"
import type { Cell } from "./Cells.ts"
import { audited, judgements, nothing, type Setting, type Truth } from "./Judgements.ts"
import { simulated } from "./Population.ts"

/** Attributes that nothing depends on, beside those of the simulator. */
const byChance = { ward: 4, shift: 3, language: 2 } as const

export const groupings: AuditConfig.AuditConfig["groupings"] = {
  sex: { column: "sex" },
  age_group: { column: "age", bins: [60, 75] },
  admission_reason: { column: "admission_reason" },
  surgical_status: { column: "surgical_status" },
  ward: { column: "ward" },
  shift: { column: "shift" },
  language: { column: "language" }
}

const withChance = (dataset: Dataset.DatasetShape, draw: Draw): Dataset.DatasetShape => {
  const { attributes, count } = dataset.patients
  const columns = [
    ...attributes.columnNames().map((name) => [name, Array.from(attributes.array(name))] as const),
    ...Object.entries(byChance).map(
      ([name, size]) => [name, Array.from({ length: count }, () => String(draw.whole(1, size)))] as const
    )
  ]
  return { ...dataset, patients: { ...dataset.patients, attributes: table(Object.fromEntries(columns)) } }
}

const isOf = (one: { readonly grouping: string; readonly category: string; readonly metric: string }) =>
  JSON.stringify([one.grouping, one.category, one.metric])

/** Of a group that is not named it tells nothing. */
const silent = (one: Comparison.Comparison): Comparison.Comparison => ({
  ...one,
  interval: one.interval === null ? null : { ...one.interval, low: -1, high: 1, adjustedP: 1 }
})

const judged = audited("subgroups", subgroups, {}, ({ comparisons }) => comparisons)

/** As told: with nothing said of a group that was found and only shows that a larger one is worse off. */
const named = audited("subgroups", subgroups, {}, ({ comparisons, found }) => {
  const unnamed = new Set(found.filter(({ isNamed }) => !isNamed).map(isOf))
  return comparisons.map((one) => (unnamed.has(isOf(one)) ? silent(one) : one))
})

const cellOf = (
  about: Pick<Cell, "dataSets" | "id" | "title">,
  parameters: Parameters.Parameters,
  settingOf: (targets: ReadonlyArray<number>, seed: number) => Setting,
  truth?: Truth
): Cell => ({
  ...about,
  targets: [0.8],
  truth: truth ?? nothing,
  isPlanted: truth !== undefined,
  run: (seed) => {
    const dataset = withChance(simulated({ parameters }, seed), draws(Math.imul(seed, 0x9e3779b1) + 3))
    return judgements(dataset, { ...settingOf([0.8], seed), groupings }, [truth === undefined ? judged : named], truth)
  }
})

/** Women without surgery: a quarter of all. */
const conjunction = { grouping: "sex & surgical_status", category: "F & Non-surgical" }

const planted: Parameters.Parameters["disparities"] = [
  {
    kind: "scoredLower",
    cohort: {
      every: [
        { attribute: "sex", value: "F" },
        { attribute: "surgical_status", value: "Non-surgical" }
      ]
    },
    share: 0.285
  }
]

/** What is planted, and about what is known: other groups overlap with the conjunction. */
const ofConjunction: Truth = {
  of: ({ category, grouping, metric }) =>
    grouping === conjunction.grouping && category === conjunction.category && metric === "event_recall"
      ? -0.25
      : Number.NaN,
  asked: ({ category, grouping, metric }) =>
    grouping === conjunction.grouping && category === conjunction.category && metric === "event_recall"
}

const parameters = (patients: number): Parameters.Parameters => ({
  ...Parameters.nothingPlanted,
  patients,
  eventPatients: 0.5,
  stepMinutes: 60
})

/** Of more than 500 groups where nothing differs, and of one in which a conjunction of two categories misses more events. */
export const subgroupsCells = (
  settingOf: (targets: ReadonlyArray<number>, seed: number) => Setting
): ReadonlyArray<Cell> => [
  cellOf(
    { id: "subgroups-null", title: "all groups of 2,000 patients, hourly", dataSets: 200 },
    parameters(2000),
    settingOf
  ),
  cellOf(
    {
      id: "subgroups-planted",
      title: "all groups of 1,000 patients, of which women without surgery miss more events",
      dataSets: 100
    },
    { ...parameters(1000), disparities: planted },
    settingOf,
    ofConjunction
  )
]
