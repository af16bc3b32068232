/** All data sets to come, and which of them a part does. */
import type { About } from "./Cells.ts"
import type { Heard } from "./Judgements.ts"

export interface Job {
  readonly cell: string
  /** Which of the cell's data sets. */
  readonly place: number
  readonly seed: number
}

/** What was found in one data set: a line of the file of a part. */
export interface Line extends Pick<Job, "cell" | "place"> {
  /** One per target. */
  readonly audits: ReadonlyArray<Heard>
}

/** One of so many parts, from 1. */
export interface Part {
  readonly part: number
  readonly parts: number
}

/** The first line of the file of a part: files of other plans do not go together with it. */
export interface Header extends Part {
  readonly kind: "simulated" | "coins"
  /** Another seed, other data sets. */
  readonly seed: number
  readonly dataSets: Readonly<Record<string, number>>
}

/** Of the page. Data sets of others were looked at while constants of the methods were chosen. */
export const planSeed = 9

/**
 * Seeds of data sets by their place: 100,000 a cell, 100 cells a seed of the plan, all different, scattered by an odd
 * multiplier (Knuth, TAOCP 6.4). Those of earlier versions of this measurement do not come again.
 */
export const seedOf = (seed: number, cell: number, place: number): number =>
  Math.imul((1000 + seed * 100 + cell) * 100_000 + place + 1, 0x9e3779b1)

/** Data sets of each cell; `atMost`: of a quick look. */
export const dataSetsOf = (cells: ReadonlyArray<About>, atMost = Number.POSITIVE_INFINITY) =>
  Object.fromEntries(cells.map(({ dataSets, id }) => [id, Math.min(dataSets, atMost)]))

/** Every n-th data set of the plan, in turn from all cells. */
export const jobsOf = (cells: ReadonlyArray<About>, { dataSets, part, parts, seed }: Header): ReadonlyArray<Job> =>
  cells
    .flatMap(({ id }, c) =>
      Array.from({ length: dataSets[id] ?? 0 }, (_, place) => ({ cell: id, place, seed: seedOf(seed, c, place) }))
    )
    .filter((_, i) => i % parts === part - 1)
