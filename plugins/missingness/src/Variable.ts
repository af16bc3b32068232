import { type Dataset, Minutes, nearestName } from "@fairward/core"
import type { Options } from "./Options.ts"

/** A variable and how often it is expected to be measured. */
export interface ExpectedVariable {
  /** Its name in the time series. */
  readonly id: string
  readonly title: string
  readonly everyMinutes: number
  readonly toleranceMinutes: number
  readonly definesLabel: boolean
}

export interface Choice {
  readonly chosen: ReadonlyArray<ExpectedVariable>
  /** What the options ask for and the data cannot give. */
  readonly problems: ReadonlyArray<string>
}

/** The variables that the options name, held against what the time series has. */
export const chooseVariables = (
  { tolerance, variables }: Options,
  { timeseries, timestepMinutes }: Pick<Dataset.DatasetShape, "timeseries" | "timestepMinutes">
): Choice => {
  const known = [...timeseries!.variables.keys()]
  const chosen = Object.entries(variables).map(
    ([id, variable]): ExpectedVariable => ({
      id,
      title: variable.title ?? id,
      everyMinutes: variable.every,
      toleranceMinutes: variable.tolerance ?? tolerance * variable.every,
      definesLabel: variable.definesLabel
    })
  )
  return {
    chosen,
    problems: chosen.flatMap(({ everyMinutes, id }) =>
      !timeseries!.variables.has(id)
        ? [`variables.${id}: the time series has no variable "${id}"${nearestName(id, known)}`]
        : everyMinutes < timestepMinutes
          ? [
              `variables.${id}.every: ${Minutes.formatMinutes(everyMinutes)} is shorter than the timestep of ${Minutes.formatMinutes(timestepMinutes)}, and a step tells only whether there was a measurement; give at least the timestep`
            ]
          : []
    )
  }
}
