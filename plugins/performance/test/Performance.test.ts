import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Audit, Compute, ReportDocument, Stage } from "@fairward/core"
import { Metric } from "@fairward/metrics"
import { Parameters } from "@fairward/simulator"
import { Fixtures, Sketch } from "@fairward/stage-kit"
import { Effect, Schema } from "effect"
import { compile, type TopLevelSpec } from "vega-lite"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import type { Findings } from "../src/Findings.ts"
import performance from "../src/index.ts"
import { audited, configOf, findingsOf, load, simulatedData, simulatedFolder } from "./fixtures/Audits.ts"

vi.setConfig({ testTimeout: 60_000 })

const resampling = { replicates: 60, seed: 42 }

const small = () =>
  configOf({
    threshold: { metric: "event-recall", value: 0.8 },
    groupings: {
      sex: { column: "sex" },
      reason: { column: "admission_reason" }
    },
    resampling,
    verdictMinimum: 5
  })

const eventMetrics = ["event_recall", "event_auprc", "corrected_event_auprc"]

const textOf = (text: ReportDocument.Text): string =>
  text.map((part) => (typeof part === "string" ? part : Object.values(part).join(" "))).join("")

const comparisonOf = ({ comparisons }: Findings, grouping: string, category: string, metric: string) =>
  comparisons.find((one) => one.grouping === grouping && one.category === category && one.metric === metric)!

describe("the findings", () => {
  it("are the same, byte for byte, from one worker as from two", async () => {
    const config = await small()
    const dataset = await load(config)
    const one = await audited(config, dataset, Compute.Compute.layer(1))
    const two = await audited(config, dataset, Compute.Compute.layer(2))
    expect(one.stored.status).toBe("done")
    expect(JSON.stringify(one.stored.findings)).toBe(JSON.stringify(two.stored.findings))
  })

  it("do not depend on the order of rows or patients in the input", async () => {
    const folder = await mkdtemp(join(tmpdir(), "fairward-order-"))
    onTestFinished(() => rm(folder, { recursive: true }))
    await cp(simulatedFolder, folder, { recursive: true })
    for (const name of ["patients.csv", "predictions.csv", "events.csv"]) {
      const [header, ...rows] = (await readFile(join(folder, name), "utf8")).trim().split("\n")
      const shuffled = rows.map((row, i) => ({ row, key: (i * 7919) % 10007 })).sort((a, b) => a.key - b.key)
      await writeFile(join(folder, name), `${[header, ...shuffled.map(({ row }) => row)].join("\n")}\n`)
    }
    const config = await small()
    const ordered = await audited(config, await load(config))
    const shuffled = await audited(config, await load(config, folder))
    expect(JSON.stringify(shuffled.stored.findings)).toBe(JSON.stringify(ordered.stored.findings))
  })

  it("depend on the seed of the resampling, but not the estimates", async () => {
    const config = await small()
    const dataset = await load(config)
    const findings = findingsOf(await audited(config, dataset))
    const others = findingsOf(await audited({ ...config, resampling: { ...config.resampling, seed: 43 } }, dataset))
    const estimates = ({ comparisons }: Findings) =>
      comparisons.map(({ cohort, rest }) => [cohort.estimate, rest.estimate])
    expect(estimates(others)).toEqual(estimates(findings))
    expect(others.comparisons.map(({ cohort }) => cohort.low)).not.toEqual(
      findings.comparisons.map(({ cohort }) => cohort.low)
    )
  })

  it("survive JSON, and the report drawn from the stored ones is the same", async () => {
    const config = await small()
    const { stored } = await audited(config, await load(config))
    const reread: unknown = JSON.parse(JSON.stringify(stored.findings))
    expect(reread).toEqual(stored.findings)
    expect(await Effect.runPromise(performance.render(reread))).toEqual(
      await Effect.runPromise(performance.render(stored.findings))
    )
  })
})

