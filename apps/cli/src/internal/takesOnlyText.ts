/** What the JSON Schema of the configuration says of a setting. */
import { AuditConfig } from "@fairward/core"

type Part = Readonly<Record<string, unknown>>

const isPart = (value: unknown): value is Part => typeof value === "object" && value !== null && !Array.isArray(value)

/** The alternatives of a part, references followed. */
const alternatives = (part: unknown, definitions: Part): ReadonlyArray<Part> => {
  if (!isPart(part)) return []
  const { $ref, anyOf, oneOf } = part
  if (typeof $ref === "string") return alternatives(definitions[$ref.split("/").at(-1)!], definitions)
  const branches = [anyOf, oneOf].find(Array.isArray)
  return branches === undefined ? [part] : branches.flatMap((branch) => alternatives(branch, definitions))
}

const below = ({ additionalProperties, items, properties }: Part, key: string): unknown =>
  isPart(properties) && Object.hasOwn(properties, key) ? properties[key] : (items ?? additionalProperties)

const isText = ({ enum: values, type }: Part): boolean =>
  type === "string" || (Array.isArray(values) && values.every((value) => typeof value === "string"))

/** Whether the setting at a path takes a text and nothing else, so that `2024` and `[a]` are texts there. */
export const takesOnlyText = (path: ReadonlyArray<string>): boolean => {
  const { definitions, schema } = AuditConfig.jsonSchema() as unknown as {
    readonly definitions: Part
    readonly schema: unknown
  }
  let parts = alternatives(schema, definitions)
  for (const key of path) parts = parts.flatMap((part) => alternatives(below(part, key), definitions))
  return parts.length > 0 && parts.every(isText)
}
