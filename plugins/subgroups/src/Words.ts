/** What was found, in sentences: the first for whoever reads no further. */
import { Comparison, Prose, ReportDocument } from "@fairward/core"
import { Quantile } from "@fairward/stats"
import { type Findings, keyOf } from "./Findings.ts"
import type { Told } from "./Measures.ts"
import { attributesOf, type Headed, headedIn, nameOf, searchedIn, type Worse, worseIn } from "./Told.ts"

const { counted, listed, text, uncapitalised } = Prose
const { count, decimal, paragraph, percentage } = ReportDocument

type Block = ReportDocument.Block
type Text = ReportDocument.Text

const inMeasure = ({ frequency }: Told, value: number): ReportDocument.Inline => {
  const { complement = false, per } = frequency!
  const found = per * (complement ? 1 - value : value)
  return per === 1 ? decimal(found, 1) : count(Math.round(found))
}

/** "of 100 events 43 are missed, against 22 in all others", or "AUROC is 0.712, against 0.801 in all others". */
export const valuesOf = ({ comparison: { cohort, rest }, measure }: Worse): Text => {
  const [own, other] = [cohort.estimate ?? Number.NaN, rest.estimate ?? Number.NaN]
  const { frequency } = measure
  if (frequency === undefined) {
    return text`${uncapitalised(measure.title)} is ${decimal(own, 3)}, against ${decimal(other, 3)} in all others`
  }
  const { of, outcome, per } = frequency
  const begins = per === 1 ? text`in a ${of} ` : text`of ${count(per)} ${of} `
  return text`${begins}${inMeasure(measure, own)} ${outcome}, against ${inMeasure(measure, other)} in all others`
}

const groupWords = (findings: Findings, worse: Worse): Text =>
  text`${{ strong: nameOf(findings, worse.group) }} (${attributesOf(findings, worse.group).split(", ").map(uncapitalised).join(", ")}): ${valuesOf(worse)}`

/** "the 159 groups of patients that combine up to three of sex, age and unit". */
const searchedWords = (findings: Findings): Text => {
  const titles = findings.groupings.map(({ title }) => uncapitalised(title))
  const deepest = Math.max(...findings.searched.filter(({ isLeftOut }) => !isLeftOut).map((one) => one.attributes))
  const most = deepest === 1 ? "one" : deepest === 2 ? "two" : "three"
  const of = titles.length === 1 ? titles[0]! : `${deepest === 1 ? "one" : `up to ${most}`} of ${listed(titles)}`
  return text`the ${counted(searchedIn(findings), "group")} of patients that are made by ${of}`
}

/** Differences in event recall, or what else comes first, that half of the groups were too small to show. */
const unseen = ({ comparisons, measures }: Findings, all: ReadonlyArray<Told>): Text => {
  const first = all.find(({ id }) => id === measures[0])!
  const known = comparisons.flatMap(({ detectable, metric }) => (metric === first.id ? (detectable ?? []) : []))
  if (known.length === 0) return []
  const half = Quantile.median(Float64Array.from(known))
  const { frequency } = first
  const difference =
    frequency === undefined
      ? text`${decimal(half, 3)} in ${uncapitalised(first.title)}`
      : frequency.per === 1
        ? text`${decimal(half, 1)} ${frequency.outcome} in a ${frequency.of}`
        : text`${count(Math.round(frequency.per * half))} of ${count(frequency.per)} ${frequency.of}`
  return text` Half of the groups are so small that a difference of ${difference} could go unseen.`
}

const mostNames = 3

/** "Female in event recall; Neurological in event recall and AUROC; 2 more". */
const namesOf = (findings: Findings, headed: ReadonlyArray<Headed>): Text => {
  const groups = [...Map.groupBy(headed, ({ group }) => group)]
  const told = groups.slice(0, mostNames).flatMap(([group, own], i): Text => {
    const measures = [...new Set(own.map(({ measure }) => uncapitalised(measure.title)))]
    return [i === 0 ? "" : "; ", { strong: nameOf(findings, group) }, ` in ${listed(measures)}`]
  })
  const left = groups.length - mostNames
  return left > 0 ? text`${told}; ${count(left)} more` : told
}

