/**
 * Where the time of a stage goes, told from outside by when it asks for which computation.
 */
import type { Compute } from "@fairward/core"
import { inThread } from "../InThread.ts"

/** Seconds of one part of a stage. */
export interface Part {
  readonly part: string
  readonly seconds: number
}

/**
 * Computations in the calling thread, which remember how long each kind of job took.
 *
 * `parts(begin, end)`: what came before the first job, the kinds in order of appearance, what lay between jobs, and what
 * came after the last; together `end - begin`, which are milliseconds like `performance.now()`.
 */
export const timedCompute = () => {
  const kinds = new Map<string, number>()
  let first = Number.NaN
  let last = Number.NaN
  const compute: Compute.ComputeShape = inThread({
    onJob: (kind, begin) => {
      last = performance.now()
      if (Number.isNaN(first)) first = begin
      kinds.set(kind, (kinds.get(kind) ?? 0) + last - begin)
    }
  })
  const parts = (begin: number, end: number): ReadonlyArray<Part> => {
    const inJobs = [...kinds.values()].reduce((sum, own) => sum + own, 0)
    return [
      ["before", first - begin] as const,
      ...kinds,
      ["between", last - first - inJobs] as const,
      ["after", end - last] as const
    ].map(([part, milliseconds]) => ({ part, seconds: milliseconds / 1000 }))
  }
  return { compute, parts }
}
