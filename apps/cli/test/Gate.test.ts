import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { findingsText } from "@fairward/fixtures/Compared"
import { describe, expect, it } from "vitest"
import { fairward } from "./support/command.ts"
import { config, writeData } from "./support/data.ts"
import { performance, projectFiles, projectLinks, temporaryFolder } from "./support/project.ts"

const undecided =
  "undecided: {inconclusive: pass, too small: fail, not estimable: fail, no verdict: fail, change: pass}"

const files = {
  "may.json": findingsText(0, "a"),
  "june.json": findingsText(-0.3, "b", { verdict: "material" }),
  "gate.yaml": `fail:\n  - {verdict: material, harm: missed}\n${undecided}\n`,
  "ratchet.yaml": `fail:\n  - {change: [material, worse]}\n${undecided}\n`,
  "wrong.yaml": `fail:\n  - verdict: materiel\n    measure: event_recall\n${undecided}\n`,
  "unknown.yaml": `fail:\n  - verdict: material\n    measure: event_recal\n${undecided}\n`
}

describe("fairward gate", () => {
  it("exits 4 where something fails, and writes JUnit XML and Markdown", async () => {
    const folder = temporaryFolder(files)
    const { code, stderr, stdout } = await fairward(folder, [
      ...["gate", "june.json", "--policy", "gate.yaml", "--junit", "gate.xml", "--markdown", "gate.md"]
    ])
    expect(code).toBe(4)
    expect(stderr).toContain("The gate stays closed.")
    expect(stdout).toContain("performance.event_recall, Sex: Female. The verdict is material.")
    expect(readFileSync(join(folder, "gate.xml"), "utf8")).toContain("<failure")
    expect(readFileSync(join(folder, "gate.md"), "utf8")).toContain("## Fairness gate: failed")
  })

  it("with --quiet says only what fails", async () => {
    const folder = temporaryFolder(files)
    const closed = await fairward(folder, ["gate", "june.json", "--policy", "gate.yaml", "--quiet"])
    expect(closed).toMatchObject({ code: 4, stdout: "" })
    expect(closed.stderr).toContain("performance.event_recall, Sex: Female. The verdict is material.")
    expect(await fairward(folder, ["gate", "may.json", "--policy", "gate.yaml", "-q"])).toEqual({
      code: 0,
      stdout: "",
      stderr: ""
    })
  })

  it("exits 0 where nothing does, and prints every decision as JSON", async () => {
    const folder = temporaryFolder(files)
    const { code, stdout } = await fairward(folder, ["gate", "may.json", "--policy", "gate.yaml", "--json"])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ passes: true, cases: [{ outcome: "pass" }, { outcome: "pass" }] })
  })

  it("holds changes against a policy, and exits 2 without a baseline", async () => {
    const folder = temporaryFolder(files)
    const gate = (...more: ReadonlyArray<string>) =>
      fairward(folder, ["gate", "june.json", "--policy", "ratchet.yaml", ...more])
    const fell = await gate("--baseline", "may.json")
    expect(fell.code).toBe(4)
    expect(fell.stdout).toContain("The change since the baseline is material.")
    const without = await gate()
    expect(without.code).toBe(2)
    expect(without.stderr).toContain("--baseline")
  })

  it("exits 2 on a policy that cannot be used, with the line of what is wrong, and writes nothing", async () => {
    const folder = temporaryFolder(files)
    const gate = (policy: string) => fairward(folder, ["gate", "may.json", "--policy", policy, "--junit", "gate.xml"])
    const wrong = await gate("wrong.yaml")
    expect(wrong.code).toBe(2)
    expect(wrong.stderr).toContain("wrong.yaml:2:5")
    const unknown = await gate("unknown.yaml")
    expect(unknown.code).toBe(2)
    expect(unknown.stderr).toMatch(/unknown\.yaml:3:5.*did you mean "event_recall"\?/su)
    expect((await gate("nowhere.yaml")).stderr).toContain("Name the policy with --policy")
    expect(existsSync(join(folder, "gate.xml"))).toBe(false)
  })
})

describe("fairward audit --gate", () => {
  it("holds its findings against a policy once all is written: what was not judged does not pass in silence", async () => {
    const name = "@fairward/performance"
    const folder = temporaryFolder(
      { ...projectFiles([name]), "fairward.yaml": config, "gate.yaml": files["gate.yaml"], "wrong.yaml": "fail: []\n" },
      { ...projectLinks, [`node_modules/${name}`]: performance }
    )
    await writeData(folder)
    const wrong = await fairward(folder, ["audit", "--gate", "wrong.yaml"])
    expect(wrong.code).toBe(2)
    expect(existsSync(join(folder, "out"))).toBe(false)
    const { code, stdout } = await fairward(folder, ["audit", "--gate", "gate.yaml", "--json", "--format", "html"])
    expect(code).toBe(4)
    expect(existsSync(join(folder, "out/report.html"))).toBe(true)
    const { gate } = JSON.parse(stdout)
    expect(gate.passes).toBe(false)
    expect(new Set(gate.cases.map(({ outcome, verdict }: Record<string, string>) => `${verdict} ${outcome}`))).toEqual(
      new Set(["too small fail"])
    )
  })
})
