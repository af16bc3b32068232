import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { fairward } from "./support/command.ts"
import { config, writeData } from "./support/data.ts"
import { fill, performance, projectFiles, projectLinks } from "./support/project.ts"

let folder = ""

beforeAll(async () => {
  const shared = config
    .replace("  sex: {column: sex}", "  sex: &sex {column: sex}\n  gender: *sex")
    .replace("threshold:", "report: {sections: [answer, card]}\nthreshold:")
  folder = realpathSync(mkdtempSync(join(tmpdir(), "fairward-")))
  fill(
    folder,
    { ...projectFiles(["@fairward/cli", "@fairward/performance"]), "fairward.yaml": shared },
    { ...projectLinks, "node_modules/@fairward/performance": performance }
  )
  await writeData(folder)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const set = (...settings: ReadonlyArray<string>) => settings.flatMap((setting) => ["--set", setting])

const shown = async (...settings: ReadonlyArray<string>) => {
  const { code, stderr, stdout } = await fairward(folder, ["validate", "--show-config", "--json", ...set(...settings)])
  expect(code, stderr).toBe(0)
  return JSON.parse(stdout)
}

describe("--set", () => {
  it("puts values in place of those of the file, at any depth, the last of several", async () => {
    const content = await shown(
      "threshold.value=0.1",
      "threshold.value=0.7",
      "data.predictions.score=[seed_0, seed_0]",
      "report.sections.0=evidence",
      "report.sections.2=reading",
      "stages.performance.margin=0.1",
      'margins."time-gap.gap"=5'
    )
    expect(content.threshold).toEqual({ metric: "event-recall", value: 0.7 })
    expect(content.data.predictions).toMatchObject({ score: ["seed_0", "seed_0"], label: "label" })
    expect(content.report).toEqual({ sections: ["evidence", "card", "reading"] })
    expect(content.stages).toEqual({ performance: { margin: 0.1 } })
    expect(content.margins).toEqual({ "time-gap.gap": 5 })
  })

  it("takes a text as it stands where the setting takes nothing else", async () => {
    const content = await shown(
      "title=2024",
      "author=[a: *b",
      'model.name="quoted"',
      "groupings.sex.title=yes: no",
      "data.splits.test=1"
    )
    expect(content).toMatchObject({ title: "2024", author: "[a: *b", model: { name: "quoted" } })
    expect(content.groupings.sex.title).toBe("yes: no")
    expect(content.data.splits.test).toBe("1")
  })

  it("changes a part of what stands for another, and not the other", async () => {
    const { groupings } = await shown("groupings.gender.title=Gender")
    expect(groupings).toEqual({ sex: { column: "sex" }, gender: { column: "sex", title: "Gender" } })
  })

  it("is refused as the file is, with the option in place of the line", async () => {
    const { code, stderr } = await fairward(folder, [
      ...["validate", ...set("treshold.value=0.3", "report.paper=leter", "level=2", "align=flor")]
    ])
    expect(code).toBe(2)
    expect(stderr).toContain(
      '--set treshold.value=0.3  treshold: Unknown setting "treshold": did you mean "threshold"?'
    )
    expect(stderr).toContain(
      '--set report.paper=leter  report.paper: Expected A4 or Letter, got "leter": did you mean "Letter"?'
    )
    expect(stderr).toContain("--set level=2  level: Expected a value between 0.5 and 0.999, got 2")
    expect(stderr).toContain(
      '--set align=flor  align: Expected refuse, floor or nearest, got "flor": did you mean "floor"?'
    )
  })

  it.each([
    ["threshold", "This names no setting and value"],
    ["=3", "This names no setting and value"],
    ["title.short=x", 'title is one value in the file, and holds no "short"'],
    ["report.sections.9=x", 'report.sections is a list of 2, and has no place "9"'],
    ["resampling.replicates=[1", "The value is no YAML"]
  ])("%s is refused: %s", async (setting, message) => {
    const { code, stderr } = await fairward(folder, ["validate", ...set(setting)])
    expect(code).toBe(2)
    expect(stderr).toContain(message)
  })

  it("is told by validate, in the findings, the log and the report, of files by their setting alone", async () => {
    const settings = set("threshold.value=0.7", "data.patients.from=data/patients.parquet")
    const told = ["threshold.value=0.7", "data.patients.from"]
    expect(JSON.parse((await fairward(folder, ["validate", "--json", ...settings])).stdout).set).toEqual(told)
    const { code, stderr } = await fairward(folder, ["audit", "--format", "html", ...settings])
    expect(code, stderr).toBe(0)
    const { audit, provenance } = JSON.parse(readFileSync(join(folder, "out/findings.json"), "utf8"))
    expect(audit.threshold.chosenBy.target).toBe(0.7)
    expect(provenance.overrides).toEqual(told)
    expect(readFileSync(join(folder, "out/fairward.log"), "utf8")).toContain(
      "Set on the command line: threshold.value=0.7"
    )
    const everything = await fairward(folder, [
      ...["audit", "--format", "html", "--out", "whole", ...settings, ...set("report.sections=[provenance]")]
    ])
    expect(everything.code, everything.stderr).toBe(0)
    const html = readFileSync(join(folder, "whole/report.html"), "utf8")
    expect(html).toContain("Set on the command line")
    expect(html).toContain("threshold.value=0.7")
    expect(html).not.toContain("data/patients.parquet")
  })
})

describe("--quiet", () => {
  it("says nothing where all is well, and still prints JSON", async () => {
    expect(await fairward(folder, ["audit", "--quiet", "--format", "html", "--out", "quiet"])).toEqual({
      code: 0,
      stdout: "",
      stderr: ""
    })
    expect(readFileSync(join(folder, "quiet/fairward.log"), "utf8")).toContain("Reading the data: done")
    expect(await fairward(folder, ["validate", "-q"])).toEqual({ code: 0, stdout: "", stderr: "" })
    expect(await fairward(folder, ["report", "quiet/findings.json", "-q", "--format", "html"])).toEqual({
      code: 0,
      stdout: "",
      stderr: ""
    })
    const { code, stderr, stdout } = await fairward(folder, ["validate", "--quiet", "--json"])
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    expect(JSON.parse(stdout).patients.all).toBe(150)
  })

  it("says what is wrong", async () => {
    const wrong = await fairward(folder, ["audit", "--quiet", ...set("level=2")])
    expect(wrong.code).toBe(2)
    expect(wrong.stderr).toContain("Expected a value between")
    for (const command of ["audit", "validate"]) {
      const misnamed = await fairward(folder, [command, "--quiet", ...set("primary=[event_recal]")])
      expect(misnamed.code).toBe(2)
      expect(misnamed.stderr).toContain(
        'primary.0: No stage of this audit compares "event_recal": did you mean "event_recall"?'
      )
    }
    const elsewhere = await fairward(folder, ["validate", "--quiet", ...set('margins."time-gap.gap"=0.1')])
    expect(elsewhere.code).toBe(2)
  })
})

describe("fairward report", () => {
  it("draws with another language and paper, and refuses those that there are not", async () => {
    await fairward(folder, ["audit", "--quiet", "--format", "html", "--out", "drawn"])
    const drawn = await fairward(folder, [
      ...["report", "drawn/findings.json", "--locale", "de-CH", "--paper", "Letter", "--out", "swiss"]
    ])
    expect(drawn.code, drawn.stderr).toBe(0)
    expect(readFileSync(join(folder, "swiss/report.pdf"), "latin1")).toMatch(/\/MediaBox \[0 0 612 792\]/u)
    const refused = await fairward(folder, ["report", "drawn/findings.json", "--locale", "xx-qq"])
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('--locale  No numbers are known for the locale "xx-qq"')
    const paper = await fairward(folder, ["report", "drawn/findings.json", "--paper", "A5"])
    expect(paper.code).toBe(2)
    expect(paper.stderr).toContain('--paper. Expected A4 or Letter, got "A5": did you mean "A4"?')
  })
})

describe("arguments", () => {
  it.each([
    [["audit", "--format", "pfd"], 'Expected pdf, html or pdf,html, got "pfd": did you mean "pdf"?'],
    [
      ["report", "f.json", "--edition", "comitee"],
      'Expected full or committee, got "comitee": did you mean "committee"?'
    ],
    [["--completions", "bas"], 'got "bas": did you mean "bash"?'],
    [["--completions"], "Expected bash, zsh, fish, powershell, sh or pwsh"],
    [["adit"], "audit"],
    [["plan", "--patients", "200", "--assume", "recal=0.5"], 'did you mean "recall"?'],
    [["audit", "--workers", "x"], "Expected a number"]
  ])("%j is answered with what could be meant", async (args, answer) => {
    const { code, stderr } = await fairward(folder, args)
    expect(code).toBe(2)
    expect(stderr).toContain(answer)
  })
})
