import { relative } from "node:path"
import type { Align, AuditConfig } from "@fairward/core/AuditConfig"
import type { DataNote } from "@fairward/core/Dataset"
import { Effect } from "effect"
import type { DataProblem } from "../DataError.ts"
import type { Database, QueryFailure } from "./Database.ts"
import type { ZoneUse } from "./instants.ts"

export type Table = "predictions" | "patients" | "events" | "timeseries" | "attributions" | "splits"

/** One load under way: what every table's loader needs, and where it leaves problems and notes. */
export interface Loading {
  readonly config: AuditConfig
  readonly base: string
  readonly database: Database
  readonly timestepMinutes: number
  /** What becomes of times off the grid; without a grid all are cut to the minute. */
  readonly align: Align
  /** No timestep is configured: steps are minutes, at any distance. */
  readonly irregular: boolean
  /** What points of time are counted from. */
  readonly origin: "admission" | "the first prediction"
  readonly maxLengthSteps: number
  /** False while the table of patients could not be read and the predictions' ids stand in for it. */
  readonly patientsKnown: boolean
  /** Labels that contradict events and horizon are not refused. */
  readonly anyLabels: boolean
  readonly problems: Array<DataProblem>
  readonly notes: Array<DataNote>
  readonly zones: Array<ZoneUse>
}

/** Turns DuckDB's refusal into a problem of the table, and goes on with the others. */
export const orProblem =
  (loading: Loading, table: Table, where: string) =>
  <A>(effect: Effect.Effect<A, QueryFailure>): Effect.Effect<A | undefined> =>
    Effect.catch(effect, ({ reason }) =>
      Effect.sync(() => {
        const outOfMemory = reason.startsWith("Out of Memory")
        loading.problems.push({
          table,
          where,
          problem: outOfMemory ? `does not fit into the memory limit: ${reason}` : `cannot be read: ${reason}`,
          count: 1,
          examples: [],
          remedy: outOfMemory
            ? "Raise the memory limit, or read fewer columns or rows by a query."
            : "Check that the file is whole and is what its ending says, or that the query runs in the DuckDB shell."
        })
        return undefined
      })
    )

/** The path relative to the configuration, as messages show it. */
export const shown = (loading: Loading, path: string) => {
  const inside = relative(loading.base, path)
  return inside.startsWith("..") ? path : inside
}
