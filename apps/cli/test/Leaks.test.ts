import { spawnSync } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { fairward } from "./support/command.ts"
import { performance, projectFiles, projectLinks, stagePackage, temporaryFolder } from "./support/project.ts"

const id = (patient: number) => `MRKID${1000 + patient}`
const patients = Array.from({ length: 60 }, (_, i) => i)
const table = (header: string, rows: ReadonlyArray<string>) => `${[header, ...rows].join("\n")}\n`

/** Everything that an audit can read, with patients that other tables do not know, in a folder with a name of its own. */
const files = {
  "MRKPATH/predictions.csv": table(
    "pid,step,score",
    patients
      .slice(0, 56)
      .flatMap((p) => Array.from({ length: 8 }, (_, s) => `${id(p)},${s},${((p * 7 + s * 3) % 10) / 10}`))
  ),
  "MRKPATH/patients.csv": table(
    "pid,sex",
    patients.map((p) => `${id(p)},${"FM"[p % 2]}`)
  ),
  "MRKPATH/events.csv": table(
    "pid,start,stop",
    [...patients.slice(0, 40), 900]
      .map((p) => `${id(p)},${p === 900 ? 3 : 1 + (p % 6)},${p === 900 ? 4 : 2 + (p % 6)}`)
      .slice(0, 40)
  ),
  "MRKPATH/splits.csv": table("pid,split", [
    ...patients.slice(0, 50).map((p) => `${id(p)},${p % 5 === 4 ? "train" : "test"}`),
    ...patients.slice(50, 55).map((p) => `${id(p)},MRKVALUE${p}`),
    `${id(901)},test`
  ]),
  "MRKPATH/timeseries.csv": table("pid,minutes,lactate", [
    ...patients.slice(0, 30).map((p) => `${id(p)},${p},${1 + (p % 3)}`),
    `${id(902)},1,2`,
    `${id(1)},-5,2`
  ]),
  "MRKPATH/attributions.csv": table(
    "pid,lactate",
    [...patients.slice(0, 20), 903].map((p) => `${id(p)},0.${1 + (p % 9)}`).slice(0, 20)
  )
}

const config = (base: string) => `
title: An audit of marks
timestep: 5 min
horizon: 15 min
maxLength: 35 min
data:
  predictions: {from: "${base}/MRKPATH/predictions.csv", patient: pid, time: step, timeUnit: step, score: score}
  patients: {from: "select * from '${base}/MRKPATH/patients.csv' where pid <> '${id(990)}'", patient: pid}
  events: {from: MRKPATH/even*.csv, patient: pid, start: start, stop: stop, timeUnit: step}
  splits: {from: MRKPATH/splits.csv, patient: pid, split: split}
  timeseries: {from: MRKPATH/timeseries.csv, patient: pid, time: minutes, timeUnit: min}
  attributions: {from: MRKPATH/attributions.csv, patient: pid}
threshold: {value: 0.5}
groupings: {sex: {column: sex}}
resampling: {replicates: 20}
`

const throws = (what: string) => `() => Effect.flatMap(Dataset.Dataset, ({ patients }) => ${what})`

const stages = {
  ...stagePackage("throwing", {
    analyse: throws('{ throw new Error("no row of " + patients.ids[0] + " in /MRKPATH") }')
  }),
  ...stagePackage("dying", { analyse: throws('Effect.die(new Error("odd value MRKVALUE of " + patients.ids[1]))') }),
  ...stagePackage("refusing", { analyse: throws("Effect.succeed({ patients: patients.ids[2], limit: 1 })") }),
  ...stagePackage("undrawable", { report: '() => { throw new Error("MRKVALUE of MRKID1003") }' })
}

const audited = async (settings: string) => {
  const folder = temporaryFolder(
    {
      ...projectFiles(["throwing", "dying", "refusing", "undrawable", "@fairward/performance", "@fairward/cli"]),
      ...stages,
      ...files
    },
    { ...projectLinks, "node_modules/@fairward/performance": performance }
  )
  const { writeFileSync } = await import("node:fs")
  writeFileSync(join(folder, "fairward.yaml"), config(folder) + settings)
  const said = await fairward(folder, ["audit"])
  return { folder, said }
}

/** All that can be read of a file: its bytes and, of a PDF, its text and metadata. */
const readable = (path: string) =>
  path.endsWith(".pdf")
    ? ["pdftotext", "pdfinfo"]
        .map((tool) => spawnSync(tool, tool === "pdftotext" ? [path, "-"] : [path], { encoding: "utf8" }).stdout ?? "")
        .join("\n") + readFileSync(path, "latin1")
    : readFileSync(path, "utf8")

const marksIn = (folder: string, names: ReadonlyArray<string>, marks: RegExp) =>
  names.flatMap((name) => [...readable(join(folder, name)).matchAll(marks)].map(([mark]) => `${name}: ${mark}`))

describe("marked ids, values and folders", () => {
  it("stand in no document, and are told at the terminal", async () => {
    const { folder, said } = await audited("")
    expect(said.code, said.stderr).toBe(3)
    const out = join(folder, "out")
    expect(readdirSync(out).sort()).toEqual(["fairward.log", "findings.json", "report.html", "report.pdf"])
    const documents = ["findings.json", "report.html", "report.pdf"]
    expect(marksIn(out, documents, /MRK(ID|PATH|VALUE)\w*/gu)).toEqual([])
    expect(readable(join(out, "findings.json"))).not.toContain(folder)
    expect(readable(join(out, "report.html"))).not.toContain(folder)
    expect(readable(join(out, "findings.json"))).toContain("query of patients.csv")
    expect(said.stderr).toContain("no row of MRKID1000 in /MRKPATH")
    expect(readable(join(out, "fairward.log"))).toContain("odd value MRKVALUE of MRKID1001")

    const validated = await fairward(folder, ["validate"])
    expect(validated.stdout).toMatch(/For example: patient MRKID/u)

    const again = await fairward(folder, ["report", "out/findings.json", "--out", "again"])
    expect(again.stderr).not.toContain("bug")
    expect(marksIn(join(folder, "again"), readdirSync(join(folder, "again")), /MRK(ID|PATH|VALUE)\w*/gu)).toEqual([])
  })

  it("stand in no output at all, the log included, where small counts are withheld", async () => {
    const { folder } = await audited("disclosure: {minimumCell: 5}\n")
    const out = join(folder, "out")
    expect(marksIn(out, readdirSync(out), /MRK(ID|VALUE)\w*/gu)).toEqual([])
    expect(readable(join(out, "fairward.log"))).toMatch(/at .*throwing/u)
    expect(readable(join(out, "fairward.log"))).toContain("its code broke off")
    expect(readable(join(out, "fairward.log"))).not.toMatch(/\d (?:patients|predictions)/u)
  })
})
