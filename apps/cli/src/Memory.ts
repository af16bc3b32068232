/** The memory that an audit needs, held against what there is before the work begins. */
import { getHeapStatistics, setFlagsFromString } from "node:v8"
import type { Cohorts, Dataset } from "@fairward/core"
import { sizeText } from "@fairward/core/Sizes"
import type { Problem } from "./Problem.ts"

/** What the size of an audit follows from. */
export interface AuditSize {
  readonly patients: number
  readonly predictions: number
  readonly replicates: number
  /** Categories of all groupings. */
  readonly categories: number
  /** Differences that the stage of most of them compares. */
  readonly contrasts: number
  readonly stages: number
  readonly workers: number
}

export const sizeOf = (
  { patients, predictions }: Dataset.DatasetShape,
  groupings: ReadonlyArray<Pick<Cohorts.Grouping, "categories">>,
  run: Pick<AuditSize, "replicates" | "stages" | "workers">,
  /** Of stages that say how many differences they compare. */
  told: ReadonlyArray<number> = []
): AuditSize => {
  const categories = groupings.reduce((sum, one) => sum + one.categories.length, 0)
  return {
    ...run,
    patients: patients.count,
    predictions: predictions?.score.length ?? 0,
    categories,
    contrasts: Math.max(metrics * categories, ...told)
  }
}

/** Metrics that the stage of most of them compares by default, of those that compare as many for each cohort. */
const metrics = 15

/**
 * Bytes that replicates take at least: a byte for each patient drawn, and for each comparison a cohort's value, its rest's and
 * the standard error, 8 bytes each.
 */
const replicateBytes = ({ contrasts, patients, replicates }: AuditSize): number =>
  replicates * (patients + contrasts * 3 * 8)

/**
 * Bytes that an audit takes at least beside its data, which are there by then: its replicates, the order and ranks of the
 * predictions, and what a thread takes. Measured with 4 million predictions and two threads, for which it says 190 MB: with 213
 * MB free the system killed the audit, with 250 MB it ended well.
 */
export const leastBytes = (size: AuditSize): number =>
  replicateBytes(size) + 30 * size.predictions + 35e6 * size.workers

/**
 * Bytes of JavaScript objects at least: findings, tables and figures. Measured by limits on the heap under which reports of 14
 * and of 100 categories could not be drawn.
 */
export const leastHeap = ({ categories, stages }: AuditSize): number => 90e6 + 0.4e6 * categories * stages

export interface Free {
  /** Bytes that the machine, or the container, has free. */
  readonly memory: number
  /** Bytes that Node gives to objects, as `--max-old-space-size` and the machine have it. */
  readonly heap: number
}

export const free = (): Free => ({
  memory: process.availableMemory(),
  heap: getHeapStatistics().heap_size_limit
})

const more = "give it more memory: that of the machine, or of the container or job that it runs in."

const smallHeap = (size: AuditSize, heap: number) => ({
  message: `${size.stages} ${size.stages === 1 ? "stage" : "stages"} of ${size.categories} categories need at least ${sizeText(leastHeap(size))} of memory for tables and figures, and Node gives them ${sizeText(heap)} here.`,
  fix: `Leave groupings or stages out, or ${more} Node's option --max-old-space-size, where it is set, has to allow it.`
})

/** Why an audit of this size cannot be done in this memory, and what would fit. */
export const shortage = (size: AuditSize, { heap, memory }: Free): Pick<Problem, "message" | "fix"> | undefined => {
  const { categories, contrasts, patients, predictions, replicates } = size
  const needed = leastBytes(size)
  if (needed <= memory) return leastHeap(size) > heap ? smallHeap(size, heap) : undefined
  const fitting = Math.floor((replicates * (memory - needed + replicateBytes(size))) / replicateBytes(size))
  return {
    message: `${replicates} replicates of ${patients} patients with ${predictions} predictions in ${categories} categories${contrasts > metrics * categories ? ` and ${contrasts} differences of groups of them` : ""} need at least ${sizeText(needed)} of memory, and ${sizeText(memory)} are free here.`,
    fix:
      fitting < 20
        ? `Leave groupings out, or ${more}`
        : `Set resampling.replicates to ${fitting} or less, leave groupings out, or ${more}`
  }
}

/**
 * Lets the heap grow by a quarter of what is in use, and not to four times that, before garbage is collected. Drawing a report of 200
 * cohorts, of which little is in use at once, then takes 0.96 GB in place of 1.35. The option is V8's, listed by
 * `node --v8-options` and read at each collection; there is none of Node's for it. A V8 without it says so on the terminal and goes
 * on, with more memory and the same report.
 */
export const collectEarly = (): void => setFlagsFromString("--heap-growing-percent=25")
