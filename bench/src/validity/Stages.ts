/** The stages whose verdicts are tried, with options that leave out what no verdict reads. */
import clinicalSafety from "@fairward/clinical-safety"
import featureImportance from "@fairward/feature-importance"
import medicalVariables from "@fairward/medical-variables"
import missingness from "@fairward/missingness"
import performance from "@fairward/performance"
import timeGap from "@fairward/time-gap"
import { type Audited, audited } from "./Judgements.ts"

/** Options of a stage as a configuration writes them. */
export type StageOptions = Readonly<Record<string, unknown>>

const overlaps = { randomGroupings: 1, randomCohorts: 1 }

export const performanceWith = (id: string, options: StageOptions, readsThreshold = true): Audited =>
  audited(id, performance, options, ({ comparisons }) => comparisons, readsThreshold)

/** All six, in the order of a report. */
export const sixStages = (options: Readonly<Record<string, StageOptions>>): ReadonlyArray<Audited> => [
  performanceWith("performance", options.performance ?? {}),
  audited("time-gap", timeGap, options["time-gap"] ?? {}, ({ comparisons }) => comparisons),
  audited(
    "medical-variables",
    medicalVariables,
    options["medical-variables"] ?? {},
    (found) => found.comparisons,
    false
  ),
  audited(
    "feature-importance",
    featureImportance,
    { ...options["feature-importance"], ...overlaps },
    ({ comparisons }) => comparisons,
    false
  ),
  audited("missingness", missingness, options.missingness ?? {}, ({ comparisons, impact }) => [
    ...comparisons,
    ...(impact?.comparisons ?? [])
  ]),
  audited("clinical-safety", clinicalSafety, options["clinical-safety"] ?? {}, ({ comparisons }) => comparisons)
]
