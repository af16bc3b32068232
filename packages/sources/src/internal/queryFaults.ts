import * as Names from "@fairward/core/Names"
import { Effect } from "effect"
import type { Database, QueryFailure } from "./Database.ts"
import { listed, suggestion } from "./names.ts"
import { literal } from "./sql.ts"
import type { Fault } from "./textFaults.ts"

/** What DuckDB was given: the user's statement between `before` and an end of its own. */
export interface Failed {
  readonly failure: QueryFailure
  readonly sql: string
  /** Length in bytes of what stood before the user's statement. */
  readonly before: number
  readonly paths: ReadonlyArray<string>
  readonly shown: (path: string) => string
}

const excerpt = (text: string) => (text.length > 70 ? `${text.slice(0, 67)}...` : text)

/** Where in the user's statement DuckDB stopped: the line, and what stands there. */
const placeOf = ({ before, failure, sql }: Failed) => {
  if (failure.position === undefined) return undefined
  const bytes = Buffer.from(sql)
  const at = Math.min(Math.max(0, failure.position - before), bytes.length)
  const above = bytes.subarray(0, at).toString()
  const line = above.split("\n").length
  const begins = above.lastIndexOf("\n") + 1
  const whole = sql.slice(begins).split("\n")[0]!
  const column = above.length - begins
  const around = whole.slice(Math.max(0, column - 25), column + 25).trim()
  return { line, around, many: sql.trim().includes("\n") }
}

const inLine = (failed: Failed) => {
  const place = placeOf(failed)
  return place === undefined || !place.many ? "" : `line ${place.line}: `
}

/** Columns of the files that a query names, as far as they can be read. */
const columnsOf = (database: Database, paths: ReadonlyArray<string>) =>
  Effect.forEach(paths.slice(0, 10), (path) =>
    database.rows(`describe select * from ${literal(path)}`).pipe(
      Effect.map((rows) => rows.map((row) => String(row.column_name))),
      Effect.catch(() => Effect.succeed([]))
    )
  ).pipe(Effect.map((names) => [...new Set(names.flat())]))

const unknownColumn = Effect.fnUntraced(function* (database: Database, failed: Failed, name: string) {
  const near = (failed.failure.candidates ?? "").split(",").filter((candidate) => candidate !== "")
  const known = yield* columnsOf(database, failed.paths)
  const bare = near.map((candidate) => candidate.replace(/^.*\./, ""))
  return {
    problem: `${inLine(failed)}no column "${name}"`,
    remedy: suggestion(name, known.length > 0 ? known : bare)
  }
})

const syntax = (failed: Failed): Fault => {
  const near = /at or near "([\s\S]*)"/.exec(failed.failure.reason)?.[1]
  const place = placeOf(failed)
  const ends = near === undefined || near === ""
  return {
    problem: `${inLine(failed)}${ends ? "ends before it is complete" : `is not understood at "${excerpt(near)}"`}`,
    remedy: `${place === undefined || place.around === "" ? "" : `There stands: ${place.around}. `}${ends ? "Look for a parenthesis or quote that is not closed." : "Look for a misspelt word, or a comma too many or too few, just before it."}`
  }
}

const textFault = ({ failure, paths, shown }: Failed): Fault | undefined => {
  const { details } = failure
  const file = /^\s*file = (.*)$/m.exec(details)?.[1] ?? paths[0]
  const line = /CSV Error on Line: (\d+)/.exec(details)?.[1]
  const where = `${file === undefined ? "a file" : shown(file)}${line === undefined ? "" : ` line ${line}`}`
  const converted = /Error when converting column "(.*?)"[\s\S]*?Could not convert string "([\s\S]*?)" to '?(\w+)/.exec(
    details
  )
  if (converted !== null) {
    const [, column, value, type] = converted
    return {
      problem: `${where}: column ${column} is read as ${type}, and has "${excerpt(value!)}"`,
      remedy: "Add all_varchar = true to read_csv: types are then taken from what each column is for."
    }
  }
  const width = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(details)
  if (width !== null) {
    return {
      problem: `${where} has ${width[2]} fields, where ${width[1]} are expected`,
      remedy:
        "Correct the line; or add null_padding = true (missing fields are empty) or store_rejects = true (such lines are left out and counted) to read_csv."
    }
  }
  if (details.includes("unterminated quote")) {
    return {
      problem: `${where} has a quote that does not close, or that closes in the middle of a field`,
      remedy: `Correct the line; or add quote = '' to read_csv where quotes are part of the text.`
    }
  }
  if (/not utf-8 encoded|byte sequence mismatch/.test(details)) {
    return {
      problem: `${where} is not UTF-8`,
      remedy: "Add encoding = 'latin-1' to read_csv if it is Latin-1; or save the file as UTF-8."
    }
  }
  const encoding = /File is not ([\w-]+) encoded/.exec(details)?.[1]
  if (encoding !== undefined) {
    return { problem: `${where} is not ${encoding}`, remedy: "Save the file as UTF-8, such as with iconv." }
  }
  if (details.includes("state machine")) {
    return {
      problem: `${where} has line ends of several kinds, or quotes that do not close`,
      remedy: "Add strict_mode = false to read_csv."
    }
  }
  if (/Maximum line size/.test(details)) {
    return { problem: `${where} is longer than 2 MB`, remedy: "Add max_line_size = 100000000 to read_csv." }
  }
  if (/magic bytes|parquet/i.test(details)) {
    return { problem: `${where} is no parquet, or its end is missing`, remedy: "Export or copy it again." }
  }
  if (/JSON/.test(details)) {
    const at = /in line (\d+)/.exec(details)?.[1]
    return {
      problem: `${where}${at === undefined ? "" : ` line ${at}`} is not valid JSON`,
      remedy: "Check whether the file is whole, and that each line is one object, or the file one list."
    }
  }
  return line === undefined ? undefined : { problem: `${where} cannot be read`, remedy: "Check the line." }
}

