import type { AuditFindings, Comparison, Disclosure, Stage } from "@fairward/core"
import type { Schema } from "effect"
import {
  againstName,
  disclosedComparisons,
  type MetricShare,
  metricShare,
  type Populations,
  sharedQuantities
} from "./comparisons.ts"
import { type Found, type Holder, type Leaf, leavesIn, type Named, type ShareLeaf } from "./leaves.ts"
import { cohortKey, everyoneName } from "./membership.ts"
import { type Cohorts, type Counted, nameOf, type Relation, type Withheld, withheldCounts } from "./quantities.ts"
import { isSmall, rangeOf, rounded, roundedToStep, shareOfRanges, stepAtLeast, stepOf } from "./rounding.ts"
import type { Solver } from "./Solver.ts"

/** Which cohorts have withheld counts in the audit, of which no number may be told, and not even a verdict. */
export interface WithheldCohorts {
  readonly counts: ReadonlySet<string>
  readonly numbers: ReadonlySet<string>
  readonly verdicts: ReadonlySet<string>
}

/** What everything in a stage is judged by. */
export interface Setting {
  readonly audit: AuditFindings.AuditSummary
  readonly withheld: WithheldCohorts
  readonly populations: Populations
  readonly cohorts: Cohorts
  readonly minimum: number
}

interface Opened {
  readonly stage: string
  readonly root: Holder
  readonly found: Found
  readonly metrics: ReadonlyMap<string, MetricShare>
}

const quantityOf = (stage: string, quantity: string): string => `${stage}${quantity}`

const metricKey = (list: string, metric: string): string => `${list}/${JSON.stringify([metric])}/estimate`

const contextOf = (
  { cohort, record, struct }: Pick<Leaf, "cohort" | "record" | "struct">,
  root: Holder,
  { minimum, populations }: Setting
): Disclosure.Context => ({
  struct,
  record,
  findings: root.findings as Holder,
  population: populations.of(cohort),
  minimum
})

const namedIn = ({ audit: { groupings } }: Setting): Named => ({
  groupings: new Set(groupings.map(({ id }) => id)),
  cohorts: new Set(groupings.flatMap(({ categories, id }) => categories.map((category) => cohortKey(id, category.id))))
})

const open = (stage: string, ast: Stage.Any["findings"]["ast"], findings: Schema.Json, setting: Setting): Opened => {
  const root: Holder = { findings: structuredClone(findings) }
  const found = leavesIn(ast, root, namedIn(setting))
  const metrics = new Map<string, MetricShare>()
  for (const { holder, key, quantity } of found.comparisons) {
    const list = holder[key] as ReadonlyArray<Comparison.Comparison>
    for (const [metric, own] of Map.groupBy(list, (one) => one.metric)) {
      const name = metricKey(quantity, metric)
      const share = metricShare(own, quantityOf(stage, name), setting.populations, (cohort) =>
        setting.withheld.numbers.has(cohort)
      )
      if (share !== undefined) metrics.set(name, share)
    }
  }
  return { stage, root, found, metrics }
}

const numberOf = ({ holder, key }: Pick<Leaf, "holder" | "key">): number => holder[key] as number

const cohortOf = ({ cohort }: Pick<Leaf, "cohort">): string => cohort ?? everyoneName

