import { AuditFindings } from "@fairward/core"
import schema from "@fairward/core/findings.schema.json" with { type: "json" }
import { findingsText } from "@fairward/fixtures/Compared"
import { findings, stored } from "@fairward/fixtures/Findings"
import { schemaProblems } from "@fairward/fixtures/FindingsSchema"
import { Schema } from "effect"
import { describe, expect, it } from "vitest"

const encode = Schema.encodeSync(Schema.toCodecJson(AuditFindings.AuditFindings))

describe("findings.schema.json", () => {
  it("is what the code says; node scripts/findingsSchema.ts in packages/core writes it", () => {
    expect(schema).toEqual(JSON.parse(JSON.stringify(AuditFindings.jsonSchema())))
  })

  it("describes findings of every kind of stage, with and without comparisons", () => {
    const skipped = stored({ title: "Skipped", status: "skipped" })
    expect(schemaProblems(encode(findings({ skipped })))).toEqual([])
    expect(schemaProblems(findingsText(-0.3, "b", { verdict: "material" }))).toEqual([])
  })

  it("describes no other file", () => {
    const right = JSON.parse(findingsText(0, "a"))
    expect(schemaProblems({})).not.toEqual([])
    expect(schemaProblems({ ...right, schemaVersion: 2 })).not.toEqual([])
    expect(schemaProblems({ ...right, audit: { ...right.audit, level: "high" } })).not.toEqual([])
    expect(schemaProblems({ ...right, unheard: 1 })).toEqual([": must NOT have additional properties"])
  })
})
