import type { Variable } from "../Disparity.ts"
import type { Course } from "./Course.ts"
import type { Stream, Streams } from "./Stream.ts"

/** How a variable behaves and how often it is measured. */
interface Behaviour {
  readonly variable: Variable
  readonly everyMinutes: number
  /** Chance that a due measurement falls out. */
  readonly fallsOut: number
  /** Only ventilated patients have it. */
  readonly ventilatedOnly: boolean
  /** Chance that it is never measured in a stay, though it could be. */
  readonly never: number
  readonly mean: number
  readonly betweenPatients: number
  readonly withinPatient: number
  readonly perStrain: number
  readonly least: number
  readonly most: number
  /** Level and strain act on its logarithm. */
  readonly logarithmic: boolean
  readonly digits: number
}

const common = { fallsOut: 0.03, ventilatedOnly: false, never: 0, logarithmic: false, digits: 0 }

const behaviours: ReadonlyArray<Behaviour> = [
  {
    ...common,
    variable: "lactate",
    everyMinutes: 480,
    never: 0.03,
    mean: 0.25,
    betweenPatients: 0.25,
    withinPatient: 0.12,
    perStrain: 0.9,
    least: 0.3,
    most: 25,
    logarithmic: true,
    digits: 1
  },
  {
    ...common,
    variable: "map",
    everyMinutes: 5,
    mean: 83,
    betweenPatients: 6,
    withinPatient: 6,
    perStrain: -16,
    least: 25,
    most: 160
  },
  {
    ...common,
    variable: "heart_rate",
    everyMinutes: 5,
    mean: 84,
    betweenPatients: 11,
    withinPatient: 5,
    perStrain: 13,
    least: 30,
    most: 200
  },
  {
    ...common,
    variable: "fio2",
    everyMinutes: 60,
    ventilatedOnly: true,
    mean: 0.4,
    betweenPatients: 0.07,
    withinPatient: 0.03,
    perStrain: 0.12,
    least: 0.21,
    most: 1,
    digits: 2
  },
  {
    ...common,
    variable: "peak_inspiratory_pressure",
    everyMinutes: 30,
    ventilatedOnly: true,
    mean: 21,
    betweenPatients: 3.5,
    withinPatient: 1.5,
    perStrain: 4,
    least: 8,
    most: 45
  }
]

const ventilatedShare = 0.45
const noiseHours = 2
const firstMeasurementHours = 2
const jitter = { mean: 0.92, deviation: 0.06, least: 0.3 }
const diligence = 0.08

/** What is done to this patient's measurements. */
export interface Tampering {
  readonly intervalFactor: (variable: Variable) => number
  readonly shift: (variable: Variable) => number
}

/** Fills `columns[variable][0, steps)` with measurements, NaN where there is none. */
export const fillVitals = (
  columns: Readonly<Record<Variable, Float32Array>>,
  course: Course,
  strain: Float64Array,
  stepMinutes: number,
  missingness: number,
  tampering: Tampering,
  streams: Streams
): void => {
  const isVentilated = streams.vitals.uniform() < ventilatedShare
  for (const behaviour of behaviours) {
    const stream = streams[behaviour.variable]
    const column = columns[behaviour.variable]
    column.fill(Number.NaN, 0, course.steps)
    const level = behaviour.mean + behaviour.betweenPatients * streams.vitals.normal()
    const isNever = stream.uniform() < behaviour.never
    if (isNever || (behaviour.ventilatedOnly && !isVentilated)) continue
    fillMeasurements(
      column,
      behaviour,
      level,
      course.steps,
      strain,
      stepMinutes,
      behaviour.everyMinutes * missingness * tampering.intervalFactor(behaviour.variable),
      Math.min(0.9, behaviour.fallsOut * missingness),
      tampering.shift(behaviour.variable),
      stream
    )
  }
}

const fillMeasurements = (
  column: Float32Array,
  behaviour: Behaviour,
  level: number,
  steps: number,
  strain: Float64Array,
  stepMinutes: number,
  everyMinutes: number,
  fallsOut: number,
  shift: number,
  stream: Stream
): void => {
  const scale = 10 ** behaviour.digits
  const ownInterval = everyMinutes * Math.exp(diligence * stream.normal())
  let noise = stream.normal()
  let last = 0
  let minutes = stream.uniform() * Math.min(everyMinutes, firstMeasurementHours * 60)
  for (;;) {
    const step = Math.floor(minutes / stepMinutes)
    if (step >= steps) return
    const phi = Math.exp(-(minutes - last) / (60 * noiseHours))
    noise = phi * noise + Math.sqrt(1 - phi * phi) * stream.normal()
    last = minutes
    if (stream.uniform() >= fallsOut) {
      const value = level + behaviour.perStrain * strain[step]! + behaviour.withinPatient * noise
      const measured = (behaviour.logarithmic ? Math.exp(value) : value) + shift
      const kept = Math.min(Math.max(measured, behaviour.least), behaviour.most)
      column[step] = Math.round(kept * scale) / scale
    }
    const nextStep = (step + 1) * stepMinutes
    const next = minutes + ownInterval * Math.max(jitter.least, jitter.mean + jitter.deviation * stream.normal())
    minutes = Math.max(next, nextStep)
  }
}

const drugDelayHours = 0.5
const drugLingersHours = 2
const chartedEveryMinutes = 60
const drugs = [
  { name: "norepinephrine", share: 0.7, median: 0.12 },
  { name: "dobutamine", share: 0.15, median: 4 }
] as const

/**
 * Fills the rates of infusions that begin in an event and last until some time after it: charted at their begin, every
 * hour, and with 0 at their end; NaN elsewhere.
 */
export const fillDrugs = (
  columns: Readonly<Record<(typeof drugs)[number]["name"], Float32Array>>,
  course: Course,
  stepMinutes: number,
  stream: Stream
): void => {
  const stepsIn = (hours: number) => Math.round((hours * 60) / stepMinutes)
  const charted = Math.max(1, Math.round(chartedEveryMinutes / stepMinutes))
  for (const { name, share, median } of drugs) {
    const column = columns[name]
    column.fill(Number.NaN, 0, course.steps)
    for (const { end, until, event } of course.rises) {
      const isGiven = stream.uniform() < share
      const rate = Math.round(median * Math.exp(0.5 * stream.normal()) * 100) / 100 + 0.01
      if (!event || !isGiven) continue
      const stop = until + stepsIn(drugLingersHours)
      for (let t = end + stepsIn(drugDelayHours); t < stop; t += charted) if (t < course.steps) column[t] = rate
      if (stop < course.steps) column[stop] = 0
    }
  }
}
