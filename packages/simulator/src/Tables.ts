import type { Variable } from "./Disparity.ts"
import type { Parameters } from "./Parameters.ts"

/** What marks a null in `label`. */
export const noLabel = -1

export interface Patients {
  readonly patient_id: Int32Array
  readonly sex: ReadonlyArray<string | null>
  readonly age: Int32Array
  readonly admission_reason: ReadonlyArray<string | null>
  readonly surgical_status: ReadonlyArray<string | null>
}

export interface Splits {
  readonly patient_id: Int32Array
  readonly split: ReadonlyArray<"train" | "test">
}

/** One row a step, sorted by patient, then step. */
export interface Predictions {
  readonly patient_id: Int32Array
  readonly step: Int32Array
  /** 1, 0, or `noLabel` within an event. */
  readonly label: Int8Array
  /** One column for each model seed, in [0, 1]. */
  readonly scores: ReadonlyArray<Float32Array>
}

/** Events [start, stop) in steps, of all patients, sorted, never touching each other. */
export interface Events {
  readonly patient_id: Int32Array
  readonly start: Int32Array
  readonly stop: Int32Array
}

export type Recorded = Variable | "norepinephrine" | "dobutamine"

/** One row for each step at which anything was measured. NaN: not measured. */
export interface Timeseries {
  readonly patient_id: Int32Array
  /** Minutes since admission. */
  readonly minutes: Int32Array
  /** lactate mmol/l, map mmHg, heart_rate 1/min, fio2 as a share, peak_inspiratory_pressure cmH2O, drugs ug/kg/min. */
  readonly variables: Readonly<Record<Recorded, Float32Array>>
}

/** One row a patient. */
export interface Attributions {
  readonly patient_id: Int32Array
  /** Mean |SHAP| of a feature over the patient's stay. */
  readonly features: Readonly<Record<string, Float64Array>>
}

/** One row for each patient whom clinicians treated for an event, or for what they took for one; the first time. */
export interface Recognition {
  readonly patient_id: Int32Array
  /** Minutes since admission. */
  readonly minutes: Int32Array
}

/** The seven tables, and the parameters, which are the truth about them. */
export interface SimulatedTables {
  readonly parameters: Parameters
  readonly patients: Patients
  readonly splits: Splits
  readonly predictions: Predictions
  readonly events: Events
  readonly timeseries: Timeseries
  readonly attributions: Attributions
  readonly recognition: Recognition
}
