import { existsSync } from "node:fs"
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fairward } from "@fairward/fixtures/Command"
import { orSkipped, sharedFolder } from "@fairward/fixtures/Shared"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { formats, make } from "../make.ts"
import { expectSame, type Verdicts, verdictsOf } from "./verdicts.ts"

const example = join(import.meta.dirname, "..")

/** What is the same whoever wrote the configuration: how data are read stays as proposed. */
const withThresholdAndGroupingsOf = (proposed: string, written: string) => {
  const own = written.slice(written.indexOf("threshold:"))
  const until = proposed.split("\n").findIndex((line) => line.startsWith("threshold:"))
  return `${proposed.split("\n").slice(0, until).join("\n")}\n${own}`
}

describe("fairward init on a folder of every known format", () => {
  let place = ""
  let native: Verdicts
  const written = (name: string) => readFile(join(example, name, "fairward.yaml"), "utf8")

  beforeAll(async () => {
    place = await mkdtemp(join(tmpdir(), "fairward-init-"))
    await make(place, formats)
    await writeFile(join(place, "native/fairward.yaml"), await written("native"))
    native = await verdictsOf(join(place, "native"))
    await rm(join(place, "native/fairward.yaml"))
  })
  afterAll(() => rm(place, { recursive: true, force: true }))

  it.each([
    ["native", []],
    ["meds", ["--event", "CONDITION//CIRCULATORY_FAILURE"]],
    ["yaib", []],
    ["physionet2019", []],
    ["famews", []],
    ["hirid", []],
    ["mimic3", ["--horizon", "6 h"]],
    ["mimic4", ["--horizon", "6 h"]],
    ["seismometer", []]
  ] as const)("reads %s as the person who wrote the example", async (name, options) => {
    const folder = join(place, name)
    const { code, stderr, stdout } = await fairward(["init", "--yes", ...options], folder)
    expect(code, stderr).toBe(0)
    expect(stdout).toContain("fairward.yaml and its data can be audited.")
    const proposed = await readFile(join(folder, "fairward.yaml"), "utf8")
    expect(proposed).toContain("horizon: 6 h")
    // The examples take every stay for a person of its own.
    const alike = proposed.replace(/^ {2}patients:\n(?: {4}#.*\n)* {4}cluster: .*\n/mu, "")
    await writeFile(join(folder, "fairward.yaml"), withThresholdAndGroupingsOf(alike, await written(name)))
    expectSame(await verdictsOf(folder), native)
  })

  it.each(["mimic3", "mimic4"])(
    "audits %s without an edit, marks what it assumed, and says what is missing",
    async (name) => {
      const folder = join(place, name)
      const again = await fairward(["init", "--yes", "--force"], folder)
      expect(again.code, again.stderr).toBe(0)
      const proposed = await readFile(join(folder, "fairward.yaml"), "utf8")
      expect(proposed).toContain("start: onset")
      expect(proposed).toContain(
        "# assumed: nothing says how far ahead the model warns: write here what it was trained for"
      )
      await rm(join(folder, "data/events.parquet"))
      const without = await fairward(["init", "--yes", "--force"], folder)
      expect(without.code).toBe(2)
      const told = without.stderr.replaceAll(/\s+/gu, " ")
      expect(told).toContain("There is no data/events.parquet, and data/predictions.parquet has no column of 0 and 1")
      expect(told).toContain("Write data/events.parquet with a row for each event")
      await rm(join(folder, "data/predictions.parquet"))
      const unscored = await fairward(["init", "--yes", "--force"], folder)
      expect(unscored.stderr).toContain("looks like the MIMIC-")
      expect(unscored.stderr).toContain("and has no predictions.parquet.")
    }
  )

  it("reads one prediction a patient, as plp", async () => {
    const { code, stderr } = await fairward(["init", "--yes"], join(place, "plp"))
    expect(code, stderr).toBe(0)
    const proposed = await readFile(join(place, "plp/fairward.yaml"), "utf8")
    expect(proposed).not.toMatch(/^(?:timestep|horizon):/mu)
    expect(proposed).toContain("gender: { column: gender, categories: { Female: Female, Male: Male } }")
  })
})

const shared = sharedFolder("data")

describe.skipIf(shared === undefined)(`fairward init on real data${orSkipped(shared, "data")}`, () => {
  let place = ""
  beforeAll(async () => {
    place = await mkdtemp(join(tmpdir(), "fairward-init-real-"))
  })
  afterAll(() => rm(place, { recursive: true, force: true }))

  it.each([
    ["physionet2019", ["timestep: 1 h", "horizon: 6 h", "stop: stop", "split: split"]],
    ["yaib-eicu-demo", ["timestep: 1 h", "horizon: 6 h", "start: onset_hour", "labels are derived from events"]]
  ] as const)("writes a configuration of %s that can be audited", async (name, settings) => {
    const folder = join(place, name)
    if (!existsSync(join(shared!, name))) return
    await mkdir(folder)
    const { code, stderr } = await fairward(["init", "--yes", join(shared!, name)], folder)
    expect(code, stderr).toBe(0)
    const proposed = await readFile(join(folder, "fairward.yaml"), "utf8")
    for (const setting of settings) expect(proposed).toContain(setting)
  })
})
