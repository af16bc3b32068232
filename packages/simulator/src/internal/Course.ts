import type { Parameters } from "../Parameters.ts"
import type { Stream } from "./Stream.ts"

/** A rise of strain that ends at step `end` having begun at `begin`; `event` false: the patient recovers by himself. */
export interface Rise {
  readonly begin: number
  readonly end: number
  readonly until: number
  readonly height: number
  readonly event: boolean
}

/** What happens to a patient: everything in steps. */
export interface Course {
  readonly steps: number
  /** Standard normal over patients. */
  readonly frailty: number
  readonly rises: ReadonlyArray<Rise>
}

const shortestStayHours = 8
const stayDeviation = 0.75
const frailtyOnEvents = 0.8
const arrivesInEvent = 0.03
const settlingHours = 3
const eventHours = { median: 3, deviation: 0.7 }
const calmHours = 1
const recurrenceHours = 24
const riseHours = { median: 12, deviation: 0.3 }
const eventHeight = { mean: 1, deviation: 0.25, least: 0.15 }
const scareHeight = { mean: 0.6, deviation: 0.25, least: 0.1 }
const scareEveryHours = 90

/**
 * Stay, events [begin of the event, until) and scares of a patient. The share of patients with an event is
 * `eventPatients` on average over frailty: a logistic-normal mean is about logistic(a / sqrt(1 + (pi/8) b^2))
 * (MacKay 1992, doi:10.1162/neco.1992.4.5.720), with the intercept a chosen accordingly.
 */
export const course = (stream: Stream, parameters: Parameters, oddsRatio: number): Course => {
  const stepsIn = (hours: number) => (hours * 60) / parameters.stepMinutes
  const frailty = stream.normal()
  const stayHours =
    parameters.meanStayHours * Math.exp(stayDeviation * stream.normal() - (stayDeviation * stayDeviation) / 2)
  const steps = Math.floor(stepsIn(Math.min(Math.max(stayHours, shortestStayHours), parameters.maxStayHours)))
  const rises: Array<Rise> = []
  const rise = (
    end: number,
    until: number,
    height: { readonly mean: number; readonly deviation: number; readonly least: number },
    event: boolean
  ) => {
    const length = stepsIn(lognormal(stream, riseHours))
    rises.push({
      begin: end - length,
      end,
      until,
      height: Math.max(height.least, height.mean + height.deviation * stream.normal()),
      event
    })
  }

  const betweenScares = stepsIn(scareEveryHours * Math.exp(-0.4 * frailty))
  for (let peak = stream.exponential(betweenScares); peak < steps; peak += stream.exponential(betweenScares))
    rise(Math.floor(peak), Math.floor(peak), scareHeight, false)

  const logit =
    Math.log(parameters.eventPatients / (1 - parameters.eventPatients)) *
      Math.sqrt(1 + (Math.PI / 8) * frailtyOnEvents * frailtyOnEvents) +
    frailtyOnEvents * frailty +
    Math.log(oddsRatio)
  const hasEvent = stream.uniform() < 1 / (1 + Math.exp(-logit))
  const inEventOnArrival = stream.uniform() < arrivesInEvent
  const settling = stepsIn(settlingHours)
  const firstStart = Math.floor(settling + stream.uniform() * (steps - settling))
  let start = inEventOnArrival ? 0 : firstStart
  while (hasEvent && start < steps) {
    const stop = Math.min(start + Math.max(1, Math.round(stepsIn(lognormal(stream, eventHours)))), steps)
    rise(start, stop, eventHeight, true)
    start = stop + Math.ceil(stepsIn(calmHours + stream.exponential(recurrenceHours * Math.exp(-0.3 * frailty))))
  }

  return { steps, frailty, rises }
}

const lognormal = (stream: Stream, hours: { readonly median: number; readonly deviation: number }): number =>
  hours.median * Math.exp(hours.deviation * stream.normal())
