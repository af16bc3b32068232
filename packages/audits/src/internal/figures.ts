/** The changes of the measures that a stage puts first, as forest plots. */
import { Intervals } from "@fairward/charts"
import type { Block } from "@fairward/core/ReportDocument"
import type { Change, Changes } from "../Changes.ts"
import type { Names } from "./names.ts"
import { isSetback } from "./told.ts"

/** Of more cohorts a figure would fill pages; the tables have them all. */
const mostCohorts = 24

/** Rows are shared by panels, so of two categories one is drawn throughout: the one that fell back more often, else the first. */
const isDrawn = (changes: ReadonlyArray<Change>, names: Names, { category, grouping }: Change): boolean => {
  const mirror = names.mirrorOf(grouping, category)
  if (mirror === undefined) return true
  const setbacks = (wanted: string) =>
    changes.filter((one) => one.grouping === grouping && one.category === wanted && isSetback(one)).length
  const [own, others] = [setbacks(category), setbacks(mirror)]
  return own === others ? names.isFirst(grouping, category) : own > others
}

/** The changes, a panel a measure. */
export const figuresOf = ({ level, stages }: Changes, names: Names): ReadonlyArray<Block> => {
  const headed = stages.flatMap(({ changes, measures }) => {
    const heads = measures.filter(({ headline, sense }) => headline !== undefined && sense !== "none")
    return changes.filter(({ metric }) => heads.some(({ id }) => id === metric))
  })
  const judged = headed.filter(({ interval }) => interval !== null)
  const drawn = names
    .all()
    .filter(({ category, grouping }) =>
      judged.some((one) => one.grouping === grouping && one.category === category && isDrawn(headed, names, one))
    )
    .slice(0, mostCohorts)
  const panels = stages.flatMap(({ changes, id, measures }) =>
    measures
      .filter(({ headline, sense }) => headline !== undefined && sense !== "none")
      .map(({ id: metric, sense, title }) => ({
        id: `${id}-${metric}`,
        title,
        sense,
        rows: drawn.map(({ category, grouping }): Intervals.Row => {
          const label = names.categoryOf(grouping, category)
          const one = changes.find(
            (own) => own.metric === metric && own.grouping === grouping && own.category === category
          )
          if (one === undefined || one.interval === null) {
            return { label, verdict: "no verdict", difference: null, interval: null }
          }
          const { change, interval, margin, verdict } = one
          return { label, verdict, difference: change, interval, margin }
        })
      }))
      .filter(({ rows }) => rows.some(({ interval }) => interval !== null))
  )
  if (panels.length === 0) return []
  const title = "Change of the difference from the rest (later − earlier)"
  return Intervals.intervals({ panels, ownAxes: true, sense: "higher", title }).map(
    ({ spec }, i): Block => ({
      _tag: "Chart",
      id: `changes-${i + 1}`,
      spec,
      caption: `How the differences between cohorts and their rests changed, with intervals that hold at once with ${Number((100 * level).toFixed(2))} %; grey band: the margin`,
      alt: `Changes of ${panels.map(({ title }) => title).join(", ")} of each cohort against its rest, worse to the left, with intervals. The tables of all changes have the numbers.`
    })
  )
}
