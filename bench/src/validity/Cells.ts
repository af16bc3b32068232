/** The populations in which error rates, power and coverage are measured. */
import type { AuditConfig } from "@fairward/core"
import { type Disparity, Parameters } from "@fairward/simulator"
import type { Dataset } from "@fairward/core"
import type { Effect } from "effect"
import { type Audited, type Heard, judgements, type Named, nothing, type Truth } from "./Judgements.ts"
import { medianCells } from "./Medians.ts"
import { type Population, simulated } from "./Population.ts"
import type { Quotas } from "./Quotas.ts"
import { performanceWith, sixStages } from "./Stages.ts"
import { truths } from "./Truths.ts"

/** Data sets of one kind. */
export interface Cell {
  readonly id: string
  readonly title: string
  /** Of the plan; a quick look takes fewer. */
  readonly dataSets: number
  /** Event recall that thresholds are solved for, each an audit of its own on the same data. */
  readonly targets: ReadonlyArray<number>
  readonly planted?: Planted
  readonly run: (seed: number) => Effect.Effect<ReadonlyArray<Heard>, unknown>
}

/** What differs. */
export interface Planted {
  /** How much event recall of the cohort is lower; 0 where something else is planted. */
  readonly eventRecall: number
  readonly asked: ReadonlyArray<Named & { readonly stage: string }>
}

export const replicates = 1000

export const groupings: AuditConfig.AuditConfig["groupings"] = {
  sex: { column: "sex" },
  age_group: { column: "age", bins: [50, 65, 75, 85] },
  admission_reason: { column: "admission_reason" },
  surgical_status: { column: "surgical_status" }
}

export const settingOf = (targets: ReadonlyArray<number>, seed: number, drawn = replicates) => ({
  groupings,
  level: 0.95,
  minEventPatients: 1,
  verdictMinimum: 30,
  resampling: { replicates: drawn, seed, scheme: "multinomial" as const },
  thresholds: targets.map((value) => ({ metric: "event-recall" as const, value }))
})

/** Attributes are drawn independently of everything else. */
const parameters = (patients: number, eventPatients: number): Parameters.Parameters => ({
  ...Parameters.nothingPlanted,
  patients,
  eventPatients,
  stepMinutes: 60
})

/** The variables of the time series that behave differently: of few values, of many, of some patients, and by chance. */
const variables = { lactate: {}, heart_rate: {}, fio2: {}, panel: {} }

const stages = sixStages({
  "medical-variables": { variables },
  missingness: {
    variables: { blood_gas: { every: "4 h" }, panel: { every: "12 h" } },
    impact: { withinCohorts: false }
  }
})

const stepwise = stages.filter(({ readsThreshold }) => readsThreshold)

/** Of only one metric, which then has the whole family for itself. */
const alone = [
  performanceWith("event recall alone", { metrics: ["event_recall"] }),
  performanceWith("AUPRC alone", { metrics: ["auprc"] }, false)
]

const cell = (
  about: Omit<Cell, "run">,
  population: Population,
  audited: ReadonlyArray<Audited>,
  truth: Truth = nothing
): Cell => ({
  ...about,
  run: (seed) => judgements(simulated(population, seed), settingOf(about.targets, seed), audited, truth)
})

const nullDataSets = 400

/** Stays are shorter where steps are, so that a data set has about as many. */
const shortStays = { stepMinutes: 10, meanStayHours: 24, maxStayHours: 72 }

const nullCells: ReadonlyArray<Cell> = [
  cell(
    { id: "null-400-60", title: "400 patients, hourly", dataSets: nullDataSets, targets: [0.8, 0.95] },
    { parameters: parameters(400, 0.4) },
    [...stages, ...alone]
  ),
  cell(
    { id: "null-1000-60", title: "1,000 patients, hourly", dataSets: nullDataSets, targets: [0.8] },
    { parameters: parameters(1000, 0.4) },
    stages
  ),
  cell(
    { id: "null-400-10", title: "400 patients, every 10 min", dataSets: nullDataSets, targets: [0.8, 0.95] },
    { parameters: { ...parameters(400, 0.4), ...shortStays } },
    stepwise
  ),
  cell(
    { id: "null-1000-10", title: "1,000 patients, every 10 min", dataSets: nullDataSets, targets: [0.95] },
    { parameters: { ...parameters(1000, 0.4), ...shortStays } },
    stepwise
  ),
  cell(
    {
      id: "null-persons",
      title: "800 stays of 400 persons, hourly",
      dataSets: nullDataSets,
      targets: [0.8]
    },
    { parameters: parameters(800, 0.4), hasPersons: true },
    stages
  )
]

export const cells: ReadonlyArray<Cell> = [...nullCells, ...medianCells]
