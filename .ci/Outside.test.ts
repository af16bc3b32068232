/** What a user does with the published packages: npm, an empty folder, and the versions of Node that we support. */
import { execFile } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { readPdf } from "../apps/report/test/readPdf.ts"
import { customStage, type Tarball } from "./packing.ts"

const tarballs = JSON.parse(readFileSync(process.env.TARBALLS!, "utf8")) as ReadonlyArray<Tarball>
const specifierOf = (name: string) => `file:${tarballs.find((tarball) => tarball.name === name)!.path}`

/** Without the settings of this workspace, which pnpm hands down and npm warns about. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(npm_(?!config_(registry|cafile|https?_proxy|userconfig)$)|NODE_ENV$|VITEST)/iu.test(name)
  )
)

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

const call = (cwd: string, path: ReadonlyArray<string>, command: string, args: ReadonlyArray<string>): Promise<Ended> =>
  new Promise((resolve) => {
    const env = { ...environment, NO_COLOR: "1", PATH: [...path, environment.PATH].join(delimiter) }
    execFile(command, args, { cwd, env, maxBuffer: 1e8 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr })
    })
  })

const npm = async (cwd: string, ...args: ReadonlyArray<string>): Promise<Ended> => {
  const ended = await call(cwd, [], "npm", [
    ...args,
    "--prefer-offline",
    "--no-audit",
    "--no-fund",
    "--loglevel",
    "error"
  ])
  expect(ended.code, `npm ${args.join(" ")}\n${ended.stdout}\n${ended.stderr}`).toBe(0)
  return ended
}

/** The oldest that the command takes, and the one that the workspace runs on. */
const nodeVersions = ["22.19", "24"] as const
type NodeVersion = (typeof nodeVersions)[number]

const place = mkdtempSync(join(tmpdir(), "fairward-outside-"))
afterAll(() => rmSync(place, { recursive: true, force: true }))

const folderOfNode = (version: NodeVersion) => join(place, `node-${version}`, "node_modules", "node", "bin")

/** The command that a project has in node_modules, run by a version of Node. */
const fairward = async (project: string, version: NodeVersion, ...args: ReadonlyArray<string>): Promise<Ended> => {
  const node = folderOfNode(version)
  expect((await call(project, [node], "node", ["--version"])).stdout).toMatch(
    new RegExp(`^v${version.replace(".", "\\.")}\\.`, "u")
  )
  return call(project, [node], join(project, "node_modules", ".bin", "fairward"), args)
}

/** A table as CSV. */
const csv = (columns: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string | number>>) =>
  [columns, ...rows].map((row) => row.join(",")).join("\n")

/** Eighty stays of two days, in hours; half of them have an event, which scores foretell well. */
const data = (): Readonly<Record<string, string>> => {
  const patients = Array.from({ length: 80 }, (_, i) => ({ id: `p${i}`, sex: i % 4 < 2 ? "F" : "M", ill: i % 2 === 0 }))
  const start = (i: number) => 20 + (i % 17)
  const predictions = patients.flatMap(({ id, ill }, i) =>
    Array.from({ length: 48 }, (_, hour) => {
      const ahead = start(i) - hour
      const label = !ill ? 0 : ahead <= 0 ? "" : ahead <= 6 ? 1 : 0
      return [id, hour, label, ((i * 7 + hour * 13) % 40) / 100 + (label === 1 ? 0.4 : 0)]
    })
  )
  return {
    "patients.csv": csv(
      ["patient", "sex"],
      patients.map(({ id, sex }) => [id, sex])
    ),
    "events.csv": csv(
      ["patient", "start", "stop"],
      patients.flatMap(({ id, ill }, i) => (ill ? [[id, start(i), start(i) + 4]] : []))
    ),
    "predictions.csv": csv(["patient", "hour", "label", "score"], predictions),
    "fairward.yaml": `title: Outside
timestep: 1 h
horizon: 6 h
data:
  predictions: {from: predictions.csv, patient: patient, time: hour, timeUnit: h, label: label, score: score}
  patients: {from: patients.csv, patient: patient}
  events: {from: events.csv, patient: patient, start: start, stop: stop, timeUnit: h}
threshold: {metric: event-recall, value: 0.8}
groupings:
  sex: {column: sex}
resampling: {replicates: 50}
`
  }
}

