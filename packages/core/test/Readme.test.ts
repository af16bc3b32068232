import { readFileSync } from "node:fs"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { reportOf } from "./examples/Report.ts"
import { dataset } from "./fixtures/Patients.ts"
import { factOf, sectionOf, tableOf, textOf } from "./fixtures/Text.ts"

const text = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8")

const configuration = {
  title: "Stays",
  timestep: "1 h",
  horizon: "3 h",
  data: {
    predictions: { from: "p.csv", patient: "pid", time: "step", label: "label", score: "score" },
    patients: { from: "patients.csv", patient: "pid" }
  },
  threshold: { value: 0.5 },
  groupings: { sex: { column: "sex" } },
  stages: { "stay-length": { longerThan: "2 h" } }
}

describe("the README", () => {
  it.each(["StayLength", "Report"])("shows %s as it runs here", (example) => {
    expect(text("../README.md")).toContain(`\`\`\`ts\n${text(`./examples/${example}.ts`)}\`\`\``)
  })

  it.effect("leads from a dataset to a report", () =>
    Effect.gen(function* () {
      const stay = (id: string, length: number, sex: string) => ({
        id,
        attributes: { sex },
        scores: Array.from({ length }, () => 0.5),
        labels: "1".repeat(length),
        events: [[length, length + 1]] as const
      })
      const report = yield* reportOf(
        configuration,
        dataset({ timestepMinutes: 60, patients: [stay("a", 2, "F"), stay("b", 3, "M"), stay("c", 9, "F")] })
      )
      expect(textOf(report, "stay-length")).toContain("2 of 3 stays are longer than 2 h.")
      expect(tableOf(sectionOf(report, "stay-length"), "stay-length-table").rows).toEqual([{ share: 2 / 3 }])
      expect(factOf(report, "Analyses")).toBe("Length of stay")
      expect(report.glossary.map(({ term }) => term)).toContain("Length of stay")
    })
  )
})
