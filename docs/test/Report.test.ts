import { existsSync, globSync } from "node:fs"
import { join } from "node:path"
import { type AuditFindings, ReportDocument } from "@fairward/core"
import { AuditReport } from "@fairward/document"
import { Fixture, Fixtures } from "@fairward/stage-kit"
import { Effect } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { bundled } from "./bundled.ts"
import { page, repository, rows } from "./markdown.ts"

const guide = page("docs/report.md")

describe("the page on the report", () => {
  let drawn: ReadonlyMap<string, string>
  beforeAll(async () => {
    const complete = Fixtures.complete()
    const fixture = { ...complete, settings: { ...complete.settings, caseMix: ["age"] } }
    // The published method compares no models.
    const ofOneModel = bundled.filter(({ stage }) => !stage.inputs.needs.includes("models"))
    const audits = await Promise.all(
      ofOneModel.map(async ({ stage }) => {
        const outcome = await Effect.runPromise(Fixture.run(stage, {}, fixture))
        if (outcome._tag !== "Done") throw new Error(`${stage.meta.id}: ${outcome._tag}`)
        return Effect.runPromise(Fixture.disclosed(stage, outcome.findings, fixture, 2))
      })
    )
    const { disclosure: _, ...first } = audits[0]!
    const findings: AuditFindings.AuditFindings = {
      ...first,
      stages: Object.assign({}, ...audits.map(({ stages }) => stages))
    }
    const document = await Effect.runPromise(
      AuditReport.assemble(
        findings,
        bundled.map(({ stage }) => stage)
      )
    )
    drawn = new Map(
      document.sections.flatMap((section) =>
        ReportDocument.allBlocks(section).flatMap((block) =>
          "id" in block ? [[block.id, section.part ?? "body"] as const] : []
        )
      )
    )
  })

  it("names blocks of the annex for every element of the published method's report", () => {
    const named = rows(guide).map(([id]) => id)
    expect(named.length).toBeGreaterThan(20)
    expect(named.filter((id) => drawn.get(id) !== "annex")).toEqual([])
  })

  it("names files that there are", () => {
    const named = [...guide.matchAll(/`([\w/]+\.ts)`/gu)].map(([, name]) => name!)
    expect(named.length).toBeGreaterThan(10)
    const known = globSync("{packages,apps}/*/src/**/*.ts", { cwd: repository })
    expect(
      named.filter((name) => !existsSync(join(repository, name)) && !known.some((path) => path.endsWith(`/${name}`)))
    ).toEqual([])
  })
})
