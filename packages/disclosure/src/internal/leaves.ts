import { Comparison, Disclosure } from "@fairward/core"
import { Schema, type SchemaAST } from "effect"
import { cohortKey, everyoneName } from "./membership.ts"

export type Holder = Record<string | number, unknown>

type Kind = Exclude<
  Disclosure.Annotation["_tag"],
  "parts" | "within" | "nested" | "sum" | "shares" | "everyone" | "comparison" | "setting"
>

/** A value in the findings of a stage of which its schema says what it is. */
export interface Leaf {
  readonly holder: Holder
  readonly key: string | number
  readonly kind: Kind
  readonly annotation: Disclosure.Annotation
  /** What is counted, the same in all cohorts. */
  readonly quantity: string
  /** Key of the cohort, `everyone`, or absent where it is of neither. */
  readonly cohort: string | undefined
  /** Lists around it in its record: elements of one add up to what somebody may know. */
  readonly lists: ReadonlyArray<string>
  readonly record: Holder
  /** The struct that it stands in, in a list or not. */
  readonly struct: Holder
  /** Structs around it, from the outermost in. */
  readonly around: ReadonlyArray<Holder>
  readonly index: number
}

/** Shares of counts that are not stored. */
export interface ShareLeaf extends Omit<Leaf, "kind" | "annotation" | "lists"> {
  readonly shares: Disclosure.Shares
  readonly isBeside: boolean
}

export interface Found {
  readonly leaves: Array<Leaf>
  readonly shares: Array<ShareLeaf>
  readonly parts: Array<{
    readonly total: string
    readonly parts: ReadonlyArray<string>
    readonly cohort: string | undefined
  }>
  /** Counts that are nowhere, but follow from others: what a count has more than its part, and sums. */
  readonly derived: Array<{ readonly quantity: string; readonly cohort: string | undefined; readonly value: number }>
  /** Lists of comparisons, where they stand. */
  readonly comparisons: Array<{
    readonly holder: Holder
    readonly key: string | number
    readonly quantity: string
  }>
}

/** Ids of the audit's groupings, and keys of its cohorts. */
export interface Named {
  readonly groupings: ReadonlySet<string>
  readonly cohorts: ReadonlySet<string>
}

interface Place {
  readonly named: Named
  /** What is counted here, whoever it is counted of. */
  readonly path: string
  /** Where it stands. */
  readonly place: string
  readonly cohort: string | undefined
  readonly grouping: string | undefined
  readonly lists: ReadonlyArray<{ readonly name: string; readonly depth: number }>
  readonly record: Holder
  readonly struct: Holder
  readonly around: ReadonlyArray<Holder>
  readonly index: number
}

const isHolder = (value: unknown): value is Holder => typeof value === "object" && value !== null

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined)

/** Texts that only name: two elements of lists are the same thing in spite of them. */
const naming = new Set(["grouping", "category", "label", "title", "reason"])

/** What an element of a list is called: by its texts, or as what comes where. A record of a cohort needs no name. */
const elementName = (element: unknown, index: number, isCohort: boolean, named: Named): string => {
  if (!isHolder(element)) return String(index)
  if (Array.isArray(element.categories) && named.groupings.has(String(element.id))) return ""
  const fixed = Object.entries(element).filter(
    ([key, value]) => typeof value === "string" && !naming.has(key) && !(isCohort && key === "id")
  )
  if (fixed.length > 0) return JSON.stringify(fixed.map(([, value]) => value))
  return isCohort ? "" : String(index)
}

const cohortIn = (value: unknown, grouping: string | undefined, { cohorts }: Named): string | undefined => {
  if (!isHolder(value)) return undefined
  const [own, category, id] = [text(value.grouping) ?? grouping, text(value.category), text(value.id)]
  return [category, id]
    .map((one) => cohortKey(own ?? "", one ?? ""))
    .find((key) => own !== undefined && cohorts.has(key))
}

const isComparison = Schema.is(Comparison.Comparison)

const numbers = new Set<Disclosure.Annotation["_tag"]>([
  "count",
  "exposure",
  "crossed",
  "least",
  "value",
  "share",
  "replicates",
  "quantiles",
  "remark"
])

const sharesIn = (shares: Disclosure.Shares, value: Holder, place: Place, found: Found) => {
  for (const [name, isBeside] of [
    ...shares.share.map((name) => [name, false] as const),
    ...shares.beside.map((name) => [name, true] as const)
  ]) {
    const own = value[name]
    const base = { shares, isBeside, cohort: place.cohort, record: place.record, struct: value, around: place.around }
    const path = `${place.path}/${name}`
    if (typeof own === "number") found.shares.push({ ...base, holder: value, key: name, index: 0, quantity: path })
    if (!Array.isArray(own)) continue
    own.forEach((height, index) => {
      if (typeof height !== "number") return
      found.shares.push({ ...base, holder: own as unknown as Holder, key: index, index, quantity: `${path}/${index}` })
    })
  }
}

/** A value under an annotation of its own; a list of numbers under one annotation is as many values. */
const leavesOf = (
  annotation: Disclosure.Annotation,
  holder: Holder,
  key: string | number,
  place: Place,
  found: Found
): void => {
  const value = holder[key]
  if (Array.isArray(value)) {
    value.forEach((_, i) => {
      leavesOf(annotation, value as unknown as Holder, i, { ...place, path: `${place.path}/${i}`, index: i }, found)
    })
    return
  }
  if (typeof value !== "number" && annotation._tag !== "remark") return
  found.leaves.push({
    holder,
    key,
    kind: annotation._tag as Kind,
    annotation,
    quantity: place.path,
    cohort: place.cohort,
    lists: place.lists.map(({ depth, name }) => `${name}${place.path.slice(depth)}`),
    record: place.record,
    struct: place.struct,
    around: place.around,
    index: place.index
  })
}

