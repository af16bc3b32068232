/**
 * What a stage says of its numbers, so that a report can be shared without counts of so few patients that somebody could be
 * recognised among them. `@fairward/disclosure` withholds what these annotations allow it to find.
 *
 * Without `disclosure` in the configuration they change nothing. With it, every number of the findings has to be declared: a
 * stage with one that is not is left out of the report, and the contract suite of `@fairward/stage-kit` names it. What is
 * withheld is `null` in `findings.json`; in memory a withheld {@link Count}, {@link Least} or {@link Value} is `NaN`, so that
 * the functions of a report that calculate with it go on working, and the report says "withheld" where one would stand.
 *
 * | a number in the schema of the findings                 | write                                              | what happens to it                                                   |
 * | ------------------------------------------------------ | -------------------------------------------------- | -------------------------------------------------------------------- |
 * | patients or events                                     | `Count`, `CountOrNone`                             | withheld from 1 to the minimum less 1, or where it gives away another |
 * | steps, alarms or other parts of the time of patients    | `Steps`, `StepsOrNone`; `Exposure` in units of time | withheld where any count of patients or events of the cohort is       |
 * | patients of a cohort in a group that is no cohort      | `Crossed`                                          | withheld: such groups overlap                                        |
 * | a rate or share of the counts beside it                | `Share`, nullable                                  | withheld with any of them                                            |
 * | a share of counts that are not stored beside it        | `shares(struct, ...)`                              | withheld where its count is small, or gives away another; rounded    |
 * | a curve of such shares, as a list                     | `shares(struct, ...)`                              | the ranges that its counts lie in are told, or none                  |
 * | the fewest patients or events behind the numbers beside | `Least`                                           | withheld where small, with them                                      |
 * | a median or quantile over patients                     | `quantiles(schema, ...)`                           | rounded to a step in which other patients lie                        |
 * | another number about a cohort                          | `Estimate`, nullable, or `Value`                   | withheld where the cohort is too small, else rounded                 |
 * | usable replicates                                      | `Replicates`                                       | all that were drawn, or 0: how many tells how few patients           |
 * | an option, a margin, a threshold                       | `Setting`, `setting(schema)`                       | nothing                                                              |
 * | counts that add up to another, in one struct           | `parts(struct, total, parts)`                      | taken into account                                                   |
 * | a count that is part of another                        | `within(struct, total, part)`, `nested(list, counts)` | taken into account                                                |
 * | counts whose sum is told elsewhere                     | `sum(struct, parts)`                               | taken into account                                                   |
 * | what is said of everyone, as of each cohort            | `everyone(schema, path)`                           | taken into account                                                   |
 * | a text that may differ with the patients               | `Remark`                                           | replaced by "withheld"                                               |
 * | `Comparison`, `ComparisonTables.ComparedGrouping`      | nothing                                            | taken care of                                                        |
 * | nothing of all this                                    | `none(findings)`                                   | nothing                                                              |
 * | findings that cannot be protected at all               | `unprotected(findings, reason)`                    | left out, with the reason                                            |
 *
 * A record is about the cohort that its `grouping` and `category` name, or as an element of the `categories` of a grouping
 * with an `id`. Elements of a list of counts are taken to add up to a total that somebody knows.
 */
import type { Schema, SchemaAST } from "effect"
import type { CohortsShape } from "./Cohorts.ts"
import type { DatasetShape } from "./Dataset.ts"
import type { EvaluableEvents } from "./Detection.ts"
import * as annotations from "./internal/disclosure/annotations.ts"

export type { Annotation, Beyond, Context, Population, Shares } from "./internal/disclosure/annotations.ts"

/** A number of patients or events: a whole number, stored as `null` and read as `NaN` where it is withheld. */
export const Count = annotations.Count

/** The same where there may be none to count: `null` then, and where it is withheld. */
export const CountOrNone = annotations.CountOrNone

/**
 * A number of steps, alarms or other parts of the time of patients. Who knows how long stays are, and how many steps an event
 * takes, can tell patients and events by it: so it is withheld of a cohort of which the audit or the stage withholds a count of
 * these, and says nothing else that is not told anyway. Small ones are withheld as a {@link Count} is.
 */
export const Steps = annotations.Steps

/** The same where there may be none to count: `null` then, and where they are withheld. */
export const StepsOrNone = annotations.StepsOrNone

