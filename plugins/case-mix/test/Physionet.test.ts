import { readFileSync } from "node:fs"
import { hospitalB } from "@fairward/fixtures/HospitalB"
import { orSkipped, sharedFolder } from "@fairward/fixtures/Shared"
import { loadDataset } from "@fairward/sources"
import { Audited, Near } from "@fairward/stage-kit"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { standardisedId } from "../src/Findings.ts"
import caseMix from "../src/index.ts"
import type { MetricName } from "../src/Options.ts"

interface Oracle {
  readonly threshold: number
  readonly cohorts: ReadonlyArray<{
    readonly grouping: string
    readonly category: string
    readonly metric: MetricName
    readonly crude: number
    readonly cohort: number
    readonly rest: number
    readonly explained: number
    readonly patients: number
    readonly comparable: number
    readonly unknown: number
    readonly alone: number
  }>
}

const oracle: Oracle = JSON.parse(readFileSync(new URL("oracle/physionet.json", import.meta.url), "utf8"))

const folder = sharedFolder("data/physionet2019")

it.skipIf(folder === undefined)(
  `has the cohorts of hospital B crude and like with like as pandas${orSkipped(folder, "data/physionet2019")}`,
  async () => {
    const config = await Audited.config({
      ...hospitalB,
      caseMix: ["age", { column: "hours_in_hospital_before_icu", bins: [0.5, 6, 24] }],
      resampling: { replicates: 100, seed: 42 }
    })
    const dataset = await Effect.runPromise(loadDataset(config, { base: folder! }))
    const { audit, findings } = await Audited.audited(caseMix, config, dataset)
    const { comparisons, explained, support } = findings()
    expect(audit.threshold?.value).toBe(oracle.threshold)
    expect(comparisons).toHaveLength(2 * oracle.cohorts.length)
    for (const {
      alone,
      category,
      cohort,
      comparable,
      crude,
      grouping,
      metric,
      patients,
      rest,
      unknown,
      ...own
    } of oracle.cohorts) {
      const isOf = (
        one: { readonly grouping: string; readonly category: string; readonly metric: string },
        id: string
      ) => one.grouping === grouping && one.category === category && one.metric === id
      const near = (actual: number | null, expected: number, of: string) =>
        Near.expectNear(actual, expected, `${of}, ${metric} of ${category}`, 1e-9, 1e-12)
      const alike = comparisons.find((one) => isOf(one, standardisedId(metric)))!
      near(comparisons.find((one) => isOf(one, metric))!.difference, crude, "crude")
      near(alike.cohort.estimate, cohort, "cohort")
      near(alike.rest.estimate, rest, "rest")
      const { share } = explained.find((one) => isOf(one, metric))!
      if (share !== null) near(share, own.explained, "explained")
      expect(support.find((one) => isOf(one, metric))).toMatchObject({ patients, comparable, alone, unknown })
    }
    expect(explained.some(({ share }) => share !== null)).toBe(true)
  },
  120_000
)