const sentence = (text: string) => {
  const first = text.split("\n")[0]!.trim().replace(/[.!]$/, "")
  return first.slice(0, 1).toLowerCase() + first.slice(1)
}

const missingEntry = (failed: Failed): Fault => {
  const { candidates = "", name = "", reason } = failed.failure
  const kind = /^(?:Scalar |Aggregate |Table |Window |Table Macro |Macro )*Function/.test(reason) ? "function" : "table"
  const near =
    kind === "function"
      ? Names.near(
          name,
          candidates.split(",").map((one) => one.trim())
        )[0]
      : undefined
  return {
    problem: `${inLine(failed)}no ${kind} "${name}"`,
    remedy:
      kind === "table"
        ? `A file is named in single quotes with its ending, such as from '${name}.csv'; other tables are those that WITH defines.`
        : near === undefined
          ? "Functions are those of DuckDB without extensions."
          : `Did you mean "${near}"?`
  }
}

/** What is wrong with a query that DuckDB refuses, in our words. */
export const queryFault = Effect.fnUntraced(function* (database: Database, failed: Failed): Effect.fn.Return<Fault> {
  const { details, kind, name, reason, subtype } = failed.failure
  if (kind === "Out of Memory") {
    return {
      problem: "needs more memory than reading may take",
      remedy: "Read fewer columns or rows: what is sorted or grouped takes most."
    }
  }
  if (kind === "Parser") return syntax(failed)
  if (subtype === "COLUMN_NOT_FOUND") return yield* unknownColumn(database, failed, name ?? "")
  const unlisted =
    /^Column "(.*)" in (?:EXCLUDE|REPLACE|RENAME) list not found/.exec(reason) ??
    /^Column "(.*)" does not exist on/.exec(reason) ??
    /does not have a column named "(.*?)"/.exec(reason)
  if (unlisted !== null) return yield* unknownColumn(database, failed, unlisted[1]!)
  const extension = /it exists in the (\w+) extension|requires the extension (\w+)/.exec(reason)
  if (extension !== null) {
    return {
      problem: `${inLine(failed)}needs DuckDB's extension ${extension[1] ?? extension[2]}, and none is loaded`,
      remedy: "Write the table as parquet or CSV, and read that; what lies elsewhere has to be downloaded first."
    }
  }
  if (subtype === "MISSING_ENTRY" || kind === "Catalog") return missingEntry(failed)
  const ambiguous = /^Ambiguous reference to column name "(.*?)" \(use: (.*)\)/.exec(reason)
  if (ambiguous !== null) {
    return {
      problem: `${inLine(failed)}column "${ambiguous[1]}" is in more than one table`,
      remedy: `Say of which: ${ambiguous[2]!.replaceAll('"', "")}.`
    }
  }
  const grouped = /^column "(.*?)" must appear in the GROUP BY/i.exec(reason)
  if (grouped !== null) {
    return {
      problem: `${inLine(failed)}column "${grouped[1]}" is neither grouped by nor aggregated`,
      remedy: `Add it to GROUP BY (group by all does), or take any_value(${grouped[1]}).`
    }
  }
  const parameter = /^Invalid named parameter "(.*?)" for function (\w+)/.exec(reason)
  if (parameter !== null) {
    const known = [...details.matchAll(/^\s+(\w+) [A-Z]/gm)].map(([, option]) => option!)
    return {
      problem: `${inLine(failed)}${parameter[2]} has no option "${parameter[1]}"`,
      remedy: suggestion(parameter[1]!, known)
    }
  }
  if (subtype === "NO_MATCHING_FUNCTION" || reason.startsWith("No function matches")) {
    const call = /types '(.*?)'/.exec(reason)?.[1] ?? "a function"
    const takes = [...details.matchAll(/^\t(\w+\(.*?\)) ->/gm)].map(([, signature]) => signature!)
    return {
      problem: `${inLine(failed)}${excerpt(call)} is not possible: these types do not fit`,
      remedy: `${takes.length === 0 ? "" : `Possible are ${listed(takes)}. `}Cast the values first, such as x::double.`
    }
  }
  const missing = /No files found that match the pattern "(.*)"/.exec(reason)
  if (missing !== null) {
    return {
      problem: `reads ${failed.shown(missing[1]!)}, and there is no such file`,
      remedy: "Paths are relative to the configuration."
    }
  }
  if (kind === "Invalid Input" || kind === "IO" || kind === "Conversion") {
    const fault = textFault(failed)
    if (fault !== undefined) return fault
  }
  const place = placeOf(failed)
  return {
    problem: `${inLine(failed)}${sentence(reason)}`,
    remedy:
      place === undefined || place.around === ""
        ? "Correct the query."
        : `Correct the query. There stands: ${place.around}`
  }
})
