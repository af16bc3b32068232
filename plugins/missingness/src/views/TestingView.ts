/** Who is tested for what defines the label, and what unrecorded events would change. */
import { Comparison, ComparisonTables, Prose, ReportDocument } from "@fairward/core"
import { type Cohort, type Findings, noneOf, ofMeasures, patientsOf, testingMeasures } from "../Findings.ts"
import { testsMetric } from "../Testing.ts"

type Block = ReportDocument.Block

const { text } = Prose

const testedOf = (findings: Findings): ComparisonTables.Compared => ({
  ...ofMeasures(
    findings,
    testingMeasures(findings).map((measure) => ({ ...measure, digits: 2 }))
  ),
  metricTitle: "Testing"
})

interface Tipped {
  readonly tipping: NonNullable<Findings["testing"]>["tipping"][number]
  readonly name: string
  readonly category: string
  readonly variable: string
  readonly cohort: Cohort
}

const tippedIn = (
  { cohorts, testing, variables }: Findings,
  grouping: ComparisonTables.ComparedGrouping
): ReadonlyArray<Tipped> =>
  (testing?.tipping ?? [])
    .filter((one) => one.grouping === grouping.id)
    .map((tipping) => {
      const { label } = grouping.categories.find(({ id }) => id === tipping.category)!
      const own = cohorts.find(
        (one) => one.grouping === grouping.id && one.category === tipping.category && one.variable === tipping.variable
      )!
      return {
        tipping,
        name: `${label} (${Prose.uncapitalised(grouping.title)})`,
        category: label,
        variable: variables.find(({ id }) => id === tipping.variable)!.title,
        cohort: own
      }
    })

/** As a share of those who could have one. */
const shareNeeded = ({ cohort, tipping }: Tipped): number => tipping.needed! / noneOf(cohort)

const mostTold = 3
const mostLess = 4

/** Who is tested less than the rest, those furthest from it first. */
const answer = (findings: Findings): Block => {
  const { comparisons, groupings, replicates, variables } = findings
  const titles = variables.filter(({ definesLabel }) => definesLabel).map(({ title }) => title)
  if (replicates < Comparison.verdictReplicates) {
    return ReportDocument.paragraph(`Whether a cohort is tested less for ${Prose.listed(titles)} was not judged.`)
  }
  const less = variables
    .flatMap((variable) =>
      comparisons
        .filter(({ metric, verdict }) => metric === testsMetric(variable.id) && verdict === "less")
        .map((comparison) => ({ comparison, variable }))
    )
    .toSorted((a, b) => shareOfRest(a.comparison) - shareOfRest(b.comparison))
  if (less.length === 0) {
    return ReportDocument.paragraph({
      strong: `No cohort was shown to be tested less than its rest for ${Prose.listed(titles)}.`
    })
  }
  const told = less.map(({ comparison: { category, cohort, grouping: id, rest }, variable }) => {
    const grouping = groupings.find((one) => one.id === id)!
    const whose = `${ComparisonTables.categoryLabel(grouping, category)} (${Prose.uncapitalised(grouping.title)})`
    const values =
      cohort.estimate === null || rest.estimate === null
        ? ""
        : text`, ${ReportDocument.decimal(cohort.estimate, 2)} tests per patient-day against ${ReportDocument.decimal(rest.estimate, 2)} in the rest`
    return text`${whose} for ${variable.title}${values}`
  })
  return ReportDocument.paragraph({ strong: "Tested less than the rest: " }, ...Prose.enumerated(told, mostLess), ".")
}

/** How little a cohort is tested, of what its rest is. */
const shareOfRest = ({ cohort, rest }: Comparison.Comparison): number => (cohort.estimate ?? 0) / (rest.estimate ?? 1)

