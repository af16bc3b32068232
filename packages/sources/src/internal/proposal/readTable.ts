import { Effect } from "effect"
import { commaColumns } from "../decimalCommas.ts"
import { queryIn } from "../readingQuery.ts"
import { openSource } from "../Source.ts"
import type { Context } from "./Context.ts"
import { profileTable } from "./TableProfile.ts"

/** Queries that leave out or fill up rows, and names of columns that are not there, are for a person to choose. */
const isSound = (query: string | undefined) =>
  query !== undefined && !/store_rejects|null_padding|ignore_errors|column0/u.test(query)

/** What is wrong with the first line of a file of text, which is told where names are looked for that it lacks. */
const faultOfHead = Effect.fnUntraced(function* ({ opening }: Context, from: string) {
  const problems: typeof opening.problems = []
  yield* openSource({ ...opening, problems }, `table:${from} head`, {
    source: { from },
    required: ["\u0000"],
    all: false
  })
  return problems
})

/**
 * Opens a table and looks at it. One of text that can be read only by a query, since it has decimal commas or a title
 * above its names, is read by that query, which is said.
 */
export const readTable = Effect.fnUntraced(function* (context: Context, from: string) {
  const { draft, opening } = context
  const { problems } = opening
  const profile = yield* profileTable(opening, from, from)
  const commas =
    profile?.source.delimiter === undefined
      ? undefined
      : yield* commaColumns(
          opening,
          profile.source,
          profile.columns.filter(({ nature }) => nature === "text").map(({ column }) => column)
        )
  const faults =
    commas !== undefined ? [commas] : profile === undefined ? [...(yield* faultOfHead(context, from)), ...problems] : []
  const fault = faults.find(({ remedy }) => isSound(queryIn(remedy)))
  const query = fault === undefined ? undefined : queryIn(fault.remedy)
  if (fault === undefined || query === undefined) return profile
  const again: typeof problems = []
  const read = yield* profileTable({ ...opening, problems: again }, query, `${from} by query`)
  if (read === undefined) return profile
  problems.splice(0, problems.length)
  draft.say(["data"], `${from}: ${fault.problem.split(/:|, in which/u)[0]}, so it is read by a query`, "assumed")
  return { ...read, name: from }
})
