import { readFileSync } from "node:fs"
import { hospitalB } from "@fairward/fixtures/HospitalB"
import { orSkipped, sharedFolder } from "@fairward/fixtures/Shared"
import { loadDataset } from "@fairward/sources"
import { Audited, Near } from "@fairward/stage-kit"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { type Findings, keyOf } from "../src/Findings.ts"
import subgroups from "../src/index.ts"

type Values = Readonly<Record<string, number>>

interface Oracle {
  readonly threshold: number
  readonly everyone: Values
  readonly searched: ReadonlyArray<Findings["searched"][number]>
  readonly groups: ReadonlyArray<
    Readonly<Record<"grouping" | "category", string>> &
      Readonly<Record<"patients" | "eventPatients", number>> &
      Readonly<Record<"own" | "others", Values>>
  >
}

const oracle: Oracle = JSON.parse(readFileSync(new URL("oracle/physionet.json", import.meta.url), "utf8"))

const folder = sharedFolder("data/physionet2019")

it.skipIf(folder === undefined)(
  `searches the groups of hospital B that pandas searches, with the same values${orSkipped(folder, "data/physionet2019")}`,
  async () => {
    const config = await Audited.config({ ...hospitalB, resampling: { replicates: 20, seed: 42 } })
    const dataset = await Effect.runPromise(loadDataset(config, { base: folder! }))
    const { audit, findings } = await Audited.audited(subgroups, config, dataset)
    const { comparisons, everyone, groups, searched } = findings()
    expect(audit.threshold?.value).toBe(oracle.threshold)
    expect(searched.map(({ isLeftOut: _, ...counts }) => counts)).toEqual(oracle.searched)
    expect(groups).toHaveLength(oracle.groups.length)
    for (const { estimate, metric } of everyone) Near.expectNear(estimate, oracle.everyone[metric]!, metric)
    for (const { category, eventPatients, grouping, others, own, patients } of oracle.groups) {
      const key = keyOf({ grouping, category })
      expect(groups.find((one) => keyOf(one) === key)).toMatchObject({ patients, eventPatients })
      for (const metric of Object.keys(oracle.everyone)) {
        const found = comparisons.find((one) => keyOf(one) === key && one.metric === metric)!
        Near.expectNear(found.cohort.estimate, own[metric]!, `${metric} in ${category}`)
        Near.expectNear(found.rest.estimate, others[metric]!, `${metric} outside of ${category}`)
      }
    }
  },
  120_000
)
