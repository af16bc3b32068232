import { assert, it } from "@effect/vitest"
import { Stage } from "@fairward/core"
import { Effect, Schema } from "effect"
import { describe } from "vitest"
import { configJsonSchema } from "../src/ConfigJsonSchema.ts"

const stageWith = <A>(id: string, options: Schema.Codec<A, unknown>) =>
  Stage.make({
    meta: { id, title: `Stage ${id}`, goal: "Nothing.", version: "1.0.0", contract: "^2.0.0" },
    inputs: { needs: [] },
    options,
    findings: Schema.Struct({}),
    analyse: () => Effect.succeed({}),
    report: () => ({ id, title: id, blocks: [] }),
    glossary: []
  })

const variable = <S extends Schema.Top>(unit: S) => Schema.Struct({ unit }).annotate({ identifier: "Variable" })

const text = stageWith("text", Schema.Struct({ one: variable(Schema.String), other: variable(Schema.String) }))
const number = stageWith("number", Schema.Struct({ one: variable(Schema.Finite) }))

const stagesOf = (schema: ReturnType<typeof configJsonSchema>) =>
  (schema.properties as Record<string, { properties: Record<string, Schema.Json>; additionalProperties: boolean }>)
    .stages!

const references = (value: unknown): ReadonlyArray<string> =>
  typeof value !== "object" || value === null
    ? []
    : Object.entries(value).flatMap(([key, item]) => (key === "$ref" ? [String(item)] : references(item)))

describe("the JSON Schema of the configuration", () => {
  it("takes the installed stages under stages, and no others", () => {
    const stages = stagesOf(configJsonSchema([text, number]))
    assert.deepStrictEqual(Object.keys(stages.properties), ["text", "number"])
    assert.strictEqual(stages.additionalProperties, false)
  })

  it("keeps definitions of one name in two stages apart, and refers to none that is missing", () => {
    const schema = configJsonSchema([text, number])
    const defined = schema.$defs as Record<string, { properties: { unit: { type: string } } }>
    assert.strictEqual(defined["text.Variable"]?.properties.unit.type, "string")
    assert.strictEqual(defined["number.Variable"]?.properties.unit.type, "number")
    const used = references(schema)
    assert.include(used, "#/$defs/text.Variable")
    for (const reference of used) assert.property(defined, reference.slice("#/$defs/".length))
  })

  it("without a stage takes none", () => {
    assert.deepStrictEqual(stagesOf(configJsonSchema([])).properties, {})
  })

  it("asks for tables and their columns only without a preset, and for the folder only with one", () => {
    const { data } = configJsonSchema([]).properties as Record<string, Record<string, Schema.Json>>
    const properties = data!.properties as Record<string, Record<string, Schema.Json>>
    assert.include(properties.preset!.enum, "meds")
    assert.deepStrictEqual(properties.patients!.type, ["object", "null"])
    assert.notProperty(data, "required")
    assert.notProperty(properties.patients, "required")
    assert.deepStrictEqual(data!.then, { required: ["from"] })
    const without = data!.else as { required: Schema.Json; properties: Record<string, { required: Schema.Json }> }
    assert.deepStrictEqual(without.required, ["predictions", "patients"])
    assert.deepStrictEqual(without.properties.patients!.required, ["from", "patient"])
  })
})
