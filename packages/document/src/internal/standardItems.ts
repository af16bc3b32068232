/** Items of reporting standards, in words of our own. */

/** Parts of a report that can support evidence for an item. */
type Place =
  | "answer"
  | "evidence"
  | "trust"
  | "findings"
  | "limits"
  | "methods"
  | "population"
  | "provenance"
  | "analyses"

export interface StandardItem {
  readonly item: string
  /** What it asks for. */
  readonly asks: string
  /** What people could state for it in the configuration. */
  readonly settings?: ReadonlyArray<string>
  readonly places?: ReadonlyArray<Place>
  /** What of it no audit of recorded predictions can say. */
  readonly uncovered?: string
}

export interface Standard {
  readonly id: string
  readonly title: string
  readonly items: ReadonlyArray<StandardItem>
  readonly reference: { readonly id: string; readonly text: string; readonly doi?: string }
}

const card = (...keys: ReadonlyArray<string>): ReadonlyArray<string> => keys.map((key) => `card.${key}`)

/** Those that are about fairness. */
const tripod: ReadonlyArray<StandardItem> = [
  {
    item: "3c",
    asks: "Which inequalities in health between groups are known.",
    settings: card("healthInequalities")
  },
  {
    item: "8a",
    asks: "What the outcome is, and whether it is assessed alike in all groups.",
    settings: card("outcome", "outcomeAssessment"),
    places: ["methods"]
  },
  {
    item: "8b",
    asks: "Who judged the outcome, where judgement is part of it.",
    settings: card("outcomeAssessment")
  },
  { item: "8c", asks: "Whether those who assessed the outcome knew the score.", settings: card("outcomeAssessment") },
  {
    item: "14",
    asks: "What was done for the fairness of the model, and why.",
    settings: card("fairnessMeasures")
  },
  {
    item: "20a",
    asks: "How many patients came in and stayed in, with and without the outcome.",
    places: ["trust", "population"]
  },
  {
    item: "20b",
    asks: "Who the patients were, over all and by group, and what was missing.",
    settings: ["study.population"],
    places: ["trust", "population", "analyses"]
  },
  {
    item: "20c",
    asks: "How the patients differ from those of the development.",
    settings: card("developmentPopulation"),
    uncovered: "a comparison with patients whose data the audit does not have"
  },
  {
    item: "23a",
    asks: "How well the model works, with intervals, also in key groups.",
    places: ["answer", "evidence", "findings", "analyses"]
  },
  {
    item: "23b",
    asks: "How much this differs between sites or other clusters.",
    uncovered: "sites, unless a grouping divides by them"
  },
  {
    item: "25",
    asks: "What the results mean, fairness included.",
    settings: card("interpretation"),
    places: ["answer", "limits"]
  }
]

const chai: ReadonlyArray<StandardItem> = [
  {
    item: "Basic information",
    asks: "Name, developer, contact.",
    settings: ["model", ...card("developer", "contact")]
  },
  {
    item: "Release",
    asks: "Stage, date, version, where it may be used, approval.",
    settings: card("releaseStage", "releaseDate", "availability", "regulatoryStatus")
  },
  { item: "Summary", asks: "What the model is.", settings: card("summary") },
  {
    item: "Uses and directions",
    asks: "Use and workflow, users, how to use it, patients, what it is not for.",
    settings: ["model.intendedUse", ...card("workflow", "intendedUsers", "howToUse", "targetPopulation", "outOfScope")]
  },
  {
    item: "Warnings",
    asks: "Risks and limitations, biases and ethics, clinical risk.",
    settings: card("risks", "knownBiases", "riskLevel"),
    places: ["findings", "limits"]
  },
  {
    item: "System facts",
    asks: "Outcome, kind of model, inputs, data of the development, mitigation of bias, maintenance.",
    settings: card("outcome", "modelType", "inputs", "developmentPopulation", "fairnessMeasures", "monitoring"),
    places: ["provenance"],
    uncovered: "security"
  },
  { item: "Transparency", asks: "Funding, and who was consulted.", settings: card("funding", "stakeholders") },
  {
    item: "Usefulness",
    asks: "Results over all patients, what they mean, how they were tested.",
    settings: card("interpretation"),
    places: ["answer", "analyses"]
  },
  {
    item: "Fairness",
    asks: "Results by group, what they mean, how they were tested and why so.",
    settings: ["threshold.because", "rationale"],
    places: ["answer", "evidence", "trust", "findings"]
  },
  {
    item: "Safety",
    asks: "Results on what is missed, late or alarmed about for nothing.",
    places: ["answer", "evidence", "analyses"]
  },
  {
    item: "Resources",
    asks: "Protocol, registration, publications, consent.",
    settings: card("protocol", "registration", "publications", "consent"),
    uncovered: "reimbursement"
  }
]

export const standards: ReadonlyArray<Standard> = [
  {
    id: "tripod",
    title: "Items of TRIPOD+AI on fairness",
    items: tripod,
    reference: {
      id: "tripod-ai",
      text: "Collins GS, Moons KGM, Dhiman P, et al. TRIPOD+AI statement: updated guidance for reporting clinical prediction models that use regression or machine learning methods. BMJ 2024; 385: e078378.",
      doi: "10.1136/bmj-2023-078378"
    }
  },
  {
    id: "chai",
    title: "Fields of CHAI's applied model card",
    items: chai,
    reference: {
      id: "chai-card",
      text: "Coalition for Health AI. Applied Model Card, schema version 0.2. 2025."
    }
  }
]
