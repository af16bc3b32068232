import { describe, expect, it } from "@effect/vitest"
import { Measure, type Prose } from "@fairward/core"

const words = (text: ReturnType<typeof Prose.text>) =>
  text.map((part) => (typeof part === "object" && "value" in part ? part.value.toLocaleString("en") : part)).join("")

describe("a measure", () => {
  const missed = { per: 100, of: "events", outcome: "are missed", complement: true }

  it("is said in natural frequencies", () => {
    expect(words(Measure.inFrequency({ unit: "share" }, missed, 0.77))).toBe("of 100 events 23 are missed")
    expect(
      words(Measure.inFrequency({ unit: "share" }, { per: 1000, of: "alarms", outcome: "are true" }, 0.0227))
    ).toBe("of 1,000 alarms 23 are true")
    const perDay = { per: 100, of: "patient-days", outcome: "false alarms" }
    expect(words(Measure.inFrequency({ unit: "per patient-day" }, perDay, 2.1))).toBe(
      "in 100 patient-days 210 false alarms"
    )
  })

  it.each([
    [{ title: "Median gap", unit: "min" }, "min"],
    [{ title: "Recall", unit: "share" }, undefined],
    [{ title: "Recall" }, undefined],
    [{ title: "Noradrenaline", unit: "" }, undefined],
    [{ title: "False alarms per patient-day", unit: "per patient-day" }, undefined]
  ])("is written with its unit, unless that is a share or in its title: %o", (measure, unit) => {
    expect(Measure.unitWords(measure)).toBe(unit)
  })

  it("does a harm of which missed events are the gravest and sources of differences the least", () => {
    expect([Measure.harms[0], Measure.harms.at(-1)]).toEqual(["missed", "sources"])
  })
})
