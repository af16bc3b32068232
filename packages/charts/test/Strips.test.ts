import { describe, expect, it } from "vitest"
import { type Options, strip } from "../src/Strips.ts"
import { svg, texts } from "./support/drawing.ts"

const options: Options = {
  verdict: "worse",
  cohort: { label: "Surgical ICU", value: 23.1, text: "23", low: 19.2, high: 27.3 },
  rest: { label: "Medical ICU", value: 12.3, text: "12", low: 9, high: 15.4 },
  margin: 4,
  zero: true
}

describe("a strip", () => {
  it("names both sides, and writes their values as they are written elsewhere", async () => {
    const drawn = texts(await svg(strip(options)))
    expect(drawn).toEqual(expect.arrayContaining(["Surgical ICU", "Medical ICU", "23", "12"]))
  })

  it("holds both intervals and the band of the margin, from 0 where that is what a count begins at", () => {
    const domainOf = (change: Partial<Options>) =>
      (strip({ ...options, ...change }) as { encoding: { x: { scale: { domain: ReadonlyArray<number> } } } }).encoding.x
        .scale.domain
    const [least, most] = domainOf({})
    expect(least).toBe(0)
    expect(most).toBeGreaterThan(27.3)
    const area = domainOf({
      zero: false,
      margin: 0.05,
      cohort: { label: "A", text: "0.7", value: 0.7, low: 0.66, high: 0.74 },
      rest: { label: "B", text: "0.8", value: 0.8, low: 0.78, high: 0.82 }
    })
    expect(area[0]).toBeLessThan(0.66)
    expect(area[0]).toBeGreaterThan(0.6)
    expect(area[1]).toBeGreaterThan(0.85)
    expect(domainOf({ margin: 20 })[1]).toBeGreaterThan(32.3)
  })

  it("draws the sign of the verdict, and does without intervals and margin where there are none", async () => {
    expect(JSON.stringify(strip(options))).toContain("triangle-down")
    const bare = strip({
      ...options,
      margin: null,
      cohort: { ...options.cohort, low: null, high: null },
      rest: { ...options.rest, low: null, high: null }
    })
    expect(JSON.stringify(bare)).not.toContain('"from"')
    expect(texts(await svg(bare))).toContain("23")
  })

  it("breaks long names into lines", async () => {
    const long = { ...options.cohort, label: "Patients who came by ambulance from another hospital" }
    expect(texts(await svg(strip({ ...options, cohort: long })))).toContain("ambulance from another")
  })
})
