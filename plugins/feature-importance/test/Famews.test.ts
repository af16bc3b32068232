import { readFileSync } from "node:fs"
import { join } from "node:path"
import { AuditConfig } from "@fairward/core"
import { orSkipped, sharedFolder } from "@fairward/fixtures/Shared"
import { loadDataset } from "@fairward/sources"
import { Near } from "@fairward/stage-kit"
import { RankBiasedOverlap } from "@fairward/stats"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { inverseRankDelta, ranksOf } from "../src/ranking.ts"
import { findingsOf, measured } from "./fixtures/Stages.ts"

type PerCategory<A> = Readonly<Record<string, Readonly<Record<string, A>>>>

interface Single {
  readonly ranking_all: ReadonlyArray<string>
  readonly ranking: PerCategory<ReadonlyArray<string>>
  readonly mean_abs_shap_all: Readonly<Record<string, number>>
  readonly mean_abs_shap: PerCategory<Readonly<Record<string, number>>>
  readonly "rbo_p0.935": Readonly<Record<string, PerCategory<number>>>
  readonly invrank_delta: PerCategory<Readonly<Record<string, number>>>
}

type Boot = Readonly<
  Record<
    string,
    {
      readonly critical_rbo_k15: number
      readonly flagged: ReadonlyArray<string>
      readonly critical_invdelta: Readonly<Record<string, number>>
    }
  >
>

const folder = sharedFolder("reference/famews-S")
const results = <A>(name: string): A => JSON.parse(readFileSync(join(folder!, "results", name), "utf8")) as A

const groupings = Object.fromEntries(
  ["sex", "age_group", "APACHE_group", "surgical_status"].map((column) => [column, { column }])
)

const load = async () => {
  const config = await Effect.runPromise(
    AuditConfig.decode({
      title: "FAMEWS, S",
      timestep: "5 min",
      horizon: "12 h",
      data: {
        predictions: {
          from: "predictions.csv",
          patient: "patient_id",
          time: "time_index",
          label: "label",
          score: "score"
        },
        patients: { from: "patients.csv", patient: "patient_id" },
        attributions: { from: "shap.csv", patient: "patient_id" },
        splits: { from: "patients.csv", patient: "patient_id", split: "split" }
      },
      threshold: { value: 0.5 },
      groupings
    })
  )
  return Effect.runPromise(loadDataset(config, { base: join(folder!, "inputs") }))
}

const expectNear = (actual: number, expected: number, what: string) =>
  Near.expectNear(actual, expected, what, 1e-9, 1e-15)

describe(`FAMEWS's numbers${orSkipped(folder, "reference/famews-S")}`, () => {
  it.skipIf(folder === undefined)(
    "are these importances, rankings, overlaps at 15, 20 and 50 ranks, and changes of inverse rank",
    async () => {
      const famews = results<Single>("feature_importance_single.json")
      const dataset = await load()
      const names = dataset.attributions!.features
      const { cohorts, general, importance } = await measured({
        dataset,
        groupings,
        replicates: 2,
        options: { depth: 15, randomCohorts: 1, randomGroupings: 1 }
      })
      expect(Array.from(general, (f) => names[f])).toEqual(famews.ranking_all)
      names.forEach((name, f) => {
        expectNear(importance[f]!, famews.mean_abs_shap_all[name]!, name)
      })
      expect(cohorts).toHaveLength(18)
      const generalRanks = ranksOf(general)
      for (const { category, grouping, importance: own, ranking, truncated } of cohorts) {
        const [g, c] = [grouping.id, category.id]
        expect(
          Array.from(ranking, (f) => names[f]),
          c
        ).toEqual(famews.ranking[g]![c])
        expectNear(truncated, famews["rbo_p0.935"]["k=15"]![g]![c]!, `${c} at 15`)
        for (const depth of [20, 50]) {
          const overlap = RankBiasedOverlap.rankBiasedOverlap(ranking, general, { depth }).truncated
          expectNear(overlap, famews["rbo_p0.935"][`k=${depth}`]![g]![c]!, `${c} at ${depth}`)
        }
        const ranks = ranksOf(ranking)
        names.forEach((name, f) => {
          expectNear(own[f]!, famews.mean_abs_shap[g]![c]![name]!, `${name} in ${c}`)
          expectNear(
            inverseRankDelta(ranks[f]!, generalRanks[f]!),
            famews.invrank_delta[g]![c]![name]!,
            `${name} in ${c}`
          )
        })
      }
    },
    30_000
  )

  it.skipIf(folder === undefined)(
    "of its unseeded random groupings agree within simulation error: critical values within their spread over five runs",
    async () => {
      const runs = Object.values(results<Boot>("feature_importance_boot.json"))
      const dataset = await load()
      const found = await Promise.all(
        [1, 2, 3, 4, 5].map((seed) =>
          findingsOf({ dataset, groupings, seed, replicates: 2, options: { depth: 15, top: 15, randomCohorts: 1 } })
        )
      )
      const middle = (values: ReadonlyArray<number>) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
      const theirs = runs.map(({ critical_rbo_k15 }) => critical_rbo_k15)
      const ours = found.map(({ criticalOverlap }) => criticalOverlap!)
      const spread = Math.max(...theirs) - Math.min(...theirs)
      expect(Math.abs(middle(ours) - middle(theirs))).toBeLessThan(spread)
      const names = dataset.attributions!.features
      const ratios = names.map((name, f) => {
        const own = middle(found.map(({ features }) => features[f]!.criticalDelta!))
        return own / middle(runs.map(({ critical_invdelta }) => critical_invdelta[name]!))
      })
      expect(middle(ratios)).toBeGreaterThan(0.9)
      expect(middle(ratios)).toBeLessThan(1.1)
      for (const { cohorts } of found) {
        expect(cohorts.find(({ category }) => category === ">85")!.overlap!.isBelowCritical).toBe(true)
      }
    },
    60_000
  )
})
