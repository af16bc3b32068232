import { type Dataset, Minutes, Names, type Stage } from "@fairward/core"
import type { Options } from "./Options.ts"
import { clinicalInterval, medianGap, occurrence } from "./UsualInterval.ts"

/** A variable and how often it is expected to be measured. */
export interface ExpectedVariable {
  /** Its name in the time series. */
  readonly id: string
  readonly title: string
  readonly everyMinutes: number
  readonly toleranceMinutes: number
  readonly definesLabel: boolean
  /** From what the interval was inferred; `null` where it was given. */
  readonly inferredFrom: { readonly gaps: number; readonly medianMinutes: number } | null
}

export interface Choice {
  readonly chosen: ReadonlyArray<ExpectedVariable>
  /** Without two measurements in any patient, so that no interval can be inferred. */
  readonly unmeasured: ReadonlyArray<string>
  /** Measured too seldom to be among the most that are taken. */
  readonly beyondMaximum: ReadonlyArray<string>
  /** What the options ask for and the data cannot give. */
  readonly problems: ReadonlyArray<Stage.Unmet>
}

/** The indices of the largest counts, as many as asked for; of equal ones the first. */
const largest = (counts: ReadonlyArray<number>, most: number): ReadonlySet<number> =>
  new Set(
    counts
      .map((_, i) => i)
      .toSorted((a, b) => counts[b]! - counts[a]!)
      .slice(0, most)
  )

/**
 * The variables that the options name, held against what the time series has. When they name none: every variable that a
 * test patient has at least twice, up to `maximumVariables`, those with the most measurements. Where no interval is given
 * it is the usual one of the test patients.
 */
export const chooseVariables = (options: Options, dataset: Dataset.DatasetShape): Choice => {
  const { timestepMinutes } = dataset
  const patients = dataset.patients.splits.test
  const known = [...dataset.timeseries!.variables.keys()]
  const isLabel = (id: string) => dataset.timeseries!.definesLabel?.includes(id) === true
  const named = Object.keys(options.variables)
  const asked = (id: string) => options.variables[id]
  const unknown = named.filter((id) => !known.includes(id))
  const found = (named.length === 0 ? known : named)
    .filter((id) => known.includes(id))
    .map((id) => ({ id, ...occurrence(dataset, patients, id) }))
  const usable = found.filter(({ gaps, id }) => gaps > 0 || asked(id)?.every !== undefined)
  const most = largest(
    usable.map(({ measurements }) => measurements),
    named.length === 0 ? options.maximumVariables : usable.length
  )
  const chosen = usable
    .filter((_, i) => most.has(i))
    .map(({ gaps, id }): ExpectedVariable => {
      const { definesLabel = isLabel(id), every, title = id, tolerance } = asked(id) ?? {}
      const inferredFrom = every === undefined ? { gaps, medianMinutes: medianGap(dataset, patients, id) } : null
      const everyMinutes = every ?? clinicalInterval(inferredFrom!.medianMinutes, timestepMinutes)
      const toleranceMinutes = tolerance ?? options.tolerance * everyMinutes
      return { id, title, everyMinutes, toleranceMinutes, definesLabel, inferredFrom }
    })
  return {
    chosen,
    unmeasured: found.filter((one) => !usable.includes(one)).map(({ id }) => id),
    beyondMaximum: usable.filter((_, i) => !most.has(i)).map(({ id }) => id),
    problems: [
      ...unknown.map((id) => ({
        path: ["variables", id],
        message: `the time series has no variable "${id}"${Names.suggestion(id, known)}`
      })),
      ...chosen.flatMap(({ everyMinutes, id, toleranceMinutes }) => {
        const every = Minutes.formatMinutes(everyMinutes)
        if (everyMinutes < timestepMinutes) {
          return [
            {
              path: ["variables", id, "every"],
              message: `${every} is shorter than the timestep of ${Minutes.formatMinutes(timestepMinutes)}, and a step tells only whether there was a measurement; give at least the timestep`
            }
          ]
        }
        return asked(id)?.tolerance === undefined || toleranceMinutes < everyMinutes
          ? []
          : [
              {
                path: ["variables", id, "tolerance"],
                message: `${Minutes.formatMinutes(toleranceMinutes)} is not shorter than the usual interval in the data, ${every}, so that no measurement could ever be missed; give \`every\` too, or a shorter tolerance`
              }
            ]
      })
    ]
  }
}
