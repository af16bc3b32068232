import { readFileSync } from "node:fs"
import { type AuditConfig, Cohorts, Dataset, Detection, Progress, Resamples, Settings, Threshold } from "@fairward/core"
import { Effect, Layer } from "effect"
import { describe, expect, it, vi } from "vitest"
import { highScores } from "./examples/Compared.ts"
import { alarms } from "./examples/Divided.ts"
import { judged } from "./examples/Judged.ts"
import { inProcess } from "./fixtures/Measuring.ts"
import { datasetOf, groupingName } from "./fixtures/Sketch.ts"

vi.setConfig({ testTimeout: 60_000 })

const text = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8")

describe("the README", () => {
  it.each(["Compared", "Divided", "Judged"])("shows %s as it runs here", (example) => {
    expect(text("../README.md")).toContain(`\`\`\`ts\n${text(`./examples/${example}.ts`)}\`\`\``)
  })

  it("compares cohorts, parts of patients, and metrics", async () => {
    const patient = (category: string, score: number) => ({
      steps: [[0, 0.25] as const, [1, score] as const],
      events: [],
      categories: [category]
    })
    const dataset = datasetOf({
      patients: [patient("a", 0.9), patient("a", 0.8), patient("b", 0.9), patient("b", 0.2)],
      groupings: 1,
      horizonSteps: 1,
      maxLengthSteps: Number.POSITIVE_INFINITY
    })
    const groupings: AuditConfig.AuditConfig["groupings"] = { [groupingName(0)]: { column: groupingName(0) } }
    const services = Layer.mergeAll(
      Layer.succeed(Dataset.Dataset, dataset),
      Layer.effect(
        Cohorts.Cohorts,
        Cohorts.derive(dataset, { groupings, minEventPatients: 0 }, Detection.evaluableEvents(dataset))
      ),
      Layer.succeed(Threshold.Threshold, { value: 0.5, chosenBy: null, warnings: [] }),
      Layer.effect(Resamples.Resamples, Resamples.make(dataset, { replicates: 50, seed: 42, scheme: "multinomial" })),
      Layer.succeed(Settings.Settings, { significance: "simultaneous", level: 0.95, verdictMinimum: 1 }),
      Progress.Progress.silent,
      inProcess(1)
    )
    const comparisons = await Effect.runPromise(judged.pipe(Effect.provide(services)))
    expect(comparisons.map(({ category, margin, metric }) => ({ category, margin, metric }))).toEqual([
      { category: "a", metric: "recall", margin: 0.05 },
      { category: "a", metric: "auroc", margin: 0.03 },
      { category: "b", metric: "recall", margin: 0.05 },
      { category: "b", metric: "auroc", margin: 0.03 }
    ])
    expect(comparisons[0]).toMatchObject({ cohort: { estimate: 1 }, rest: { estimate: 0.5 } })
    const { contrasts } = await Effect.runPromise(highScores.pipe(Effect.provide(services)))
    // Of two predictions each, one of four in the one cohort is 0.9 or more, and so it is in the other.
    expect(contrasts[0]).toMatchObject({ cohort: { estimate: 1 / 4 }, rest: { estimate: 1 / 4 } })
    const divided = await Effect.runPromise(alarms.pipe(Effect.provide(services)))
    // Nobody is at or above 0.5 at the first step, three of four are at the second.
    expect(divided.contrasts[0]).toMatchObject({ cohort: { estimate: 0 }, rest: { estimate: 3 / 4 } })
    expect(divided.contrasts[0]!.standardError).toBeGreaterThan(0)
  })
})
