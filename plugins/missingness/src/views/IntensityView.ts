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

/** Variables for which all patients of all cohorts were measured equally well, by how well that is. */
const alikeIn = (findings: Findings, grouping: ComparisonTables.ComparedGrouping) =>
  [noneTitle, ...findings.categories.map(({ id }) => id)].flatMap((title, i) => {
    const variables = findings.variables.filter((variable) =>
      cohortsOf(findings, grouping, variable).every(
        ({ cohort }) => [cohort.none, ...cohort.counts][i] === cohort.patients
      )
    )
    return variables.length === 0 ? [] : [{ title, variables }]
  })

/**
 * Per variable and category of a grouping: patients by how well they were measured. Variables without any difference are
 * named in the caption.
 */
export const intensityTable = (findings: Findings, grouping: ComparisonTables.ComparedGrouping): Table => {
  const titles = [noneTitle, ...intensityTitles(findings)]
  const alike = alikeIn(findings, grouping)
  const named = alike.map(({ title, variables }) => `${variables.map((one) => one.title).join(", ")} (${title})`)
  const shown = findings.variables.filter((variable) => alike.every(({ variables }) => !variables.includes(variable)))
  return {
    _tag: "Table",
    id: `missingness-intensity-${grouping.id}`,
    caption: `${grouping.title}: share of the patients of each category by how well they were measured, with their number${named.length === 0 ? "" : `; left out, since all patients are alike: ${named.join("; ")}`}`,
    empty: "All patients were measured equally well, as the caption says.",
    columns: [
      { key: "variable", title: "Variable", type: { _tag: "text" }, width: 2.2, filter: true },
      { key: "category", title: "Category", type: { _tag: "text" }, width: 2, filter: true },
      { key: "patients", title: "Patients", type: { _tag: "integer" }, width: 0.8 },
      ...titles.map((title, i) => ({
        key: `share${i}`,
        title,
        type: { _tag: "percent", digits: 1 } as const,
        width: 1.4
      }))
    ],
    rows: shown.flatMap((variable) =>
      cohortsOf(findings, grouping, variable).map(({ cohort, label }) => ({
        variable: variable.title,
        category: label,
        patients: cohort.patients,
        ...Object.fromEntries(
          [cohort.none, ...cohort.counts].map((count, i) => [
            `share${i}`,
            cohort.patients === 0
              ? { value: null, note: "no patient" }
              : { value: count / cohort.patients, note: `(${count})` }
          ])
        )
      }))
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
