import * as Message from "@fairward/core/Message"
import { Effect } from "effect"
import { largest, numberChecks } from "./columnChecks.ts"
import { type Column, isNumeric, number, present, text, written } from "./expressions.ts"
import type { Loading } from "./Loading.ts"
import type { RowCheck } from "./rowChecks.ts"
import type { Source } from "./Source.ts"
import { identifier, literal } from "./sql.ts"

/** How far single precision and rounding may carry a probability past 0 or 1: it is then 0 or 1. */
export const dust = 1e-6

const isPoints = (loading: Loading) => loading.config.data.predictions.scale === "points"

/** The score of a column: a probability is cut to [0, 1], beyond which only dust has got past the checks. */
const scoreOf = (loading: Loading, column: Column) =>
  isPoints(loading) ? number(column) : `greatest(0.0, least(1.0, ${number(column)}))`

/** The mean of the scores of columns; `NaN` where one is missing. */
export const meanScore = (loading: Loading, columns: ReadonlyArray<Column>) => {
  const sum = columns.map((column) => scoreOf(loading, column)).join(" + ")
  // Neither greatest nor least gives back what is missing, or not a number.
  const areThere = columns.map((column) => `${present(column)} and not isnan(${number(column)})`).join(" and ")
  return `case when ${areThere} then ${columns.length === 1 ? sum : `(${sum}) / ${columns.length}`} else 'nan'::double end`
}

/** SQL that holds for a finite score that is no probability. */
const outside = (column: Column) =>
  `(isfinite(${number(column)}) and (${number(column)} < ${-dust} or ${number(column)} > ${1 + dust}))`

/** SQL that holds for a score that is cut. */
const isDust = (column: Column) =>
  `(${number(column)} between ${-dust} and ${1 + dust} and (${number(column)} < 0 or ${number(column)} > 1))`

/** Of the finite values of a column; bounds to four digits. */
interface Spread {
  readonly least: number
  readonly most: number
  readonly areWhole: boolean
  /** The one value that all of those outside [0, 1] have, where most lie inside. */
  readonly code: number | undefined
}

const spreadOf = Effect.fnUntraced(function* (loading: Loading, source: Source, column: Column) {
  const value = number(column)
  const [row] = yield* loading.database.rows(
    `select min(${value}) as least, max(${value}) as most, bool_and(${value} = trunc(${value})) as whole,
            min(${value}) filter (${outside(column)}) as first, max(${value}) filter (${outside(column)}) as last,
            count_if(${outside(column)}) * 2 < count(*) as few
     from ${source.relation} s where isfinite(${value})`
  )
  const rounded = (bound: unknown) => Number(Number(bound).toPrecision(4))
  const spread: Spread = {
    least: rounded(row!.least),
    most: rounded(row!.most),
    areWhole: row!.whole === true,
    code: row!.few === true && row!.first === row!.last ? Number(row!.first) : undefined
  }
  return spread
})

const isReserved = Effect.fnUntraced(function* (loading: Loading, name: string) {
  const rows = yield* loading.database.rows(
    `select 1 from duckdb_keywords() where keyword_category <> 'unreserved' and keyword_name = ${literal(name.toLowerCase())}`
  )
  return rows.length > 0
})

/** The line of configuration that reads the same table with what `select` makes of the column. */
const queryLine = Effect.fnUntraced(function* (
  loading: Loading,
  source: Source,
  { name }: Column,
  select: (column: string) => { readonly what: string; readonly where?: string }
) {
  const isPlain = /^[a-z_]\w*$/i.test(name) && !(yield* isReserved(loading, name))
  const { what, where } = select(isPlain ? name : identifier(name))
  const from = source.isQuery
    ? `(${source.from.trim().replace(/[\s;]+$/, "")}\n)`
    : /\.(csv|tsv|txt)(\.gz|\.zst)?$/i.test(source.from)
      ? `read_csv(${literal(source.from)}, all_varchar = true)`
      : literal(source.from)
  return `from: ${JSON.stringify(`select ${what} from ${from}${where === undefined ? "" : ` where ${where}`}`)}`
})

const replaced = (formula: (value: string) => string) => (column: string) => ({
  what: `* replace (${formula(`try_cast(${column} as double)`)} as ${column})`
})

const points = "set data.predictions.scale: points"

