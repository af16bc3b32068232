import type { Parameters } from "../Parameters.ts"
import { noLabel } from "../Tables.ts"
import { course } from "./Course.ts"
import { fillLabels } from "./Labels.ts"
import { asItIs, fillStrain } from "./Strain.ts"
import { type Stream, streamsOfPatients } from "./Stream.ts"

/** score = 1 / (1 + exp(-(intercept + slope * signal))). */
export interface Calibration {
  readonly intercept: number
  readonly slope: number
}

const strainOnSignal = 3
const frailtyOnSignal = 0.3
const patientNoise = 0.3
const stepNoise = 0.7
const stepNoiseHours = 1.5
const seedPatientNoise = 0.15
const seedStepNoise = 0.15
export const scoreDecayHours = 3

/**
 * What the model sees at each step: the strain, the patient's frailty, an offset of the patient's own, and noise that
 * is autocorrelated over steps (AR(1), correlation exp(-1 / hours)).
 */
export const fillSignal = (
  signal: Float64Array,
  strain: Float64Array,
  steps: number,
  frailty: number,
  stepMinutes: number,
  stream: Stream
): void => {
  const phi = Math.exp(-stepMinutes / (60 * stepNoiseHours))
  const innovation = stepNoise * Math.sqrt(1 - phi * phi)
  const level = frailtyOnSignal * frailty + patientNoise * stream.normal()
  let noise = stepNoise * stream.normal()
  for (let t = 0; t < steps; t++) {
    signal[t] = level + strainOnSignal * strain[t]! + noise
    noise = phi * noise + innovation * stream.normal()
  }
}

/** Fills `scores[offset, offset + steps)` for one model seed, whose own noise comes on top of the signal. */
export const fillScores = (
  scores: Float32Array,
  offset: number,
  signal: Float64Array,
  steps: number,
  calibration: Calibration,
  stream: Stream
): void => {
  const level = seedPatientNoise * stream.normal()
  for (let t = 0; t < steps; t++) {
    const seen = signal[t]! + level + seedStepNoise * stream.normal()
    scores[offset + t] = 1 / (1 + Math.exp(-(calibration.intercept + calibration.slope * seen)))
  }
}

const pilot = { patients: 400, seed: 20240601, newtonSteps: 12 }

/**
 * The logistic regression of the label on the signal (Platt 1999) in a pilot cohort without disparities. It depends on
 * neither the seed nor the number of patients nor what is planted, so these change no other patient's score.
 */
export const calibration = (parameters: Parameters): Calibration => {
  const stepsIn = (hours: number) => (hours * 60) / parameters.stepMinutes
  const longest = Math.ceil(stepsIn(parameters.maxStayHours))
  const strain = new Float64Array(longest)
  const signal = new Float64Array(longest)
  const labels = new Int8Array(longest)
  const signals: Array<number> = []
  const positives: Array<number> = []
  for (const streams of streamsOfPatients(pilot.seed, pilot.patients)) {
    const { steps, frailty, rises } = course(streams.course, parameters, 1)
    fillStrain(strain, { steps, frailty, rises }, stepsIn(scoreDecayHours), asItIs)
    fillSignal(signal, strain, steps, frailty, parameters.stepMinutes, streams.score)
    fillLabels(labels, 0, { steps, frailty, rises }, stepsIn(parameters.horizonHours))
    const level = seedPatientNoise * streams.score.normal()
    for (let t = 0; t < steps; t++) {
      const noise = seedStepNoise * streams.score.normal()
      if (labels[t] === noLabel) continue
      signals.push(signal[t]! + level + noise)
      positives.push(labels[t]!)
    }
  }
  return logisticRegression(signals, positives)
}

const logisticRegression = (x: ReadonlyArray<number>, y: ReadonlyArray<number>): Calibration => {
  let intercept = 0
  let slope = 0
  for (let iteration = 0; iteration < pilot.newtonSteps; iteration++) {
    let g0 = 0
    let g1 = 0
    let h00 = 1e-9
    let h01 = 0
    let h11 = 1e-9
    for (let i = 0; i < x.length; i++) {
      const p = 1 / (1 + Math.exp(-(intercept + slope * x[i]!)))
      const w = p * (1 - p)
      g0 += y[i]! - p
      g1 += (y[i]! - p) * x[i]!
      h00 += w
      h01 += w * x[i]!
      h11 += w * x[i]! * x[i]!
    }
    const determinant = h00 * h11 - h01 * h01
    intercept += (h11 * g0 - h01 * g1) / determinant
    slope += (h00 * g1 - h01 * g0) / determinant
  }
  return { intercept, slope }
}
