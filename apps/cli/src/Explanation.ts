/** One patient's steps for a terminal: why each label is what it is. */
import { type AuditConfig, type Dataset, LabelExplanation, Minutes, type Threshold } from "@fairward/core"
import { aligned } from "./Summary.ts"

const runsShown = 100

const scoreText = (value: number) => String(Number(value.toPrecision(4)))

const range = (low: string, high: string) => (low === high ? low : `${low} to ${high}`)

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`

const labelText = (label: number) => (label < 0 ? "empty" : String(label))

interface Told {
  readonly config: AuditConfig.AuditConfig
  readonly dataset: Dataset.DatasetShape
  readonly threshold: Threshold.ThresholdSummary | undefined
}

const spanOf = ({ timestepMinutes }: Dataset.DatasetShape, steps: number) =>
  Minutes.formatMinutes(steps * timestepMinutes)

/** Why events and horizon make the label what it is. */
const why = (
  dataset: Dataset.DatasetShape,
  { derived, event, label }: LabelExplanation.ExplainedSteps,
  events: number
): string => {
  if (derived === undefined) return label < 0 ? "not labelled" : "as given"
  const horizon = spanOf(dataset, dataset.horizonSteps)
  const name = event === undefined ? "" : `event ${event + 1}`
  const reason =
    derived < 0
      ? `inside ${name}`
      : derived === 1
        ? `${name} starts within ${horizon}`
        : event !== undefined
          ? `${name} starts in more than ${horizon}`
          : events === 0
            ? "there is no event"
            : `after the last event`
  return label < 0 && derived >= 0 ? `not labelled, although ${reason}` : reason
}

const eventLine = (
  dataset: Dataset.DatasetShape,
  { start, stop, window }: LabelExplanation.ExplainedEvent,
  i: number
): string => {
  const name = `  event ${i + 1}: from step ${start} (${spanOf(dataset, start)}), ${stop - start === 1 ? "one step" : `up to step ${stop - 1}`}; `
  if (window === undefined) {
    return `${name}not evaluable: ${start <= 0 ? "it runs from the beginning" : "it starts more than a horizon after the maximum length"}`
  }
  const { alarm, from, score, to } = window
  if (score === undefined) {
    const steps =
      from < to ? `window steps ${range(String(from), String(to - 1))}` : "no step between it and the last event"
    return `${name}${steps}, no labelled prediction there: counts as missed`
  }
  return `${name}window steps ${range(String(from), String(to - 1))}, largest score ${scoreText(score)}: ${alarm === undefined ? "missed" : `detected, first alarm at step ${alarm}, ${spanOf(dataset, start - alarm)} before`}`
}

const stepRows = (dataset: Dataset.DatasetShape, { events, steps }: LabelExplanation.LabelExplanation) => {
  const isClassical = dataset.horizonSteps === 0
  const differs = (one: LabelExplanation.ExplainedSteps) =>
    one.derived !== undefined && one.derived !== one.label && one.label >= 0
  const header = [
    ...(isClassical ? [] : ["steps", "time", "predictions"]),
    "score",
    "alarms",
    "label",
    "by events",
    "why"
  ]
  return [
    header,
    ...steps
      .slice(0, runsShown)
      .map((one) => [
        ...(isClassical
          ? []
          : [
              range(String(one.first), String(one.last)),
              range(spanOf(dataset, one.first), spanOf(dataset, one.last)),
              String(one.predictions)
            ]),
        range(scoreText(one.lowest), scoreText(one.highest)),
        String(one.alarms),
        labelText(one.label),
        one.derived === undefined ? "" : `${labelText(one.derived)}${differs(one) ? " !" : ""}`,
        why(dataset, one, events.length)
      ])
  ]
}

/** The steps of one patient, equal ones folded, with events, windows, alarms and labels. */
export const explanationLines = ({ config, dataset, threshold }: Told, patient: number): ReadonlyArray<string> => {
  const found = LabelExplanation.explained(dataset, threshold?.value, patient)
  const { steps } = found
  const predictions = steps.reduce((sum, one) => sum + one.predictions, 0)
  const splits = (["test", "train"] as const).filter((split) => dataset.patients.splits[split].includes(patient))
  const audited = splits.includes("test")
    ? "audited"
    : `not audited: ${splits[0] === undefined ? "in neither test nor train" : "in train"}`
  const wrong = steps
    .filter(({ derived, label }) => derived !== undefined && label >= 0 && derived !== label)
    .reduce((sum, one) => sum + one.predictions, 0)
  const source = config.data.predictions.label
  return [
    `Patient ${dataset.patients.ids[patient]}: ${counted(predictions, "prediction")}, ${counted(found.events.length, "event")} (${audited})`,
    source === undefined
      ? `Labels are derived from events and a horizon of ${spanOf(dataset, dataset.horizonSteps)}.`
      : dataset.horizonSteps === 0 || dataset.events === undefined
        ? `Labels are those of the column ${source}.`
        : `Labels are those of the column ${source}; ${wrong === 0 ? "none contradicts" : `${wrong} contradict (!)`} events and a horizon of ${spanOf(dataset, dataset.horizonSteps)}.`,
    threshold === undefined
      ? "No threshold can be found, so no alarms are shown."
      : `Threshold ${threshold.value}; only labelled steps alarm.`,
    ...(Number.isFinite(dataset.maxLengthSteps)
      ? [`The stay is cut at step ${dataset.maxLengthSteps} (maxLength).`]
      : []),
    ...(found.events.length === 0
      ? []
      : ["", "Events", ...found.events.slice(0, runsShown).map((event, i) => eventLine(dataset, event, i))]),
    ...(steps.length === 0 ? [] : ["", "Steps, equal ones together", ...aligned(stepRows(dataset, found))]),
    ...(steps.length > runsShown ? [`  and ${steps.length - runsShown} more lines like these`] : [])
  ]
}
