import type { Comparison } from "@fairward/core"
import fc from "fast-check"
import { expect, it, vi } from "vitest"
import { cases, groupingsOf } from "./fixtures/Cases.ts"
import { inProcess, measured, sharedMultiplicities } from "./fixtures/Measuring.ts"
import { expectNear } from "./fixtures/Near.ts"
import { datasetOf } from "./fixtures/Sketch.ts"

vi.setConfig({ testTimeout: 120_000 })

const contrastsOf = (contrasts: ReadonlyArray<Comparison.Contrast>) =>
  contrasts.filter(({ metric }) => metric === "auroc")

/** Persons of two stays each, or none. */
const clustered = fc.boolean()

it("is the same, alone or beside other areas, in every draw", async () => {
  let compared = 0
  await fc.assert(
    fc.asyncProperty(cases({ patients: 6, replicates: 20 }), clustered, async (one, hasPersons) => {
      const plain = datasetOf(one.sketch)
      const clusterOf = Uint32Array.from({ length: plain.patients.count }, (_, i) => i >> 1)
      const dataset = hasPersons ? { ...plain, patients: { ...plain.patients, clusterOf } } : plain
      const setting = {
        dataset,
        groupings: groupingsOf(one.sketch),
        threshold: one.setting.threshold,
        verdictMinimum: 0,
        multiplicities: sharedMultiplicities(one.replicates.flat())
      }
      const alone = await measured({ ...setting, options: { metrics: ["auroc"] }, compute: inProcess(2) })
      const beside = await measured({ ...setting, options: { metrics: ["auroc", "auprc"] } })
      expect(alone.everyone[0]).toEqual(beside.everyone[0])
      const others = contrastsOf(beside.contrasts)
      expect(alone.contrasts).toHaveLength(others.length)
      alone.contrasts.forEach((own, i) => {
        const other = others[i]!
        for (const side of ["cohort", "rest"] as const) {
          expect(own[side].estimate).toBe(other[side].estimate)
          expect(own[side].replicates).toEqual(other[side].replicates)
        }
        expectNear(own.standardError, other.standardError, `error of ${own.grouping} ${own.category}`, 1e-9, 1e-9)
        own.standardErrors.forEach((error, b) => {
          // With one person drawn it is endless.
          if (error !== other.standardErrors[b])
            expectNear(error, other.standardErrors[b]!, `replicate ${b}`, 1e-9, 1e-9)
        })
        if (Number.isFinite(own.standardError)) compared++
      })
    }),
    { numRuns: 150 }
  )
  expect(compared).toBeGreaterThan(50)
})
