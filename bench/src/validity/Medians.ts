/**
 * Medians of values that a patient has, without the simulator: values whose spread differs between cohorts, of which many are
 * equal, and gaps in steps of an hour and of five minutes, several a patient.
 */
import { Comparison, type Dataset, Settings } from "@fairward/core"
import { type Measure, Measures } from "@fairward/metrics"
import { table } from "arquero"
import { Effect } from "effect"
import { type Draw, draws, normal } from "../Draw.ts"
import type { Cell } from "./Cells.ts"
import { type Audited, judgements, type Truth } from "./Judgements.ts"

interface Kind {
  readonly title: string
  /** Spacing of values; 0: none. */
  readonly gridStep: number
  readonly median: number
  /** Between patients, and of the values of one. */
  readonly deviations: readonly [between: number, within: number]
  readonly mostValues: number
  /** How many times wider values spread in the cohort where nothing is planted. */
  readonly spread: number
}

const kinds = {
  single: { title: "of one value a patient", gridStep: 0, median: 0, deviations: [1, 0], mostValues: 1, spread: 3 },
  tied: { title: "of few values", gridStep: 1, median: 3.2, deviations: [1.2, 0], mostValues: 1, spread: 1 },
  hourly: { title: "of gaps, hourly", gridStep: 60, median: 370, deviations: [120, 130], mostValues: 4, spread: 1 },
  fine: { title: "of gaps, every 5 min", gridStep: 5, median: 370, deviations: [120, 130], mostValues: 4, spread: 1 }
} as const satisfies Readonly<Record<string, Kind>>

const patients = 400
const cohortPatients = 150
const measures = 3

const onGrid = (value: number, step: number): number => (step === 0 ? value : Math.round(value / step) * step)

const deviationOf = ({ deviations: [between, within] }: Kind): number => Math.hypot(between, within)

/** Half a standard deviation less in the first variable. */
const shiftOf = (kind: Kind): number => -deviationOf(kind) / 2

/** Rounding keeps the order, so that the median of rounded values is the rounded median. */
const truthOf = (kind: Kind): number =>
  onGrid(kind.median + shiftOf(kind), kind.gridStep) - onGrid(kind.median, kind.gridStep)

const observations = (kind: Kind, shift: number, draw: Draw): Measure.Observations => {
  const patient: Array<number> = []
  const value: Array<number> = []
  for (let i = 0; i < patients; i++) {
    const isCohort = i < cohortPatients
    const scale = isCohort && shift === 0 ? kind.spread : 1
    const level = kind.median + (isCohort ? shift : 0) + scale * kind.deviations[0] * normal(draw)
    for (let values = draw.whole(1, kind.mostValues); values > 0; values--) {
      patient.push(i)
      value.push(onGrid(level + scale * kind.deviations[1] * normal(draw), kind.gridStep))
    }
  }
  return { patient: Uint32Array.from(patient), value: Float64Array.from(value), gridStep: kind.gridStep }
}

const compared = (kind: Kind, isPlanted: boolean, seed: number): Audited["comparisons"] =>
  Effect.gen(function* () {
    const settings = yield* Settings.Settings
    const draw = draws(seed)
    const { contrasts } = yield* Measures.contrasts({
      columns: { patients: new Float64Array(patients).fill(1) },
      measures: Array.from({ length: measures }, (_, m) => ({
        id: `variable ${m + 1}`,
        sense: "none",
        unit: "",
        margin: null,
        missing: "no value",
        medianOf: observations(kind, isPlanted && m === 0 ? shiftOf(kind) : 0, draw)
      }))
    })
    return Comparison.compare(contrasts, { ...settings, metrics: measures })
  })

const numbered = (count: number, categoryOf: (i: number) => number) =>
  Array.from({ length: count }, (_, i) => String(categoryOf(i)))

/** The cohort are the first; two other groupings are drawn, one of unequal sizes. */
const datasetOf = (draw: Draw): Dataset.DatasetShape => {
  const everyone = Uint32Array.from({ length: patients }, (_, i) => i)
  return {
    timestepMinutes: 60,
    horizonSteps: 0,
    maxLengthSteps: Number.POSITIVE_INFINITY,
    patients: {
      count: patients,
      ids: Array.from(everyone, (i) => String(i).padStart(6, "0")),
      attributes: table({
        cohort: numbered(patients, (i) => (i < cohortPatients ? 1 : 2)),
        five: numbered(patients, () => draw.whole(1, 5)),
        seven: numbered(patients, () => Math.ceil(7 * Math.sqrt(1 - draw.share())))
      }),
      splits: { test: everyone, train: everyone },
      isSplit: false
    },
    predictions: undefined,
    events: undefined,
    timeseries: undefined,
    attributions: undefined,
    files: [],
    notes: []
  }
}

const groupings = { cohort: { column: "cohort" }, five: { column: "five" }, seven: { column: "seven" } }

const isPlantedIn = ({ grouping, metric }: { readonly grouping: string; readonly metric: string }) =>
  grouping === "cohort" && metric === "variable 1"

const cellOf = (id: keyof typeof kinds, isPlanted: boolean): Cell => {
  const kind = kinds[id]
  const truth: Truth = {
    of: (one) => (isPlanted && isPlantedIn(one) ? truthOf(kind) * (one.category === "1" ? 1 : -1) : 0),
    asked: (one) => isPlanted && isPlantedIn(one) && one.category === "1"
  }
  return {
    id: `${isPlanted ? "planted" : "null"}-medians-${id}`,
    title: `medians ${kind.title}${isPlanted || kind.spread === 1 ? "" : `, ${kind.spread} times as wide in one cohort`}`,
    dataSets: isPlanted ? 200 : 400,
    targets: [0],
    truth,
    isPlanted,
    run: (seed) =>
      judgements(
        datasetOf(draws(seed ^ 0x5bd1e995)),
        {
          groupings,
          level: 0.95,
          minEventPatients: 0,
          verdictMinimum: 30,
          resampling: { replicates: 1000, seed, scheme: "multinomial" },
          thresholds: [{ value: 0.5 }]
        },
        [{ id: "medians", readsThreshold: false, comparisons: compared(kind, isPlanted, seed) }],
        truth
      )
  }
}

const ids = ["single", "tied", "hourly", "fine"] as const

export const nullMedians: ReadonlyArray<Cell> = ids.map((id) => cellOf(id, false))

export const plantedMedians: ReadonlyArray<Cell> = ids.map((id) => cellOf(id, true))
