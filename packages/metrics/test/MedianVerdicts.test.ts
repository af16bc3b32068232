import { describe, expect, it, vi } from "vitest"
import type { Measure } from "../src/Measure.ts"
import { compared as comparedIn } from "./fixtures/Comparing.ts"
import { drawnPersons } from "./fixtures/Drawing.ts"
import { readOracle } from "./oracle/Oracle.ts"
import { expectContrast, expectFamilies, type OracleContrast, type OracleFamily } from "./oracle/Verdicts.ts"

vi.setConfig({ testTimeout: 120_000 })

interface Oracle {
  readonly category: ReadonlyArray<number>
  readonly hits: ReadonlyArray<number>
  readonly tries: ReadonlyArray<number>
  readonly seed: number
  readonly replicates: number
  readonly verdictMinimum: number
  readonly medians: Readonly<
    Record<
      string,
      {
        readonly patient: ReadonlyArray<number>
        readonly value: ReadonlyArray<number>
        readonly grid: number
        readonly sense: -1 | 0 | 1
        readonly margin: number
        /** Whether the margin is at most a fifth of everyone's median. */
        readonly fifth?: boolean
      }
    >
  >
  readonly contrasts: ReadonlyArray<OracleContrast>
  readonly families: ReadonlyArray<OracleFamily>
}

const senses = { "-1": "lower", "0": "none", "1": "higher" } as const

const oracle = readOracle<Oracle>("median_verdicts")

const measures: ReadonlyArray<Measure<"hits" | "tries">> = [
  ...Object.entries(oracle.medians).map(([id, { fifth, grid, margin, patient, sense, value }]) => ({
    id,
    sense: senses[`${sense}`],
    unit: "min",
    margin,
    missing: "no value",
    medianOf: { patient: Uint32Array.from(patient), value: Float64Array.from(value), gridStep: grid },
    ...(fifth === true ? { fifthOf: "value" as const } : {})
  })),
  {
    id: "share",
    sense: "higher",
    unit: "share",
    margin: 0.05,
    missing: "nothing was tried",
    over: (s) => [s.hits, s.tries]
  }
]

describe("intervals, p and verdicts of medians and a share", () => {
  it("are those of numpy, at two levels and of the share alone", async () => {
    const { category, hits, replicates, seed, tries } = oracle
    const { contrasts } = await comparedIn({
      columns: { hits, tries },
      measures,
      category,
      categories: 4,
      replicates: drawnPersons(category.length, replicates, seed).map((counts) => [...counts])
    })
    const ordered = oracle.contrasts.map(
      (told) => contrasts.find((one) => one.category === told.category && one.metric === told.metric)!
    )
    expect(ordered.length).toBe(contrasts.length)
    const measured = ordered.reduce((sum, one, i) => sum + expectContrast(one, oracle.contrasts[i]!), 0)
    expect(measured + expectFamilies(ordered, oracle)).toBe(339)
  })
})
