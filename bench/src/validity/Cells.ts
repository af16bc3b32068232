/** The populations in which error rates, power and coverage are measured. */
import type { AuditConfig } from "@fairward/core"
import type { Metric } from "@fairward/metrics"
import { Parameters } from "@fairward/simulator"
import type { Effect } from "effect"
import { caseMixCell, onlyMixed, servedWorse } from "./CaseMix.ts"
import { changesCell } from "./Changes.ts"
import { type Audited, type Heard, judgements, nothing, type Truth } from "./Judgements.ts"
import { nullMedians, plantedMedians } from "./Medians.ts"
import { modelsCell } from "./Models.ts"
import { type Population, simulated } from "./Population.ts"
import type { Quotas } from "./Quotas.ts"
import { followed, recognitionCell } from "./Recognition.ts"
import { performanceWith, sixStages } from "./Stages.ts"
import { subgroupsCells } from "./Subgroups.ts"
import truths from "./truths.json" with { type: "json" }

/** Data sets of one kind, and what is known of them. */
export interface About {
  readonly id: string
  readonly title: string
  /** Of the plan; a quick look takes fewer. */
  readonly dataSets: number
  /** Event recall that thresholds are solved for, each an audit of its own on the same data. */
  readonly targets: ReadonlyArray<number>
  readonly truth: Truth
  readonly isPlanted: boolean
}

