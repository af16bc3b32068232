/** What a model card says, and where the configuration says it. */
import type { Subject } from "./Subject.ts"

type Summary = Subject["findings"]["audit"]

/** A line of the card. */
export interface CardField {
  /** The setting that fills it in. */
  readonly setting: string
  readonly label: string
  readonly statementOf: (audit: Summary) => string | undefined
}

export interface CardGroup {
  readonly title: string
  readonly fields: ReadonlyArray<CardField>
}

type Card = NonNullable<Summary["card"]>
type TextKey = Exclude<keyof Card, "comments" | "interpretation">

const stated = (key: TextKey, label: string): CardField => ({
  setting: `card.${key}`,
  label,
  statementOf: ({ card }) => card?.[key]
})

const nameOf = ({ model }: Summary): string | undefined =>
  model === undefined || model.version === undefined ? model?.name : `${model.name}, version ${model.version}`

/** The card, in its order. Who chose threshold, margins and groupings stands on its own, and so do comments. */
export const cardGroups: ReadonlyArray<CardGroup> = [
  {
    title: "The model",
    fields: [
      { setting: "model", label: "Name and version", statementOf: nameOf },
      stated("summary", "Summary"),
      stated("modelType", "Kind of model"),
      stated("developer", "Developer"),
      stated("contact", "Contact"),
      stated("releaseStage", "Stage of release"),
      stated("releaseDate", "Date of release"),
      stated("regulatoryStatus", "Regulatory status"),
      stated("availability", "Where it may be used")
    ]
  },
  {
    title: "Use",
    fields: [
      { setting: "model.intendedUse", label: "Intended use", statementOf: ({ model }) => model?.intendedUse },
      stated("intendedUsers", "Intended users"),
      stated("workflow", "Workflow"),
      stated("howToUse", "How to use it"),
      stated("targetPopulation", "Target population"),
      stated("outOfScope", "Out of scope"),
      stated("humanOversight", "Human oversight"),
      stated("monitoring", "Monitoring")
    ]
  },
  {
    title: "Risks",
    fields: [
      stated("risks", "Known risks"),
      stated("mitigations", "Mitigations"),
      stated("knownBiases", "Known biases and ethics"),
      stated("riskLevel", "Clinical risk"),
      stated("healthInequalities", "Known inequalities")
    ]
  },
  {
    title: "Data and outcome",
    fields: [
      stated("inputs", "Inputs"),
      stated("outcome", "Outcome"),
      stated("outcomeAssessment", "Assessment in all groups"),
      stated("developmentPopulation", "Patients of the development"),
      { setting: "study.population", label: "Patients of the audit", statementOf: ({ study }) => study?.population },
      stated("fairnessMeasures", "Fairness in development")
    ]
  },
  {
    title: "Openness",
    fields: [
      stated("stakeholders", "Who was consulted"),
      stated("consent", "Consent of patients"),
      stated("funding", "Funding"),
      stated("conflicts", "Conflicts of interest"),
      stated("protocol", "Protocol"),
      stated("registration", "Registration"),
      stated("dataAvailability", "Availability of data"),
      stated("codeAvailability", "Availability of code"),
      stated("publications", "Publications")
    ]
  }
]

/** What stands where nobody said anything. */
export const notStated = "not stated by the authors of this audit"
