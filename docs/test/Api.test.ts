import { execFile } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { page, repository } from "./markdown.ts"

interface Reflection {
  readonly name: string
  readonly children?: ReadonlyArray<Reflection>
  readonly comment?: { readonly summary: ReadonlyArray<{ readonly text: string }> }
  readonly signatures?: ReadonlyArray<Reflection>
}

interface Declared {
  readonly module: string
  readonly name: string
  /** First sentence of its docstring; `undefined` where it has none. */
  readonly sentence: string | undefined
}

const typedoc = createRequire(import.meta.url)
  .resolve("typedoc/package.json")
  .replace(/package\.json$/u, "bin/typedoc")

const plain = (text: string) =>
  text
    .replace(/\{@link (\w+)\}/gu, "$1")
    .replace(/[`\s]+/gu, " ")
    .trim()

const firstSentence = (docstring: string) => plain(docstring.replace(/^\s*\* ?/gmu, "")).split(/(?<=[.:]) /u)[0]!

/** Everything that the modules of core's index export, as their sources say. */
const declarations: ReadonlyArray<Declared> = [
  ...page("packages/core/src/index.ts").matchAll(/^export \* as (\w+) from/gmu)
].flatMap(([, module]) => {
  const source = page(`packages/core/src/${module}.ts`)
  const own = [
    ...source.matchAll(
      /(?:^\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n)?^export (?:const|function|class|interface|type) (\w+)/gmu
    )
  ].map(([, docstring, name]) => ({
    module: module!,
    name: name!,
    sentence: docstring === undefined ? undefined : firstSentence(docstring)
  }))
  const again = [...source.matchAll(/^export \{([^}]*)\} from/gmu)].flatMap(([, names]) =>
    names!
      .split(",")
      .map((name) => name.replace("type ", "").trim())
      .filter((name) => name !== "")
      .map((name) => ({ module: module!, name, sentence: undefined }))
  )
  return [...own, ...again]
})

describe("the API reference", () => {
  const folder = mkdtempSync(join(tmpdir(), "fairward-api-"))
  let said = ""
  let core: ReadonlyMap<string, Reflection>

  beforeAll(async () => {
    const json = join(folder, "api.json")
    said = await new Promise((resolve) => {
      const args = [typedoc, "--out", join(folder, "html"), "--json", json]
      execFile(process.execPath, args, { cwd: join(repository, "docs") }, (_, stdout, stderr) =>
        resolve(`${stdout}${stderr}`)
      )
    })
    expect(existsSync(json), said).toBe(true)
    const { children } = JSON.parse(readFileSync(json, "utf8")) as Reflection
    const { children: modules } = children!.find(({ name }) => name === "@fairward/core")!
    core = new Map(modules!.map((one) => [one.name, one]))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const documented = ({ module, name }: Declared) =>
    core.get(module)?.children?.filter((one) => one.name === name) ?? []

  const summaries = (declared: Declared) =>
    documented(declared)
      .flatMap((one) => [one, ...(one.signatures ?? [])])
      .flatMap(({ comment }) =>
        comment === undefined ? [] : [plain(comment.summary.map(({ text }) => text).join(""))]
      )

  it("is made without a warning", () => {
    expect(said).not.toMatch(/warning|error/iu)
  })

  it("has a page for every module of core", () => {
    const index = readFileSync(join(folder, "html/modules/_fairward_core.html"), "utf8")
    for (const module of new Set(declarations.map((one) => one.module))) expect(index).toContain(`>${module}<`)
  })

  it("has everything that they export", () => {
    expect(declarations.length).toBeGreaterThan(100)
    const absent = declarations.filter((one) => documented(one).length === 0)
    expect(absent.map(({ module, name }) => `${module}.${name}`)).toEqual([])
  })

  it("says of each what its docstring says", () => {
    const spoken = declarations.filter(({ sentence }) => sentence !== undefined)
    expect(spoken.length).toBeGreaterThan(60)
    const silent = spoken.filter((one) => !summaries(one).some((summary) => summary.startsWith(one.sentence!)))
    expect(silent.map(({ module, name, sentence }) => `${module}.${name}: ${sentence}`)).toEqual([])
  })
})
