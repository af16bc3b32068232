import { execFile } from "node:child_process"
import {
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { pathToFileURL } from "node:url"
import { ReportDocument, Stage } from "@fairward/core"
import { fairward } from "@fairward/fixtures/Command"
import { Schema } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { page, repository } from "./markdown.ts"

const manual = page("docs/writing-a-stage.md")

/** Blocks that are headed by the name of a file, by that name. */
const files = new Map(
  [...manual.matchAll(/^`([\w./-]+)`\n\n```(?:ts|json)\n([\s\S]*?)^```$/gmu)].map(([, name, content]) => [
    name!,
    content!
  ])
)

interface Ended {
  readonly code: number
  readonly output: string
}

const node = (program: string, args: ReadonlyArray<string>, cwd: string): Promise<Ended> =>
  new Promise((resolve) => {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("VITEST")))
    execFile(process.execPath, [program, ...args], { cwd, env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : 1, output: `${stdout}${stderr}` })
    })
  })

const typescript = join(repository, "node_modules/typescript/bin/tsc")
const vitest = join(repository, "docs/node_modules/vitest/vitest.mjs")

/** Packages that npm would have installed, from the workspace. */
const installed = {
  effect: "docs/node_modules/effect",
  vitest: "docs/node_modules/vitest",
  "@fairward/core": "packages/core",
  "@fairward/charts": "packages/charts",
  "@fairward/metrics": "packages/metrics",
  "@fairward/stage-kit": "packages/stage-kit",
  "@types/node": "node_modules/@types/node"
} as const

const fill = (folder: string, contents: Iterable<readonly [path: string, content: string]>) => {
  for (const [path, content] of contents) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
}

const link = (folder: string, name: string, target: string) => {
  mkdirSync(dirname(join(folder, "node_modules", name)), { recursive: true })
  symlinkSync(target, join(folder, "node_modules", name), "dir")
}

/** Eighty stays of a day; every third has an event, which scores foretell. */
const tables = () => {
  const stays = Array.from({ length: 80 }, (_, i) => ({ id: i, sex: i % 2 === 0 ? "F" : "M", ill: i % 3 === 0 }))
  const predictions = stays.flatMap(({ id, ill }) =>
    Array.from({ length: 24 }, (_, hour) => {
      const label = ill && hour >= 18 ? 1 : 0
      return `${id},${hour},${label},${((id * 7 + hour * 13) % 40) / 100 + 0.4 * label}`
    })
  )
  return [
    ["predictions.csv", ["patient,hour,label,score", ...predictions].join("\n")],
    ["patients.csv", ["patient,sex", ...stays.map(({ id, sex }) => `${id},${sex}`)].join("\n")]
  ] as const
}

const configuration = `title: Alarm share
timestep: 1 h
horizon: 6 h
data:
  predictions: { from: predictions.csv, patient: patient, time: hour, timeUnit: h, label: label, score: score }
  patients: { from: patients.csv, patient: patient }
threshold: { value: 0.35 }
groupings:
  sex: { column: sex, categories: { F: Female, M: Male } }
stages:
  alarm-share: { margin: 0.01 }
`

describe("docs/writing-a-stage.md", () => {
  const place = realpathSync(mkdtempSync(join(tmpdir(), "fairward-writing-")))
  const stage = join(place, "stage")
  const project = join(place, "project")

  beforeAll(() => {
    fill(stage, files)
    for (const [name, target] of Object.entries(installed)) link(stage, name, realpathSync(join(repository, target)))
    fill(project, [
      ["package.json", JSON.stringify({ name: "a-project", dependencies: { "fairward-stage-alarm-share": "*" } })],
      ["fairward.yaml", configuration],
      ...tables()
    ])
    link(project, "fairward-stage-alarm-share", stage)
  })
  afterAll(() => rmSync(place, { recursive: true, force: true }))

  it("names the file of every block of code, but the configuration", () => {
    expect(manual.match(/^```(?:ts|json)$/gmu)).toHaveLength(files.size)
    expect(manual.match(/^```yaml$/gmu)).toHaveLength(1)
    expect([...files.keys()]).toContain("package.json")
  })

  it("has a package with the ranges of versions that a stage made by the command has", () => {
    const ours = JSON.parse(files.get("package.json")!)
    const template = JSON.parse(page("apps/cli/template/manifest.json"))
    for (const key of ["type", "keywords", "fairward", "exports", "files", "scripts"] as const) {
      expect(ours[key], key).toEqual(template[key])
    }
    expect(Object.keys(ours.peerDependencies)).toEqual(Object.keys(template.peerDependencies))
    expect(Object.keys(ours.devDependencies)).toEqual(Object.keys(template.devDependencies))
  })

  it("has code whose types are right", async () => {
    const { code, output } = await node(typescript, ["-p", "tsconfig.json"], stage)
    expect(code, output).toBe(0)
  })

  it("has tests that pass, the contract's among them", async () => {
    const { code, output } = await node(vitest, ["run"], stage)
    expect(code, output).toBe(0)
    expect(output).toMatch(/2 passed/u)
  })

  it("shows every block that there is, each as reports accept it", async () => {
    const { everyBlock }: { everyBlock: ReadonlyArray<ReportDocument.Block> } = await import(
      pathToFileURL(join(stage, "src/Blocks.ts")).href
    )
    expect(() =>
      Schema.decodeUnknownSync(Schema.Array(ReportDocument.Block), { onExcessProperty: "error" })(everyBlock)
    ).not.toThrow()
    expect(everyBlock.map(({ _tag }) => _tag).toSorted()).toEqual(Object.keys(ReportDocument.Block.cases).toSorted())
  })

  it("lists every service, and names the contract that is installed", () => {
    const services = page("packages/core/src/Stage.ts")
      .match(/^export type Services = (.*)$/mu)![1]!
      .split(" | ")
    const listed = [...manual.matchAll(/^\| `(\w+)\.\1` /gmu)].map(([, name]) => name)
    expect(listed.toSorted()).toEqual(services.toSorted())
    expect(files.get("src/index.ts")).toContain(`contract: "^${Stage.contractVersion}"`)
  })

  it("leads to a section of the report", async () => {
    const built = await node(typescript, ["-p", "tsconfig.build.json"], stage)
    expect(built.code, built.output).toBe(0)
    expect(globSync("dist/*.js", { cwd: stage })).toContain("dist/index.js")
    const { code, stderr } = await fairward(["audit", "--out", "report"], project)
    expect(code, stderr).toBe(0)
    const { stages } = JSON.parse(readFileSync(join(project, "report/findings.json"), "utf8"))
    expect(Object.keys(stages)).toEqual(["alarm-share"])
    expect(stages["alarm-share"]).toMatchObject({ status: "done", version: "0.1.0", options: { margin: 0.01 } })
    expect(readFileSync(join(project, "report/report.pdf")).subarray(0, 5).toString()).toBe("%PDF-")
  })
})
