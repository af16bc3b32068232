import { Compute, ReportDocument } from "@fairward/core"
import { Sketch } from "@fairward/stage-kit"
import { Schema } from "effect"
import { describe, expect, it, vi } from "vitest"
import { ImpactFindings, type ImpactVariable } from "../../src/impact/Impact.ts"
import { impactBlocks, impactKeyFindings } from "../../src/impact/ImpactView.ts"
import { contrastsOf, measured, type Setting, stepMetrics } from "./fixtures/Measuring.ts"

vi.setConfig({ testTimeout: 60_000 })

type Step = readonly [label: 1 | 0 | null, score: number, category: 0 | 1 | 2]

interface Person {
  readonly steps: ReadonlyArray<Step>
  readonly cohort?: string
  readonly train?: boolean
}

const settingOf = (patients: ReadonlyArray<Person>, changes: Partial<Setting> = {}): Setting => {
  const test = patients.filter(({ train }) => train !== true).length
  const replicates = 200
  const variable: ImpactVariable = {
    id: "lactate",
    title: "Lactate",
    definesLabel: false,
    stepCategories: Uint8Array.from(patients.flatMap(({ steps }) => steps.map(([, , category]) => category)))
  }
  return {
    dataset: Sketch.dataset({
      patients: patients.map(({ cohort, steps, train = false }) => ({
        scores: steps.map(([, score]) => score),
        labels: steps.map(([label]) => label ?? ".").join(""),
        attributes: { group: cohort ?? null },
        split: train ? "train" : "test"
      })),
      empty: ["events"],
      horizonSteps: 1
    }),
    variables: [variable],
    threshold: 0.5,
    verdictMinimum: 1,
    multiplicities: Uint8Array.from(
      Array.from({ length: replicates * test }, (_, i) => (Math.imul(i + 1, 0x9e3779b1) >>> 24) % 3)
    ),
    ...changes
  }
}

/** Patients with all kinds of steps, some of them worse without a measurement. */
const ward = (size: number, missed: number): ReadonlyArray<Person> =>
  Array.from({ length: size }, (_, i) => ({
    cohort: i % 3 === 0 ? "a" : "b",
    steps: Array.from({ length: 12 }, (_, t): Step => {
      const category = i % 5 === 4 ? 2 : t % 2 === 0 ? 0 : 1
      const label = t >= 8 ? 1 : 0
      const noise = ((i * 7 + t * 13) % 20) / 100
      return [label, label === 1 && !(category === 1 && i % 10 < missed) ? 0.6 + noise : 0.2 + noise, category]
    })
  }))

const find = (findings: ImpactFindings, category: string, metric: string) =>
  findings.comparisons.find((one) => one.category === category && one.metric === metric)!

