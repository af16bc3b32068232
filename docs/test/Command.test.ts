import { fairward } from "@fairward/fixtures/Command"
import { describe, expect, it } from "vitest"
import { page, repository } from "./markdown.ts"

const manual = page("docs/command.md")

const section = (name: string) => manual.split(/^## /mu).find((part) => part.startsWith(`${name}\n`)) ?? ""

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

  it("names every option in its command's usage, and none that is not there", async () => {
    const names = await subcommands()
    expect(names.length).toBeGreaterThan(4)
    for (const name of names) {
      const { stdout } = await fairward([name, "--help"], repository)
      const help = stdout.slice(0, stdout.indexOf("GLOBAL FLAGS"))
      const options = [...new Set([...help.matchAll(/^ {2}(--[a-z-]+)/gmu)].map(([, option]) => option!))]
      const usage =
        section(name)
          .split("\n")
          .find((line) => line.startsWith("    fairward")) ?? ""
      expect([...usage.matchAll(/--[a-z-]+/gu)].map(([option]) => option).toSorted(), name).toEqual(options.toSorted())
    }
  })
})
