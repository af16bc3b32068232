import { readFileSync } from "node:fs"
import { Sketch } from "@fairward/stage-kit"
import { beforeAll, describe, expect, it } from "vitest"
import type { Findings } from "../src/Findings.ts"
import { audited } from "./fixtures/Audits.ts"

interface Told {
  readonly values: Readonly<Record<string, number>>
  readonly counts: Readonly<Record<string, number>>
}

interface Oracle {
  readonly step: number
  readonly horizon: number
  readonly threshold: number
  readonly patients: ReadonlyArray<{
    readonly ward: string
    readonly sex: string
    readonly recognised: number | null
    readonly labels: string
    readonly scores: ReadonlyArray<number>
    readonly events: ReadonlyArray<readonly [number, number]>
  }>
  readonly everyone: Told
  readonly cohorts: ReadonlyArray<Told & { readonly grouping: string; readonly category: string }>
}

const oracle: Oracle = JSON.parse(readFileSync(new URL("oracle/synthetic.json", import.meta.url), "utf8"))

let findings: Findings

beforeAll(async () => {
  const ended = await audited({
    name: "stays before recognition in pandas",
    dataset: Sketch.dataset({
      timestepMinutes: oracle.step,
      horizonSteps: oracle.horizon,
      patients: oracle.patients.map(({ events, labels, recognised, scores, sex, ward }) => ({
        attributes: { sex, ward },
        scores,
        labels,
        events,
        ...(recognised === null ? {} : { recognised })
      }))
    }),
    settings: {
      groupings: { sex: { column: "sex" }, ward: { column: "ward" } },
      threshold: oracle.threshold,
      verdictMinimum: 10,
      resampling: { replicates: 200 }
    }
  })
  findings = ended.findings
})

const near = (found: number | null | undefined, wanted: number) =>
  expect(Math.abs(found! - wanted) / Math.max(1, Math.abs(wanted))).toBeLessThan(1e-9)

/** The AUROC of the whole stay stands beside the counts. */
const isCompared = ([metric]: readonly [string, number]): boolean => metric !== "auroc_uncut"

describe.each(oracle.cohorts)("$grouping $category", ({ category, counts, grouping, values }) => {
  it.each(Object.entries(values).filter(isCompared))("has the %s of pandas", (metric, wanted) => {
    const one = findings.comparisons.find(
      (comparison) =>
        comparison.grouping === grouping && comparison.category === category && comparison.metric === metric
    )
    near(one!.cohort.estimate, wanted)
  })

  it("counts patients and events as pandas, and ranks the steps of the whole stay as scikit-learn", () => {
    const found = findings.cohorts.find((one) => one.grouping === grouping && one.category === category)!
    expect(found).toMatchObject(counts)
    near(found.auroc, values.auroc_uncut!)
  })
})

describe("all patients", () => {
  it.each(Object.entries(oracle.everyone.values).filter(isCompared))("have the %s of pandas", (metric, wanted) => {
    near(findings.values.find((one) => one.metric === metric)!.estimate, wanted)
  })

  it("are counted as pandas counts them", () => {
    expect(findings.everyone).toMatchObject(oracle.everyone.counts)
    near(findings.everyone.auroc, oracle.everyone.values.auroc_uncut!)
  })
})
