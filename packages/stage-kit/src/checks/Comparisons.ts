import { Cohorts, type Comparison, Resamples } from "@fairward/core"
import { Context, Effect, Layer } from "effect"
import type { Check, Subject } from "../Check.ts"
import * as Fixture from "../Fixture.ts"
import { comparisonsIn } from "../internal/comparisonsIn.ts"

const most = 5

const whatOf = ({ category, grouping, metric }: Comparison.Comparison) => `${metric} of ${grouping} ${category}`

/** Findings of the base fixture and the comparisons among them, where there are any. */
const compared = ({ base, outcome }: Subject) =>
  Effect.map(outcome(base), (ended) =>
    ended._tag === "Done" ? { findings: ended.findings, comparisons: comparisonsIn(ended.findings) } : undefined
  )

const declared: Check = {
  name: "names what it compares",
  problems: Effect.fnUntraced(function* (subject) {
    const found = yield* compared(subject)
    if (found === undefined) return []
    const measures = yield* Effect.orDie(subject.stage.measured(found.findings))
    const known = new Map(measures.map((measure) => [measure.id, measure]))
    const senses = new Map(found.comparisons.map(({ metric, sense }) => [metric, sense]))
    return [
      ...measures
        .filter(({ id }, i) => measures.findIndex((one) => one.id === id) !== i)
        .map(({ id }) => `Two of its measures have the id "${id}"`),
      ...[...senses].flatMap(([metric, sense]) => {
        const measure = known.get(metric)
        if (measure === undefined) {
          return [
            `It compares "${metric}", which \`measures\` does not name: say its title, sense, unit and harm there`
          ]
        }
        return measure.sense === sense
          ? []
          : [`"${metric}" is compared as one of which ${sense} is better, but \`measures\` says ${measure.sense}`]
      })
    ]
  })
}

const foretold: Check = {
  name: "says beforehand every measure that it can have, where it says any",
  problems: Effect.fnUntraced(function* ({ base, outcome, settings, stage, variants }) {
    const { compares } = yield* stage.prepare(settings.options)
    const problems = new Set<string>()
    for (const fixture of [base, ...variants]) {
      const known = compares?.(fixture.dataset)
      const ended = yield* outcome(fixture)
      if (known === undefined || ended._tag !== "Done") continue
      for (const { id } of yield* Effect.orDie(stage.measured(ended.findings))) {
        if (!known.includes(id)) problems.add(`\`measures\` has "${id}", which \`compares\` does not foretell`)
      }
    }
    return [...problems].slice(0, most)
  })
}

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b))

const differ = (a: number | null, b: number | null): boolean =>
  a === null || b === null ? a !== b : !Number.isNaN(a) && !near(a, b)

const replicatesOfEveryone = 20

/** Replicates in which everybody is drawn once are the split itself. */
const weights: Check = {
  name: "finds the estimate in replicates that draw every patient once",
  problems: Effect.fnUntraced(function* ({ base, settings, stage }) {
    const prepared = yield* stage.prepare(settings.options)
    const context = yield* Effect.scoped(Layer.build(Fixture.services(base)))
    const drawn = Context.get(context, Resamples.Resamples)
    const count = replicatesOfEveryone
    const once = Context.add(context, Resamples.Resamples, {
      ...drawn,
      replicates: count,
      of: (split) =>
        Effect.map(drawn.of(split), (own) => ({
          ...own,
          count,
          multiplicities: new Uint8Array(new SharedArrayBuffer(count * own.patients.length)).fill(1)
        }))
    })
    const ended = yield* Fixture.runIn(stage, prepared, once)
    if (ended._tag !== "Done") return []
    return comparisonsIn(ended.findings)
      .flatMap((comparison) =>
        (["cohort", "rest"] as const).flatMap((side) => {
          const { estimate, high, low, median } = comparison[side]
          return [low, median, high].some((value) => differ(value, estimate))
            ? [
                `${whatOf(comparison)}: the ${side} is ${estimate}, but ${median} (${low} to ${high}) in replicates that draw every patient once. Weigh every patient by its multiplicity, and by nothing else`
              ]
            : []
        })
      )
      .slice(0, most)
  })
}

