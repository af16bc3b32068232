/** What these data allow the options to ask. */
import type { Dataset, Detection } from "@fairward/core"
import { everyStep, type Policy, policyInSteps } from "./AlarmPolicy.ts"
import { type Mode, measuresIn, type Setting } from "./Measures.ts"
import { defaultTiers, illustrativeCosts, type Options } from "./Options.ts"
import type { Target } from "./TargetRecall.ts"
import { type SameSilence, type Silence, sameSilencesOf, silencesOf } from "./WhatIf.ts"

export interface Asked extends Setting {
  /** Scores are points and not probabilities. */
  readonly isPoints: boolean
  readonly costs: Setting["costs"] & { readonly margin: number | null }
  readonly timestep: number
  readonly target: Target
  readonly policy: Policy
  readonly policyMinutes: Options["policy"] | null
  /** That are tried beside the audit's; none without events. */
  readonly silences: ReadonlyArray<Silence>
  readonly sameSilences: ReadonlyArray<SameSilence>
  /** Alarms per patient-day, ascending. */
  readonly budgets: ReadonlyArray<number>
  readonly leftOut: ReadonlyArray<string>
}

const modeOf = (dataset: Dataset.DatasetShape, events: Detection.EvaluableEvents | undefined): Mode =>
  dataset.horizonSteps === 0 ? "patients" : events === undefined ? "steps" : "events"

/** Options as far as the data allow, and in words what was left out. */
export const askedOf = (
  options: Options,
  dataset: Dataset.DatasetShape,
  events: Detection.EvaluableEvents | undefined
): Asked => {
  const mode = modeOf(dataset, events)
  const { costs = illustrativeCosts, policy, target } = options
  const currency = "currency" in costs ? (costs.currency ?? null) : null
  const margin = "margin" in costs ? (costs.margin ?? null) : null
  const unit = "unit" in costs ? costs.unit : "event"
  const metric = target.metric ?? (mode === "events" ? "event-recall" : "recall")
  const usesPolicy = policy !== undefined && mode !== "patients"
  const isPoints = dataset.scale === "points"
  const silences = mode === "events" ? silencesOf(options, dataset.timestepMinutes) : []
  return {
    mode,
    timestep: dataset.timestepMinutes,
    hasPolicy: usesPolicy,
    isPoints,
    tiers: options.tiers ?? (isPoints ? [] : defaultTiers),
    costs: {
      missed: costs.missed,
      falseAlarm: costs.falseAlarm,
      currency,
      margin,
      unit: mode === "events" ? unit : "step",
      isIllustrative: options.costs === undefined
    },
    target: { metric: mode === "events" ? metric : "recall", value: target.value },
    policy: usesPolicy ? policyInSteps(policy, dataset.timestepMinutes) : everyStep,
    policyMinutes: usesPolicy ? policy : null,
    budgets: options.whatIf === false || mode !== "events" ? [] : options.whatIf.budgets,
    silences,
    sameSilences: silences.length === 0 ? [] : sameSilencesOf(options, silences, dataset.timestepMinutes),
    leftOut: [
      ...(mode === "events"
        ? []
        : mode === "steps"
          ? ["Without events everything is counted per step: missed events, event recall and lead times are left out."]
          : [
              "With one prediction a patient there is no time: events, patient-days, alarm burden and lead times are left out, and every measure counts patients."
            ]),
      ...(policy !== undefined && !usesPolicy
        ? ["The alarm policy is left out: one prediction a patient raises no second alarm to be silenced."]
        : []),
      ...(metric === "event-recall" && mode !== "events"
        ? [
            `The target recall is of positive ${mode === "steps" ? "steps" : "patients"}, because there are no events to count.`
          ]
        : []),
      ...(isPoints ? ["Net benefit is left out: it reads the threshold as a probability, and scores are points."] : []),
      ...(isPoints && options.tiers === undefined
        ? [
            "Tiers of risk are left out: those by default are of probabilities, and scores are points. Name tiers in points by the option tiers."
          ]
        : [])
    ]
  }
}

const modes: ReadonlyArray<Mode> = ["events", "steps", "patients"]

/** Every id that measures can have under these options, whatever the data allow of them. */
export const compares = (options: Options, dataset: Dataset.DatasetShape): ReadonlyArray<string> => {
  const asked = askedOf(options, dataset, undefined)
  return modes.flatMap((mode) => measuresIn({ ...asked, mode }).map(({ id }) => id))
}

/** No probability tells more than this, and a logarithmic axis from below it has hundreds of decades. */
const leastLogarithmic = 1e-12

/** Whether the audit's threshold is so low beside the highest that only logarithms show it. */
export const isLogarithmic = (threshold: number, highest: number): boolean =>
  threshold >= leastLogarithmic && highest > 10 * threshold
