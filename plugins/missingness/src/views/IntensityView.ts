import type { ComparisonTables, ReportDocument } from "@fairward/core"
import { Minutes } from "@fairward/core"
import { cohortsOf, type Findings, type Intensity } from "../Findings.ts"
import { intensityBars } from "./IntensityBars.ts"
import { intensityTitles, noneTitle } from "./intensityTitles.ts"

type Table = Extract<ReportDocument.Block, { readonly _tag: "Table" }>

/** From no measurement to the best measured, as shares of the patients. */
const sharesOf = ({ counts, none, patients }: Intensity): ReadonlyArray<number> =>
  [none, ...counts].map((count) => count / patients)

/** The variables, what is expected of each, and how well all patients were measured. */
export const variablesTable = (findings: Findings): Table => ({
  _tag: "Table",
  id: "missingness-variables",
  caption: `How often each variable is expected, and the share of the ${findings.patients.toLocaleString("en")} test patients by how well they were measured`,
  columns: [
    { key: "variable", title: "Variable", type: { _tag: "text" }, width: 1.8, filter: true },
    { key: "every", title: "Expected every", type: { _tag: "text" }, width: 1.1 },
    { key: "tolerance", title: "Tolerance", type: { _tag: "text" } },
    { key: "none", title: noneTitle, type: { _tag: "percent", digits: 1 } },
    ...intensityTitles(findings).map((title, i) => ({
      key: `category${i}`,
      title,
      type: { _tag: "percent", digits: 1 } as const
    })),
    { key: "coverage", title: "Mean coverage", type: { _tag: "number", digits: 3 } }
  ],
  rows: findings.variables.map(({ definesLabel, every, id, title, tolerance }) => {
    const own = findings.everyone.find(({ variable }) => variable === id)!
    const [none, ...shares] = sharesOf(own)
    return {
      variable: definesLabel ? { value: title, note: "defines the label" } : title,
      every: Minutes.formatMinutes(every),
      tolerance: Minutes.formatMinutes(tolerance),
      none: none!,
      ...Object.fromEntries(shares.map((share, i) => [`category${i}`, share])),
      coverage: own.coverage
    }
  })
})

/** Per variable and category of a grouping: patients by how well they were measured. */
export const intensityTable = (findings: Findings, grouping: ComparisonTables.ComparedGrouping): Table => {
  const titles = [noneTitle, ...intensityTitles(findings)]
  return {
    _tag: "Table",
    id: `missingness-intensity-${grouping.id}`,
    caption: `${grouping.title}: patients by how well they were measured, and their share of the cohort`,
    columns: [
      { key: "variable", title: "Variable", type: { _tag: "text" }, width: 1.5, filter: true },
      { key: "category", title: "Category", type: { _tag: "text" }, width: 1.7, filter: true },
      { key: "patients", title: "Patients", type: { _tag: "integer" } },
      ...titles.flatMap((title, i) => [
        { key: `count${i}`, title, type: { _tag: "integer" } as const, width: 1.1 },
        { key: `share${i}`, title: "Share", type: { _tag: "percent", digits: 1 } as const, width: 0.8 }
      ])
    ],
    rows: findings.variables.flatMap((variable) =>
      cohortsOf(findings, grouping, variable).map(({ cohort, label }) => {
        const shares = sharesOf(cohort)
        return {
          variable: variable.title,
          category: label,
          patients: cohort.patients,
          ...Object.fromEntries(
            [cohort.none, ...cohort.counts].flatMap((count, i) => [
              [`count${i}`, count],
              [`share${i}`, cohort.patients === 0 ? { value: null, note: "no patient" } : shares[i]!]
            ])
          )
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
  const titles = [noneTitle, ...intensityTitles(findings)]
  const names =
    grouping.categories.length <= mostNamed
      ? grouping.categories.map(({ label }) => label).join(", ")
      : `${grouping.categories.length} categories`
  return intensityBars({
    segments: titles.map((label, i) => ({ id: String(i), label })),
    title: "Patients (%)",
    panels: findings.variables.map((variable) => ({
      title: `${variable.title}, every ${Minutes.formatMinutes(variable.every)}`,
      everyone: sharesOf(findings.everyone.find((one) => one.variable === variable.id)!),
      rows: cohortsOf(findings, grouping, variable).map(({ cohort, label }) => ({
        label,
        shares: cohort.patients === 0 ? null : sharesOf(cohort)
      }))
    }))
  }).map((spec, i, { length }) => ({
    _tag: "Chart",
    id: `missingness-bars-${grouping.id}-${i + 1}`,
    spec,
    caption: `${grouping.title}: share of the patients of each category by how well they were measured, in percent of its patients; the dashed lines continue the borders of the bar of all patients${length === 1 ? "" : ` (${i + 1} of ${length})`}`,
    alt: `Stacked bars of ${titles.join(", ")} for ${findings.variables.map(({ title }) => title).join(", ")} in all patients and in ${names}. The table of patients by how well they were measured has the numbers.`
  }))
}
