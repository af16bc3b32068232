import { type ComparisonTables, ReportDocument } from "@fairward/core"
import {
  cohortsOf,
  dependenceOf,
  type Findings,
  type Intensity,
  noneOf,
  patientsOf,
  type Variable
} from "../Findings.ts"

type Table = Extract<ReportDocument.Block, { readonly _tag: "Table" }>

/** The category with the largest share of something, as a cell that names it. */
const largest = (
  cohorts: ReturnType<typeof cohortsOf>,
  count: (intensity: Intensity) => number
): ReportDocument.Cell => {
  const shares = cohorts.flatMap(({ cohort, label }) =>
    patientsOf(cohort) > 0 ? [{ label, share: count(cohort) / patientsOf(cohort) }] : []
  )
  const most = shares.reduce<(typeof shares)[number] | undefined>(
    (found, one) => (found === undefined || one.share > found.share ? one : found),
    undefined
  )
  return most === undefined ? null : most.share === 0 ? 0 : { value: most.share, note: most.label }
}

/** Per variable and grouping: whether intensity depends on the grouping, how strongly, and where measurements lack most. */
export const dependenceTable = (findings: Findings): Table => {
  const shuffled = findings.dependence.some(({ test }) => test !== null && test.permutationP !== null)
  const lowest = findings.categories[0]!.id
  return {
    _tag: "Table",
    id: "missingness-dependence",
    caption:
      "Whether how well patients were measured depends on the grouping, and the categories with the largest shares of patients without any measurement and of patients measured least",
    columns: [
      { key: "variable", title: "Variable", type: { _tag: "text" }, width: 1.5, filter: true },
      { key: "grouping", title: "Grouping", type: { _tag: "text" }, width: 1.7, filter: true },
      { key: "result", title: "Dependence", type: { _tag: "text" }, width: 1.2, filter: true },
      { key: "statistic", title: "Chi-squared", type: { _tag: "number", digits: 1 }, width: 1.1 },
      { key: "p", title: "p", type: { _tag: "pValue" }, width: 0.9 },
      ...(shuffled ? [{ key: "shuffled", title: "p, shuffled", type: { _tag: "pValue" } as const, width: 0.9 }] : []),
      { key: "v", title: "Cramér's V", type: { _tag: "number", digits: 3 }, width: 0.8 },
      { key: "chance", title: "V by chance", type: { _tag: "number", digits: 3 }, width: 0.8 },
      { key: "none", title: "Largest share without", type: { _tag: "percent", digits: 1 }, width: 1.9 },
      { key: "lowest", title: `Largest share ${lowest}`, type: { _tag: "percent", digits: 1 }, width: 1.9 }
    ],
    rows: findings.variables.flatMap((variable) =>
      findings.groupings.map((grouping) => {
        const { test } = dependenceOf(findings, grouping, variable)
        const cohorts = cohortsOf(findings, grouping, variable)
        return {
          variable: variable.title,
          grouping: grouping.title,
          result:
            test === null
              ? "not tested"
              : test.dependent
                ? { value: "dependent", mark: "strong" as const }
                : "not shown",
          statistic: test === null ? null : { value: test.statistic, note: `df ${test.degreesOfFreedom}` },
          p: test?.p ?? null,
          ...(shuffled ? { shuffled: test?.permutationP ?? null } : {}),
          v: test?.cramersV ?? null,
          chance: test?.chanceV ?? null,
          none: largest(cohorts, noneOf),
          lowest: largest(cohorts, ({ counts }) => counts[0]!)
        }
      })
    )
  }
}

const strengths = (
  findings: Findings,
  grouping: ComparisonTables.ComparedGrouping,
  variables: ReadonlyArray<Variable>
): ReportDocument.Text =>
  variables.flatMap((variable, i) => [
    ...(i === 0 ? [] : [", "]),
    variable.title,
    " (",
    ReportDocument.decimal(dependenceOf(findings, grouping, variable).test!.cramersV, 3),
    ")"
  ])

/** Of which variables intensity depends on a grouping, in words. */
export const dependenceParagraph = (
  findings: Findings,
  grouping: ComparisonTables.ComparedGrouping
): ReportDocument.Block => {
  const found = findings.variables.map((variable) => ({ ...dependenceOf(findings, grouping, variable), variable }))
  const variablesWhere = (dependent: boolean) =>
    found.flatMap(({ test, variable }) => (test?.dependent === dependent ? [variable] : []))
  const untested = Map.groupBy(
    found.filter(({ test }) => test === null),
    ({ reason }) => reason
  )
  const [dependent, notShown] = [variablesWhere(true), variablesWhere(false)]
  return ReportDocument.paragraph(
    "Dependence of intensity on the category, with Cramér's V: ",
    ...(dependent.length === 0
      ? [{ strong: "of no variable" }]
      : [{ strong: "of " }, ...strengths(findings, grouping, dependent)]),
    ...(notShown.length === 0 ? [] : ["; not shown: ", ...strengths(findings, grouping, notShown)]),
    ...[...untested].map(
      ([reason, own]) => `; ${own.map(({ variable }) => variable.title).join(", ")} not tested, because ${reason}`
    ),
    ". ",
    { link: "#missingness-dependence", text: "All tests" },
    "."
  )
}
