/** The settings under `models`: several models' scores of the same patients, one of them the baseline. */
import { Schema } from "effect"
import type { DataConfig } from "./data.ts"
import { ColumnName, describe, optional, Title } from "./fields.ts"

const isId = (name: string): boolean => /^[a-z0-9](?:[\w-]*[a-z0-9])?$/iu.test(name)

/** `Threshold`: the schema of a threshold. */
export const modelsConfig = <Threshold extends Schema.Top>(threshold: Threshold) =>
  Schema.Record(
    Schema.NonEmptyString,
    Schema.Struct({
      title: optional(describe(Title, "What the report calls the model; its name when absent")),
      score: optional(
        describe(
          Schema.Union([ColumnName, Schema.NonEmptyArray(ColumnName)]),
          "Column of the predictions with its scores, or several whose mean they are; not with data.predictions.model"
        )
      ),
      value: optional(
        describe(Schema.NonEmptyString, "What data.predictions.model holds in its rows; its name when absent")
      ),
      threshold: optional(threshold),
      baseline: optional(describe(Schema.Boolean, "True of the one model that all others are compared with")),
      audit: optional(
        describe(
          Schema.Boolean,
          "True of the one model that all other analyses are of; of two models absent: the one that is not the baseline"
        )
      )
    })
  )

/** What is asked of `models` here, whatever its thresholds are. */
interface Models {
  readonly [id: string]: {
    readonly score?: unknown
    readonly value?: string
    readonly threshold?: unknown
    readonly baseline?: boolean
    readonly audit?: boolean
  }
}

/** The ids of the baseline and of the model that is audited, which is the other one of two unless one says `audit`. */
export const rolesOf = (models: Models) => {
  const ids = Object.keys(models)
  const marked = (role: "audit" | "baseline") => ids.filter((id) => models[id]![role] === true)
  const [baseline] = marked("baseline")
  const others = ids.filter((id) => id !== baseline)
  return { baseline: baseline!, audited: marked("audit")[0] ?? others[0]! }
}

interface Issue {
  readonly path: ReadonlyArray<string>
  readonly issue: string
}

const roleIssues = (models: Models): ReadonlyArray<Issue> => {
  const ids = Object.keys(models)
  const marked = (role: "audit" | "baseline") => ids.filter((id) => models[id]![role] === true)
  const [baselines, audited] = [marked("baseline"), marked("audit")]
  const issues = [
    ...(ids.length < 2
      ? [
          "Expected at least two models: to audit one alone leave `models` out, and name its scores in data.predictions.score"
        ]
      : baselines.length === 0
        ? [`Say which model the others are compared with: \`baseline: true\` at one of ${ids.join(", ")}`]
        : []),
    ...(ids.length > 2 && baselines.length > 0 && audited.length === 0
      ? [`Say which model all other analyses are of: \`audit: true\` at one of ${ids.join(", ")}`]
      : [])
  ]
  const twice = (role: "audit" | "baseline", [first, ...others]: ReadonlyArray<string>) =>
    others.map((id) => ({ path: ["models", id, role], issue: `Only one model can have this, and ${first} has it` }))
  return [
    ...issues.map((issue) => ({ path: ["models"], issue })),
    ...twice("baseline", baselines),
    ...twice("audit", audited)
  ]
}

/** Names are part of those of measures, which policies and margins name. */
const nameIssues = (models: Models): ReadonlyArray<Issue> =>
  Object.keys(models)
    .filter((id) => !isId(id))
    .map((id) => ({
      path: ["models", id],
      issue: "Expected a name of letters, digits, - and _, such as current; what the report calls it is its `title`"
    }))

const scoreIssues = (models: Models, { score, model }: DataConfig["predictions"]): ReadonlyArray<Issue> => {
  const path = ["data", "predictions", "score"]
  const isLong = model !== undefined
  return [
    ...(isLong && typeof score !== "string"
      ? [{ path, issue: "With data.predictions.model this is the one column that holds the scores of all models" }]
      : !isLong && score !== undefined
        ? [
            {
              path,
              issue:
                "With `models` each model names its scores: leave this out, or name the column with the models' names in data.predictions.model"
            }
          ]
        : []),
    ...Object.entries(models).flatMap(([id, own]) => {
      if (isLong && own.score !== undefined) {
        return [
          {
            path: ["models", id, "score"],
            issue: "With data.predictions.model all scores are in data.predictions.score: leave this out"
          }
        ]
      }
      if (isLong || own.score !== undefined) return []
      return [{ path: ["models", id, "score"], issue: "Required: the column of the predictions with its scores" }]
    }),
    ...(isLong
      ? []
      : Object.entries(models).flatMap(([id, own]) =>
          own.value === undefined
            ? []
            : [
                {
                  path: ["models", id, "value"],
                  issue: "Only with data.predictions.model, the column with the models' names"
                }
              ]
        ))
  ]
}

const thresholdIssues = (models: Models, isTarget: boolean): ReadonlyArray<Issue> => {
  if (Object.keys(models).length < 2) return []
  const { audited } = rolesOf(models)
  return Object.entries(models).flatMap(([id, { threshold }]) => {
    const path = ["models", id, "threshold"]
    if (id === audited && threshold !== undefined) {
      return [{ path, issue: "The threshold of the model that is audited is `threshold`, above: leave this out" }]
    }
    return id === audited || threshold !== undefined || isTarget
      ? []
      : [
          {
            path,
            issue:
              "Required where `threshold` is a score, since a score of one model means something else in another; a target, such as {metric: event-recall, value: 0.8}, is solved for each"
          }
        ]
  })
}

/** What is wrong between the models, and with where their scores are. `isTarget`: the audit's threshold is solved. */
export const modelIssues = (
  models: Models | undefined,
  { predictions }: DataConfig,
  isTarget: boolean
): ReadonlyArray<Issue> => {
  if (models !== undefined) {
    return [
      ...nameIssues(models),
      ...roleIssues(models),
      ...scoreIssues(models, predictions),
      ...thresholdIssues(models, isTarget)
    ]
  }
  return [
    ...(predictions.score === undefined
      ? [{ path: ["data", "predictions", "score"], issue: "Required without `models`: the column of scores" }]
      : []),
    ...(predictions.model === undefined
      ? []
      : [
          {
            path: ["data", "predictions", "model"],
            issue: "Only with `models`, which says which of them are compared: of one model leave this out"
          }
        ])
  ]
}
