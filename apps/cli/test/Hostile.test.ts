import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { visible } from "../src/internal/visible.ts"
import { fairward, fairwardProcess } from "./support/command.ts"
import { config, writeData } from "./support/data.ts"
import { fill, projectFiles, projectLinks, stagePackage, temporaryFolder } from "./support/project.ts"

describe("a stage whose import ends the process, never ends or throws", () => {
  const files = {
    ...stagePackage("exits"),
    "node_modules/exits/index.js": "process.exit(0)",
    ...stagePackage("waits"),
    "node_modules/waits/index.js": "await new Promise(() => {})",
    ...stagePackage("throws"),
    "node_modules/throws/index.js": 'throw new Error("no licence for MRKVALUE")',
    ...stagePackage("good")
  }
  const names = ["exits", "good", "throws", "waits"]

  it("ends in a section of its own with its stack in the log, and the others are done", async () => {
    const folder = temporaryFolder(
      { ...projectFiles([...names, "@fairward/cli"]), ...files, "fairward.yaml": config },
      projectLinks
    )
    await writeData(folder)
    const { code, stderr } = await fairwardProcess(folder, ["audit", "--format", "html"])
    expect(code, stderr).toBe(3)
    const { stages } = JSON.parse(readFileSync(join(folder, "out/findings.json"), "utf8"))
    expect(Object.keys(stages).sort()).toEqual(names)
    expect(stages.good.status).toBe("done")
    for (const name of ["exits", "throws", "waits"]) {
      expect(stages[name].status).toBe("failed")
      expect(stderr).toContain(`${name}: failed: its package cannot be imported`)
    }
    const log = readFileSync(join(folder, "out/fairward.log"), "utf8")
    expect(log).toContain("no licence for MRKVALUE")
    expect(log).toMatch(/at .*node_modules\/throws\/index\.js/u)
    const html = readFileSync(join(folder, "out/report.html"), "utf8")
    expect(html).toContain("The stage of exits")
    expect(html).not.toContain("MRKVALUE")

    const again = await fairward(folder, ["report", "out/findings.json", "--format", "html"])
    expect(again.code, again.stderr).toBe(0)
    expect(again.stderr).toContain("no licence")

    const validated = await fairward(folder, ["validate"])
    expect(validated.code).toBe(2)
    expect(validated.stderr).toContain("3 problems")
  })

  it("is told of in the help of each command that imports stages", async () => {
    for (const command of ["audit", "demo", "validate", "report", "stages", "schema", "new-stage"]) {
      const { stdout } = await fairward(temporaryFolder({}), [command, "--help"])
      expect(stdout.replaceAll(/\s+/gu, " "), command).toContain("which runs their code")
    }
  })
})

describe("a stage that is well when audited, and whose drawing later", () => {
  const audited = async () => {
    const folder = temporaryFolder(
      { ...projectFiles(["size", "@fairward/cli"]), ...stagePackage("size"), "fairward.yaml": config },
      projectLinks
    )
    await writeData(folder)
    const { code, stderr } = await fairward(folder, ["audit", "--format", "html"])
    expect(code, stderr).toBe(0)
    return folder
  }

  it("never ends leaves `fairward report` to Ctrl-C", async () => {
    const folder = await audited()
    const looping = `() => { require("node:fs").writeSync(2, "drawing now"); for (;;); }`
    const imported = 'import { createRequire } from "node:module"\nconst require = createRequire(import.meta.url)\n'
    const { "node_modules/size/index.js": code } = stagePackage("size", { report: looping })
    fill(folder, { "node_modules/size/index.js": imported + code! })
    const ended = await fairwardProcess(folder, ["report", "out/findings.json"], (said, interrupt) => {
      if (said.includes("drawing now")) interrupt()
    })
    expect(ended.stderr).toContain("Interrupted. No file was written or changed.")
    expect(ended.code).toBe(130)
  })

  it("ends the process is told of by `fairward report`", async () => {
    const folder = await audited()
    fill(folder, stagePackage("size", { report: "() => process.exit(0)" }))
    const { code, stderr } = await fairwardProcess(folder, ["report", "out/findings.json"])
    expect(stderr).toContain("The findings of version 1.2.3 cannot be drawn by the installed size 1.2.3")
    expect(code).toBe(2)
  })
})

describe("what a terminal would obey", () => {
  const escapes = "\u001b[2J\u001b]0;x\u0007\u202e"
  const patients = Array.from({ length: 40 }, (_, i) => `p${i}${escapes}`)
  const files = {
    [`pre${escapes}.csv`]: `pid,h,s\n${patients.flatMap((id, p) => [0, 1, 2, 3].map((h) => `${id},${h},0.${(p + h) % 10}\n`)).join("")}`,
    "patients.csv": `pid,sex${escapes}\n${patients.map((id, p) => `${id},${p % 2 ? `F${escapes}` : "M"}\n`).join("")}`,
    "events.csv": `pid,start\n${patients.flatMap((id, p) => (p % 3 ? [`${id},${2 + (p % 2)}\n`] : [])).join("")}nobody${escapes},1\n`,
    "fairward.yaml": JSON.stringify({
      title: `A title ${escapes}`,
      timestep: "1 h",
      horizon: "2 h",
      data: {
        predictions: { from: `pre${escapes}.csv`, patient: "pid", time: "h", score: "s" },
        patients: { from: "patients.csv", patient: "pid" },
        events: { from: "events.csv", patient: "pid", start: "start" }
      },
      threshold: { value: 0.5, decidedBy: escapes },
      groupings: { [`sex${escapes}`]: { title: escapes, column: `sex${escapes}` } },
      resampling: { replicates: 20 }
    }),
    [`broken${escapes}.yaml`]: `{"title": "x", "${escapes}": 1, "data": {"predictions": {"from": "no${escapes}.csv"}}}`
  }

  it("is never given to it, from data, configurations, names of files or stages", async () => {
    const talking = stagePackage("talking", {
      analyse: `() => Effect.die(new Error(${JSON.stringify(escapes)}))`
    })
    const folder = temporaryFolder(
      { ...projectFiles(["talking", "@fairward/cli"]), ...talking, ...files },
      projectLinks
    )
    const calls = [
      ["audit", "--format", "html"],
      ["validate"],
      ["validate", "--json"],
      ["validate", "--show-config"],
      ["validate", "--explain", patients[0]!],
      ["validate", "--explain", `nobody${escapes}`],
      ["validate", `broken${escapes}.yaml`],
      ["audit", `no${escapes}.yaml`],
      ["report", "out/findings.json", "--format", "html"],
      ["report", `no${escapes}.json`],
      ["stages", `broken${escapes}.yaml`],
      [`command${escapes}`],
      ["audit", `--flag${escapes}`],
      ["audit", "--format", escapes]
    ]
    for (const args of calls) {
      const { code, stderr, stdout } = await fairward(folder, args)
      const said = stdout + stderr
      expect(said, args.join(" ")).not.toContain("bug")
      expect(visible(said), args.join(" ")).toBe(said)
      expect([0, 2, 3], args.join(" ")).toContain(code)
    }
  })
})
