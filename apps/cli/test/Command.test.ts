import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { schemaProblems } from "@fairward/fixtures/FindingsSchema"
import { describe, expect, it } from "vitest"
import { fairward, fairwardProcess } from "./support/command.ts"
import { config, writeData } from "./support/data.ts"
import { fill, performance, projectFiles, projectLinks, stagePackage, temporaryFolder } from "./support/project.ts"

const project = async (stages: Readonly<Record<string, string>>, names: ReadonlyArray<string>) => {
  const folder = temporaryFolder(
    { ...projectFiles([...names, "@fairward/cli"]), ...stages, "fairward.yaml": config },
    projectLinks
  )
  await writeData(folder)
  return folder
}

const oneStage = () => project(stagePackage("size"), ["size"])

const outputs = ["fairward.log", "findings.json", "report.html", "report.pdf"]

const findingsIn = (folder: string) => {
  const content = JSON.parse(readFileSync(join(folder, "findings.json"), "utf8"))
  expect(schemaProblems(content)).toEqual([])
  return content
}

/** The findings without what may differ from run to run. */
const comparable = (folder: string) =>
  readFileSync(join(folder, "findings.json"), "utf8").replaceAll(/"(seconds|startedAt)": .*/gu, '"$1": 0')

describe("fairward audit", () => {
  it("writes report, findings and log, says where, and exits 0", async () => {
    const folder = await oneStage()
    const { code, stderr, stdout } = await fairwardProcess(folder, ["audit", "--out", "made/report"])
    expect(stderr).not.toContain("bug")
    expect(code).toBe(0)
    expect(readdirSync(join(folder, "made/report")).sort()).toEqual(outputs)
    expect(readFileSync(join(folder, "made/report/report.pdf"), "latin1").slice(0, 5)).toBe("%PDF-")
    expect(readFileSync(join(folder, "made/report/report.html"), "utf8")).toMatch(/^<!doctype html>/)
    for (const name of outputs) expect(stdout).toContain(`made/report/${name}`)
    const { audit, nothingAnalysed, provenance, stages } = findingsIn(join(folder, "made/report"))
    expect(audit.dataset.patients.all).toBe(150)
    expect(stages.size).toMatchObject({ status: "done", options: { limit: 7 }, findings: { patients: 150, limit: 7 } })
    expect(nothingAnalysed).toBeUndefined()
    expect(provenance.inputs.map(({ name }: { readonly name: string }) => name)).toContain("predictions.parquet")
    expect(provenance.versions).toMatchObject({ size: "1.2.3", effect: "4.1.0", node: process.versions.node })
    const log = readFileSync(join(folder, "made/report/fairward.log"), "utf8")
    expect(log).toContain("Stage size of size 1.2.3")
    expect(log).toContain("Stage size: done")
  })

  it("finds the same, byte for byte, with one worker and with two, and prints JSON alone when asked", async () => {
    const folder = await project({}, ["@fairward/performance"])
    fill(folder, {}, { "node_modules/@fairward/performance": performance })
    const runs = await Promise.all(
      ["1", "2"].map((workers) =>
        fairwardProcess(folder, ["audit", "--json", "--out", `workers-${workers}`, "--workers", workers])
      )
    )
    expect(comparable(join(folder, "workers-1"))).toBe(comparable(join(folder, "workers-2")))
    const said = JSON.parse(runs[0]!.stdout)
    expect(said.outputs.map(({ name }: { readonly name: string }) => name).sort()).toEqual(outputs)
    expect(said.stages).toMatchObject([{ id: "performance", status: "done" }])
    expect(said.stages[0].comparisons).toBeGreaterThan(0)
  })

  it("without a stage runs all the same, and says so on the terminal and in the findings", async () => {
    const folder = await project({}, [])
    fill(folder, { "node_modules/fairward/package.json": '{"name": "fairward", "version": "1.0.0"}' })
    const { code, stderr } = await fairward(folder, ["audit"])
    expect(code).toBe(0)
    expect(stderr).toContain("No stage is installed")
    expect(stderr).toContain("npm install @fairward/performance")
    expect(findingsIn(join(folder, "out"))).toMatchObject({
      stages: {},
      nothingAnalysed: expect.stringContaining("No stage is installed")
    })
  })

  it("exits 3 when a stage fails, and reports the others", async () => {
    const failing = stagePackage("failing", {
      analyse: '() => Effect.fail(new Stage.StageError({ stage: "failing", reason: Message.of`the moon is full` }))'
    })
    const undrawable = stagePackage("undrawable", { report: '() => { throw new Error("no ink") }' })
    const folder = await project({ ...failing, ...undrawable, ...stagePackage("size") }, [
      "failing",
      "undrawable",
      "size"
    ])
    const { code, stderr } = await fairward(folder, ["audit"])
    expect(code).toBe(3)
    expect(stderr).toContain("the moon is full")
    const { stages } = findingsIn(join(folder, "out"))
    expect(stages.failing).toMatchObject({ status: "failed", reason: ["the moon is full"] })
    expect(stages.undrawable).toMatchObject({
      status: "failed",
      reason: ["its code broke off; the log has what it said"]
    })
    expect(stages.size.status).toBe("done")
  })

  it("exits 1 when a section cannot be drawn, and writes the others with a sentence in its place", async () => {
    const table = '{ _tag: "Table", id: "same", caption: "", columns: [], rows: [] }'
    const twice = `() => ({ id: "twice", title: "Twice", blocks: [${table}, ${table}] })`
    const folder = await project({ ...stagePackage("twice", { report: twice }), ...stagePackage("size") }, [
      "twice",
      "size"
    ])
    const { code, stderr } = await fairward(folder, ["audit", "--format", "html"])
    expect(code).toBe(1)
    expect(stderr).toContain('report.html is without "Twice": The report has more than one')
    expect(readdirSync(join(folder, "out")).sort()).toEqual(["fairward.log", "findings.json", "report.html"])
    const page = readFileSync(join(folder, "out/report.html"), "utf8")
    expect(page).toContain("This section could not be drawn")
    expect(page).toContain("150 patients")
    expect(findingsIn(join(folder, "out")).stages.twice).toMatchObject({ status: "done", findings: { patients: 150 } })
  })

  it("prints JSON alone, whatever a library or a worker prints", async () => {
    const loud = stagePackage("loud", {
      analyse: `() => Effect.sync(() => {
        console.log("a library says hello")
        process.stdout.write("and so does another")
        return { patients: 1, limit: 7 }
      })`
    })
    const folder = await project(loud, ["loud"])
    for (const limit of ["", "stageTimeLimit: 1 d\n"]) {
      writeFileSync(join(folder, "fairward.yaml"), config + limit)
      const { code, stderr, stdout } = await fairwardProcess(folder, ["audit", "--json", "--format", "html"])
      expect(code, stderr).toBe(0)
      expect(JSON.parse(stdout).stages).toMatchObject([{ id: "loud", status: "done" }])
      expect(stderr).toContain("a library says hello")
      expect(stderr).toContain("and so does another")
    }
  })

  it("exits 3 when stages die or find what their schema refuses, and reports the others whole", async () => {
    const folder = await project(
      {
        ...stagePackage("dying", { analyse: '() => Effect.die(new TypeError("undefined is not a cohort"))' }),
        ...stagePackage("invalid", { analyse: '() => Effect.succeed({ patients: "many", limit: 7 })' }),
        ...stagePackage("size")
      },
      ["dying", "invalid", "size"]
    )
    const { code, stderr } = await fairward(folder, ["audit"])
    expect(code).toBe(3)
    const { stages } = findingsIn(join(folder, "out"))
    expect(stages.dying).toMatchObject({ status: "failed", reason: ["its code broke off; the log has what it said"] })
    expect(stages.invalid).toMatchObject({
      status: "failed",
      reason: ["its findings do not fit their own schema; the log says where"]
    })
    expect(stages.size).toMatchObject({ status: "done", findings: { patients: 150 } })
    for (const id of ["dying", "invalid"]) expect(stderr).toContain(id)
    expect(readdirSync(join(folder, "out"))).toContain("report.pdf")
  })

  it("exits 3 when a stage never ends, which the time limit stops, and writes the report", async () => {
    const folder = await project(stagePackage("endless", { analyse: "() => { while (true) Math.sqrt(2) }" }), [
      "endless"
    ])
    writeFileSync(join(folder, "fairward.yaml"), `${config}stageTimeLimit: 3 s\n`)
    const { code, stderr } = await fairwardProcess(folder, ["audit"])
    expect(code, stderr).toBe(3)
    expect(findingsIn(join(folder, "out")).stages.endless).toMatchObject({
      status: "failed",
      reason: [expect.stringContaining("the time limit of 3 s")]
    })
    expect(stderr).toContain("endless")
    expect(readdirSync(join(folder, "out"))).toContain("report.pdf")
  })

  it("exits 3 when a stage ends its process or cannot be imported, named or not, and reports the others whole", async () => {
    const packages = {
      ...stagePackage("ending", { analyse: "() => process.exit(7)" }),
      ...stagePackage("drawing", { report: "() => process.exit(7)" }),
      ...stagePackage("killing", { analyse: '() => process.kill(process.pid, "SIGKILL")' }),
      ...stagePackage("fatal", { analyse: 'undefined })\nprocess.kill(process.pid, "SIGKILL")\n;({ a: 1' }),
      ...stagePackage("broken", { analyse: 'undefined })\nthrow new Error("no import")\n;({ a: 1' }),
      ...stagePackage("size")
    }
    const folder = await project(packages, ["ending", "drawing", "killing", "fatal", "broken", "size"])
    const all = "stages: {size: {}, broken: {}, ending: {}, drawing: {}, killing: {}, fatal: {}}\n"
    for (const named of ["", all]) {
      writeFileSync(join(folder, "fairward.yaml"), config + named)
      const { code, stderr } = await fairwardProcess(folder, ["audit", "--format", "html"])
      expect(code, stderr).toBe(3)
      const { stages } = findingsIn(join(folder, "out"))
      for (const id of ["ending", "drawing"]) {
        expect(stages[id]).toMatchObject({
          status: "failed",
          reason: ["its thread ended with code 7 before it had findings"]
        })
      }
      for (const id of ["killing", "fatal"]) expect(stages[id]).toMatchObject({ status: "failed" })
      expect(Object.keys(stages)).toHaveLength(6)
      expect(stages.size).toMatchObject({ status: "done", findings: { patients: 150 } })
    }
  })

  it("skips a stage whose inputs the data do not hold, with the reason, and exits 0", async () => {
    const folder = await project(stagePackage("shap", { needs: '["attributions"]' }), ["shap"])
    const { code, stdout } = await fairward(folder, ["audit"])
    expect(code).toBe(0)
    expect(stdout).toContain("Stage shap: skipped: needs feature attributions")
  })

  it("exits 2 on a bad configuration, with line and column, and leaves an earlier report as it is", async () => {
    const folder = await oneStage()
    fill(folder, { "out/report.pdf": "earlier", "out/findings.json": "{}" })
    writeFileSync(
      join(folder, "fairward.yaml"),
      `${config.replace("column: sex", "colunm: sex")}stages: {size: {limti: 1}}\n`
    )
    const { code, stderr } = await fairward(folder, ["audit"])
    expect(code).toBe(2)
    expect(stderr).toContain("fairward.yaml:11:9  groupings.sex.colunm")
    expect(stderr).toContain("fairward.yaml:13:17  stages.size.limti")
    expect(readdirSync(join(folder, "out")).sort()).toEqual(["findings.json", "report.pdf"])
    expect(readFileSync(join(folder, "out/report.pdf"), "utf8")).toBe("earlier")
  })

  it("exits 2 on bad data and bad options at once, and makes no output folder", async () => {
    const folder = await oneStage()
    writeFileSync(
      join(folder, "fairward.yaml"),
      `${config.replace("label: label", "label: lable")}stages: {sise: {}}\n`
    )
    const { code, stderr } = await fairward(folder, ["audit"])
    expect(code).toBe(2)
    expect(stderr).toContain("fairward.yaml:5:3  data.predictions: ")
    expect(stderr).toContain('No installed stage is called "sise": did you mean "size"? It was looked for')
    expect(readdirSync(folder)).not.toContain("out")
  })

  it("exits 2 on a stage that is not installed, with where it was looked for and the command that installs it", async () => {
    const folder = await oneStage()
    writeFileSync(join(folder, "fairward.yaml"), `${config}stages: {missingness: {}, drift: {}}\n`)
    const { code, stderr } = await fairward(folder, ["audit"])
    expect(code).toBe(2)
    expect(stderr).toMatch(/fairward\.yaml:13:10 {2}stages\.missingness: No installed stage is called "missingness"/u)
    expect(stderr).toContain(`looked for among the dependencies of ${join(folder, "package.json")}`)
    expect(stderr).toContain("npm install @fairward/missingness")
    expect(stderr).toMatch(/stages\.drift: No installed stage.*\n.*`fairward stages` lists what is installed/u)
  })

  it("exits 2 on an option that the data cannot meet, placed in the configuration, before any stage runs", async () => {
    const picky = stagePackage("picky", {
      unmet: `(_, { patients }) => [{ path: ["limit"], message: "there are only " + patients.count + " patients" }]`
    })
    const unfed = stagePackage("unfed", {
      unmet: `() => { throw new Error("asked without its data") }`,
      needs: '["attributions"]'
    })
    const folder = await project({ ...picky, ...unfed }, ["picky", "unfed"])
    writeFileSync(join(folder, "fairward.yaml"), `${config}stages: {picky: {limit: 200}, unfed: {}}\n`)
    const { code, stderr } = await fairward(folder, ["audit"])
    expect(code).toBe(2)
    expect(stderr).toContain("fairward.yaml:13:18  stages.picky.limit: there are only 150 patients")
    expect(stderr).not.toContain("Stage picky ...")
    expect(readdirSync(folder)).not.toContain("out")
  })

  it("exits 2 on a threshold that no score reaches, placed in the configuration", async () => {
    const folder = await oneStage()
    writeFileSync(
      join(folder, "fairward.yaml"),
      config.replace("{metric: event-recall, value: 0.8}", "{metric: precision, value: 1}")
    )
    const { code, stderr } = await fairward(folder, ["audit"])
    expect(stderr).toMatch(/fairward\.yaml:9:13 {2}threshold\.metric: no threshold reaches precision 1/u)
    expect(code).toBe(2)
  })

  it("exits 2 when the output folder is a file, before anything is read", async () => {
    const folder = await oneStage()
    const { code, stderr } = await fairward(folder, ["audit", "--out", "package.json/report"])
    expect(code).toBe(2)
    expect(stderr).toContain("package.json is not a folder")
    expect(stderr).not.toContain("Reading the data")
  })

  it.each<readonly [what: string, args: ReadonlyArray<string>, said: string]>([
    ["has no name", ["--out", ""], "No folder is named"],
    ["has a name that is too long", ["--out", "x".repeat(300)], "its name is too long"],
    ...(process.platform === "linux"
      ? [["is on no disk", ["--out", "/proc/nothing"], "/proc is no disk"] as const]
      : [])
  ])("exits 2 before any work when the output folder %s", async (_, args, said) => {
    const { code, stderr } = await fairward(await oneStage(), ["audit", ...args])
    expect(code).toBe(2)
    expect(stderr).toContain(said)
    expect(stderr).not.toContain("Reading the data")
  })

  it("exits 2 when the configuration is a folder", async () => {
    const { code, stderr } = await fairward(temporaryFolder({}), ["audit", "."])
    expect(code).toBe(2)
    expect(stderr).toContain("It is a folder, and not a file in it.")
  })

  it("exits 2 before any work when a folder is in the way of a file, and leaves the earlier ones", async () => {
    const folder = await oneStage()
    fill(folder, { "out/report.pdf/is-a-folder": "", "out/findings.json": "earlier" })
    const { code, stderr } = await fairward(folder, ["audit"])
    expect(stderr).toContain("out/report.pdf is a folder, where a file of that name is to be written")
    expect(stderr).not.toContain("Reading the data")
    expect(code).toBe(2)
    expect(readdirSync(join(folder, "out")).sort()).toEqual(["findings.json", "report.pdf"])
    expect(readFileSync(join(folder, "out/findings.json"), "utf8")).toBe("earlier")
  })

  it("exits 2 on a flag that it does not know", async () => {
    const folder = temporaryFolder({})
    const { code, stderr } = await fairward(folder, ["audit", "--wrokers", "2"])
    expect(code).toBe(2)
    expect(stderr).toContain("--workers")
  })

  it("exits 130 on Ctrl-C, leaves an earlier report as it is and no unfinished file", async () => {
    const endless = stagePackage("endless", { analyse: "() => Effect.never" })
    const folder = await project(endless, ["endless"])
    fill(folder, { "out/report.pdf": "earlier" })
    const { code, stderr } = await fairwardProcess(folder, ["audit"], (said, interrupt) => {
      if (said.includes("Stage endless ...")) interrupt()
    })
    expect(stderr).toContain("Interrupted. No file was written or changed.")
    expect(code).toBe(130)
    expect(readdirSync(join(folder, "out"))).toEqual(["report.pdf"])
    expect(readFileSync(join(folder, "out/report.pdf"), "utf8")).toBe("earlier")
  })
})

