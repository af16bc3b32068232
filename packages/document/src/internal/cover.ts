import type { AuditSummary, StageFindings } from "@fairward/core/AuditFindings"
import { formatMinutes } from "@fairward/core/Minutes"
import { counted, listed, percent, text } from "@fairward/core/Prose"
import type { Cover, Text } from "@fairward/core/ReportDocument"
import { score } from "@fairward/core/ReportDocument"
import { inputsHash, shortHash } from "./hashes.ts"
import { bearingTerm, hasEvents, hasPersons, isClassical, type Subject, stepTerm } from "./Subject.ts"
import { countOf } from "./withheld.ts"

interface Fact {
  readonly label: string
  readonly value: Text
}

const fact = (label: string, value: string | Text): Fact => ({
  label,
  value: typeof value === "string" ? [value] : value
})

const given = (label: string, value: string | undefined): ReadonlyArray<Fact> =>
  value === undefined ? [] : [fact(label, value)]

const thresholdMetrics: Readonly<Record<NonNullable<AuditSummary["threshold"]["chosenBy"]>["metric"], string>> = {
  "event-recall": "event recall",
  recall: "recall",
  precision: "precision",
  npv: "NPV",
  fpr: "FPR"
}

/** Where the threshold comes from, and what it reached. */
export const thresholdText = ({ dataset, threshold: { chosenBy, value } }: AuditSummary): Text => {
  const threshold =
    dataset.scale === "points" ? text`${score(value)} ${value === 1 ? "point" : "points"}` : score(value)
  if (chosenBy === null) return text`${threshold}, given in the configuration`
  const bound = chosenBy.metric === "fpr" ? "at most" : "at least"
  return text`${threshold}, chosen on the audited patients for ${thresholdMetrics[chosenBy.metric]} of ${bound} ${percent(chosenBy.target, 2)}; it reaches ${percent(chosenBy.reached, 2)}`
}

const modelFacts = (subject: Subject): ReadonlyArray<Fact> => {
  const { dataset, model, models } = subject.findings.audit
  const titleOf = (id: string) => models?.all.find((one) => one.id === id)?.title
  const version = model?.version === undefined ? "" : `, version ${model.version}`
  return [
    fact("Model", model === undefined ? "not stated" : `${model.name}${version}`),
    ...(models === undefined
      ? []
      : [
          fact(
            "Models compared",
            `${models.all.map(({ title }) => title).join(", ")}; audited is ${titleOf(models.audited)}, the baseline ${titleOf(models.baseline)}`
          )
        ]),
    fact("Intended use", model?.intendedUse ?? "not stated"),
    fact(
      "Kind of model",
      isClassical(subject)
        ? "classical binary classifier, one prediction per patient"
        : `early-warning model, ${dataset.irregular ? "scored at irregular times of a stay" : "a score at every step of a stay"}`
    )
  ]
}

const personFacts = ({ findings: { audit } }: Subject): ReadonlyArray<Fact> => {
  const { isSplit, persons } = audit.dataset
  if (persons === undefined) return []
  return [
    fact(
      "Persons audited",
      isSplit
        ? text`${countOf(persons.test)} in the test split, of ${countOf(persons.all)} in the data; a person may have several stays`
        : text`${countOf(persons.test)}; a person may have several stays`
    )
  ]
}

const dataFacts = (subject: Subject): ReadonlyArray<Fact> => {
  const { dataset, everyone, study } = subject.findings.audit
  const events = hasEvents(subject) ? eventsOf(everyone.events) : ""
  return [
    fact("Site", study?.site ?? "not stated"),
    fact("Period", study?.period ?? "not stated"),
    ...given("Population", study?.population),
    ...personFacts(subject),
    fact(
      hasPersons(subject) ? "Stays audited" : "Patients audited",
      dataset.isSplit
        ? text`${countOf(dataset.patients.test)} in the test split, of ${countOf(dataset.patients.all)} in the data`
        : text`${countOf(dataset.patients.test)}, all of the data: they are not split into train and test`
    ),
    fact("Of these", text`${countOf(everyone.eventPatients)} ${bearingTerm(subject)}${events}`),
    fact(
      "Prevalence",
      everyone.prevalence === null
        ? `not estimable: no ${stepTerm(subject)}`
        : text`${percent(everyone.prevalence, 2)} of ${countOf(everyone.steps)} ${stepTerm(subject)} are positive`
    )
  ]
}

