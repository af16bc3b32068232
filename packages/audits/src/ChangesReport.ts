/** The changes from one audit to another as a document that renderers draw. */
import type { AuditFindings, Measure } from "@fairward/core"
import { Comparison } from "@fairward/core"
import { unitWords } from "@fairward/core/Measure"
import { counted, enumerated, listedFew, text } from "@fairward/core/Prose"
import type { Block, Cell, Column, ReportDocument, Section, Text, Verdict } from "@fairward/core/ReportDocument"
import * as Document from "@fairward/core/ReportDocument"
import { caveat, heading, paragraph } from "@fairward/core/ReportDocument"
import type { Change, Changes, Stage, Unmatched } from "./Changes.ts"
import { figuresOf } from "./internal/figures.ts"
import { type Names, namesOf } from "./internal/names.ts"

type Findings = AuditFindings.AuditFindings

interface Subject {
  readonly earlier: Findings
  readonly later: Findings
  readonly changes: Changes
  readonly names: Names
}

type Described = typeof Measure.Measure.Type

const measureOf = ({ measures }: Stage, id: string): Described | undefined => measures.find((one) => one.id === id)

const digitsOf = (values: ReadonlyArray<number | null>, unit: string | undefined): number => {
  if (values.every((value) => value === null || Number.isInteger(value))) return 0
  const largest = Math.max(0, ...values.map((value) => Math.abs(value ?? 0)))
  return unit === "share" || largest < 1 ? 3 : largest < 100 ? 2 : 0
}

const numbersOf = ({ change, earlier, interval, later, margin }: Change) => [
  change,
  earlier.difference,
  later.difference,
  interval?.low ?? null,
  interval?.high ?? null,
  margin
]

/** A number of a measure in a sentence. */
const inWords = (measure: Described | undefined, value: number): Text => {
  if (measure?.unit === "share") return [Document.percentage(value, 1)]
  const unit = measure === undefined ? undefined : unitWords(measure)
  return text`${Document.decimal(value, digitsOf([value], measure?.unit))}${unit === undefined ? "" : `\u00a0${unit}`}`
}

/** A difference of a measure, or one and its interval, in a sentence. */
const differenceInWords = (measure: Described | undefined, value: number): Text =>
  measure?.unit === "share" ? text`${Document.decimal(100 * value, 1)} percentage points` : inWords(measure, value)

const intervalInWords = (
  measure: Described | undefined,
  { high, low }: { readonly high: number; readonly low: number }
) =>
  measure?.unit === "share"
    ? text`${Document.decimal(100 * low, 1)} to ${differenceInWords(measure, high)}`
    : text`${inWords(measure, low)} to ${inWords(measure, high)}`

/** What became of the difference between a cohort and its rest. */
const happened: Readonly<Partial<Record<Verdict, string>>> = {
  material: "fell back against its rest by more than the margin",
  worse: "fell back against its rest",
  better: "caught up with its rest",
  greater: "rose against its rest",
  less: "sank against its rest"
}

const isComparedBySome = ({ earlier, interval, later }: Change): boolean =>
  interval !== null || earlier.verdict !== "no verdict" || later.verdict !== "no verdict"

const isChanged = ({ verdict }: Change): boolean => happened[verdict] !== undefined

/** Where a grouping has two categories every change is there twice: told of the one that fell back, else of the first. */
const toldOnce = (changes: ReadonlyArray<Change>, names: Names): ReadonlyArray<Change> =>
  changes.filter((one) => {
    const mirror = names.mirrorOf(one.grouping, one.category)
    if (mirror === undefined) return true
    const other = changes.find(
      ({ category, grouping, metric, stage }) =>
        stage === one.stage && grouping === one.grouping && metric === one.metric && category === mirror
    )
    if (other === undefined) return true
    const isHarm = ({ verdict }: Change) => verdict === "material" || verdict === "worse" || verdict === "greater"
    if (isHarm(one) !== isHarm(other)) return isHarm(one)
    return names.isFirst(one.grouping, one.category)
  })

const order: ReadonlyArray<Verdict> = ["material", "worse", "greater", "less", "better"]

const beyond = ({ change, margin }: Change): number =>
  change === null || margin === null || margin === 0 ? 0 : Math.abs(change) / margin

const gravestFirst = (stages: ReadonlyArray<Stage>, changes: ReadonlyArray<Change>): ReadonlyArray<Change> => {
  const harmOf = ({ metric, stage }: Change) =>
    Document.harms.indexOf(measureOf(stages.find(({ id }) => id === stage)!, metric)?.harm ?? "sources")
  return changes.toSorted(
    (a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict) || harmOf(a) - harmOf(b) || beyond(b) - beyond(a)
  )
}