describe("fairward report", () => {
  it("draws the report again without the data, beside the findings", async () => {
    const folder = await oneStage()
    await fairward(folder, ["audit", "--out", "audit"])
    fill(folder, { "audit/report.pdf": "to be replaced", "data/predictions.parquet": "gone" })
    const { code, stdout } = await fairward(folder, ["report", "audit/findings.json"])
    expect(code).toBe(0)
    expect(stdout).toContain("audit/report.pdf")
    expect(stdout).toContain("audit/report.html")
    expect(readFileSync(join(folder, "audit/report.pdf"), "latin1").slice(0, 5)).toBe("%PDF-")
  })

  it("draws only the format that is asked for, and exits 2 on one that there is not", async () => {
    const folder = await oneStage()
    await fairward(folder, ["audit", "--out", "audit", "--format", "html"])
    expect(readdirSync(join(folder, "audit")).sort()).toEqual(["fairward.log", "findings.json", "report.html"])
    const again = await fairward(folder, ["report", "audit/findings.json", "--format", "PDF", "--out", "again"])
    expect(again.code).toBe(0)
    expect(readdirSync(join(folder, "again")).sort()).toEqual(["findings.json", "report.pdf"])
    fill(folder, { "other/findings.json": "of another audit" })
    const mixed = await fairward(folder, ["report", "audit/findings.json", "--out", "other"])
    expect(mixed.code).toBe(2)
    expect(mixed.stderr).toContain("holds the findings.json of another audit")
    expect(readdirSync(join(folder, "other"))).toEqual(["findings.json"])
    const wrong = await fairward(folder, ["report", "audit/findings.json", "--format", "pdf,docx"])
    expect(wrong.code).toBe(2)
    expect(wrong.stderr).toContain("pdf, html")
  })

  it("exits 2 on a file that holds no findings", async () => {
    const folder = temporaryFolder({ "findings.json": '{"schemaVersion": 1}' })
    const { code, stderr } = await fairward(folder, ["report", "findings.json"])
    expect(code).toBe(2)
    expect(stderr).toContain("findings.json")
  })
})