describe("the options", () => {
  it("choose the metrics and their order", async () => {
    const config = await small()
    const chosen = ["auroc", "calibration_in_the_large", "recall"]
    const findings = findingsOf(
      await audited({ ...config, stages: { performance: { metrics: chosen } } }, await load(config))
    )
    expect(findings.metrics).toEqual(chosen)
    expect([...new Set(findings.comparisons.map(({ metric }) => metric))]).toEqual(chosen)
    expect(findings.everyone.map(({ metric }) => metric)).toEqual(chosen)
  })

  it("default to the fifteen metrics of the paper and the calibration that can be judged", async () => {
    const config = await small()
    const findings = findingsOf(await audited(config, await load(config)))
    expect(findings.metrics).toEqual([
      "recall",
      "precision",
      "npv",
      "fpr",
      "corrected_precision",
      "corrected_npv",
      "event_recall",
      "positive_class_score",
      "negative_class_score",
      "auroc",
      "auprc",
      "corrected_auprc",
      "event_auprc",
      "corrected_event_auprc",
      "calibration_error",
      "calibration_in_the_large",
      "debiased_calibration_error"
    ])
  })

  it("set the level of the paper's test: 0.001 over metrics x 2, x categories where there are more than two", async () => {
    const config = await small()
    const dataset = await load(config)
    for (const chosen of [["recall"], ["recall", "auroc", "npv"]]) {
      const findings = findingsOf(await audited({ ...config, stages: { performance: { metrics: chosen } } }, dataset))
      const [sex, reason] = findings.groupings
      expect(sex!.categories).toHaveLength(2)
      expect(reason!.categories.length).toBeGreaterThan(2)
      for (const { grouping, mannWhitney } of findings.comparisons) {
        const tests = chosen.length * 2 * (grouping === "sex" ? 1 : reason!.categories.length)
        expect(mannWhitney.alpha).toBeCloseTo(0.001 / tests, 12)
      }
    }
  })

  it("with an unknown metric or setting are refused before anything runs, each by its path", async () => {
    const config = await configOf({ stages: { performance: { metrics: ["recal"], bin: 3, margin: -1 } } })
    const error = await Effect.runPromise(Effect.flip(Audit.plan([performance], config)))
    expect(error.issues.map(({ path }) => path.join("."))).toEqual(
      expect.arrayContaining([
        expect.stringContaining("stages.performance.metrics"),
        "stages.performance.bin",
        "stages.performance.margin"
      ])
    )
  })

  it("change margins of single metrics and the smallest difference of the paper's test", async () => {
    const config = await small()
    const dataset = await load(config)
    const options = { margin: 0.02, margins: { auroc: 0.01 }, minDelta: 2 }
    const findings = findingsOf(await audited({ ...config, stages: { performance: options } }, dataset))
    const margin = (metric: string) => comparisonOf(findings, "sex", "F", metric).margin
    expect([margin("recall"), margin("auroc"), margin("calibration_error")]).toEqual([0.02, 0.01, null])
    const significant = ({ comparisons }: Findings) =>
      comparisons.filter(({ mannWhitney }) => mannWhitney.significant).length
    expect(significant(findings)).toBe(0)
    expect(significant(findingsOf(await audited(config, dataset)))).toBeGreaterThan(0)
  })
})

