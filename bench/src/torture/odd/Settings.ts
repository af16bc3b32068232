/** Every setting, with values that it was not made for. */
import { base, filesOf, ofModels, withSetting } from "../Project.ts"
import type { Trial } from "../Trial.ts"

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly additionalProperties?: JsonSchema | boolean
  readonly anyOf?: ReadonlyArray<JsonSchema>
  readonly oneOf?: ReadonlyArray<JsonSchema>
  readonly allOf?: ReadonlyArray<JsonSchema>
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, JsonSchema>>
}

/** The paths of all settings of a JSON Schema, those that hold others included; a key that the user names is `age`. */
export const settingPaths = (schema: JsonSchema): ReadonlyArray<ReadonlyArray<string>> => {
  const paths = new Map<string, ReadonlyArray<string>>()
  const walk = (part: JsonSchema, path: ReadonlyArray<string>) => {
    if (path.length > 8) return
    if (path.length > 0) paths.set(path.join("."), path)
    const named = part.$ref?.replace("#/$defs/", "")
    if (named !== undefined) walk(schema.$defs![named]!, path)
    for (const other of [...(part.anyOf ?? []), ...(part.oneOf ?? []), ...(part.allOf ?? [])]) walk(other, path)
    for (const [name, inner] of Object.entries(part.properties ?? {})) walk(inner, [...path, name])
    if (typeof part.additionalProperties === "object") walk(part.additionalProperties, [...path, "age"])
  }
  walk(schema, [])
  return [...paths.values()]
}

const values: ReadonlyArray<unknown> = [
  null,
  -1,
  0,
  1e308,
  0.1 + 0.2,
  "",
  " ",
  [],
  {},
  true,
  "nothing of the kind",
  "\u001b[2Jx\u0007",
  "__proto__",
  "x".repeat(5000),
  "0 min",
  "1e9 d",
  [["a"], 1],
  JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}'),
  "'; drop table patients; --",
  "../../etc/passwd"
]

const isOfModels = (path: ReadonlyArray<string>) => path.includes("models") || path.includes("model-comparison")

/** `perSetting` of the values for each, in turn. */
export const settings = (schema: JsonSchema, perSetting: number): ReadonlyArray<Omit<Trial, "family">> =>
  settingPaths(schema).flatMap((path, p) =>
    Array.from({ length: perSetting }, (_, i) => {
      const value = values[(p * perSetting + i) % values.length]
      return {
        name: `${path.join(".")}: ${JSON.stringify(value).slice(0, 60)}`,
        files: filesOf(withSetting(isOfModels(path) ? ofModels : base, path, value))
      }
    })
  )
