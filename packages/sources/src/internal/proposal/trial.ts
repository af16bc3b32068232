import * as AuditConfig from "@fairward/core/AuditConfig"
import type { DatasetShape } from "@fairward/core/Dataset"
import { evaluableEvents } from "@fairward/core/Detection"
import { labelCheck } from "@fairward/core/LabelCheck"
import { labelPattern } from "@fairward/core/LabelPattern"
import { derivedLabels } from "@fairward/core/Labels"
import { solve } from "@fairward/core/Threshold"
import { Effect, Result } from "effect"
import type { DataProblem } from "../../DataError.ts"
import { loadDataset } from "../../LoadDataset.ts"
import { expand } from "../../Presets.ts"
import type { Context } from "./Context.ts"
import { spanIn } from "./columnNames.ts"
import type { Settings } from "./Draft.ts"
import { horizonByRuns } from "./horizonByRuns.ts"
import { minutesIn, span } from "./spacing.ts"

const optional = ["attributions", "timeseries", "splits", "events"] as const

/** Changes what a problem of the data is about, if there is a way; false where a person has to. */
const mended = ({ draft }: Context, problem: DataProblem): boolean => {
  const { table } = problem
  if (problem.cause === "grid" || /off the grid|not on the grid/u.test(problem.problem)) {
    if (draft.get(["align"]) !== undefined || draft.get(["timestep"]) === undefined) return false
    draft.set(["align"], "nearest")
    draft.say(["align"], "times that do not lie on the grid are moved to the nearest step", "assumed")
    return true
  }
  if (
    table === "events" &&
    /overlap/u.test(problem.problem) &&
    draft.get(["data", "events", "mergeWithin"]) === undefined
  ) {
    draft.set(["data", "events", "mergeWithin"], draft.get(["timestep"]) ?? "1 min")
    draft.say(["data", "events", "mergeWithin"], "events overlap: those closer than this become one", "assumed")
    return true
  }
  const isOptional = optional.some((one) => one === table)
  if (!isOptional || draft.get(["data", table]) === undefined || draft.get(["data", "preset"]) !== undefined)
    return false
  if (table === "events" && draft.get(["data", "predictions", "label"]) === undefined) return false
  draft.remove(["data", table])
  draft.leftOut.push(`${table}: ${problem.where} ${problem.problem.split("\n")[0]}`)
  return true
}

const attempts = 6

/** Reads the data as the draft says, and mends the draft where they cannot be read so; undefined where a person has to. */
export const tried = Effect.fnUntraced(function* (context: Context) {
  const { draft, opening } = context
  for (let attempt = 0; attempt < attempts; attempt++) {
    const written: Settings = { ...draft.content }
    const isTimed =
      draft.get(["data", "predictions", "time"]) !== undefined || draft.get(["data", "preset"]) !== undefined
    const { data } = yield* expand(written.data, opening.base)
    const timed = isTimed && (data as { readonly predictions?: Settings }).predictions?.time !== undefined
    const decoded = yield* Effect.result(
      AuditConfig.decode({
        ...written,
        data,
        title: "trial",
        threshold: { value: 0.5 },
        ...(timed && written.horizon === undefined ? { horizon: written.timestep ?? "1 h" } : {})
      })
    )
    if (Result.isFailure(decoded)) return undefined
    const loaded = yield* Effect.result(loadDataset(decoded.success, { base: opening.base, anyLabels: true }))
    if (Result.isSuccess(loaded)) return loaded.success
    if (!loaded.failure.problems.map((problem) => mended(context, problem)).includes(true)) return undefined
  }
  return undefined
})

const usualHorizons = [1, 2, 3, 4, 6, 8, 10, 12, 16, 18, 24, 36, 48, 72, 96, 120, 168].map((hours) => hours * 60)

interface FittingHorizon {
  readonly minutes: number
  readonly because: string
  readonly isSure: boolean
  /** Part of the positive steps that contradict events with it. */
  readonly contradicting: number
}

const horizonsFor = ({ timestepMinutes }: DatasetShape, others: ReadonlyArray<number>) =>
  [...new Set([...usualHorizons, ...others])].filter(
    (minutes) => minutes > 0 && Math.abs(minutes / timestepMinutes - Math.round(minutes / timestepMinutes)) < 1e-9
  )

/** The horizon that labels and events agree on best; the shortest among equals. */
const byEvents = (dataset: DatasetShape): FittingHorizon | undefined => {
  const { events, predictions, timestepMinutes } = dataset
  if (events === undefined || predictions === undefined || dataset.labels?.from === "events") return undefined
  const labelled = { predictions, events, patients: dataset.patients.splits.test, tolerance: dataset.irregular ? 1 : 0 }
  const { begins } = labelPattern({ ...labelled, horizonSteps: 1 })
  const fits = horizonsFor(dataset, begins === undefined ? [] : [begins.steps * timestepMinutes])
    .toSorted((a, b) => a - b)
    .map((minutes) => ({
      minutes,
      check: labelCheck({ ...labelled, horizonSteps: Math.round(minutes / timestepMinutes) })
    }))
  const [first] = fits
  if (first === undefined || first.check.positives === 0) return undefined
  const best = fits.reduce((a, b) => (b.check.steps < a.check.steps ? b : a))
  const contradicting = best.check.steps / best.check.positives
  const meant = begins !== undefined && contradicting > 0.05 ? begins.steps * timestepMinutes : best.minutes
  return {
    minutes: meant,
    because: "labels begin to be 1 that long before events",
    isSure: contradicting <= 0.05 || begins !== undefined,
    contradicting
  }
}

