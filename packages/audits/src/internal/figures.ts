/** The changes of the measures that a stage puts first, as forest plots. */
import { Intervals } from "@fairward/charts"
import type { Block } from "@fairward/core/ReportDocument"
import type { Changes } from "../Changes.ts"
import type { Names } from "./names.ts"

/** Of more cohorts a figure would fill pages; the tables have them all. */
const mostCohorts = 24

/** A figure for each direction that is good, a panel a measure. */
export const figuresOf = ({ level, stages }: Changes, names: Names): ReadonlyArray<Block> =>
  (["higher", "lower"] as const).flatMap((sense) => {
    const panels = stages.flatMap(({ changes, id, measures }) =>
      measures
        .filter(({ headline, sense: own }) => headline !== undefined && own === sense)
        .map(({ id: metric, title }) => ({
          id: `${id}-${metric}`,
          title,
          rows: changes
            .filter((one) => one.metric === metric && one.interval !== null)
            .filter(
              ({ category, grouping }) =>
                names.mirrorOf(grouping, category) === undefined || names.isFirst(grouping, category)
            )
            .slice(0, mostCohorts)
            .map(({ category, change, grouping, interval, margin, verdict }) => ({
              label: names.categoryOf(grouping, category),
              verdict,
              difference: change,
              interval,
              margin
            }))
        }))
        .filter(({ rows }) => rows.length > 0)
    )
    if (panels.length === 0) return []
    return Intervals.intervals({ panels, ownAxes: true, sense, title: "Change of the difference from the rest" }).map(
      ({ spec }, i): Block => ({
        _tag: "Chart",
        id: `changes-${sense}-${i + 1}`,
        spec,
        caption: `How the differences between cohorts and their rests changed, with intervals that hold at once with ${Number((100 * level).toFixed(2))} %; grey band: the margin; ${sense === "higher" ? "more" : "less"} is better`,
        alt: `Changes of ${panels.map(({ title }) => title).join(", ")} of each cohort against its rest, with intervals. The tables of all changes have the numbers.`
      })
    )
  })
