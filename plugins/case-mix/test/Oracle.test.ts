import { readFileSync } from "node:fs"
import { Sketch } from "@fairward/stage-kit"
import { beforeAll, describe, expect, it } from "vitest"
import { type Findings, standardisedId } from "../src/Findings.ts"
import type { MetricName } from "../src/Options.ts"
import { audited } from "./fixtures/Audits.ts"

interface Cohort {
  readonly category: string
  readonly metric: MetricName
  readonly cohort: number
  readonly rest: number
  readonly crude: number
  /** Standard deviation of the difference over draws. */
  readonly error: number
  readonly explained: number
  readonly patients: number
  readonly comparable: number
  readonly alone: number
  readonly unknown: number
}

interface Audit {
  readonly patients: ReadonlyArray<{
    readonly of: string
    readonly sex: string
    readonly severity: string
    readonly ward: string | null
    readonly scores: ReadonlyArray<number>
    readonly labels: string
    readonly events: ReadonlyArray<readonly [number, number]>
  }>
  readonly cohorts: ReadonlyArray<Cohort>
}

interface Oracle extends Readonly<Record<"stays" | "persons", Audit>> {
  readonly threshold: number
  readonly horizon: number
  readonly minimum: number
  readonly draws: number
}

const oracle: Oracle = JSON.parse(readFileSync(new URL("oracle/synthetic.json", import.meta.url), "utf8"))

const datasetOf = ({ patients }: Audit, hasPersons: boolean) => {
  const dataset = Sketch.dataset({
    horizonSteps: oracle.horizon,
    patients: patients.map(({ events, labels, scores, sex, severity, ward }, i) => ({
      id: String(i).padStart(4, "0"),
      attributes: { sex, severity, ward },
      scores,
      labels,
      events
    }))
  })
  if (!hasPersons) return dataset
  const persons = [...new Set(patients.map(({ of }) => of))]
  const clusterOf = Uint32Array.from(patients, ({ of }) => persons.indexOf(of))
  return { ...dataset, patients: { ...dataset.patients, clusterOf, personIds: persons } }
}

/** Of the ratio of two standard deviations: four standard errors, and what n against n - 1 and curvature make. */
const tolerance = 4 / Math.sqrt(2 * oracle.draws) + 0.04

/** The least variance that is believed of rates of 3 in 100 is somewhat larger than theirs. */
const floored = 0.08

describe.each(["stays", "persons"] as const)("of %s", (which) => {
  let findings: Findings

  beforeAll(async () => {
    const ended = await audited(
      {
        name: "cohorts like with like in pandas",
        dataset: datasetOf(oracle[which], which === "persons"),
        settings: {
          groupings: { sex: { column: "sex" } },
          caseMix: [{ column: "severity" }, { column: "ward" }],
          threshold: oracle.threshold,
          verdictMinimum: 10,
          resampling: { replicates: 1000 }
        }
      },
      { minimumComparable: oracle.minimum }
    )
    findings = ended.findings
  })

  const find = ({ category, metric }: Cohort, id: string = metric) =>
    findings.comparisons.find((one) => one.category === category && one.metric === id)!

  describe.each(oracle[which].cohorts)("$metric of $category", (own) => {
    const isOf = (one: { readonly category: string; readonly metric: string }) =>
      one.category === own.category && one.metric === own.metric

    it("is what pandas makes of it, crude and like with like", () => {
      expect(find(own).difference).toBeCloseTo(own.crude, 12)
      const alike = find(own, standardisedId(own.metric))
      expect(alike.between).toBe("comparable")
      expect(alike.cohort.estimate).toBeCloseTo(own.cohort, 12)
      expect(alike.rest.estimate).toBeCloseTo(own.rest, 12)
    })

    it("has the error of a bootstrap that takes the weights anew", () => {
      const { interval } = find(own, standardisedId(own.metric))
      const ratio = interval!.joint!.standardError / own.error
      expect(ratio).toBeGreaterThan(1 - tolerance)
      expect(ratio).toBeLessThan(1 + tolerance + floored)
    })

    it("counts who has nobody comparable", () => {
      const { alone, comparable, patients, unknown } = findings.support.find(isOf)!
      expect({ patients, comparable, alone, unknown }).toEqual({
        patients: own.patients,
        comparable: own.comparable,
        alone: own.alone,
        unknown: own.unknown
      })
    })

    it("explains what is not there like with like, where there is a crude difference", () => {
      const { high, low, share } = findings.explained.find(isOf)!
      const { interval } = find(own)
      if (interval!.low <= 0 && interval!.high >= 0) {
        expect(share).toBeNull()
        return
      }
      expect(share).toBeCloseTo(own.explained, 10)
      expect(low).toBeLessThan(share!)
      expect(high).toBeGreaterThan(share!)
    })
  })
})
