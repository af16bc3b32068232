import { existsSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import type { AuditFindings, AuditSummary } from "@fairward/core/AuditFindings"
import { comparison, findingsOfOutcomes, grouping, outcomeStage } from "@fairward/fixtures/Outcomes"
import { describe, expect, it } from "vitest"
import { validateXML } from "xmllint-wasm"
import { ModelCard } from "../src/index.ts"

const schemaFile = fileURLToPath(new URL("../../../../shared/standards/chai-v0.2/schema.xsd", import.meta.url))
const present = existsSync(schemaFile)
const absent = present ? "" : ` (skipped: there is no file ${schemaFile})`

/** A stand-in for the schema of signatures, which the card does without and which is fetched from nowhere. */
const signatures = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.w3.org/2000/09/xmldsig#"><xs:element name="Signature"/></xs:schema>`

const validated = (xml: string) =>
  validateXML({
    xml: { fileName: "card.xml", contents: xml },
    schema: [readFileSync(schemaFile, "utf8").replace(/schemaLocation="[^"]*"/u, 'schemaLocation="signatures.xsd"')],
    preload: [{ fileName: "signatures.xsd", contents: signatures }]
  })

const text = { summary: "S", developer: "D", contact: "a@b.c", modelType: "Trees", releaseStage: "Trial" }
const card = {
  ...text,
  releaseDate: "2025",
  availability: "One ward",
  intendedUsers: "Nurses",
  workflow: "An alarm < 10 min & a look",
  howToUse: "Look",
  targetPopulation: "Adults",
  outOfScope: "Children",
  risks: "Misses",
  mitigations: "Rounds",
  knownBiases: "Lactate",
  riskLevel: "IIa",
  inputs: "Vital signs",
  outcome: "Sepsis-3",
  developmentPopulation: "Hospital A",
  fairnessMeasures: "None",
  monitoring: "Monthly",
  stakeholders: "Patients",
  consent: "General",
  funding: "A grant",
  publications: "None",
  interpretation: { usefulness: "Worth it", fairness: "Not alike", safety: "Too many alarms" }
} satisfies NonNullable<AuditSummary["card"]>

const stage = outcomeStage("a", [
  comparison("unit", "Surgical", "recall", "worse", [0.77, 0.88], [-0.2, -0.02]),
  comparison("unit", "Surgical", "area", "not estimable", [null, null], [0, 0], {
    interval: null,
    withheld: "material"
  })
])
const stored = {
  ...stage.stored,
  findings: {
    ...(stage.stored.findings as object),
    everyone: [{ metric: "recall", estimate: 0.8, low: 0.75, high: 0.85 }]
  }
}

const units = [grouping("unit", "Care unit", ["Medical", "Surgical"])]
const written = (changes: Partial<AuditSummary> = {}): AuditFindings => ({
  ...findingsOfOutcomes(units, { ...stage, stored }, { card, thresholdBecause: "Enough", ...changes })
})

const textOf = (xml: string, element: string) => new RegExp(`<${element}>(.*?)</${element}>`, "su").exec(xml)?.[1]

const valuesOf = (xml: string, element: string) =>
  [...textOf(xml, element)!.matchAll(/<Label>(.*?)<\/Label>\s*<ValueJson>(.*?)<\/ValueJson>/gsu)].map(
    ([, label, value]) => [label, JSON.parse(value!)]
  )

describe("CHAI's model card", () => {
  it.skipIf(!present)(`is valid by its schema, also with signs that XML does not have${absent}`, async () => {
    expect(ModelCard.missing(written())).toEqual([])
    for (const own of [written(), written({ study: { population: "a\u0000\u001b]b <c> & \ud800" } })]) {
      const { errors, valid } = await validated(ModelCard.chai(own))
      expect(errors).toEqual([])
      expect(valid).toBe(true)
    }
    expect((await validated(ModelCard.chai(written()).replace("<Summary>S</Summary>", ""))).valid).toBe(false)
  })

  it("has of every result estimate, interval, verdict and patients", () => {
    const xml = ModelCard.chai(written())
    expect(valuesOf(xml, "UsefulnessUsabilityEfficacy")).toEqual([
      [
        "Event recall, everyone",
        { kind: "estimate", estimate: 0.8, interval: { low: 0.75, high: 0.85 }, unit: "1", n: 1000 }
      ]
    ])
    const [recall, area] = valuesOf(xml, "FairnessEquity")
    expect(recall).toEqual([
      "Event recall, Care unit: Surgical, less its rest",
      {
        kind: "difference",
        estimate: expect.closeTo(-0.11),
        interval: { low: -0.2, high: -0.02 },
        margin: 0.05,
        unit: "1",
        verdict: "worse",
        n: 395
      }
    ])
    expect(area![1]).toMatchObject({ estimate: null, verdict: "material", withheld: true })
    expect(valuesOf(xml, "SafetyReliability")).toEqual([
      [
        "Event recall, Care unit: Surgical",
        {
          kind: "estimate",
          estimate: 0.77,
          interval: { low: expect.closeTo(0.71), high: expect.closeTo(0.83) },
          unit: "1",
          verdict: "worse",
          n: 395
        }
      ]
    ])
  })

  it("has the texts that people wrote, and no others in their place", () => {
    const xml = ModelCard.chai(written())
    expect(textOf(xml, "IntendedUseAndWorkflow")).toBe(
      "Warn of circulatory failure in intensive care\n\nAn alarm &lt; 10 min &amp; a look"
    )
    expect(textOf(xml, "KnownRisksAndLimitations")).toBe("Misses\n\nRounds")
    expect(xml).not.toContain("ClinicalTrial")
    expect(ModelCard.unstated(written())).toEqual([
      "card.regulatoryStatus",
      "card.humanOversight",
      "card.healthInequalities",
      "card.conflicts",
      "card.protocol",
      "card.registration",
      "card.outcomeAssessment",
      "card.dataAvailability",
      "card.codeAvailability"
    ])
  })

  it("is not made of nothing: what is missing is named by its settings", () => {
    const { funding: _, ...others } = card
    const own = written({ card: { ...others, interpretation: { safety: "Safe" } }, model: { name: "m" } })
    expect(ModelCard.missing(own)).toEqual([
      { element: "ReleaseVersion", settings: ["model.version"] },
      { element: "IntendedUseAndWorkflow", settings: ["model.intendedUse"] },
      { element: "FundingSource", settings: ["card.funding"] },
      { element: "UsefulnessUsabilityEfficacy/Interpretation", settings: ["card.interpretation.usefulness"] },
      { element: "FairnessEquity/Interpretation", settings: ["card.interpretation.fairness"] }
    ])
    expect(ModelCard.missing({ ...own, stages: {} }).map(({ element }) => element)).toContain(
      "SafetyReliability/Results"
    )
  })
})