describe("fairward validate", () => {
  it("prints what was found, and writes nothing", async () => {
    const folder = await project({ ...stagePackage("size"), ...stagePackage("shap", { needs: '["attributions"]' }) }, [
      "size",
      "shap"
    ])
    const before = readdirSync(folder)
    const { code, stdout } = await fairward(folder, ["validate"])
    expect(code).toBe(0)
    expect(stdout).toMatch(/patients +data\/patients\.parquet +150 rows/u)
    expect(stdout).toMatch(/size +runs/u)
    expect(stdout).toMatch(/shap +would be skipped: needs feature attributions/u)
    expect(readdirSync(folder)).toEqual(before)
  })

  it("counts the patients of each category in its JSON", async () => {
    const folder = await oneStage()
    const { stdout } = await fairward(folder, ["validate", "--json"])
    const { groupings, patients } = JSON.parse(stdout)
    const counted = groupings[0].categories.map((category: { readonly patients: number }) => category.patients)
    expect(counted).toHaveLength(2)
    expect(counted[0] + counted[1]).toBe(patients.test)
  })

  it("prints its problems as JSON when asked, and exits 2", async () => {
    const folder = await oneStage()
    writeFileSync(join(folder, "fairward.yaml"), config.replace("column: sex", "column: sexx"))
    const { code, stdout } = await fairward(folder, ["validate", "--json"])
    expect(code).toBe(2)
    expect(JSON.parse(stdout).problems).toHaveLength(1)
  })

  const ofPreset = `title: A preset
data: {preset: plp, from: plp}
threshold: {value: 0.5}
groupings:
  sex: {column: gender}
`
  const predictions = (value: string) =>
    `rowId,subjectId,gender,outcomeCount,evaluationType,value
1,11,8532,1,Test,0.8
2,12,8507,1,Test,0.4
3,13,8507,0,Train,${value}
4,14,8532,0,Test,${value}
`

  it("prints what a preset stands for, which read in its place finds the same", async () => {
    const folder = temporaryFolder({ "fairward.yaml": ofPreset, "plp/prediction.csv": predictions("0.2") })
    const printed = await fairward(folder, ["validate", "--show-config"])
    expect(printed.code, printed.stderr).toBe(0)
    expect(printed.stdout).not.toContain("preset:")
    writeFileSync(join(folder, "pasted.yaml"), printed.stdout)
    const foundBy = async (name: string) => {
      const { stdout } = await fairward(folder, ["validate", name, "--json"])
      return { ...JSON.parse(stdout), config: "" }
    }
    const found = await foundBy("fairward.yaml")
    expect(found.patients).toEqual({ all: 4, test: 3, train: 1 })
    expect(await foundBy("pasted.yaml")).toEqual(found)
  })

  it("prints it as JSON when asked, reads no data, and exits 2 on a configuration that is none", async () => {
    const folder = temporaryFolder({ "fairward.yaml": ofPreset, "plp/prediction.csv": "" })
    const { code, stdout } = await fairward(folder, ["validate", "--show-config", "--json"])
    expect(code).toBe(0)
    expect(JSON.parse(stdout).data.predictions).toMatchObject({ patient: "row_id", score: "value" })
    writeFileSync(join(folder, "fairward.yaml"), ofPreset.replace("title", "titel"))
    expect((await fairward(folder, ["validate", "--show-config"])).code).toBe(2)
  })

  it("says of a preset's table that it is the preset's, at its place in the configuration", async () => {
    const folder = temporaryFolder({ "fairward.yaml": ofPreset, "plp/prediction.csv": predictions("-3.1") })
    const { code, stderr } = await fairward(folder, ["validate"])
    expect(code).toBe(2)
    expect(stderr).toMatch(/fairward\.yaml:2:8 {2}data\.predictions: \(query, column value\)/u)
    expect(stderr).toContain("Preset plp reads this table; to change how, paste what validate --show-config prints.")
  })
})