describe("the impact of missing measurements", () => {
  it("compares steps without a valid measurement with those with one, per variable, category and metric", async () => {
    const { comparisons, variables } = await measured(settingOf(ward(60, 4)))
    expect(comparisons.map(({ category, grouping, metric }) => `${grouping} ${category} ${metric}`)).toEqual(
      ["missing_msrt", "no_msrt"].flatMap((category) => stepMetrics.map((metric) => `lactate ${category} ${metric}`))
    )
    expect(variables[0]!.categories).toEqual([
      { id: "with_msrt", steps: 288, positives: 96, patients: 48, positivePatients: 48 },
      { id: "missing_msrt", steps: 288, positives: 96, patients: 48, positivePatients: 48 },
      { id: "no_msrt", steps: 144, positives: 48, patients: 12, positivePatients: 12 }
    ])
  })

  it("has for areas the margin of the mean over the kinds of steps, never more than a fifth of its rarer side", async () => {
    const findings = await measured(settingOf(ward(60, 4)))
    for (const metric of ["auroc", "auprc", "corrected_auprc"]) {
      const own = findings.comparisons.filter((one) => one.metric === metric)
      const [missing, never] = own.map(({ cohort }) => cohort.estimate!)
      const mean = (own[0]!.rest.estimate! + missing! + never!) / 3
      for (const { margin } of own) {
        expect(margin, metric).toBeGreaterThan(0)
        expect(margin, metric).toBeCloseTo(Math.min(0.05, Math.min(mean, 1 - mean) / 5), 9)
      }
    }
  })

  it("sets the level of the paper's test at 0.001 over metrics x 2", async () => {
    const findings = await measured(settingOf(ward(20, 4), { options: { metrics: ["recall", "npv", "event_recall"] } }))
    expect(findings.metrics).toEqual(["recall", "npv"])
    for (const { mannWhitney } of findings.comparisons) expect(mannWhitney.alpha).toBeCloseTo(0.001 / 4, 12)
  })

  it("leaves patients without any measurement out where the variable defines the label", async () => {
    const setting = settingOf(ward(30, 4))
    const findings = await measured({ ...setting, variables: [{ ...setting.variables[0]!, definesLabel: true }] })
    expect(new Set(findings.comparisons.map(({ category }) => category))).toEqual(new Set(["missing_msrt"]))
    expect(findings.variables[0]!.categories.map(({ id }) => id)).toEqual(["with_msrt", "missing_msrt"])
  })

  it("does not depend on the other variables, on the number of workers, or on patients of the train split", async () => {
    const setting = settingOf(ward(30, 4), {
      options: { withinCohorts: true },
      groupings: { group: { column: "group" } }
    })
    const alone = await measured(setting)
    const [lactate] = setting.variables
    const other = { ...lactate!, id: "other", stepCategories: lactate!.stepCategories.map((own) => 2 - own) }
    const contrasts = await contrastsOf(setting)
    const both = await contrastsOf({ ...setting, variables: [other, lactate!], compute: Compute.Compute.layer(2) })
    expect(both.filter(({ grouping }) => grouping === "lactate")).toEqual(contrasts)
    expect(JSON.stringify(await measured({ ...setting, compute: Compute.Compute.layer(2) }))).toBe(
      JSON.stringify(alone)
    )
    const trained = settingOf([{ steps: [[1, 0.9, 0]], train: true }, ...ward(30, 4)], {
      options: { withinCohorts: true },
      groupings: setting.groupings!
    })
    expect(JSON.stringify(await measured(trained))).toBe(JSON.stringify(alone))
  })

  it("calls worse what is worse, and is quiet where a measurement makes no difference", async () => {
    const thousand = (patients: ReadonlyArray<Person>) =>
      settingOf(patients, {
        multiplicities: Uint8Array.from(
          Array.from({ length: 1000 * patients.length }, (_, i) => {
            const hash = Math.imul(Math.imul(i + 1, 0x9e3779b1) ^ (i >>> 7), 0x85ebca6b) >>> 0
            return hash % 5 === 0 ? 0 : hash % 5 < 4 ? 1 : 2
          })
        )
      })
    const worse = await measured(thousand(ward(100, 4)))
    expect(find(worse, "missing_msrt", "recall")).toMatchObject({ verdict: "material", direction: "worse" })
    // Measured at all are eight of ten patients, and four of these get no alarm without a measurement.
    expect(find(worse, "missing_msrt", "recall").difference).toBe(-0.5)
    const none = await measured(thousand(ward(100, 0)))
    expect(none.comparisons.filter(({ verdict }) => verdict === "material" || verdict === "worse")).toEqual([])
  })

  it("gives calibration error no verdict, and corrected metrics the extremes of the categories' prevalence", async () => {
    const patients: ReadonlyArray<Person> = Array.from({ length: 40 }, (_, i) => ({
      steps: [
        [1, 0.9, 0],
        [0, i % 4 === 0 ? 0.8 : 0.1, 0],
        [1, i % 3 === 0 ? 0.2 : 0.7, 1],
        [0, 0.1, 1],
        [0, i % 8 === 0 ? 0.6 : 0.1, 1],
        [0, 0.3, 1]
      ]
    }))
    const findings = await measured(settingOf(patients))
    expect(find(findings, "missing_msrt", "calibration_error").verdict).toBe("no verdict")
    const { precision, corrected } = {
      precision: find(findings, "missing_msrt", "precision").cohort.estimate!,
      corrected: find(findings, "missing_msrt", "corrected_precision").cohort.estimate!
    }
    // 26 true and 5 false alarms at a prevalence of 1/4; at 1/2, that of with_msrt, a negative weighs a third as much.
    expect(precision).toBeCloseTo(26 / 31, 12)
    expect(corrected).toBeCloseTo(26 / (26 + 5 / 3), 12)
    const reference = find(findings, "missing_msrt", "corrected_precision").rest.estimate
    expect(reference).toBe(find(findings, "missing_msrt", "precision").rest.estimate)
  })
})

const grouped = { groupings: { group: { column: "group" } }, options: { withinCohorts: true } }

