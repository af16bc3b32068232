import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Findings from "../src/Findings.ts"
import * as Manifest from "../src/Manifest.ts"
import * as NodeServices from "../src/NodeServices.ts"
import { temporaryFolder } from "./support/project.ts"

const refusalOf = (content: string) =>
  Effect.gen(function* () {
    const folder = temporaryFolder({ "findings.json": content })
    const { problems } = yield* Effect.flip(Findings.read(`${folder}/findings.json`))
    return problems[0]
  }).pipe(Effect.provide(NodeServices.layer))

const own = Manifest.own.version

describe("findings that this program does not read", () => {
  it.effect("of an older layout are refused with both versions, and with what to do", () =>
    Effect.gen(function* () {
      const refusal = yield* refusalOf('{"schemaVersion": 0, "fairward": "0.0.9", "audit": "as it then was"}')
      expect(refusal.message).toBe(
        `The findings have layout 0, written by fairward 0.0.9. This is fairward ${own}, which reads layout 1.`
      )
      expect(refusal.fix).toBe(
        "Audit again, or install the version of fairward that wrote it: npm install fairward@0.0.9"
      )
    })
  )

  it.effect("of a newer layout ask for a newer program", () =>
    Effect.gen(function* () {
      const refusal = yield* refusalOf('{"schemaVersion": 2, "fairward": "3.0.0"}')
      expect(refusal.message).toContain("have layout 2, written by fairward 3.0.0")
      expect(refusal.fix).toBe("Install a newer fairward: npm install fairward@3.0.0")
    })
  )

  it.effect("are told from other files, and from damaged ones", () =>
    Effect.gen(function* () {
      expect((yield* refusalOf("{")).message).toContain("This is no JSON")
      expect((yield* refusalOf("[]")).message).toBe("This is no findings.json: it has no schemaVersion.")
      expect((yield* refusalOf('{"schemaVersion": 1}')).message).toContain("are not as an audit writes them")
    })
  )

  it.effect("are refused where they hold what no audit writes, with the places", () =>
    Effect.gen(function* () {
      expect((yield* refusalOf(JSON.stringify({ schemaVersion: 1, x: "y".repeat(200_000) }))).message).toBe(
        'The findings are not as an audit writes them: a text of 200000 characters under "x".'
      )
      expect((yield* refusalOf(`${"[".repeat(500)}${"]".repeat(500)}`)).message).toBe(
        "The findings are not as an audit writes them: values are nested more than 100 levels deep."
      )
      const hostile = { locale: "x".repeat(1000), paper: "A4", logo: "https://example.org/logo.png", accent: "red" }
      const folder = temporaryFolder({ "findings.json": JSON.stringify({ schemaVersion: 1, report: hostile }) })
      const { problems } = yield* Effect.flip(Findings.read(`${folder}/findings.json`))
      const said = problems.map(({ message }) => message).join("\n")
      expect(said).toContain("report.logo: Expected a PNG, JPEG or SVG image, embedded as a data: address")
      expect(said).toContain("report.locale: ")
      expect(said).toContain("report.accent: ")
    }).pipe(Effect.provide(NodeServices.layer))
  )
})
