import { readFileSync } from "node:fs"
import { Near, Sketch } from "@fairward/stage-kit"
import { beforeAll, expect, it, vi } from "vitest"
import { type Findings, keyOf } from "../src/Findings.ts"
import { audited } from "./fixtures/Audits.ts"

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

interface Named {
  readonly grouping: string
  readonly category: string
}

interface Oracle {
  readonly horizon: number
  readonly threshold: number
  readonly verdictMinimum: number
  readonly seed: number
  readonly replicates: number
  readonly everyone: Readonly<Record<string, number>>
  readonly patients: ReadonlyArray<{
    readonly sex: string
    readonly age: string | null
    readonly ward: string
    readonly floor: string
    readonly labels: string
    readonly scores: ReadonlyArray<number>
    readonly events: ReadonlyArray<readonly [number, number]>
  }>
  readonly searched: ReadonlyArray<Findings["searched"][number]>
  readonly groups: ReadonlyArray<Named & { readonly patients: number; readonly eventPatients: number }>
  readonly comparisons: ReadonlyArray<
    Named & {
      readonly metric: string
      readonly own: number
      readonly others: number
      readonly margin: number
      readonly standardError: number
      readonly low: number
      readonly high: number
      readonly p: number
      readonly detectable: number
      readonly verdict: string
    }
  >
  readonly found: ReadonlyArray<
    Named & {
      readonly metric: string
      readonly isNamed: boolean
      readonly larger: ReadonlyArray<
        Named & {
          readonly estimate: number
          readonly difference: number
          readonly low: number
          readonly high: number
          readonly isWorse: boolean
          readonly isFound: boolean
        }
      >
    }
  >
}

const oracle: Oracle = JSON.parse(readFileSync(new URL("oracle/search.json", import.meta.url), "utf8"))

/** Draws of a linear congruential generator, as the script's. */
const multiplicities = (): Uint8Array => {
  const patients = oracle.patients.length
  const counts = new Uint8Array(patients * oracle.replicates)
  let state = oracle.seed
  for (let b = 0; b < oracle.replicates; b++) {
    for (let draw = 0; draw < patients; draw++) {
      state = (Math.imul(1664525, state) + 1013904223) >>> 0
      const at = b * patients + Math.floor((state * patients) / 2 ** 32)
      counts[at] = counts[at]! + 1
    }
  }
  return counts
}

let findings: Findings

beforeAll(async () => {
  const dataset = Sketch.dataset({
    horizonSteps: oracle.horizon,
    patients: oracle.patients.map(({ age, events, floor, labels, scores, sex, ward }, i) => ({
      id: String(i).padStart(4, "0"),
      attributes: { sex, age, ward, floor },
      scores,
      labels,
      events
    }))
  })
  const column = (name: string) => ({ [name]: { column: name } })
  findings = (
    await audited({
      name: "conjunctions in pandas",
      dataset,
      settings: {
        groupings: { ...column("sex"), ...column("age"), ...column("ward"), ...column("floor") },
        threshold: oracle.threshold,
        verdictMinimum: oracle.verdictMinimum,
        resampling: { replicates: oracle.replicates },
        multiplicities: multiplicities()
      }
    })
  ).findings
})

const byName = <A extends Named>(all: ReadonlyArray<A>) => new Map(all.map((one) => [keyOf(one), one]))

it("counts what is possible, without patients, too small, met before and searched as pandas", () => {
  expect(findings.searched.map(({ isLeftOut: _, ...counts }) => counts)).toEqual(oracle.searched)
})

it("searches the groups that pandas searches, with as many patients", () => {
  const found = byName(findings.groups)
  expect(findings.groups).toHaveLength(oracle.groups.length)
  for (const group of oracle.groups) expect(found.get(keyOf(group))).toMatchObject(group)
})

it("has everyone's value of each measure as numpy", () => {
  for (const { estimate, metric } of findings.everyone) Near.expectNear(estimate, oracle.everyone[metric]!, metric)
})

it("has the measures, differences, errors, intervals and verdicts of every group as numpy", () => {
  const found = new Map(findings.comparisons.map((one) => [`${one.metric} ${keyOf(one)}`, one]))
  expect(findings.comparisons).toHaveLength(oracle.comparisons.length)
  for (const one of oracle.comparisons) {
    const what = `${one.metric} of ${one.category}`
    const own = found.get(`${one.metric} ${keyOf(one)}`)!
    const near = (actual: number | null | undefined, expected: number, of: string) =>
      Near.expectNear(actual, expected, `${of}, ${what}`, 1e-9, 1e-11)
    near(own.cohort.estimate, one.own, "in the group")
    near(own.rest.estimate, one.others, "in all others")
    near(own.difference, one.own - one.others, "difference")
    near(own.margin, one.margin, "margin")
    near(own.interval!.joint!.standardError, one.standardError, "standard error")
    near(own.interval!.low, one.low, "low")
    near(own.interval!.high, one.high, "high")
    near(own.interval!.adjustedP, one.p, "p")
    near(own.detectable, one.detectable, "detectable")
    expect(own.verdict, what).toBe(one.verdict)
    expect(own.between).toBe("groups")
  }
})

it("finds and names the groups that numpy does, against the same larger ones", () => {
  expect(findings.found).toHaveLength(oracle.found.length)
  const found = new Map(findings.found.map((one) => [`${one.metric} ${keyOf(one)}`, one]))
  for (const one of oracle.found) {
    const own = found.get(`${one.metric} ${keyOf(one)}`)!
    expect(own.isNamed, `${one.metric} of ${one.category}`).toBe(one.isNamed)
    const larger = byName(own.larger)
    expect(own.larger).toHaveLength(one.larger.length)
    for (const other of one.larger) {
      const held = larger.get(keyOf(other))!
      expect(held).toMatchObject({ isWorse: other.isWorse, isFound: other.isFound })
      for (const name of ["estimate", "difference", "low", "high"] as const) {
        Near.expectNear(held[name], other[name], `${name} of ${one.category} against ${other.category}`, 1e-9, 1e-11)
      }
    }
  }
})

it("names the combination that is worse off, with what it is part of, and nothing that is part of it", () => {
  const named = findings.found.filter(({ isNamed, metric }) => isNamed && metric === "event_recall")
  expect(named.map(({ category }) => category).toSorted()).toEqual(["F", "F & old", "old"])
})
