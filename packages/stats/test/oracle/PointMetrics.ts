import type { ScoredRows } from "../../src/ScoredRows.ts"
import { type Nullable, readOracle } from "./Oracle.ts"

type Metric = number | null

export interface ThresholdCase extends Record<string, unknown> {
  threshold: number
  counts: [number, number, number, number]
  recall: Metric
  precision: Metric
  npv: Metric
  fpr: Metric
  correctedPrecision: Metric
  correctedNpv: Metric
  eventRecall: Metric
}

export interface CalibrationCase {
  bins: number
  count: Array<number>
  meanScore: Nullable
  share: Nullable
  calibrationError: Metric
  expectedCalibrationError: Metric
  inTheLarge: Metric
}

export interface PointCase {
  name: string
  score: Array<number>
  label: Array<number>
  weight: Array<number>
  events: Nullable
  expected: {
    auroc: Metric
    auprcStep: Metric
    auprcLinear: Metric
    correctedStep: Metric
    correctedLinear: Metric
    eventStep: Metric
    eventLinear: Metric
    correctedEventStep: Metric
    correctedEventLinear: Metric
    positiveScore: Metric
    negativeScore: Metric
    thresholds: Array<ThresholdCase>
    calibration: Array<CalibrationCase>
  }
}

export const pointMetrics = readOracle<{ factor: number; cases: Array<PointCase> }>("point-metrics")

export const rowsOf = ({ score, label, weight }: PointCase): ScoredRows => ({
  score: Float64Array.from(score),
  label: Uint8Array.from(label),
  weight: Uint8Array.from(weight)
})
