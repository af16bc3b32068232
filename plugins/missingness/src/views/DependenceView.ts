import { type ComparisonTables, ReportDocument } from "@fairward/core"
import { cohortsOf, dependenceOf, type Findings, type Intensity, type Variable } from "../Findings.ts"

type Table = Extract<ReportDocument.Block, { readonly _tag: "Table" }>

/** The category with the largest share of something, as a cell that names it. */
const largest = (
  cohorts: ReturnType<typeof cohortsOf>,
  count: (intensity: Intensity) => number
): ReportDocument.Cell => {
  const shares = cohorts.flatMap(({ cohort, label }) =>
    cohort.patients === 0 ? [] : [{ label, share: count(cohort) / cohort.patients }]
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
          p: test?.p ?? null,
          ...(shuffled ? { shuffled: test?.permutationP ?? "" } : {}),
          v: test?.cramersV ?? null,
          chance: test?.chanceV ?? null,
          none: largest(cohorts, ({ none }) => none),
          lowest: largest(cohorts, ({ counts }) => counts[0]!)
        }
      })
    )
  }
}

const sentence = (
  findings: Findings,
  grouping: ComparisonTables.ComparedGrouping,
  variable: Variable
): ReportDocument.Text => {
  const { reason, test } = dependenceOf(findings, grouping, variable)
  if (test === null) return [{ strong: `${variable.title}: ` }, `not tested, because ${reason}.`]
  return [
    { strong: `${variable.title}: ` },
    test.dependent ? "dependent" : "no dependence shown",
    " (chi-squared ",
    ReportDocument.decimal(test.statistic, 1),
    test.corrected ? ", with Yates's correction, " : ", ",
    ReportDocument.count(test.degreesOfFreedom),
    test.degreesOfFreedom === 1 ? " degree of freedom, p " : " degrees of freedom, p ",
    { value: test.p, as: { _tag: "pValue" } },
    ...(test.permutationP === null
      ? []
      : [
          ", p by shuffled labels ",
          { value: test.permutationP, as: { _tag: "pValue" } } as const,
          " since an expected count is ",
          ReportDocument.decimal(test.leastExpected, 2)
        ]),
    "; Cramér's V ",
    ReportDocument.decimal(test.cramersV, 3),
    ", by chance alone about ",
    ReportDocument.decimal(test.chanceV, 3),
    ")."
  ]
}

/** The test of each variable in a grouping, in words. */
export const dependenceParagraph = (
  findings: Findings,
  grouping: ComparisonTables.ComparedGrouping
): ReportDocument.Block => ({
  _tag: "Paragraph",
  text: findings.variables.flatMap((variable, i) => [
    ...(i === 0 ? ["Does how well patients were measured depend on the category? "] : [" "]),
    ...sentence(findings, grouping, variable)
  ])
})
