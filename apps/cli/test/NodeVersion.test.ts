import { readFileSync, realpathSync } from "node:fs"
import { findPackageJSON } from "node:module"
import { pathToFileURL } from "node:url"
import { minVersion, rsort } from "semver"
import { describe, expect, it } from "vitest"
import { refusal } from "../src/NodeVersion.ts"

describe("a version of Node", () => {
  it.each(["22.19.0", "22.23.3", "23.2.0", "24.0.0", "100.1.2"])("%s runs the command", (version) => {
    expect(refusal(version)).toBeUndefined()
  })

  it.each(["18.20.4", "20.20.2", "22.18.0"])("%s is refused, with what to do", (version) => {
    expect(refusal(version)).toContain(`needs Node 22.19 or later, and was started by Node ${version}`)
    expect(refusal(version)).toContain("https://nodejs.org")
  })

  it.each(["../package.json", "../../fairward/package.json"])("that is the oldest is the one that %s names", (path) => {
    const { engines } = JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"))
    const oldest = engines.node.replace(">=", "")
    expect(refusal(`${oldest}.0`)).toBeUndefined()
    expect(refusal("0.0.0")).toContain(`Node ${oldest} or later`)
  })

  it("that is the oldest is what the dependencies ask for, and not less", () => {
    const seen = new Map<string, string>()
    const walk = (from: URL) => {
      const { dependencies = {}, engines, name } = JSON.parse(readFileSync(from, "utf8"))
      if (engines?.node !== undefined) seen.set(name, minVersion(engines.node)!.version)
      for (const dependency of Object.keys(dependencies)) {
        if (seen.has(dependency)) continue
        seen.set(dependency, "0.0.0")
        walk(pathToFileURL(realpathSync(findPackageJSON(dependency, from)!)))
      }
    }
    walk(new URL("../../fairward/package.json", import.meta.url))
    expect(seen.size).toBeGreaterThan(100)
    const asked = [...seen]
      .filter(([name]) => !["fairward", "@fairward/cli"].includes(name))
      .map(([, version]) => version)
    expect(rsort([...asked])[0]).toBe(minVersion(seen.get("fairward")!)!.version)
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
