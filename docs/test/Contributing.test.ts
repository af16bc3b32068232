import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { ReportDocument } from "@fairward/core"
import { describe, expect, it } from "vitest"
import { page, repository, rows } from "./markdown.ts"

const listed = (name: string) => rows(page(name)).map(([file]) => file)

/** Sources of these packages in which something stands. */
const filesWith = (pattern: RegExp, ...folders: ReadonlyArray<string>): ReadonlyArray<string> =>
  folders
    .flatMap((folder) => globSync(`${folder}/src/**/*.ts`, { cwd: repository }))
    .filter((file) => pattern.test(readFileSync(join(repository, file), "utf8")))
    .toSorted()

const sources = (files: ReadonlyArray<string>) => files.filter((file) => !file.startsWith("docs/")).toSorted()

describe("docs/contributing-a-block.md", () => {
  const files = listed("docs/contributing-a-block.md")

  it("names every file that does something of its own with a kind of block that has text", () => {
    expect(sources(files)).toEqual(filesWith(/case "Definitions":/u, "packages/*", "apps/*", "plugins/*"))
  })

  it.each(files.filter((file) => /(core|html)\/.*(ReportDocument|Sections)|writing/u.test(file)))(
    "rightly says that %s has every kind",
    (file) => {
      const text = page(file)
      const kinds = Object.keys(ReportDocument.Block.cases)
      expect(kinds.filter((kind) => !text.includes(kind))).toEqual([])
    }
  )
})

describe("docs/contributing-an-input-table.md", () => {
  const files = listed("docs/contributing-an-input-table.md")

  it("names every file that knows of attributions", () => {
    const known = filesWith(/\battributions\b/u, "packages/core", "packages/sources", "packages/stage-kit")
    expect(sources(files)).toEqual(known.filter((file) => !file.includes("/presets/")))
  })

  it.each(files)("rightly says that %s has something of them", (file) => {
    expect(page(file)).toMatch(/attributions/u)
  })
})
