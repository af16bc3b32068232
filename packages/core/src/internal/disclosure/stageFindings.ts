import { Schema, type SchemaAST } from "effect"
import { Comparison } from "../../Comparison.ts"
import { type Annotation, annotationKey } from "./annotations.ts"
import { cohortKey, disclosedComparisons, type populationsOf } from "./comparisons.ts"
import { type Constraint, protect } from "./protect.ts"
import { rounded } from "./rounding.ts"
import { disclosedText } from "./texts.ts"

type Holder = Record<string | number, unknown>

/** Which cohorts have withheld counts in the audit, and of which no number may be told. */
export interface WithheldCohorts {
  readonly counts: ReadonlySet<string>
  readonly numbers: ReadonlySet<string>
}

/** A number in the findings, where it stands and what it is about. */
interface Leaf {
  readonly holder: Holder
  readonly key: string | number
  readonly value: number
  readonly cohort: string | undefined
  /** Sums that it is a term of, by name. */
  readonly sums: ReadonlyArray<string>
}

interface Place {
  readonly path: string
  readonly cohort: string | undefined
  /** The grouping whose list of categories this is part of. */
  readonly grouping: string | undefined
  /** Lists around this place: all elements of one name add up to something. */
  readonly lists: ReadonlyArray<{ readonly name: string; readonly depth: number }>
}

interface Found {
  readonly counts: Map<string, Leaf>
  readonly values: Map<string, Leaf>
  readonly shares: Map<string, Leaf>
  readonly parts: Array<{ readonly path: string; readonly total: string; readonly parts: ReadonlyArray<string> }>
}

const annotationOf = ({ annotations, checks }: SchemaAST.AST): Annotation | undefined =>
  (annotations?.[annotationKey] ?? checks?.at(-1)?.annotations?.[annotationKey]) as Annotation | undefined

const childrenOf = (ast: SchemaAST.AST): ReadonlyArray<SchemaAST.AST> => {
  switch (ast._tag) {
    case "Objects":
      return [...ast.propertySignatures.map(({ type }) => type), ...ast.indexSignatures.map(({ type }) => type)]
    case "Arrays":
      return [...ast.elements, ...ast.rest]
    case "Union":
      return ast.types
    case "Suspend":
      return [ast.thunk()]
    default:
      return []
  }
}

const saysOfItself = (ast: SchemaAST.AST): boolean => {
  const annotation = annotationOf(ast)
  return annotation !== undefined && !(annotation._tag === "count" && annotation.isShared === true)
}

/** Whether a schema says anywhere itself what is a count, or that there is none. */
export const isDeclared = (ast: SchemaAST.AST, seen: ReadonlySet<SchemaAST.AST> = new Set()): boolean =>
  !seen.has(ast) && (saysOfItself(ast) || childrenOf(ast).some((child) => isDeclared(child, new Set([...seen, ast]))))

const isHolder = (value: unknown): value is Holder => typeof value === "object" && value !== null

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined)

const names = new Set(["category", "id", "label", "title", "reason"])

/** What tells the elements of a list apart beside the cohort: those that agree in it add up. */
const discriminator = (element: unknown): string => {
  if (!isHolder(element) || text(element.category) === undefined) return ""
  const fixed = Object.entries(element).filter(([key, value]) => !names.has(key) && typeof value === "string")
  return JSON.stringify(fixed)
}

const cohortAt = (value: Holder, { cohort, grouping }: Place): string | undefined => {
  const [own, category, id] = [text(value.grouping), text(value.category), text(value.id)]
  if (own !== undefined && category !== undefined) return cohortKey(own, category)
  return grouping !== undefined && id !== undefined ? cohortKey(grouping, id) : cohort
}

const numberTag = { count: "counts", value: "values", share: "shares" } as const

const walk = (ast: SchemaAST.AST, holder: Holder, key: string | number, place: Place, found: Found): void => {
  const value = holder[key]
  const annotation = annotationOf(ast)
  if (annotation !== undefined && annotation._tag in numberTag && typeof value === "number") {
    const sums = place.lists.map(({ depth, name }) => `${name}${place.path.slice(depth)}`)
    found[numberTag[annotation._tag as keyof typeof numberTag]].set(place.path, {
      holder,
      key,
      value,
      cohort: place.cohort,
      sums
    })
    return
  }
  if (!isHolder(value)) return
  switch (ast._tag) {
    case "Objects": {
      if (Array.isArray(value)) return
      if (annotation?._tag === "parts") found.parts.push({ path: place.path, ...annotation })
      const cohort = cohortAt(value, place)
      for (const name of Object.keys(value)) {
        const own = ast.propertySignatures.find((signature) => signature.name === name)?.type
        const type = own ?? ast.indexSignatures[0]?.type
        const grouping = name === "categories" ? text(value.id) : undefined
        if (type !== undefined)
          walk(type, value, name, { ...place, path: `${place.path}/${name}`, cohort, grouping }, found)
      }
      return
    }
    case "Arrays":
      if (!Array.isArray(value)) return
      value.forEach((element, i) => {
        const type = ast.elements[i] ?? ast.rest[0]
        if (type === undefined) return
        const path = `${place.path}/${i}`
        const lists = [...place.lists, { name: `${place.path}${discriminator(element)}`, depth: path.length }]
        walk(type, value as unknown as Holder, i, { ...place, path, lists }, found)
      })
      return
    case "Union":
      for (const type of ast.types) walk(type, holder, key, place, found)
      return
    case "Suspend":
      walk(ast.thunk(), holder, key, place, found)
  }
}

