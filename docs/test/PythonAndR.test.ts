import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fairward } from "@fairward/fixtures/Command"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { blocks, page } from "./markdown.ts"
import { pythonWith, runs } from "./python.ts"
import { tables } from "./tables.ts"

const manual = page("docs/python-and-r.md")

/** The script that the page calls so. */
const script = (name: string): string =>
  new RegExp(`^\`${name.replace(".", "\\.")}\`\\n\\n\`\`\`\\w+\\n([\\s\\S]*?)^\`\`\`$`, "mu").exec(manual)![1]!

/** What runs the scripts that need a library, where it is installed. */
const interpreters: Readonly<Record<string, string | undefined>> = {
  pandas: pythonWith("pandas"),
  polars: pythonWith("polars"),
  python: pythonWith("json"),
  R: runs("Rscript", "-e", "library(jsonlite)") ? "Rscript" : undefined
}

const place = mkdtempSync(join(tmpdir(), "fairward-python-"))
afterAll(() => rmSync(place, { recursive: true, force: true }))

const run = (library: string, name: string, folder: string): string => {
  writeFileSync(join(folder, name), script(name))
  return execFileSync(interpreters[library]!, [name], { cwd: folder, encoding: "utf8" })
}

describe.for([
  ["pandas", "inputs_pandas.py"],
  ["polars", "inputs_polars.py"],
  ["R", "inputs.R"]
] as const)("tables that %s writes", ([library, name]) => {
  it("are read as they were meant", async ({ skip }) => {
    if (interpreters[library] === undefined) skip(`${library} is not installed`)
    const folder = join(place, name)
    mkdirSync(folder)
    run(library, name, folder)
    writeFileSync(join(folder, "fairward.yaml"), blocks(manual, "yaml")[0]!)
    const { code, stderr, stdout } = await fairward(["validate", "--json"], folder)
    expect(code, stderr).toBe(0)
    const { everyone, groupings, patients, persons, tables } = JSON.parse(stdout)
    expect(patients.all).toBe(4)
    expect(persons.all).toBe(3)
    expect(everyone).toMatchObject({ events: 2, positives: 4 })
    expect(groupings[0]).toMatchObject({
      unassigned: 1,
      categories: [
        { id: "F", patients: 2 },
        { id: "M", patients: 1 }
      ]
    })
    const rows = tables.map(({ role, rows }: { readonly role: string; readonly rows: number }) => [role, rows])
    expect(rows).toEqual(
      expect.arrayContaining([
        ["predictions", 16],
        ["patients", 4],
        ["events", 2]
      ])
    )
  })
})

interface Compared {
  readonly metric: string
  readonly grouping: string
  readonly category: string
  readonly verdict: string
  readonly difference: number | null
  readonly cohort: { readonly estimate: number }
  readonly rest: { readonly estimate: number }
}

describe("findings", () => {
  const folder = join(place, "audited")
  let compared: ReadonlyArray<Compared> = []

  beforeAll(async () => {
    mkdirSync(folder)
    const { people, predictions } = tables()
    writeFileSync(join(folder, "predictions.csv"), predictions)
    writeFileSync(join(folder, "patients.csv"), people)
    writeFileSync(
      join(folder, "fairward.yaml"),
      `${blocks(page("README.md"), "yaml")[0]!}stages: { performance: {} }\n`
    )
    const audited = await fairward(["audit", "--quiet", "--format", "html"], folder)
    expect(audited.code, audited.stderr).toBe(0)
    const exported = await fairward(["export", "out/findings.json", "--quiet"], folder)
    expect(exported.code, exported.stderr).toBe(0)
    compared = JSON.parse(readFileSync(join(folder, "out/findings.json"), "utf8")).stages.performance.findings
      .comparisons
  })

  it.for([
    ["pandas", "comparisons_pandas.py"],
    ["polars", "comparisons_polars.py"],
    ["R", "comparisons.R"]
  ] as const)("are read as a table by %s", ([library, name], { skip }) => {
    if (interpreters[library] === undefined) skip(`${library} is not installed`)
    const grave = compared.filter(({ verdict }) => verdict === "material")
    const told = run(library, name, folder).trimEnd().split("\n")
    const { cohort, rest } = grave.find(({ category, metric }) => category === "F" && metric === "recall")!
    expect(told).toHaveLength(grave.length)
    expect(told).toContain(`Sex: Female, Recall: ${cohort.estimate.toFixed(3)} against ${rest.estimate.toFixed(3)}`)
  })

  it.for([
    ["python", "findings.py"],
    ["R", "findings.R"]
  ] as const)("are read as JSON by %s", ([library, name], { skip }) => {
    if (interpreters[library] === undefined) skip(`${library} is not installed`)
    const told = run(library, name, folder).trimEnd().split("\n")
    expect(told).toHaveLength(compared.length)
    for (const [i, { category, difference, grouping, metric, verdict }] of compared.entries()) {
      expect(told[i]).toContain(`performance ${metric} ${grouping} ${category} ${verdict} `)
      if (difference === null) continue
      const number = Number(
        told[i]!.slice(told[i]!.indexOf(verdict) + verdict.length)
          .trim()
          .split(" ")[0]
      )
      expect(number).toBeCloseTo(difference, 12)
    }
  })
})
