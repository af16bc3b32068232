import type { ReportedGrouping } from "@fairward/core/AuditFindings"
import * as Exposure from "@fairward/core/Exposure"
import { formatMinutes } from "@fairward/core/Minutes"
import type { Block } from "@fairward/core/ReportDocument"
import { paragraph } from "@fairward/core/ReportDocument"
import { caveat, strong } from "./Subject.ts"

const toMinutes = (minutes: number) => formatMinutes(Number(minutes.toPrecision(3)))

const listed = (categories: ReportedGrouping["categories"]) =>
  categories
    .flatMap(({ label, scoredEvery }) =>
      scoredEvery === null || scoredEvery === undefined ? [] : [`${label} every ${toMinutes(scoredEvery)}`]
    )
    .join(", ")

/** The interval at which all cohorts of some groupings are scored; undefined where they differ or one is not known. */
const common = (groupings: ReadonlyArray<ReportedGrouping>): number | undefined => {
  const intervals = new Set(
    groupings.flatMap(({ categories }) => categories.map(({ scoredEvery }) => scoredEvery ?? null))
  )
  const [interval] = intervals
  return intervals.size === 1 ? (interval ?? undefined) : undefined
}

/** How often all cohorts are scored, where that is the same in every grouping. */
export const commonScoring = (groupings: ReadonlyArray<ReportedGrouping>): ReadonlyArray<Block> => {
  const interval = common(groupings)
  return interval === undefined
    ? []
    : [paragraph(`All cohorts are scored every ${toMinutes(interval)}, by the median of their patients.`)]
}

/** How often the cohorts of a grouping are scored, as far as it is known and not said of all groupings. */
export const scoringText = (
  grouping: ReportedGrouping,
  groupings: ReadonlyArray<ReportedGrouping>
): ReadonlyArray<Block> => {
  if (common(groupings) !== undefined) return []
  const known = grouping.categories.some(({ scoredEvery }) => scoredEvery !== null && scoredEvery !== undefined)
  if (!known || common([grouping]) !== undefined) return commonScoring([grouping])
  return [
    paragraph(`By the median of their patients, cohorts are scored at these intervals: ${listed(grouping.categories)}.`)
  ]
}

/** A warning where cohorts of a grouping are scored at intervals that differ by more than a fifth. */
export const scoringCaveats = (grouping: ReportedGrouping): ReadonlyArray<Block> =>
  Exposure.intervalsDiffer(grouping.categories)
    ? [
        caveat(
          "warning",
          strong(`${grouping.title}: `),
          `cohorts are not scored equally often (${listed(grouping.categories)}). What is counted per step counts the hours of one more often than those of another, and who is scored more often has more chances of an alarm. What is per patient-day is by the clock.`
        )
      ]
    : []
