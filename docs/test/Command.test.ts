import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fairward } from "@fairward/fixtures/Command"
import { findingsText } from "@fairward/fixtures/Compared"
import { describe, expect, it } from "vitest"
import { page, repository, rows } from "./markdown.ts"

const manual = page("docs/command.md")

const section = (name: string) => manual.split(/^## /mu).find((part) => part.startsWith(`${name}\n`)) ?? ""

/** What `--help` says that a command takes. */
const helpOf = async (name: string) => {
  const { stdout } = await fairward([name, "--help"], repository)
  const help = stdout.slice(0, stdout.indexOf("GLOBAL FLAGS"))
  const lines = (title: string) => [...(help.split(`${title}\n`)[1]?.split("\n\n")[0] ?? "").split("\n")]
  return {
    options: lines("\nFLAGS").flatMap((line) => {
      const [, option, takes = ""] = /^ {2}(--[a-z-]+)(?:, -[a-z])?(?: (\S+))?/u.exec(line) ?? []
      return option === undefined ? [] : [`${option} ${takes}`.trim()]
    }),
    taken: lines("ARGUMENTS").flatMap((line) => /^ {2}([a-z]+)(?:\.{3})? /u.exec(line)?.[1] ?? [])
  }
}

/** Data of forty patients, and findings to compare. */
const project: Readonly<Record<string, string>> = {
  "predictions.csv": `patient,hour,score,label\n${Array.from({ length: 40 }, (_, i) =>
    [0, 1, 2].map((hour) => `${i},${hour},${((i * 7 + hour * 11) % 20) / 20},${i % 2 === 0 && hour === 2 ? 1 : 0}`)
  )
    .flat()
    .join("\n")}\n`,
  "patients.csv": `patient,sex\n${Array.from({ length: 40 }, (_, i) => `${i},${i % 4 < 2 ? "F" : "M"}`).join("\n")}\n`,
  "fairward.yaml": `title: Small
timestep: 1 h
horizon: 1 h
data:
  predictions: {from: predictions.csv, patient: patient, time: hour, timeUnit: h, score: score, label: label}
  patients: {from: patients.csv, patient: patient}
threshold: {value: 0.5}
groupings: {sex: {column: sex}}
resampling: {replicates: 20}
stages: {performance: {}}
`,
  "gate.yaml": `fail: [{verdict: material, harm: missed}]
undecided: {inconclusive: pass, too small: pass, not estimable: pass, no verdict: pass}
`,
  "may.json": findingsText(0, "a"),
  "june.json": findingsText(-0.3, "b")
}

const subcommands = async () => {
  const { stdout } = await fairward(["--help"], repository)
  const list = stdout.slice(stdout.indexOf("SUBCOMMANDS"))
  return [...list.matchAll(/^ {2}([a-z-]+) {2,}/gmu)].map(([, name]) => name!)
}

describe("docs/command.md", () => {
  it("has a section for every command, and no other", async () => {
    const sections = [...manual.matchAll(/^## ([a-z-]+)$/gmu)].map(([, name]) => name!)
    expect(sections.toSorted()).toEqual((await subcommands()).toSorted())
  })

  it("gives each command the arguments and options that its help gives it, with what they take", async () => {
    const names = await subcommands()
    expect(names.length).toBeGreaterThan(4)
    for (const name of names) {
      const help = await helpOf(name)
      const usage =
        section(name)
          .split("\n")
          .find((line) => line.startsWith("    fairward")) ?? ""
      const options = [...usage.matchAll(/(--[a-z-]+)(?: ([^\s\]]+))?/gu)].map(([, option, takes = ""]) =>
        `${option} ${takes}`.trim()
      )
      expect(options.toSorted(), name).toEqual(help.options.toSorted())
      const words = usage.replaceAll(/\[?--[^\]]*\]|--policy FILE/gu, "")
      const taken = [...words.matchAll(/\b[A-Z]+\b/gu)].map(([word]) => word.toLowerCase())
      expect(taken, name).toEqual(help.taken)
    }
  })

  it("tells of each key that --json prints", async () => {
    const folder = mkdtempSync(join(tmpdir(), "fairward-json-"))
    try {
      for (const [file, content] of Object.entries(project)) writeFileSync(join(folder, file), content)
      mkdirSync(join(folder, "months"))
      for (const month of ["may.json", "june.json"]) copyFileSync(join(folder, month), join(folder, "months", month))
      const calls: Readonly<Record<string, ReadonlyArray<string>>> = {
        audit: ["audit", "--format", "html", "--gate", "gate.yaml"],
        validate: ["validate", "--set", "threshold.value=0.4"],
        plan: ["plan", "--patients", "400", "--with-event", "100", "--share", "Sex=f:0.5,m:0.5", "--difference", "0.1"],
        compare: ["compare", "may.json", "june.json"],
        monitor: ["monitor", "months"],
        pool: ["pool", "may.json", "june.json"],
        gate: ["gate", "june.json", "--policy", "gate.yaml"],
        stages: ["stages"]
      }
      const documented = new Map(rows(section("What is printed")).map(([name, keys]) => [name, keys!]))
      expect([...documented.keys()].toSorted()).toEqual(Object.keys(calls).toSorted())
      for (const [name, args] of Object.entries(calls)) {
        const { stderr, stdout } = await fairward([...args, "--json"], folder)
        expect(stdout, stderr).not.toBe("")
        const told = [...documented.get(name)!.matchAll(/`([A-Za-z]+)`/gu)].map(([, key]) => key)
        const printed = JSON.parse(stdout) as Readonly<Record<string, unknown>>
        expect(told, name).toEqual(expect.arrayContaining(Object.keys(printed)))
        for (const part of ["cases", "outputs", "stages"]) {
          const list = printed[part]
          if (name === "stages" || name === "validate" || !Array.isArray(list)) continue
          expect(told, `${name}, ${part}`).toEqual(expect.arrayContaining(Object.keys(list[0])))
        }
      }
      const { stdout } = await fairward(["validate", "--set", "level=2", "--json"], folder)
      expect(JSON.parse(stdout)).toMatchObject({ error: "fairward.yaml", problems: [{ where: "--set level=2" }] })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it("names every exit code, those of the audit's help among them", async () => {
    const { stdout } = await fairward(["audit", "--help"], repository)
    const codes = [...stdout.matchAll(/(?:Exit codes:|;) (\d+) /gu)].map(([, code]) => code)
    expect(rows(manual.replaceAll(/^\| (\d+) /gmu, "| `$1` ")).map(([code]) => code)).toEqual(
      expect.arrayContaining(codes)
    )
    expect(codes).toEqual(["0", "1", "2", "3", "4", "130"])
  })

  it("ends each command's help with an example", async () => {
    for (const name of await subcommands()) {
      const { stdout } = await fairward([name, "--help"], repository)
      expect(stdout, name).toMatch(new RegExp(`EXAMPLES[\\s\\S]*fairward ${name}`, "u"))
    }
  })
})
