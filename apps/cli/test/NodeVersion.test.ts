import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { refusal } from "../src/NodeVersion.ts"

describe("a version of Node", () => {
  it.each(["22.14.0", "22.23.3", "23.2.0", "24.0.0", "100.1.2"])("%s runs the command", (version) => {
    expect(refusal(version)).toBeUndefined()
  })

  it.each(["18.20.4", "20.20.2", "22.13.9"])("%s is refused, with what to do", (version) => {
    expect(refusal(version)).toContain(`needs Node 22.14 or later, and was started by Node ${version}`)
    expect(refusal(version)).toContain("https://nodejs.org")
  })

  it.each(["../package.json", "../../fairward/package.json"])("that is the oldest is the one that %s names", (path) => {
    const { engines } = JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"))
    const oldest = engines.node.replace(">=", "")
    expect(refusal(`${oldest}.0`)).toBeUndefined()
    expect(refusal("0.0.0")).toContain(`Node ${oldest} or later`)
  })

  it("is looked at before anything else is imported", () => {
    const imports = (path: string) =>
      [...readFileSync(new URL(path, import.meta.url), "utf8").matchAll(/^import .* from "(.*)"/gmu)].map(
        ([, from]) => from
      )
    expect(imports("../src/NodeVersion.ts")).toEqual([])
    expect(imports("../src/Interruption.ts")).toEqual([])
    expect(imports("../src/main.ts")).toEqual(["./Interruption.ts", "./NodeVersion.ts"])
    expect(imports("../../fairward/src/main.ts")).toEqual(["@fairward/cli/Interruption", "@fairward/cli/NodeVersion"])
  })
})
