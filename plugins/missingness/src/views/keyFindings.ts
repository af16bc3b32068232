import { Comparison, ComparisonTables, ReportDocument } from "@fairward/core"
import { comparedOf, coverageMetric, dependenceOf, type Findings, type Variable } from "../Findings.ts"

type KeyFinding = Extract<ReportDocument.Block, { readonly _tag: "KeyFinding" }>

interface Difference {
  readonly variable: Variable
  readonly comparison: Comparison.Comparison
  readonly direction: Comparison.Direction
}

/** Significant differences of a cohort's coverage, the largest first. Of two categories, only the one measured less. */
const differencesOf = (
  findings: Findings,
  grouping: ComparisonTables.ComparedGrouping,
  category: string
): ReadonlyArray<Difference> =>
  findings.variables
    .flatMap((variable): ReadonlyArray<Difference> => {
      const comparison = findings.comparisons.find(
        (one) => one.grouping === grouping.id && one.category === category && one.metric === coverageMetric(variable.id)
      )!
      const direction = Comparison.significantDirection(comparison, findings.significance)
      return direction === null || (direction === "greater" && ComparisonTables.isMirrored(grouping))
        ? []
        : [{ variable, comparison, direction }]
    })
    .toSorted((a, b) => (b.comparison.delta ?? 0) - (a.comparison.delta ?? 0))

const points = (difference: number) => ReportDocument.decimal(100 * difference, 1)

const dependenceWords = (
  findings: Findings,
  grouping: ComparisonTables.ComparedGrouping,
  variable: Variable
): ReportDocument.Text => {
  const { test } = dependenceOf(findings, grouping, variable)
  return test === null
    ? []
    : [
        ` How well it is measured ${test.dependent ? "depends" : "was not shown to depend"} on the grouping (Cramér's V `,
        ReportDocument.decimal(test.cramersV, 2),
        ")."
      ]
}

const words = { less: "less", greater: "more", worse: "less", better: "more" } as const

const cohortFinding = (
  findings: Findings,
  grouping: ComparisonTables.ComparedGrouping,
  category: ComparisonTables.ComparedGrouping["categories"][number]
): ReadonlyArray<KeyFinding> => {
  const differences = differencesOf(findings, grouping, category.id)
  const first = differences.find(({ direction }) => direction === "less") ?? differences[0]
  if (first === undefined) return []
  const { comparison, direction, variable } = first
  const { cohort, difference, interval, rest, verdict } = comparison
  const also = (than: Comparison.Direction) => {
    const others = differences.filter((one) => one !== first && one.direction === than)
    return others.length === 0
      ? []
      : [` Also measured ${words[than]}: ${others.map((one) => one.variable.title).join(", ")}.`]
  }
  return [
    {
      _tag: "KeyFinding",
      verdict,
      text: [
        { strong: `${category.label} (${grouping.title.toLowerCase()}): ` },
        `${variable.title} is measured ${words[direction]}. A measurement is valid during `,
        ReportDocument.percentage(cohort.estimate!, 1),
        " of a patient's stay on average, against ",
        ReportDocument.percentage(rest.estimate!, 1),
        " in the rest (difference ",
        points(difference!),
        " percentage points",
        ...(interval === null ? [] : [", simultaneous interval ", points(interval.low), " to ", points(interval.high)]),
        ").",
        ...dependenceWords(findings, grouping, variable),
        ...also("less"),
        ...also("greater")
      ],
      weight: differences.length,
      evidence: `missingness-${grouping.id}`
    }
  ]
}

/** Groupings on which intensity depends although no category's coverage differs significantly. */
const dependenceFinding = (
  findings: Findings,
  grouping: ComparisonTables.ComparedGrouping
): ReadonlyArray<KeyFinding> => {
  const own = findings.variables.filter(
    (variable) =>
      dependenceOf(findings, grouping, variable).test?.dependent === true &&
      grouping.categories.every(({ id }) =>
        differencesOf(findings, grouping, id).every((one) => one.variable !== variable)
      )
  )
  if (own.length === 0) return []
  return [
    {
      _tag: "KeyFinding",
      verdict: "no verdict",
      text: [
        { strong: `${grouping.title}: ` },
        `how well ${own.map(({ title }) => title).join(", ")} ${own.length === 1 ? "is" : "are"} measured depends on the category (Cramér's V up to `,
        ReportDocument.decimal(
          Math.max(...own.map((variable) => dependenceOf(findings, grouping, variable).test!.cramersV)),
          2
        ),
        "). Of no category is the mean coverage shown to differ from its rest by more than the margin."
      ],
      weight: own.length,
      evidence: `missingness-${grouping.id}`
    }
  ]
}

/** Who is measured less or more, those measured less first; then groupings with dependence alone; then who is too small. */
export const keyFindings = (findings: Findings): ReadonlyArray<ReportDocument.Block> => {
  const found = findings.groupings.flatMap((grouping) => [
    ...grouping.categories.flatMap((category) => cohortFinding(findings, grouping, category)),
    ...dependenceFinding(findings, grouping)
  ])
  const order = ["less", "greater"]
  const rank = ({ verdict }: KeyFinding) => (order.includes(verdict) ? order.indexOf(verdict) : order.length)
  const tooSmall = ComparisonTables.keyFindings(comparedOf(findings), findings.verdictMinimum).filter(
    (block) => block._tag === "KeyFinding" && block.verdict === "too small"
  )
  return [
    ...found.toSorted((a, b) => rank(a) - rank(b) || b.weight - a.weight),
    ...(found.length > 0
      ? []
      : [
          ReportDocument.paragraph(
            { strong: "No cohort was shown to be measured less than its rest. " },
            "The tables below say how large a difference could have been seen."
          )
        ]),
    ...tooSmall
  ]
}