/** The group that lies furthest from all others where another stands for it, and what was not shown of it. */
const furthest = (findings: Findings, headed: ReadonlyArray<Headed>): Text => {
  const { measure } = headed[0]!
  const distance = ({ comparison }: Worse) => Math.abs(comparison.difference ?? 0)
  const worse = worseIn(findings).filter((one) => one.measure === measure)
  const worst = worse.toSorted((a, b) => distance(b) - distance(a))[0]!
  if (headed.some(({ found }) => found === worst.found) || worst.found.isNamed) return []
  const open = worst.found.larger
    .filter(({ isFound, isWorse }) => isFound && !isWorse)
    .map((larger) => nameOf(findings, findings.groups.find((group) => keyOf(group) === keyOf(larger))!))
  return text` Furthest off is ${groupWords(findings, worst)}; that it is worse off than all of ${listed(open)} was not shown.`
}

/** What a clinician takes away, on top of the section. */
export const answer = (findings: Findings, all: ReadonlyArray<Told>): ReadonlyArray<Block> => {
  const searched = searchedWords(findings)
  if (findings.replicates < Comparison.verdictReplicates) {
    return [
      paragraph(
        ...text`Whether one of ${searched} is worse off than all others of whom the same is known was not judged.`
      )
    ]
  }
  const headed = headedIn(worseIn(findings))
  if (headed.length === 0) {
    return [
      paragraph(
        ...text`${{ strong: "No group was shown to be worse off" }} than all others of whom the same is known, of ${searched}.${unseen(findings, all)}`
      )
    ]
  }
  const heads = new Set(headed.map(({ group }) => group))
  const around = new Set(
    headed.flatMap((one) => one.around.map(({ group }) => group)).filter((group) => !heads.has(group))
  )
  const nested =
    around.size === 0
      ? []
      : text` ${counted(around.size, "more group", "more groups")} that ${around.size === 1 ? "overlaps with one" : "overlap with one"} of these ${around.size === 1 ? "stands" : "stand"} under it in the annex.`
  return [
    paragraph(
      ...text`Of ${searched}, ${{ strong: `${heads.size} ${heads.size === 1 ? "is" : "are"} worse off` }} than all others of whom the same is known, by more than chance explains: ${namesOf(findings, headed)}.${nested}${furthest(findings, headed)}`
    ),
    paragraph(
      ...text`Nobody named these groups beforehand. What a search finds is a reason to look there, first of all in other patients; what it does not find is not ruled out.${unseen(findings, all)}`
    )
  ]
}

const beyondMargin = ({ comparison: { difference, margin } }: Worse): number =>
  Math.abs(difference ?? 0) / (margin === null || margin === 0 ? 1 : margin)

const mostFindings = 3

/** Of groups that combine attributes: those that are cohorts of the audit are told where cohorts are. */
export const findingBlocks = (findings: Findings, headed: ReadonlyArray<Headed>): ReadonlyArray<Block> =>
  headed
    .filter(({ group }) => group.parts.length > 1)
    .slice(0, mostFindings)
    .map(
      (one): Block => ({
        _tag: "KeyFinding",
        verdict: one.comparison.verdict,
        text: text`${groupWords(findings, one)}. Found by searching ${counted(searchedIn(findings), "group")}.`,
        answer: text`${groupWords(findings, one)} (found by searching ${counted(searchedIn(findings), "group")}).`,
        measures: [one.measure.id],
        harm: one.measure.harm,
        weight: beyondMargin(one),
        evidence: "subgroups-found"
      })
    )

/** What the reader has to know of the way in which it was found. */
export const setting = ({ level, measures, verdictMinimum }: Findings, all: ReadonlyArray<Told>): Block =>
  paragraph(
    ...text`Each group was compared with all others whose values of the same attributes are known, in ${listed(measures.map((id) => uncapitalised(all.find((one) => one.id === id)!.title)))}. Groups with fewer than ${count(verdictMinimum)} event-bearing patients, in them or outside of them, are too small to be compared. The ${percentage(level, Number.isInteger(level * 100) ? 0 : 1)} intervals hold for all groups at once: they are wider than those of the cohorts elsewhere in this report, and the more groups are searched the wider.`
  )
