import { spawnSync } from "node:child_process"
import { describe, expect, it } from "vitest"
import { leastBytes, leastHeap, shortage } from "../src/Memory.ts"
import { fairward } from "./support/command.ts"
import { projectFiles, projectLinks, stagePackage, temporaryFolder } from "./support/project.ts"

const size = {
  patients: 100_000,
  predictions: 1e6,
  replicates: 100_000,
  categories: 10,
  contrasts: 150,
  stages: 6,
  workers: 2
}
const heap = 4e9

describe("the memory of an audit", () => {
  it("is at least a byte for each patient drawn, and three numbers for each comparison and replicate, besides predictions and threads", () => {
    expect(leastBytes(size)).toBe(100_000 * 100_000 + 100_000 * 15 * 10 * 3 * 8 + 30 * 1e6 + 35e6 * 2)
  })

  it("counts the differences of groups that a stage looks for beyond the cohorts", () => {
    const searched = { ...size, contrasts: 2100 }
    expect(leastBytes(searched) - leastBytes(size)).toBe(100_000 * (2100 - 150) * 3 * 8)
    expect(shortage(searched, { memory: 4e9, heap })!.message).toContain("and 2100 differences of groups of them")
  })

  it("is refused where it is more than is free, with how many replicates fit", () => {
    const short = shortage(size, { memory: 4e9, heap })!
    expect(short.message).toBe(
      "100000 replicates of 100000 patients with 1000000 predictions in 10 categories need at least 10.5 GB of memory, and 4.0 GB are free here."
    )
    const [, fitting] = /resampling\.replicates to (\d+) or less/u.exec(short.fix!)!
    expect(shortage({ ...size, replicates: Number(fitting) }, { memory: 4e9, heap })).toBeUndefined()
    expect(shortage({ ...size, replicates: Number(fitting) + 10 }, { memory: 4e9, heap })).toBeDefined()
    expect(shortage(size, { memory: 2e10, heap })).toBeUndefined()
    expect(shortage({ ...size, replicates: 100 }, { memory: 9e7, heap })!.fix).toMatch(/^Leave groupings out, or give/u)
  })

  it("is refused where Node's heap is too small for the tables and figures", () => {
    const many = { ...size, replicates: 100, categories: 100 }
    expect(shortage(many, { memory: 2e10, heap: leastHeap(many) })).toBeUndefined()
    expect(shortage(many, { memory: 2e10, heap: leastHeap(many) - 1 })!.message).toBe(
      "6 stages of 100 categories need at least 330 MB of memory for tables and figures, and Node gives them 330 MB here."
    )
  })

  it("is compared before any stage runs, and nothing is written", async () => {
    const categories = Array.from({ length: 12_000 }, (_, i) => i)
    const folder = temporaryFolder(
      {
        ...projectFiles(["size", "@fairward/cli"]),
        ...stagePackage("size"),
        "predictions.csv": `pid,s,l\n${categories.map((i) => `${i},0.${i % 10},${i % 2}\n`).join("")}`,
        "patients.csv": `pid,own\n${categories.map((i) => `${i},c${i}\n`).join("")}`,
        "fairward.yaml": JSON.stringify({
          title: "Too many replicates",
          data: {
            predictions: { from: "predictions.csv", patient: "pid", score: "s", label: "l" },
            patients: { from: "patients.csv", patient: "pid" }
          },
          threshold: { value: 0.5 },
          groupings: { own: { column: "own", minEventPatients: 0 } },
          resampling: { replicates: 100_000 }
        })
      },
      projectLinks
    )
    const { code, stderr } = await fairward(folder, ["audit"])
    expect(code, stderr).toBe(2)
    expect(stderr).toMatch(
      /100000 replicates of 12000 patients with 12000 predictions in \d+ categories need at least \d+\.\d GB of memory/u
    )
    expect(stderr).not.toContain("Stage size")
  })

  it("is collected early by an option that this Node has", () => {
    expect(`${spawnSync(process.execPath, ["--v8-options"]).stdout}`).toContain("--heap-growing-percent")
  })
})
