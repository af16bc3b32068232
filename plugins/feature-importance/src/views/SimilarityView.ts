import { ComparisonTables, ReportDocument } from "@fairward/core"
import { type Cohort, cohortOf, type Findings, isRanked, placedIn, ranksDifferently } from "../Findings.ts"

const { caveat } = ReportDocument

const changes = (findings: Findings, cohort: Cohort) => {
  if (!isRanked(cohort)) return { entered: Number.NaN, beyond: Number.NaN }
  const top = placedIn(findings, cohort).slice(0, findings.top)
  return {
    entered: top.filter(({ isNew }) => isNew).length,
    beyond: top.filter(({ gained, isBeyond }) => isBeyond && gained !== 0).length
  }
}

/** How similar each cohort's ranking is to the general one. */
export const similarityTable = (findings: Findings): ReportDocument.Block => {
  const { criticalOverlap, depth, randomCohorts, top } = findings
  return {
    _tag: "Table",
    id: "feature-importance-similarity",
    caption: `Rank-biased overlap of each cohort's ranking with the general ranking, over the first ${depth} ranks${criticalOverlap === null ? "" : "; bold with “low”: below the critical value, lower than in any random grouping, which is different, not worse"}`,
    columns: [
      { key: "grouping", title: "Grouping", type: { _tag: "text" }, width: 1.2, filter: true },
      { key: "category", title: "Cohort", type: { _tag: "text" }, width: 1.4, filter: true },
      { key: "patients", title: "Patients", type: { _tag: "integer" } },
      { key: "overlap", title: "RBO", type: { _tag: "number", digits: 3 } },
      { key: "interval", title: "95 % of replicates", type: { _tag: "interval", digits: 3 }, width: 1.3 },
      { key: "extrapolated", title: "RBO extrapolated", type: { _tag: "number", digits: 3 } },
      { key: "p", title: `p, against ${randomCohorts.toLocaleString("en")} random cohorts`, type: { _tag: "pValue" } },
      { key: "adjustedP", title: "p, Holm", type: { _tag: "pValue" } },
      { key: "entered", title: `New in the top ${top}`, type: { _tag: "integer" } },
      { key: "beyond", title: "Changed beyond critical delta", type: { _tag: "integer" } }
    ],
    rows: findings.groupings.flatMap((grouping) =>
      grouping.categories.map(({ id, label }): Readonly<Record<string, ReportDocument.Cell>> => {
        const cohort = cohortOf(findings, grouping.id, id)
        const { overlap, patients, reason } = cohort
        const named = { grouping: grouping.title, category: label, patients }
        if (overlap === null) return { ...named, overlap: { value: null, note: reason! } }
        const { high, low } = overlap.replicates.truncated
        const { beyond, entered } = changes(findings, cohort)
        return {
          ...named,
          overlap:
            overlap.isBelowCritical === true
              ? { value: overlap.truncated, mark: "strong" as const, note: "low" }
              : overlap.truncated,
          interval: low === null || high === null ? null : ([low, high] as const),
          extrapolated: overlap.extrapolated,
          p: overlap.p,
          adjustedP: ranksDifferently({ ...findings, significance: "simultaneous" }, cohort)
            ? { value: overlap.adjustedP, mark: "strong" as const }
            : overlap.adjustedP,
          entered,
          beyond
        }
      })
    )
  }
}

/** The first features of the general ranking, and in how many cohorts they are among the first too. */
export const generalTable = (findings: Findings): ReportDocument.Block => {
  const { cohorts, features, patients, randomGroupings, top } = findings
  const ranked = cohorts.filter(isRanked)
  return {
    _tag: "Table",
    id: "feature-importance-general",
    caption: `The top ${top} of ${features.length} features in the general ranking, over ${patients.toLocaleString("en")} patients; importance is the mean absolute attribution per step, averaged per patient`,
    columns: [
      { key: "rank", title: "Rank", type: { _tag: "integer" }, width: 0.5 },
      { key: "feature", title: "Feature", type: { _tag: "text" }, width: 2.4, filter: true },
      { key: "importance", title: "Importance", type: { _tag: "number", digits: 4 } },
      { key: "share", title: "Share of importance", type: { _tag: "percent", digits: 1 } },
      {
        key: "cohorts",
        title: `Cohorts with it in their top ${top} (of ${ranked.length})`,
        type: { _tag: "integer" },
        width: 1.3
      },
      ...(randomGroupings === 0
        ? []
        : [
            {
              key: "delta",
              title: "Critical delta of inverse rank",
              type: { _tag: "number", digits: 3 } as const,
              width: 1.2
            }
          ])
    ],
    rows: features
      .map((feature, f) => ({ ...feature, inTop: ranked.filter(({ ranks }) => ranks[f]! <= top).length }))
      .toSorted((a, b) => a.rank - b.rank)
      .slice(0, top)
      .map(({ criticalDelta, importance, inTop, name, rank, share }) => ({
        rank,
        feature: name,
        importance,
        share,
        cohorts: inTop,
        ...(randomGroupings === 0 ? {} : { delta: criticalDelta })
      }))
  }
}

/** What could not be compared, and what to read with care. */
export const caveats = (findings: Findings): ReadonlyArray<ReportDocument.Block> => {
  const { cohorts, isSplit, level, members, randomCohorts, significance, withoutAttributions } = findings
  const groupings = new Map(findings.groupings.map((grouping) => [grouping.id, grouping]))
  const empty = cohorts.filter(({ overlap }) => overlap === null)
  const tested = cohorts.length - empty.length
  return [
    ...(withoutAttributions === 0
      ? []
      : [
          caveat(
            "warning",
            { value: withoutAttributions, as: { _tag: "integer" } },
            " of ",
            { value: members, as: { _tag: "integer" } },
            " patients of the test split have no attributions and are left out here."
          )
        ]),
    ...empty.map(({ category, grouping, reason }) =>
      caveat(
        "warning",
        {
          strong: `${ComparisonTables.categoryLabel(groupings.get(grouping)!, category)} (${groupings.get(grouping)!.title}): `
        },
        `not ranked, because ${reason === "no patient with attributions" ? "none of its patients has attributions" : reason}.`
      )
    ),
    ...(significance === "simultaneous" && tested / (1 + randomCohorts) > 1 - level
      ? [
          caveat(
            "warning",
            `With ${tested} cohorts, ${randomCohorts.toLocaleString("en")} random cohorts of each size are too few for Holm's procedure to call any ranking different. Raise stages.feature-importance.randomCohorts to at least ${Math.ceil(tested / (1 - level))}.`
          )
        ]
      : []),
    ...(isSplit
      ? []
      : [caveat("note", "The data are not split into train and test, so all patients are compared here.")])
  ]
}
