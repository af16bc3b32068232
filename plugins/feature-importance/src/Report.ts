import { ComparisonCharts } from "@fairward/charts"
import { type Comparison, ComparisonTables, ReportDocument } from "@fairward/core"
import {
  type Cohort,
  cohortOf,
  comparedOf,
  type Findings,
  largestOverlap,
  placedIn,
  ranksDifferently
} from "./Findings.ts"
import { rankChart } from "./views/RankChart.ts"
import { changesTable } from "./views/SharesView.ts"
import { caveats, generalTable, similarityTable } from "./views/SimilarityView.ts"
import { topFeatureTables } from "./views/TopFeaturesView.ts"

const { count, decimal, heading, paragraph } = ReportDocument

const rankingWords = (findings: Findings, { overlap, patients }: Cohort): ReportDocument.Text => {
  const { asLow, adjustedP, truncated } = overlap!
  return [
    "features are ranked less like in all patients than chance allows (rank-biased overlap ",
    decimal(truncated, 3),
    " of at most ",
    decimal(largestOverlap(findings), 3),
    ", as low in ",
    count(asLow),
    " of ",
    count(findings.randomCohorts),
    ` random cohorts of ${patients === 1 ? "one patient" : "as many patients"}, p by Holm `,
    { value: adjustedP, as: { _tag: "pValue" } },
    ")"
  ]
}

const shareWords = (gravest: Comparison.Comparison): ReportDocument.Text => [
  { strong: gravest.metric },
  ` is ${gravest.difference! > 0 ? "more" : "less"} important: `,
  decimal(gravest.cohort.estimate!, 3),
  " of the importance of all features against ",
  decimal(gravest.rest.estimate!, 3),
  " in the rest",
  ...(gravest.interval === null
    ? []
    : [
        " (simultaneous interval of the difference ",
        decimal(gravest.interval.low, 3),
        " to ",
        decimal(gravest.interval.high, 3),
        ")"
      ])
]

/** One sentence a cohort that ranks features differently, or in which a share of importance differs. */
const cohortFinding = (
  findings: Findings,
  grouping: ComparisonTables.ComparedGrouping,
  category: ComparisonTables.ComparedGrouping["categories"][number]
): ReadonlyArray<ReportDocument.Block> => {
  const cohort = cohortOf(findings, grouping.id, category.id)
  const differs = ranksDifferently(findings, cohort)
  // Of two cohorts shares differ as much from either side, and are told from the first.
  const isRepeated = ComparisonTables.isMirrored(grouping) && category !== grouping.categories[0]
  const notable = ComparisonTables.notableByDelta(
    findings.comparisons.filter((one) => !isRepeated && one.grouping === grouping.id && one.category === category.id),
    findings.significance
  )
  const [gravest] = notable.toSorted((a, b) => Math.abs(b.difference!) - Math.abs(a.difference!))
  if (!differs && gravest === undefined) return []
  const entered = differs
    ? placedIn(findings, cohort)
        .slice(0, findings.top)
        .filter(({ isNew }) => isNew).length
    : 0
  return [
    {
      _tag: "KeyFinding",
      verdict: gravest?.verdict ?? "less",
      text: [
        { strong: `${category.label} (${grouping.title.toLowerCase()}): ` },
        ...(differs ? rankingWords(findings, cohort) : []),
        ...(entered === 0
          ? []
          : [", ", count(entered), ` ${entered === 1 ? "is" : "are"} new in the top ${findings.top}`]),
        ...(gravest === undefined ? [] : [...(differs ? ["; "] : []), ...shareWords(gravest)]),
        ...(notable.length > 1
          ? [
              ", and ",
              count(notable.length - 1),
              ` other ${notable.length === 2 ? "feature differs" : "features differ"} too`
            ]
          : []),
        "."
      ],
      weight: notable.length + (differs ? 1 : 0),
      evidence: `feature-importance-${grouping.id}`
    }
  ]
}

