import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { parse } from "yaml"
import { fairward } from "./support/command.ts"
import { writeData } from "./support/data.ts"
import { projectFiles, projectLinks, stagePackage, temporaryFolder } from "./support/project.ts"

const rows = Array.from({ length: 300 }, (_, i) => {
  const label = i % 4 === 0 ? 1 : 0
  return {
    id: 7_000_000 + i,
    score: (((i * 37) % 60) / 100 + 0.3 * label).toFixed(2),
    label,
    sex: i % 2 === 0 ? "F" : "M"
  }
})
const table = (head: string, row: (one: (typeof rows)[number]) => ReadonlyArray<unknown>) =>
  `${head}\n${rows.map((one) => row(one).join(",")).join("\n")}\n`
const classical = table("id,score,label,sex", ({ id, label, score, sex }) => [id, score, label, sex])
const twoModels = table("id,risk_v1,risk_v2,label,sex", ({ id, label, score, sex }) => [id, score, score, label, sex])

const folderWith = (files: Readonly<Record<string, string>>, stages: ReadonlyArray<string> = ["size"]) =>
  temporaryFolder(
    {
      ...projectFiles([...stages, "@fairward/cli"]),
      ...Object.assign({}, ...stages.map((id) => stagePackage(id))),
      ...files
    },
    projectLinks
  )

const written = (folder: string) => readFileSync(join(folder, "fairward.yaml"), "utf8")

describe("fairward init", () => {
  it("writes a configuration that can be audited without an edit, says what it assumed, and what to type next", async () => {
    const folder = folderWith({ "model.csv": classical })
    const { code, stderr, stdout } = await fairward(folder, ["init", "--yes"])
    expect(code, stderr).toBe(0)
    expect(stdout).toMatch(
      /Assumed; if it is wrong, change it in fairward\.yaml[\s\S]*threshold +the score that finds 80 %/u
    )
    expect(stdout).toContain("fairward.yaml and its data can be audited.")
    expect(stdout.trimEnd()).toMatch(/Next: fairward audit --out report$/u)
    const audited = await fairward(folder, ["audit", "--format", "html", "--out", "report"])
    expect(audited.code, audited.stderr).toBe(0)
    expect(existsSync(join(folder, "report/report.html"))).toBe(true)
  })

  it("writes beside each guess that it is one", async () => {
    const folder = folderWith({ "model.csv": classical })
    await fairward(folder, ["init", "--yes"])
    const text = written(folder)
    expect(text).toContain("title: Early-warning model # assumed: what the report is to be called")
    expect(text).toMatch(/# assumed: the score that finds 80 % [^\n]*\nthreshold: \{/u)
    expect(text).toContain("sex: { column: sex, categories: { F: Female, M: Male } }")
    expect(text).toContain("# - caseMix: [age, ...]: is a cohort served worse, or sicker?")
    // Of one prediction a patient none is before another time.
    expect(text).not.toContain("data.recognition")
  })

  it("recognises the simulator's tables, with the units of what they measure", async () => {
    const folder = folderWith({}, ["size", "medical-variables"])
    await writeData(folder)
    const { code, stderr } = await fairward(folder, ["init", "--yes", "data"])
    // The stage that is called so here has no such options.
    expect(code, stderr).toBe(2)
    expect(parse(written(folder))).toMatchObject({
      timestep: "1 h",
      horizon: "12 h",
      data: {
        predictions: { from: "data/predictions.parquet", time: "step", label: "label", score: "seed_0" },
        events: { start: "start", stop: "stop" },
        timeseries: { time: "minutes", timeUnit: "min" },
        attributions: { from: "data/attributions.parquet" },
        splits: { from: "data/splits.parquet", split: "split" }
      },
      stages: { "medical-variables": { variables: { lactate: { unit: "mmol/l" }, map: { unit: "mmHg" } } }, size: {} }
    })
  })

  it("does not write over a configuration, but with --force", async () => {
    const folder = folderWith({ "model.csv": classical, "fairward.yaml": "title: Mine\n" })
    const refused = await fairward(folder, ["init", "--yes"])
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain("There is a file of that name already.")
    expect(written(folder)).toBe("title: Mine\n")
    expect((await fairward(folder, ["init", "--yes", "--force"])).code).toBe(0)
    expect(written(folder)).toContain("Early-warning model")
  })

  it("names every question that nobody answers, with its option, and writes nothing", async () => {
    const folder = folderWith({ "model.csv": twoModels })
    const { code, stderr } = await fairward(folder, ["init"])
    expect(code).toBe(2)
    expect(stderr).toMatch(
      /--score {2}Which column of model\.csv is the model's score\?[\s\S]*One of: risk_v1, risk_v2[\s\S]*--yes/u
    )
    expect(existsSync(join(folder, "fairward.yaml"))).toBe(false)
    const answered = await fairward(folder, ["init", "--score", "risk_v2"])
    expect(answered.code, answered.stderr).toBe(0)
    expect(answered.stdout).toMatch(/As you said\n +data\.predictions\.score +risk_v2/u)
    expect(answered.stdout).toContain(
      "  models:\n    risk_v1: { score: risk_v1, baseline: true }\n    risk_v2: { score: risk_v2 }\n"
    )
    const offered = /^# {3}(models:\n(?:# {5}.*\n)+)/mu.exec(written(folder))![1]!.replaceAll(/^# {3}/gmu, "")
    writeFileSync(join(folder, "fairward.yaml"), `${written(folder).replace(/^ +score:.*\n/mu, "")}\n${offered}`)
    const compared = await fairward(folder, ["validate"])
    expect(compared.code, compared.stderr).toBe(0)
  })

  it("says what is not there", async () => {
    const folder = folderWith({})
    const { code, stderr } = await fairward(folder, ["init", "--yes", "nowhere.csv"])
    expect(code).toBe(2)
    expect(stderr).toContain("nowhere.csv  there is no such file or folder")
  })

  it("names no patient, whatever is wrong", async () => {
    const folder = folderWith({ "model.csv": classical })
    writeFileSync(join(folder, "model.csv"), classical.replace("7000004,", "7000003,"))
    const { stderr, stdout } = await fairward(folder, ["init", "--yes", "--patient", "id"])
    expect(stderr + stdout + (existsSync(join(folder, "fairward.yaml")) ? written(folder) : "")).not.toMatch(
      /70000\d\d/u
    )
  })

  it("writes where --out says, with paths from there", async () => {
    const folder = folderWith({ "data/model.csv": classical, "audits/.keep": "" })
    const { code, stderr, stdout } = await fairward(folder, ["init", "--yes", "data", "--out", "audits/may.yaml"])
    expect(code, stderr).toBe(0)
    expect(parse(readFileSync(join(folder, "audits/may.yaml"), "utf8")).data.predictions.from).toBe("../data/model.csv")
    expect(stdout).toContain("Next: fairward audit audits/may.yaml --out report")
  })
})
