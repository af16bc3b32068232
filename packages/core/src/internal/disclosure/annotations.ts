import { Schema, type SchemaAST, SchemaTransformation } from "effect"

/** Under this key a schema says what disclosure control may do with its values. */
export const annotationKey = "~fairward/core/Disclosure"

/** Patients, event-bearing patients and events of a cohort, or of everyone. */
export interface Population {
  readonly patients: number
  readonly eventPatients: number
  readonly events: number
}

/** What a rule sees of a number: the struct or list that it stands in, the record of its cohort, and all findings, as stored. */
export interface Context {
  readonly struct: Readonly<Record<string, unknown>>
  readonly record: Readonly<Record<string, unknown>>
  readonly findings: Readonly<Record<string, unknown>>
  readonly population: Population
  /** Counts below are withheld. */
  readonly minimum: number
}

/** What is said of shares of counts that are not stored beside them. */
export interface Shares {
  /** Properties of the struct that hold them: numbers, or lists of them. */
  readonly share: ReadonlyArray<string>
  /** Properties withheld along with them, and rounded alike: intervals, spreads. */
  readonly beside: ReadonlyArray<string>
  /** Of how many patients or events, at each place of a list; `NaN` where these are no shares of any. */
  readonly of: (context: Context) => (index: number) => number
  /** Whether numerators and denominators of cohorts add up: those of steps do not, counted in patients. */
  readonly isAdditive: boolean
}

export type Annotation =
  /** A number of patients or events, or of their steps. */
  | { readonly _tag: "count"; readonly ofSteps?: true }
  /** How long patients are observed. */
  | { readonly _tag: "exposure" }
  /** A number of patients or events of a cohort in a group that is no cohort. */
  | { readonly _tag: "crossed" }
  /** The fewest patients or events behind the numbers beside it. */
  | { readonly _tag: "least" }
  /** A number about a cohort. */
  | { readonly _tag: "value" }
  /** Follows from the counts beside it. */
  | { readonly _tag: "share" }
  /** Usable replicates. */
  | { readonly _tag: "replicates" }
  /** Quantiles over patients, which can be single patients' values. */
  | { readonly _tag: "quantiles"; readonly step: (context: Context) => number; readonly beyond: Beyond }
  /** Of no patient. */
  | { readonly _tag: "setting" }
  /** A text that patients decide on. */
  | { readonly _tag: "remark" }
  /** Counts of groups that overlap too much to be protected: it is left out whole. */
  | { readonly _tag: "unprotected"; readonly reason: string }
  /** Comparisons, which have rules of their own. */
  | { readonly _tag: "comparison" }
  /** Of a struct. */
  | { readonly _tag: "shares"; readonly shares: Shares }
  | { readonly _tag: "parts"; readonly total: string; readonly parts: ReadonlyArray<string> }
  /** Of a struct: `total` contains `part`, and what else it contains is not stored. */
  | { readonly _tag: "within"; readonly total: string; readonly part: string }
  /** Of a struct: counts of which somebody may know the sum. */
  | { readonly _tag: "sum"; readonly parts: ReadonlyArray<string> }
  /** Of a list of structs: each contains the next, by these counts. */
  | { readonly _tag: "nested"; readonly counts: ReadonlyArray<string> }
  /** What stands here of everyone stands at `path` of each cohort. */
  | { readonly _tag: "everyone"; readonly path: string }

/** How many patients lie beyond each quantile of a list. */
export type Beyond = (context: Context) => (index: number) => number

/** Annotations of a schema, in the order in which they were made. */
export const annotationsOf = ({ annotations, checks }: SchemaAST.AST): ReadonlyArray<Annotation> =>
  (annotations?.[annotationKey] ?? checks?.at(-1)?.annotations?.[annotationKey] ?? []) as ReadonlyArray<Annotation>

export const annotated = <S extends Schema.Top>(schema: S, annotation: Annotation): S["Rebuild"] =>
  schema.annotate({ [annotationKey]: [...annotationsOf(schema.ast), annotation] })

const orWithheld = SchemaTransformation.transform<number, number | null>({
  decode: (stored) => stored ?? Number.NaN,
  encode: (value) => (Number.isNaN(value) ? null : value)
})

const whole = Schema.NullOr(Schema.Int).pipe(Schema.decodeTo(Schema.Number, orWithheld))

export const Count = annotated(whole, { _tag: "count" })

export const Steps = annotated(whole, { _tag: "count", ofSteps: true })

export const StepsOrNone = annotated(Schema.NullOr(Schema.Int), { _tag: "count", ofSteps: true })

export const Exposure = annotated(Schema.NullOr(Schema.Finite), { _tag: "exposure" })

export const Crossed = annotated(whole, { _tag: "crossed" })

export const Least = annotated(whole, { _tag: "least" })

export const Value = annotated(Schema.NullOr(Schema.Finite).pipe(Schema.decodeTo(Schema.Number, orWithheld)), {
  _tag: "value"
})

export const CountOrNone = annotated(Schema.NullOr(Schema.Int), { _tag: "count" })

export const Estimate = annotated(Schema.NullOr(Schema.Finite), { _tag: "value" })

export const Share = annotated(Schema.NullOr(Schema.Finite), { _tag: "share" })

export const Replicates = annotated(Schema.Int, { _tag: "replicates" })

export const Setting = annotated(Schema.Finite, { _tag: "setting" })

export const Remark = annotated(Schema.String, { _tag: "remark" })
