import type { ReportDocument } from "@fairward/core"
import { AuditReport } from "@fairward/document"
import { Fixture } from "@fairward/stage-kit"
import { Effect } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import type { Findings } from "../src/Findings.ts"
import featureImportance from "../src/index.ts"
import { around, datasetOf, pseudoRandom } from "./fixtures/Sketch.ts"
import { optionsOf, services, stored } from "./fixtures/Stages.ts"

const options = { randomCohorts: 200, randomGroupings: 20 }
const random = pseudoRandom(21)
const levels = [8, 7, 6, 5, 4, 3, 2, 1]

/** `b` has three patients without attributions, `c` six patients in all, who rank in reverse. */
const dataset = datasetOf([
  ...around(levels, 90, "a", random),
  ...around(levels, 70, "b", random),
  ...Array.from({ length: 3 }, () => ({ importance: null, category: "b" })),
  ...around(levels.toReversed(), 6, "c", random),
  ...around(levels.toReversed(), 60, "d", random)
])

const fixture: Fixture.Fixture = {
  name: "small counts",
  dataset,
  settings: { groupings: { group: { column: "group" } }, minEventPatients: 0, resampling: { replicates: 1000 } }
}

const leftWith = (minimumCell: number) =>
  Effect.runPromise(
    Effect.gen(function* () {
      const ended = yield* Fixture.run(featureImportance, options, fixture)
      if (ended._tag !== "Done") throw new Error(`It ended as ${ended._tag}`)
      const audit = yield* Fixture.disclosed(featureImportance, ended.findings, fixture, minimumCell)
      const { sections } = yield* AuditReport.assemble(audit, [featureImportance])
      return {
        stage: audit.stages["feature-importance"]!,
        blocks: sections.filter(({ id }) => id.startsWith("feature-importance")).flatMap(({ blocks }) => blocks)
      }
    })
  )

type Left = Awaited<ReturnType<typeof leftWith>>

const findingsIn = ({ stage }: Left) => stage.findings as unknown as Findings
const cohortIn = (left: Left, category: string) => findingsIn(left).cohorts.find((one) => one.category === category)!

const tableIn = ({ blocks }: Left, id: string) => {
  const table = blocks.find((block) => "id" in block && block.id === `feature-importance-${id}`)
  return table as Extract<ReportDocument.Block, { readonly _tag: "Table" }>
}

describe("where small counts are withheld", () => {
  let left: Left
  beforeAll(async () => {
    left = await leftWith(10)
  })

  it("the small cohort and the next smallest have neither importances, ranks nor overlaps", () => {
    for (const category of ["c", "d"]) {
      const { importance, members, overlap, patients, ranks } = cohortIn(left, category)
      expect([members, patients, overlap!.truncated, overlap!.asLow, overlap!.p, overlap!.adjustedP]).toEqual(
        Array(6).fill(null)
      )
      expect(importance).toEqual(Array(8).fill(null))
      expect(ranks).toEqual(Array(8).fill(null))
      expect(overlap!.replicates.truncated).toMatchObject({ median: null, low: null, high: null })
    }
  })

  it("three patients without attributions cannot be had by subtraction, in their cohort or in all", () => {
    expect(cohortIn(left, "b")).toMatchObject({ members: 73, patients: null, withoutAttributions: null })
    expect(findingsIn(left)).toMatchObject({ members: 229, patients: null, withoutAttributions: null })
  })

  it("the other cohorts are shown, their numbers rounded", () => {
    const { members, overlap, patients, ranks } = cohortIn(left, "a")
    expect({ members, patients, ranks }).toEqual({ members: 90, patients: 90, ranks: [1, 2, 3, 4, 5, 6, 7, 8] })
    expect(overlap!.truncated).toBe(Number(overlap!.truncated.toPrecision(3)))
  })

  it("the section says what is withheld, and lists, draws and judges only the others", () => {
    expect(left.stage.status).toBe("done")
    const text = JSON.stringify(left.blocks)
    expect(text).not.toContain("NaN")
    expect(text).not.toContain("are ranked less like in all patients")
    expect(text).toContain('"(withheld)"," of ",{"value":229')
    expect(tableIn(left, "similarity").rows[2]).toMatchObject({
      category: "c",
      patients: { value: null, note: "withheld" },
      overlap: { value: null, note: "withheld" },
      interval: null,
      p: { value: null, note: "withheld" },
      adjustedP: { value: null, note: "withheld" },
      entered: { value: null, note: "withheld" },
      beyond: { value: null, note: "withheld" }
    })
    expect(tableIn(left, "top-group-1").columns.map(({ title }) => title)).toEqual(["Rank", "All patients", "a", "b"])
    const chart = left.blocks.find((block) => block._tag === "Chart" && block.id.includes("ranks"))
    expect(chart).toMatchObject({ alt: expect.stringMatching(/: a \d+, b \d+\./) })
  })

  it("a minimum below all counts leaves the same section, but for rounding", async () => {
    const whole = await leftWith(2)
    expect(cohortIn(whole, "c")).toMatchObject({ members: 6, patients: 6, withoutAttributions: 0 })
    expect(JSON.stringify(whole.blocks)).not.toContain("withheld")
    expect(JSON.stringify(whole.blocks)).toContain("are ranked less like in all patients")
  })
})

describe("where they are not", () => {
  it("the schema stores exactly what was found", async () => {
    const setting = { dataset, options, replicates: 1000 }
    const found = await Effect.runPromise(
      featureImportance.analyse(optionsOf(options)).pipe(Effect.provide(services(setting)))
    )
    expect(await stored(setting)).toEqual(found)
  })
})