const contained = (total: string, part: string, value: number, cohort: string | undefined, found: Found) => {
  const remainder = `${total} without ${part}`
  found.derived.push({ quantity: remainder, cohort, value })
  found.parts.push({ total, parts: [part, remainder], cohort })
}

const nestedIn = (
  counts: ReadonlyArray<string>,
  list: ReadonlyArray<unknown>,
  nameOf: (index: number) => string,
  cohort: string | undefined,
  found: Found
) => {
  for (let i = 0; i + 1 < list.length; i++) {
    for (const count of counts) {
      const [own, next] = [list[i], list[i + 1]].map((one) => (isHolder(one) ? Number(one[count]) : Number.NaN))
      if (own! >= next!) contained(`${nameOf(i)}/${count}`, `${nameOf(i + 1)}/${count}`, own! - next!, cohort, found)
    }
  }
}

export const walk = (ast: SchemaAST.AST, holder: Holder, key: string | number, given: Place, found: Found): void => {
  const value = holder[key]
  if (value === null || value === undefined) return
  const annotations = Disclosure.annotationsOf(ast)
  if (annotations.some(({ _tag }) => _tag === "setting" || _tag === "comparison")) return
  const number = annotations.find(({ _tag }) => numbers.has(_tag))
  const everyone = annotations.find((one) => one._tag === "everyone")
  const place: Place =
    everyone === undefined
      ? given
      : {
          ...given,
          path: `/${everyone.path}`,
          cohort: everyoneName,
          lists: [],
          record: isHolder(value) ? value : given.record
        }
  if (number !== undefined) {
    leavesOf(number, holder, key, place, found)
    return
  }
  if (!isHolder(value)) return
  switch (ast._tag) {
    case "Objects": {
      if (Array.isArray(value)) return
      const own: Place = { ...place, struct: value, around: [...place.around, value] }
      for (const one of annotations) {
        if (one._tag === "parts") {
          found.parts.push({
            total: `${place.path}/${one.total}`,
            parts: one.parts.map((part) => `${place.path}/${part}`),
            cohort: place.cohort
          })
        }
        if (one._tag === "within") {
          const [total, part] = [`${place.path}/${one.total}`, `${place.path}/${one.part}`]
          contained(total, part, Number(value[one.total]) - Number(value[one.part]), place.cohort, found)
        }
        if (one._tag === "sum") {
          const total = `${place.path}/${one.parts.join(" and ")}`
          const sum = one.parts.reduce((before, part) => before + Number(value[part]), 0)
          found.derived.push({ quantity: total, cohort: place.cohort, value: sum })
          found.parts.push({ total, parts: one.parts.map((part) => `${place.path}/${part}`), cohort: place.cohort })
        }
        if (one._tag === "shares") sharesIn(one.shares, value, own, found)
      }
      for (const name of Object.keys(value)) {
        const type =
          ast.propertySignatures.find((signature) => signature.name === name)?.type ?? ast.indexSignatures[0]?.type
        const grouping = name === "categories" ? text(value.id) : undefined
        if (type !== undefined) {
          const names = { path: `${place.path}/${name}`, place: `${place.place}/${name}` }
          walk(type, value, name, { ...own, ...names, grouping }, found)
        }
      }
      return
    }
    case "Arrays": {
      if (!Array.isArray(value)) return
      if (value.length > 0 && value.every(isComparison)) {
        found.comparisons.push({ holder, key, quantity: place.path })
        return
      }
      for (const one of annotations) {
        if (one._tag !== "nested") continue
        nestedIn(
          one.counts,
          value,
          (i) => `${place.path}/${elementName(value[i], i, false, place.named)}`,
          place.cohort,
          found
        )
      }
      value.forEach((element, i) => {
        const type = ast.elements[i] ?? ast.rest[0]
        if (type === undefined) return
        const cohort = cohortIn(element, place.grouping, place.named)
        const name = elementName(element, i, cohort !== undefined, place.named)
        const below = (list: string) => (name === "" ? list : `${list}/${name}`)
        const path = below(cohort === undefined ? place.path : place.place)
        const listed = { name: place.path, depth: path.length }
        walk(
          type,
          value as unknown as Holder,
          i,
          {
            named: place.named,
            path,
            place: below(place.place),
            cohort: cohort ?? place.cohort,
            grouping: undefined,
            lists: cohort === undefined ? [...place.lists, listed] : [],
            record: cohort === undefined || !isHolder(element) ? place.record : element,
            struct: place.struct,
            around: place.around,
            index: i
          },
          found
        )
      })
      return
    }
    case "Union":
      for (const type of ast.types) walk(type, holder, key, place, found)
      return
    case "Suspend":
      walk(ast.thunk(), holder, key, place, found)
  }
}

/** What a stage's findings hold. Changing a leaf's holder at its key changes them. */
export const leavesIn = (ast: SchemaAST.AST, root: Holder, named: Named): Found => {
  const found: Found = { leaves: [], shares: [], parts: [], derived: [], comparisons: [] }
  const record = isHolder(root.findings) ? root.findings : {}
  walk(
    ast,
    root,
    "findings",
    {
      named,
      path: "",
      place: "",
      cohort: undefined,
      grouping: undefined,
      lists: [],
      record,
      struct: record,
      around: [],
      index: 0
    },
    found
  )
  return found
}
