import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { findPackageJSON } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it, onTestFinished } from "vitest"

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const manifestOf = (path: string) => JSON.parse(readFileSync(path, "utf8"))
const own = manifestOf(here("../package.json"))

const isStage = (name: string) => manifestOf(findPackageJSON(name, import.meta.url) ?? "").fairward?.stage === true

const emptyFolder = () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "fairward-")))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const run = (program: string, cwd: string, args: ReadonlyArray<string>, env: Readonly<Record<string, string>> = {}) => {
  const { INIT_CWD: _, ...inherited } = process.env
  const ended = spawnSync(process.execPath, ["--import", import.meta.resolve("tsx"), here(program), ...args], {
    cwd,
    encoding: "utf8",
    env: { ...inherited, ...env }
  })
  return { code: ended.status, stdout: ended.stdout, stderr: ended.stderr }
}

describe("the package fairward", () => {
  it("depends on the command, its peers and stages only", () => {
    const others = Object.keys(own.dependencies).filter((name) => !isStage(name))
    expect(others.sort()).toEqual(["@fairward/cli", "@fairward/core", "effect"])
  })

  it("brings its stages to a folder that belongs to no project", () => {
    const { code, stdout } = run("../src/main.ts", emptyFolder(), ["stages", "--json"])
    expect(code).toBe(0)
    const { bundle, source, stages } = JSON.parse(stdout)
    expect(source).toBe("bundle")
    expect(bundle).toBe(here("../package.json"))
    expect(stages.map((stage: { readonly package: string }) => stage.package)).toEqual(
      Object.keys(own.dependencies).filter(isStage)
    )
  })

  it("takes paths from where pnpm was called when it runs from the workspace, and only then", () => {
    const folder = emptyFolder()
    writeFileSync(join(folder, "fairward.yaml"), "title: 3")
    const fromWorkspace = run("../workspace.ts", here(".."), ["validate"], { INIT_CWD: folder })
    expect(fromWorkspace.stderr).toContain("fairward.yaml:1:1  title")
    const published = run("../src/main.ts", emptyFolder(), ["validate"], { INIT_CWD: folder })
    expect(published.stderr).toContain("There is no such file")
  })
})
