import * as Presets from "@fairward/sources/Presets"
import type { Schema } from "effect"

type Node = Readonly<Record<string, Schema.Json>>

const isNode = (value: Schema.Json | undefined): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const nodes = (value: Schema.Json | undefined): ReadonlyArray<readonly [string, Node]> =>
  Object.entries(isNode(value) ? value : {}).flatMap(([name, child]) => (isNode(child) ? [[name, child]] : []))

const orNull = (node: Node): Node => ({
  ...node,
  ...(typeof node.type === "string" ? { type: [node.type, "null"] } : {}),
  ...(Array.isArray(node.enum) ? { enum: [...node.enum, null] } : {}),
  ...(Array.isArray(node.anyOf) ? { anyOf: [...node.anyOf, { type: "null" }] } : {})
})

const withoutRequired = ({ required: _, ...node }: Node): Node => ({
  ...node,
  properties: Object.fromEntries(nodes(node.properties).map(([name, setting]) => [name, orNull(setting)]))
})

const code: Node = {
  anyOf: [
    { type: "string", minLength: 1 },
    { type: "array", items: { type: "string", minLength: 1 }, minItems: 1 }
  ],
  description:
    "With a preset whose events are rows of a long table: the code or codes of the event; * is any characters"
}

/**
 * The schema of `data` with presets: what a table needs is required where there is no preset, and with one, `null`
 * removes what the preset says.
 */
export const withPresets = (data: Node): Node => {
  const tables = nodes(data.properties)
  const partial = Object.fromEntries(tables.map(([name, table]) => [name, orNull(withoutRequired(table))]))
  const events = partial.events
  return {
    ...withoutRequired(data),
    properties: {
      preset: {
        type: "string",
        enum: Object.keys(Presets.presets),
        description: "A known format, whose tables need not be written"
      },
      from: {
        type: "string",
        minLength: 1,
        description: "The folder that the preset reads, relative to the configuration"
      },
      ...partial,
      ...(events === undefined
        ? {}
        : { events: { ...events, properties: { ...(isNode(events.properties) ? events.properties : {}), code } } })
    },
    if: { required: ["preset"] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { required: ["from"] },
    else: {
      ...(data.required === undefined ? {} : { required: data.required }),
      properties: Object.fromEntries(
        tables.flatMap(([name, { required }]) => (required === undefined ? [] : [[name, { required }]]))
      )
    }
  }
}
