/** The variables that are compared: what the options ask for, held against what the time series has. */
import { type Dataset, Names, type Stage } from "@fairward/core"
import type { Options } from "./Options.ts"

/** Variables of the time series that are compared when the options name none. */
export const mostByDefault = 10

export interface ChosenVariable {
  readonly id: string
  readonly title: string
  readonly column: string
  readonly unit: string | undefined
  readonly margin: number | undefined
  readonly resolution: number | undefined
  readonly onlyWhile: { readonly condition: string; readonly holds: boolean } | undefined
}

export interface Choice {
  readonly chosen: ReadonlyArray<ChosenVariable>
  /** Variables of the time series beyond the first 10, when the options name none. */
  readonly leftOut: ReadonlyArray<string>
  /** What the options name and the time series lacks. */
  readonly problems: ReadonlyArray<Stage.Unmet>
}

export const chooseVariables = ({ conditions, variables }: Options, timeseries: Dataset.TimeSeries): Choice => {
  const known = [...timeseries.variables.keys()]
  const wanted =
    variables === undefined ? known.slice(0, mostByDefault).map((id) => [id, {}] as const) : Object.entries(variables)
  const chosen = wanted.map(([id, variable]): ChosenVariable => {
    const {
      column = id,
      margin,
      onlyWhile,
      resolution,
      title = id,
      unit
    }: NonNullable<Options["variables"]>[string] = variable
    return {
      id,
      title,
      column,
      unit,
      margin,
      resolution,
      onlyWhile:
        onlyWhile === undefined
          ? undefined
          : typeof onlyWhile === "string"
            ? { condition: onlyWhile, holds: true }
            : { condition: onlyWhile.not, holds: false }
    }
  })
  const missing = (path: ReadonlyArray<string>, name: string) =>
    timeseries.variables.has(name)
      ? []
      : [{ path, message: `the time series has no variable "${name}"${Names.suggestion(name, known)}` }]
  return {
    chosen,
    leftOut: variables === undefined ? known.slice(mostByDefault) : [],
    problems: [
      ...chosen.flatMap(({ column, id }) => missing(["variables", id, ...(column === id ? [] : ["column"])], column)),
      ...Object.entries(conditions).flatMap(([condition, drivers]) =>
        Object.keys(drivers).flatMap((driver) => missing(["conditions", condition, driver], driver))
      )
    ]
  }
}
