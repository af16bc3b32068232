/** The changes of the measures that a stage puts first, as forest plots. */
import { Intervals } from "@fairward/charts"
import type { Block } from "@fairward/core/ReportDocument"
import type { Changes } from "../Changes.ts"
import type { Names } from "./names.ts"

/** Of more cohorts a figure would fill pages; the tables have them all. */
const mostCohorts = 24

/** The changes in favour of the cohort, a panel a measure. */
export const figuresOf = ({ level, stages }: Changes, names: Names): ReadonlyArray<Block> => {
  const panels = stages.flatMap(({ changes, id, measures }) =>
    measures
      .filter(({ headline, sense }) => headline !== undefined && sense !== "none")
      .map(({ id: metric, sense, title }) => ({
        id: `${id}-${metric}`,
        title,
        rows: changes
          .filter((one) => one.metric === metric && one.interval !== null)
          .filter(
            ({ category, grouping }) =>
              names.mirrorOf(grouping, category) === undefined || names.isFirst(grouping, category)
          )
          .slice(0, mostCohorts)
          .map(({ category, change, grouping, interval, margin, verdict }) =>
            Intervals.inFavour(
              { label: names.categoryOf(grouping, category), verdict, difference: change, interval, margin },
              sense
            )
          )
      }))
      .filter(({ rows }) => rows.length > 0)
  )
  if (panels.length === 0) return []
  const title = "Change of the difference from the rest, in favour of the cohort"
  return Intervals.intervals({ panels, ownAxes: true, sense: "higher", title }).map(
    ({ spec }, i): Block => ({
      _tag: "Chart",
      id: `changes-${i + 1}`,
      spec,
      caption: `How the differences between cohorts and their rests changed, with intervals that hold at once with ${Number((100 * level).toFixed(2))} %; grey band: the margin`,
      alt: `Changes of ${panels.map(({ title }) => title).join(", ")} of each cohort against its rest, in favour of the cohort, so that less is worse, with intervals. The tables of all changes have the numbers.`
    })
  )
}
