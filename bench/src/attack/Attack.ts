import type { Written } from "./Audited.ts"
import { type Constraint, Program } from "./Program.ts"
import { type Findings, type Published, publishedIn } from "./Published.ts"
import type { AttackedSet } from "./Sets.ts"
import { textLeaks } from "./Texts.ts"

export interface Leak {
  readonly by: "sums" | "shares" | "curves" | "replicates" | "texts" | "precision"
  readonly of: string
  readonly told: string
}

type Cohort = string

/** Groups of patients who are in the same cohorts, and which groups each cohort consists of. */
const groupsOf = ({ groupings, patients }: AttackedSet) => {
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

const constraintsOf = (
  { counts, relations }: Published,
  cohorts: ReadonlyMap<Cohort, ReadonlySet<string>>,
  groups: Iterable<string>
): ReadonlyArray<Constraint> => [
  ...counts.flatMap(({ cohorts: own, high, low, statistic }) =>
    own.every((cohort) => cohorts.has(cohort))
      ? [{ terms: own.flatMap((cohort) => sumOf(statistic, cohorts.get(cohort)!)), low, high }]
      : []
  ),
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

/** What can be told of sums of unknown whole numbers by everything that is published of them. */
const sumLeaks = (published: Published, set: AttackedSet): ReadonlyArray<Leak> => {
  const { cohorts, groups } = groupsOf(set)
  return families(published).flatMap((family) => {
    const own: Published = {
      counts: published.counts.filter(({ statistic }) => family.has(statistic)),
      relations: published.relations.filter(({ total }) => family.has(total))
    }
    const program = new Program(constraintsOf(own, cohorts, groups.keys()))
    if (!program.isPossible())
      throw new Error(`The attack on set ${set.seed} contradicts itself: ${[...family].join(", ")}`)
    const leaks: Array<Leak> = []
    for (const statistic of family) {
      const seen = new Set<string>()
      const pairs = [...cohorts].flatMap(([one, a]) =>
        [...cohorts].map(([other, b]) => [`${one} without ${other}`, [...a].filter((group) => !b.has(group))] as const)
      )
      for (const [name, members] of [
        ...[...cohorts].map(([cohort, members]) => [cohort, [...members]] as const),
        ...[...groups.keys()].map((group) => [group, [group]] as const),
        ...pairs
      ]) {
        const key = members.toSorted().join()
        if (members.length === 0 || seen.has(key)) continue
        seen.add(key)
        const bounds = program.told(
          members.map((group) => unknownOf(statistic, group)),
          set.minimum
        )
        if (bounds !== undefined) {
          leaks.push({
            by: statistic.includes("share") ? "shares" : "sums",
            of: `${statistic}, ${name}`,
            told: `${bounds.low} to ${bounds.high}`
          })
        }
      }
    }
    program.close()
    return leaks
  })
}

/** Everything that somebody with a solver can tell from what an audit wrote. `truth`: what it would have written openly. */
export const attack = (set: AttackedSet, shown: Written, truth: Written): ReadonlyArray<Leak> => {
  const [own, open] = [shown, truth].map(({ findings }) => JSON.parse(findings) as Findings)
  const published = publishedIn(own!, set.minimum)
  return [...sumLeaks(published.published, set), ...published.leaks(open!), ...textLeaks(shown, truth, set)]
}