describe("data that lack something", () => {
  it("without events leave the event metrics out, and say why", async () => {
    const { events: _, ...data } = simulatedData
    const config = await configOf({ data, resampling, groupings: { sex: { column: "sex" } } })
    const result = await audited(config, await load(config))
    const findings = findingsOf(result)
    expect(findings.leftOut).toEqual(eventMetrics.map((metric) => ({ metric, reason: "no events were given" })))
    expect(findings.metrics).not.toEqual(expect.arrayContaining(["event_recall"]))
    expect(findings.metrics).toHaveLength(14)
    const section = performance.report(findings)
    const caveats = ReportDocument.allBlocks(section).flatMap((block) =>
      block._tag === "Caveat" ? [textOf(block.text)] : []
    )
    expect(caveats.join()).toContain("no events were given: Event recall, Event AUPRC, Corrected event AUPRC")
  })

  it("with one prediction a patient are a classical binary classification", async () => {
    const patient = (labels: "0" | "1", score: number, group: string): Sketch.PatientSketch => ({
      scores: [score],
      labels,
      attributes: { group }
    })
    const dataset = Sketch.dataset({
      patients: [
        patient("1", 0.9, "a"),
        patient("1", 0.2, "a"),
        patient("0", 0.6, "a"),
        patient("0", 0.1, "a"),
        patient("1", 0.8, "b"),
        patient("0", 0.3, "b"),
        patient("0", 0.7, "b")
      ],
      horizonSteps: 0
    })
    const { time: _, ...predictions } = simulatedData.predictions
    const { events: __, ...data } = simulatedData
    const config = await configOf({
      timestep: undefined,
      horizon: undefined,
      data: { ...data, predictions },
      groupings: { group: { column: "group" } },
      resampling
    })
    const findings = findingsOf(await audited(config, dataset))
    const estimate = (category: string, metric: string) =>
      comparisonOf(findings, "group", category, metric).cohort.estimate
    expect([estimate("a", "recall"), estimate("a", "precision"), estimate("a", "fpr"), estimate("a", "auroc")]).toEqual(
      [1 / 2, 1 / 2, 1 / 2, 3 / 4]
    )
    expect([estimate("b", "recall"), estimate("b", "precision"), estimate("b", "auroc")]).toEqual([1, 1 / 2, 1])
    expect(findings.leftOut.map(({ metric }) => metric)).toEqual(eventMetrics)
    expect(findings.leftOut[0]!.reason).toContain("one prediction a patient")
  })

  it("without two categories to compare skip the stage, with the reason", async () => {
    const config = await configOf({ groupings: { sex: { column: "sex", minEventPatients: 100_000 } }, resampling })
    const { stored } = await audited(config, await load(config))
    expect(stored).toMatchObject({
      status: "skipped",
      reason: ["no grouping has two categories with enough patients to compare"]
    })
  })
})

/** Two large cohorts of 60 patients, and odd ones beside them. */
const unusual = () => {
  const ordinary = (group: string, i: number): Sketch.PatientSketch => {
    const score = (k: number) => ((i * 37 + k * 11 + (group === "a" ? 5 : 0)) % 100) / 100
    return {
      scores: [score(0) / 2, score(1), score(2), Math.sqrt(score(3))],
      labels: "0011",
      events: [[4, 6]],
      attributes: { group }
    }
  }
  const odd: ReadonlyArray<Sketch.PatientSketch> = [
    ...Array.from({ length: 40 }, (_, i) => ({ scores: [i / 40, 0.5], attributes: { group: "calm" } })),
    { scores: [0.2, 0.7], labels: "01", events: [[2, 3]], attributes: { group: "one" } },
    { scores: [0.1, 0.2], labels: "11", events: [[2, 3]], attributes: { group: "ill" } },
    { attributes: { group: "empty" } },
    { scores: [0.4, 0.9], labels: "..", events: [[1, 2]], attributes: { group: "dark" } }
  ]
  return Sketch.dataset({
    patients: [
      ...Array.from({ length: 60 }, (_, i) => ordinary("a", i)),
      ...Array.from({ length: 60 }, (_, i) => ordinary("b", i)),
      ...odd
    ],
    horizonSteps: 2
  })
}

const unusualFindings = async () =>
  findingsOf(
    await audited(
      await configOf({
        horizon: "2 h",
        groupings: { g: { column: "group" } },
        minEventPatients: 0,
        resampling: { replicates: 1000, seed: 1 }
      }),
      unusual()
    )
  )

