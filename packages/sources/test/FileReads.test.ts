import { createReadStream } from "node:fs"
import { describe, expect, it, vi } from "vitest"
import { datasetOf, predictionsCsv, soundFiles } from "./fixtures/Folder.ts"

vi.mock("node:fs", async (original) => {
  const fs = await original<typeof import("node:fs")>()
  return { ...fs, createReadStream: vi.fn(fs.createReadStream) }
})

describe("folders of thousands of small files", () => {
  it("are read once to their end however many tables name them, with no more memory than they are long", async () => {
    const [header, ...rows] = predictionsCsv.trim().split("\n")
    const files = Object.fromEntries(rows.map((row, i) => [`part${i}.csv`, `${header}\n${row}\n`]))
    const query = "select distinct pid, 'F' as sex from read_csv('part*.csv', all_varchar = true)"
    await datasetOf(
      { ...soundFiles, ...files },
      {
        data: {
          predictions: { from: "part*.csv" },
          splits: { from: query.replace("'F' as sex", "'test' as split"), patient: "pid", split: "split" },
          patients: { from: `${query} union all select 11, 'M'` }
        }
      }
    )
    const reads = vi.mocked(createReadStream).mock.calls.filter(([path]) => String(path).includes("part"))
    expect(new Set(reads.map(([path]) => path)).size).toBe(rows.length)
    expect(reads.length).toBe(rows.length)
    for (const [, options] of reads)
      expect((options as { readonly highWaterMark: number }).highWaterMark).toBeLessThan(100)
  })
})