const countsIn = ({ found, stage }: Opened, { withheld }: Setting) => {
  const leaves = found.leaves.filter(({ kind }) => kind === "count")
  const counted = leaves.map(
    (leaf): Counted => ({
      quantity: quantityOf(stage, leaf.quantity),
      cohort: cohortOf(leaf),
      value: leaf.holder[leaf.key] as number,
      isGone: withheld.counts.has(cohortOf(leaf))
    })
  )
  const lists = Map.groupBy(
    leaves.flatMap((leaf, i) => leaf.lists.map((list) => ({ list, one: counted[i]! }))),
    ({ list, one }) => JSON.stringify([list, one.cohort])
  )
  const totals = [...lists.values()].flatMap((own) => {
    const total = `${stage} sum of ${own[0]!.list}`
    // A list of one element adds up to nothing that is known from elsewhere: it would give its own count away.
    if (own.length < 2) return []
    const value = own.reduce((sum, { one }) => sum + one.value, 0)
    return [
      {
        counted: {
          quantity: total,
          cohort: own[0]!.one.cohort,
          value,
          isGone: own[0]!.one.isGone === true
        } satisfies Counted,
        relation: { total, parts: own.map(({ one }) => one.quantity) } satisfies Relation
      }
    ]
  })
  const derived = found.derived.map(
    ({ cohort, quantity, value }): Counted => ({
      quantity: quantityOf(stage, quantity),
      cohort: cohortOf({ cohort }),
      value,
      isHidden: true,
      isGone: withheld.counts.has(cohortOf({ cohort }))
    })
  )
  const relations = new Map<string, Set<string>>()
  for (const { relation } of totals) {
    const parts = relations.get(relation.total) ?? new Set<string>()
    for (const part of relation.parts) parts.add(part)
    relations.set(relation.total, parts)
  }
  return {
    counted: [...counted, ...totals.map((one) => one.counted), ...derived],
    known: totals.map(({ relation }) => relation.total),
    relations: [
      ...[...relations].map(([total, parts]): Relation => ({ total, parts: [...parts] })),
      ...found.parts.map(
        ({ parts, total }): Relation => ({
          total: quantityOf(stage, total),
          parts: parts.map((part) => quantityOf(stage, part))
        })
      )
    ]
  }
}

const isInCurve = ({ holder }: ShareLeaf): boolean => Array.isArray(holder)

/** What counts behind a point of a curve are called: what it counts, and of how many. */
const pointsNames = (stage: string, leaf: ShareLeaf) => {
  const quantity = quantityOf(stage, leaf.quantity)
  return [quantity, `${quantity} of`].map((one) => ({ quantity: one, cohort: cohortOf(leaf) }))
}

/** Counts behind curves, of which the ranges are told that they lie in. */
const curvesIn = ({ found, root, stage }: Opened, setting: Setting): ReadonlyArray<Counted> =>
  found.shares.flatMap((leaf) => {
    if (!isInCurve(leaf) || leaf.isBeside || !leaf.shares.isAdditive) return []
    const all = leaf.shares.of(contextOf(leaf, root, setting))(leaf.index)
    if (!(all > 0) || setting.withheld.numbers.has(cohortOf(leaf))) return []
    const count = Math.round(numberOf(leaf) * all)
    const marks = [rangeOf(count, setting.minimum, all), rangeOf(all, setting.minimum)]
    return pointsNames(stage, leaf).map((name, i) => ({
      ...name,
      value: [count, all][i]!,
      isHidden: true,
      mark: marks[i]!
    }))
  })

/** Shares that are told by counts which are not stored, and metrics of everyone that comparisons are made of. */
const sharesIn = ({ found, metrics, root, stage }: Opened, setting: Setting) => {
  const ofStruct = found.shares.flatMap((leaf) => {
    if (leaf.isBeside || isInCurve(leaf) || !leaf.shares.isAdditive) return []
    const all = leaf.shares.of(contextOf(leaf, root, setting))(leaf.index)
    const value = leaf.holder[leaf.key] as number
    const isExact = all > 0 && Math.abs(value * all - Math.round(value * all)) < 1e-6
    return isExact ? [{ leaf, value, all }] : []
  })
  const ofEveryone = found.leaves.flatMap((leaf) => {
    const metric = leaf.cohort === everyoneName ? metrics.get(leaf.quantity) : undefined
    if (metric === undefined) return []
    const value = leaf.holder[leaf.key] as number
    const all = metric.of(setting.populations.of(everyoneName))
    return Math.abs(value * all - Math.round(value * all)) < 1e-6 ? [{ leaf, value, all }] : []
  })
  return [...ofStruct, ...ofEveryone].map(({ all, leaf, value }) =>
    sharedQuantities(
      quantityOf(stage, leaf.quantity),
      cohortOf(leaf),
      value,
      all,
      setting.withheld.numbers.has(cohortOf(leaf))
    )
  )
}

