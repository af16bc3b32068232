import { execFileSync } from "node:child_process"
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { installedIn, isDropped, launcher, licenceText, nodeIn, notLocked, platforms, program } from "./bundling.ts"

const place = mkdtempSync(join(tmpdir(), "fairward-bundle-test-"))
afterAll(() => rmSync(place, { recursive: true, force: true }))

const write = (path: string, content: string): string => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  return path
}

describe("the launcher", () => {
  const linux = platforms["linux-x64"]!
  const archive = join(place, "an archive")
  const [name, content] = launcher(linux)
  const started = write(join(archive, name), content)
  const node = write(join(archive, nodeIn(linux)), `#!/bin/sh\nprintf '%s\\n' "$@"\nexit 3\n`)
  chmodSync(started, 0o755)
  chmodSync(node, 0o755)

  const calls = (command: string, cwd: string): { readonly code: unknown; readonly lines: ReadonlyArray<string> } => {
    try {
      execFileSync(command, ["audit", "two words", ""], { cwd, encoding: "utf8" })
    } catch (ended) {
      const { status, stdout } = ended as { readonly status: number; readonly stdout: string }
      return { code: status, lines: stdout.split("\n").slice(0, -1) }
    }
    return { code: 0, lines: [] }
  }
  const expected = { code: 3, lines: [join(archive, program), "audit", "two words", ""] }

  it("starts the Node beside it with the arguments as they are, and ends with its code", () => {
    expect(calls(started, place)).toEqual(expected)
    expect(calls("./fairward", archive)).toEqual(expected)
  })

  it("is found through links, relative ones and links to links", () => {
    mkdirSync(join(place, "bin"))
    symlinkSync("../an archive/fairward", join(place, "bin", "relative"))
    symlinkSync(join(place, "bin", "relative"), join(place, "bin", "absolute"))
    expect(calls(join(place, "bin", "relative"), place)).toEqual(expected)
    expect(calls(join(place, "bin", "absolute"), tmpdir())).toEqual(expected)
  })

  it("is a batch file on Windows, of one line, with the paths of Windows", () => {
    expect(launcher(platforms["win32-x64"]!)).toEqual([
      "fairward.cmd",
      '@"%~dp0lib\\node.exe" "%~dp0lib\\node_modules\\fairward\\dist\\main.js" %*\r\n'
    ])
  })
})

it("what runs is kept, and declarations, maps and the package manager's notes are not", () => {
  const kept = [
    "index.js",
    "index.mjs",
    "duckdb.node",
    "libduckdb.so",
    "package.json",
    "LICENSE",
    "mapping.js",
    "d.ts.js",
    "@fairward/cli/template/comparing/index.ts",
    "vega/build/vega.min.js"
  ]
  const dropped = [
    "index.d.ts",
    "index.d.mts",
    "index.d.cts",
    "index.js.map",
    ".bin",
    ".modules.yaml",
    ".pnpm",
    "effect/src/Effect.ts",
    "pdfkit/.yarn",
    "pdfkit/js/pdfkit.standalone.js"
  ]
  expect(kept.filter(isDropped)).toEqual([])
  expect(dropped.filter((name) => !isDropped(name))).toEqual([])
})

describe("the packages of an archive", () => {
  const modules = join(place, "node_modules")
  const add = (folder: string, name: string, files: Readonly<Record<string, string>>) => {
    const manifest = JSON.stringify({ name, version: "1.0.0", license: "MIT" })
    for (const [file, text] of Object.entries({ "package.json": manifest, ...files })) {
      write(join(modules, folder, file), text)
    }
  }
  add("outer", "outer", { LICENSE: "Alike", "dist/copied/LICENCE.md": "Of the copy", "license.js": "code" })
  add("outer/node_modules/inner", "inner", { "NOTICE.txt": "Within" })
  add("@scope/alike", "@scope/alike", { LICENSE: "Alike\n" })
  add("bare", "bare", {})
  const packages = installedIn(modules)

  it("are all found, those in a scope and within others too", () => {
    expect(packages.map(({ name }) => name).toSorted()).toEqual(["@scope/alike", "bare", "inner", "outer"])
  })

  it("have their licences in one text, each once, that of a copy too", () => {
    const line = `\n${"=".repeat(80)}\n\n`
    expect(licenceText(packages).split(line)).toEqual([
      "@scope/alike 1.0.0\nouter 1.0.0\n\nAlike\n",
      "bare 1.0.0\n\nLicence: MIT. The package brings no text of it.\n",
      "inner 1.0.0\n\nWithin\n",
      "outer 1.0.0\n\nOf the copy\n"
    ])
  })

  it("are named where the lockfile has another version, or none", () => {
    const lockfile = "packages:\n\n  '@scope/alike@1.0.0':\n    resolution: {}\n\n  bare@1.0.01:\n\n  outer@1.0.0:\n"
    expect(notLocked(packages, lockfile).toSorted()).toEqual(["bare 1.0.0", "inner 1.0.0"])
  })
})
