import type { Cohort, Disparity, Kind } from "./Disparity.ts"
import { admissionReasons, sexes, surgicalStatuses } from "./Patients.ts"

/** Everything that a simulated cohort depends on. The same parameters give the same tables. */
export interface Parameters {
  /** Number of patients. More patients leave those already there as they are. Default 1500. */
  readonly patients: number
  /** Any 32-bit integer. Default 42. */
  readonly seed: number
  /** Chance of a patient to be in split `test`; the others are in `train`. Default 2/3. */
  readonly testShare: number
  /** Whether patients of split `train` have predictions too. Default `test`: they have none. */
  readonly predictionsFor: "test" | "all"
  /** Minutes between two steps. Default 5. */
  readonly stepMinutes: number
  /** A step is labelled 1 when an event starts within so many hours after it. Default 12; a whole number of steps. */
  readonly horizonHours: number
  /** Mean of the lognormal stay, before it is cut to between 8 hours and `maxStayHours`. Default 49. */
  readonly meanStayHours: number
  /** Longest stay. Default 168, seven days. */
  readonly maxStayHours: number
  /** Expected share of patients with at least one event. Default 0.4. */
  readonly eventPatients: number
  /** Multiplies all intervals between measurements, and the share of measurements that fall out. Default 1. */
  readonly missingness: number
  /** Number of model seeds, thus of score columns. Default 3. */
  readonly scoreSeeds: number
  /** Chance that a patient's `surgical_status` is missing. Default 0.01. */
  readonly missingAttributes: number
  /** What is planted. Default: nothing. */
  readonly disparities: ReadonlyArray<Disparity>
}

/** Parameters that make no sense, all of them at once. */
export class ParametersError extends Error {
  readonly _tag = "ParametersError"
  readonly problems: ReadonlyArray<string>
  constructor(problems: ReadonlyArray<string>) {
    super(`Cannot simulate with these parameters:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`)
    this.name = "ParametersError"
    this.problems = problems
  }
}

/** The documented defaults; nothing is planted. */
export const defaults: Parameters = {
  patients: 1500,
  seed: 42,
  testShare: 2 / 3,
  predictionsFor: "test",
  stepMinutes: 5,
  horizonHours: 12,
  meanStayHours: 49,
  maxStayHours: 168,
  eventPatients: 0.4,
  missingness: 1,
  scoreSeeds: 3,
  missingAttributes: 0.01,
  disparities: []
}

/** What `demo` plants: five disparities, one of each kind that an audit is meant to find. */
export const demoDisparities: ReadonlyArray<Disparity> = [
  { kind: "detectedLater", cohort: { attribute: "admission_reason", value: "Neurological" }, hours: 7 },
  { kind: "scoredLower", cohort: { attribute: "sex", value: "F" }, share: 0.5 },
  {
    kind: "measuredLessOften",
    cohort: { attribute: "surgical_status", value: "Non-surgical" },
    variable: "lactate",
    factor: 1.6
  },
  { kind: "otherLevels", cohort: { attribute: "admission_reason", value: "Neurological" }, variable: "map", shift: 12 },
  { kind: "otherFeatures", cohort: { attribute: "age", from: 85 }, features: 10 }
]

/**
 * 1,500 patients, of whom about 1,000 are in the test split, at steps of 10 minutes: some 340,000 predictions, with five
 * planted disparities.
 */
export const demo: Parameters = {
  ...defaults,
  stepMinutes: 10,
  meanStayHours: 60,
  eventPatients: 0.45,
  disparities: demoDisparities
}

/** As `demo`, with nothing planted. */
export const nothingPlanted: Parameters = { ...demo, disparities: [] }

/** About 6,800 test patients and 3.9 million predictions at steps of 5 minutes, with `demo`'s disparities. */
export const large: Parameters = { ...defaults, patients: 10_200, scoreSeeds: 1, disparities: demoDisparities }

/** The presets by name, for a command line. */
export const presets = { demo, null: nothingPlanted, large } as const

/** The same parameters with more or fewer patients; those in both are the same. */
export const scaled = (parameters: Parameters, patients: number): Parameters => ({ ...parameters, patients })

/** The same parameters without the disparities of these kinds. */
export const without = (parameters: Parameters, ...kinds: ReadonlyArray<Kind>): Parameters => ({
  ...parameters,
  disparities: parameters.disparities.filter((disparity) => !kinds.includes(disparity.kind))
})

/** The same parameters with the disparities of these kinds only. */
export const only = (parameters: Parameters, ...kinds: ReadonlyArray<Kind>): Parameters => ({
  ...parameters,
  disparities: parameters.disparities.filter((disparity) => kinds.includes(disparity.kind))
})