/** Names of all counts that go, over all stages at once: what two of them count alike is withheld in both. */
const withheldIn = (opened: ReadonlyArray<Opened>, setting: Setting, solver: Solver): Withheld => {
  const counts = opened.map((one) => countsIn(one, setting))
  const shares = opened.flatMap((one) => sharesIn(one, setting))
  const metrics = opened.flatMap((one) => [...one.metrics.values()])
  const pairs = shares.map(({ counted }) => counted.slice(0, 2))
  return withheldCounts(
    [
      ...counts.flatMap(({ counted }) => counted),
      ...shares.flatMap(({ counted }) => counted),
      ...metrics.flatMap(({ counted }) => counted),
      ...opened.flatMap((one) => curvesIn(one, setting))
    ],
    [
      ...counts.flatMap(({ relations }) => relations),
      ...shares.map(({ relation }) => relation),
      ...metrics.flatMap(({ relations }) => relations)
    ],
    new Set([
      ...counts.flatMap(({ known }) => known),
      ...shares.map(({ relation }) => relation.total),
      ...metrics.map(({ known }) => known)
    ]),
    [...pairs, ...metrics.flatMap(({ together }) => together)],
    setting.cohorts,
    setting.minimum,
    solver
  )
}

const isOfSteps = ({ annotation }: Leaf): boolean =>
  annotation._tag === "exposure" || (annotation._tag === "count" && annotation.ofSteps === true)

const set = ({ holder, key }: Pick<Leaf, "holder" | "key">, value: unknown) => {
  holder[key] = value
}

/** What becomes of a number that is no count, of a cohort that is shown. */
const coarsened = (leaf: Leaf, context: Disclosure.Context, minimum: number, drawn: number): number | string | null => {
  const { annotation, index } = leaf
  const value = numberOf(leaf)
  switch (annotation._tag) {
    case "replicates":
      return value > 0 ? drawn : 0
    case "crossed":
      return null
    case "quantiles":
      return annotation.beyond(context)(index) < minimum
        ? null
        : rounded(roundedToStep(value, stepAtLeast(annotation.step(context)) || 1))
    default:
      return rounded(value)
  }
}

const shareOf = (leaf: ShareLeaf, all: number, minimum: number): number => {
  const value = numberOf(leaf)
  if (!(all > 0)) return rounded(value)
  if (isInCurve(leaf) || !(leaf.shares.isAdditive || leaf.isBeside)) return shareOfRanges(value, all, minimum)
  if (leaf.shares.isAdditive) return roundedToStep(value, stepOf(all))
  return Number(Math.max(value, Math.sqrt(minimum) / all).toPrecision(1))
}

/** An interval whose ends read the same once they are rounded is not shown: it would claim to be exact. */
const withoutPoints = (holder: Holder): void => {
  if (Array.isArray(holder) || typeof holder.low !== "number" || holder.low !== holder.high) return
  holder.low = null
  holder.high = null
}

