/** How comparisons hang together, as findings store it: one text a comparison. */

/** Loadings in steps of 1/127, one byte each, as base64. */
export const packedLoadings = (loadings: Float64Array): string =>
  Buffer.from(Int8Array.from(loadings, (loading) => Math.round(127 * loading)).buffer).toString("base64")

/**
 * Loadings of a comparison on common factors, in [-1, 1]: the inner product of those of two comparisons of a family is about
 * the correlation of their differences. None: they count as independent.
 */
export const loadingsOf = ({ loadings = "" }: { readonly loadings?: string }): Float64Array =>
  Float64Array.from(Int8Array.from(Buffer.from(loadings, "base64")), (step) => step / 127)
