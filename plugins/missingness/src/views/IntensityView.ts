import { ShareBars } from "@fairward/charts"
import { ComparisonTables, Minutes, type ReportDocument } from "@fairward/core"
import {
  cohortsOf,
  coverageMetric,
  type Findings,
  type Intensity,
  intensityCounts,
  noneOf,
  patientsOf,
  type Variable
} from "../Findings.ts"
import { intensityTitles, noneTitle } from "./intensityTitles.ts"

type Table = Extract<ReportDocument.Block, { readonly _tag: "Table" }>

/** From no measurement to the best measured, as shares of the patients with a stay; or why there are none. */
const sharesOf = (intensity: Intensity): ReadonlyArray<number> | string => {
  const patients = patientsOf(intensity)
  if (Number.isNaN(patients)) return "withheld"
  if (patients === 0) return "no patient"
  return [noneOf(intensity), ...intensityCounts(intensity).slice(0, -1)].map((count) => count / patients)
}

const shareTitles = (findings: Findings) => [noneTitle, ...intensityTitles(findings)]

const shareColumns = (findings: Findings): ReadonlyArray<ReportDocument.Column> =>
  ["none", ...intensityTitles(findings)].map((title, i) => ({
    key: `share${i}`,
    title,
    type: { _tag: "percent", digits: 1 }
  }))

const shareCells = (findings: Findings, intensity: Intensity): Readonly<Record<string, ReportDocument.Cell>> => {
  const shares = sharesOf(intensity)
  return Object.fromEntries(
    shareTitles(findings).map((_, i) => [
      `share${i}`,
      typeof shares === "string" ? { value: null, note: shares } : shares[i]!
    ])
  )
}

const everyoneOf = ({ everyone }: Findings, { id }: Variable) => everyone.find(({ variable }) => variable === id)!

const basisOf = ({ inferredFrom }: Variable): string =>
  inferredFrom === null
    ? "given"
    : `inferred: median gap ${Minutes.formatMinutes(Number(inferredFrom.medianMinutes.toPrecision(3)))}`

/** The variables, what is expected of each, and how well all patients were measured. */
export const variablesTable = (findings: Findings): Table => ({
  _tag: "Table",
  id: "missingness-variables",
  caption:
    "How often each variable is expected, and the share of all test patients by how well they were measured; none: no measurement",
  columns: [
    { key: "variable", title: "Variable", type: { _tag: "text" }, width: 1.8, filter: true },
    { key: "every", title: "Expected every", type: { _tag: "text" }, width: 0.9 },
    { key: "basis", title: "Interval", type: { _tag: "text" }, width: 1.6 },
    { key: "tolerance", title: "Tolerance", type: { _tag: "text" } },
    ...shareColumns(findings),
    { key: "coverage", title: "Mean coverage", type: { _tag: "number", digits: 3 } }
  ],
  rows: findings.variables.map((variable) => {
    const own = everyoneOf(findings, variable)
    return {
      variable: variable.definesLabel ? { value: variable.title, note: "defines the label" } : variable.title,
      every: Minutes.formatMinutes(variable.every),
      basis: basisOf(variable),
      tolerance: Minutes.formatMinutes(variable.tolerance),
      ...shareCells(findings, own),
      coverage: own.coverage
    }
  })
})

/**
 * Per variable and category of a grouping: patients by how well they were measured, and the comparison of their mean
 * coverage with the rest.
 */
export const cohortsTable = (findings: Findings, grouping: ComparisonTables.ComparedGrouping): Table => {
  const number = { _tag: "number", digits: 3 } as const
  return {
    _tag: "Table",
    id: `missingness-cohorts-${grouping.id}`,
    caption: `${grouping.title}: share of the patients of each category by how well they were measured (none: no measurement); mean coverage, and cohort minus rest`,
    columns: [
      { key: "variable", title: "Variable", type: { _tag: "text" }, width: 1.5, filter: true },
      { key: "category", title: "Category", type: { _tag: "text" }, width: 1.5, filter: true },
      { key: "patients", title: "Patients", type: { _tag: "integer" }, width: 0.8 },
      ...shareColumns(findings),
      { key: "coverage", title: "Coverage", type: number },
      ...ComparisonTables.judgementColumns(findings, 3)
    ],
    rows: findings.variables.flatMap((variable) =>
      cohortsOf(findings, grouping, variable).map(({ cohort, label }) => {
        const comparison = findings.comparisons.find(
          (one) =>
            one.grouping === grouping.id &&
            one.category === cohort.category &&
            one.metric === coverageMetric(variable.id)
        )!
        return {
          variable: variable.title,
          category: label,
          patients: patientsOf(cohort),
          ...shareCells(findings, cohort),
          coverage: ComparisonTables.estimateCell(comparison, "cohort"),
          ...ComparisonTables.judgementCells(comparison)
        }
      })
    )
  }
}

const mostNamed = 6

/** Shares of the patients of each cohort by how well they were measured, against those of all patients. */
export const intensityCharts = (
  findings: Findings,
  grouping: ComparisonTables.ComparedGrouping
): ReadonlyArray<ReportDocument.Block> => {
  const titles = shareTitles(findings)
  const names =
    grouping.categories.length <= mostNamed
      ? grouping.categories.map(({ label }) => label).join(", ")
      : `${grouping.categories.length} categories`
  return ShareBars.shareBars({
    segments: titles,
    panels: findings.variables.map((variable) => ({
      title: `${variable.title}, every ${Minutes.formatMinutes(variable.every)}`,
      everyone: sharesOf(everyoneOf(findings, variable)),
      rows: cohortsOf(findings, grouping, variable).map(({ cohort, label }) => ({ label, shares: sharesOf(cohort) }))
    }))
  }).map((spec, i, { length }) => ({
    _tag: "Chart",
    id: `missingness-bars-${grouping.id}-${i + 1}`,
    spec,
    caption: `${grouping.title}: percent of the patients of each category by how well they were measured; the dashed lines continue the borders of the bar of all patients${length === 1 ? "" : ` (${i + 1} of ${length})`}`,
    alt: `Stacked bars of ${titles.join(", ")} for ${findings.variables.map(({ title }) => title).join(", ")} in all patients and in ${names}. The table of the categories has the numbers.`
  }))
}