/** An empty project with these packages as dependencies; what they need in turn comes from tarballs too. */
const makeProject = (name: string, dependencies: ReadonlyArray<string>): string => {
  const project = join(place, name)
  mkdirSync(project, { recursive: true })
  const manifest = {
    name,
    private: true,
    type: "module",
    dependencies: Object.fromEntries(dependencies.map((dependency) => [dependency, specifierOf(dependency)])),
    overrides: Object.fromEntries(
      tarballs.flatMap(({ name, path }) =>
        name === customStage ? [] : [[name, dependencies.includes(name) ? `$${name}` : `file:${path}`]]
      )
    )
  }
  writeFileSync(join(project, "package.json"), JSON.stringify(manifest, null, 2))
  for (const [file, content] of Object.entries(data())) writeFileSync(join(project, file), content)
  return project
}

/** Titles of the sections of stages in a report, as findings and PDF have them. */
const sectionsOf = async (out: string): Promise<ReadonlyArray<string>> => {
  const { stages } = JSON.parse(readFileSync(join(out, "findings.json"), "utf8")) as {
    readonly stages: Readonly<Record<string, { readonly status: string; readonly title: string }>>
  }
  const pdf = await readPdf(new Uint8Array(readFileSync(join(out, "report.pdf"))))
  const titles = pdf.outline.map(({ title }) => title.replace(/^\d+\s+/u, ""))
  for (const [id, { status, title }] of Object.entries(stages)) {
    expect(status, id).toBe("done")
    expect(titles, id).toContain(title)
  }
  expect(titles.filter((title) => Object.values(stages).some((stage) => stage.title === title))).toHaveLength(
    Object.keys(stages).length
  )
  return Object.keys(stages)
}

const audited = async (project: string, version: NodeVersion): Promise<ReadonlyArray<string>> => {
  const out = join(project, "out")
  rmSync(out, { recursive: true, force: true })
  const { code, stderr } = await fairward(project, version, "audit")
  expect(code, stderr).toBe(0)
  return sectionsOf(out)
}

beforeAll(async () => {
  for (const version of nodeVersions) {
    const folder = join(place, `node-${version}`)
    mkdirSync(folder)
    writeFileSync(
      join(folder, "package.json"),
      JSON.stringify({ private: true, dependencies: { node: version }, allowScripts: { node: true } })
    )
    await npm(folder, "install")
  }
})

describe("the command with two stages, installed by npm outside the workspace", () => {
  let project: string

  beforeAll(async () => {
    project = makeProject("two-stages", ["@fairward/cli", "@fairward/performance", "@fairward/time-gap"])
    await npm(project, "install")
  })

  it.for(nodeVersions)("reports those two and no other on Node %s", async (version) => {
    expect(await audited(project, version)).toEqual(["performance", "time-gap"])
  })

  it("reports a third once a stage of somebody else is added", async () => {
    await npm(project, "install", specifierOf(customStage))
    expect(await audited(project, "24")).toEqual(["performance", "time-gap", "score-drift"])
  })

  it("reports one less once a stage is removed", async () => {
    await npm(project, "uninstall", "@fairward/time-gap")
    expect(await audited(project, "22.19")).toEqual(["performance", "score-drift"])
  })

  it("makes a stage whose own tests pass and whose section is in the report", async () => {
    const { code, stderr } = await fairward(project, "24", "new-stage", "long-stays")
    expect(code, stderr).toBe(0)
    await npm(project, "install", "./long-stays")
    expect(existsSync(join(project, "long-stays", "dist", "index.js"))).toBe(true)
    const tests = await npm(join(project, "long-stays"), "test")
    expect(tests.stdout).toMatch(/Tests\s+\d+ passed/u)
    expect(await audited(project, "24")).toEqual(["performance", "long-stays", "score-drift"])
    expect(await audited(project, "22.19")).toEqual(["performance", "long-stays", "score-drift"])
  })
})

describe("the package fairward, installed by npm outside the workspace", () => {
  it("brings every stage, and demonstrates them without input", async () => {
    const project = makeProject("everything", ["fairward"])
    await npm(project, "install")
    const listed = await fairward(project, "22.19", "stages", "--json")
    expect(listed.code, listed.stderr).toBe(0)
    const { stages } = JSON.parse(listed.stdout) as { readonly stages: ReadonlyArray<{ readonly id: string }> }
    expect(stages.map(({ id }) => id).toSorted()).toEqual([
      "case-mix",
      "clinical-safety",
      "feature-importance",
      "medical-variables",
      "missingness",
      "model-comparison",
      "performance",
      "recognition",
      "subgroups",
      "time-gap"
    ])
    const installed = ["redis", "undici", "@stdlib", "dejavu-fonts-ttf"].filter((name) =>
      existsSync(join(project, "node_modules", name))
    )
    expect(installed, "dependencies that nothing of it needs").toEqual([])
    const { code, stderr } = await fairward(project, "22.19", "demo", "--out", "demo")
    expect(code, stderr).toBe(0)
    expect(await sectionsOf(join(project, "demo"))).toHaveLength(9)
  })
})
