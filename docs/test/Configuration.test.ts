import { ConfigJsonSchema } from "@fairward/cli"
import { AuditConfig } from "@fairward/core"
import { Effect, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { parse } from "yaml"
import { bundled } from "./bundled.ts"
import { blocks, page, rows } from "./markdown.ts"

type JsonSchema = Readonly<{
  properties?: Readonly<Record<string, JsonSchema>>
  additionalProperties?: JsonSchema | false
  allOf?: ReadonlyArray<JsonSchema>
}>

const schema = ConfigJsonSchema.configJsonSchema(bundled.map(({ stage }) => stage)) as unknown as JsonSchema

/** Paths of all settings that hold no others; the options of stages belong to the stages. */
const settings = (node: JsonSchema, path: string): ReadonlyArray<string> => {
  if (path === "stages") return [path]
  const own = Object.entries(node.properties ?? {}).flatMap(([name, child]) =>
    settings(child, path === "" ? name : `${path}.${name}`)
  )
  if (own.length > 0) return own
  const each = node.additionalProperties
  return typeof each === "object" && each.properties !== undefined ? settings(each, `${path}.<id>`) : [path]
}

const documented = rows(page("docs/configuration.md"))

const everything = {
  title: "t",
  timestep: "5 min",
  horizon: "1 h",
  model: { name: "m" },
  data: {
    predictions: { from: "p.csv", patient: "p", time: "t", label: "l", score: "s" },
    patients: { from: "p.csv", patient: "p" },
    events: { from: "e.csv", patient: "p", start: "s" },
    timeseries: { from: "t.csv", patient: "p", time: "t" },
    attributions: { from: "a.csv", patient: "p" },
    recognition: { from: "r.csv", patient: "p", time: "t" },
    splits: { from: "s.csv", patient: "p", split: "s" },
    tables: { "<id>": { from: "a.csv", patient: "p" } }
  },
  threshold: { value: 0.5 },
  groupings: { "<id>": { column: "c" } }
}

const Tree = Schema.Record(Schema.String, Schema.Unknown)

const valueAt = (tree: unknown, path: string): unknown =>
  path.split(".").reduce<unknown>((node, name) => (Schema.is(Tree)(node) ? node[name] : undefined), tree)

const isAccepted = async (config: unknown) =>
  (await Effect.runPromise(Effect.result(AuditConfig.decode(config))))._tag === "Success"

/** The configuration without one setting. */
const without = (path: string): unknown => {
  const copy = structuredClone(everything)
  const names = path.split(".")
  const parent = valueAt({ root: copy }, ["root", ...names.slice(0, -1)].join(".")) as Record<string, unknown>
  delete parent[names.at(-1)!]
  return copy
}

describe("docs/configuration.md", () => {
  it("has a row for every setting of the JSON Schema, and no other", () => {
    expect(documented.map(([path]) => path).toSorted()).toEqual(settings(schema, "").toSorted())
  })

  it("fills in type, default, meaning and example of each", () => {
    for (const [path, ...cells] of documented) {
      expect(cells.length, path).toBe(4)
      for (const cell of cells) expect(cell, path).not.toBe("")
    }
  })

  it("states the defaults that decoding gives", async () => {
    const decoded = await Effect.runPromise(AuditConfig.decode(everything))
    const stated = documented.filter(([, , byDefault]) => /^`[^`]*`$/u.test(byDefault!))
    expect(stated.length).toBeGreaterThan(10)
    for (const [path, , byDefault] of stated) {
      expect(valueAt(decoded, path), path).toEqual(JSON.parse(byDefault!.slice(1, -1)))
    }
  })

  it("calls required exactly what a configuration cannot do without", async () => {
    expect(await isAccepted(everything)).toBe(true)
    for (const [path, , byDefault] of documented) {
      if (valueAt(everything, path) === undefined) continue
      expect(await isAccepted(without(path)), path).toBe(
        !byDefault!.startsWith("required") && path !== "data.predictions.time"
      )
    }
  })

  it("shows examples that decode", async () => {
    for (const block of blocks(page("docs/configuration.md"), "yaml")) {
      const content: unknown = parse(block)
      if (content === null) continue
      const decoded = await Effect.runPromise(AuditConfig.decode(content))
      for (const [id, options] of Object.entries(decoded.stages)) {
        await Effect.runPromise(bundled.find(({ stage }) => stage.meta.id === id)!.stage.prepare(options))
      }
    }
  })

  it.each(bundled)(
    "leaves no option of a stage to guesswork: the README of $folder names them all",
    ({ folder, stage }) => {
      expect(page("docs/configuration.md")).toContain(`(../${folder}/README.md)`)
      const readme = page(`${folder}/README.md`)
      const { properties } = (stage.optionsJsonSchema() as { readonly schema: JsonSchema }).schema
      for (const name of Object.keys(properties ?? {})) expect(readme, name).toContain(`\`${name}\``)
    }
  )
})
