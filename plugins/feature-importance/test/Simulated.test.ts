import { ReportDocument } from "@fairward/core"
import { Parameters } from "@fairward/simulator"
import { Fixtures } from "@fairward/stage-kit"
import { beforeAll, describe, expect, it } from "vitest"
import type { Findings } from "../src/Findings.ts"
import featureImportance from "../src/index.ts"
import { findingsOf } from "./fixtures/Stages.ts"

const audit = async (parameters: Parameters.Parameters) =>
  findingsOf({
    dataset: Fixtures.simulated(parameters),
    groupings: Fixtures.everyGrouping,
    replicates: 1000,
    verdictMinimum: 30
  })

const flagged = ({ cohorts }: Findings) =>
  cohorts.filter(({ overlap }) => overlap!.adjustedP <= 0.05).map(({ category, grouping }) => `${grouping} ${category}`)

const different = ({ comparisons }: Findings) =>
  comparisons.filter(({ verdict }) => verdict === "greater" || verdict === "less")

const keyFindings = (findings: Findings) =>
  ReportDocument.allBlocks(featureImportance.report(findings)).filter((block) => block._tag === "KeyFinding")

describe("where the model ranks ten features in reverse from 85 years on", () => {
  let findings: Findings
  beforeAll(async () => {
    findings = await audit(Parameters.only(Parameters.demo, "otherFeatures"))
  })

  it("that cohort alone ranks features differently", () => {
    expect(flagged(findings)).toEqual(["age >=85"])
    const { overlap } = findings.cohorts.find(({ category }) => category === ">=85")!
    expect(overlap).toMatchObject({ isBelowCritical: true, asLow: 0 })
  })

  it("that cohort has less of the first feature and more of the tenth, and differs most", () => {
    const found = different(findings).toSorted((a, b) => Math.abs(b.difference!) - Math.abs(a.difference!))
    const own = found.filter(({ category }) => category === ">=85")
    expect(found.slice(0, 4)).toEqual(own.slice(0, 4))
    const verdictOf = (metric: string) => own.find((one) => one.metric === metric)?.verdict
    expect(verdictOf("map_median_1h")).toBe("less")
    expect(verdictOf("heart_rate_variability_4h")).toBe("greater")
  })

  it("shares differ in no other grouping; other ages may, since their rests hold that cohort", () => {
    expect(new Set(different(findings).map(({ grouping }) => grouping))).toEqual(new Set(["age"]))
  })

  it("the key findings name it as the only one that ranks features differently, in one sentence", () => {
    const ranked = keyFindings(findings).filter(({ text }) =>
      JSON.stringify(text).includes("are ranked less like in all patients")
    )
    expect(ranked).toHaveLength(1)
    expect(ranked[0]!.text[0]).toEqual({ strong: "≥ 85 (age): " })
    expect(ranked[0]!.text.filter((part) => typeof part === "string" && part.includes(". "))).toEqual([])
  })
})

describe("where nothing is planted", () => {
  it.each([42, 7, 11])(
    "no cohort is flagged by p-values or verdicts (seed %i)",
    async (seed) => {
      const findings = await audit({ ...Parameters.nothingPlanted, seed })
      expect(flagged(findings)).toEqual([])
      expect(different(findings)).toEqual([])
      expect(keyFindings(findings).every(({ verdict }) => verdict === "too small")).toBe(true)
    },
    60_000
  )
})
