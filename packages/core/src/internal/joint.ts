/** How comparisons hang together, as findings store it: one text a comparison. */
import { Schema } from "effect"

/** What setting audits side by side needs to know of an interval. */
export const Joint = Schema.Struct({
  /** Comparisons of a stage with one family share a critical value: a class, or "other". */
  family: Schema.String,
  /** The part of 1 - level that the family may spend. */
  share: Schema.Finite.check(Schema.isGreaterThan(0), Schema.isLessThanOrEqualTo(1)),
  /** Of the difference, in the metric's unit. */
  standardError: Schema.Finite.check(Schema.isGreaterThan(0)),
  /** By so many standard errors intervals reach to each side, on the scale of the family. */
  criticalValue: Schema.Finite.check(Schema.isGreaterThan(0)),
  /**
   * How the difference hangs together with the others of its family, as `loadingsOf` reads it; absent where small counts are
   * withheld, since it tells how many patients cohorts share.
   */
  loadings: Schema.optionalKey(
    Schema.String.check(
      Schema.isPattern(/^(?:[A-Za-z0-9+/]{4}){0,64}(?:[A-Za-z0-9+/]{2,3}={1,2})?$/u, {
        message: "Expected numbers in base64"
      })
    )
  )
})
export type Joint = typeof Joint.Type

/** Loadings in steps of 1/127, one byte each, as base64. */
export const packedLoadings = (loadings: Float64Array): string =>
  Buffer.from(Int8Array.from(loadings, (loading) => Math.round(127 * loading)).buffer).toString("base64")

/**
 * Loadings of a comparison on common factors, in [-1, 1]: the inner product of those of two comparisons of a family is about
 * the correlation of their differences. None: they count as independent.
 */
export const loadingsOf = ({ loadings = "" }: { readonly loadings?: string }): Float64Array =>
  Float64Array.from(Int8Array.from(Buffer.from(loadings, "base64")), (step) => step / 127)
