import { ComparisonTables } from "@fairward/core"
import { Metric } from "@fairward/metrics"
import type { ImpactFindings, StepCategory } from "./ImpactFindings.ts"

export type Variable = ImpactFindings["variables"][number]

/** How the report calls the kinds of steps. */
export const stepTitles: Readonly<Record<StepCategory, string>> = {
  with_msrt: "Valid measurement",
  missing_msrt: "None valid now",
  no_msrt: "Never measured"
}

export const digits = 3

export const metricOf = (id: string) => Metric.metricById.get(id)!

const arrows = { higher: " ↑", lower: " ↓", none: "" } as const

export const metricName = (id: string): string => `${metricOf(id).title}${arrows[metricOf(id).sense]}`

export const ofVariable = ({ comparisons }: ImpactFindings, { id }: Variable, category?: string) =>
  comparisons.filter((one) => one.grouping === id && (category === undefined || one.category === category))

export const comparedCategories = ({ categories }: Variable) => categories.filter(({ id }) => id !== "with_msrt")

/** Kinds of steps without a valid measurement that there are. */
export const occurringCategories = (variable: Variable) =>
  comparedCategories(variable).filter(({ steps }) => steps !== 0)

/** Significantly worse comparisons, the largest delta first. */
export const worseOf = (findings: ImpactFindings, variable: Variable, category?: string) =>
  ComparisonTables.notableByDelta(ofVariable(findings, variable, category), findings.significance)
