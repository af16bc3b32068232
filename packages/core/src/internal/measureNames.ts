/** Whether a measure that a setting names can be one that this audit compares, told before anything is computed. */
import { Effect, Option } from "effect"
import type { PlannedStage } from "../Audit.ts"
import type { DatasetShape } from "../Dataset.ts"
import * as Names from "../Names.ts"
import type * as Stage from "../Stage.ts"

export interface Misnaming {
  readonly message: string
  /** No stage can have the name; else one that does not say its names, or does not run, could. */
  readonly isCertain: boolean
}

/** By the name of a measure, such as `event_recall` or `performance.event_recall`, why it may be none; absent: it is one. */
export type Misnamed = (name: string) => Misnaming | undefined

/**
 * Holds names against the ids that the stages say their measures can have. A name that none has is certainly wrong where all
 * stages say theirs, or where it is near to one of those; stages that are installed and not planned are asked with their
 * defaults. `isComplete`: no stage that is named is missing from those given.
 */
export const misnamed = Effect.fn("Audit.misnamed")(function* (
  planned: ReadonlyArray<PlannedStage>,
  installed: ReadonlyArray<Stage.Any>,
  dataset: DatasetShape,
  { isComplete }: { readonly isComplete: boolean }
) {
  const isPlanned = (id: string) => planned.some(({ stage }) => stage.meta.id === id)
  const others = installed.filter(({ meta }) => !isPlanned(meta.id))
  const prepared = [
    ...planned.map(({ prepared, stage }) => ({ stage, prepared })),
    ...(yield* Effect.forEach(others, (stage) =>
      Effect.map(Effect.option(stage.prepare({})), (own) => ({ stage, prepared: Option.getOrUndefined(own) }))
    ))
  ]
  const stages = prepared.map(({ prepared, stage: { meta } }) => ({ id: meta.id, ids: prepared?.compares?.(dataset) }))
  const namesIn = (some: typeof stages) => [
    ...some.flatMap(({ ids = [] }) => ids),
    ...some.flatMap(({ id: stage, ids = [] }) => ids.map((id) => `${stage}.${id}`))
  ]
  const [ofAudit, ofAll] = [namesIn(stages.filter(({ id }) => isPlanned(id))), namesIn(stages)]
  const found: Misnamed = (name) => {
    if (ofAudit.includes(name)) return undefined
    const message = `No stage of this audit compares "${name}"`
    const stage = stages.find(({ id }) => name.startsWith(`${id}.`))
    const near = [...new Set(ofAudit)].filter((one) => one.includes(".") === name.includes("."))
    const candidates = stage === undefined ? near : ofAll.filter((one) => one.startsWith(`${stage.id}.`))
    const isCertain =
      !ofAll.includes(name) &&
      (stage === undefined
        ? Names.near(name, candidates).length > 0 || (isComplete && stages.every(({ ids }) => ids !== undefined))
        : stage.ids !== undefined)
    return { message: isCertain ? `${message}${Names.suggestion(name, candidates)}` : message, isCertain }
  }
  return found
})
