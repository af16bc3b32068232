import { type AuditConfig, rolesOf } from "@fairward/core/AuditConfig"
import type { Model, Models } from "@fairward/core/Dataset"
import * as Message from "@fairward/core/Message"
import type { Loading } from "./Loading.ts"

type Settings = NonNullable<AuditConfig["models"]>[string]

/** A model and the columns whose mean is its score. */
export interface Configured extends Omit<Settings, "title"> {
  readonly id: string
  readonly title: string
  readonly columns: ReadonlyArray<string>
}

/** The models of the configuration, first the one that is audited; without `models`, that one alone. */
export const modelsOf = ({ data: { predictions }, models }: AuditConfig): ReadonlyArray<Configured> => {
  if (models === undefined) return [{ id: "", title: "", columns: [predictions.score ?? []].flat() }]
  const { audited } = rolesOf(models)
  const all = Object.entries(models).map(
    ([id, own]): Configured => ({
      ...own,
      id,
      title: own.title ?? id,
      columns: predictions.model === undefined ? [own.score ?? []].flat() : [`${predictions.score} of ${id}`]
    })
  )
  return all.toSorted((a, b) => Number(b.id === audited) - Number(a.id === audited))
}

/** The models with their scores, in the order of the configuration; `others`: those of {@link modelsOf} but the first. */
export const loadedModels = (
  { config, notes }: Loading,
  score: Float64Array,
  others: ReadonlyArray<Float64Array>
): Models | undefined => {
  if (config.models === undefined) return undefined
  const scores = [score, ...others]
  const found = modelsOf(config).map(({ id, threshold, title }, i): Model => {
    const own = scores[i]!
    const missing = own.reduce((count, one) => count + Number(Number.isNaN(one)), 0)
    if (missing > 0) {
      notes.push({
        table: "predictions",
        message: Message.of`The model ${Message.name(title)} has no score at ${Message.count(missing, "prediction")}: models are compared at those that all of them score.`
      })
    }
    return { id, title, score: own, ...(threshold === undefined ? {} : { threshold }) }
  })
  const order = Object.keys(config.models)
  return { ...rolesOf(config.models), all: found.toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id)) }
}
