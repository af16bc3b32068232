import type { DatasetShape, Predictions } from "@fairward/core/Dataset"
import { evaluableEvents } from "@fairward/core/Detection"
import { type LabelCheck, labelCheck, type StepOf } from "@fairward/core/LabelCheck"
import { overlongRuns } from "@fairward/core/LabelPattern"
import { contradictionTitles, derivedLabels, type LabelOrigin } from "@fairward/core/Labels"
import * as Message from "@fairward/core/Message"
import { formatMinutes } from "@fairward/core/Minutes"
import type { Loading } from "./Loading.ts"
import { type LabelMistake, labelRemedy } from "./labelRemedy.ts"

/** Labels that contradict events and horizon at more than so many of the positive steps are refused. */
const tolerated = 0.05

type Loaded = Pick<DatasetShape, "events" | "horizonSteps" | "timestepMinutes"> & {
  readonly predictions: Predictions
  readonly ids: ReadonlyArray<string>
  readonly test: Uint32Array
}

export interface SettledLabels {
  readonly predictions: Predictions
  readonly origin: LabelOrigin | undefined
}

const number = (count: number) => Message.count(count, "")

const spanOf = ({ timestepMinutes }: Loaded, steps: number) => Message.name(formatMinutes(steps * timestepMinutes))

const whereLabels = ({ config }: Loading) => {
  const { from, label } = config.data.predictions
  return `${from.replaceAll(/\s+/g, " ").slice(0, 60)}, column ${label}`
}

/** What contradicts, in one line: what is wrong with the steps labelled 1, and with those labelled 0. */
const headline = (loaded: Loaded, { contradictions, positives, steps }: LabelCheck) => {
  const ones = contradictions
    .filter(({ kind }) => kind.startsWith("positive"))
    .reduce((sum, contradiction) => sum + contradiction.steps, 0)
  const zeros = steps - ones
  const against = Message.of`events and the horizon of ${spanOf(loaded, loaded.horizonSteps)}`
  if (ones === 0) return Message.of`${Message.count(zeros, "step")} labelled 0 contradict ${against}`
  const share = Message.of`${number(ones)} of ${Message.count(positives, "positive step")} contradict ${against}`
  return zeros === 0 ? share : Message.of`${share}, and so do ${Message.count(zeros, "step")} labelled 0`
}

const kindsOf = ({ contradictions, events, eventsWithoutPositive }: LabelCheck): ReadonlyArray<Message.Message> => [
  ...contradictions.map(
    ({ kind, steps }) =>
      Message.of`${Message.count(steps, "label is", "labels are")} ${Message.name(contradictionTitles[kind])}`
  ),
  ...(eventsWithoutPositive === 0
    ? []
    : [
        eventsWithoutPositive === events
          ? Message.of`none of ${Message.count(events, "event")} has a single positive step`
          : Message.of`${number(eventsWithoutPositive)} of ${Message.count(events, "event has", "events have")} not a single positive step`
      ])
]

const stepsText = (ids: ReadonlyArray<string>, examples: ReadonlyArray<StepOf>) =>
  examples.map(({ patient, step }) => `patient ${ids[patient]} at step ${step}`).join(", ")

/** The kinds of {@link kindsOf}, each on a line with its examples. */
const linesOf = (ids: ReadonlyArray<string>, check: LabelCheck) => {
  const examples = [...check.contradictions.map((one) => one.examples), check.examplesWithoutPositive]
  return kindsOf(check).map((kind, i) => `- ${Message.text(kind)}: ${stepsText(ids, examples[i]!)}`)
}

/** What is held against the tolerance. */
const shareOf = ({ positives, steps }: LabelCheck) =>
  positives === 0 ? "" : `: ${((100 * steps) / positives).toFixed(1)} % of the steps labelled 1`

const originOf = (check: LabelCheck): LabelOrigin => ({
  from: "column",
  positives: check.positives,
  contradictions: check.contradictions.map(({ kind, steps }) => ({ kind, steps }))
})

