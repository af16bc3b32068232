import { describe, expect, it } from "vitest"
import { leastBytes, shortage } from "../src/Memory.ts"
import { fairward } from "./support/command.ts"
import { projectFiles, projectLinks, stagePackage, temporaryFolder } from "./support/project.ts"

const size = { patients: 100_000, replicates: 100_000, categories: 10 }

describe("the memory of an audit", () => {
  it("is at least a byte for each patient drawn, and three numbers for each comparison and replicate", () => {
    expect(leastBytes(size)).toBe(100_000 * 100_000 + 100_000 * 15 * 10 * 3 * 8)
  })

  it("is refused where it is more than is free, with how many replicates fit", () => {
    const short = shortage(size, 4e9)!
    expect(short.message).toBe(
      "100000 replicates of 100000 patients in 10 categories need at least 10.4 GB of memory, and 4.0 GB are free here."
    )
    const [, fitting] = /resampling\.replicates to (\d+) or less/u.exec(short.fix!)!
    expect(shortage({ ...size, replicates: Number(fitting) }, 4e9)).toBeUndefined()
    expect(shortage({ ...size, replicates: Number(fitting) + 10 }, 4e9)).toBeDefined()
    expect(shortage(size, 2e10)).toBeUndefined()
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
    expect(stderr).toMatch(/100000 replicates of 12000 patients in \d+ categories need at least \d+\.\d GB of memory/u)
    expect(stderr).not.toContain("Stage size")
  })
})