/** How long the patients of a cohort are observed, in any unit: `null` where it is missing, and where {@link Steps} are withheld. */
export const Exposure = annotations.Exposure

/**
 * How many patients or events of a cohort are in a group that is no cohort of the audit. Always withheld, since such groups
 * overlap with cohorts and with each other.
 */
export const Crossed = annotations.Crossed

/**
 * The fewest patients or events, above 0, behind the {@link Share}s beside it; 0 where they rest on none. It adds up to
 * nothing, so withhold nothing but them with it. Stored as `null` and read as `NaN` where it is withheld.
 */
export const Least = annotations.Least

/** A number about a cohort, stored as `null` and read as `NaN` where it is withheld. */
export const Value = annotations.Value

/** A number about a cohort that may be missing: `null` then, and where it is withheld. */
export const Estimate = annotations.Estimate

/** A share that can be recomputed from the counts beside it; `null` where it is missing or withheld. */
export const Share = annotations.Share

/** How many replicates are usable, a whole number. */
export const Replicates = annotations.Replicates

/** A finite number that no patient has a part in: an option, a margin, a level. */
export const Setting = annotations.Setting

/** A text that may differ with the patients, such as why something could not be computed. */
export const Remark = annotations.Remark

/** Says of a schema that no patient has a part in any number of it. */
export const setting = <S extends Schema.Top>(schema: S) => annotations.annotated(schema, { _tag: "setting" })

/** Says of findings that nothing in them is a count of patients or events, or could tell one. */
export const none = setting

/**
 * Says of findings that they cannot be shown while small counts are withheld, as where it is already told that a group is large
 * enough to be looked at: the stage is left out, with the reason, a clause that completes "because".
 */
export const unprotected = <S extends Schema.Top>(findings: S, reason: string) =>
  annotations.annotated(findings, { _tag: "unprotected", reason })

/** Why findings of a schema cannot be shown while small counts are withheld; `undefined` where they can. */
export const whyUnprotected = (ast: SchemaAST.AST): string | undefined =>
  annotations.annotationsOf(ast).flatMap((one) => (one._tag === "unprotected" ? [one.reason] : []))[0]

/** Says of a struct that some of its counts add up to another of them. */
export const parts = <Fields extends Schema.Struct.Fields>(
  struct: Schema.Struct<Fields>,
  total: keyof Fields & string,
  parts: ReadonlyArray<keyof Fields & string>
) => annotations.annotated(struct, { _tag: "parts", total, parts })

/** Says of a struct that one count is part of another, the remainder of which is not stored. */
export const within = <Fields extends Schema.Struct.Fields>(
  struct: Schema.Struct<Fields>,
  total: keyof Fields & string,
  part: keyof Fields & string
) => annotations.annotated(struct, { _tag: "within", total, part })

/** Says of a struct that somebody may know the sum of these counts, which is not stored beside them. */
export const sum = <Fields extends Schema.Struct.Fields>(
  struct: Schema.Struct<Fields>,
  parts: ReadonlyArray<keyof Fields & string>
) => annotations.annotated(struct, { _tag: "sum", parts })

/** Says of a list of structs that by these counts each contains the next, as those who wait for 2 hours those who wait for 3. */
export const nested = <S extends Schema.Top>(list: S, counts: ReadonlyArray<string>) =>
  annotations.annotated(list, { _tag: "nested", counts })

/** Says of a struct that it holds shares of counts that are not stored beside them. */
export const shares = <Fields extends Schema.Struct.Fields>(
  struct: Schema.Struct<Fields>,
  shares: {
    readonly share: ReadonlyArray<keyof Fields & string>
    readonly beside?: ReadonlyArray<keyof Fields & string>
    readonly of: annotations.Shares["of"]
    readonly isAdditive: boolean
  }
) => annotations.annotated(struct, { _tag: "shares", shares: { beside: [], ...shares } })

/**
 * Says of a number, or of each in a list, that it is a quantile over patients, which can be one patient's value. `step`: a
 * distance within which several patients lie. `beyond`: how many patients lie beyond it; where fewer than the minimum do,
 * it is withheld.
 */
export const quantiles = <S extends Schema.Top>(
  schema: S,
  {
    beyond = () => () => Number.POSITIVE_INFINITY,
    step
  }: { readonly step: (context: annotations.Context) => number; readonly beyond?: annotations.Beyond }
) => annotations.annotated(schema, { _tag: "quantiles", step, beyond })

