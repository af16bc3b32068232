import { Comparison, ComparisonTables, Prose, ReportDocument } from "@fairward/core"
import { Metric } from "@fairward/metrics"
import type { Findings } from "./Findings.ts"
import { cohortsTable, differencesChart } from "./views/CohortsView.ts"
import { mixBlocks } from "./views/MixView.ts"
import { type Compared, comparedMeasures, comparedOf, findingBlocks, isNotable } from "./Words.ts"

const { listed, listedFew, text, uncapitalised } = Prose
const { caveat, count, heading, paragraph } = ReportDocument

type Block = ReportDocument.Block

/** Cohorts that the section has room for; all are in the annex. */
const mostRows = 24

/** The answer on top: who is worse off, and who still is like with like. */
const answer = (findings: Findings, all: ReadonlyArray<Compared>): ReadonlyArray<Block> => {
  if (findings.replicates < Comparison.verdictReplicates) {
    return [paragraph("Whether a cohort is worse off, crude or like with like, was not judged.")]
  }
  const worse = (of: "alike" | "crude") =>
    all
      .filter((one) => one[of].verdict === "worse" || one[of].verdict === "material")
      .map(
        ({ category, grouping, metric }) =>
          `${category.label} (${uncapitalised(grouping.title)}) in ${uncapitalised(Metric.metricById.get(metric)!.title)}`
      )
  const [crude, alike] = [worse("crude"), worse("alike")]
  const gone = crude.filter((name) => !alike.includes(name))
  const first =
    alike.length > 0
      ? text`${{ strong: "Like with like, still worse off:" }} ${listedFew(alike, mostTold)}.`
      : crude.length > 0
        ? text`${{ strong: "Like with like, no cohort was shown to be worse off." }}`
        : text`${{ strong: "No cohort was shown to be worse off" }} than its rest, crude or like with like.`
  const second =
    gone.length === 0
      ? []
      : text` Worse off than all of the rest, but not shown to be like with like: ${listedFew(gone, mostTold)}.`
  return [paragraph(...first, ...second)]
}

const mostTold = 4

/** By what patients are alike, and what that does not say. */
const setting = (findings: Findings): Block => {
  const titles = findings.attributes.filter(({ id }) => !isSame(findings, id)).map(({ title }) => uncapitalised(title))
  return paragraph(
    ...text`Is a cohort served worse, or does it have more patients who are harder to serve? Each cohort is held against all of its rest, and then like with like: against patients of its rest who are alike in ${listed(titles)}, weighed so that both are made up alike. What the case mix explains it does not excuse: whoever is missed is missed, and a model that fails the sickest fails the cohort that has most of them.`
  )
}

const leftOut = ({ leftOut: left }: Findings): ReadonlyArray<Block> =>
  [...Map.groupBy(left, ({ reason }) => reason)].map(([reason, own]) =>
    caveat(
      "note",
      `Left out because ${reason}: ${listed(own.map(({ metric }) => Metric.metricById.get(metric)!.title))}.`
    )
  )

/** Groupings that are not compared by all attributes: nobody is alike in what divides them. */
const withinNotes = (findings: Findings): ReadonlyArray<Block> => {
  const { attributes, groupings, within } = findings
  const same = attributes.filter(({ id }) => isSame(findings, id))
  const titleOf = (grouping: string) => groupings.find(({ id }) => id === grouping)!.title
  const told = within.flatMap(({ attributes: own, grouping }) => {
    const without = attributes.filter((one) => !own.includes(one.id) && !same.includes(one))
    return own.length === 0 || without.length === 0
      ? []
      : [text`${titleOf(grouping)} (without ${listed(without.map(({ title }) => uncapitalised(title)))})`]
  })
  const nothing = within.filter(({ attributes: own }) => own.length === 0).map(({ grouping }) => titleOf(grouping))
  return [
    ...(told.length === 0
      ? []
      : [caveat("note", ...text`Cohorts cannot be made alike in what divides them: ${Prose.enumerated(told)}.`)]),
    ...(nothing.length === 0
      ? []
      : [
          caveat(
            "warning",
            `Not compared like with like: ${listed(nothing)}. Nothing is left in which the cohorts could be alike.`
          )
        ]),
    ...(same.length === 0
      ? []
      : [
          caveat(
            "warning",
            `All patients of whom it is known are the same in ${listed(same.map(({ title }) => uncapitalised(title)))}: it makes nobody comparable.`
          )
        ])
  ]
}

