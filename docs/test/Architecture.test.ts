import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { blocks, page, repository, rows } from "./markdown.ts"

interface Manifest {
  readonly name: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

const read = (path: string): string => readFileSync(join(repository, path), "utf8")

const imported = /(?:from|import)\s*\(?\s*"((?:@fairward\/[\w-]+|fairward))(?:\/[\w-]+)*"/gu

const packages = globSync("{packages,plugins,apps}/*/package.json", { cwd: repository })
  .toSorted()
  .map((path) => {
    const folder = path.replace(/\/package\.json$/u, "")
    const manifest = JSON.parse(read(path)) as Manifest
    const sources = globSync(`${folder}/src/**/*.{ts,tsx}`, { cwd: repository })
    const names = sources.flatMap((source) => [...read(source).matchAll(imported)].map(([, name]) => name!))
    const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
    return {
      folder,
      name: manifest.name,
      declared: declared.filter((name) => /^(?:@fairward\/|fairward$)/u.test(name)).toSorted(),
      imports: [...new Set(names)].filter((name) => name !== manifest.name).toSorted()
    }
  })

const folderOf = (name: string): string => packages.find((candidate) => candidate.name === name)!.folder
const short = (folder: string): string => folder.replace(/^\w+\//u, "")
const isStage = (folder: string): boolean => folder.startsWith("plugins/")

/** One arrow for what all stages share. */
const arrows = (): ReadonlyArray<string> => {
  const found = packages
    .filter(({ folder }) => folder !== "apps/fairward")
    .flatMap(({ folder, imports }) =>
      imports.map((name) => `  ${isStage(folder) ? "stages" : short(folder)} --> ${short(folderOf(name))}`)
    )
  return [...new Set(found)].toSorted()
}

describe("docs/architecture.md", () => {
  it("draws the packages by what they import", () => {
    const [drawn] = blocks(page("docs/architecture.md"), "mermaid")
    expect(drawn).toBe(`${["flowchart TD", "  stages[stages in plugins]", ...arrows()].join("\n")}\n`)
  })

  it("says of every package what it may depend on, and none imports anything else of ours", () => {
    const allowed = new Map(
      rows(page("docs/architecture.md")).flatMap(([folder, depends]) =>
        folder.includes("/") ? [[folder, depends ?? ""] as const] : []
      )
    )
    for (const { folder, imports } of packages.filter(({ folder }) => folder !== "apps/fairward")) {
      const said = allowed.get(isStage(folder) ? "plugins/*" : folder)
      expect(said, folder).toBeDefined()
      for (const name of imports)
        expect(said!.split(/[,;] /u), `${folder} imports ${name}`).toContain(short(folderOf(name)))
    }
  })

  it.each(packages.filter(({ folder }) => folder !== "apps/fairward"))(
    "$name declares what it imports, and nothing else of ours",
    ({ declared, imports }) => expect(declared).toEqual(imports)
  )

  it("has no test that imports from another package by its path", () => {
    const tests = globSync("{packages,plugins,apps,examples}/*/test/**/*.{ts,tsx}", { cwd: repository })
    const elsewhere = /from "(?:\.\.\/)+(?:packages|plugins|apps|examples|docs)\//u
    expect(tests.filter((file) => !file.includes("node_modules") && elsewhere.test(read(file)))).toEqual([])
  })
})