describe("fairward stages", () => {
  it("lists each stage with package, version, folder and inputs, and why it would be skipped", async () => {
    const folder = await project({ ...stagePackage("size"), ...stagePackage("shap", { needs: '["attributions"]' }) }, [
      "size",
      "shap"
    ])
    const { code, stdout } = await fairward(folder, ["stages", "fairward.yaml", "--json"])
    expect(code).toBe(0)
    const { project: manifest, stages } = JSON.parse(stdout)
    expect(manifest).toBe(join(folder, "package.json"))
    expect(stages).toMatchObject([
      { id: "size", package: "size", version: "1.2.3", folder: join(folder, "node_modules/size"), needs: [] },
      { id: "shap", needs: ["attributions"], skipped: expect.stringContaining("data.attributions") }
    ])
    expect(stages[0].skipped).toBeUndefined()
  })

  it("exits 2 when one cannot be used, and lists the others", async () => {
    const folder = temporaryFolder(
      { ...projectFiles(["size", "late"]), ...stagePackage("size"), ...stagePackage("late", { contract: "^9.0.0" }) },
      projectLinks
    )
    const { code, stderr, stdout } = await fairward(folder, ["stages"])
    expect(code).toBe(2)
    expect(stdout).toContain("Stage size")
    expect(stderr).toContain("late 1.2.3")
  })
})

describe("fairward demo", () => {
  it("needs no input, and leaves its data and configuration beside the report", async () => {
    const folder = temporaryFolder({ ...projectFiles(["size"]), ...stagePackage("size") }, projectLinks)
    const { code, stderr } = await fairwardProcess(folder, ["demo", "--out", "demo"])
    expect(stderr).not.toContain("problem")
    expect(code).toBe(0)
    expect(readdirSync(join(folder, "demo")).sort()).toEqual([
      "data",
      "fairward.log",
      "fairward.yaml",
      ...outputs.slice(1)
    ])
    expect(findingsIn(join(folder, "demo")).audit.dataset.patients.all).toBe(1500)
  })

  it("does not write over a configuration that is not its own", async () => {
    const folder = temporaryFolder({ "demo/fairward.yaml": "title: mine" })
    const { code, stderr } = await fairward(folder, ["demo", "--out", "demo"])
    expect(code).toBe(2)
    expect(stderr).toContain("demo/fairward.yaml")
    expect(readdirSync(join(folder, "demo"))).toEqual(["fairward.yaml"])
  })
})
