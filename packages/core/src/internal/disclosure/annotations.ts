import { Schema, SchemaTransformation } from "effect"

/** Under this key a schema says what disclosure control may do with its values. */
export const annotationKey = "~fairward/core/Disclosure"

/**
 * `count`: small ones are withheld. `value`: goes where its cohort is too small. `share`: that too, and where a count beside
 * it is withheld. `parts`: counts that add up to another. `none`: nothing to withhold. What `isShared` stands in a schema of
 * this package, and does not tell that the author of a stage thought of it.
 */
export type Annotation =
  | { readonly _tag: "count"; readonly isShared?: boolean }
  | { readonly _tag: "value" }
  | { readonly _tag: "share" }
  | { readonly _tag: "parts"; readonly total: string; readonly parts: ReadonlyArray<string> }
  | { readonly _tag: "none" }

export const annotated = <S extends Schema.Top>(schema: S, annotation: Annotation): S["Rebuild"] =>
  schema.annotate({ [annotationKey]: annotation })

const orWithheld = SchemaTransformation.transform<number, number | null>({
  decode: (stored) => stored ?? Number.NaN,
  encode: (value) => (Number.isNaN(value) ? null : value)
})

export const Count = annotated(Schema.NullOr(Schema.Int).pipe(Schema.decodeTo(Schema.Number, orWithheld)), {
  _tag: "count"
})

/** Of cohorts as all stages store them. */
export const SharedCount = annotated(Count, { _tag: "count", isShared: true })

export const Value = annotated(Schema.NullOr(Schema.Finite).pipe(Schema.decodeTo(Schema.Number, orWithheld)), {
  _tag: "value"
})

export const CountOrNone = annotated(Schema.NullOr(Schema.Int), { _tag: "count" })

export const Estimate = annotated(Schema.NullOr(Schema.Finite), { _tag: "value" })

export const Share = annotated(Schema.NullOr(Schema.Finite), { _tag: "share" })
