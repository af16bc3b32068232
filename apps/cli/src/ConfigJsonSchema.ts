/** The JSON Schema of fairward.yaml with the options of the installed stages. */
import { AuditConfig, type Stage } from "@fairward/core"
import { Schema } from "effect"
import { withPresets } from "./internal/presetJsonSchema.ts"

const Document = Schema.Struct({
  schema: Schema.Record(Schema.String, Schema.Json),
  definitions: Schema.Record(Schema.String, Schema.Json)
})

const documentOf = Schema.decodeUnknownSync(Document)

const pointer = "#/$defs/"

/** Every reference to a definition under another name: two stages may each define a `Variable`. */
const renamed = (value: Schema.Json, name: (definition: string) => string): Schema.Json => {
  if (Array.isArray(value)) return value.map((item) => renamed(item, name))
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      key === "$ref" && typeof item === "string" && item.startsWith(pointer)
        ? pointer + name(item.slice(pointer.length))
        : renamed(item as Schema.Json, name)
    ])
  )
}

/** One self-contained schema, draft 2020-12. `stages` takes the ids and options of the installed stages only. */
export const configJsonSchema = (installed: ReadonlyArray<Stage.Any>): Readonly<Record<string, Schema.Json>> => {
  const { definitions, schema } = documentOf(AuditConfig.jsonSchema())
  const all: Record<string, Schema.Json> = { ...definitions }
  const options: Record<string, Schema.Json> = {}
  for (const { meta, optionsJsonSchema } of installed) {
    const own = (definition: string) => `${meta.id}.${definition}`
    const document = documentOf(optionsJsonSchema())
    options[meta.id] = { title: meta.title, description: meta.goal, ...(renamed(document.schema, own) as object) }
    for (const [name, definition] of Object.entries(document.definitions)) all[own(name)] = renamed(definition, own)
  }
  const properties = schema.properties as Readonly<Record<string, Schema.Json>>
  const { description, type } = properties.stages as Readonly<Record<string, Schema.Json>>
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Configuration of a Fairward audit",
    ...schema,
    properties: {
      ...properties,
      data: withPresets(properties.data as Readonly<Record<string, Schema.Json>>),
      stages: {
        ...(type === undefined ? {} : { type }),
        ...(description === undefined ? {} : { description }),
        properties: options,
        additionalProperties: false
      }
    },
    ...(Object.keys(all).length === 0 ? {} : { $defs: all })
  }
}
