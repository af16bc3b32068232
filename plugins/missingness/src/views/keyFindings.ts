import { Comparison, ComparisonTables, ReportDocument } from "@fairward/core"
import { comparedOf, coverageMetric, type Findings, type Variable } from "../Findings.ts"

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
    return others.length === 0 ? [] : [` Also ${words[than]}: ${others.map((one) => one.variable.title).join(", ")}.`]
  }
  return [
    {
      _tag: "KeyFinding",
      verdict,
      text: [
        { strong: `${category.label} (${grouping.title.toLowerCase()}): ` },
        `${variable.title} is measured ${words[direction]}, with a valid value during `,
        ReportDocument.percentage(cohort.estimate!, 1),
        " of the stay on average against ",
        ReportDocument.percentage(rest.estimate!, 1),
        " in the rest (difference ",
        points(difference!),
        " percentage points",
        ...(interval === null ? [] : [", interval ", points(interval.low), " to ", points(interval.high)]),
        ").",
        ...also("less"),
        ...also("greater")
      ],
      measures: differences.map((one) => one.comparison.metric),
      weight: comparison.delta ?? 0,
      evidence: `missingness-${grouping.id}`,
      cohorts: [{ grouping: grouping.id, category: category.id }]
    }
  ]
}

const mostNamed = 3

/** What the key findings leave to the tables. */
const further = (findings: Findings, unnamed: number): ReportDocument.Block => {
  const tested = findings.dependence.filter(({ test }) => test !== null)
  return ReportDocument.paragraph(
    ...(unnamed === 0
      ? []
      : [
          ReportDocument.count(unnamed),
          unnamed === 1 ? " more cohort differs" : " more cohorts differ",
          " from the rest, as the tables of the groupings say. "
        ]),
    "Intensity depends on the grouping in ",
    ReportDocument.count(tested.filter(({ test }) => test!.dependent).length),
    " of ",
    ReportDocument.count(tested.length),
    " tests: ",
    { link: "#missingness-dependence", text: "table" },
    "."
  )
}

/** Up to three cohorts that are measured less or, after these, more, the largest differences first; then who is too small. */
export const keyFindings = (findings: Findings): ReadonlyArray<ReportDocument.Block> => {
  const order = ["less", "greater"]
  const rank = ({ verdict }: KeyFinding) => (order.includes(verdict) ? order.indexOf(verdict) : order.length)
  const found = findings.groupings
    .flatMap((grouping) => grouping.categories.flatMap((category) => cohortFinding(findings, grouping, category)))
    .toSorted((a, b) => rank(a) - rank(b) || b.weight - a.weight)
  const tooSmall = ComparisonTables.keyFindings(comparedOf(findings), findings.verdictMinimum).filter(
    (block) => block._tag === "KeyFinding" && block.verdict === "too small"
  )
  return [
    ...found.slice(0, mostNamed),
    ...(found.length > 0
      ? []
      : [
          ReportDocument.paragraph(
            { strong: "By coverage no cohort was shown to be measured less than its rest. " },
            "The tables below say how large a difference could have been seen."
          )
        ]),
    further(findings, Math.max(0, found.length - mostNamed)),
    ...tooSmall
  ]
}
