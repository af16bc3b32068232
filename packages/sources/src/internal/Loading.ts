import { relative } from "node:path"
import type { Align, AuditConfig } from "@fairward/core/AuditConfig"
import type { DataNote } from "@fairward/core/Dataset"
import { Effect } from "effect"
import type { DataProblem } from "../DataError.ts"
import type { Database, QueryFailure } from "./Database.ts"
import type { FileScan } from "./fileScan.ts"
import type { ZoneUse } from "./instants.ts"

export type Table =
  | "predictions"
  | "patients"
  | "events"
  | "timeseries"
  | "attributions"
  | "recognition"
  | "splits"
  | `table:${string}`

/** What it takes to open a table, and where problems and notes of it are left. */
export interface Opening {
  /** Folder to which paths are relative. */
  readonly base: string
  readonly database: Database
  /** Bytes of memory that rows may take. */
  readonly freeMemory: number
  /** What reading files of text to their end told, by path. */
  readonly scans: Map<string, FileScan>
  readonly problems: Array<DataProblem>
  readonly notes: Array<DataNote>
}

/** One load under way: what every table's loader needs. */
export interface Loading extends Opening {
  readonly config: AuditConfig
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
  /** False while admissions are not known, which then is told already: what needs them cannot be judged. */
  readonly admissionsKnown: boolean
  readonly zones: Array<ZoneUse>
  /** Tables with times in an hour that clocks show twice. */
  readonly shownTwice: Set<Table>
}

/** Kinds of error that come from a file, a disk or a machine, and not from our SQL. */
const outside: Readonly<Record<string, readonly [problem: string, remedy: string]>> = {
  "Out of Memory": [
    "needs more memory than reading may take",
    "Read fewer columns or rows by a query: what is sorted or grouped in one takes most."
  ],
  IO: [
    "the disk does not give or take what is needed",
    "Check that the disk is not full, and that the file is still there."
  ],
  "Invalid Input": ["what it holds is damaged", "Export or copy it again."],
  Serialization: ["what it holds is damaged", "Export or copy it again."],
  "Out of Range": [
    "holds a number that is too large to be read",
    "Correct it in the export, or leave it out by a query."
  ],
  Conversion: ["holds a value that cannot be read", "Correct it in the export, or leave it out by a query."]
}

/** Turns DuckDB's refusal into a problem of the table, and goes on with the others. */
export const orProblem =
  (loading: Opening, table: Table, where: string) =>
  <A>(effect: Effect.Effect<A, QueryFailure>): Effect.Effect<A | undefined> =>
    Effect.catch(effect, (failure) => {
      const known = outside[failure.kind]
      if (known === undefined) return Effect.die(failure)
      const [problem, remedy] = known
      loading.problems.push({ table, where, problem, count: 1, examples: [], remedy })
      return Effect.undefined
    })

/** The path relative to the configuration, as messages show it. */
export const shown = (loading: Opening, path: string) => {
  const inside = relative(loading.base, path)
  return inside.startsWith("..") ? path : inside
}
