/** A series of audits as a document that renderers draw. */
import { Curves } from "@fairward/charts"
import { counted, listedFew, text } from "@fairward/core/Prose"
import type { Block, ReportDocument, Section, Text } from "@fairward/core/ReportDocument"
import * as Document from "@fairward/core/ReportDocument"
import { caveat, paragraph } from "@fairward/core/ReportDocument"
import { namesOf } from "./internal/names.ts"
import {
  audits,
  everything,
  isJudged,
  measureOf,
  movedByRest,
  type Subject,
  tableId,
  withoutMirrors
} from "./internal/seriesTables.ts"
import { byRestInWords, differenceInWords, intervalInWords, inWords, nameOf } from "./internal/told.ts"
import {
  type Course,
  foundAt,
  isHarmed,
  type Judged,
  type Period,
  type Question,
  questions,
  type Series
} from "./Series.ts"

/** What was found of a course, after which period first, and the last period after which it is still so. */
interface Found {
  readonly course: Course
  readonly question: Question
  readonly at: number
  readonly last: number
  readonly judged: Judged
  /** What a later period left of it, where that is no finding any more. */
  readonly since?: { readonly at: number; readonly judged: Judged }
}

const coursesOf = ({ series: { stages } }: Subject): ReadonlyArray<Course> => stages.flatMap(({ courses }) => courses)

/** Of each course what was found: what still is first, then the gravest harm, then the earliest. */
const foundIn = (subject: Subject): ReadonlyArray<Found> => {
  const harmOf = ({ course }: Found) => Document.harms.indexOf(measureOf(subject, course)?.harm ?? "sources")
  const inMargins = ({ judged: { estimate, margin } }: Found) =>
    margin === null || margin === 0 ? 0 : Math.abs(estimate) / margin
  return coursesOf(subject)
    .flatMap((course) =>
      questions.flatMap((question): ReadonlyArray<Found> => {
        const at = foundAt(course, question)
        if (at === undefined) return []
        const now = course.looks.findLastIndex((look) => look[question] !== null)
        const judged = course.looks[now]![question]!
        if (isHarmed(judged)) return [{ course, question, at, last: now, judged }]
        return [{ course, question, at, last: at, judged: course.looks[at]![question]!, since: { at: now, judged } }]
      })
    )
    .toSorted(
      (a, b) =>
        Number(a.since !== undefined) - Number(b.since !== undefined) ||
        harmOf(a) - harmOf(b) ||
        inMargins(b) - inMargins(a) ||
        a.at - b.at
    )
}

const said: Readonly<Record<Question, { readonly present: string; readonly past: string }>> = {
  disparity: { present: "is worse off than its rest", past: "was worse off than its rest" },
  latest: { present: "fell back against its rest", past: "fell back against its rest" },
  since: {
    present: "has been further behind its rest since the baseline",
    past: "was further behind its rest than in the baseline"
  }
}

const spanOf = (
  { series: { baseline, periods } }: Subject,
  { last, question }: Pick<Found, "last" | "question">
): string => {
  const from = question === "disparity" ? 0 : question === "since" ? baseline : last
  return from === last ? periods[last]! : `${periods[from]!} to ${periods[last]!} together`
}

/** What became of what was shown earlier. */
const afterwards = (subject: Subject, { course, question, since }: Found): Text => {
  if (since === undefined) return []
  const measure = measureOf(subject, course)
  return text` Not shown any more: in ${spanOf(subject, { last: since.at, question })} ${question === "disparity" ? "it" : "the change"} is ${differenceInWords(measure, since.judged.estimate)}, interval ${intervalInWords(measure, since.judged)}.`
}

const findingText = (subject: Subject, found: Found): Text => {
  const { at, course, judged, last, question } = found
  const { periods } = subject.series
  const measure = measureOf(subject, course)
  const isStill = found.since === undefined
  const what =
    question === "disparity"
      ? `the difference ${isStill ? "is" : "was"}`
      : `the difference ${isStill ? "has" : "had"} changed since the baseline by`
  const moved = question === "disparity" ? undefined : movedByRest(subject, course, question, last)
  const because =
    moved === undefined ? [] : text` This is because ${byRestInWords(subject.names, course, measure, moved)}.`
  const point = course.points[last]
  const sides =
    point?.cohort.estimate == null || point.rest.estimate === null
      ? ""
      : text`; in ${periods[last]!} ${inWords(measure, point.cohort.estimate)} against ${inWords(measure, point.rest.estimate)}`
  const shown = at === last ? "" : text` First shown after ${periods[at]!}.`
  return text`${measure?.title ?? course.metric}: in ${spanOf(subject, found)} ${what} ${differenceInWords(measure, judged.estimate)}, interval ${intervalInWords(measure, judged)}${sides}.${because}${shown}${afterwards(subject, found)}`
}