/** The horizon by how long labels stay 1, where nothing tells the events. */
const byRuns = (dataset: DatasetShape): FittingHorizon | undefined => {
  const found = horizonByRuns(dataset, usualHorizons)
  return found === undefined
    ? undefined
    : {
        minutes: found.minutes,
        because: `labels stay 1 for that long, ${found.runs} of ${found.of} times`,
        isSure: true,
        contradicting: 0
      }
}

/** Takes labels from the events where those that are given contradict them. */
const preferEvents = ({ draft }: Context, contradicting: number, isPreset: boolean) => {
  if (contradicting <= 0.05) return
  const path = ["data", "predictions"]
  const label = draft.get([...path, "label"])
  if (label === undefined && !isPreset) return
  draft.forget([...path, "label"])
  draft.set([...path, "label"], isPreset ? null : undefined)
  if (!isPreset) draft.remove([...path, "label"])
  draft.say(
    path,
    `labels are derived from events and horizon: those of the column ${label ?? "of labels"} contradict the events at ${Math.round(100 * contradicting)} % of the steps that they call positive`,
    "assumed"
  )
}

const roundUp = (minutes: number, timestep: number) => Math.max(1, Math.ceil(minutes / timestep - 1e-9)) * timestep

const unsaid = "nothing says how far ahead the model warns"

/** How far ahead the model warns. */
export const settleHorizon = Effect.fnUntraced(function* (
  context: Context,
  dataset: DatasetShape | undefined,
  names: ReadonlyArray<string>
) {
  const { answer, draft } = context
  const timestep = minutesIn(String(draft.get(["timestep"]) ?? "1 min"))!
  const said = names.map(spanIn).find((found) => found !== undefined)
  const isSepsis = names.some((name) => /sep(?:sis|tic)/iu.test(name))
  const events = dataset === undefined ? undefined : byEvents(dataset)
  const runs =
    dataset === undefined || events !== undefined || dataset.labels?.from === "events" ? undefined : byRuns(dataset)
  const found: FittingHorizon =
    events ??
    runs ??
    (said === undefined
      ? {
          minutes: isSepsis ? 360 : 720,
          because: unsaid,
          isSure: false,
          contradicting: 0
        }
      : { minutes: minutesIn(said)!, because: "a name says so", isSure: true, contradicting: 0 })
  const { origin, value } = yield* answer({
    id: "horizon",
    text: "How far ahead does the model warn (label 1: an event starts within it)?",
    likeliest: span(roundUp(found.minutes, timestep)),
    because: found.because,
    isSure: found.isSure,
    refusal: (text) => {
      const minutes = minutesIn(text) ?? 0
      if (minutes <= 0) return "not a span of time; write a number and s, min, h or d, such as 12 h"
      return Math.abs(minutes / timestep - Math.round(minutes / timestep)) < 1e-9
        ? undefined
        : `not a whole number of timesteps of ${span(timestep)}`
    }
  })
  draft.set(["horizon"], value)
  const isUnsaid = found.because === unsaid && origin === "assumed"
  const because = isUnsaid ? `${unsaid}: write here what it was trained for` : found.because
  draft.say(["horizon"], origin === "answered" ? "as you said" : because, origin)
  preferEvents(context, found.contradicting, draft.get(["data", "preset"]) !== undefined)
  return minutesIn(value)!
})

const targets = [0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1]

/** A threshold that finds 80 % of the events or, where none does, the next tenth that one reaches. */
export const settleThreshold = Effect.fnUntraced(function* (
  { draft }: Context,
  dataset: DatasetShape | undefined,
  horizonMinutes: number
) {
  const horizonSteps = dataset === undefined ? 0 : Math.round(horizonMinutes / dataset.timestepMinutes)
  const { events, predictions } = dataset ?? {}
  const label = draft.get(["data", "predictions", "label"])
  const isDerived =
    label === null ||
    dataset?.labels?.from === "events" ||
    (label === undefined && draft.get(["data", "preset"]) === undefined)
  const known =
    dataset === undefined || predictions === undefined
      ? undefined
      : {
          ...dataset,
          horizonSteps,
          ...(events !== undefined && isDerived
            ? { predictions: { ...predictions, label: derivedLabels(predictions, events, horizonSteps) } }
            : {})
        }
  const metric = events === undefined ? ("recall" as const) : ("event-recall" as const)
  let value = targets[0]!
  if (known !== undefined) {
    const evaluable = evaluableEvents(known)
    for (const target of targets) {
      value = target
      if (Result.isSuccess(yield* Effect.result(solve({ metric, value: target }, known, evaluable)))) break
    }
  }
  draft.set(["threshold"], { metric, value, decidedBy: "fairward init, not decided by anybody yet" })
  draft.say(
    ["threshold"],
    `the score that finds ${100 * value} % of the ${events === undefined ? "positive labels" : "events"}${value === 0.8 ? "" : ", since none finds more"}; write what is used at the bedside`,
    "assumed"
  )
})