/** What scores beyond [0, 1] most likely are, and what makes probabilities of them. */
const remedyOf = Effect.fnUntraced(function* (loading: Loading, source: Source, column: Column) {
  const { areWhole, code, least, most } = yield* spreadOf(loading, source, column)
  const line = (select: Parameters<typeof queryLine>[3]) => queryLine(loading, source, column, select)
  if (areWhole && least >= -10 && most <= 40) {
    return `Whole numbers from ${least} to ${most} look like points, such as those of NEWS2: ${points}.`
  }
  if (code !== undefined && Number.isInteger(code)) {
    const query = yield* line((name) => ({ what: "*", where: `try_cast(${name} as double) is distinct from ${code}` }))
    return `All of these are ${code}, which looks like a code for a missing score. Leave such rows out in a query:\n${query}`
  }
  if (least >= -dust && most >= 5 && most <= 100) {
    const query = yield* line(replaced((value) => `${value} / 100`))
    return `Scores up to ${most} look like percentages. Divide them by 100 in a query:\n${query}\nIf they are points, ${points}.`
  }
  if (least < -0.5 && most <= 0) {
    const query = yield* line(replaced((value) => `exp(${value})`))
    return `Scores from ${least} to ${most} look like logarithms of probabilities. Apply the exponential function in a query:\n${query}`
  }
  if (least < -0.5) {
    const query = yield* line(replaced((value) => `1 / (1 + exp(-${value}))`))
    return `Scores from ${least} to ${most} look like logits. Apply the logistic function in a query:\n${query}\nIf they are points, ${points}.`
  }
  return `A score is a probability, but these lie between ${least} and ${most}. Apply the logistic function to logits, divide percentages by 100, and for points ${points}.`
})

/** Scores that are missing, no numbers, not finite, or no probabilities where they should be. */
export const scoreChecks = (loading: Loading, source: Source, column: Column): ReadonlyArray<RowCheck> => [
  {
    column: column.name,
    when: `not (${present(column)}) or isnan(${number(column)})`,
    value: written(column),
    problem: "without a score",
    remedy: "Every row needs a score: leave rows without prediction out."
  },
  ...(isNumeric(column.type) ? [] : [numberChecks(column, "A score", false)[0]!]),
  {
    column: column.name,
    when: `isinf(${number(column)})`,
    value: text(column),
    problem: "with an infinite score",
    remedy:
      "A score must be a finite number. Logits of probabilities that were rounded to 0 or 1 are infinite: export the probabilities themselves."
  },
  {
    column: column.name,
    when: `isfinite(${number(column)}) and abs(${number(column)}) > ${largest}`,
    value: text(column),
    problem: `with a score beyond ${largest} or -${largest}`,
    remedy: "A score of that size is a fault of the export: correct it there."
  },
  ...(isPoints(loading)
    ? []
    : [
        {
          column: column.name,
          when: outside(column),
          value: text(column),
          problem: "with a score outside [0, 1]",
          remedy: remedyOf(loading, source, column)
        }
      ])
]

/** Conditions to count for {@link noteScores}, one a column. */
export const scoreCounts = (loading: Loading, columns: ReadonlyArray<Column>): ReadonlyArray<string> =>
  columns.map((column) =>
    isPoints(loading)
      ? `isfinite(${number(column)}) and (${number(column)} not between 0 and 1 or ${number(column)} in (0, 1))`
      : isDust(column)
  )

/** Says how many scores were cut to [0, 1], and where points look like probabilities. */
export const noteScores = (loading: Loading, columns: ReadonlyArray<Column>, counts: ReadonlyArray<number>) => {
  const note = (message: Message.Message) => loading.notes.push({ table: "predictions", message })
  columns.forEach(({ name }, i) => {
    const count = counts[i]!
    if (isPoints(loading) && count === 0) {
      note(
        Message.of`Scores are read as points, but all of column ${Message.name(name)} lie between 0 and 1. If they are probabilities, leave out data.predictions.scale, so that calibration is audited too.`
      )
    }
    if (!isPoints(loading) && count > 0) {
      note(
        Message.of`${Message.count(count, "score")} of column ${Message.name(name)} below 0 or above 1 by no more than ${dust}, as rounding leaves them: set to 0 or 1.`
      )
    }
  })
}
