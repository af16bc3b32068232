import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { Stage } from "@fairward/core"
import { Check, checks, Fixtures } from "@fairward/stage-kit"
import { Effect } from "effect"
import { afterAll, describe, expect, it } from "vitest"
import { blocks, page, repository } from "./markdown.ts"

const guide = page("docs/moving-to-contract-2.md")
const [before, after] = blocks(guide, "ts") as [string, string]

/** What both versions of the example leave out. */
const around = (code: string, contract: string, measures: string) => `
import { Comparison, ComparisonTables, Dataset, Measure, ReportDocument, Stage, OptionFields } from "@fairward/core"
import { Measures } from "@fairward/metrics"
import { Effect, Schema } from "effect"

const Options = Schema.Struct({ margin: OptionFields.margin() })
const Findings = Schema.Struct(ComparisonTables.comparedFields)
const columns = Effect.map(Dataset.Dataset, ({ patients, predictions }) => ({
  long: Float64Array.from(patients.splits.test, (i) => Number(predictions.offsets[i + 1] - predictions.offsets[i] > 24)),
  patients: new Float64Array(patients.splits.test.length).fill(1)
}))
${code}
export default Stage.make({
  meta: { id: "long-stays", title: "Long stays", goal: "Who stays long.", version: "1.0.0", contract: "${contract}" },
  inputs: { needs: ["predictions"] },
  options: Options,
  findings: Findings,
  analyse,
  report: (findings) => {
    const section = report(findings)
    const headings = findings.groupings.map(({ id, title }) => ReportDocument.heading(1, "long-stays-" + id, title))
    return { ...section, blocks: [...section.blocks, ...headings] }
  },${measures}
  glossary: []
})
`

describe("docs/moving-to-contract-2.md", () => {
  const place = mkdtempSync(join(repository, "docs/test/moving-"))
  afterAll(() => rmSync(place, { recursive: true, force: true }))

  const stageOf = async (name: string, code: string): Promise<Check.TestedStage> => {
    const file = join(place, `${name}.ts`)
    writeFileSync(file, code)
    return (await import(pathToFileURL(file).href)).default
  }

  it("has an example that holds to the contract it is moved to", async () => {
    const stage = await stageOf("after", around(after, `^${Stage.contractVersion}`, "\n  measures,"))
    const { dataset, name, settings } = Fixtures.complete()
    const fixtures = [{ name, dataset, settings: { ...settings, resampling: { replicates: 20 } } }]
    const subject = await Effect.runPromise(Check.subjectOf(stage, fixtures, { runs: 2 }))
    const found = await Promise.all(
      checks(fixtures).map(async ({ name, problems }) => ({
        name,
        problems: await Effect.runPromise(problems(subject))
      }))
    )
    expect(found.filter(({ problems }) => problems.length > 0)).toEqual([])
  })

  it("names all that an example of contract 1 uses and contract 2 lacks", () => {
    const names = [...before.matchAll(/\b(?:Stage|Settings|Resamples|ComparisonTables)\.\w+/gu)].map(([name]) => name)
    const table = guide.slice(0, guide.indexOf("```"))
    const gone = [...new Set(names)].filter((name) => !after.includes(name))
    expect(gone.length).toBeGreaterThan(2)
    expect(gone.filter((name) => !table.includes(name))).toEqual([])
  })
})
