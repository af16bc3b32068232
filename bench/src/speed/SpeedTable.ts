/**
 * The measurements as a table for people.
 */
import type { Measured } from "./Measurement.ts"

export interface Row {
  readonly what: string
  /** Seconds that the design allows. */
  readonly budget?: number
  /** Replicates that went through the stage. */
  readonly replicates?: number
  /** Comparable with FAMEWS's time. */
  readonly famews?: boolean
  readonly measured: Omit<Measured, "rows"> & { readonly rows?: number }
}

/** Megabytes that the design allows for anything. */
export const memoryBudget = 1200

/**
 * CPU seconds of FAMEWS's performance stage on set L at 100 replicates (2.9 h): two replicates were timed, 207 CPU
 * seconds with everything before them, and extrapolated by 50. The same extrapolation on a quarter of the rows was 5 %
 * below the full run.
 */
export const famewsSeconds = 10_300

const aligned = (rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows
    .map((row) =>
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
        .join("  ")
        .trimEnd()
    )
    .join("\n")
}

const seconds = (value: number): string => value.toFixed(value < 10 ? 2 : 1)

const ofBudget = (value: number, budget: number | undefined): string =>
  budget === undefined ? "" : `${((100 * value) / budget).toFixed(0)} %`

const main = (rows: ReadonlyArray<Row>): string =>
  aligned([
    ["", "seconds", "budget", "of it", "CPU s", "peak MB", "of 1,200", "M rows x replicates / s"],
    ...rows.map(({ budget, measured, replicates, what }) => [
      what,
      seconds(measured.seconds),
      budget === undefined ? "" : String(budget),
      ofBudget(measured.seconds, budget),
      seconds(measured.cpuSeconds),
      measured.peakMegabytes.toFixed(0),
      ofBudget(measured.peakMegabytes, memoryBudget),
      replicates === undefined || measured.rows === undefined
        ? ""
        : ((measured.rows * replicates) / measured.seconds / 1e6).toFixed(0)
    ])
  ])

const parts = (rows: ReadonlyArray<Row>): ReadonlyArray<string> =>
  rows.flatMap(({ measured: { parts: own, seconds: whole }, what }) =>
    own === undefined
      ? []
      : [
          aligned([
            [what, "seconds", "share"],
            ...own.map(({ part, seconds: s }) => [`  ${part}`, seconds(s), `${((100 * s) / whole).toFixed(0)} %`])
          ])
        ]
  )

const famews = (rows: ReadonlyArray<Row>): ReadonlyArray<string> =>
  rows.flatMap(({ famews: isComparable, measured: { seconds: own } }) =>
    isComparable
      ? [
          `FAMEWS takes about ${famewsSeconds.toLocaleString("en")} s for the performance stage at 100 replicates of set L, extrapolated from 2 of them; this is 1/${Math.round(famewsSeconds / own)} of that.`
        ]
      : []
  )

export const speedTable = (rows: ReadonlyArray<Row>): string =>
  `${[main(rows), ...parts(rows), ...famews(rows)].join("\n\n")}\n`
