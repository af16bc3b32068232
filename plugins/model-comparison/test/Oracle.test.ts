import { readFileSync } from "node:fs"
import { Sketch } from "@fairward/stage-kit"
import { beforeAll, describe, expect, it } from "vitest"
import type { Findings } from "../src/Findings.ts"
import { audited } from "./fixtures/Audits.ts"
import { withBaseline } from "./fixtures/Models.ts"

interface Metric {
  readonly new: number
  readonly old: number
  readonly error: number
  readonly unpaired?: number
  readonly change?: number
  readonly changeError?: number
  readonly draws: number
}

interface Oracle {
  readonly horizon: number
  readonly thresholds: { readonly old: number; readonly new: number }
  readonly patients: ReadonlyArray<{
    readonly sex: string
    readonly ward: string
    readonly labels: string
    readonly old: ReadonlyArray<number>
    readonly new: ReadonlyArray<number>
    readonly events: ReadonlyArray<readonly [number, number]>
  }>
  readonly cohorts: ReadonlyArray<{
    readonly grouping: string
    readonly category: string
    readonly metrics: Readonly<Record<string, Metric>>
    readonly flips: Readonly<Record<string, number>>
  }>
}

const oracle: Oracle = JSON.parse(readFileSync(new URL("oracle/synthetic.json", import.meta.url), "utf8"))

const old = oracle.patients.flatMap((patient) => patient.old)

const dataset = withBaseline(
  Sketch.dataset({
    horizonSteps: oracle.horizon,
    patients: oracle.patients.map(({ events, labels, new: scores, sex, ward }) => ({
      attributes: { sex, ward },
      scores,
      labels,
      events
    }))
  }),
  (_, row) => old[row]!
)

const settings = {
  groupings: { sex: { column: "sex" }, ward: { column: "ward" } },
  threshold: oracle.thresholds.new,
  verdictMinimum: 10,
  resampling: { replicates: 1000 }
}

let findings: Findings

beforeAll(async () => {
  const { all } = dataset.models!
  const given = all.map((model) =>
    model.id === "current" ? { ...model, threshold: { value: oracle.thresholds.old } } : model
  )
  findings = (
    await audited({
      name: "two models in numpy",
      dataset: { ...dataset, models: { ...dataset.models!, all: given } },
      settings
    })
  ).findings
})

const comparisonOf = (grouping: string, category: string, metric: string) =>
  findings.comparisons.find((one) => one.grouping === grouping && one.category === category && one.metric === metric)!

/** Of the ratio of two standard deviations: four standard errors, and what n against n - 1 and curvature make. */
const tolerance = (draws: number) => 4 / Math.sqrt(2 * draws) + 0.03

describe.each(oracle.cohorts)("$grouping $category", ({ category, flips, grouping, metrics }) => {
  it.each(Object.entries(metrics))(
    "has the %s of both models as numpy, and the error of a paired bootstrap",
    (metric, own) => {
      const one = comparisonOf(grouping, category, `${metric}:proposed`)
      expect(one.between).toBe("models")
      expect(one.cohort.estimate).toBeCloseTo(own.new, 12)
      expect(one.rest.estimate).toBeCloseTo(own.old, 12)
      const { standardError } = one.interval!.joint!
      expect(Math.abs(standardError / own.error - 1)).toBeLessThan(tolerance(own.draws))
      if (own.unpaired !== undefined) expect(standardError).toBeLessThan(own.unpaired)
    }
  )

  it.each(Object.entries(metrics).filter(([, { change }]) => change !== undefined))(
    "has the change of %s against the rest as numpy, and the error of a paired bootstrap",
    (metric, own) => {
      const one = comparisonOf(grouping, category, `${metric}_change:proposed`)
      expect(one.between).toBe("changes")
      expect(one.difference).toBeCloseTo(own.change!, 12)
      const { standardError } = one.interval!.joint!
      expect(Math.abs(standardError / own.changeError! - 1)).toBeLessThan(tolerance(own.draws))
    }
  )

  it("counts events that are lost and gained as pandas", () => {
    expect(findings.flips.find((one) => one.grouping === grouping && one.category === category)).toMatchObject(flips)
  })
})

it("finds the cohort in which the new model recalls fewer events, and says so of it alone", () => {
  const worse = findings.comparisons.filter(
    ({ between, metric, verdict }) =>
      between === "models" && metric.startsWith("recall") && (verdict === "worse" || verdict === "material")
  )
  expect(worse.map(({ category }) => category)).toEqual(["b"])
})
