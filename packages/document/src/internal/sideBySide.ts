/** All cohorts beside each other: how far each is from its rest, by an outcome of each class of harm. */
import { Intervals } from "@fairward/charts"
import type { Block } from "@fairward/core/ReportDocument"
import { type CohortRow, cohortRows } from "./heatMap.ts"
import type { Outcome } from "./outcomes.ts"
import { firstOfHarms } from "./outcomes.ts"
import type { Subject } from "./Subject.ts"

/** Panels that stand in one row. */
const mostPanels = 3

/** As people count. */
const rowOf = (
  label: string,
  { of, scale: { distanceOf } }: Outcome,
  { category, grouping }: CohortRow
): Intervals.Row => {
  const judgement = of(grouping.id, category.id)
  const {
    difference = null,
    interval = null,
    margin = null,
    verdict = "not estimable",
    withheld = verdict
  } = judgement ?? {}
  const ends =
    interval === null ? null : [distanceOf(interval.low), distanceOf(interval.high)].toSorted((a, b) => a - b)
  return {
    label,
    verdict: withheld,
    difference: difference === null ? null : distanceOf(difference),
    interval: ends === null ? null : { low: ends[0]!, high: ends[1]! },
    margin: margin === null ? null : Math.abs(distanceOf(margin))
  }
}

/** By its own name, or with its grouping where another grouping has the same. */
const labelsOf = (rows: ReadonlyArray<CohortRow>): ReadonlyArray<string> => {
  const all = rows.map(({ category }) => category.label)
  return rows.map(({ category: { label }, grouping: { title } }) =>
    all.filter((one) => one === label).length === 1 ? label : `${label} (${title.toLowerCase()})`
  )
}

/** With at most so many cohorts; nothing where there is no room for two, or nothing was compared. */
export const sideBySide = (subject: Subject, most: number): ReadonlyArray<Block> => {
  const outcomes = firstOfHarms(subject)
    .filter(({ measure: { sense } }) => sense !== "none")
    .slice(0, mostPanels)
  const { isWhole, rows } = cohortRows(subject, most)
  if (outcomes.length === 0 || rows.length < 2) return []
  const labels = labelsOf(rows)
  const titles = outcomes.map(({ measure, scale: { unit } }) =>
    [
      measure.headline!.title,
      unit.map((part) => (typeof part === "string" ? part : "value" in part ? part.value : "")).join("")
    ]
      .filter((part) => part !== "")
      .join(", ")
  )
  const [figure] = Intervals.intervals({
    panels: outcomes.map((outcome, i) => ({
      id: outcome.key,
      title: titles[i]!,
      sense: outcome.scale.worse === "more" ? "lower" : "higher",
      rows: rows.map((row, place) => rowOf(labels[place]!, outcome, row))
    })),
    title: "Difference from the rest (cohort − rest)",
    sense: "higher",
    ownAxes: true,
    columns: mostPanels
  })
  if (figure === undefined) return []
  return [
    {
      _tag: "Chart",
      id: "evidence-cohorts",
      spec: figure.spec,
      caption: `${isWhole ? "All cohorts" : `${rows.length} of the cohorts`} side by side, each against its rest, with simultaneous intervals; grey band: the margin within which a difference does not matter`,
      alt: `Differences, worse to the left, of ${labels.join(", ")} from their rests in ${titles.join("; ")}, with intervals. The first page has the values.`
    }
  ]
}