const clockFacts = (subject: Subject): ReadonlyArray<Fact> => {
  const { horizonSteps, irregular, maxLengthSteps, timestepMinutes } = subject.findings.audit.dataset
  if (isClassical(subject)) return []
  const span = (steps: number) => formatMinutes(steps * timestepMinutes)
  const cut = maxLengthSteps === null ? "stays are not cut" : `stays are cut at ${span(maxLengthSteps)}`
  const predictions = irregular ? "predictions at irregular times" : `a step every ${formatMinutes(timestepMinutes)}`
  return [fact("Time", `${predictions}, warnings up to ${span(horizonSteps)} ahead; ${cut}`)]
}

const judgementFacts = (subject: Subject): ReadonlyArray<Fact> => {
  const { audit } = subject.findings
  const drawn = hasPersons(subject) ? "persons" : "patients"
  const level = percent(audit.level, 2)
  return [
    ...(audit.dataset.scale === "points"
      ? [
          fact(
            "Scores",
            "points and not probabilities: measures of calibration, and others that need probabilities, are left out"
          )
        ]
      : []),
    fact("Threshold", thresholdText(audit)),
    fact("Decided by", audit.thresholdDecidedBy ?? "not stated"),
    fact(
      "Groupings",
      audit.groupings.length === 0
        ? "none left; see the population"
        : audit.groupings.map(({ categories, title }) => `${title} (${categories.length} cohorts)`).join(", ")
    ),
    fact(
      "Uncertainty",
      audit.significance === "simultaneous"
        ? text`${counted(audit.resampling.replicates, "replicate")} of the ${drawn}; simultaneous intervals at ${level}`
        : text`${counted(audit.resampling.replicates, "replicate")} of the ${drawn}; Mann-Whitney test of replicates, verdicts by simultaneous intervals at ${level}`
    )
  ]
}

const eventsOf = (events: number | null | undefined) =>
  events === null || events === undefined
    ? ", with evaluable events whose number is withheld"
    : text`, with ${countOf(events)} evaluable events`

const runFacts = ({ findings, hidden, stages }: Subject): ReadonlyArray<Fact> => {
  const titles = (status: StageFindings["status"]) =>
    listed(stages.filter(({ stored }) => stored.status === status).map(({ stored }) => stored.title))
  const minimum = findings.disclosure?.minimumCell
  return [
    fact("Analyses", titles("done") || "none"),
    ...given("Skipped", titles("skipped") || undefined),
    ...given("Failed", titles("failed") || undefined),
    ...given("Left out here", hidden.length === 0 ? undefined : `on request: ${listed(hidden)}`),
    ...given(
      "Small counts",
      minimum === undefined ? undefined : `below ${minimum}, and what would give them away, are withheld`
    ),
    fact("Software", `Fairward ${findings.fairward}`),
    fact(
      "Hashes",
      `configuration ${shortHash(findings.provenance.configSha256)}, inputs ${shortHash(inputsHash(findings.provenance))}`
    ),
    fact("Date", findings.provenance.startedAt.slice(0, 10))
  ]
}

const keywordsOf = ({ findings: { audit }, stages }: Subject): ReadonlyArray<string> => [
  "fairness audit",
  ...(audit.model === undefined ? [] : [audit.model.name]),
  ...(audit.study?.site === undefined ? [] : [audit.study.site]),
  ...audit.groupings.map(({ title }) => title),
  ...stages.filter(({ stored }) => stored.status === "done").map(({ stored }) => stored.title)
]

const logoOf = ({ audit: { author, title }, report: { logo } }: Subject["findings"]): Pick<Cover, "logo"> =>
  logo === undefined ? {} : { logo: { image: logo, alt: `Logo of ${author ?? title}` } }

/** The front of the report: what was audited, on which patients, how. */
export const coverOf = (subject: Subject): Cover => {
  const { author, title } = subject.findings.audit
  return {
    title,
    ...(author === undefined ? {} : { author }),
    ...logoOf(subject.findings),
    keywords: keywordsOf(subject),
    language: "en",
    facts: [
      ...modelFacts(subject),
      ...dataFacts(subject),
      ...clockFacts(subject),
      ...judgementFacts(subject),
      ...runFacts(subject)
    ]
  }
}
