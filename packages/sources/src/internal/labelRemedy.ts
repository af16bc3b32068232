import type { AuditConfig } from "@fairward/core/AuditConfig"
import type { LabelCheck, Labelled } from "@fairward/core/LabelCheck"
import { type Agreed, labelPattern } from "@fairward/core/LabelPattern"
import type { ContradictionKind } from "@fairward/core/Labels"
import { formatMinutes } from "@fairward/core/Minutes"

/** Labels that contradict events and horizon. */
export interface LabelMistake {
  readonly labelled: Labelled
  readonly check: LabelCheck
  readonly ids: ReadonlyArray<string>
  readonly timestepMinutes: number
}

const mostly = 0.9

const derive = "leave out data.predictions.label, so that labels are derived from events and horizon"

const inRuns = ({ of, runs }: Agreed) => `in ${runs} of ${of} runs of label 1`

const shareOf = ({ contradictions, steps }: LabelCheck, kind: ContradictionKind) =>
  (contradictions.find((contradiction) => contradiction.kind === kind)?.steps ?? 0) / steps

/** How many minutes a unit of `timeUnit` has; a step's are those of the grid, a timestamp has none. */
const minutesOf = (unit: string, timestepMinutes: number): number | undefined =>
  ({ step: timestepMinutes, s: 1 / 60, min: 1, h: 60, d: 1440 })[unit]

const inverted = ({ check }: LabelMistake) =>
  check.steps > mostly * (check.positives + check.negatives)
    ? "Labels are the other way round: 1 stands where 0 belongs. Turn them in a query, such as 1 - label."
    : undefined

/** Times of one of the two tables are in another unit. */
const otherScale = ({ data }: AuditConfig, scale: number) => {
  const factor = scale > 1 ? scale : Math.round(1 / scale)
  const units = `data.predictions.timeUnit (${data.predictions.timeUnit}) or data.events.timeUnit (${data.events!.timeUnit})`
  return `By their labels, events are ${factor} times ${scale > 1 ? "later" : "earlier"} than data.events says: ${units} is wrong. Write the unit that the column counts.`
}

/** The unit in which the labels' horizon is the configured one, where that is another than the configured unit. */
const otherUnit = ({ data }: AuditConfig, ratio: number, timestepMinutes: number) => {
  const configured = minutesOf(data.predictions.timeUnit, timestepMinutes)
  return configured === undefined
    ? undefined
    : (["s", "min", "h", "d"] as const).find((unit) => {
        const minutes = minutesOf(unit, timestepMinutes)!
        return Math.abs(configured / minutes / ratio - 1) < 0.02 && unit !== data.predictions.timeUnit
      })
}

const otherHorizon = (
  config: AuditConfig,
  { labelled: { horizonSteps }, timestepMinutes }: LabelMistake,
  begins: Agreed,
  interval: number
) => {
  const said = `Labels fit a horizon of ${formatMinutes(begins.steps * timestepMinutes)}, not ${formatMinutes(horizonSteps * timestepMinutes)}: ${inRuns(begins)} that is where they begin, as far as the times of predictions can tell.`
  const ratio = begins.steps / horizonSteps
  const unit = otherUnit(config, ratio, timestepMinutes)
  const span = formatMinutes(begins.steps * timestepMinutes)
  if (interval > 1 && unit !== undefined) {
    return `${said} Predictions are ${formatMinutes(interval * timestepMinutes)} apart, so times are probably in ${unit}: write timeUnit: ${unit} for predictions and events.`
  }
  const timestep = timestepMinutes / ratio
  const orTimestep =
    config.data.predictions.timeUnit === "step"
      ? `, or, if the horizon is right and a step is ${formatMinutes(timestep)}, timestep: ${formatMinutes(timestep)}`
      : ""
  return `${said} Write horizon: ${span}, if that is what they mean${orTimestep}; or ${derive}.`
}

const shifted = ({ timestepMinutes }: LabelMistake, ends: Agreed) => {
  const span = formatMinutes(Math.abs(ends.steps) * timestepMinutes)
  const common =
    ends.steps === 1 ? " Perhaps they count the step of the onset itself, where the patient is in the event." : ""
  return `Labels fit events that begin ${span} ${ends.steps > 0 ? "later" : "earlier"} than data.events says, ${inRuns(ends)}.${common} Correct the times of the events in a query, or ${derive}.`
}

const goesOn = ({ timestepMinutes }: LabelMistake, ends: Agreed) =>
  `Label 1 goes on ${ends.steps === 1 ? "to the onset itself" : `to ${formatMinutes((ends.steps - 1) * timestepMinutes)} after the onset`}, ${inRuns(ends)}, as YAIB and PhysioNet 2019 label. Blank labels from the onset on in a query (case when hour < onset then label end), or ${derive}.`

const endsEarly = ({ timestepMinutes }: LabelMistake, ends: Agreed) =>
  `Label 1 ends ${formatMinutes(-ends.steps * timestepMinutes)} before the onset, ${inRuns(ends)}: blank labels in that time in a query, if no warning is expected there, or ${derive}.`

const byPattern = (config: AuditConfig, mistake: LabelMistake): ReadonlyArray<string> => {
  const { begins, ends, interval, scale } = labelPattern(mistake.labelled)
  const { horizonSteps } = mistake.labelled
  if (scale !== undefined) return [otherScale(config, scale)]
  if (begins !== undefined && begins.steps <= 0) {
    return [
      `Labels are 1 from the onset on, ${inRuns(begins)}: the column says whether a patient is in an event. Use it as data.events.inEvent, and ${derive}.`
    ]
  }
  if (begins !== undefined && ends !== undefined && ends.steps !== 0 && begins.steps + ends.steps === horizonSteps) {
    return [shifted(mistake, ends)]
  }
  return [
    ...(begins === undefined || begins.steps === horizonSteps ? [] : [otherHorizon(config, mistake, begins, interval)]),
    ...(ends === undefined || ends.steps === 0
      ? []
      : [ends.steps > 0 ? goesOn(mistake, ends) : endsEarly(mistake, ends)])
  ]
}

const byKind = ({ check }: LabelMistake): string => {
  if (shareOf(check, "negative-inside-event") > mostly) {
    return `Labels are 0 inside events, where the patient is already in the event: blank them there in a query, or ${derive}.`
  }
  if (check.events > 0 && check.eventsWithoutPositive === check.events) {
    return `Labels and events do not belong together: check that ids mean the same stays in both tables, and that timeUnit is what their columns count.`
  }
  return `Labels and events are of different definitions: correct one of the two in a query, or ${derive}.`
}

/** What labels that contradict events and horizon would fit, and what to type. */
export const labelRemedy = (config: AuditConfig, mistake: LabelMistake): string => {
  const { check, ids } = mistake
  const example = ids[(check.contradictions[0]?.examples[0] ?? check.examplesWithoutPositive[0])!.patient]!
  const turned = inverted(mistake)
  const found = turned === undefined ? byPattern(config, mistake) : [turned]
  return [
    ...(found.length === 0 ? [byKind(mistake)] : found),
    ...(config.timestep === undefined && found.length > 0
      ? [
          "Without a timestep times count to the minute: if those of predictions are a little off a grid on which the labels were made, name it, with timestep and align: nearest."
        ]
      : []),
    `fairward validate CONFIG --explain ${example} shows a patient's steps, labels and events.`,
    'If labels are meant so, say why: labels: { as: given, because: "..." }.'
  ].join("\n")
}
