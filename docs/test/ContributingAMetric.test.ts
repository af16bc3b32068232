import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fairward } from "@fairward/fixtures/Command"
import { Metric } from "@fairward/metrics"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { blocks, page, rows } from "./markdown.ts"

const contributing = page("docs/contributing-a-metric.md")

const files = rows(contributing).map(([file]) => file)

describe("docs/contributing-a-metric.md", () => {
  it("shows a record as it stands", () => {
    expect(page("packages/metrics/src/Metric.ts")).toContain(blocks(contributing, "ts")[0]!)
  })

  it("names files", () => {
    expect(files.length).toBeGreaterThan(3)
  })

  it.each(files)("rightly says that %s names every metric", (file) => {
    const text = page(file)
    const missing = Metric.metricIds.filter((id) => !new RegExp(`\\b${id}\\b`, "u").test(text))
    expect(missing, `${file} has nothing of these metrics`).toEqual([])
  })

  it("has a definition and a direction in docs/methods.md for each metric", () => {
    const defined = new Map(rows(page("docs/methods.md")).map(([id, ...cells]) => [id, cells]))
    for (const { id, sense } of Metric.metrics) expect(defined.get(id)?.at(-1), `the row of ${id}`).toBe(sense)
  })
})

interface Comparison {
  readonly metric: string
  readonly interval: unknown
  readonly verdict: string
}

describe("a record of a metric", () => {
  let folder = ""
  let comparisons: ReadonlyArray<Comparison>
  let html = ""

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "fairward-metric-"))
    const predictions = ["patient,hour,score,label"]
    const patients = ["patient,sex"]
    const events = ["patient,start,stop"]
    for (let patient = 0; patient < 200; patient++) {
      patients.push(`${patient},${patient % 2 === 0 ? "F" : "M"}`)
      if (patient % 3 > 0) events.push(`${patient},12,13`)
      for (let hour = 0; hour < 12; hour++) {
        const label = patient % 3 > 0 && hour >= 8 ? 1 : 0
        const noise = ((patient * 7919 + hour * 3571) % 97) / 200 + ((patient * 37) % 23) / 80
        predictions.push(`${patient},${hour},${(noise + 0.2 * label).toFixed(3)},${label}`)
      }
    }
    await writeFile(join(folder, "predictions.csv"), predictions.join("\n"))
    await writeFile(join(folder, "patients.csv"), patients.join("\n"))
    await writeFile(join(folder, "events.csv"), events.join("\n"))
    await writeFile(
      join(folder, "fairward.json"),
      JSON.stringify({
        title: "Every metric",
        timestep: "1 h",
        horizon: "4 h",
        data: {
          predictions: { from: "predictions.csv", patient: "patient", time: "hour", score: "score", label: "label" },
          patients: { from: "patients.csv", patient: "patient" },
          events: { from: "events.csv", patient: "patient", start: "start", stop: "stop" }
        },
        threshold: { value: 0.5 },
        groupings: { sex: { column: "sex" } },
        resampling: { replicates: 1000, seed: 42 },
        stages: { performance: { metrics: Metric.metricIds } }
      })
    )
    const { code, stderr } = await fairward(["audit", "fairward.json", "--out", "report", "--format", "html"], folder)
    expect(code, stderr).toBe(0)
    const findings = JSON.parse(await readFile(join(folder, "report/findings.json"), "utf8"))
    comparisons = findings.stages.performance.findings.comparisons
    html = await readFile(join(folder, "report/report.html"), "utf8")
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it.each(Metric.metrics)("of $id becomes a comparison with interval and verdict", ({ id, judged }) => {
    const own = comparisons.filter(({ metric }) => metric === id)
    expect(own).toHaveLength(2)
    for (const { interval, verdict } of own) {
      if (judged === true) expect(interval).not.toBeNull()
      expect(verdict === "no verdict").toBe(judged !== true)
    }
  })

  it.each(Metric.metrics)("of $id stands in the tables and in the glossary of the report", ({ definition, title }) => {
    expect(html.split(title).length).toBeGreaterThan(3)
    expect(html).toContain(definition.replaceAll("&", "&amp;").slice(0, 60))
  })
})
