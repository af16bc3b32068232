/** The applied model card of the Coalition for Health AI (CHAI), version 0.2, from findings. */
import type { AuditFindings } from "@fairward/core"
import { create, type XMLElement } from "xmlbuilder"
import { type CardResult, cohortResults, contrastResults, everyoneResults } from "./internal/cardResults.ts"
import { outputWords, processWords, testDataWords, testWords } from "./internal/cardWords.ts"

type Summary = AuditFindings.AuditSummary
type Card = NonNullable<Summary["card"]>

/** An address that names the schema; nothing is fetched from it. */
const namespace = "https://mc.chai.org/v0.2/schema.xsd"

/** An element that people have to write: where they write it, and what they wrote, in this order. */
interface Statement {
  readonly element: string
  readonly required: ReadonlyArray<Written>
  /** Added to it where it is there. */
  readonly more?: ReadonlyArray<Written>
  /** The schema does without it. */
  readonly optional?: true
}

interface Written {
  readonly setting: string
  readonly of: (audit: Summary) => string | undefined
}

type TextKey = Exclude<keyof Card, "comments" | "interpretation">

const card = (key: TextKey): Written => ({ setting: `card.${key}`, of: (audit) => audit.card?.[key] })
const interpretation = (key: "usefulness" | "fairness" | "safety"): Written => ({
  setting: `card.interpretation.${key}`,
  of: (audit) => audit.card?.interpretation?.[key]
})
const model = (key: "name" | "version" | "intendedUse"): Written => ({
  setting: `model.${key}`,
  of: (audit) => audit.model?.[key]
})
const because: Written = { setting: "threshold.because", of: (audit) => audit.thresholdBecause }

const statement = (element: string, required: Written, ...more: ReadonlyArray<Written>): Statement => ({
  element,
  required: [required],
  more
})
const optional = (element: string, ...required: ReadonlyArray<Written>): Statement => ({
  element,
  required,
  optional: true
})

/** Elements in the order of the schema, but for the metrics. */
const sections = {
  BasicInfo: [
    statement("ModelName", model("name")),
    statement("ModelDeveloper", card("developer")),
    statement("DeveloperContact", card("contact"))
  ],
  ReleaseInfo: [
    statement("ReleaseStage", card("releaseStage")),
    statement("ReleaseDate", card("releaseDate")),
    statement("ReleaseVersion", model("version")),
    statement("GlobalAvailability", card("availability")),
    optional("RegulatoryApproval", card("regulatoryStatus"))
  ],
  ModelSummary: [statement("Summary", card("summary"))],
  UsesAndDirections: [
    { element: "IntendedUseAndWorkflow", required: [model("intendedUse"), card("workflow")] },
    statement("PrimaryIntendedUsers", card("intendedUsers")),
    statement("HowToUse", card("howToUse"), card("humanOversight")),
    statement("TargetedPatientPopulation", card("targetPopulation")),
    statement("CautionedOutOfScopeSettings", card("outOfScope"))
  ],
  Warnings: [
    statement("KnownRisksAndLimitations", card("risks"), card("mitigations")),
    statement("KnownBiasesOrEthicalConsiderations", card("knownBiases"), card("healthInequalities")),
    statement("ClinicalRiskLevel", card("riskLevel"))
  ],
  TransparencyInformation: [
    statement("FundingSource", card("funding"), card("conflicts")),
    statement("StakeholdersConsulted", card("stakeholders"))
  ],
  Resources: [
    optional("EvaluationReferences", card("protocol")),
    optional("ClinicalTrial", card("registration")),
    statement("PeerReviewedPublications", card("publications")),
    statement("PatientConsentOrDisclosure", card("consent"))
  ]
} as const satisfies Readonly<Record<string, ReadonlyArray<Statement>>>

/** What the system is, of which its output is known from the audit. */
const facts: ReadonlyArray<Statement> = [
  statement("OutcomesAndOutputs", card("outcome"), card("outcomeAssessment")),
  statement("ModelType", card("modelType")),
  statement("InputDataSource", card("inputs")),
  statement("OutputAndInputDataTypes", card("inputs")),
  statement("DevelopmentDataCharacterization", card("developmentPopulation")),
  statement("BiasMitigationApproaches", card("fairnessMeasures")),
  statement("OngoingMaintenance", card("monitoring")),
  optional("Transparency", card("dataAvailability"), card("codeAvailability"))
]

interface Metrics {
  readonly element: string
  readonly goal: string
  readonly interpretation: Written
  readonly resultsOf: (findings: AuditFindings.AuditFindings) => ReadonlyArray<CardResult>
}