describe("within cohorts, the impact", () => {
  it("is that of the cohort's patients alone", async () => {
    const patients = ward(60, 4)
    const { cohorts } = await measured(settingOf(patients, grouped))
    const { comparisons } = await measured(settingOf(patients.filter(({ cohort }) => cohort === "b")))
    const own = cohorts.find(({ category }) => category === "b")!
    for (const { difference, metric } of own.metrics) {
      if (metric.startsWith("corrected")) continue
      const alone = comparisons.find((one) => one.category === "missing_msrt" && one.metric === metric)!
      expect(difference, metric).toBeCloseTo(alone.difference!, 12)
    }
    expect(own.withMsrt.patients + cohorts.find(({ category }) => category === "a")!.withMsrt.patients).toBe(48)
  })

  it("has an interval that holds the difference", async () => {
    const { cohorts } = await measured(settingOf(ward(60, 4), grouped))
    const recall = cohorts[0]!.metrics.find(({ metric }) => metric === "recall")!
    expect(recall.low!).toBeLessThan(recall.difference!)
    expect(recall.high!).toBeGreaterThan(recall.difference!)
  })
})

const reasons = async (patients: ReadonlyArray<Person>, changes: Partial<Setting> = {}) => {
  const findings = await measured(settingOf(patients, changes))
  return (category: string, metric: string) => find(findings, category, metric)
}

describe("what cannot be estimated says why", () => {
  it("when a category has no step at all", async () => {
    const of = await reasons(ward(20, 4).filter((_, i) => i % 5 !== 4))
    expect(of("no_msrt", "recall")).toMatchObject({
      cohort: { estimate: null, reason: "no labelled step" },
      difference: null,
      verdict: "too small"
    })
    expect(of("missing_msrt", "recall").difference).not.toBeNull()
  })

  it("when nobody has a valid measurement", async () => {
    const of = await reasons(
      Array.from({ length: 12 }, () => ({ steps: [[1, 0.9, 2] as const, [0, 0.2, 2] as const] }))
    )
    expect(of("no_msrt", "auroc")).toMatchObject({ rest: { reason: "no labelled step" }, verdict: "too small" })
  })

  it("when a side has steps of one class only", async () => {
    const of = await reasons(
      Array.from({ length: 12 }, (_, i) => ({
        steps: [[1, 0.9, 0] as const, [0, 0.2 + i / 100, 0] as const, [0, 0.6, 1] as const]
      })),
      { verdictMinimum: 0 }
    )
    expect(of("missing_msrt", "recall").cohort).toMatchObject({ estimate: null, reason: "no positive step" })
    expect(of("missing_msrt", "auroc")).toMatchObject({
      cohort: { reason: "no positive step" },
      verdict: "not estimable"
    })
    expect(of("missing_msrt", "corrected_npv").cohort.reason).toBe("no positive step")
    expect(of("missing_msrt", "fpr").difference).toBe(1)
  })

  it("when no category has enough patients to give a reference prevalence", async () => {
    const { variables } = await measured(settingOf(ward(20, 4)))
    const most = Math.max(...variables[0]!.categories.map(({ positivePatients }) => positivePatients))
    const enough = await reasons(ward(20, 4), { verdictMinimum: most })
    expect(enough("missing_msrt", "corrected_precision").cohort.estimate).not.toBeNull()
    const short = await reasons(ward(20, 4), { verdictMinimum: most + 1 })
    expect(short("missing_msrt", "corrected_precision").cohort.reason).toContain("reference prevalence")
    const of = await reasons(ward(20, 4), { verdictMinimum: 1000 })
    expect(of("missing_msrt", "corrected_precision").cohort.reason).toContain("reference prevalence")
    expect(of("missing_msrt", "precision")).toMatchObject({ verdict: "too small" })
  })

  it("of one patient alone, who has no standard error", async () => {
    const [one] = ward(1, 0)
    const of = await reasons([one!])
    for (const metric of ["recall", "auroc", "negative_class_score"]) {
      expect(of("missing_msrt", metric)).toMatchObject({ interval: null, verdict: "not estimable" })
    }
    expect(of("missing_msrt", "recall").difference).toBe(0)
  })

  it("of steps without a label, which count for nothing", async () => {
    const patients = ward(20, 4)
    const more = patients.map(({ steps, ...person }) => ({
      ...person,
      steps: [...steps, [null, 0.9, steps[0]![2]] as const]
    }))
    expect(await measured(settingOf(more))).toEqual(await measured(settingOf(patients)))
  })
})

const decode = Schema.decodeUnknownSync(Schema.toCodecJson(ImpactFindings))
const encode = Schema.encodeSync(Schema.toCodecJson(ImpactFindings))

