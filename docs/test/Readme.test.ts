import { globSync } from "node:fs"
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fairward, type Outcome } from "@fairward/fixtures/Command"
import { schemaProblems } from "@fairward/fixtures/FindingsSchema"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { parse } from "yaml"
import { blocks, page, repository } from "./markdown.ts"
import { tables } from "./tables.ts"

describe("the README's own-model walk", () => {
  let folder = ""
  let validated: Outcome
  let audited: Outcome

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "fairward-readme-"))
    const { people, predictions } = tables()
    await writeFile(join(folder, "predictions.csv"), predictions)
    await writeFile(join(folder, "patients.csv"), people)
    await writeFile(join(folder, "fairward.yaml"), blocks(page("README.md"), "yaml")[0]!)
    validated = await fairward(["validate"], folder)
    audited = await fairward(["audit", "--out", "report"], folder)
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it("validates the configuration as printed", () => {
    expect(validated.code, validated.stderr).toBe(0)
    expect(validated.stdout).toContain("fairward.yaml and its data can be audited.")
  })

  it("ends with the report and the findings", async () => {
    expect(audited.code, audited.stderr).toBe(0)
    const pdf = await readFile(join(folder, "report/report.pdf"))
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-")
  })

  it("needs no configuration to be written: fairward init proposes the same settings", async () => {
    const place = await mkdtemp(join(tmpdir(), "fairward-readme-init-"))
    for (const name of ["predictions.csv", "patients.csv"]) await cp(join(folder, name), join(place, name))
    const { code, stderr } = await fairward(["init", "--yes"], place)
    expect(code, stderr).toBe(0)
    const settings = (text: string) => {
      const { data, horizon, timestep } = parse(text)
      return { data, horizon, timestep }
    }
    const proposed = settings(await readFile(join(place, "fairward.yaml"), "utf8"))
    await rm(place, { recursive: true })
    expect(proposed).toEqual(settings(blocks(page("README.md"), "yaml")[0]!))
  })

  it("finds that the model overlooks women", async () => {
    const findings: unknown = JSON.parse(await readFile(join(folder, "report/findings.json"), "utf8"))
    expect(schemaProblems(findings)).toEqual([])
    const { stages } = findings as {
      stages: { performance: { findings: { comparisons: ReadonlyArray<Record<string, unknown>> } } }
    }
    const recall = stages.performance.findings.comparisons.filter(({ metric }) => metric === "recall")
    expect(recall.find(({ category }) => category === "F")).toMatchObject({ direction: "worse", verdict: "material" })
    expect(recall.find(({ category }) => category === "M")).toMatchObject({ direction: "better" })
  })

  it("lists every public package, each once", () => {
    const listed = [...page("README.md").matchAll(/^\| \[`([^`]+)`\]\(([^)]+)\)/gmu)].map(([, name, path]) => [
      name,
      path
    ])
    for (const [name, path] of listed) {
      expect((JSON.parse(page(`${path}/package.json`)) as { name: string }).name).toBe(name)
    }
    const published = globSync("{packages,plugins,apps}/*/package.json", { cwd: repository })
      .map((path) => JSON.parse(page(path)) as { readonly name: string; readonly private?: boolean })
      .filter((manifest) => manifest.private !== true)
    expect(listed.map(([name]) => name).toSorted()).toEqual(published.map(({ name }) => name).toSorted())
  })
})

describe("the errors shown in docs/data.md", () => {
  it("are what the command says", async () => {
    const folder = await mkdtemp(join(tmpdir(), "fairward-data-"))
    try {
      await writeFile(join(folder, "predictions.csv"), "patient,hour,score,label\n1,0,87,0\n1,1,91,1\n")
      await writeFile(join(folder, "patients.csv"), "patient,Gender,age\n1,F,70\n")
      await writeFile(
        join(folder, "fairward.yaml"),
        blocks(page("README.md"), "yaml")[0]!
          .replace("column: sex, categories: { F: Female, M: Male }", "column: gender")
          .replace(/^ {2}age:.*\n/mu, "")
      )
      const { code, stderr } = await fairward(["validate"], folder)
      expect(code).toBe(2)
      expect(stderr).toContain(blocks(page("docs/data.md"), "text")[0]!.trim())
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
