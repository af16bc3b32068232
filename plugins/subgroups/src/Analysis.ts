import {
  Cohorts,
  Comparison,
  Dataset,
  Detection,
  Exposure,
  Message,
  Resamples,
  Settings,
  Stage,
  Threshold
} from "@fairward/core"
import { LabelledSteps, Measures } from "@fairward/metrics"
import { Effect } from "effect"
import { type Findings, keyOf } from "./Findings.ts"
import { type Column, measuresOf, whyLeftOut } from "./Measures.ts"
import { foundIn, type Judged } from "./Nested.ts"
import type { Options } from "./Options.ts"
import { type Crossing, groupsIn, others, searchOf } from "./Search.ts"

const stage = "subgroups"

/** Groups that are measured together: what the sums over replicates take is bounded by it. */
const atOnce = 250

/** Crossings in their order, some at a time. */
const batchesOf = (crossings: ReadonlyArray<Crossing>): ReadonlyArray<ReadonlyArray<Crossing>> => {
  const batches: Array<Array<Crossing>> = []
  let size = atOnce
  for (const crossing of crossings) {
    if (size + crossing.groups.length > atOnce) {
      batches.push([])
      size = 0
    }
    batches.at(-1)!.push(crossing)
    size += crossing.groups.length
  }
  return batches
}

/** Items ranked once, however often they are asked for. */
const once = ({ size, write }: LabelledSteps.ItemSource): LabelledSteps.ItemSource => {
  let ranked: Uint32Array | undefined
  return {
    size,
    write: (items) => {
      if (ranked === undefined) {
        write(items)
        ranked = items.slice()
      } else items.set(ranked)
    }
  }
}

/** What is measured of the test patients. */
const inputOf = Effect.fnUntraced(function* (options: Options) {
  const dataset = yield* Dataset.Dataset
  const { value: threshold } = yield* Threshold.Threshold
  const events = Detection.evaluableEvents(dataset)
  const asked = [...new Set(options.measures)]
  const leftOut = asked.flatMap((metric) => {
    const reason = whyLeftOut(metric, dataset, events !== undefined)
    return reason === undefined ? [] : [{ metric, reason }]
  })
  const chosen = asked.filter((id) => leftOut.every(({ metric }) => metric !== id))
  const steps = LabelledSteps.labelledSteps(dataset, events)
  const columns: { readonly [Name in Column]?: Float64Array } = {
    ...LabelledSteps.stepColumns(steps, { threshold, bins: 0 }),
    minutes: Exposure.minutesAtRisk(dataset, dataset.patients.splits.test)
  }
  const input = {
    columns: columns as { readonly [Name in Column]: Float64Array },
    measures: measuresOf(chosen, options),
    ranking: {
      items: once(LabelledSteps.itemsOfPatients(steps)),
      positives: "p" as const,
      negatives: "n" as const,
      events: "events" as const,
      interpolation: "step" as const,
      highestPrevalence: () => Number.NaN
    }
  }
  return { input, chosen, leftOut }
})

/** Searches all groups, and judges all their differences as one family. */
export const analyse = Effect.fn("Subgroups.analyse")(function* (options: Options) {
  const dataset = yield* Dataset.Dataset
  const { everyone, groupings } = yield* Cohorts.Cohorts
  const { replicates } = yield* Resamples.Resamples
  const settings = yield* Settings.Settings
  const { level, verdictMinimum } = settings
  const skipped = (reason: Message.Message) => new Stage.StageSkipped({ stage, reason })
  if (everyone.steps === 0) return yield* skipped(Message.of`no test patient has a labelled step`)
  const search = searchOf(groupings, dataset, { ...options, verdictMinimum })
  if (search.crossings.length === 0) {
    return yield* skipped(
      Message.of`no combination of categories has ${Message.count(verdictMinimum, "event-bearing patient")} in it and as many outside of it`
    )
  }
  const { chosen, input, leftOut } = yield* inputOf(options)
  if (chosen.length === 0)
    return yield* skipped(Message.of`these data have none of the measures in which groups are compared`)
  const measured = yield* Effect.forEach(batchesOf(search.crossings), (batch) =>
    Effect.map(
      Measures.contrasts({ ...input, groupings: batch.map(({ measured: grouping }) => grouping()) }),
      ({ contrasts, value }) => ({
        contrasts: contrasts
          .filter(({ category }) => category !== others)
          .map((one): Comparison.Contrast => ({ ...one, between: "groups" })),
        everyone: chosen.map((metric, m) => ({ metric, estimate: value(0, m).estimate }))
      })
    )
  )
  const contrasts = measured.flatMap((one) => one.contrasts)
  const comparisons = Comparison.compare(contrasts, { ...settings, metrics: chosen.length })
  const groups = groupsIn(search)
  const groupOf = new Map(groups.map((group) => [keyOf(group), group]))
  const judged = comparisons.map(
    (comparison, i): Judged => ({
      comparison,
      contrast: contrasts[i]!,
      group: groupOf.get(keyOf(comparison))!
    })
  )
  const findings: Findings = {
    level,
    verdictMinimum,
    replicates,
    measures: chosen,
    leftOut,
    groupings: groupings
      .filter(({ crosses }) => crosses === undefined)
      .map(({ categories, id, title }) => ({
        id,
        title,
        categories: categories.map((one) => ({ id: one.id, label: one.label }))
      })),
    searched: search.searched,
    groups,
    everyone: measured[0]!.everyone.map(({ estimate, metric }) => ({
      metric,
      estimate: Number.isFinite(estimate) ? estimate : null
    })),
    found: foundIn(judged, level),
    comparisons
  }
  return findings
})
