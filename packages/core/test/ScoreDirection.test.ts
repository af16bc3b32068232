import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { discrimination, wrongDirection } from "../src/ScoreDirection.ts"
import { dataset } from "./fixtures/Patients.ts"

interface Case {
  readonly name: string
  readonly labels: ReadonlyArray<string>
  readonly scores: ReadonlyArray<ReadonlyArray<number>>
  readonly auroc: number
  readonly jackknife: number
  readonly bootstrap: number
}

const cases: ReadonlyArray<Case> = JSON.parse(
  readFileSync(new URL("oracle/score-direction.json", import.meta.url), "utf8")
)

const dataOf = ({ labels, scores }: Pick<Case, "labels" | "scores">) =>
  dataset({
    patients: scores.map((own, i) => ({ id: String(i).padStart(4, "0"), scores: own, labels: labels[i]! })),
    withoutEvents: true
  })

const relative = (a: number, b: number) => Math.abs(a / b - 1)

describe("AUROC by patients", () => {
  it.each(cases)("is scikit-learn's, with the standard error of jackknife and bootstrap: $name", (one) => {
    const data = dataOf(one)
    const { auroc, standardError } = discrimination(data, data.patients.splits.test)
    expect(auroc).toBeCloseTo(one.auroc, 12)
    expect(relative(standardError, one.jackknife)).toBeLessThan(0.04)
    expect(relative(standardError, one.bootstrap)).toBeLessThan(0.1)
  })

  it("has the error of persons where the stays of a person are several patients", () => {
    const one = cases[0]!
    const halves = (whole: ReadonlyArray<string> | ReadonlyArray<ReadonlyArray<number>>) =>
      whole.flatMap((own) => [own.slice(0, own.length >> 1), own.slice(own.length >> 1)])
    const data = dataOf({
      labels: halves(one.labels) as ReadonlyArray<string>,
      scores: halves(one.scores) as ReadonlyArray<ReadonlyArray<number>>
    })
    const clusterOf = Uint32Array.from({ length: data.patients.count }, (_, stay) => stay >> 1)
    const whole = dataOf(one)
    const expected = discrimination(whole, whole.patients.splits.test)
    const found = discrimination({ ...data, patients: { ...data.patients, clusterOf } }, data.patients.splits.test)
    expect(found.auroc).toBe(expected.auroc)
    expect(found.standardError).toBeCloseTo(expected.standardError, 12)
    expect(found.patients).toBe(expected.patients)
    expect(discrimination(data, data.patients.splits.test).standardError).not.toBeCloseTo(expected.standardError, 5)
  })

  it("is the same whatever a patient's unlabelled steps score", () => {
    const one = cases[0]!
    const more = dataOf({
      labels: one.labels.map((labels) => `${labels}.`),
      scores: one.scores.map((scores) => [...scores, 0.99])
    })
    expect(discrimination(more, more.patients.splits.test)).toEqual(
      discrimination(dataOf(one), dataOf(one).patients.splits.test)
    )
  })
})

describe("scores that point the wrong way", () => {
  it("are those clearly below 1/2 alone", () => {
    const [wrong, right, chance] = cases.map((one) => wrongDirection(dataOf(one)))
    expect(wrong?.auroc).toBeCloseTo(cases[0]!.auroc, 12)
    expect([right, chance]).toEqual([undefined, undefined])
  })

  it("are not told from fewer than five patients with a positive step", () => {
    const labels = ["01", "01", "01", "01", ...Array.from({ length: 40 }, () => "00")]
    const scores = labels.map((own) => Array.from(own, (label) => (label === "1" ? 0.1 : 0.9)))
    expect(wrongDirection(dataOf({ labels, scores }))).toBeUndefined()
    const fifth = { labels: [...labels, "01"], scores: [...scores, [0.9, 0.1]] }
    expect(wrongDirection(dataOf(fifth))?.auroc).toBe(0)
  })

  it("are found beyond the sample of patients that is looked at first", () => {
    // 120,000 rows: every second patient is looked at first.
    const count = 1200
    const labels = Array.from({ length: count }, (_, i) => `${"0".repeat(99)}${i % 3 === 0 ? "1" : "0"}`)
    const scores = labels.map((own, i) =>
      Array.from(own, (label, s) => (label === "1" ? 0.2 : 0.5 + (((i * 7 + s * 13) % 40) - 20) / 100))
    )
    expect(wrongDirection(dataOf({ labels, scores }))!.auroc).toBeLessThan(0.1)
  })
})