describe("cohorts with little in them", () => {
  it("are too small, with the count, and the others are judged as usual", async () => {
    const findings = await unusualFindings()
    for (const { category, metric, reason, verdict } of findings.comparisons) {
      const { judged, sense } = Metric.metricById.get(metric)!
      const directions = sense === "none" ? ["greater", "less"] : ["worse", "better", "material"]
      if (judged !== true) expect(verdict).toBe("no verdict")
      else if (category === "a" || category === "b") {
        expect(["equivalent", "inconclusive", ...directions]).toContain(verdict)
      } else {
        const count = { calm: 0, one: 1, ill: 1, empty: 0, dark: 1 }[category]
        expect({ verdict, reason }).toEqual({
          verdict: "too small",
          reason: `only ${count} patients count in the cohort, at least 30 are needed`
        })
      }
    }
  })

  it("have no estimate of what is not defined, but its reason, and never 0 in its place", async () => {
    const findings = await unusualFindings()
    const side = (category: string, metric: string) => {
      const { estimate, reason } = comparisonOf(findings, "g", category, metric).cohort
      return { estimate, reason }
    }
    const missing = (reason: string) => ({ estimate: null, reason })
    expect(side("calm", "recall")).toEqual(missing("no positive step"))
    expect(side("calm", "auroc")).toEqual(missing("no positive step"))
    expect(side("calm", "event_recall")).toEqual(missing("no evaluable event"))
    expect(side("calm", "corrected_npv")).toEqual(missing("no positive step"))
    expect(side("calm", "fpr")).toEqual({ estimate: 60 / 80, reason: undefined })
    expect(side("calm", "precision")).toEqual({ estimate: 0, reason: undefined })
    expect(side("one", "recall")).toEqual({ estimate: 1, reason: undefined })
    expect(side("one", "auroc")).toEqual({ estimate: 1, reason: undefined })
    expect(side("ill", "auroc")).toEqual(missing("no negative step"))
    expect(side("ill", "fpr")).toEqual(missing("no negative step"))
    expect(side("ill", "precision")).toEqual(missing("no alarm at any step"))
    expect(side("ill", "npv")).toEqual({ estimate: 0, reason: undefined })
    for (const metric of findings.metrics) expect(side("empty", metric).reason).toBe("no labelled step")
    expect(side("dark", "event_recall")).toEqual({ estimate: 0, reason: undefined })
    expect(side("dark", "event_auprc")).toEqual(missing("no labelled step"))
    for (const { cohort, rest } of findings.comparisons) {
      for (const { estimate, reason } of [cohort, rest]) expect(estimate === null).toBe(reason !== undefined)
    }
  })
})

/** What Vega-Lite remarks about a chart. */
const remarksOn = ({ spec }: ReportDocument.Block & { readonly _tag: "Chart" }): ReadonlyArray<string> => {
  const remarks: Array<string> = []
  const remark = (...words: ReadonlyArray<unknown>) => {
    remarks.push(words.join(" "))
    return logger
  }
  const logger = { level: () => logger, error: remark, warn: remark, info: () => logger, debug: () => logger }
  compile(spec as unknown as TopLevelSpec, { logger: logger as never })
  return remarks
}

