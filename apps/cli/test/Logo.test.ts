import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Logo from "../src/Logo.ts"
import * as NodeServices from "../src/NodeServices.ts"
import { temporaryFolder } from "./support/project.ts"

const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]
const jpeg = [0xff, 0xd8, 0xff, 0xe0, 0, 16]
const bytesOf = (text: string) => [...new TextEncoder().encode(text)]

const folderWith = (name: string, bytes: ReadonlyArray<number>) => {
  const folder = temporaryFolder({})
  writeFileSync(join(folder, name), Uint8Array.from(bytes))
  return folder
}

const load = (folder: string, name: string) => Logo.load(folder, name).pipe(Effect.provide(NodeServices.layer))

describe("the logo", () => {
  it.effect.each([
    ["logo.png", png, "image/png"],
    ["logo.jpg", jpeg, "image/jpeg"],
    ["logo.svg", bytesOf('<svg xmlns="http://www.w3.org/2000/svg"/>'), "image/svg+xml"],
    ["prolog.svg", bytesOf('\uFEFF<?xml version="1.0"?>\n<!-- ours -->\n<!DOCTYPE svg>\n<svg></svg>'), "image/svg+xml"],
    ["named-wrongly.png", jpeg, "image/jpeg"]
  ] as const)("%s is stored with the type that its bytes have", ([name, bytes, type]) =>
    Effect.gen(function* () {
      const address = yield* load(folderWith(name, bytes), name)
      const [, stored, data] = /^data:([^;]+);base64,(.*)$/u.exec(address) ?? []
      expect(stored).toBe(type)
      expect([...Buffer.from(data!, "base64")]).toEqual([...bytes])
    })
  )

  it.effect("is refused when it is missing, a folder, too large or something else, saying so", () =>
    Effect.gen(function* () {
      const refused = (folder: string, name: string) => Effect.flip(load(folder, name))
      const folder = temporaryFolder({ "fairward.yaml": "title: <svg>", "images/x.png": "" })
      expect(yield* refused(folder, "logo.png")).toBe(
        `There is no file ${folder}/logo.png. The path is relative to the configuration.`
      )
      expect(yield* refused(folder, "images")).toBe(`${folder}/images is not a file.`)
      expect(yield* refused(folder, "fairward.yaml")).toContain("is no PNG, JPEG or SVG image, whatever its name")
      expect(yield* refused(folder, "images/x.png")).toContain("is no PNG, JPEG or SVG image")
      const large = folderWith("large.png", [...png, ...Array.from({ length: 1_100_000 }, () => 0)])
      expect(yield* refused(large, "large.png")).toBe(
        `${large}/large.png has 1.1 MB, at most 1.0 MB are taken: make the image smaller.`
      )
    })
  )
})
