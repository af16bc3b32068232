import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { fairward } from "./support/command.ts"
import { config, writeData } from "./support/data.ts"
import { projectFiles, projectLinks, stagePackage, temporaryFolder } from "./support/project.ts"

const project = async (settings: string) => {
  const folder = temporaryFolder(
    {
      ...projectFiles(["size", "@fairward/cli"]),
      ...stagePackage("size"),
      "fairward.yaml": config + settings,
      "logo.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"></svg>'
    },
    projectLinks
  )
  await writeData(folder)
  return folder
}

const findingsIn = (folder: string) => JSON.parse(readFileSync(join(folder, "findings.json"), "utf8"))

/** Every number under the names of counts of patients and events. */
const countsIn = (value: unknown): ReadonlyArray<unknown> =>
  typeof value !== "object" || value === null
    ? []
    : Object.entries(value).flatMap(([key, one]) =>
        ["patients", "eventPatients", "events", "unassigned"].includes(key) && typeof one !== "object"
          ? [one]
          : countsIn(one)
      )

describe("settings of the report", () => {
  it("are refused with line and nearest name before anything runs", async () => {
    const folder = await project("report:\n  sections: [key-findings, sise, reading, reading]\n  logo: brand.png\n")
    const { code, stderr } = await fairward(folder, ["audit", "--out", "out"])
    expect(code).toBe(2)
    expect(stderr).toMatch(
      /fairward\.yaml:14:28 {2}report\.sections\.1: No section is called "sise": did you mean "size"\?/u
    )
    expect(stderr).toContain('report.sections.3: "reading" is named twice')
    expect(stderr).toMatch(/fairward\.yaml:15:3 {2}report\.logo: There is no file .*brand\.png/u)
  })

  it("are kept in the findings, so that the report looks the same when it is drawn again", async () => {
    const folder = await project(
      'report: {sections: [key-findings, size], logo: logo.svg, locale: de-CH, paper: Letter, accent: "#14507a"}\n'
    )
    const { code, stderr } = await fairward(folder, ["audit", "--out", "out", "--format", "html"])
    expect(stderr).not.toContain("bug")
    expect(code).toBe(0)
    const { report } = findingsIn(join(folder, "out"))
    expect(report).toMatchObject({
      sections: ["key-findings", "size"],
      locale: "de-CH",
      paper: "Letter",
      accent: "#14507a",
      logo: expect.stringMatching(/^data:image\/svg\+xml;base64,/u)
    })
    const html = readFileSync(join(folder, "out/report.html"), "utf8")
    expect(html).toContain("This report is not complete")
    const again = await fairward(folder, ["report", "out/findings.json", "--out", "again", "--format", "html"])
    expect(again.code).toBe(0)
    expect(readFileSync(join(folder, "again/report.html"), "utf8")).toBe(html)
  })
})

describe("disclosure.minimumCell", () => {
  it("leaves no small count in findings or report, and nothing of a stage that does not say which it has", async () => {
    const folder = await project("")
    await fairward(folder, ["audit", "--out", "open", "--format", "html"])
    const open = findingsIn(join(folder, "open"))
    const [fewest] = countsIn(open.audit)
      .filter((count) => typeof count === "number" && count > 0)
      .sort((a, b) => Number(a) - Number(b))
    const minimum = Number(fewest) + 1
    writeFileSync(join(folder, "fairward.yaml"), `${config}disclosure: {minimumCell: ${minimum}}\n`)
    const { code, stdout } = await fairward(folder, ["audit", "--out", "shared", "--format", "html"])
    expect(code).toBe(0)
    const shared = findingsIn(join(folder, "shared"))
    expect(shared.disclosure).toEqual({ minimumCell: minimum })
    const small = (count: unknown) => typeof count === "number" && count > 0 && count < minimum
    expect(countsIn(open.audit).some(small)).toBe(true)
    expect(countsIn(shared).filter(small)).toEqual([])
    expect(shared.stages.size).toMatchObject({ status: "skipped" })
    expect(shared.stages.size.findings).toBeUndefined()
    expect(stdout).toContain("the stage does not say what 2 of its numbers are")
    expect(readFileSync(join(folder, "shared/report.html"), "utf8")).toContain("Small counts are withheld")
  })
})