/** Whether patients do not differ in an attribute. */
const isSame = ({ everyone, within }: Findings, attribute: string): boolean =>
  within.every(({ attributes }) => !attributes.includes(attribute)) &&
  everyone.some((one) => one.attribute === attribute && one.levels.filter(({ patients }) => patients !== 0).length < 2)

/** From here on what is said is of another cohort than the one that is named. */
const manyAlone = 0.1

const aloneNotes = (findings: Findings): ReadonlyArray<Block> => {
  const nothing = findings.within.filter(({ attributes }) => attributes.length === 0).map(({ grouping }) => grouping)
  const alone = findings.support.flatMap(({ category, comparable, grouping, metric, patients }) => {
    if (nothing.includes(grouping)) return []
    const share = 1 - comparable / patients
    if (!(share > manyAlone)) return []
    const compared = findings.groupings.find(({ id }) => id === grouping)!
    const label = ComparisonTables.categoryLabel(compared, category)
    return [
      text`${label} (${compared.title.toLowerCase()}, ${Metric.metricById.get(metric)!.title}) ${Prose.percent(share, 0)}`
    ]
  })
  return alone.length === 0
    ? []
    : [
        caveat(
          "warning",
          ...text`Of these cohorts more than a tenth of the patients have fewer than ${count(findings.minimumComparable)} comparable patients in the rest, or an attribute is missing: ${Prose.enumerated(alone, 6)}. Like with like says nothing of them.`
        )
      ]
}

const tooSmall = (findings: Findings): ReadonlyArray<Block> =>
  ComparisonTables.keyFindings(
    {
      ...comparedMeasures(findings),
      comparisons: findings.comparisons.filter(
        ({ between, verdict }) => between === undefined && verdict === "too small"
      )
    },
    findings.verdictMinimum
  )

/** Those that are worse off in either way, where there is no room for all. */
const shownOf = (findings: Findings, all: ReadonlyArray<Compared>): ReadonlyArray<Compared> => {
  if (all.length <= mostRows) return all
  return all.filter((one) => isNotable(findings, one)).slice(0, mostRows)
}

/** The section of the report, from findings alone. */
export const report = (findings: Findings): ReportDocument.StageSection => {
  const all = comparedOf(findings)
  const shown = shownOf(findings, all)
  const isWhole = shown.length === all.length
  return {
    id: "case-mix",
    title: "Case mix",
    blocks: [
      ...answer(findings, all),
      setting(findings),
      ...ComparisonTables.fewReplicates(findings.replicates),
      ...findingBlocks(findings),
      ...tooSmall(findings),
      ...leftOut(findings),
      ...withinNotes(findings),
      ...(shown.length === 0
        ? []
        : [
            heading(1, "case-mix-cohorts", "Crude and like with like"),
            cohortsTable(findings, shown, "case-mix-table", isWhole ? "Every cohort" : "Cohorts that are worse off"),
            ...differencesChart(findings, shown, "case-mix-differences")
          ]),
      ...aloneNotes(findings)
    ],
    annex: [
      paragraph(ComparisonTables.significanceWords(findings)),
      ...mixBlocks(findings),
      ...findings.groupings.flatMap((grouping) => {
        const own = all.filter((one) => one.grouping === grouping)
        return [
          heading(1, `case-mix-${grouping.id}`, grouping.title),
          ...(isWhole ? [] : [cohortsTable(findings, own, `case-mix-table-${grouping.id}`, grouping.title)]),
          ComparisonTables.comparisonTable(comparedMeasures(findings), grouping)
        ]
      }),
      {
        _tag: "Reference",
        id: "case-mix-keiding",
        text: "Keiding & Clayton, Standardization and control for confounding in observational studies: a historical perspective. Statistical Science 29 (2014), 529-558",
        doi: "10.1214/13-STS453"
      },
      {
        _tag: "Reference",
        id: "case-mix-pfohl",
        text: "Pfohl et al., Understanding challenges to the interpretation of disaggregated evaluations of algorithmic fairness. arXiv 2506.04193 (2025)"
      }
    ]
  }
}