/** `defaults` with some of them replaced. Throws `ParametersError` when the outcome makes no sense. */
export const make = (options: Partial<Parameters> = {}): Parameters => checked({ ...defaults, ...options })

/** The parameters themselves, or a `ParametersError` that names everything wrong with them. */
export const checked = (parameters: Parameters): Parameters => {
  const problems = problemsOf(parameters)
  if (problems.length > 0) throw new ParametersError(problems)
  return parameters
}

const problemsOf = (parameters: Parameters): ReadonlyArray<string> => {
  const problems: Array<string> = []
  const expect = (holds: boolean, name: string, value: unknown, wanted: string) => {
    if (!holds) problems.push(`${name} is ${String(value)}, but must be ${wanted}`)
  }
  const number = (name: keyof Parameters, holds: (value: number) => boolean, wanted: string) =>
    expect(holds(parameters[name] as number), name, parameters[name], wanted)

  number("patients", (n) => Number.isInteger(n) && n >= 1 && n <= 899_999, "a whole number from 1 to 899999")
  number("seed", (n) => Number.isInteger(n) && n === (n | 0), "a 32-bit integer")
  number("testShare", isShare, "between 0 and 1")
  number("stepMinutes", (n) => Number.isInteger(n) && n >= 1 && n <= 60, "a whole number from 1 to 60")
  number("horizonHours", isPositive, "greater than 0")
  number("meanStayHours", isPositive, "greater than 0")
  number("maxStayHours", (n) => Number.isFinite(n) && n >= 8, "8 or more")
  number("eventPatients", (n) => n > 0 && n < 1, "greater than 0 and less than 1")
  number("missingness", isPositive, "greater than 0")
  number("scoreSeeds", (n) => Number.isInteger(n) && n >= 1 && n <= 100, "a whole number from 1 to 100")
  number("missingAttributes", isShare, "between 0 and 1")
  expect(
    isWhole((parameters.horizonHours * 60) / parameters.stepMinutes),
    "horizonHours",
    parameters.horizonHours,
    `a whole number of steps of ${parameters.stepMinutes} min`
  )
  const expectCohort = (cohort: Cohort, at: string): void => {
    if ("every" in cohort) {
      for (const [index, one] of cohort.every.entries()) expectCohort(one, `${at}.every[${index}]`)
    } else if (cohort.attribute === "age")
      expect(
        (cohort.from ?? Number.NEGATIVE_INFINITY) < (cohort.below ?? Number.POSITIVE_INFINITY),
        `${at}.from`,
        cohort.from,
        "less than below"
      )
    else
      expect(
        categories[cohort.attribute].includes(cohort.value),
        `${at}.value`,
        cohort.value,
        `one of ${categories[cohort.attribute].join(", ")}`
      )
  }
  for (const [index, disparity] of parameters.disparities.entries()) {
    const at = `disparities[${index}] (${disparity.kind})`
    expectCohort(disparity.cohort, `${at}.cohort`)
    switch (disparity.kind) {
      case "detectedLater":
        expect(disparity.hours >= 0, `${at}.hours`, disparity.hours, "0 or more")
        break
      case "scoredLower":
      case "followsTreatment":
        expect(isShare(disparity.share), `${at}.share`, disparity.share, "between 0 and 1")
        break
      case "measuredLessOften":
        expect(isPositive(disparity.factor), `${at}.factor`, disparity.factor, "greater than 0")
        break
      case "recordedIfMeasured":
        break
      case "otherLevels":
        expect(Number.isFinite(disparity.shift), `${at}.shift`, disparity.shift, "a number")
        break
      case "otherFeatures":
        expect(
          Number.isInteger(disparity.features) && disparity.features >= 2 && disparity.features <= 30,
          `${at}.features`,
          disparity.features,
          "a whole number from 2 to 30"
        )
        break
      case "moreEvents":
        expect(isPositive(disparity.oddsRatio), `${at}.oddsRatio`, disparity.oddsRatio, "greater than 0")
        break
      case "older":
        expect(
          Number.isInteger(disparity.years) && disparity.years >= 0,
          `${at}.years`,
          disparity.years,
          "a whole number, 0 or more"
        )
        break
    }
  }
  return problems
}

const categories: Record<"sex" | "admission_reason" | "surgical_status", ReadonlyArray<string>> = {
  sex: sexes,
  admission_reason: admissionReasons,
  surgical_status: surgicalStatuses
}

const isPositive = (n: number): boolean => Number.isFinite(n) && n > 0
const isWhole = (n: number): boolean => Math.abs(n - Math.round(n)) < 1e-9
const isShare = (n: number): boolean => n >= 0 && n <= 1