const findingBlock = (subject: Subject, found: Found): Block =>
  Document.Block.make({
    _tag: "KeyFinding",
    verdict: found.judged.verdict,
    harm: measureOf(subject, found.course)?.harm ?? "sources",
    weight: Math.abs(found.judged.estimate),
    measures: [found.course.metric],
    evidence: tableId(found.course.stage),
    cohorts: [{ grouping: found.course.grouping, category: found.course.category }],
    text: text`${{ strong: nameOf(subject.names, found.course) }} ${said[found.question][found.since === undefined ? "present" : "past"]} in ${findingText(subject, found)}`
  })

/** More are in the tables. */
const mostFindings = 12
const mostPanels = 12

/** Cohort and rest over the periods, of what was found, else of the first measure that heads a column. */
const figures = (subject: Subject, shown: ReadonlyArray<Course>): ReadonlyArray<Block> => {
  const { periods } = subject.series
  const panels = shown.slice(0, mostPanels).map((course, i): Curves.Panel => {
    const measure = measureOf(subject, course)
    const ends = course.points.flatMap((point) =>
      point === null ? [] : [point.cohort, point.rest].flatMap(({ estimate, high, low }) => [estimate, high, low])
    )
    const known = ends.filter((end) => end !== null)
    const [low, high] = known.length === 0 ? [0, 1] : [Math.min(...known), Math.max(...known)]
    const room = Math.max(1e-6, (high - low) * 0.06)
    const series = (["cohort", "rest"] as const).map((side) => ({
      id: side,
      label: side === "cohort" ? "The cohort" : "Its rest",
      points: course.points.flatMap((point, at) => {
        const own = point?.[side]
        return own?.estimate == null ? [] : [{ x: at + 1, y: own.estimate, low: own.low, high: own.high }]
      })
    }))
    return {
      id: `panel-${i}`,
      title: `${nameOf(subject.names, course)}: ${measure?.title ?? course.metric}`,
      xTitle: `Period, 1 is ${periods[0]}`,
      yTitle: measure?.unit === "share" ? "Share" : (measure?.unit ?? ""),
      xDomain: [0.5, periods.length + 0.5],
      yDomain: [low - room, high + room],
      marked: true,
      series
    }
  })
  const drawn = panels.filter(({ series }) => series.some(({ points }) => points.length > 0))
  if (drawn.length === 0) return []
  return Curves.curves({ series: ["cohort", "rest"], panels: drawn, columns: Math.min(3, drawn.length) }).map(
    ({ panels: ids, spec }, i, { length }): Block => ({
      _tag: "Chart",
      id: `series-courses-${i + 1}`,
      spec,
      caption: `Cohort and rest over the periods; bands are pointwise 95 % intervals of each audit${length === 1 ? "" : ` (${i + 1} of ${length})`}`,
      alt: `Lines over ${periods.length} periods: ${drawn
        .filter(({ id }) => ids.includes(id))
        .map(({ title }) => title)
        .join("; ")}. The tables have the differences.`
    })
  )
}

/** How many of what was found a later period does not show. */
const notAnyMore = (found: ReadonlyArray<Found>): Text => {
  const gone = new Set(found.filter(({ since }) => since !== undefined).map(({ course }) => course)).size
  return gone === 0 ? [] : text`, ${Document.count(gone)} of them not any more`
}