/** Elements of a list, and counts declared as parts of another, add up to what a reader may know from elsewhere. */
const sumsOf = ({ counts, parts }: Found): ReadonlyArray<Constraint> => {
  const paths = [...counts.keys()]
  const leaves = [...counts.values()]
  const lists = Map.groupBy(
    leaves.flatMap(({ sums }, cell) => sums.map((name) => ({ name, cell }))),
    ({ name }) => name
  )
  // A list of one element adds up to nothing that is known from elsewhere: it would give its own count away.
  const ofLists = [...lists.values()]
    .filter((members) => members.length > 1)
    .map(
      (members): Constraint => ({
        terms: members.map(({ cell }) => ({ cell, sign: 1 })),
        constant: members.reduce((sum, { cell }) => sum + leaves[cell]!.value, 0)
      })
    )
  const ofParts = parts.flatMap(({ parts, path, total }): ReadonlyArray<Constraint> => {
    const whole = paths.indexOf(`${path}/${total}`)
    const own = parts.map((part) => paths.indexOf(`${path}/${part}`)).filter((cell) => cell >= 0)
    if (whole < 0 || own.length === 0) return []
    return [
      {
        terms: [{ cell: whole, sign: -1 }, ...own.map((cell) => ({ cell, sign: 1 as const }))],
        constant: own.reduce((sum, cell) => sum + leaves[cell]!.value, 0) - leaves[whole]!.value
      }
    ]
  })
  return [...ofLists, ...ofParts]
}

const isOfSmallCohort = (cohort: string | undefined, { numbers }: WithheldCohorts): boolean =>
  cohort !== undefined && numbers.has(cohort)

/** A list without the records, of cohorts of which no number may be told, that do not say themselves what is a count. */
const withoutUndeclared = (
  list: ReadonlyArray<unknown>,
  path: string,
  found: Found,
  withheld: WithheldCohorts
): ReadonlyArray<unknown> => {
  const declared = [...found.counts.keys(), ...found.values.keys(), ...found.shares.keys()]
  return list.filter((element, i) => {
    if (!isHolder(element)) return true
    const [grouping, category] = [text(element.grouping), text(element.category)]
    if (grouping === undefined || category === undefined) return true
    return (
      !withheld.numbers.has(cohortKey(grouping, category)) || declared.some((one) => one.startsWith(`${path}/${i}/`))
    )
  })
}

const isComparison = Schema.is(Comparison)

/** What no schema needs to say: comparisons, reasons in words, and records of cohorts that say nothing of themselves. */
const finish = (
  value: unknown,
  path: string,
  found: Found,
  withheld: WithheldCohorts,
  populations: ReturnType<typeof populationsOf>,
  minimum: number
): unknown => {
  const next = (one: unknown, key: string | number) =>
    key === "reason" && typeof one === "string"
      ? disclosedText(one, minimum)
      : finish(one, `${path}/${key}`, found, withheld, populations, minimum)
  if (Array.isArray(value)) {
    if (value.length > 0 && value.every(isComparison)) {
      return disclosedComparisons(value, withheld.numbers, populations, minimum)
    }
    const finished = value.map(next)
    return withoutUndeclared(finished, path, found, withheld)
  }
  return isHolder(value) ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, next(one, key)])) : value
}

/** The stored findings of a stage, of a schema that says what is a count, with small counts and what tells them withheld. */
export const disclosedFindings = (
  ast: SchemaAST.AST,
  findings: Schema.Json,
  withheld: WithheldCohorts,
  populations: ReturnType<typeof populationsOf>,
  minimum: number
): Schema.Json => {
  const root: Holder = { findings: structuredClone(findings) }
  const found: Found = { counts: new Map(), values: new Map(), shares: new Map(), parts: [] }
  walk(ast, root, "findings", { path: "", cohort: undefined, grouping: undefined, lists: [] }, found)
  const leaves = [...found.counts.values()]
  const known = new Set(
    leaves.flatMap(({ cohort }, i) => (cohort !== undefined && withheld.counts.has(cohort) ? [i] : []))
  )
  const gone = protect(leaves, sumsOf(found), minimum, false, known)
  const holders = new Set<string>()
  ;[...found.counts].forEach(([path, { holder, key }], i) => {
    if (!gone.has(i)) return
    holder[key] = null
    holders.add(path.slice(0, path.lastIndexOf("/") + 1))
  })
  const isBeside = (path: string) => [...holders].some((holder) => holder !== "/" && path.startsWith(holder))
  for (const { cohort, holder, key, value } of found.values.values()) {
    holder[key] = isOfSmallCohort(cohort, withheld) ? null : rounded(value)
  }
  for (const [path, { cohort, holder, key, value }] of found.shares) {
    holder[key] = isOfSmallCohort(cohort, withheld) || isBeside(path) ? null : rounded(value)
  }
  return finish(root.findings, "", found, withheld, populations, minimum) as Schema.Json
}
