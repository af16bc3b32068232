import { readFileSync } from "node:fs"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { parse } from "yaml"
import clinicalSafety from "../src/index.ts"

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8")

describe("the README", () => {
  it("configures the stage with options that it takes", async () => {
    const examples = Array.from(readme.matchAll(/```yaml\n(?<yaml>.*?)```/gsu), ({ groups }) => parse(groups!.yaml!))
    expect(examples).toHaveLength(2)
    for (const { stages } of examples) await Effect.runPromise(clinicalSafety.prepare(stages["clinical-safety"]))
  })

  it("names every option", () => {
    for (const option of [
      ...Object.keys(optionSchemas()),
      "silenceFor",
      "resetAfter",
      "currency",
      "unit",
      "silences",
      "budgets"
    ]) {
      expect(readme).toMatch(new RegExp(`\`([a-zA-Z]+\\.)?${option}\``, "u"))
    }
  })
})

const optionSchemas = () => {
  const { schema } = clinicalSafety.optionsJsonSchema() as { readonly schema: { readonly properties: object } }
  return schema.properties
}
