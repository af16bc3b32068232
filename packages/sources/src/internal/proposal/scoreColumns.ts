import { Effect } from "effect"
import { category, number as columnNumber } from "../expressions.ts"
import { suggestion } from "../names.ts"
import { identifier, literal } from "../sql.ts"
import { type Context, lacking } from "./Context.ts"
import { wordsOf } from "./columnNames.ts"
import type { ColumnProfile, TableProfile } from "./TableProfile.ts"

/** A column of a query in place of the one of its name, as SQL. */
export type Replacement = readonly [column: string, expression: string]

const repetition = /^(?:seeds?|folds?|rep|reps|repetitions?|runs?|bags?|members?|ensembles?|cv)$/u

/** Columns of one model, run several times: their names differ by a number alone. */
const areRepetitions = (columns: ReadonlyArray<ColumnProfile>): boolean => {
  const stems = columns.map(({ name }) => wordsOf(name).filter((word) => !/^\d+$/u.test(word)))
  return (
    columns.length > 1 &&
    stems.every((stem) => stem.join(" ") === stems[0]!.join(" ")) &&
    stems[0]!.some((word) => repetition.test(word))
  )
}

const number = (name: string) => `try_cast(${identifier(name)} as double)`

const inYaml = (text: string) => (/^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(text) ? text : JSON.stringify(text))

/** Names of models as keys. */
const keysOf = (names: ReadonlyArray<string>) => {
  const keys = names.map((name) => name.replaceAll(/[^a-z0-9_-]+/giu, "_").replaceAll(/^[_-]+|[_-]+$/gu, ""))
  return keys.map((key, i) => (key === "" || keys.indexOf(key) !== i ? `model_${i + 1}` : key))
}

/** `models:` of several columns of scores, or of the values of a column that tells the rows of models apart; the first is the baseline, the second audited. */
export const modelsLines = (names: ReadonlyArray<string>, setting: "score" | "value") => [
  "models:",
  ...keysOf(names).map((key, i) => {
    const name = names[i]!
    const settings = [
      ...(setting === "score" || name !== key ? [`${setting}: ${inYaml(name)}`] : []),
      ...(i === 0 ? ["baseline: true"] : []),
      ...(i === 1 && names.length > 2 ? ["audit: true"] : [])
    ]
    return `  ${key}: ${settings.length === 0 ? "{}" : `{ ${settings.join(", ")} }`}`
  })
]

/** Which columns are the score. */
export const settleScores = Effect.fnUntraced(function* (
  { answer, draft }: Context,
  table: TableProfile,
  scores: ReadonlyArray<ColumnProfile>
) {
  const path = ["data", "predictions", "score"]
  const names = scores.map(({ name }) => name)
  const repeated = areRepetitions(scores)
  const likeliest = repeated ? names.join(",") : names[0]!
  const numbers = table.columns.filter(({ nature }) => nature === "numbers").map(({ name }) => name)
  const { origin, value } = yield* answer({
    id: "score",
    text: `Which column of ${table.name} is the model's score?`,
    choices: [
      ...names.map((name) => ({ value: name, title: name })),
      ...(names.length > 1 ? [{ value: names.join(","), title: `the mean of all ${names.length}` }] : [])
    ],
    likeliest,
    because: repeated
      ? "columns whose names differ by a number are one model, run several times: their mean is audited"
      : names.length > 1
        ? "several columns could be"
        : "the only column that could be a score",
    isSure: repeated || names.length === 1,
    refusal: (text) =>
      text.split(",").every((name) => numbers.includes(name.trim()))
        ? undefined
        : `not a column of numbers of ${table.name}; these are: ${numbers.join(", ")}`
  })
  const chosen = value.split(",").map((name) => name.trim())
  draft.set(path, chosen.length === 1 ? chosen[0] : chosen)
  if (origin === "answered") draft.say(path, "as you said", origin)
  else if (repeated)
    draft.say(
      path,
      `${names.length} columns that differ by a number: one model run several times, their mean is audited`,
      "assumed"
    )
  else if (names.length > 1) draft.say(path, `could also be ${names.slice(1).join(", ")}`, origin)
  if (!repeated && chosen.length === 1 && names.length > 1 && names.includes(chosen[0]!)) {
    draft.comparison = [
      `Of ${names.join(", ")} only ${chosen[0]} is audited. If these are models on the same patients, the setting models compares them: write in place of data.predictions.score`,
      ...modelsLines(names, "score")
    ]
  }
  return chosen
})

