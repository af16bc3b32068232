import type { AuditSummary, StageFindings } from "../../AuditFindings.ts"
import { formatMinutes } from "../../Minutes.ts"
import type { Cover } from "../../ReportDocument.ts"
import { counted, countText, listed, percentText, scoreText } from "./phrases.ts"
import { bearingTerm, isClassical, type Subject, stepTerm } from "./Subject.ts"

interface Fact {
  readonly label: string
  readonly value: string
}

const thresholdMetrics: Readonly<Record<NonNullable<AuditSummary["threshold"]["chosenBy"]>["metric"], string>> = {
  "event-recall": "event recall",
  recall: "recall",
  precision: "precision",
  npv: "NPV",
  fpr: "FPR"
}

/** Where the threshold comes from, and what it reached. */
export const thresholdText = ({ chosenBy, value }: AuditSummary["threshold"]): string => {
  if (chosenBy === null) return `${scoreText(value)}, given in the configuration`
  const bound = chosenBy.metric === "fpr" ? "at most" : "at least"
  return `${scoreText(value)}, chosen on the audited patients for ${thresholdMetrics[chosenBy.metric]} of ${bound} ${percentText(chosenBy.target, 2)}; it reaches ${percentText(chosenBy.reached, 2)}`
}

const modelFacts = ({ model }: AuditSummary): ReadonlyArray<Fact> => [
  { label: "Model", value: model?.name ?? "not stated" },
  ...(model?.version === undefined ? [] : [{ label: "Model version", value: model.version }]),
  { label: "Intended use", value: model?.intendedUse ?? "not stated" }
]

const dataFacts = (subject: Subject): ReadonlyArray<Fact> => {
  const { dataset, everyone } = subject.findings.audit
  const bearing = bearingTerm(subject)
  return [
    {
      label: "Patients audited",
      value: dataset.isSplit
        ? `${countText(dataset.patients.test)} in the test split, of ${countText(dataset.patients.all)} in the data`
        : `${countText(dataset.patients.test)}, all of the data: they are not split into train and test`
    },
    { label: bearing[0]!.toUpperCase() + bearing.slice(1), value: countText(everyone.eventPatients) },
    ...(everyone.events === null ? [] : [{ label: "Evaluable events", value: countText(everyone.events) }]),
    { label: isClassical(subject) ? "Labelled predictions" : "Labelled steps", value: countText(everyone.steps) },
    {
      label: "Prevalence",
      value:
        everyone.prevalence === null
          ? `not estimable: no ${stepTerm(subject)}`
          : `${percentText(everyone.prevalence, 2)} of the ${stepTerm(subject)} are positive`
    }
  ]
}

const clockFacts = (subject: Subject): ReadonlyArray<Fact> => {
  const { horizonSteps, maxLengthSteps, timestepMinutes } = subject.findings.audit.dataset
  if (isClassical(subject)) return [{ label: "Time", value: "none: one prediction per patient" }]
  const steps = (count: number) => `${formatMinutes(count * timestepMinutes)} (${counted(count, "step")})`
  return [
    { label: "Timestep", value: formatMinutes(timestepMinutes) },
    { label: "Horizon", value: steps(horizonSteps) },
    { label: "Maximum length", value: maxLengthSteps === null ? "stays are not cut" : steps(maxLengthSteps) }
  ]
}

const judgementFacts = ({ findings: { audit } }: Subject): ReadonlyArray<Fact> => [
  { label: "Threshold", value: thresholdText(audit.threshold) },
  {
    label: "Groupings",
    value:
      audit.groupings.length === 0
        ? "none left; see the test population"
        : audit.groupings.map(({ categories, title }) => `${title} (${categories.length} cohorts)`).join(", ")
  },
  {
    label: "Resampling",
    value: `${counted(audit.resampling.replicates, "replicate")} of the patients, ${audit.resampling.scheme}, seed ${audit.resampling.seed}`
  },
  {
    label: "Significance",
    value:
      audit.significance === "simultaneous"
        ? `simultaneous intervals at ${percentText(audit.level, 2)}`
        : `Mann-Whitney test of replicates; verdicts by simultaneous intervals at ${percentText(audit.level, 2)}`
  }
]

const runFacts = ({ findings, stages }: Subject): ReadonlyArray<Fact> => {
  const titles = (status: StageFindings["status"]) =>
    listed(stages.filter(({ stored }) => stored.status === status).map(({ stored }) => stored.title))
  const skipped = titles("skipped")
  const failed = titles("failed")
  return [
    { label: "Stages run", value: titles("done") || "none" },
    ...(skipped === "" ? [] : [{ label: "Stages skipped", value: skipped }]),
    ...(failed === "" ? [] : [{ label: "Stages failed", value: failed }]),
    { label: "Software", value: `Fairward ${findings.fairward}` },
    { label: "Date", value: findings.provenance.startedAt.slice(0, 10) }
  ]
}

/** The front of the report: what was audited, on which patients, how. */
export const coverOf = (subject: Subject): Cover => {
  const { audit } = subject.findings
  return {
    title: audit.title,
    ...(audit.author === undefined ? {} : { author: audit.author }),
    language: "en",
    facts: [
      ...modelFacts(audit),
      {
        label: "Kind of model",
        value: isClassical(subject)
          ? "classical binary classifier, one prediction per patient"
          : "early-warning model, a score at every step of a stay"
      },
      ...dataFacts(subject),
      ...clockFacts(subject),
      ...judgementFacts(subject),
      ...runFacts(subject)
    ].map(({ label, value }) => ({ label, value: [value] }))
  }
}
