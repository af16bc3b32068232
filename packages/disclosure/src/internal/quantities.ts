import type { Cell } from "./Knowledge.ts"
import { everyoneName } from "./membership.ts"
import { protect } from "./protect.ts"
import type { Solver } from "./Solver.ts"

/** Where a count stands: it counts one quantity in one cohort. */
export interface Counted {
  readonly quantity: string
  /** The key of a kept category, `everyone`, or {@link keptName}. */
  readonly cohort: string
  readonly value: number
  /** Never published. */
  readonly isHidden?: boolean
  /** What is published of it where it is withheld: the range that it lies in. */
  readonly mark?: Cell["mark"]
  /** Withheld already, with its cohort. */
  readonly isGone?: boolean
}

/** Quantities that add up to another in every cohort. */
export interface Relation {
  readonly total: string
  readonly parts: ReadonlyArray<string>
}

export interface Cohorts {
  /** Atoms that each cohort consists of, by its key. */
  readonly atomsOf: ReadonlyMap<string, ReadonlyArray<number>>
  readonly atoms: number
}

/** All kept categories of a grouping. */
export const keptName = (grouping: string): string => `kept of ${grouping}`

export const nameOf = ({ cohort, quantity }: Pick<Counted, "cohort" | "quantity">): string =>
  JSON.stringify([quantity, cohort])

type Values = ReadonlyMap<string, Counted>

/** Quantities that are the same in every cohort that both are known of are one: an attacker would take them to be. */
const canonical = (quantities: ReadonlyMap<string, Values>): ReadonlyMap<string, string> => {
  const seen = new Map<string, Array<{ readonly quantity: string; everyone: number | undefined }>>()
  return new Map(
    [...quantities].map(([quantity, values]) => {
      const known = [...values.values()]
        .filter(({ cohort }) => cohort !== everyoneName && !cohort.startsWith("kept of "))
        .map(({ cohort, value }) => `${cohort}=${value}`)
        .toSorted()
      const everyone = values.get(everyoneName)?.value
      const alike = seen.get(known.join(";")) ?? []
      seen.set(known.join(";"), alike)
      const isTelling = known.length > 1 && [...values.values()].some(({ value }) => value > 0)
      const before = alike.find(
        (one) => one.everyone === everyone || one.everyone === undefined || everyone === undefined
      )
      if (isTelling && before !== undefined) {
        before.everyone ??= everyone
        return [quantity, before.quantity] as const
      }
      alike.push({ quantity, everyone })
      return [quantity, quantity] as const
    })
  )
}

/** What is known of a count by two names: published under one, it is. */
const sameCount = (one: Counted, other: Counted): Counted => {
  const [shown, beside] = one.isHidden === true ? [other, one] : [one, other]
  const mark = shown.mark ?? beside.mark
  const isGone = one.isGone === true || other.isGone === true
  return { ...shown, isGone, ...(mark === undefined ? {} : { mark }) }
}

interface Group {
  readonly quantities: ReadonlyArray<string>
  readonly relations: ReadonlyArray<Relation>
}

/** Quantities that are parts of the same totals, with these. A total may be in several groups. */
const connected = (quantities: Iterable<string>, relations: ReadonlyArray<Relation>): ReadonlyArray<Group> => {
  const root = new Map([...quantities].map((one) => [one, one]))
  const find = (one: string): string => {
    let at = one
    while (root.get(at) !== at) at = root.get(at)!
    return at
  }
  for (const { parts } of relations) {
    for (const part of parts) root.set(find(part), find(parts[0]!))
  }
  const of = Map.groupBy(relations, ({ parts }) => find(parts[0]!))
  const totals = new Set(relations.map(({ total }) => total))
  const parts = new Set(relations.flatMap((relation) => relation.parts))
  return [...Map.groupBy(root.keys(), find)].flatMap(([key, own]) => {
    const within = of.get(key) ?? []
    // A total alone is protected in the groups of its parts.
    if (own.every((one) => totals.has(one) && !parts.has(one))) return []
    return [{ quantities: [...new Set([...own, ...within.map(({ total }) => total)])], relations: within }]
  })
}

const totalsOf = ({ relations }: Group): ReadonlyArray<string> => [...new Set(relations.map(({ total }) => total))]

/**
 * Quantities that are not sums of others, what each quantity is in terms of them, and, where one is a sum in several ways,
 * terms that add up to 0.
 */
const decomposed = (group: ReadonlyArray<string>, relations: ReadonlyArray<Relation>) => {
  const sums = new Map<string, ReadonlyArray<string>>()
  const termsOf = (quantity: string): ReadonlyMap<string, number> => {
    const parts = sums.get(quantity)
    if (parts === undefined) return new Map([[quantity, 1]])
    const terms = new Map<string, number>()
    for (const part of parts) {
      for (const [leaf, times] of termsOf(part)) terms.set(leaf, (terms.get(leaf) ?? 0) + times)
    }
    return terms
  }
  const others: Array<Relation> = []
  for (const relation of relations) {
    const { parts, total } = relation
    const isCircular = parts.some((part) => termsOf(part).has(total))
    if (sums.has(total) || isCircular) others.push(relation)
    else sums.set(total, parts)
  }
  const equations = others.map(({ parts, total }) => {
    const terms = new Map(termsOf(total))
    for (const part of parts) {
      for (const [leaf, times] of termsOf(part)) terms.set(leaf, (terms.get(leaf) ?? 0) - times)
    }
    return new Map([...terms].filter(([, times]) => times !== 0))
  })
  return {
    leaves: group.filter((quantity) => !sums.has(quantity)),
    termsOf,
    equations: equations.filter((terms) => terms.size > 0)
  }
}