const keyFindings = (findings: Findings): ReadonlyArray<ReportDocument.Block> => {
  const notable = findings.groupings.flatMap((grouping) =>
    grouping.categories.flatMap((category) => cohortFinding(findings, grouping, category))
  )
  const small = ComparisonTables.keyFindings(comparedOf(findings), findings.verdictMinimum).filter(
    (block) => block._tag === "KeyFinding" && block.verdict === "too small"
  )
  return [
    ...(notable.length > 0
      ? notable
      : [
          paragraph(
            {
              strong:
                "No cohort ranks features differently, or gives one a different share of importance, beyond chance."
            },
            " The tables below say how similar the rankings are."
          )
        ]),
    ...small
  ]
}

const criticalWords = ({ criticalOverlap, randomGroupings, significance }: Findings): ReportDocument.Text =>
  criticalOverlap === null
    ? []
    : [
        "The critical value of the published method is ",
        { value: criticalOverlap, as: { _tag: "number", digits: 3 }, strong: true },
        ", the lowest overlap of any cohort in ",
        count(randomGroupings),
        " random groupings into 2 to 6 equal cohorts. It does not know how large a cohort is: small cohorts fall below it by nature, also where nothing differs. The p-values do, as they compare a cohort with random ones of its own size. ",
        significance === "simultaneous"
          ? "They decide in this report; the critical value marks the table."
          : "This audit is set to decide by the published method, so the critical value decides."
      ]

const groupingBlocks = (
  findings: Findings,
  grouping: ComparisonTables.ComparedGrouping
): ReadonlyArray<ReportDocument.Block> => [
  heading(2, `feature-importance-${grouping.id}`, grouping.title),
  ...rankChart(findings, grouping),
  ...topFeatureTables(findings, grouping),
  changesTable(findings, grouping)
]

/** The section of the report, from findings alone. */
export const report = (findings: Findings): ReportDocument.StageSection => ({
  id: "feature-importance",
  title: "Feature importance",
  blocks: [
    paragraph(
      "What drives the model's predictions in each cohort? The importance of a feature is its mean absolute attribution over a patient's steps, averaged over the patients of a cohort. Each cohort's ranking of the ",
      count(findings.features.length),
      " features is compared with the general ranking, that of all ",
      { value: findings.patients, as: { _tag: "integer" }, strong: true },
      " patients of the test split with attributions. Other features, or other ranks, are no fault in themselves: a clinician has to judge whether they make sense for these patients."
    ),
    ...caveats(findings),
    ...ComparisonCharts.overviewBlocks(comparedOf(findings), findings, {
      findings: keyFindings(findings),
      quantity: "share of importance"
    })
  ],
  annex: [
    heading(1, "feature-importance-aggregated", "Aggregated views"),
    heading(2, "feature-importance-similarity-heading", "Similarity of rankings"),
    paragraph(
      "Identical rankings have a rank-biased overlap (RBO) of ",
      decimal(largestOverlap(findings), 3),
      ", or 1 extrapolated. ",
      ...criticalWords(findings),
      " Resampling adds noise to both rankings, so the intervals lie lower than the values: they say how steady these are."
    ),
    similarityTable(findings),
    heading(2, "feature-importance-general-heading", "General ranking"),
    generalTable(findings),
    heading(1, "feature-importance-groupings", "Features by grouping"),
    paragraph(
      "In parentheses, how many ranks a feature gains (↑) or loses (↓) against the general ranking. It is coloured where its change of inverse rank is beyond the critical delta, larger than for this feature in any of the random groupings: red and bold if it is ",
      { emphasis: "new" },
      `, not in the general top ${findings.top}; blue and italic if it has moved within it. Grey: the same rank as in all patients.`
    ),
    paragraph(
      "Shares of importance are compared with the rest, the patients of the other categories; the margin is ",
      decimal(findings.margin, 3),
      ", or a fifth of the share in all patients where that is less. Neither direction is worse. ",
      ComparisonTables.significanceWords(findings),
      ` Only the top ${findings.top} features of the general ranking are judged; all of them are in findings.json.`
    ),
    ...findings.groupings.flatMap((grouping) => groupingBlocks(findings, grouping))
  ]
})
