/** What other thresholds and silences would catch, and how often they would ring. */
import { Exposure } from "@fairward/core"
import type { Sides } from "@fairward/metrics"
import { Effect } from "effect"
import { type AlarmCounts, alarmCounts, everyStep, forAll, type Policy, policyInSteps } from "./AlarmPolicy.ts"
import type { Options } from "./Options.ts"
import type { Asked } from "./Setting.ts"
import type { Stays } from "./Stays.ts"
import { type Replayed, replaysOf } from "./Sweep.ts"

/** A silence that is tried: 0 minutes where every step at the threshold rings. */
export interface Silence {
  readonly minutes: number
  readonly policy: Policy
}

/** A setting of the alarm. */
export interface Choice {
  /** Among the thresholds and silences that are tried. */
  readonly threshold: number
  readonly silence: number
}

/** A silence that is asked for and lasts as many steps as one that is tried, in minutes. */
export interface SameSilence {
  readonly silence: number
  readonly as: number
}

export interface WhatIf {
  readonly silences: ReadonlyArray<Silence>
  /** Per silence and threshold, which descend. */
  readonly replays: ReadonlyArray<ReadonlyArray<Replayed>>
  /** Alarms per patient-day, ascending. */
  readonly budgets: ReadonlyArray<number>
  /** Per budget; none where even the highest threshold rings more often. */
  readonly choices: ReadonlyArray<Choice | undefined>
}

/** The silences of the options and the audit's own, ascending, of each length in steps one. */
export const silencesOf = (
  { policy, whatIf }: Pick<Options, "policy" | "whatIf">,
  timestepMinutes: number
): ReadonlyArray<Silence> => {
  if (whatIf === false) return []
  const resetAfter = policy?.resetAfter ?? 0
  const tried = (minutes: number): Silence => ({
    minutes,
    policy: minutes === 0 ? everyStep : policyInSteps({ silenceFor: minutes, resetAfter }, timestepMinutes)
  })
  // The audit's own comes first: of several of the same length it is the one that is kept.
  const all = [policy?.silenceFor ?? 0, ...whatIf.silences].map(tried)
  return all
    .filter((one, i) => all.findIndex(({ policy }) => policy.silence === one.policy.silence) === i)
    .toSorted((a, b) => a.minutes - b.minutes)
}

/**
 * Of the settings with at most so many alarms per patient-day among all patients, true and false ones, the one that catches
 * the most events; of equals the one with the fewest alarms, then the one with the longest silence.
 */
export const bestWithin = (
  replays: ReadonlyArray<ReadonlyArray<Replayed>>,
  minutes: number,
  budget: number
): Choice | undefined => {
  const settings = replays.flatMap((own, silence) =>
    own.map(({ caught, falseAlarms, trueAlarms }, threshold) => ({
      silence,
      threshold,
      caught: caught[0]!,
      alarms: trueAlarms[0]! + falseAlarms[0]!
    }))
  )
  const [best] = settings
    .filter(({ alarms }) => alarms * Exposure.minutesPerDay <= budget * minutes)
    .toSorted((a, b) => b.caught - a.caught || a.alarms - b.alarms || b.silence - a.silence)
  return best === undefined ? undefined : { threshold: best.threshold, silence: best.silence }
}

/** Counts of every patient at the chosen setting of each budget; `undefined` where there is none. */
export const countsWithin = (
  stays: Stays,
  { choices, silences }: Pick<WhatIf, "choices" | "silences">,
  thresholds: Float64Array
): ReadonlyArray<AlarmCounts | undefined> =>
  choices.map((choice) =>
    choice === undefined
      ? undefined
      : alarmCounts(
          stays,
          forAll(thresholds[choice.threshold]!, stays.patients.length),
          silences[choice.silence]!.policy
        )
  )

/** The silences of the options that are not tried, because one of as many steps is; a silence of one step is none. */
export const sameSilencesOf = (
  { whatIf }: Pick<Options, "whatIf">,
  tried: ReadonlyArray<Silence>,
  timestepMinutes: number
): ReadonlyArray<SameSilence> =>
  whatIf === false
    ? []
    : [...new Set(whatIf.silences)].flatMap((silence) => {
        const steps =
          silence === 0
            ? everyStep.silence
            : policyInSteps({ silenceFor: silence, resetAfter: 0 }, timestepMinutes).silence
        const same = tried.find(({ policy }) => policy.silence === steps)
        return same === undefined || same.minutes === silence ? [] : [{ silence, as: same.minutes }]
      })

/** Replays every silence that is asked for at every threshold, and finds the best setting within each budget. */
export const whatIfAt = Effect.fnUntraced(function* (
  stays: Stays,
  sides: Sides.Sides,
  { budgets, silences }: Pick<Asked, "budgets" | "silences">,
  { minutes, thresholds }: { readonly minutes: Float64Array; readonly thresholds: Float64Array }
) {
  const policies = silences.map(({ policy }) => policy)
  const replays = silences.length === 0 ? [] : yield* replaysOf(stays, sides, policies, thresholds)
  const atRisk = minutes.reduce((sum, one) => sum + one, 0)
  const found: WhatIf = {
    silences,
    replays,
    budgets,
    choices: budgets.map((budget) => bestWithin(replays, atRisk, budget))
  }
  return found
})
