import { execFile } from "node:child_process"
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { findingsText } from "@fairward/fixtures/Compared"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { parse } from "yaml"
import { blocks, page, repository } from "./markdown.ts"

const text = page("docs/ci.md")
const [gate, ratchet, workflow, gitlab] = blocks(text, "yaml")
const [script] = blocks(text, "sh")

const tsx = pathToFileURL(createRequire(join(repository, "package.json")).resolve("tsx")).href

/** Stands for npx: audits put the findings of their month there, everything else is the command. */
const npx = `#!/bin/sh
shift
if [ "$1" = audit ]; then
  mkdir -p "$4" && cp "$FINDINGS" "$4/findings.json"
else
  exec "${process.execPath}" --import "${tsx}" "${join(repository, "apps/fairward/src/main.ts")}" "$@"
fi
`

let folder: string

const month = (name: string, findings: string) =>
  new Promise<number>((resolve) => {
    writeFileSync(join(folder, "found.json"), findings)
    const env = {
      ...process.env,
      PATH: `${join(folder, "bin")}:${process.env.PATH}`,
      FINDINGS: join(folder, "found.json")
    }
    execFile("sh", ["fairness.sh", name], { cwd: folder, env }, (error) => resolve(Number(error?.code ?? 0)))
  })

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "fairward-"))
  mkdirSync(join(folder, "bin"))
  writeFileSync(join(folder, "bin/npx"), npx)
  chmodSync(join(folder, "bin/npx"), 0o755)
  writeFileSync(join(folder, "fairness.sh"), script!)
  // The findings of this test know no harm but missed events and false alarms.
  for (const [name, policy] of [["gate", gate!] as const, ["ratchet", ratchet!] as const]) {
    writeFileSync(join(folder, `${name}.yaml`), policy.replace("  - { verdict: material, harm: late }\n", ""))
  }
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe("docs/ci.md", () => {
  it("has a script that passes the first month, and stops the month in which somebody falls back", async () => {
    expect(await month("2026-01", findingsText(0, "a"))).toBe(0)
    expect(existsSync(join(folder, "audits/2026-01/changes"))).toBe(false)
    expect(await month("2026-02", findingsText(-0.3, "b"))).toBe(4)
    expect(existsSync(join(folder, "audits/2026-02/changes/changes.pdf"))).toBe(true)
    expect(readFileSync(join(folder, "audits/2026-02/gate.md"), "utf8")).toContain(
      "The change since the baseline is material"
    )
    expect(readFileSync(join(folder, "audits/2026-02/gate.xml"), "utf8")).toContain("<testsuites")
    expect(await month("2026-03", findingsText(-0.3, "c"))).toBe(0)
    // The same files again: there is no series of them, and the gate answers all the same.
    expect(await month("2026-04", findingsText(-0.3, "c"))).toBe(0)
    expect(existsSync(join(folder, "audits/2026-04/monitor"))).toBe(false)
    expect(existsSync(join(folder, "audits/2026-04/gate.xml"))).toBe(true)
  })

  it("has workflows that run the script", () => {
    const { jobs } = parse(workflow!)
    expect(jobs.audit.steps.map(({ run }: { run?: string }) => run)).toContain("sh fairness.sh")
    expect(parse(gitlab!).fairness.script).toContain("sh fairness.sh")
    expect(blocks(text, "crontab")[0]).toContain("sh fairness.sh")
  })
})
