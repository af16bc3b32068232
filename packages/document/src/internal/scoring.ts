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

/** How often the cohorts of a grouping are scored, as far as it is known. */
export const scoringText = ({ categories }: ReportedGrouping): ReadonlyArray<Block> => {
  const known = categories.flatMap(({ scoredEvery }) => scoredEvery ?? [])
  if (known.length === 0) return []
  const isSame = known.length === categories.length && new Set(known).size === 1
  return [
    paragraph(
      isSame
        ? `All cohorts are scored every ${toMinutes(known[0]!)}, by the median of their patients.`
        : `By the median of their patients, cohorts are scored at these intervals: ${listed(categories)}.`
    )
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