describe("the report", () => {
  const cases: Readonly<Record<string, () => Promise<Findings>>> = {
    "of a usual audit": async () => {
      const config = await small()
      return findingsOf(await audited(config, await load(config)))
    },
    "where the paper's test decides": async () => {
      const config = await small()
      return findingsOf(await audited({ ...config, significance: "mann-whitney" }, await load(config)))
    },
    "of one metric": async () => {
      const config = await small()
      return findingsOf(
        await audited({ ...config, stages: { performance: { metrics: ["event_recall"] } } }, await load(config))
      )
    },
    "of metrics without verdict only": async () => {
      const config = await small()
      const options = { metrics: ["calibration_error", "expected_calibration_error"] }
      return findingsOf(await audited({ ...config, stages: { performance: options } }, await load(config)))
    },
    "of cohorts with little in them": unusualFindings
  }

  it.each(Object.keys(cases))("%s is a sound section", async (name) => {
    const section = performance.report(await cases[name]!())
    const reread: unknown = JSON.parse(JSON.stringify(section))
    expect(Schema.decodeUnknownSync(ReportDocument.StageSection)(reread)).toEqual(section)

    const blockIds = ReportDocument.allBlocks(section).flatMap((block) => ("id" in block ? [block.id] : []))
    for (const part of [section.blocks, section.annex!]) {
      const ids = part.flatMap((block) => ("id" in block ? [block.id] : []))
      expect(new Set(ids).size).toBe(ids.length)
    }
    for (const block of ReportDocument.allBlocks(section)) {
      if (block._tag === "Chart") {
        expect(remarksOn(block), block.id).toEqual([])
        expect(block.alt.length, block.id).toBeGreaterThan(20)
        expect(block.caption.length, block.id).toBeGreaterThan(0)
      }
      if (block._tag === "Table") {
        const keys = block.columns.map(({ key }) => key).toSorted()
        expect(new Set(keys).size, block.id).toBe(keys.length)
        for (const row of block.rows) expect(Object.keys(row).toSorted(), block.id).toEqual(keys)
        expect(block.rows.length > 0 || block.empty !== undefined, block.id).toBe(true)
      }
      if (block._tag === "KeyFinding") expect(blockIds).toContain(block.evidence)
    }
    expect(JSON.stringify(section)).not.toMatch(/NaN|undefined|Infinity|\[object/)
  })
})

const preset = async (parameters: Parameters.Parameters, groupings: Readonly<Record<string, unknown>>) => {
  const config = await configOf({
    timestep: "10 min",
    threshold: { metric: "event-recall", value: 0.8 },
    groupings
  })
  return findingsOf(await audited(config, Fixtures.simulated(parameters), Compute.Compute.layer(2)))
}

const flagged = ({ comparisons }: Findings) =>
  comparisons
    .filter(({ verdict }) => verdict === "worse" || verdict === "material" || verdict === "better")
    .map(({ category, metric, verdict }) => `${category}: ${metric} ${verdict}`)

describe("of simulated patients", () => {
  it("the planted disparities are found: women and neurological patients are warned of less", async () => {
    const findings = await preset(Parameters.demo, {
      sex: { column: "sex" },
      admission_reason: { column: "admission_reason" }
    })
    for (const [grouping, category] of [
      ["sex", "F"],
      ["admission_reason", "Neurological"]
    ] as const) {
      const { difference, interval, verdict } = comparisonOf(findings, grouping, category, "event_recall")
      expect(verdict, category).toBe("material")
      expect(difference!).toBeLessThan(-0.15)
      expect(interval!.high).toBeLessThan(-0.05)
    }
    const [first] = ReportDocument.allBlocks(performance.report(findings)).filter(({ _tag }) => _tag === "KeyFinding")
    expect(first).toMatchObject({ _tag: "KeyFinding", verdict: "material" })
  })

  it("none is found where none is planted", async () => {
    const findings = await preset(Parameters.nothingPlanted, {
      sex: { column: "sex" },
      age_group: { column: "age", bins: [50, 65, 75, 85] },
      surgical_status: { column: "surgical_status" }
    })
    expect(flagged(findings)).toEqual([])
    expect(findings.comparisons.filter(({ interval }) => interval !== null).length).toBeGreaterThan(100)
  })
})

describe("the stage", () => {
  it("keeps the contract: a brand, a range of versions, options that need no setting", async () => {
    expect(Stage.isStage(performance)).toBe(true)
    const prepared = await Effect.runPromise(performance.prepare({}))
    expect(prepared.options).toMatchObject({
      interpolation: "step",
      bins: 10,
      margin: 0.05,
      referencePrevalence: "fixed"
    })
    const terms = performance.glossary.map(({ term }) => term)
    expect(terms).toEqual(expect.arrayContaining(Metric.metrics.map(({ title }) => title)))
    expect(terms).toEqual(expect.arrayContaining(["Calibration curve", "Precision-recall curve", "ROC curve"]))
  })
})