const allChanges = ({ stages }: Changes): ReadonlyArray<Change> => stages.flatMap(({ changes }) => changes)

const findingOf = ({ changes: { stages }, names }: Subject, change: Change): Block => {
  const measure = measureOf(stages.find(({ id }) => id === change.stage)!, change.metric)
  const inUnit = (value: number | null) => (value === null ? text`not estimable` : inWords(measure, value))
  const { earlier, interval, later } = change
  return Document.Block.make({
    _tag: "KeyFinding",
    verdict: change.verdict,
    harm: measure?.harm ?? "sources",
    weight: beyond(change),
    measures: [change.metric],
    evidence: tableId(change.stage),
    cohorts: [{ grouping: change.grouping, category: change.category }],
    text: text`${{ strong: `${names.categoryOf(change.grouping, change.category)}` }} (${names.groupingOf(change.grouping)}) ${happened[change.verdict]!} in ${measure?.title ?? change.metric}: ${inUnit(earlier.cohort)} against ${inUnit(earlier.rest)} in the earlier audit, ${inUnit(later.cohort)} against ${inUnit(later.rest)} in the later one. Change of the difference ${differenceInWords(measure, change.change!)}, interval ${intervalInWords(measure, interval!)}.`
  })
}

/** Of what could have changed without being seen, the largest first. */
const unseen = ({ changes, names }: Subject, most: number): ReadonlyArray<Text> => {
  const open = toldOnce(allChanges(changes), names).flatMap((change) => {
    const measure = measureOf(changes.stages.find(({ id }) => id === change.stage)!, change.metric)
    const by = change.verdict === "inconclusive" ? Comparison.couldBeWorseBy(change) : null
    return by === null || by === 0 || measure?.headline === undefined ? [] : [{ change, by, measure }]
  })
  return Array.from(Map.groupBy(open, ({ measure }) => measure).entries(), ([measure, of]) => {
    const { by, change } = of.reduce((largest, one) => (one.by > largest.by ? one : largest))
    return text`in ${measure.title}, ${names.groupingOf(change.grouping)}: ${names.categoryOf(change.grouping, change.category)} could have fallen back by up to ${differenceInWords(measure, by)}`
  }).slice(0, most)
}

const tally = (changes: ReadonlyArray<Change>, ...verdicts: ReadonlyArray<Verdict>): number =>
  changes.filter(({ verdict }) => verdicts.includes(verdict)).length

const answer = (subject: Subject): Section => {
  const { changes, names } = subject
  const told = toldOnce(allChanges(changes), names).filter(isComparedBySome)
  const judged = told.filter(({ interval }) => interval !== null)
  const notable = gravestFirst(changes.stages, told.filter(isChanged))
  const [worse, better, other] = [
    tally(told, "material", "worse"),
    tally(told, "better"),
    tally(told, "greater", "less")
  ]
  const open = unseen(subject, 6)
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
        : [
            paragraph(
              ...text`${counted(judged.length, "difference")} between a cohort and its rest ${judged.length === 1 ? "was" : "were"} judged in both audits. Of these, ${Document.count(worse)} fell back (${Document.count(tally(told, "material"))} by more than the margin), ${Document.count(better)} caught up${other === 0 ? "" : text`, ${Document.count(other)} rose or sank where neither is worse`}, ${Document.count(tally(told, "equivalent"))} changed by no more than the margin, and of ${Document.count(tally(told, "inconclusive"))} the data do not tell. ${Document.count(told.length - judged.length)} could not be judged.`
            )
          ]),
      ...notable.map((change) => findingOf(subject, change)),
      ...(notable.length === 0 && judged.length > 0
        ? [
            paragraph(
              ...text`${{ strong: "No change was shown. " }}No difference changed by more than chance explains, with the error rate held over all of them at once. That does not mean that nothing changed.`
            )
          ]
        : []),
      ...(open.length === 0
        ? []
        : [paragraph(...text`${{ strong: "More than this is ruled out: " }}${enumerated(open)}.`)]),
      ...figuresOf(changes, names)
    ]
  }
}

const isHarmful = (verdict: Verdict): boolean => verdict === "material" || verdict === "worse"

const interval = (digits: number): Column => ({
  key: "interval",
  title: "Interval of the change",
  type: { _tag: "interval", digits },
  width: 1.6
})