describe("the report", () => {
  const section = (findings: ImpactFindings): ReportDocument.Section => ({
    id: "missingness",
    title: "Missingness",
    blocks: [...impactKeyFindings(findings), ...impactBlocks(findings)]
  })

  it("is drawn from stored findings, with every cell of a known kind", async () => {
    const findings = await measured(settingOf(ward(60, 4), grouped))
    const stored = decode(JSON.parse(JSON.stringify(encode(findings))))
    expect(section(stored)).toEqual(section(findings))
    expect(() => Schema.encodeSync(Schema.toCodecJson(ReportDocument.Section))(section(findings))).not.toThrow()
    for (const block of section(findings).blocks) {
      if (block._tag !== "Table") continue
      const keys = block.columns.map(({ key }) => key).toSorted()
      for (const row of block.rows) expect(Object.keys(row).toSorted(), block.id).toEqual(keys)
    }
  })

  it("has a row a metric, a row a cohort, and a row a kind of step", async () => {
    const { blocks } = section(await measured(settingOf(ward(60, 4), grouped)))
    const rowsOf = (id: string) =>
      blocks.flatMap((block) => (block._tag === "Table" && block.id === id ? [block.rows.length] : []))
    expect(rowsOf("missingness-impact-comparisons")).toEqual([stepMetrics.length])
    expect(rowsOf("missingness-impact-within-lactate")).toEqual([1 + 2])
    expect(rowsOf("missingness-impact-summary-table")).toEqual([3])
  })

  it("tells of what is worse first, and points to where it stands", async () => {
    const patients = ward(100, 4)
    const findings = await measured(
      settingOf(patients, {
        multiplicities: Uint8Array.from(
          Array.from({ length: 1000 * patients.length }, (_, i) => (Math.imul(i + 1, 0x9e3779b1) >>> 20) % 3)
        )
      })
    )
    const [first] = impactKeyFindings(findings)
    expect(first).toMatchObject({ verdict: "material", evidence: "missingness-impact-lactate" })
    const { cohort, difference, interval, rest } = findings.comparisons.find(
      ({ metric, verdict }) => metric === "recall" && verdict === "material"
    )!
    const per100 = (share: number) => Math.round(100 * share)
    const numbers = [1 - cohort.estimate!, 1 - rest.estimate!, -difference!, -interval!.high, -interval!.low].map(
      per100
    )
    const saidIn = (words: ReportDocument.Text = []) =>
      words.flatMap((part) => (typeof part === "object" && "value" in part && part.value !== 100 ? [part.value] : []))
    if (first?._tag !== "KeyFinding") throw new Error("It is no finding")
    expect(saidIn(first.text)).toEqual(numbers)
    expect(saidIn(first.answer)).toEqual(numbers)
    const headings = impactBlocks(findings).flatMap((block) => (block._tag === "Heading" ? [block.id] : []))
    expect(headings).toContain("missingness-impact-lactate")
  })

  it("shows the four variables that lose most in detail and all in its tables, and names three findings", async () => {
    const patients = ward(100, 4)
    const variables = [0, 1, 2, 3, 4, 5].map((v): ImpactVariable => {
      const { stepCategories } = settingOf(patients).variables[0]!
      const isNoise = v === 0 || v === 3
      return {
        id: `v${v}`,
        title: `Variable ${v}`,
        definesLabel: true,
        stepCategories: stepCategories.map((own, i) => (isNoise ? (Math.floor(i / 12) + i) % 2 : own))
      }
    })
    const findings = await measured(
      settingOf(patients, {
        variables,
        multiplicities: Uint8Array.from(
          Array.from({ length: 1000 * patients.length }, (_, i) => (Math.imul(i + 1, 0x9e3779b1) >>> 20) % 3)
        )
      })
    )
    const { blocks } = section(findings)
    const headings = blocks.flatMap((block) => (block._tag === "Heading" ? [block.id] : []))
    expect(headings).toEqual([
      "missingness-impact",
      ...["v1", "v2", "v4", "v5"].map((id) => `missingness-impact-${id}`)
    ])
    const told = blocks.filter((block) => block._tag === "KeyFinding")
    expect(told).toHaveLength(3)
    for (const { evidence } of told) expect(headings).toContain(evidence)
    const table = blocks.find((block) => block._tag === "Table" && block.id === "missingness-impact-comparisons")
    expect(table?._tag === "Table" && table.rows).toHaveLength(6 * stepMetrics.length)
  })

  it("is empty without variables", async () => {
    const findings = await measured(settingOf(ward(10, 0), { variables: [] }))
    expect(findings.comparisons).toEqual([])
    expect(section(findings).blocks).toEqual([])
  })
})
