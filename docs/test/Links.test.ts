import { existsSync, globSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, expect, it } from "vitest"
import { page, repository } from "./markdown.ts"

const pages = globSync(["*.md", "docs/*.md", "{packages,plugins,apps,examples}/*/README.md"], {
  cwd: repository
}).toSorted()

const withoutCode = (markdown: string) => markdown.replace(/^```[\s\S]*?^```$/gmu, "").replace(/`[^`\n]*`/gu, "")

/** What GitHub makes of a heading. */
const anchor = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-")

const anchors = (markdown: string) => [...markdown.matchAll(/^#+ (.*)$/gmu)].map(([, heading]) => anchor(heading!))

const links = (markdown: string) => [
  ...[...withoutCode(markdown).matchAll(/\]\(([^)\s]+)\)/gu)].map(([, target]) => target!),
  ...[...withoutCode(markdown).matchAll(/src="([^"]+)"/gu)].map(([, target]) => target!)
]

describe("links between the pages", () => {
  it("covers the pages of the repository", () => {
    expect(pages).toContain("README.md")
    expect(pages).toContain("docs/methods.md")
    expect(pages.length).toBeGreaterThan(10)
  })

  it.each(pages)("%s links to files and headings that are there", (path) => {
    for (const link of links(page(path)).filter((target) => !/^[a-z]+:/u.test(target))) {
      const [file = "", heading] = link.split("#")
      const target = file === "" ? path : join(dirname(path), file)
      expect(existsSync(join(repository, target)), `${path}: ${link}`).toBe(true)
      if (heading !== undefined) expect(anchors(page(target)), `${path}: ${link}`).toContain(heading)
    }
  })

  it("names no machine", () => {
    for (const path of pages) expect(page(path), path).not.toMatch(/(?:^|[\s(`"'])\/(?:work|root|home)\//mu)
  })
})
