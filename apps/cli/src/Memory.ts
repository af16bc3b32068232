/**
 * The memory that an audit needs, held against what there is before the work begins.
 *
 * @since 0.1.0
 */
import type { Cohorts, Dataset } from "@fairward/core"
import type { Problem } from "./Problem.ts"

/** What the size of an audit follows from. */
export interface AuditSize {
  readonly patients: number
  readonly replicates: number
  /** Categories of all groupings. */
  readonly categories: number
}

export const sizeOf = (
  { patients }: Dataset.DatasetShape,
  groupings: ReadonlyArray<Pick<Cohorts.Grouping, "categories">>,
  replicates: number
): AuditSize => ({
  patients: patients.count,
  replicates,
  categories: groupings.reduce((sum, { categories }) => sum + categories.length, 0)
})

/** Metrics that the stage of most of them compares by default. */
const metrics = 15

/**
 * Bytes that replicates take at least, beside the data, which are there by then: a byte for each patient drawn, and for
 * each comparison a cohort's value, its rest's and the standard error, 8 bytes each.
 */
export const leastBytes = ({ categories, patients, replicates }: AuditSize): number =>
  replicates * (patients + metrics * categories * 3 * 8)

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`

/** Why an audit of this size cannot be done in this memory, and how many replicates could. */
export const shortage = (size: AuditSize, available: number): Pick<Problem, "message" | "fix"> | undefined => {
  const needed = leastBytes(size)
  if (needed <= available) return undefined
  const fitting = Math.floor((size.replicates * available) / needed)
  return {
    message: `${size.replicates} replicates of ${size.patients} patients in ${size.categories} categories need at least ${gigabytes(needed)} of memory, and ${gigabytes(available)} are free here.`,
    fix:
      fitting < 20
        ? "Leave groupings out, or give it more memory: that of the machine, or of the container or job that it runs in."
        : `Set resampling.replicates to ${fitting} or less, leave groupings out, or give it more memory: that of the machine, or of the container or job that it runs in.`
  }
}
