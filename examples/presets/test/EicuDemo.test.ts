import { existsSync } from "node:fs"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fairward } from "@fairward/fixtures/Command"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { verdictsOf } from "./verdicts.ts"

const data = join(import.meta.dirname, "../../../../shared/data/yaib-eicu-demo")

const configuration = (label: string) => `title: Sepsis, eICU demonstration data
timestep: 1 h
horizon: 6 h
data:
  predictions: { from: "${data}/predictions.parquet", patient: stay_id, time: time, timeUnit: s, score: score${label} }
  patients: { from: "${data}/static.parquet", patient: stay_id }
  events: { from: "${data}/onset.csv", patient: stay_id, start: onset_hour, timeUnit: h }
threshold: { value: 0.05 }
groupings:
  sex: { column: sex }
`

/** Skips where the folder is not beside the repository. */
describe.skipIf(!existsSync(data))("sepsis as YAIB labels it", () => {
  let folder = ""
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "fairward-eicu-"))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it("is refused: 428 of the 806 hours labelled 1 lie at or after the onset", async () => {
    await writeFile(join(folder, "fairward.yaml"), configuration(", label: label"))
    const { code, stderr } = await fairward(["validate"], folder)
    expect(code).toBe(2)
    expect(stderr).toContain("428 of 806 positive steps contradict")
  })

  it("is audited without a query once labels follow from the onsets", async () => {
    await writeFile(join(folder, "fairward.yaml"), configuration(""))
    const verdicts = await verdictsOf(folder)
    expect(verdicts.get("sex 0 recall")?.[1]).toBeGreaterThan(0)
    expect(verdicts.has("sex 0 event_recall")).toBe(true)
  })
})
