/** Differences from comparable patients, in all draws, as contrasts; and how much of the crude difference they leave. */
import type { Comparison, Resamples } from "@fairward/core"
import { Quantile } from "@fairward/stats"
import { Effect } from "effect"
import type { standardisation } from "./Standardised.ts"

/** Draws between two pauses in which the stage can be interrupted. */
const betweenPauses = 50

/** A metric of a grouping, like with like, in all draws: 0 is the split, b + 1 replicate b. */
export const drawnOf = Effect.fnUntraced(function* (
  { count, multiplicities, patients }: Resamples.Replicates,
  { draw }: ReturnType<typeof standardisation>
) {
  const found: Array<ReturnType<typeof draw>> = []
  for (let b = -1; b < count; b++) {
    const from = b * patients.length
    found.push(draw(b < 0 ? () => 1 : (i) => multiplicities[from + i]!))
    if (b % betweenPauses === 0) yield* Effect.yieldNow
  }
  return found
})

const noOneComparable = "no patient of the cohort has patients of the rest to be compared with"

/** The contrast of a cohort with its rest, with those who are comparable in place of both. */
export const likeWithLike = (
  crude: Comparison.Contrast,
  drawn: ReadonlyArray<ReturnType<ReturnType<typeof standardisation>["draw"]>[number]>,
  bearing: Record<"cohort" | "rest", number>,
  designFactor: number
): Comparison.Contrast => {
  const [split, ...replicates] = drawn
  const side = (of: "cohort" | "rest") => ({
    estimate: split![of],
    replicates: Float64Array.from(replicates, (one) => one[of]),
    ...(Number.isNaN(split![of]) ? { reason: noOneComparable } : {})
  })
  return {
    ...crude,
    between: "comparable",
    cohort: { ...side("cohort"), bearing: bearing.cohort, effective: split!.ofCohort / designFactor },
    rest: {
      ...side("rest"),
      bearing: Math.min(bearing.rest, Math.floor(split!.ofRest)),
      effective: split!.ofRest / designFactor
    },
    standardError: split!.error,
    standardErrors: Float64Array.from(replicates, ({ error }) => error),
    // Of two cohorts neither is the mirror of the other: each is compared as it is made up itself.
    categories: Math.max(3, crude.categories)
  }
}

/** Of 1 less the ratio of two differences. */
export const explainedOf = (crude: Comparison.Contrast, standardised: Comparison.Contrast, isDifferent: boolean) => {
  if (!isDifferent) return { share: null, low: null, high: null, reason: "no crude difference is shown" }
  const share = (
    a: Comparison.SideValues,
    b: Comparison.SideValues,
    c: Comparison.SideValues,
    d: Comparison.SideValues
  ) => 1 - (c.estimate - d.estimate) / (a.estimate - b.estimate)
  const all = share(crude.cohort, crude.rest, standardised.cohort, standardised.rest)
  if (!Number.isFinite(all)) return { share: null, low: null, high: null, reason: noOneComparable }
  const drawn = crude.cohort.replicates.map(
    (own, b) =>
      1 - (standardised.cohort.replicates[b]! - standardised.rest.replicates[b]!) / (own - crude.rest.replicates[b]!)
  )
  const { high, low } = Quantile.boxSummary(drawn)
  return Number.isFinite(low) && Number.isFinite(high)
    ? { share: all, low, high }
    : { share: all, low: null, high: null, reason: "not estimable in replicates" }
}
