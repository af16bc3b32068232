import type { Disclosure } from "@fairward/core"

/** A cohort as the audit lists it: kept, dropped, or the patients in neither. */
export interface Listed {
  readonly grouping: number
  readonly kind: "kept" | "dropped" | "none"
  readonly index: number
}

export const cohortKey = (grouping: string, category: string): string => JSON.stringify([grouping, category])

type Groupings = Disclosure.Membership["groupings"]

const signature = (groupings: Groupings, patient: number): string =>
  groupings.map(({ categoryOf, droppedOf }) => `${categoryOf[patient]},${droppedOf[patient]}`).join(";")

/** Persons who are in the same cohorts, and have an event in the same ones. */
export interface PersonType {
  /** By {@link listedName}. */
  readonly inCohorts: ReadonlySet<string>
  readonly withEventIn: ReadonlySet<string>
  readonly persons: number
}

export const listedName = ({ grouping, index, kind }: Listed): string => `${grouping} ${kind} ${index}`

export const everyoneName = "everyone"

const namesOf = (groupings: Groupings, patient: number): ReadonlyArray<string> => [
  everyoneName,
  ...groupings.map(({ categoryOf, droppedOf }, grouping) => {
    const [kept, dropped] = [categoryOf[patient]!, droppedOf[patient]!]
    if (kept >= 0) return listedName({ grouping, kind: "kept", index: kept })
    return listedName({ grouping, kind: dropped >= 0 ? "dropped" : "none", index: Math.max(0, dropped) })
  })
]

/** The test patients by type; persons where some have several stays. */
export const personTypes = (
  { hasEvent, personOf, test }: Disclosure.Membership,
  groupings: Groupings
): ReadonlyArray<PersonType> => {
  const persons = new Map<number, { readonly inCohorts: Set<string>; readonly withEventIn: Set<string> }>()
  for (let i = 0; i < test.length; i++) {
    const patient = test[i]!
    const person = personOf === undefined ? patient : personOf[patient]!
    const own = persons.get(person) ?? { inCohorts: new Set<string>(), withEventIn: new Set<string>() }
    persons.set(person, own)
    for (const name of namesOf(groupings, patient)) {
      own.inCohorts.add(name)
      if (hasEvent[patient] === 1) own.withEventIn.add(name)
    }
  }
  const types = Map.groupBy(persons.values(), ({ inCohorts, withEventIn }) =>
    JSON.stringify([[...inCohorts].toSorted(), [...withEventIn].toSorted()])
  )
  return [...types.values()].map((own) => ({ ...own[0]!, persons: own.length }))
}

/** Which kept categories patients can be in together, of both splits: those of every group of patients that are in the same. */
export const atomsOf = (
  { patients }: Disclosure.Membership,
  groupings: Groupings
): ReadonlyArray<ReadonlyArray<number>> => {
  const atoms = new Map<string, ReadonlyArray<number>>()
  for (let patient = 0; patient < patients; patient++) {
    const kept = groupings.map(({ categoryOf }) => categoryOf[patient]!)
    atoms.set(kept.join(), kept)
  }
  return [...atoms.values()]
}

/** Different memberships in an audit with so many groupings. */
export const kindsOf = ({ patients }: Disclosure.Membership, groupings: Groupings): number => {
  const kinds = new Set<string>()
  for (let patient = 0; patient < patients; patient++) kinds.add(signature(groupings, patient))
  return kinds.size
}