const finish = (
  { found, metrics, root, stage }: Opened,
  { unmarked, withheld: gone }: Pick<Withheld, "withheld" | "unmarked">,
  setting: Setting
): Schema.Json => {
  const { audit, minimum, withheld } = setting
  const drawn = audit.resampling.replicates
  const isOfSmall = (leaf: Pick<Leaf, "cohort">) => leaf.cohort !== undefined && withheld.numbers.has(leaf.cohort)
  const isGone = (leaf: Pick<Leaf, "cohort" | "quantity">) =>
    gone.has(nameOf({ quantity: quantityOf(stage, leaf.quantity), cohort: cohortOf(leaf) }))
  const isGoneCount = (leaf: Leaf) => leaf.kind === "count" && (isGone(leaf) || withheld.counts.has(cohortOf(leaf)))
  // What steps say to somebody who knows how many a patient or an event has, the counts of these say already.
  const ofUntold = new Set(
    found.leaves.flatMap((leaf) => (isGoneCount(leaf) && !isOfSteps(leaf) ? [cohortOf(leaf)] : []))
  )
  const isUntoldTime = (leaf: Leaf) =>
    isOfSteps(leaf) && numberOf(leaf) !== 0 && (ofUntold.has(cohortOf(leaf)) || withheld.counts.has(cohortOf(leaf)))
  const coarse = found.leaves
    .filter(({ kind }) => kind !== "count" && kind !== "least" && kind !== "share")
    .map((leaf) => {
      if (leaf.kind === "remark") return { leaf, value: "withheld" }
      const metric = leaf.cohort === everyoneName ? metrics.get(leaf.quantity) : undefined
      if (isOfSmall(leaf)) return { leaf, value: leaf.kind === "replicates" ? 0 : null }
      if (isUntoldTime(leaf)) return { leaf, value: null }
      if (metric !== undefined) {
        return {
          leaf,
          value: isGone(leaf)
            ? null
            : roundedToStep(numberOf(leaf), stepOf(metric.of(setting.populations.of(everyoneName))))
        }
      }
      return { leaf, value: coarsened(leaf, contextOf(leaf, root, setting), minimum, drawn) }
    })
  const withheldMetrics = new Set(
    found.leaves.flatMap((leaf) =>
      leaf.cohort === everyoneName && metrics.has(leaf.quantity) && isGone(leaf) ? [leaf.struct] : []
    )
  )
  // All of a curve, for what a point has can be told from those beside it.
  const untoldCurves = new Set(
    found.shares
      .filter((leaf) => isInCurve(leaf) && pointsNames(stage, leaf).some((name) => unmarked.has(nameOf(name))))
      .map(({ struct }) => struct)
  )
  const shares = found.shares.map((leaf) => {
    const all = leaf.shares.of(contextOf(leaf, root, setting))(leaf.index)
    const main = leaf.isBeside ? { ...leaf, quantity: "" } : leaf
    const isTold = isInCurve(leaf)
      ? untoldCurves.has(leaf.struct)
      : leaf.isBeside
        ? found.shares.some(
            (other) => !other.isBeside && other.struct === leaf.struct && other.index === leaf.index && isGone(other)
          )
        : isGone(main)
    return { leaf, value: isOfSmall(leaf) || isTold ? null : shareOf(leaf, all, minimum) }
  })
  const around = new Set<Holder>()
  for (const leaf of found.leaves) {
    const isLeast = leaf.kind === "least" && (isSmall(numberOf(leaf), minimum) || isOfSmall(leaf))
    if (leaf.kind === "least" && !isLeast) set(leaf, numberOf(leaf) > 0 ? minimum : 0)
    const isWithheld = isLeast || isGoneCount(leaf)
    if (isWithheld && leaf.struct !== root.findings) around.add(leaf.struct)
    if (isWithheld || (leaf.kind === "count" && isUntoldTime(leaf))) set(leaf, null)
  }
  for (const leaf of found.leaves) {
    if (leaf.kind !== "share" || typeof leaf.holder[leaf.key] !== "number") continue
    const isTold = leaf.around.some((one) => around.has(one)) || withheldMetrics.has(leaf.struct)
    set(leaf, isOfSmall(leaf) || isTold ? null : rounded(numberOf(leaf)))
  }
  for (const { leaf, value } of coarse) {
    const isTold =
      withheldMetrics.has(leaf.struct) || (leaf.kind === "quantiles" && leaf.around.some((one) => around.has(one)))
    set(leaf, isTold && typeof value === "number" ? null : value)
  }
  for (const { leaf, value } of shares) set(leaf, value)
  for (const { holder } of [...found.leaves, ...found.shares]) withoutPoints(holder)
  for (const { holder, key, quantity } of found.comparisons) {
    const isTold = ({ between, category, grouping, metric }: Comparison.Comparison) => {
      const own = quantityOf(stage, metricKey(quantity, metric))
      const cohort = cohortKey(grouping, category)
      return (between === "models" ? [own, againstName(own)] : [own]).some((one) =>
        gone.has(nameOf({ quantity: one, cohort }))
      )
    }
    holder[key] = disclosedComparisons(
      holder[key] as ReadonlyArray<Comparison.Comparison>,
      withheld,
      isTold,
      setting.populations,
      minimum,
      drawn
    )
  }
  return root.findings as Schema.Json
}

/** The stored findings of stages, of schemas that say what everything is, with small counts and what tells them withheld. */
export const disclosedFindings = (
  stages: ReadonlyArray<{
    readonly id: string
    readonly schema: Stage.Any["findings"]
    readonly findings: Schema.Json
  }>,
  setting: Setting,
  solver: Solver
): ReadonlyMap<string, Schema.Json> => {
  const opened = stages.map(({ findings, id, schema }) => open(id, schema.ast, findings, setting))
  const gone = withheldIn(opened, setting, solver)
  return new Map(opened.map((one) => [one.stage, finish(one, gone, setting)]))
}