/** The groupings of the audit, by how many categories they have; others are a stage's own, whose sides may share patients. */
const groupingsOf = Effect.fnUntraced(function* ({ base }: Subject) {
  const context = yield* Effect.scoped(Layer.build(Fixture.services(base)))
  return Context.get(context, Cohorts.Cohorts).groupings
})

/** Where there are two categories, each is the rest of the other. */
const mirrored: Check = {
  name: "compares each cohort with those who are not in it",
  problems: Effect.fnUntraced(function* (subject) {
    const found = yield* compared(subject)
    if (found === undefined) return []
    const pairs = (yield* groupingsOf(subject)).filter(({ categories }) => categories.length === 2)
    return pairs
      .flatMap(({ categories: [first, second], id }) => {
        const of = (category: string) =>
          found.comparisons.filter(
            ({ between, ...one }) =>
              between !== "models" && between !== "comparable" && one.grouping === id && one.category === category
          )
        return of(first!.id).flatMap((one) => {
          const other = of(second!.id).find(({ metric }) => metric === one.metric)
          if (other === undefined) {
            return [`${whatOf(one)} is compared, but that of ${second!.id} is not, which is its rest`]
          }
          const swapped = [
            [one.rest.estimate, other.cohort.estimate],
            [one.cohort.estimate, other.rest.estimate],
            [one.rest.median, other.cohort.median]
          ] as const
          return swapped.some(([a, b]) => differ(a, b))
            ? [
                `${whatOf(one)}: its rest is ${one.rest.estimate} and the cohort ${second!.id}, which is that rest, is ${other.cohort.estimate}; the other way round ${other.rest.estimate} and ${one.cohort.estimate}. A rest holds the patients of the other categories and none of the cohort`
              ]
            : []
        })
      })
      .slice(0, most)
  })
}

/** z of 80 % power, by which `detectable` is wider than half of the interval, in standard errors. */
const power = 0.8416212335729143

const normal = 1.959963984540054

/** Standard error of a comparison, and what the spread of both sides over replicates makes it, as if they shared no patient. */
const errorsOf = ({ cohort, detectable, interval, rest }: Comparison.Comparison) => {
  if (detectable === null || interval === null) return []
  const spreads = [cohort, rest].map(({ high, low }) => ((high ?? Number.NaN) - (low ?? Number.NaN)) / (2 * normal))
  const spread = Math.hypot(...spreads)
  const standardError = (detectable - (interval.high - interval.low) / 2) / power
  return spread > 0 && standardError > 0 ? [{ standardError, spread }] : []
}

/** Distributions differ in shape. */
const leastRatio = 0.5

/** The least variance that is believed of small cohorts can make a standard error several times the spread. */
const largestRatio = 10

const errors: Check = {
  name: "has standard errors near the spread over replicates",
  problems: Effect.fnUntraced(function* (subject) {
    const found = yield* compared(subject)
    if (found === undefined) return []
    const known = new Set((yield* groupingsOf(subject)).map(({ id }) => id))
    const ofAudit = found.comparisons.filter(({ between, grouping }) => between !== "models" && known.has(grouping))
    return [...Map.groupBy(ofAudit, ({ metric }) => metric)].flatMap(([metric, own]) => {
      const ratios = own.flatMap(errorsOf).map(({ spread, standardError }) => standardError / spread)
      const ratio = Math.exp(ratios.reduce((sum, one) => sum + Math.log(one), 0) / Math.max(1, ratios.length))
      return ratio < leastRatio || ratio > largestRatio
        ? [
            `${metric}: standard errors are ${ratio.toFixed(2)} times the spread of cohort and rest over the replicates, on average. \`standardError\` is that of cohort minus rest, in the unit of the metric; Measures.contrasts of @fairward/metrics derives it`
          ]
        : []
    })
  })
}

export const comparisonChecks: ReadonlyArray<Check> = [declared, foretold, weights, mirrored, errors]
