/** How far a stage has come. */
import { Context, Effect, Layer } from "effect"

export interface ProgressShape {
  /** Says that `done` of `total` units of the current stage are finished; `unit` names them, such as "replicates". */
  readonly update: (done: number, total: number, unit: string) => Effect.Effect<void>
}

/** Given to each stage for its own progress. */
export class Progress extends Context.Service<Progress, ProgressShape>()("@fairward/core/Progress") {
  static readonly silent = Layer.succeed(Progress, { update: () => Effect.void })
}
