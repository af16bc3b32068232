/** The changes from one audit to another as a document that renderers draw. */
import type { AuditFindings } from "@fairward/core"
import { Comparison } from "@fairward/core"
import { counted, enumerated, text } from "@fairward/core/Prose"
import type { Block, ReportDocument, Section, Text, Verdict } from "@fairward/core/ReportDocument"
import * as Document from "@fairward/core/ReportDocument"
import { caveat, paragraph } from "@fairward/core/ReportDocument"
import type { Change, Changes } from "./Changes.ts"
import { audits, cameAndWent, everything, tableId } from "./internal/changeTables.ts"
import { isIdentical } from "./internal/comparable.ts"
import { figuresOf } from "./internal/figures.ts"
import { namesOf } from "./internal/names.ts"
import {
  allChanges,
  beyond,
  byRest,
  byRestInWords,
  differenceInWords,
  gravestFirst,
  happened,
  intervalInWords,
  inWords,
  isChanged,
  isComparedBySome,
  isSetback,
  measureOf,
  nameOf,
  type Subject,
  toldOnce
} from "./internal/told.ts"

type Findings = AuditFindings.AuditFindings

const findingOf = ({ changes: { stages }, names }: Subject, change: Change): Block => {
  const measure = measureOf(stages.find(({ id }) => id === change.stage)!, change.metric)
  const inUnit = (value: number | null) => (value === null ? text`not estimable` : inWords(measure, value))
  const { earlier, interval, later } = change
  const moved = byRest(earlier, later, change)
  const sides =
    moved === undefined
      ? text`: ${inUnit(earlier.cohort)} against ${inUnit(earlier.rest)} in the earlier audit, ${inUnit(later.cohort)} against ${inUnit(later.rest)} in the later one`
      : text`, because ${byRestInWords(names, change, measure, moved)}`
  return Document.Block.make({
    _tag: "KeyFinding",
    verdict: change.verdict,
    harm: measure?.harm ?? "sources",
    weight: beyond(change),
    measures: [change.metric],
    evidence: tableId(change.stage),
    cohorts: [{ grouping: change.grouping, category: change.category }],
    text: text`${{ strong: nameOf(names, change) }} ${happened[change.verdict]!} in ${measure?.title ?? change.metric}${sides}. Change of the difference ${differenceInWords(measure, change.change!)}, interval ${intervalInWords(measure, interval!)}.`
  })
}

/** Of what could have changed without being seen, the largest first. */
const unseen = ({ changes, names }: Subject, most: number): ReadonlyArray<Text> => {
  const open = toldOnce(allChanges(changes), names, isSetback).flatMap((change) => {
    const measure = measureOf(changes.stages.find(({ id }) => id === change.stage)!, change.metric)
    const by = change.verdict === "inconclusive" ? Comparison.couldBeWorseBy(change) : null
    return by === null || by === 0 || measure?.headline === undefined ? [] : [{ change, by, measure }]
  })
  return Array.from(Map.groupBy(open, ({ measure }) => measure).entries(), ([measure, of]) => {
    const { by, change } = of.reduce((largest, one) => (one.by > largest.by ? one : largest))
    return text`in ${measure.title}, ${nameOf(names, change)} could have fallen back by up to ${differenceInWords(measure, by)}`
  }).slice(0, most)
}

const tally = (changes: ReadonlyArray<Change>, ...verdicts: ReadonlyArray<Verdict>): number =>
  changes.filter(({ verdict }) => verdicts.includes(verdict)).length

const answer = (subject: Subject): Section => {
  const { changes, names } = subject
  const told = toldOnce(allChanges(changes), names, isSetback).filter(isComparedBySome)
  const judged = told.filter(({ interval }) => interval !== null)
  const notable = gravestFirst(changes.stages, told.filter(isChanged))
  const [worse, better, other] = [
    tally(told, "material", "worse"),
    tally(told, "better"),
    tally(told, "greater", "less")
  ]
  const open = unseen(subject, 6)
  const areSame = isIdentical(subject.earlier, subject.later)
  return {
    id: "changes",
    title: "What changed",
    goal: "Whether any cohort is worse off against the other patients than in the earlier audit, by how much, and how surely.",
    blocks: [
      ...changes.cautions.map((words) => caveat("warning", ...words)),
      ...(judged.length === 0
        ? [
            caveat(
              "serious",
              { strong: "Nothing was judged. " },
              "No difference between a cohort and its rest was judged in both audits."
            )
          ]
        : areSame
          ? []
          : [
              paragraph(
                ...text`${counted(judged.length, "difference")} between a cohort and its rest ${judged.length === 1 ? "was" : "were"} judged in both audits. Of these, ${Document.count(worse)} fell back (${Document.count(tally(told, "material"))} by more than the margin), ${Document.count(better)} caught up${other === 0 ? "" : text`, ${Document.count(other)} rose or sank where neither is worse`}, ${Document.count(tally(told, "equivalent"))} changed by no more than the margin, and of ${Document.count(tally(told, "inconclusive"))} the data do not tell. ${Document.count(told.length - judged.length)} could not be judged.`
              )
            ]),
      ...notable.map((change) => findingOf(subject, change)),
      ...(notable.length === 0 && judged.length > 0 && !areSame
        ? [
            paragraph(
              ...text`${{ strong: "No change was shown. " }}No difference changed by more than chance explains, with the error rate held over all of them at once. That does not mean that nothing changed.`
            )
          ]
        : []),
      ...(open.length === 0
        ? []
        : [
            paragraph(
              ...text`${{ strong: "Where the data do not tell, more than this is ruled out: " }}${enumerated(open)}.`
            )
          ]),
      ...figuresOf(changes, names)
    ]
  }
}

const reading = ({ changes }: Subject): Section => ({
  id: "reading",
  title: "How to read and what it rests on",
  blocks: [
    paragraph(
      ...text`The change is the later difference between a cohort and its rest minus the earlier one. Its standard error is that of two independent audits, sqrt(s₁² + s₂²). Intervals hold for all changes of this comparison at once with ${Document.percentage(changes.level, 0)}: the multiple of the standard error is the quantile of the largest of as many normal differences that hang together as these do, times what the audits' own resampling needed beyond the normal. Each analysis spends an equal part of the error.`
    ),
    paragraph(
      "A change is worse where its interval lies beyond 0 on the side that is worse for the cohort, material where it lies beyond the margin, equivalent where it lies within it, and inconclusive else. The margin is the smaller of both audits'. Nothing here needs the patients' data: it follows from the two findings files alone."
    )
  ]
})

/** What changed, the verdicts that came and went, all changes, and the two audits. */
export const assemble = (earlier: Findings, later: Findings, changes: Changes): ReportDocument => {
  const subject: Subject = { earlier, later, changes, names: namesOf(earlier, later) }
  const { accent, locale, paper } = later.report
  return {
    cover: {
      title: `What changed: ${later.audit.title}`,
      language: "en",
      facts: [
        { label: "Earlier audit", value: [`${earlier.audit.title}, ${earlier.provenance.startedAt.slice(0, 10)}`] },
        { label: "Later audit", value: [`${later.audit.title}, ${later.provenance.startedAt.slice(0, 10)}`] },
        { label: "Intervals", value: text`hold at once with ${Document.percentage(changes.level, 0)}` }
      ],
      ...(later.audit.author === undefined ? {} : { author: later.audit.author })
    },
    presentation: { locale, paper, ...(accent === undefined ? {} : { accent }) },
    sections: [answer(subject), cameAndWent(subject), audits(subject), everything(subject), reading(subject)],
    glossary: []
  }
}
