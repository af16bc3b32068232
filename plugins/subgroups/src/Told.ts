/** Findings as the views read them: groups by their names, and what was found in the order in which it is told. */
import type { Comparison } from "@fairward/core"
import { harms } from "@fairward/core/Measure"
import { type Findings, type Found, type Group, keyOf } from "./Findings.ts"
import { type Told, toldOf } from "./Measures.ts"
import { isWithin } from "./Search.ts"

/** A group that was found worse off in a measure. */
export interface Worse {
  readonly group: Group
  readonly found: Found
  readonly comparison: Comparison.Comparison
  readonly measure: Told
}

/** A group to be told, and the found groups of the same measure that it is part of, or that are part of it. */
export interface Headed extends Worse {
  readonly around: ReadonlyArray<Worse>
}

/** "Female, ≥ 75". */
export const nameOf = ({ groupings }: Pick<Findings, "groupings">, { parts }: Pick<Group, "parts">): string =>
  parts
    .map(({ category, grouping }) => {
      const own = groupings.find(({ id }) => id === grouping)
      return own?.categories.find(({ id }) => id === category)?.label ?? category
    })
    .join(", ")

/** "sex, age in years". */
export const attributesOf = ({ groupings }: Pick<Findings, "groupings">, { parts }: Pick<Group, "parts">): string =>
  parts.map(({ grouping }) => groupings.find(({ id }) => id === grouping)?.title ?? grouping).join(", ")

/** How clear a difference is: in standard errors. */
const clearness = ({ comparison: { difference, interval } }: Worse): number =>
  Math.abs(difference ?? 0) / (interval?.joint?.standardError ?? Number.POSITIVE_INFINITY)

const byGravity = (a: Worse, b: Worse): number =>
  harms.indexOf(a.measure.harm) - harms.indexOf(b.measure.harm) || clearness(b) - clearness(a)

/** All that was found: the gravest harm first, and in a harm the clearest difference. */
export const worseIn = (findings: Findings): ReadonlyArray<Worse> => {
  const groups = new Map(findings.groups.map((group) => [keyOf(group), group]))
  const comparisons = new Map(findings.comparisons.map((one) => [`${one.metric} ${keyOf(one)}`, one]))
  return findings.found
    .map(
      (found): Worse => ({
        found,
        group: groups.get(keyOf(found))!,
        comparison: comparisons.get(`${found.metric} ${keyOf(found)}`)!,
        measure: toldOf(found.metric)
      })
    )
    .toSorted(byGravity)
}

/**
 * Nested groups under one that stands for them: of those that are named the one whose difference is clearest, with the larger ones
 * that it is part of and with those that are part of it and not named; then the clearest of those that are left.
 */
export const headedIn = (worse: ReadonlyArray<Worse>): ReadonlyArray<Headed> => {
  const taken = new Set<Worse>()
  const headed: Array<Headed> = []
  for (const head of worse) {
    if (taken.has(head) || !head.found.isNamed) continue
    taken.add(head)
    const around = worse.filter(
      (one) =>
        !taken.has(one) &&
        one.measure === head.measure &&
        (isWithin(head.group, one.group) || (isWithin(one.group, head.group) && !one.found.isNamed))
    )
    for (const one of around) taken.add(one)
    headed.push({ ...head, around })
  }
  return headed
}

/** Groups that were searched. */
export const searchedIn = ({ searched }: Findings): number =>
  searched.reduce((sum, one) => sum + (one.isLeftOut ? 0 : one.searched), 0)