/**
 * A distance within which as many patients as the minimum lie at the median of a population, where the struct holds the
 * pointwise 95 % interval of the median as `low` and `high`: 2 minimum s / sqrt(n), for its standard error s is
 * 1 / (2 f sqrt(n)) at the density f; n: the event-bearing patients.
 */
export const samplingStep = ({ minimum, population, struct }: annotations.Context): number =>
  (2 * minimum * (Number(struct.high) - Number(struct.low))) / (3.92 * Math.sqrt(Math.max(1, population.eventPatients)))

/**
 * Says that what stands here is about everyone, and at `path` about each cohort: `cohorts`, or `cohorts/levels` where records
 * in the list `cohorts` hold the same under `levels`.
 */
export const everyone = <S extends Schema.Top>(schema: S, path: string) =>
  annotations.annotated(schema, { _tag: "everyone", path })

/** What a schema says of itself, in the order in which it was said. */
export const annotationsOf: (ast: SchemaAST.AST) => ReadonlyArray<annotations.Annotation> = annotations.annotationsOf

const declaring = new Set<annotations.Annotation["_tag"]>([
  "count",
  "exposure",
  "crossed",
  "least",
  "value",
  "share",
  "replicates",
  "quantiles",
  "setting",
  "remark",
  "comparison",
  "unprotected"
])

const undeclaredIn = (ast: SchemaAST.AST, path: string, seen: ReadonlySet<SchemaAST.AST>): ReadonlyArray<string> => {
  const own = annotations.annotationsOf(ast)
  if (seen.has(ast) || own.some(({ _tag }) => declaring.has(_tag))) return []
  const next = (child: SchemaAST.AST, name: string) => undeclaredIn(child, name, new Set([...seen, ast]))
  switch (ast._tag) {
    case "Objects": {
      const declared = new Set(
        own.flatMap((one) => (one._tag === "shares" ? [...one.shares.share, ...one.shares.beside] : []))
      )
      return [
        ...ast.propertySignatures.flatMap(({ name, type }) =>
          declared.has(String(name)) ? [] : next(type, path === "" ? String(name) : `${path}.${String(name)}`)
        ),
        ...ast.indexSignatures.flatMap(({ type }) => next(type, `${path}.*`))
      ]
    }
    case "Arrays":
      return [...ast.elements, ...ast.rest].flatMap((one) => next(one, `${path}[]`))
    case "Union":
      return ast.types.flatMap((one) => next(one, path))
    case "Suspend":
      return next(ast.thunk(), path)
    case "Number":
    case "BigInt":
    case "Unknown":
    case "Any":
    case "ObjectKeyword":
    case "Declaration":
      return [path]
    default:
      return []
  }
}

/** Where in findings of this schema numbers stand of which it does not say what they are: `everyone.levels[].steps`. */
export const undeclared = (ast: SchemaAST.AST): ReadonlyArray<string> => [...new Set(undeclaredIn(ast, "", new Set()))]

/** Who is in which cohorts and who has an event, patient by patient: what decides on what can be shown. Never stored. */
export interface Membership {
  readonly patients: number
  /** Test patients. */
  readonly test: ArrayLike<number>
  readonly hasEvent: Uint8Array
  /** Whose stay each patient's is, where persons have several. */
  readonly personOf?: Int32Array
  /** Of each grouping of the audit, in their order: the index of each patient's kept and dropped category, -1 for none. */
  readonly groupings: ReadonlyArray<{ readonly categoryOf: ArrayLike<number>; readonly droppedOf: ArrayLike<number> }>
}

/** The membership in the cohorts of an audit. `events`: as the cohorts were derived with. */
export const membershipOf = (
  { groupings }: CohortsShape,
  { patients, predictions }: DatasetShape,
  events: EvaluableEvents | undefined
): Membership => {
  const hasPositive = (patient: number) =>
    predictions?.label.subarray(predictions.offsets[patient]!, predictions.offsets[patient + 1]!).includes(1) ?? false
  const hasEvent = Uint8Array.from({ length: patients.count }, (_, patient) =>
    Number(events === undefined ? hasPositive(patient) : events.offsets[patient + 1]! > events.offsets[patient]!)
  )
  return {
    patients: patients.count,
    test: patients.splits.test,
    hasEvent,
    ...(patients.clusterOf === undefined ? {} : { personOf: Int32Array.from(patients.clusterOf) }),
    groupings
  }
}