/** The cohorts of whose verdict the fewest of the untested patients decide. */
const sentences = (findings: Findings): ReadonlyArray<Block> => {
  const found = findings.groupings
    .flatMap((grouping) => tippedIn(findings, grouping))
    .filter(({ cohort, tipping }) => tipping.needed !== null && !Number.isNaN(noneOf(cohort)))
    .toSorted((a, b) => shareNeeded(a) - shareNeeded(b))
  if (found.length === 0) return []
  const told = found
    .slice(0, mostTold)
    .map(
      ({ cohort, name, tipping, variable }) =>
        text`${name}: ${ReportDocument.count(tipping.needed!)} of ${ReportDocument.count(noneOf(cohort))} patients without a test of ${variable}, from ${tipping.verdict} to ${tipping.becomes!}`
    )
  return [
    ReportDocument.paragraph(
      ...text`So many unrecorded events, one a patient and missed by alarm and label alike, would change the verdict on a cohort's event recall: ${Prose.enumerated(told)}. ${{ link: "#missingness-tipping", text: "All cohorts" }}.`
    )
  ]
}

/** What testing says in the section; nothing where no variable defines the label. */
export const testingBlocks = (findings: Findings): ReadonlyArray<Block> => {
  if (findings.testing == null) return []
  const compared = testedOf(findings)
  const told = ComparisonTables.keyFindings(compared, findings.verdictMinimum).filter(
    (block) => block._tag === "KeyFinding" && block.verdict !== "too small"
  )
  return [
    ReportDocument.heading(1, "missingness-testing", "Who is tested for what defines the label?"),
    answer(findings),
    ReportDocument.paragraph(
      "An event that nobody tests for is not recorded: the model is not blamed for missing it, and an alarm for it counts as false. Where patients are tested less, event recall can so look better than it is. Neither direction is worse in itself: sicker patients are tested more."
    ),
    ...told.slice(0, mostTold),
    ...ComparisonTables.overviewTables(compared).map((block) =>
      block._tag === "Table" ? { ...block, id: "missingness-testing-overview" } : block
    ),
    ...sentences(findings)
  ]
}

const tippingTable = (findings: Findings): Block => ({
  _tag: "Table",
  id: "missingness-tipping",
  caption:
    "Patients without a test, the verdict on event recall judged by itself, and how many unrecorded events, one a patient without a test and missed by alarm and label alike, would change it (not reached: more than there are such patients)",
  columns: [
    { key: "variable", title: "Variable", type: { _tag: "text" }, width: 1.2, filter: true },
    { key: "grouping", title: "Grouping", type: { _tag: "text" }, width: 1.3, filter: true },
    { key: "category", title: "Category", type: { _tag: "text" }, width: 1.6, filter: true },
    { key: "patients", title: "Patients", type: { _tag: "integer" }, width: 0.8 },
    { key: "untested", title: "Without a test", type: { _tag: "integer" }, width: 0.9 },
    { key: "verdict", title: "Event recall", type: { _tag: "verdict" }, width: 1.2 },
    { key: "needed", title: "Unrecorded events", type: { _tag: "integer" }, width: 1.4 },
    { key: "becomes", title: "It becomes", type: { _tag: "verdict" }, width: 1.2 }
  ],
  rows: findings.groupings.flatMap((grouping) =>
    tippedIn(findings, grouping).map(({ category, cohort, tipping, variable }) => ({
      variable,
      grouping: grouping.title,
      category,
      patients: patientsOf(cohort),
      untested: noneOf(cohort),
      verdict: tipping.verdict,
      needed: tipping.needed === null ? { value: null, note: whyNone(tipping.verdict) } : tipping.needed,
      becomes: tipping.becomes
    }))
  )
})

const whyNone = (verdict: ReportDocument.Verdict): string => {
  if (verdict === "worse" || verdict === "material") return "none needed"
  return verdict === "too small" || verdict === "not estimable" || verdict === "no verdict"
    ? "not judged"
    : "not reached"
}

/** Every comparison of testing, and every cohort's tipping point. */
export const testingAnnex = (findings: Findings): ReadonlyArray<Block> =>
  findings.testing == null
    ? []
    : [
        ReportDocument.heading(1, "missingness-tests", "Tests of what defines the label"),
        ...(findings.testing.tipping.length === 0 ? [] : [tippingTable(findings)]),
        ...findings.groupings.map((grouping) => ComparisonTables.comparisonTable(testedOf(findings), grouping))
      ]
