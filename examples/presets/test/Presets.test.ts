import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Presets } from "@fairward/sources"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Format, formats, make } from "../make.ts"
import { variants } from "./variants.ts"
import { expectSame, type Verdicts, verdictsOf } from "./verdicts.ts"

const example = join(import.meta.dirname, "..")

describe("one unit in every known format", () => {
  let place = ""
  let native: Verdicts

  beforeAll(async () => {
    place = await mkdtemp(join(tmpdir(), "fairward-presets-"))
    const others = Object.entries(variants).map(([name, { write }]): [string, Format] => [name, write])
    await make(place, { ...formats, ...Object.fromEntries(others) })
    for (const name of Object.keys(formats)) {
      await cp(join(example, name, "fairward.yaml"), join(place, name, "fairward.yaml"))
    }
    const configuration = await readFile(join(example, "native/fairward.yaml"), "utf8")
    for (const [name, variant] of Object.entries(variants)) {
      const text = configuration.replace(/^data:\n( {2}.*\n)+/mu, variant.configuration)
      await writeFile(join(place, name, "fairward.yaml"), text)
    }
    native = await verdictsOf(join(place, "native"))
  })
  afterAll(() => rm(place, { recursive: true, force: true }))

  it("has an example of every preset", () => {
    expect(Object.keys(formats).toSorted()).toEqual(["native", ...Object.keys(Presets.presets)].toSorted())
  })

  it("finds what was planted: women are overlooked", () => {
    expect(native.get("sex 0 recall")?.[0]).toBe("material")
    expect(new Set([...native.values()].map(([verdict]) => verdict)).size).toBeGreaterThan(2)
  })

  it.each([
    "meds",
    "yaib",
    "physionet2019",
    "famews",
    "hirid",
    "mimic3",
    "mimic4",
    "seismometer",
    ...Object.keys(variants)
  ])("gives the verdicts and numbers of the native tables as %s", async (name) =>
    expectSame(await verdictsOf(join(place, name)), native)
  )

  it("audits one prediction a patient as plp", async () => {
    const verdicts = await verdictsOf(join(place, "plp"))
    expect(verdicts.get("sex 0 recall")?.[0]).toBe("material")
    expect([...verdicts.keys()].some((key) => key.includes("event_recall"))).toBe(false)
  })
})
