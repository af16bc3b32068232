import { AuditReport } from "@fairward/document"
import { Fixture, Fixtures, Sketch } from "@fairward/stage-kit"
import { Effect, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { Findings } from "../src/Findings.ts"
import scoreDrift from "../src/index.ts"

const run = (fixture: Fixture.Fixture) =>
  Effect.runPromise(
    Effect.gen(function* () {
      const ended = yield* Fixture.run(scoreDrift, {}, fixture)
      if (ended._tag !== "Done") throw new Error(`It ended as ${ended._tag}`)
      const audit = yield* Fixture.disclosed(scoreDrift, ended.findings, fixture, 10)
      const { sections } = yield* AuditReport.assemble(audit, [scoreDrift])
      const blocks = sections.filter(({ id }) => id.startsWith("score-drift")).flatMap((section) => section.blocks)
      return { before: ended.findings, audit, blocks }
    })
  )

/** Stays of 30 hours, one in three of 60: 7 women, 45 men and 30 others. */
const wards: Fixture.Fixture = {
  name: "a small cohort",
  dataset: Sketch.dataset({
    patients: Array.from({ length: 82 }, (_, i) => {
      const hours = i % 3 === 0 ? 60 : 30
      return {
        attributes: { sex: i < 7 ? "F" : i < 52 ? "M" : "X" },
        scores: Array.from({ length: hours }, (_, hour) => ((i * 7 + hour * 3) % 10) / 10),
        labels: Array.from({ length: hours }, (_, hour) => ((i + hour) % 5 === 0 ? "1" : "0")).join("")
      }
    })
  }),
  settings: { groupings: { sex: { column: "sex" } }, minEventPatients: 0, resampling: { replicates: 1000 } }
}

describe("where small counts are withheld", () => {
  it("neither the small cohort nor the next smallest has numbers, and the section is there", async () => {
    const { audit, blocks } = await run(wards)
    const left = audit.stages["score-drift"]!
    expect(left.status).toBe("done")
    const findings = left.findings as unknown as typeof Findings.Encoded
    const levels = Object.fromEntries(findings.cohorts.map(({ category, levels }) => [category, levels]))
    for (const category of ["F", "X"]) {
      for (const level of levels[category]!) {
        expect(level).toMatchObject({ patients: null, steps: null, meanScore: null, observedRisk: null })
      }
    }
    expect(levels.M![0]).toMatchObject({ patients: 45, steps: 45 * 24 })
    expect(blocks.filter(({ _tag }) => _tag === "Chart")).not.toHaveLength(0)
    const table = blocks.find((block) => "id" in block && block.id === "score-drift-levels-sex")
    expect(table).toMatchObject({ rows: [{ cohort: "F", score_0h_24h: null }, { cohort: "M" }, { cohort: "X" }] })
    expect(JSON.stringify(blocks)).not.toContain("NaN")
  })

  it("they are in the plain findings, which the schema stores as they are", async () => {
    const { before } = await run(Fixtures.complete())
    const codec = Schema.toCodecJson(Findings)
    const findings = Schema.decodeUnknownSync(codec)(before)
    expect(JSON.stringify(Schema.encodeSync(codec)(findings))).toBe(JSON.stringify(before))
    expect(findings.cohorts[0]!.levels[0]!.patients).toBeGreaterThan(10)
  })
})