const judged = (loading: Loading, loaded: Loaded, mistake: LabelMistake): LabelOrigin | undefined => {
  const { check } = mistake
  if (check.steps === 0) return undefined
  const meant = loading.config.labels
  if (meant !== undefined) return { ...originOf(check), because: meant.because }
  if (!loading.anyLabels && check.steps > tolerated * check.positives) {
    loading.problems.push({
      table: "predictions",
      where: whereLabels(loading),
      problem: [`${Message.text(headline(loaded, check))}${shareOf(check)}`, ...linesOf(loaded.ids, check)].join("\n"),
      count: check.steps,
      examples: [],
      remedy: labelRemedy(loading.config, mistake)
    })
    return undefined
  }
  loading.notes.push({
    table: "predictions",
    message: Message.of`${headline(loaded, check)}: ${Message.joinedBy(kindsOf(check), "; ")}. They were taken as they are.`,
    examples: check.contradictions.flatMap(({ examples }) => examples).map((one) => stepsText(loaded.ids, [one]))
  })
  return originOf(check)
}

/** Labels are of the times before they were moved onto the grid, or cut to the minute. */
const toleranceOf = ({ config: { align, timestep } }: Loading) =>
  timestep === undefined || (align !== undefined && align !== "refuse") ? 1 : 0

const noteOverlong = (loading: Loading, loaded: Loaded) => {
  const { horizonSteps, predictions, test } = loaded
  const found = overlongRuns({ predictions, horizonSteps, patients: test, tolerance: toleranceOf(loading) })
  if (found.overlong === 0) return
  loading.notes.push({
    table: "predictions",
    message: Message.of`${Message.count(found.overlong, "run of label 1 is", "runs of label 1 are")} longer than the horizon of ${spanOf(loaded, horizonSteps)} (of ${Message.count(found.runs, "run")}; ${Message.count(found.steps, "step")} too many of ${Message.count(found.positives, "positive one")}), which no event can explain. The usual length is ${spanOf(loaded, found.usual.steps)}. Labels may mean another horizon, or go on after the onset.`,
    examples: found.examples.map((one) => stepsText(loaded.ids, [one]))
  })
}

const noteDerived = (loading: Loading, loaded: Loaded) => {
  const { inEvent, stop } = loading.config.data.events!
  const brief =
    stop === undefined && inEvent === undefined
      ? Message.of` Events have no stop and last one step: predictions after it are labelled 0 again.`
      : Message.of``
  loading.notes.push({
    table: "predictions",
    message: Message.of`Labels were derived from events and the horizon of ${spanOf(loaded, loaded.horizonSteps)}: 1 where an event starts within it, none inside an event, else 0.${brief}`
  })
}

/** Events that no prediction could warn of, where they are more than few. */
export const noteNotDetectable = (loading: Loading, dataset: DatasetShape) => {
  const found = evaluableEvents(dataset)
  if (found === undefined) return
  let events = 0
  let without = 0
  for (const patient of dataset.patients.splits.test) {
    for (let event = found.offsets[patient]!; event < found.offsets[patient + 1]!; event++) {
      events++
      if (Number.isNaN(found.detectionScore[event]!)) without++
    }
  }
  if (without <= tolerated * events) return
  loading.notes.push({
    table: "events",
    message: Message.of`${Message.count(without, "")} of ${Message.count(events, "event")} of the test split had no labelled prediction in the window before: nobody could be warned, and they count as missed. Check that predictions reach up to the events, and that both count time from the same beginning.`
  })
}

const positivesOf = ({ label, offsets }: Predictions, patients: Uint32Array) => {
  let positives = 0
  for (const patient of patients) {
    for (let row = offsets[patient]!; row < offsets[patient + 1]!; row++) if (label[row] === 1) positives++
  }
  return positives
}

/** Derives the labels where there is no column of them, and else holds them against events and horizon. */
export const settleLabels = (loading: Loading, loaded: Loaded): SettledLabels => {
  const { events, horizonSteps, predictions, test } = loaded
  if (loading.config.data.predictions.label === undefined) {
    if (events === undefined) return { predictions, origin: undefined }
    const derived = { ...predictions, label: derivedLabels(predictions, events, horizonSteps) }
    noteDerived(loading, loaded)
    return {
      predictions: derived,
      origin: { from: "events", positives: positivesOf(derived, test), contradictions: [] }
    }
  }
  if (horizonSteps === 0) return { predictions, origin: undefined }
  if (events === undefined) {
    noteOverlong(loading, loaded)
    return { predictions, origin: undefined }
  }
  const labelled = { predictions, events, horizonSteps, patients: test, tolerance: toleranceOf(loading) }
  const mistake = { labelled, check: labelCheck(labelled), ids: loaded.ids, timestepMinutes: loaded.timestepMinutes }
  return { predictions, origin: judged(loading, loaded, mistake) }
}
