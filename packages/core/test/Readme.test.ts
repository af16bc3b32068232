import { readFileSync } from "node:fs"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { findingsOf } from "./examples/Findings.ts"
import { dataset } from "./fixtures/Patients.ts"

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
  it.each(["StayLength", "Findings"])("shows %s as it runs here", (example) => {
    expect(text("../README.md")).toContain(`\`\`\`ts\n${text(`./examples/${example}.ts`)}\`\`\``)
  })

  it.effect("leads from a dataset to findings", () =>
    Effect.gen(function* () {
      const stay = (id: string, length: number, sex: string) => ({
        id,
        attributes: { sex },
        scores: Array.from({ length }, () => 0.5),
        labels: "1".repeat(length),
        events: [[length, length + 1]] as const
      })
      const { audit, stages } = yield* findingsOf(
        configuration,
        dataset({ timestepMinutes: 60, patients: [stay("a", 2, "F"), stay("b", 3, "M"), stay("c", 9, "F")] })
      )
      expect(audit.dataset.patients.test).toBe(3)
      expect(stages["stay-length"]).toMatchObject({
        title: "Length of stay",
        status: "done",
        findings: { patients: 3, long: 2, minutes: 120 }
      })
    })
  )
})