const textColumn = (key: string, title: string, width = 1, filter = true): Column => ({
  key,
  title,
  type: { _tag: "text" },
  width,
  filter
})

const numberColumn = (key: string, title: string, width = 0.9): Column => ({
  key,
  title,
  type: { _tag: "number", digits: 3 },
  width
})

const changeColumns: ReadonlyArray<Column> = [
  textColumn("category", "Category", 1.5),
  textColumn("measure", "Measure", 1.7),
  numberColumn("earlier", "Earlier difference"),
  numberColumn("later", "Later difference"),
  numberColumn("change", "Change"),
  interval(3),
  { key: "verdict", title: "Change is", type: { _tag: "verdict" }, width: 1.2 }
]

const rowOf = ({ changes: { stages }, names }: Subject, change: Change): Readonly<Record<string, Cell>> => {
  const measure = measureOf(stages.find(({ id }) => id === change.stage)!, change.metric)
  const digits = digitsOf(numbersOf(change), measure?.unit)
  const unit = measure === undefined ? undefined : unitWords(measure)
  return {
    category: `${names.groupingOf(change.grouping)}: ${names.categoryOf(change.grouping, change.category)}`,
    measure: `${measure?.title ?? change.metric}${unit === undefined ? "" : ` (${unit})`}`,
    earlier: { value: change.earlier.difference, digits },
    later: { value: change.later.difference, digits },
    change: { value: change.change, digits },
    interval: { value: change.interval === null ? null : [change.interval.low, change.interval.high], digits },
    verdict: change.reason === undefined ? change.verdict : { value: change.verdict, note: change.reason },
    before: change.earlier.verdict,
    after: change.later.verdict
  }
}

const cameAndWent = (subject: Subject): Section => {
  const { changes, names } = subject
  const told = toldOnce(allChanges(changes), names)
  const table = (id: string, caption: string, of: ReadonlyArray<Change>, empty: string): Block => ({
    _tag: "Table",
    id,
    caption,
    columns: [
      textColumn("category", "Category", 1.5),
      textColumn("measure", "Measure", 1.7),
      { key: "before", title: "Earlier verdict", type: { _tag: "verdict" }, width: 1.2 },
      { key: "after", title: "Later verdict", type: { _tag: "verdict" }, width: 1.2 },
      numberColumn("change", "Change"),
      interval(3),
      { key: "verdict", title: "Change is", type: { _tag: "verdict" }, width: 1.2 }
    ],
    rows: of.map((change) => rowOf(subject, change)),
    empty
  })
  return {
    id: "verdicts",
    title: "Verdicts that appeared and vanished",
    goal: "Which disparities are in one audit only. More patients or chance alone can make a verdict come or go: whether the disparity itself changed is what the interval of the change says.",
    blocks: [
      table(
        "verdicts-appeared",
        "Worse off in the later audit, and not in the earlier one",
        told.filter(({ earlier, later }) => isHarmful(later.verdict) && !isHarmful(earlier.verdict)),
        "No disparity is in the later audit alone."
      ),
      table(
        "verdicts-vanished",
        "Worse off in the earlier audit, and not in the later one",
        told.filter(({ earlier, later }) => isHarmful(earlier.verdict) && !isHarmful(later.verdict)),
        "No disparity is in the earlier audit alone."
      ),
      table(
        "verdicts-stayed",
        "Worse off in both audits",
        told.filter(({ earlier, later }) => isHarmful(earlier.verdict) && isHarmful(later.verdict)),
        "No disparity is in both audits."
      )
    ]
  }
}

const tableId = (stage: string): string => `changes-${stage}`

const everything = (subject: Subject): Section => ({
  id: "all-changes",
  title: "All changes",
  goal: "The difference between each cohort and its rest in both audits, and how it changed. Negative differences are lower in the cohort.",
  blocks: subject.changes.stages.flatMap((stage): ReadonlyArray<Block> => {
    const told = toldOnce(stage.changes, subject.names)
    const rows = told.filter(isComparedBySome).map((change) => rowOf(subject, change))
    return [
      heading(1, `all-changes-${stage.id}`, stage.title),
      {
        _tag: "Table",
        id: tableId(stage.id),
        caption: `${stage.title}: differences between cohort and rest, and their changes`,
        columns: changeColumns,
        rows,
        empty: "Nothing is compared in both audits."
      },
      ...(rows.length === told.length
        ? []
        : [
            paragraph(
              ...text`${counted(told.length - rows.length, "comparison")} that neither audit judges ${told.length - rows.length === 1 ? "is" : "are"} left out; changes.json has them.`
            )
          ]),
      ...unmatchedWords(stage.unmatched, subject.names)
    ]
  })
})

