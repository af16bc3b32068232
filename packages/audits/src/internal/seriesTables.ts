/** The tables of a series of audits: all means and changes, and the audits themselves. */
import { unitWords } from "@fairward/core/Measure"
import { counted, text } from "@fairward/core/Prose"
import type { Block, Cell, Section } from "@fairward/core/ReportDocument"
import { heading, paragraph } from "@fairward/core/ReportDocument"
import { type Course, foundAt, type Period, type Question, questions, type Series, sidesIn } from "../Series.ts"
import { auditsOf, judgedCells, judgedColumns } from "./auditTables.ts"
import type { Names } from "./names.ts"
import { type ByRest, byRest, byRestInBrief, type Described, digitsOf, happened, nameOf, toldOnce } from "./told.ts"

/** What the document is made from. */
export interface Subject {
  readonly periods: ReadonlyArray<Period>
  readonly series: Series
  readonly names: Names
}

export const measureOf = ({ series: { stages } }: Subject, { metric, stage }: Course): Described | undefined =>
  stages.find(({ id }) => id === stage)?.measures.find(({ id }) => id === metric)

/** Whether any period was judged. */
export const isJudged = ({ looks }: Course): boolean => looks.some(({ disparity }) => disparity !== null)

/** Of two categories one says what the other does: the one of which something was found, else the first. */
export const withoutMirrors = ({ names }: Subject, courses: ReadonlyArray<Course>): ReadonlyArray<Course> =>
  toldOnce(courses, names, (one) => questions.some((question) => foundAt(one, question) !== undefined))

/** That the rest brought about what changed since the baseline, in the period that was judged last or in all since. */
export const movedByRest = (
  { series: { baseline } }: Subject,
  course: Course,
  question: Exclude<Question, "disparity">,
  at: number
): ByRest | undefined =>
  byRest(sidesIn(course, 0, baseline), sidesIn(course, question === "latest" ? at : baseline, at + 1), course)

/** Where the differences of a stage stand. */
export const tableId = (stage: string): string => `series-${stage}`

export const everything = (subject: Subject): Section => {
  const { series } = subject
  return {
    id: "series-all",
    title: "All differences",
    goal: "The mean difference of each cohort from its rest over all periods, and how the periods after the baseline differ from it. Negative differences are lower in the cohort; “by the rest” marks a change that the rest brought about, with what became of the cohort's own value.",
    blocks: series.stages.flatMap(({ courses, id, title }): ReadonlyArray<Block> => {
      const shown = withoutMirrors(subject, courses).filter(isJudged)
      const rows = shown.map((course): Record<string, Cell> => {
        const measure = measureOf(subject, course)
        const unit = measure === undefined ? undefined : unitWords(measure)
        const last = (question: Question) =>
          course.looks.findLast((look) => look[question] !== null)?.[question] ?? null
        const [mean, since, latest] = [last("disparity"), last("since"), last("latest")]
        const moved = ([since, latest] as const).flatMap((judged, i) => {
          const question = i === 0 ? "since" : "latest"
          const at = course.looks.findLastIndex((look) => look[question] !== null)
          const isTold = judged !== null && happened[judged.verdict] !== undefined
          return isTold ? (movedByRest(subject, course, question, at) ?? []) : []
        })[0]
        const digits = digitsOf(
          [mean, since, latest].flatMap((one) => (one === null ? [] : [one.estimate, one.low])),
          measure?.unit
        )
        const firsts = (["disparity", "since", "latest"] as const).flatMap(
          (question) => foundAt(course, question) ?? []
        )
        return {
          category: nameOf(subject.names, course),
          measure: `${measure?.title ?? course.metric}${unit === undefined ? "" : ` (${unit})`}`,
          periods: course.looks.filter(({ disparity }) => disparity !== null).length,
          ...judgedCells("mean", mean, digits),
          ...judgedCells("since", since ?? latest, digits),
          ...judgedCells("latest", latest, digits),
          first: [
            ...(firsts.length === 0 ? [] : [series.periods[Math.min(...firsts)]!]),
            ...(moved === undefined ? [] : [byRestInBrief(moved)])
          ].join("; ")
        }
      })
      return [
        heading(1, `series-all-${id}`, title),
        {
          _tag: "Table",
          id: tableId(id),
          caption: `${title}: the mean difference over all periods, and its change`,
          columns: [
            { key: "category", title: "Cohort", type: { _tag: "text" }, width: 1.6, filter: true },
            { key: "measure", title: "Measure", type: { _tag: "text" }, width: 1.4, filter: true },
            { key: "periods", title: "Periods judged", type: { _tag: "integer" }, width: 0.7 },
            ...judgedColumns("mean", "Mean difference"),
            ...judgedColumns("since", "Since the baseline"),
            ...judgedColumns("latest", "Latest period"),
            { key: "first", title: "First shown after", type: { _tag: "text" } }
          ],
          rows,
          empty: "No difference was judged in any period."
        },
        ...leftOut(courses.length - withoutMirrors(subject, courses).length + shown.length, courses.length)
      ]
    })
  }
}

/** Courses that no period judged. */
const leftOut = (shown: number, all: number): ReadonlyArray<Block> =>
  all <= shown
    ? []
    : [
        paragraph(
          ...text`${counted(all - shown, "comparison")} that no period judges ${all - shown === 1 ? "is" : "are"} left out; series.json has them.`
        )
      ]

export const audits = ({ periods }: Subject): Section => auditsOf(periods, "Period")
