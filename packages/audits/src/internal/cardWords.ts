/** Sentences of a model card that follow from the audit alone. */
import type { AuditFindings } from "@fairward/core"
import { formatMinutes } from "@fairward/core/Minutes"

type Findings = AuditFindings.AuditFindings

const countOf = (value: number | null): string => (value === null ? "some" : String(value))

/** What the model gives out, as the audit read it. */
export const outputWords = ({ audit: { dataset } }: Findings): string => {
  const scale = dataset.scale === "points" ? "a score in points" : "a probability from 0 to 1"
  if (dataset.horizonSteps === 0) return `Output: ${scale}, once a patient.`
  const every = dataset.irregular ? "at irregular times" : `every ${formatMinutes(dataset.timestepMinutes)}`
  return `Output: ${scale}, ${every}, of an event within ${formatMinutes(dataset.horizonSteps * dataset.timestepMinutes)}.`
}

/** What kind of test it was. */
export const testWords = ({ fairward }: Findings): string =>
  `Audit of recorded predictions by Fairward ${fairward}; no patient's care was part of it.`

/** On whom. */
export const testDataWords = ({ audit: { dataset, everyone, study } }: Findings): string =>
  [
    ...[study?.site, study?.period, study?.population].flatMap((words) => (words === undefined ? [] : [words])),
    `${countOf(dataset.patients.test)} ${dataset.persons === undefined ? "patients" : "stays"}${dataset.isSplit ? " of the test split" : ", not split into train and test"}, ${countOf(everyone.eventPatients)} of them with ${dataset.inputs.includes("events") ? "an event" : "a positive label"}.`
  ].join("\n")

/** How, and why so: the reasons are those that people stated. */
export const processWords = ({ audit, provenance }: Findings): string => {
  const { groupings, level, resampling, threshold, verdictMinimum } = audit
  return [
    `Threshold ${threshold.value}${audit.thresholdDecidedBy === undefined ? "" : `, decided by ${audit.thresholdDecidedBy}`}. ${audit.thresholdBecause ?? ""}`.trim(),
    `Each cohort against its rest, ${resampling.replicates} replicates, seed ${resampling.seed}; intervals hold at once with ${level * 100} %; a verdict needs ${verdictMinimum} event-bearing patients.`,
    ...(audit.card?.marginsBecause === undefined ? [] : [`Margins: ${audit.card.marginsBecause}`]),
    ...groupings.flatMap(({ rationale, title }) =>
      rationale === undefined ? [] : [`Grouping ${title}: ${rationale}`]
    ),
    `Configuration ${provenance.configSha256}.`
  ].join("\n")
}
