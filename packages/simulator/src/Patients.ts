import type { Attributes } from "./Disparity.ts"
import type { Stream } from "./internal/Stream.ts"

export const sexes = ["F", "M"] as const

export const admissionReasons = [
  "Cardiovascular",
  "Neurological",
  "Respiratory",
  "Gastrointestinal",
  "Trauma",
  "Metabolic",
  "Renal",
  "Hematology",
  "Other"
] as const

export const surgicalStatuses = ["Surgical", "Non-surgical"] as const

const femaleShare = 0.42
const surgicalShare = 0.45
const reasonShares = [0.26, 0.2, 0.14, 0.12, 0.09, 0.06, 0.05, 0.03, 0.05]
const age = { mean: 66, deviation: 16, youngest: 18, oldest: 98 }

/** The patient so many years older. */
export const aged = (person: Patient, years: number): Patient =>
  years === 0 ? person : { ...person, age: Math.min(age.oldest, person.age + years) }

export interface Patient extends Attributes {
  readonly split: "train" | "test"
}

/** A patient's attributes and split. They are drawn independently of each other and of everything that follows. */
export const patient = (stream: Stream, testShare: number, missingAttributes: number): Patient => {
  const split = stream.uniform() < testShare ? "test" : "train"
  const sex = stream.uniform() < femaleShare ? "F" : "M"
  const admissionReason = picked(stream.uniform())
  const surgicalStatus = stream.uniform() < surgicalShare ? "Surgical" : "Non-surgical"
  const isMissing = stream.uniform() < missingAttributes
  let years = stream.normal() * age.deviation + age.mean
  while (years < age.youngest || years >= age.oldest + 1) years = stream.normal() * age.deviation + age.mean
  return {
    split,
    sex,
    age: Math.floor(years),
    admission_reason: admissionReason,
    surgical_status: isMissing ? null : surgicalStatus
  }
}

const picked = (uniform: number): string => {
  let below = 0
  for (let i = 0; i < reasonShares.length; i++) {
    below += reasonShares[i]!
    if (uniform < below) return admissionReasons[i]!
  }
  return "Other"
}