const answer = (subject: Subject): Section => {
  const { baseline, cautions, looks, periods } = subject.series
  const once = new Set(withoutMirrors(subject, coursesOf(subject)))
  const judged = [...once].filter(isJudged)
  const found = foundIn(subject).filter(({ course }) => once.has(course))
  const fell = found.filter(({ question }) => question !== "disparity")
  const worse = found.filter(({ question }) => question === "disparity")
  // A cohort that is worse off and fell back is told of both; what it is worse off in as well is in the table.
  const told = [...fell, ...worse].filter(
    (one, i, all) => all.findIndex(({ course }) => course === one.course) === i || one.question === "disparity"
  )
  const first = [...once].filter(
    (course) => isJudged(course) && measureOf(subject, course)?.headline !== undefined && course.sense !== "none"
  )
  return {
    id: "series",
    title: "What the periods show",
    goal: "Whether any cohort is worse off than its rest, or falls back against it, with verdicts that hold for all looks at the series together.",
    blocks: [
      ...cautions.map((words) => caveat("warning", ...words)),
      ...(judged.length === 0
        ? [
            caveat(
              "serious",
              { strong: "Nothing was judged. " },
              "No difference between a cohort and its rest was judged in any period: audit longer ones."
            )
          ]
        : [
            paragraph(
              ...text`${counted(periods.length, "period")}, ${periods[0]!} to ${periods.at(-1)!}; the baseline is ${listedFew(periods.slice(0, baseline), 3)}. Of ${counted(judged.length, "difference")} between a cohort and its rest, ${Document.count(worse.length)} ${worse.length === 1 ? "shows" : "show"} a cohort that is worse off${notAnyMore(worse)}, and ${Document.count(new Set(fell.map(({ course }) => course)).size)} one that fell back against its rest${notAnyMore(fell)}. This was look ${Document.count(periods.length)} of the ${Document.count(looks)} that were declared.`
            )
          ]),
      ...told.slice(0, mostFindings).map((one) => findingBlock(subject, one)),
      ...(told.length > mostFindings
        ? [paragraph(...text`And ${counted(told.length - mostFindings, "more finding")} in the tables.`)]
        : []),
      ...(told.length === 0 && judged.length > 0
        ? [
            paragraph(
              ...text`${{ strong: "Nothing was shown. " }}No cohort was found to be worse off or to fall back, with the error held over all looks. That is no evidence that none is: the tables say how far each could be.`
            )
          ]
        : []),
      ...figures(subject, found.length > 0 ? [...new Set(told.map(({ course }) => course))] : first)
    ]
  }
}

const reading = ({ series: { baseline, level, looks } }: Subject): Section => ({
  id: "reading",
  title: "How to read and what it rests on",
  blocks: [
    paragraph(
      ...text`After each period three things are asked of every difference between a cohort and its rest: what it is over all periods so far, how the latest period differs from the mean of the baseline, and how all periods after the baseline differ from it together. Means weigh periods by their event-bearing patients. Only periods count in which the audit judged; each is of other patients.`
    ),
    paragraph(
      ...text`Intervals hold for everything in this report, at all of the ${Document.count(looks)} declared looks together, with ${Document.percentage(level, 0)}: each look spends an equal part of the error, half of it on the mean and a quarter on each change. So a verdict stands however often the series is looked at, and one that was once given was right to give, whatever later periods bring. Verdicts of a single audit hold for that audit alone: of ${Document.count(looks)} audits without any difference, some may show one.`
    ),
    paragraph(
      ...text`The baseline is the first ${counted(baseline, "period")}. A longer one makes changes easier to see. Nothing here needs the patients' data: it follows from the findings files alone.`
    )
  ]
})

/** What the periods show, all differences, and the audits. */
export const assemble = (periods: ReadonlyArray<Period>, series: Series): ReportDocument => {
  const last = periods.at(-1)!.findings
  const subject: Subject = { periods, series, names: namesOf(...periods.map(({ findings }) => findings)) }
  const { accent, locale, paper } = last.report
  return {
    cover: {
      title: `Over time: ${last.audit.title}`,
      language: "en",
      facts: [
        { label: "Periods", value: [`${series.periods[0]} to ${series.periods.at(-1)}`] },
        {
          label: "Intervals",
          value: text`hold at all of ${Document.count(series.looks)} looks with ${Document.percentage(series.level, 0)}`
        }
      ],
      ...(last.audit.author === undefined ? {} : { author: last.audit.author })
    },
    presentation: { locale, paper, ...(accent === undefined ? {} : { accent }) },
    sections: [answer(subject), everything(subject), audits(subject), reading(subject)],
    glossary: []
  }
}
