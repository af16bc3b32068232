import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { fairward } from "@fairward/fixtures/Command"
import { Check, checks, Fixtures } from "@fairward/stage-kit"
import { Effect } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { repository } from "./markdown.ts"

const project = mkdtempSync(join(repository, "docs/test/new-stage-"))

beforeAll(() => writeFileSync(join(project, "package.json"), JSON.stringify({ dependencies: { fairward: "*" } })))
afterAll(() => rmSync(project, { recursive: true, force: true }))

const made = async (name: string, ...flags: ReadonlyArray<string>) => {
  const { code, stderr } = await fairward(["new-stage", name, ...flags], project)
  expect(code, stderr).toBe(0)
  const source = join(project, name, "src/index.ts")
  const { default: stage }: { readonly default: Check.TestedStage } = await import(pathToFileURL(source).href)
  return { stage, source: readFileSync(source, "utf8"), readme: readFileSync(join(project, name, "README.md"), "utf8") }
}

/** What the contract suite finds wrong, on the ward and some of its variants. */
const wrongWith = async (stage: Check.TestedStage) => {
  const { dataset, name, settings } = Fixtures.complete()
  const base = { name, dataset, settings: { ...settings, resampling: { replicates: 40 } } }
  const fixtures = [base, ...Fixtures.variants(base).filter((one) => /no predictions|one patient$/u.test(one.name))]
  const subject = await Effect.runPromise(Check.subjectOf(stage, fixtures, { runs: 3 }))
  const found: Record<string, ReadonlyArray<string>> = {}
  for (const { name: check, problems } of checks(fixtures)) found[check] = await Effect.runPromise(problems(subject))
  return Object.entries(found).filter(([, problems]) => problems.length > 0)
}

describe("a stage that fairward new-stage makes", () => {
  it("compares, with a table, a chart, an option and verdicts, in 60 lines that hold to the contract", async () => {
    const { source, stage } = await made("long-stays")
    expect(source.trimEnd().split("\n").length).toBeLessThanOrEqual(60)
    expect(await wrongWith(stage)).toEqual([])
    const subject = await Effect.runPromise(Check.subjectOf(stage, [Fixtures.complete()]))
    const [drawn] = await Effect.runPromise(subject.sections)
    const tags = new Set(drawn!.section.annex!.map(({ _tag }) => _tag))
    expect(["Table", "Chart"].filter((tag) => !tags.has(tag as "Table"))).toEqual([])
    expect(JSON.stringify(stage.optionsJsonSchema())).toContain("Longer stays are called long")
    const verdicts = drawn!.section.annex!.flatMap((block) => (block._tag === "Table" ? block.rows : []))
    expect(verdicts.length).toBeGreaterThan(0)
    expect(verdicts.every(({ verdict }) => verdict !== null && verdict !== "no verdict")).toBe(true)
  })

  it("describes cohorts where it is not to compare, and holds to the contract", async () => {
    const { readme, source, stage } = await made("stays-told", "--without-comparison")
    expect(source).not.toContain("Comparison")
    expect(stage.measured).toBeDefined()
    expect(readme).not.toContain("margin")
    expect(JSON.parse(readFileSync(join(project, "stays-told/package.json"), "utf8"))).not.toHaveProperty(
      "dependencies"
    )
    expect(await wrongWith(stage)).toEqual([])
  })
})
