import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { fairward } from "./support/command.ts"
import { config, writeData } from "./support/data.ts"
import { fill, manifest, projectFiles, projectLinks, stagePackage, temporaryFolder } from "./support/project.ts"

const project = (files: Readonly<Record<string, string>> = {}, names: ReadonlyArray<string> = ["@fairward/cli"]) =>
  temporaryFolder({ ...projectFiles(names), ...files }, projectLinks)

/** What lies in a folder, but not what is linked into it. */
const entriesOf = (folder: string): ReadonlyArray<string> =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name, ...entriesOf(join(folder, entry.name))] : [entry.name]
  )

describe("fairward new-stage", () => {
  it("makes a package that is found as a stage once the project depends on it, and audits", async () => {
    const folder = project({ "fairward.yaml": config })
    const { code, stdout } = await fairward(folder, ["new-stage", "long-stays"])
    expect(code).toBe(0)
    expect(stdout).toContain("npm install ./long-stays")
    const path = join(folder, "long-stays/package.json")
    const made = JSON.parse(readFileSync(path, "utf8"))
    expect(made).toMatchObject({
      name: "fairward-stage-long-stays",
      fairward: { stage: true },
      peerDependencies: { effect: "^4.1.0" }
    })
    expect(Object.keys(made.dependencies)).toEqual(["@fairward/charts", "@fairward/metrics"])

    // As installed, but run from its source, which Node does outside node_modules.
    writeFileSync(path, JSON.stringify({ ...made, exports: { ".": "./src/index.ts" } }))
    fill(folder, projectFiles(["@fairward/cli", made.name]), {
      [`node_modules/${made.name}`]: join(folder, "long-stays")
    })
    await writeData(folder)
    const audit = await fairward(folder, ["audit"])
    expect(audit.stderr).not.toContain("failed")
    const { stages } = JSON.parse(readFileSync(join(folder, "out/findings.json"), "utf8"))
    expect(stages["long-stays"]).toMatchObject({ status: "done", title: "Long stays", version: "0.1.0" })
    const [sex] = stages["long-stays"].findings.groupings
    const counted = sex.categories.map(({ patients }: { readonly patients: number }) => patients)
    expect(counted).toHaveLength(2)
    expect(counted[0] + counted[1]).toBeGreaterThan(50)
    expect(stages["long-stays"].findings.comparisons).toHaveLength(2)
  })

  it("leaves nothing of the template's placeholders", async () => {
    const folder = project()
    await fairward(folder, ["new-stage", "drift", "--dir", "stages/drift"])
    const files = readdirSync(join(folder, "stages/drift"), { recursive: true, withFileTypes: true })
    const texts = files
      .filter((file) => file.isFile())
      .map(({ name, parentPath }) => readFileSync(join(parentPath, name), "utf8"))
    expect(texts).toHaveLength(7)
    for (const text of texts) expect(text).not.toMatch(/(__|\*\*)[A-Z]+\1|<!--/u)
  })

  it("makes the folder a part of a pnpm workspace, and keeps what the file said", async () => {
    const folder = project({
      "pnpm-lock.yaml": "",
      "pnpm-workspace.yaml": "# ours\npackages:\n  - tools/*\nverifyDepsBeforeRun: install\n"
    })
    const { stdout } = await fairward(folder, ["new-stage", "drift"])
    expect(stdout).toContain("pnpm add --workspace fairward-stage-drift")
    expect(readFileSync(join(folder, "pnpm-workspace.yaml"), "utf8")).toBe(
      "# ours\npackages:\n  - tools/*\n  - drift\nverifyDepsBeforeRun: install\n"
    )
  })

  it("begins a pnpm workspace where there is none", async () => {
    const folder = project({ "pnpm-lock.yaml": "" })
    await fairward(folder, ["new-stage", "drift"])
    expect(readFileSync(join(folder, "pnpm-workspace.yaml"), "utf8")).toBe("packages:\n  - drift\n")
  })

  it.each([
    ["a name that cannot be an id", ["new-stage", "Score Drift"], "small letters, digits and hyphens"],
    ["the id of an installed stage", ["new-stage", "size"], "The stage of size is already called so"],
    ["a folder outside the project", ["new-stage", "drift", "--dir", "../drift"], "does not lie in the project"],
    ["a folder that holds something", ["new-stage", "drift", "--dir", "notes"], "something in this folder already"]
  ])("refuses %s, says what to do, and writes nothing", async (_, args, message) => {
    const folder = project({ ...stagePackage("size"), "notes/mine.txt": "" }, ["@fairward/cli", "size"])
    const before = entriesOf(folder)
    const { code, stderr } = await fairward(folder, args)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
    expect(entriesOf(folder)).toEqual(before)
  })

  it("refuses where there is no project, and says how to make one", async () => {
    const folder = temporaryFolder({ "package.json": manifest({ name: "unrelated" }) })
    const { code, stderr } = await fairward(folder, ["new-stage", "drift"])
    expect(code).toBe(2)
    expect(stderr).toContain("npm init -y && npm install fairward")
    expect(existsSync(join(folder, "drift"))).toBe(false)
  })
})
