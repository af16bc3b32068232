import type { Written } from "./Audited.ts"
import { type Constraint, Program } from "./Program.ts"
import { type Findings, type Published, publishedIn } from "./Published.ts"
import type { AttackedSet } from "./Sets.ts"
import { textLeaks } from "./Texts.ts"

export interface Leak {
  readonly by: "sums" | "shares" | "replicates" | "texts" | "precision"
  readonly of: string
  readonly told: string
}

type Cohort = string

/** Groups of patients who are in the same cohorts, and which groups each cohort consists of. */
export const groupsOf = ({ groupings, patients }: AttackedSet) => {
  const groups = new Map<string, Array<string>>()
  const cohorts = new Map<Cohort, Set<string>>([["everyone", new Set()]])
  for (const patient of patients) {
    const own = groupings.map(({ categoryOf, id }) => `${id}/${categoryOf(patient) ?? ""}`)
    const name = own.join("; ")
    groups.set(name, [...(groups.get(name) ?? []), patient.id])
    for (const cohort of [...own, "everyone"]) cohorts.set(cohort, (cohorts.get(cohort) ?? new Set()).add(name))
  }
  return { groups, cohorts }
}

const unknownOf = (statistic: string, group: string) => `${statistic} @ ${group}`

const sumOf = (statistic: string, groups: Iterable<string>, times = 1) =>
  [...groups].map((group) => [unknownOf(statistic, group), times] as const)

export const constraintsOf = (
  { counts, relations }: Published,
  cohorts: ReadonlyMap<Cohort, ReadonlySet<string>>,
  groups: Iterable<string>
): ReadonlyArray<Constraint> => [
  ...counts.flatMap(({ cohorts: own, high, low, statistic, terms: sums, within }) => {
    if (![...own, ...(within === undefined ? [] : [within])].every((cohort) => cohorts.has(cohort))) return []
    const members = own.flatMap((cohort) => [...cohorts.get(cohort)!])
    const all = members.filter((group) => within === undefined || cohorts.get(within)!.has(group))
    const terms = (sums ?? [[statistic, 1] as const]).flatMap(([one, times]) => sumOf(one, all, times))
    return terms.length === 0 ? [] : [{ terms, low, high }]
  }),
  ...relations.flatMap(({ parts, total }) =>
    [...groups].map((group) => ({
      terms: [[unknownOf(total, group), -1] as const, ...parts.map((part) => [unknownOf(part, group), 1] as const)],
      low: 0,
      high: 0
    }))
  )
]

/** Statistics that relations connect. */
const families = ({ counts, relations }: Published): ReadonlyArray<ReadonlySet<string>> => {
  let found: ReadonlyArray<ReadonlySet<string>> = [...new Set(counts.map(({ statistic }) => statistic))].map(
    (one) => new Set([one])
  )
  for (const { parts, total } of relations) {
    const all = new Set([total, ...parts])
    const touched = found.filter((family) => [...all].some((one) => family.has(one)))
    const united = new Set([...touched.flatMap((family) => [...family]), ...all])
    found = [...found.filter((family) => !touched.includes(family)), united]
  }
  return found
}

/** Cohorts, groups, and what cohorts have without others if these are few patients, by name; all of them different. */
const targetsOf = (
  cohorts: ReadonlyMap<Cohort, ReadonlySet<string>>,
  groups: ReadonlyMap<string, ReadonlyArray<string>>,
  few: number
) => {
  const targets = new Map<string, { readonly name: string; readonly members: ReadonlyArray<string> }>()
  const add = (name: string, members: ReadonlyArray<string>) => {
    const key = members.toSorted().join()
    if (members.length > 0 && !targets.has(key)) targets.set(key, { name, members })
  }
  for (const [cohort, members] of cohorts) add(cohort, [...members])
  for (const group of groups.keys()) add(group, [group])
  for (const [one, a] of cohorts) {
    for (const [other, b] of cohorts) {
      const left = [...a].filter((group) => !b.has(group))
      const patients = left.reduce((sum, group) => sum + groups.get(group)!.length, 0)
      if (patients < few) add(`${one} without ${other}`, left)
    }
  }
  return [...targets.values()]
}

/** What can be told of sums of unknown whole numbers by everything that is published of them, of those that are small. */
function* sumLeaks(published: Published, set: AttackedSet): Generator<Leak> {
  const { cohorts, groups } = groupsOf(set)
  const targets = targetsOf(cohorts, groups, 3 * set.minimum)
  const isSmall = (statistic: string, members: ReadonlyArray<string>): boolean => {
    const ids = members.flatMap((group) => groups.get(group)!)
    const known = {
      patients: () => ids.length,
      "with event": () => ids.filter((id) => set.sick.has(id)).length,
      "without event": () => ids.filter((id) => !set.sick.has(id)).length
    }[statistic]
    const count = known?.()
    return count === undefined || (count > 0 && count < set.minimum)
  }
  for (const family of families(published)) {
    const own: Published = {
      counts: published.counts.filter(({ statistic }) => family.has(statistic)),
      relations: published.relations.filter(({ total }) => family.has(total))
    }
    const program = new Program(constraintsOf(own, cohorts, groups.keys()))
    if (!program.isPossible())
      throw new Error(`The attack on set ${set.seed} contradicts itself: ${[...family].join(", ")}`)
    try {
      for (const statistic of family) {
        const printed = new Set(
          own.counts
            .filter((one) => one.statistic === statistic && one.terms === undefined && one.within === undefined)
            .flatMap((one) => one.cohorts)
        )
        for (const { members, name } of targets) {
          if (!isSmall(statistic, members)) continue
          const bounds = program.told(
            members.map((group) => unknownOf(statistic, group)),
            set.minimum,
            printed.has(name)
          )
          if (bounds === undefined) continue
          const by = statistic.includes("share") ? "shares" : "sums"
          yield { by, of: `${statistic}, ${name}`, told: `${bounds.low} to ${bounds.high}` }
        }
      }
    } finally {
      program.close()
    }
  }
}

/** Everything that somebody with a solver can tell from what an audit wrote. `truth`: what it would have written openly. */
export function* attack(set: AttackedSet, shown: Written, truth: Written): Generator<Leak> {
  const [own, open] = [shown, truth].map(({ findings }) => JSON.parse(findings) as Findings)
  const published = publishedIn(own!, open!, set.minimum)
  yield* published.leaks
  yield* textLeaks(shown, truth, set)
  yield* sumLeaks(published.published, set)
}
