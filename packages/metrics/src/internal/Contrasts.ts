/** Every cohort against its rest, whatever the measures are made of. */
import type { Comparison, Settings } from "@fairward/core"
import type { Drawn } from "../kernel/Runs.ts"
import type { Described, Side, Sums } from "../Measure.ts"
import { cohortsIn, cohortsOf, type Grouped, groupingOf, personsWhere, type Sides } from "../Sides.ts"
import { cappedMargin } from "./cappedMargin.ts"

/** What is known of one measure. */
export interface Estimator {
  readonly value: (side: number) => Drawn
  /** Of cohort minus rest; asked only where the measure is judged. */
  readonly standardError: (cohort: number) => Drawn
  /** Of a share that is judged: as many independent patients would know it as well. */
  readonly effective?: (cohort: number) => Record<"cohort" | "rest", number> | undefined
  /** Of a median: spacing of its values. */
  readonly gridStep?: number
  /** Whether a patient has a part in it. */
  readonly contributes: (patient: number) => boolean
}

/** A grouping with what its contrasts are called, and the event-bearing patients of cohorts and rests. */
export interface Grouping extends Grouped {
  readonly id: string
  readonly categories: ReadonlyArray<{ readonly id: string; readonly eventPatients: number }>
  readonly restEventPatients: ReadonlyArray<number>
}

export interface Compared<Name extends string> {
  readonly groupings: ReadonlyArray<Grouping>
  readonly sides: Sides
  readonly clusterOf: Uint32Array | undefined
  readonly replicates: number
  readonly margins: Settings.SettingsShape["margins"]
  readonly columns: { readonly [N in Name]: Float64Array }
  /** Sums of the columns on the split. */
  readonly sums: (side: number) => Sums<Name>
}

/** Whether a measure is in [0, 1] and no distance between such. */
const isShare = <Name extends string>({ fifthOf = "rarer side", unit }: Described<Name>): boolean =>
  unit.startsWith("share") && (fifthOf === "rarer side" || fifthOf === "value")

/** The configured or declared margin, or less where it would be a large part of what is judged; `sums` are those of everyone. */
const marginOf = <Name extends string>(
  measure: Described<Name>,
  { value }: Estimator,
  cohorts: ReadonlyArray<number>,
  sums: Sums<Name>,
  margins: Settings.SettingsShape["margins"] = {}
): number | null => {
  const { id, margin: declared } = measure
  const of = measure.fifthOf ?? (isShare(measure) ? "rarer side" : "nothing")
  const margin = Object.hasOwn(margins, id) ? margins[id]! : declared
  if (margin === null || (of === "nothing" && typeof margin === "number")) return margin
  const everyone = value(0).estimate
  const known = Number.isNaN(everyone)
    ? cohorts.map((cohort) => value(cohort).estimate).filter((estimate) => !Number.isNaN(estimate))
    : [everyone]
  const mean = known.reduce((sum, one) => sum + one / known.length, known.length === 0 ? Number.NaN : 0)
  const whole = typeof of === "function" ? of(sums) : of === "rarer side" ? Math.min(mean, 1 - mean) : Math.abs(mean)
  if (Number.isNaN(whole)) return typeof margin === "number" ? margin : null
  return cappedMargin(margin, Math.max(0, whole))
}

/** The contrasts of all groupings, their categories and measures, in this order. */
export const contrastsOf = <Name extends string>(
  { clusterOf, columns, groupings, margins: configured, replicates, sides, sums }: Compared<Name>,
  measures: ReadonlyArray<Described<Name>>,
  estimators: ReadonlyArray<Estimator>
): ReadonlyArray<Comparison.Contrast> => {
  const notEstimated: Drawn = { estimate: Number.NaN, replicates: new Float64Array(replicates).fill(Number.NaN) }
  const sideOf = (side: number, estimator: Estimator, eventPatients: number): Side<Name> => ({
    sums: sums(side),
    grouping: groupingOf(sides, side),
    eventPatients,
    having: (column) => personsWhere(sides, side, clusterOf, (i) => columns[column][i]! > 0),
    get contributing() {
      return personsWhere(sides, side, clusterOf, estimator.contributes)
    }
  })
  return groupings.flatMap((grouping, g) => {
    const margins = measures.map((measure, m) =>
      marginOf(measure, estimators[m]!, cohortsIn(sides, g), sums(0), configured)
    )
    return grouping.categories.flatMap((category, c) => {
      const cohort = sides.first[g]! + c
      const rest = sides.rest[cohort]!
      if (rest < 0) return []
      return measures.map((measure, m): Comparison.Contrast => {
        const { bearing = ({ contributing }) => contributing, judged = true, minDelta, missing } = measure
        const estimator = estimators[m]!
        const effective = judged === true ? estimator.effective?.(cohort) : undefined
        const valuesOf = (of: "cohort" | "rest", side: number, eventPatients: number): Comparison.SideValues => {
          const told = sideOf(side, estimator, eventPatients)
          return {
            ...estimator.value(side),
            reason: typeof missing === "string" ? missing : missing(told),
            bearing: bearing(told),
            ...(effective === undefined ? {} : { effective: effective[of] })
          }
        }
        const error = judged === true ? estimator.standardError(cohort) : notEstimated
        return {
          grouping: grouping.id,
          category: category.id,
          metric: measure.id,
          sense: measure.sense,
          margin: margins[m]!,
          cohort: valuesOf("cohort", cohort, category.eventPatients),
          rest: valuesOf("rest", rest, grouping.restEventPatients[c]!),
          standardError: error.estimate,
          standardErrors: error.replicates,
          judged,
          ...(isShare(measure) ? { isShare: true } : {}),
          ...(estimator.gridStep === undefined ? {} : { gridStep: estimator.gridStep }),
          ...(measure.class === undefined ? {} : { class: measure.class }),
          categories: 1 + cohortsOf(sides, rest).length,
          ...(measure.metrics === undefined ? {} : { metrics: measure.metrics }),
          ...(minDelta === undefined ? {} : { minDelta })
        }
      })
    })
  })
}
