import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { ConfigJsonSchema } from "@fairward/cli"
import ts from "typescript"
import { describe, expect, it } from "vitest"
import { bundled } from "./bundled.ts"
import { repository } from "./markdown.ts"

/** Names of settings and of the values that they may have, of the stages' options too. */
const known = new Set<string>()
/** Settings that hold others. */
const holders = new Set<string>()

const learn = (node: unknown): void => {
  if (typeof node !== "object" || node === null) return
  for (const [key, value] of Object.entries(node)) {
    if (key === "properties") {
      for (const [name, child] of Object.entries(value as object)) {
        known.add(name)
        if (JSON.stringify(child).includes('"properties"')) holders.add(name)
      }
    }
    if (key === "enum" || key === "const") for (const one of [value].flat()) known.add(String(one))
    learn(value)
  }
}
learn(ConfigJsonSchema.configJsonSchema(bundled.map(({ stage }) => stage)))
for (const { stage } of bundled) known.add(stage.meta.id)
for (const name of ["data", "stages", "groupings", "report", "labels", "threshold"]) holders.add(name)

/** Words in camel case that are no settings: a unit, a journal, a field of findings.json. */
const others = new Set(["arXiv", "kB", "medRxiv", "schemaVersion"])

/** Not spoken to whoever writes a configuration: code of the browser, of threads and of Python, queries, and what programmers see. */
const elsewhere =
  /^(?:packages\/(?:simulator|stats|stage-kit)\/|packages\/sources\/src\/(?:presets\/|internal\/foreignFormats)|apps\/report\/src\/html\/|apps\/cli\/src\/(?:internal\/trialImport|commands\/demoConfig))/u

/** What of a text is written as settings are: `data.patients.admission`, camel case, keys before a brace, names in backticks. */
const named = (text: string): ReadonlyArray<string> => [
  ...[...text.matchAll(/(?<![\w./-])([a-z]\w*)(?:\.[a-z][\w-]*)+(?![\w/(])/gu)].flatMap(([path, first]) =>
    holders.has(first!) && !/\.(?:csv|json|parquet|pdf|html|tsv|log)$/u.test(path) ? path.split(".") : []
  ),
  ...[...text.matchAll(/(?<![\w.])[a-z]+(?:[A-Z][a-z]+)+\b/gu)].map(([word]) => word),
  ...[...text.matchAll(/\b([a-z][A-Za-z]*): [{[]/gu)].map(([, key]) => key!),
  ...[...text.matchAll(/\{[^{}]*\}/gu)].flatMap(([block]) =>
    [...block.matchAll(/([a-z][A-Za-z]*): /gu)].map(([, key]) => key!)
  ),
  ...[...text.matchAll(/`([a-z][A-Za-z]*)`/gu)].map(([, name]) => name!)
]

/** Literals of the source that could be sentences; what the browser's script holds is code. */
const sentences = (path: string): ReadonlyArray<string> => {
  const source = ts.createSourceFile(path, readFileSync(join(repository, path), "utf8"), ts.ScriptTarget.Latest)
  const found: Array<string> = []
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      if (/\s|^(?:data|stages)\./u.test(node.text)) found.push(node.text)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

const files = globSync("{packages,plugins,apps}/*/src/**/*.{ts,tsx}", { cwd: repository }).filter(
  (path) => !elsewhere.test(path)
)

describe("messages", () => {
  it("name no setting that does not exist", () => {
    const seen: Array<string> = []
    const unknown = files.flatMap((path) =>
      sentences(path).flatMap((text) =>
        named(text).flatMap((name) => {
          seen.push(name)
          return known.has(name) || others.has(name) ? [] : [`${path}: ${name}, in: ${text.slice(0, 90)}`]
        })
      )
    )
    expect(unknown).toEqual([])
    for (const name of ["timestep", "timeZone", "because", "mergeWithin", "costs"]) expect(seen).toContain(name)
  })
})