/** What scores are, and how those that are no probabilities are read. */
export const settleScale = Effect.fnUntraced(function* (
  { answer, draft }: Context,
  table: TableProfile,
  chosen: ReadonlyArray<string>
) {
  const path = ["data", "predictions", "scale"]
  const columns = chosen.map((name) => table.columns.find((column) => column.name === name)!)
  const least = Math.min(...columns.map((column) => column.least))
  const largest = Math.max(...columns.map((column) => column.largest))
  const inShares = least >= -1e-6 && largest <= 1 + 1e-6
  const said = chosen.join(" ").toLowerCase()
  const isWhole = columns.every((column) => column.isWhole)
  const likeliest = inShares
    ? "probability"
    : least < 0 || said.includes("logit")
      ? "logit"
      : !isWhole && largest <= 100 && /perc|pct|prob|risk/u.test(said)
        ? "percent"
        : "points"
  const range = `${isWhole ? "whole numbers" : "values"}${inShares ? " from 0 to 1" : least < 0 ? ", also below 0" : " above 1"}`
  const titles: Readonly<Record<string, string>> = {
    probability: "probabilities",
    points: "points, of which only the order counts",
    percent: "percentages, to be divided by 100",
    logit: "logits, to be made probabilities by the logistic function"
  }
  const { origin, value } = yield* answer({
    id: "scale",
    text: `What are the values of ${chosen.join(", ")}?`,
    choices: (inShares ? ["probability", "points"] : ["points", "logit", "percent"]).map((scale) => ({
      value: scale,
      title: titles[scale]!
    })),
    likeliest,
    because: range,
    isSure: inShares || (isWhole && likeliest === "points")
  })
  if (value === "points") {
    draft.set(path, "points")
    draft.say(path, `${range}: ${titles.points}`, inShares || !isWhole ? origin : "seen")
  }
  if (value !== "percent" && value !== "logit") return []
  draft.say(["data", "predictions", "from"], `${chosen.join(", ")} taken for ${titles[value]}: ${range}`, origin)
  return chosen.map(
    (name): Replacement => [name, value === "percent" ? `${number(name)} / 100` : `1 / (1 + exp(-${number(name)}))`]
  )
})

const positive =
  /^(?:y|yes|true|t|pos|positive|case|event|ja|j|oui|si|sí|died|dead|deceased|sepsis|septic|deteriorated|failure|1)$/iu

const negative = /^(?:n|no|false|f|neg|negative|control|none|no event|nein|non|alive|survived|0)$/iu

/** Whether one of two texts says that an event came, and the other that none did. */
export const isYesOrNo = (values: ReadonlyArray<string>): boolean =>
  values.length === 2 &&
  values.some((value) => positive.test(value.trim())) &&
  values.some((value) => negative.test(value.trim()))

/** The values of a column of the predictions, those with the highest scores first. */
const byScore = Effect.fnUntraced(function* (
  { opening }: Context,
  table: TableProfile,
  score: ColumnProfile,
  label: ColumnProfile
) {
  const rows = yield* opening.database.rows(
    `select ${category(label.column)} as value, avg(${columnNumber(score.column)}) as score from ${table.source.relation} s group by 1 having value is not null order by score desc`
  )
  return rows.map(({ value }) => String(value))
})

/** How a label of two texts is read, such as yes and no. */
export const settlePositive = Effect.fnUntraced(function* (
  context: Context,
  table: TableProfile,
  { scores, table: predictions }: { readonly table: TableProfile; readonly scores: ReadonlyArray<ColumnProfile> },
  label: ColumnProfile,
  values: ReadonlyArray<string>
) {
  const { answer, draft } = context
  const found = values.filter((value) => positive.test(value.trim()))
  const highest = table === predictions ? (yield* byScore(context, table, scores[0]!, label))[0] : undefined
  const likeliest = found.length === 1 ? found[0]! : (highest ?? values.at(-1)!)
  const { origin, value } = yield* answer({
    id: "positive",
    text: `Which value of ${label.name} says that an event came?`,
    choices: values.map((one) => ({ value: one, title: one })),
    likeliest,
    because: `${label.name} is ${values.join(" or ")}${found.length === 1 || highest === undefined ? "" : `, and scores are higher where it is ${highest}`}`,
    isSure: found.length === 1
  })
  const others = values.filter((one) => one !== value)
  draft.say(
    ["data", "predictions", "label"],
    `"${value}" is read as 1, "${others.join('", "')}" as 0`,
    origin === "seen" ? "assumed" : origin
  )
  const cases = [`when ${literal(value)} then 1`, ...others.map((one) => `when ${literal(one)} then 0`)]
  const replacement: Replacement = [label.name, `case ${identifier(label.name)} ${cases.join(" ")} end`]
  return replacement
})

/** No column can be the score. */
export const noScore = (context: Context, tables: ReadonlyArray<TableProfile>, asked: string | undefined) =>
  lacking(
    context,
    tables,
    asked === undefined
      ? "No table has scores. Looked for: a column of numbers called score, risk, probability, prediction, seed_0 or like that, or one of fractions between 0 and 1, beside the id of a patient."
      : `No table has a column ${asked}, nor one that looks like scores. ${suggestion(
          asked,
          tables.flatMap(({ columns }) => columns.map(({ name }) => name))
        )}`,
    "Name the file of the model's predictions, or the column by --score."
  )
