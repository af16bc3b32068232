import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { checks, Fixtures } from "../src/index.ts"

const text = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8")

const readme = text("../README.md")

describe("the README", () => {
  it.each(["Stage.ts", "Stage.test.ts"])("shows %s as it runs here", (example) => {
    expect(readme).toContain(`\`\`\`ts\n${text(`./examples/${example}`)}\`\`\``)
  })

  it("lists every check by the name that deviations call it by, and none that is not there", () => {
    const listed = [...readme.matchAll(/^- (?:`([^`]+)`)/gmu)].map(([, name]) => name)
    expect(listed.toSorted()).toEqual(
      checks(Fixtures.standard())
        .map(({ name }) => name)
        .toSorted()
    )
  })
})
