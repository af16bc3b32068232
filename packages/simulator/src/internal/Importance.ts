import type { Stream } from "./Stream.ts"

export const features = [
  "map_median_1h",
  "lactate_last",
  "map_trend_4h",
  "norepinephrine_rate",
  "lactate_trend_12h",
  "heart_rate_median_1h",
  "map_below_65_share_4h",
  "age",
  "fluid_balance_12h",
  "heart_rate_variability_4h",
  "peak_inspiratory_pressure_median_4h",
  "urine_output_6h",
  "dobutamine_rate",
  "fio2_last",
  "spo2_median_1h",
  "temperature_last",
  "creatinine_last",
  "haemoglobin_last",
  "ph_last",
  "base_excess_last",
  "sedation_score",
  "minutes_since_lactate",
  "platelets_last",
  "crp_last",
  "pulse_pressure_1h",
  "potassium_last",
  "glucose_last",
  "bilirubin_last",
  "weight",
  "hours_since_admission"
] as const

const largest = 0.12
const decay = 0.1
const betweenPatients = 0.5

/**
 * Fills `importance[0, 30)` with a patient's mean |SHAP| of each feature: 0.12 exp(-0.1 rank), times lognormal noise.
 * The first `swapped` features swap ranks among themselves.
 */
export const fillImportance = (importance: Float64Array, swapped: number, stream: Stream): void => {
  for (let i = 0; i < features.length; i++) {
    const rank = i < swapped ? swapped - 1 - i : i
    importance[i] = largest * Math.exp(betweenPatients * stream.normal() - decay * rank)
  }
}