const metrics: ReadonlyArray<Metrics> = [
  {
    element: "UsefulnessUsabilityEfficacy",
    goal: "To measure, over all audited patients, how well the model warns at the threshold in use.",
    interpretation: interpretation("usefulness"),
    resultsOf: everyoneResults
  },
  {
    element: "FairnessEquity",
    goal: "To hold each cohort against its rest, the other patients of the same grouping, with intervals that hold for all comparisons of an analysis at once.",
    interpretation: interpretation("fairness"),
    resultsOf: contrastResults
  },
  {
    element: "SafetyReliability",
    goal: "To measure in each cohort what is missed, late, or alarmed about for nothing.",
    interpretation: interpretation("safety"),
    resultsOf: cohortResults
  }
]

/** Something that the schema requires and the findings do not have: the settings that would fill it in. */
export interface Missing {
  readonly element: string
  readonly settings: ReadonlyArray<string>
}

const stated = (audit: Summary, { of }: Written): boolean => (of(audit) ?? "").trim() !== ""

/** What people have to write before there is a card, and have not; and metrics of which there is no result. */
export const missing = (findings: AuditFindings.AuditFindings): ReadonlyArray<Missing> => {
  const { audit } = findings
  const all: ReadonlyArray<Statement> = [
    ...Object.values(sections).flat(),
    ...facts,
    ...metrics.map(({ element, interpretation }) => statement(`${element}/Interpretation`, interpretation)),
    statement("ValidationProcessAndJustification", because)
  ]
  return [
    ...all.flatMap(({ element, optional, required }) => {
      const left = required.filter((one) => !stated(audit, one)).map(({ setting }) => setting)
      return optional === true || left.length === 0 ? [] : [{ element, settings: left }]
    }),
    ...metrics.flatMap(({ element, resultsOf }) =>
      resultsOf(findings).length === 0 ? [{ element: `${element}/Results`, settings: ["stages"] }] : []
    )
  ]
}

/** Settings that the card would have a place for, and that are empty. */
export const unstated = ({ audit }: AuditFindings.AuditFindings): ReadonlyArray<string> =>
  [...Object.values(sections).flat(), ...facts].flatMap(({ more = [], optional, required }: Statement) =>
    [...(optional === true ? required : []), ...more].filter((one) => !stated(audit, one)).map(({ setting }) => setting)
  )

/** The card as XML by CHAI's schema. Its texts are those of the configuration: call it where nothing is {@link missing}. */
export const chai = (findings: AuditFindings.AuditFindings): string => {
  const { audit } = findings
  const root = create("AppliedModelCard", { encoding: "UTF-8", invalidCharReplacement: "\uFFFD" })
  root.att("xmlns", namespace)
  const write = (parent: XMLElement, { element, more = [], required }: Statement, before = ""): void => {
    const texts = [...required, ...more].flatMap((one) => (stated(audit, one) ? [one.of(audit)!] : []))
    if (texts.length > 0) parent.ele(element, {}, [...(before === "" ? [] : [before]), ...texts].join("\n\n"))
  }
  const section = (parent: XMLElement, name: keyof typeof sections): XMLElement => {
    const made = parent.ele(name)
    for (const one of sections[name]) write(made, one)
    return made
  }
  section(root, "BasicInfo")
  section(root, "ReleaseInfo")
  section(root, "ModelSummary").ele("Keywords")
  section(root, "UsesAndDirections")
  section(root, "Warnings")
  const trust = root.ele("TrustIngredients")
  const system = trust.ele("AISystemFacts")
  for (const one of facts) write(system, one, one.element === "OutputAndInputDataTypes" ? outputWords(findings) : "")
  section(trust, "TransparencyInformation")
  const key = root.ele("KeyMetrics")
  for (const { element, goal, interpretation: words, resultsOf } of metrics) {
    const metric = key.ele(element)
    metric.ele("MetricGoal", {}, goal)
    const results = metric.ele("Results")
    for (const { label, value } of resultsOf(findings)) {
      const result = results.ele("MetricResult")
      result.ele("Label", {}, label)
      result.ele("ValueJson", {}, JSON.stringify(value))
    }
    metric.ele("Interpretation", {}, words.of(audit) ?? "")
    metric.ele("TestType", {}, testWords(findings))
    metric.ele("TestingDataDescription", {}, testDataWords(findings))
    metric.ele("ValidationProcessAndJustification", {}, processWords(findings))
  }
  section(root, "Resources")
  root.ele("Bibliography")
  return root.end({ pretty: true })
}