export interface Withheld {
  /** Names of counts. */
  readonly withheld: ReadonlySet<string>
  /** Those of which not even their mark can be published. */
  readonly unmarked: ReadonlySet<string>
}

/**
 * Which counts to withhold so that no small one can be told, of the statistics of stages: nobody knows what of them
 * each group of patients has, but in whichever cohorts it is, they add up. `minimum` as everywhere; `along` names counts
 * that are withheld together.
 */
export const withheldCounts = (
  counted: ReadonlyArray<Counted>,
  given: ReadonlyArray<Relation>,
  known: ReadonlySet<string>,
  together: ReadonlyArray<ReadonlyArray<Pick<Counted, "cohort" | "quantity">>>,
  { atoms, atomsOf }: Cohorts,
  minimum: number,
  solver: Solver
): Withheld => {
  const quantities = new Map(
    [...Map.groupBy(counted, ({ quantity }) => quantity)].map(
      ([quantity, own]) => [quantity, new Map(own.map((one) => [one.cohort, one]))] as const
    )
  )
  const same = canonical(quantities)
  const merged = new Map<string, Map<string, Counted>>()
  for (const [quantity, values] of quantities) {
    const own = merged.get(same.get(quantity)!) ?? new Map<string, Counted>()
    for (const [cohort, one] of values) {
      const before = own.get(cohort)
      own.set(cohort, before === undefined ? one : sameCount(before, one))
    }
    merged.set(same.get(quantity)!, own)
  }
  const isKnown = new Set([...known].map((one) => same.get(one) ?? one))
  const relations = [
    ...new Map(
      given
        .filter(({ parts, total }) => same.has(total) && parts.every((part) => same.has(part)))
        .map(({ parts, total }) => ({ total: same.get(total)!, parts: parts.map((part) => same.get(part)!) }))
        .filter(({ parts, total }) => !parts.includes(total))
        .map((one) => [JSON.stringify(one), one])
    ).values()
  ]
  const alongs = new Map<string, Set<string>>()
  for (const own of together) {
    const names = own.map((one) => nameOf({ ...one, quantity: same.get(one.quantity) ?? one.quantity }))
    for (const name of names) alongs.set(name, new Set([...(alongs.get(name) ?? []), ...names]))
  }
  const withheld = new Set<string>()
  const unmarked = new Set<string>()
  const families = connected(merged.keys(), relations)
  // Were such a total withheld for the parts of one family, those of another would tell it.
  const shared = new Set(
    [...Map.groupBy(families.flatMap(totalsOf), (total) => total)].flatMap(([total, own]) =>
      own.length > 1 ? [total] : []
    )
  )
  for (const { quantities: group, relations: own } of families) {
    const { equations, leaves, termsOf } = decomposed(group, own)
    const placeOfLeaf = new Map(leaves.map((leaf, place) => [leaf, place]))
    const column = (quantity: string, atom: number) => placeOfLeaf.get(quantity)! * atoms + atom
    const spread = (terms: ReadonlyMap<string, number>, own: ReadonlyArray<number>) => ({
      columns: [...terms.keys()].flatMap((leaf) => own.map((atom) => column(leaf, atom))),
      coefficients: [...terms.values()].flatMap((times) => own.map(() => times))
    })
    const counts = group.flatMap((quantity) => [...merged.get(quantity)!.values()].map((one) => ({ ...one, quantity })))
    const placeOf = new Map(counts.map((one, i) => [nameOf(one), i]))
    const cells = counts.map((one): Cell => {
      const name = nameOf(one)
      const along = [...(alongs.get(name) ?? [])]
        .filter((other) => other !== name)
        .map((other) => placeOf.get(other) ?? -1)
        .filter((i) => i >= 0)
      return {
        value: one.value,
        ...spread(termsOf(one.quantity), atomsOf.get(one.cohort) ?? []),
        ...(one.isHidden === true ? { hidden: true } : {}),
        ...(one.mark === undefined ? {} : { mark: one.mark }),
        ...(one.isGone === true ? { gone: true } : {}),
        ...(isKnown.has(one.quantity) || shared.has(one.quantity) || one.cohort.startsWith("kept of ")
          ? { known: true }
          : {}),
        ...(along.length === 0 ? {} : { along })
      }
    })
    const sums = equations.flatMap((terms) => Array.from({ length: atoms }, (_, atom) => spread(terms, [atom])))
    const groups = Array.from({ length: leaves.length * atoms }, (_, i) => ({ columns: [i] }))
    const found = protect({ columns: leaves.length * atoms, cells, sums, groups }, minimum, solver)
    counts.forEach((one, i) => {
      if (!found.withheld.has(i) && (!found.isTold || one.value === 0)) return
      withheld.add(nameOf(one))
      if (!found.marked.has(i)) unmarked.add(nameOf(one))
    })
  }
  const namesIn = (names: ReadonlySet<string>) =>
    new Set(counted.filter((one) => names.has(nameOf({ ...one, quantity: same.get(one.quantity)! }))).map(nameOf))
  return { withheld: namesIn(withheld), unmarked: namesIn(unmarked) }
}