const namesShown = 8

const unmatchedWords = (unmatched: ReadonlyArray<Unmatched>, names: Names): ReadonlyArray<Block> =>
  (["earlier", "later"] as const).flatMap((which) => {
    const of = unmatched.filter(({ only }) => only === which)
    if (of.length === 0) return []
    const cohorts = [
      ...new Set(
        of.map(({ category, grouping }) => `${names.groupingOf(grouping)}: ${names.categoryOf(grouping, category)}`)
      )
    ]
    return [
      paragraph(
        ...text`${counted(of.length, "comparison")} ${of.length === 1 ? "is" : "are"} in the ${which} audit only, of ${listedFew(cohorts, namesShown)}.`
      )
    ]
  })

const countCell = (count: number | null | undefined): Cell =>
  count === undefined ? { value: null, note: "not there" } : count === null ? { value: null, note: "withheld" } : count

const audits = ({ earlier, later, names }: Subject): Section => {
  const facts = (label: string, of: (findings: Findings) => Cell) => ({
    fact: label,
    earlier: of(earlier),
    later: of(later)
  })
  const column = (key: string, title: string): Column => ({ key, title, type: { _tag: "text" }, width: 1.6 })
  const count = (value: number | null) => (value === null ? "withheld" : String(value))
  const cohorts = names.all().map(({ category, grouping }) => {
    const of = ({ audit }: Findings) =>
      audit.groupings.find(({ id }) => id === grouping)?.categories.find(({ id }) => id === category)
    return {
      cohort: `${names.groupingOf(grouping)}: ${names.categoryOf(grouping, category)}`,
      earlierPatients: countCell(of(earlier)?.patients),
      laterPatients: countCell(of(later)?.patients),
      earlierEvents: countCell(of(earlier)?.eventPatients),
      laterEvents: countCell(of(later)?.eventPatients)
    }
  })
  const integer = (key: string, title: string): Column => ({ key, title, type: { _tag: "integer" } })
  return {
    id: "audits",
    title: "The two audits",
    goal: "What was audited, and who.",
    blocks: [
      {
        _tag: "Table",
        id: "audits-facts",
        caption: "Earlier and later audit",
        columns: [column("fact", ""), column("earlier", "Earlier"), column("later", "Later")],
        rows: [
          facts("Title", ({ audit }) => audit.title),
          facts("Model", ({ audit: { model } }) =>
            model === undefined
              ? "not stated"
              : `${model.name}${model.version === undefined ? "" : `, version ${model.version}`}`
          ),
          facts("Site", ({ audit: { study } }) => study?.site ?? "not stated"),
          facts("Period", ({ audit: { study } }) => study?.period ?? "not stated"),
          facts("Audited on", ({ provenance }) => provenance.startedAt.slice(0, 10)),
          facts("Patients", ({ audit }) => count(audit.everyone.patients)),
          facts("Event-bearing patients", ({ audit }) => count(audit.everyone.eventPatients)),
          facts("Threshold", ({ audit: { threshold } }) => String(Number(threshold.value.toPrecision(4)))),
          facts("Replicates", ({ audit }) => String(audit.resampling.replicates)),
          facts("Hash of the configuration", ({ provenance }) => provenance.configSha256.slice(0, 12)),
          facts("Version of fairward", ({ fairward }) => fairward)
        ]
      },
      {
        _tag: "Table",
        id: "audits-cohorts",
        caption: "Patients and event-bearing patients of each cohort",
        columns: [
          textColumn("cohort", "Cohort", 2.4),
          integer("earlierPatients", "Patients, earlier"),
          integer("laterPatients", "Patients, later"),
          integer("earlierEvents", "With events, earlier"),
          integer("laterEvents", "With events, later")
        ],
        rows: cohorts
      }
    ]
  }
}

const reading = ({ changes }: Subject): Section => ({
  id: "reading",
  title: "How to read and what it rests on",
  blocks: [
    paragraph(
      ...text`The change is the later difference between a cohort and its rest minus the earlier one. Its standard error is that of two independent audits, sqrt(s² + s²). Intervals hold for all changes of this comparison at once with ${Document.percentage(changes.level, 0)}: the multiple of the standard error is the quantile of the largest of as many normal differences that hang together as these do, times what the audits' own resampling needed beyond the normal. Each analysis spends an equal part of the error.`
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
