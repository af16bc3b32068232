/** What was found, in sentences that count as people do. */
import { type Comparison, ComparisonTables, Prose, ReportDocument } from "@fairward/core"
import { type Findings, judgedMeasures } from "./Findings.ts"

const { listedFew, percent, text } = Prose
const { count, decimal } = ReportDocument

type Text = ReportDocument.Text
type Block = ReportDocument.Block
type KeyFinding = Extract<Block, { readonly _tag: "KeyFinding" }>

export const judgedOf = (findings: Findings): ComparisonTables.Compared & Findings => {
  const metrics = judgedMeasures(findings.hasEvents)
  return {
    ...findings,
    stage: "recognition",
    metricTitle: "Measure",
    metrics,
    comparisons: findings.comparisons.filter(({ metric }) => metrics.some(({ id }) => id === metric))
  }
}

export const comparisonOf = (
  { comparisons }: Findings,
  grouping: string,
  category: string,
  metric: string
): Comparison.Comparison | undefined =>
  comparisons.find((one) => one.grouping === grouping && one.category === category && one.metric === metric)

/** Of 100, as whole as the difference allows. */
const per100 = (share: number): ReportDocument.NumberInline => count(Math.round(100 * share))

/** "of 100 events 59 have no alarm before clinicians knew, against 38 in the rest (difference 21, 10 to 32); over the whole stay 22 against 20 are missed". */
const missedWords = (findings: Findings, one: Comparison.Comparison): Text => {
  const { category, cohort, difference, grouping, interval, rest } = one
  if (cohort.estimate === null || rest.estimate === null) return text`by numbers that are withheld`
  const width =
    interval === null || difference === null
      ? []
      : text` (difference ${per100(-difference)}, ${per100(-interval.high)} to ${per100(-interval.low)})`
  const whole = comparisonOf(findings, grouping, category, "event_recall_uncut")
  const [own, other] = [whole?.cohort.estimate ?? null, whole?.rest.estimate ?? null]
  const without =
    own === null || other === null
      ? []
      : text`; over the whole stay ${per100(1 - own)} against ${per100(1 - other)} are missed`
  return text`of 100 events ${per100(1 - cohort.estimate)} have no alarm before clinicians knew, against ${per100(1 - rest.estimate)} in the rest${width}${without}`
}

/** The findings that all stages have, those on events told as people count. */
export const findingBlocks = (findings: Findings): ReadonlyArray<Block> => {
  const compared = judgedOf(findings)
  return ComparisonTables.keyFindings(compared, findings.verdictMinimum).map((block): Block => {
    if (block._tag !== "KeyFinding" || block.measures?.[0] !== "event_recall_before") return block
    const [cohort] = block.cohorts!
    const grouping = ComparisonTables.groupingOf(compared, cohort!.grouping)
    const one = comparisonOf(findings, cohort!.grouping, cohort!.category, "event_recall_before")!
    const label = ComparisonTables.categoryLabel(grouping, cohort!.category)
    const others = block.measures.slice(1).map((id) => ComparisonTables.metricOf(compared, id).title)
    const also = others.length === 0 ? "" : ` Also: ${listedFew(others, 3)}.`
    return {
      ...block,
      text: text`${{ strong: `${label} (${grouping.title.toLowerCase()}): ` }}${missedWords(findings, one)}.${also}`
    }
  })
}

const everyones = ({ values }: Findings, metric: string): number | null =>
  values.find((one) => one.metric === metric)?.estimate ?? null

/** Minutes as hours from two hours on. */
const timeWords = (minutes: number): Text =>
  Math.abs(minutes) >= 120 ? text`${decimal(minutes / 60, 1)} h` : text`${count(Math.round(minutes))} min`

/** What holds for everybody: the sentence on top. */
export const everyoneFinding = (findings: Findings): ReadonlyArray<KeyFinding> => {
  const before = everyones(findings, "event_recall_before")
  const lead = everyones(findings, "lead_time")
  const after = everyones(findings, "alarms_after")
  const parts: ReadonlyArray<Text> = [
    ...(before === null
      ? []
      : [
          text`Of 100 events whose window opens before clinicians know, the alarm comes before them in ${per100(before)}${lead === null ? "" : text`, half of the time by ${timeWords(lead)} or more`}.`
        ]),
    ...(after === null ? [] : [text`Of 100 alarms ${per100(after)} come after they knew.`])
  ]
  if (parts.length === 0) return []
  return [
    {
      _tag: "KeyFinding",
      verdict: "no verdict",
      scope: "everyone",
      text: parts.flatMap((part, i) => (i === 0 ? part : text` ${part}`)),
      measures: judgedMeasures(findings.hasEvents).map(({ id }) => id),
      weight: 0,
      evidence: "recognition"
    }
  ]
}

/** The sentence on top of the section. */
export const firstWords = (findings: Findings): ReadonlyArray<Block> => {
  const before = everyones(findings, "event_recall_before")
  const lead = everyones(findings, "lead_time")
  const after = everyones(findings, "alarms_after")
  const question = { strong: "Does the alarm come before clinicians know? " }
  if (before === null) {
    const { caught, missed } = findings.everyone
    const none = findings.hasEvents && caught + missed === 0 ? text`No event has a window that opens before that. ` : []
    const share = after === null ? [] : text`${per100(after)} of 100 alarms ring when they know already.`
    return none.length + share.length === 0 ? [] : [ReportDocument.paragraph(question, ...none, ...share)]
  }
  const ahead = lead === null ? [] : text`, half of the time by ${timeWords(lead)} or more`
  const late = after === null ? [] : text`; ${per100(after)} of 100 alarms ring when they know already`
  return [
    ReportDocument.paragraph(
      ...text`${question}In ${per100(before)} of 100 events whose window opens before that${ahead}${late}.`
    )
  ]
}

/** Who was recognised, and which events that leaves out. */
export const countedWords = ({ everyone, hasEvents }: Findings): Text => {
  const { cut, events, patients, recognised } = everyone
  const share = recognised / patients
  const whom = Number.isNaN(share)
    ? text`Some patients were recognised or treated`
    : text`${Prose.counted(recognised, "patient")} of ${count(patients)} (${percent(share)}) were recognised or treated`
  if (!hasEvents) return text`${whom}.`
  return Number.isNaN(cut) || Number.isNaN(events)
    ? text`${whom}.`
    : text`${whom}; of ${Prose.counted(events, "event")} ${count(cut)} have a window that opens at or after it, and are left out.`
}
