import { copyFileSync, readFileSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { fairward } from "./support/command.ts"
import { config, writeData } from "./support/data.ts"
import { projectFiles, projectLinks, stagePackage, temporaryFolder } from "./support/project.ts"

const thai = createRequire(import.meta.url).resolve(
  "@fontsource/noto-sans-thai/files/noto-sans-thai-thai-400-normal.woff"
)
const labels = config.replace(/^( +)(sex: .*)$/mu, "$1sex: {column: sex, categories: {F: หญิง, M: Male}}")

const project = async (settings: string) => {
  const folder = temporaryFolder(
    { ...projectFiles(["size", "@fairward/cli"]), ...stagePackage("size"), "fairward.yaml": labels + settings },
    projectLinks
  )
  await writeData(folder)
  copyFileSync(thai, join(folder, "thai.woff"))
  writeFileSync(join(folder, "notes.ttf"), "no font")
  return folder
}

const warning = 'Warning: the PDF has no font for a name: "หญิง" of'

describe("names that the font of the PDF lacks", () => {
  it("are told by validate and by an audit before it runs, with what to do", async () => {
    const folder = await project("")
    const validated = await fairward(folder, ["validate"])
    expect(validated.stdout).toContain(warning)
    expect(validated.stdout).toContain("Name a font that has the characters under report.fonts")
    const audited = await fairward(folder, ["audit", "--out", "out"])
    expect(audited.code).toBe(0)
    expect(audited.stderr).toContain(warning)
    const html = await fairward(folder, ["audit", "--out", "html", "--format", "html"])
    expect(html.stderr).not.toContain(warning)
  })

  it("are drawn from a font that the configuration or --font names, the same bytes both times", async () => {
    const folder = await project("report: {fonts: [thai.woff]}\n")
    const validated = await fairward(folder, ["validate"])
    expect(validated.stdout).not.toContain("Warning: the PDF")
    const audited = await fairward(folder, ["audit", "--out", "out", "--format", "pdf"])
    expect(audited.stderr).not.toContain(warning)
    const pdf = readFileSync(join(folder, "out/report.pdf"))
    expect(pdf.toString("latin1")).toContain("NotoSansThai-Regular")
    const plain = await fairward(folder, ["report", "out/findings.json", "--out", "plain", "--format", "pdf"])
    expect(plain.stderr).toContain("Name a font that has the characters with --font")
    const again = ["report", "out/findings.json", "--out", "again", "--format", "pdf", "--font", "thai.woff"]
    expect((await fairward(folder, again)).stderr).not.toContain(warning)
    expect(Buffer.compare(readFileSync(join(folder, "again/report.pdf")), pdf)).toBe(0)
  })
})

describe("font files that cannot be used", () => {
  it("are refused with their line, or as the flag, before anything runs", async () => {
    const folder = await project("report:\n  fonts:\n    - none.ttf\n    - notes.ttf\n")
    const { code, stderr } = await fairward(folder, ["validate"])
    expect(code).toBe(2)
    expect(stderr).toMatch(
      /report\.fonts\.0: There is no file .*none\.ttf\. Paths are relative to the configuration\./u
    )
    expect(stderr).toMatch(/report\.fonts\.1: .*notes\.ttf is no font: name a file of TrueType/u)
    const flagged = await fairward(folder, ["report", "findings.json", "--font", "notes.ttf"])
    expect(flagged.code).toBe(2)
    expect(flagged.stderr).toContain("notes.ttf is no font")
  })
})