export interface Cell extends About {
  readonly run: (seed: number) => Effect.Effect<ReadonlyArray<Heard>, unknown>
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

const missingness = {
  variables: { blood_gas: { every: "4 h" }, panel: { every: "12 h" } },
  impact: { withinCohorts: false }
}

const stages = sixStages({ "medical-variables": { variables }, missingness })

/** Medians of persons' values take longest. */
const stagesOfPersons = sixStages({
  "medical-variables": { variables: { lactate: {}, heart_rate: {} } },
  missingness
})

const stepwise = stages.filter(({ readsThreshold }) => readsThreshold)

/** Of only one metric, which then has the whole family for itself. */
const alone = [
  performanceWith("event recall alone", { metrics: ["event_recall"] }),
  performanceWith("AUPRC alone", { metrics: ["auprc"] }, false),
  performanceWith("calibration alone", { metrics: ["calibration_in_the_large", "debiased_calibration_error"] }, false)
]

const cell = (
  about: Pick<Cell, "dataSets" | "id" | "targets" | "title">,
  population: Population,
  audited: ReadonlyArray<Audited>,
  truth?: Truth
): Cell => ({
  ...about,
  truth: truth ?? nothing,
  isPlanted: truth !== undefined,
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
    { id: "null-1000-60", title: "1,000 patients, hourly", dataSets: nullDataSets, targets: [0.95] },
    { parameters: parameters(1000, 0.4) },
    stages
  ),
  cell(
    { id: "null-400-10", title: "400 patients, every 10 min", dataSets: nullDataSets, targets: [0.95] },
    { parameters: { ...parameters(400, 0.4), ...shortStays } },
    stepwise
  ),
  cell(
    { id: "null-1000-10", title: "1,000 patients, every 10 min", dataSets: nullDataSets, targets: [0.8] },
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
    stagesOfPersons
  )
]

/** A cohort whose scores differ, how many event-bearing patients it has, and the metrics that are asked for. */
export interface PlantedPerformance {
  readonly id: string
  readonly asked: ReadonlyArray<Metric.MetricId>
  readonly quotas: Quotas
  readonly population: Population
}

const cohorts = [
  {
    name: "sex",
    quotas: { cohort: { attribute: "sex", value: "F" }, cohortBearing: 150, restBearing: 250, patients: 1000 },
    pool: parameters(1450, 0.45),
    shares: [0.134, 0.195, 0.257, 0.339]
  },
  {
    name: "reason",
    quotas: {
      cohort: { attribute: "admission_reason", value: "Cardiovascular" },
      cohortBearing: 150,
      restBearing: 350,
      patients: 1000
    },
    pool: parameters(1750, 0.5),
    shares: [0.125, 0.186, 0.243, 0.32]
  }
] as const

/**
 * Event recall lower by about 0.10, 0.15 and 0.20, and AUROC by about 0.05. `--truths` gives the differences that the shares of
 * the score's rise make.
 */
const scoredLower: ReadonlyArray<PlantedPerformance> = cohorts.flatMap(({ name, pool, quotas, shares }) =>
  shares.map((share, i) => ({
    id: `planted-${name}-${["10", "15", "20", "auroc"][i]}`,
    asked: ["event_recall", "auroc"],
    quotas,
    population: {
      parameters: { ...pool, disparities: [{ kind: "scoredLower", cohort: quotas.cohort, share }] },
      quotas
    }
  }))
)

/** Odds of the scores of one cohort, as multiples of what they were. */
const miscalibrated: ReadonlyArray<PlantedPerformance> = (
  [
    ["half", 1 / 2],
    ["quarter", 1 / 4],
    ["twice", 2]
  ] as const
).map(([name, factor]) => {
  const { pool, quotas } = cohorts[0]
  return {
    id: `planted-odds-${name}`,
    asked: ["calibration_in_the_large", "debiased_calibration_error"],
    quotas,
    population: { parameters: pool, quotas, miscalibrated: { cohort: quotas.cohort, logOdds: Math.log(factor) } }
  }
})

export const plantedPerformance: ReadonlyArray<PlantedPerformance> = [...scoredLower, ...miscalibrated]

const knownTruths: Readonly<Record<string, Readonly<Record<string, number>>>> = truths

/** Other groupings do not differ. The other categories of a cohort's grouping do, if their rest holds the cohort. */
const truthOf = (
  {
    asked,
    quotas: {
      cohort: { attribute, value }
    }
  }: Pick<PlantedPerformance, "asked" | "quotas">,
  differences: Readonly<Record<string, number>>
): Truth => ({
  of: ({ category, grouping, metric }) => {
    if (grouping !== attribute) return 0
    const difference = differences[metric] ?? Number.NaN
    return category === value ? difference : attribute === "sex" ? -difference : Number.NaN
  },
  asked: ({ category, grouping, metric }) =>
    grouping === attribute && category === value && asked.some((id) => id === metric)
})

const plantedCell = (one: PlantedPerformance): Cell => {
  const { id, population, quotas } = one
  const { miscalibrated } = population
  const shifted =
    miscalibrated === undefined
      ? ""
      : `, odds of the cohort times ${Number(Math.exp(miscalibrated.logOdds).toFixed(2))}`
  return cell(
    {
      id,
      title: `${quotas.cohortBearing} against ${quotas.restBearing} event-bearing patients${shifted}`,
      dataSets: 200,
      targets: [0.8]
    },
    population,
    [stages[0]!],
    truthOf(one, knownTruths[id] ?? {})
  )
}

/** Beats per minute: about half a standard deviation of the patients' medians. */
const faster = 6

const fasterCohort = { attribute: "admission_reason", value: "Respiratory" } as const

const plantedHeartRate = cell(
  {
    id: "planted-heart-rate",
    title: `heart rate ${faster} higher in 150 of 1,070 patients`,
    dataSets: 200,
    targets: [0.8]
  },
  {
    parameters: {
      ...parameters(1070, 0.4),
      disparities: [{ kind: "otherLevels", cohort: fasterCohort, variable: "heart_rate", shift: faster }]
    }
  },
  stages.filter(({ id }) => id === "medical-variables"),
  {
    of: ({ category, grouping, metric }) =>
      grouping !== fasterCohort.attribute || !metric.startsWith("heart_rate:")
        ? 0
        : category === fasterCohort.value
          ? faster
          : Number.NaN,
    asked: ({ category, grouping, metric }) =>
      grouping === fasterCohort.attribute && category === fasterCohort.value && metric.startsWith("heart_rate:")
  }
)

const largeQuotas: Quotas = {
  cohort: { attribute: "sex", value: "F" },
  cohortBearing: 300,
  restBearing: 500,
  patients: 2000
}

const largePool = parameters(2900, 0.45)

/** As planted where event recall is lower by 0.2. */
const lower = plantedPerformance.find(({ id }) => id === "planted-sex-20")!

/** Another data set than the seed's own. */
const elsewhere = (seed: number): number => seed ^ 0x2545f491

const auditsOf = (earlier: Population, later: Population) => {
  const audit = (population: Population, seed: number) => ({
    dataset: simulated(population, seed),
    setting: settingOf([0.8], seed)
  })
  return (seed: number) => ({ earlier: audit(earlier, seed), later: audit(later, elsewhere(seed)) })
}

const unchanged: Population = { parameters: parameters(1000, 0.4) }

/** Of two audits: of the same population, and of one in which a cohort fell back. */
const changesCells: ReadonlyArray<Cell> = [
  changesCell(
    { id: "changes-null", title: "1,000 patients, hourly, and 1,000 others", dataSets: 200 },
    { isPlanted: false, stages, truth: nothing },
    auditsOf(unchanged, unchanged)
  ),
  changesCell(
    {
      id: "changes-planted",
      title: "300 against 500 event-bearing patients, and others, whose cohort fell back",
      dataSets: 100
    },
    {
      isPlanted: true,
      stages: stages.slice(0, 1),
      truth: truthOf({ asked: lower.asked, quotas: largeQuotas }, knownTruths[lower.id] ?? {})
    },
    auditsOf(
      { parameters: largePool, quotas: largeQuotas },
      { parameters: { ...largePool, disparities: lower.population.parameters.disparities }, quotas: largeQuotas }
    )
  )
]

/** Of two models that were trained alike. */
const modelsCells: ReadonlyArray<Cell> = [
  modelsCell(
    { id: "models-null", title: "two models, 400 patients, hourly", dataSets: nullDataSets },
    { parameters: parameters(400, 0.4) },
    nothing,
    (seed) => settingOf([], seed)
  )
]

const women = { attribute: "sex", value: "F" } as const

/** Women are older, and events of the old are scored lower. */
const harderToServe: Parameters.Parameters["disparities"] = [
  { kind: "older", cohort: women, years: 15 },
  { kind: "scoredLower", cohort: { attribute: "age", from: 75 }, share: 0.6 }
]

/** Ages are what cohorts are made alike in. */
const { age_group: _, ...withoutAges } = groupings

const caseMixCells: ReadonlyArray<Cell> = [
  caseMixCell(
    { id: "case-mix-null", title: "400 patients, hourly, compared like with like", dataSets: nullDataSets },
    { parameters: parameters(400, 0.4) },
    { isPlanted: false, truth: nothing },
    (seed) => settingOf([0.8], seed)
  ),
  caseMixCell(
    {
      id: "case-mix-confounded",
      title: "1,000 patients, hourly, of whom women are older and the old are recognised less",
      dataSets: nullDataSets
    },
    { parameters: { ...parameters(1000, 0.4), disparities: harderToServe } },
    { isPlanted: false, truth: onlyMixed("sex") },
    (seed) => ({ ...settingOf([0.8], seed), groupings: withoutAges })
  ),
  caseMixCell(
    {
      id: "case-mix-planted",
      title: "1,000 patients, hourly, of whom women are older and recognised less, like the old",
      dataSets: 200
    },
    {
      parameters: {
        ...parameters(1000, 0.4),
        disparities: [...harderToServe, { kind: "scoredLower", cohort: women, share: 0.5 }]
      }
    },
    { isPlanted: true, truth: servedWorse(women) },
    (seed) => ({ ...settingOf([0.8], seed), groupings: withoutAges })
  )
]

/** Half as many lactates, and events during which there was none are not recorded. */
const testedLess = { attribute: "surgical_status", value: "Non-surgical" } as const

/** What that makes of tests per patient-day, in 40,000 patients. */
const fewerTests = -1.567

/** Who is tested for what defines the label. */
const testingCells: ReadonlyArray<Cell> = (
  [
    ["testing-null", "tests of lactate, 1,000 patients, hourly", false],
    ["testing-planted", "half as many tests of lactate, and so fewer recorded events, 1,000 patients", true]
  ] as const
).map(([id, title, isPlanted]) =>
  cell(
    { id, title, dataSets: isPlanted ? 200 : nullDataSets, targets: [0.8] },
    {
      parameters: {
        ...parameters(1000, 0.4),
        disparities: isPlanted
          ? [
              { kind: "measuredLessOften", cohort: testedLess, variable: "lactate", factor: 2 },
              { kind: "recordedIfMeasured", cohort: testedLess, variable: "lactate" }
            ]
          : []
      }
    },
    sixStages({
      missingness: { variables: { lactate: { every: "8 h", definesLabel: true } }, impact: false }
    }).filter(({ id }) => id === "missingness"),
    isPlanted
      ? {
          of: ({ category, grouping, metric }) =>
            grouping !== testedLess.attribute
              ? 0
              : metric === "lactate:tests_per_day"
                ? category === testedLess.value
                  ? fewerTests
                  : -fewerTests
                : Number.NaN,
          asked: ({ category, grouping, metric }) =>
            grouping === testedLess.attribute && category === testedLess.value && metric === "lactate:tests_per_day"
        }
      : undefined
  )
)

const recognitionCells: ReadonlyArray<Cell> = [
  recognitionCell(
    { id: "recognition-null", title: "400 patients, hourly, before recognition", dataSets: nullDataSets },
    { parameters: parameters(400, 0.4) },
    { isPlanted: false, truth: nothing },
    (seed) => settingOf([0.8], seed)
  ),
  recognitionCell(
    {
      id: "recognition-planted",
      title: "1,000 patients, hourly, in whose women the model follows the treatment",
      dataSets: 200
    },
    {
      parameters: {
        ...parameters(1000, 0.4),
        disparities: [{ kind: "followsTreatment", cohort: women, share: 0.22 }]
      }
    },
    { isPlanted: true, truth: followed(women) },
    (seed) => settingOf([0.8], seed)
  )
]

export const cells: ReadonlyArray<Cell> = [
  ...nullCells,
  ...nullMedians,
  ...scoredLower.map(plantedCell),
  plantedHeartRate,
  ...plantedMedians,
  ...changesCells,
  ...miscalibrated.map(plantedCell),
  // Seeds of data sets go by the place of their cell: new ones come last.
  ...modelsCells,
  ...caseMixCells,
  ...testingCells,
  ...subgroupsCells(settingOf),
  ...recognitionCells
]
