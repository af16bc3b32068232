/** Who is worse off, in what, by how much: one finding a cohort, the gravest first. */
import type { ReportedGrouping } from "@fairward/core/AuditFindings"
import { isNamed } from "@fairward/core/AuditFindings"
import { text, uncapitalised } from "@fairward/core/Prose"
import type { Inline, NumberInline, Text } from "@fairward/core/ReportDocument"
import { count, strongly } from "@fairward/core/ReportDocument"
import { type FindingOfStage, gravestFindings, type KeyFinding } from "./findingsOfStages.ts"
import { digitsOf, distances, naturally, toldNumber } from "./naturalScale.ts"
import { type Outcome, outcomeOf } from "./outcomes.ts"
import { link, type Subject, strong } from "./Subject.ts"
import { isWorse, type Judgement, judgementsOf } from "./verdictCounts.ts"

/** A comparison whose numbers are known. */
export interface Told {
  readonly grouping: ReportedGrouping
  readonly category: ReportedGrouping["categories"][number]
  /** Who the cohort is held against, where that is one other cohort. */
  readonly other: ReportedGrouping["categories"][number] | undefined
  readonly outcome: Outcome
  readonly judgement: Judgement
  readonly cohort: number
  readonly rest: number
}

export interface Disparity {
  /** The gravest about the cohort. */
  readonly finding: KeyFinding
  readonly isAboutCohort: boolean
  /** Absent where the stage stores no such comparison, or its numbers are withheld. */
  readonly told: Told | undefined
  /** Titles of what else is worse for the same cohort. */
  readonly also: ReadonlyArray<string>
}

const cohortOf = ({ audit }: Subject["findings"], { cohorts = [] }: KeyFinding) => {
  const [only] = cohorts
  const grouping = audit.groupings.find(({ id }) => id === only?.grouping)
  const category = grouping?.categories.find(({ id }) => id === only?.category)
  return cohorts.length !== 1 || grouping === undefined || category === undefined ? undefined : { grouping, category }
}

type Cohort = NonNullable<ReturnType<typeof cohortOf>>

const toldOf = (subject: Subject, { finding, stage }: FindingOfStage, cohort: Cohort) => {
  const { audit } = subject.findings
  const { category, grouping } = cohort
  const named = finding.measures ?? []
  const isPrimary = (id: string) => isNamed(audit.primary ?? [], stage.id, id)
  return [...named.filter(isPrimary), ...named].flatMap((id): ReadonlyArray<Told> => {
    const measure = stage.stored.measures?.find((one) => one.id === id)
    if (measure === undefined) return []
    const outcome = outcomeOf(subject, stage, measure)
    const judgement = outcome.of(grouping.id, category.id)
    const [own, rest] = [judgement?.cohort?.estimate ?? null, judgement?.rest?.estimate ?? null]
    if (judgement === undefined || !isWorse(judgement) || own === null || rest === null) return []
    const others = grouping.categories.filter((one) => one !== category)
    return [{ ...cohort, other: others.length === 1 ? others[0] : undefined, outcome, judgement, cohort: own, rest }]
  })[0]
}

/**
 * Titles of the measures by which a cohort is worse off, headlines by their short ones; sources of bias are no harm, and that it
 * is so among those who are comparable is told apart.
 */
const worseFor = ({ stages }: Subject, { category, grouping }: Cohort): ReadonlyArray<{ key: string; title: string }> =>
  stages.flatMap((stage) =>
    judgementsOf(stage)
      .filter((one) => one.grouping === grouping.id && one.category === category.id && isWorse(one))
      .filter(({ between }) => between === undefined)
      .flatMap(({ metric }) => {
        const measure = stage.stored.measures?.find(({ id }) => id === metric)
        return measure === undefined || measure.harm === "sources"
          ? []
          : [{ key: `${stage.id}.${measure.id}`, title: measure.headline?.title ?? measure.title }]
      })
  )

const isGrave = ({ finding: { harm, verdict } }: FindingOfStage): boolean =>
  (verdict === "material" || verdict === "worse") && harm !== "sources"

/** Of each cohort that is worse off the gravest finding, the gravest first. */
export const disparitiesOf = (subject: Subject): ReadonlyArray<Disparity> => {
  const told = new Set<string>()
  return gravestFindings(subject)
    .filter(isGrave)
    .flatMap((one): ReadonlyArray<Disparity> => {
      const cohort = cohortOf(subject.findings, one.finding)
      if (cohort === undefined) return [{ finding: one.finding, isAboutCohort: false, told: undefined, also: [] }]
      const key = JSON.stringify(one.finding.cohorts)
      if (told.has(key)) return []
      told.add(key)
      const found = toldOf(subject, one, cohort)
      const titles = worseFor(subject, cohort)
        .filter(({ key }) => key !== found?.outcome.key)
        .map(({ title }) => title)
      return [{ finding: one.finding, isAboutCohort: true, told: found, also: [...new Set(titles)] }]
    })
}

const mostShown = 3

/** Those that have a picture in front. */
export const shownDisparities = (subject: Subject): ReadonlyArray<Disparity> =>
  disparitiesOf(subject).slice(0, mostShown)

/** Whom the cohort is held against: another cohort, the rest, or those of it who are comparable. */
export const otherWords = ({ judgement: { between }, other }: Told): string => {
  const whole = other?.label ?? "the rest"
  return between === "comparable" ? `comparable patients of ${whole}` : whole
}

const numbersOf = (told: Told) => {
  const { scale } = told.outcome
  const digits = digitsOf(scale, told.judgement)
  const number = (value: number) => naturally(value, digits)
  const said = (estimate: number, as: (number: NumberInline) => Inline): Text => {
    const { bound, digits, value } = toldNumber(scale, told.judgement, estimate)
    const shown = as(naturally(value, digits))
    return bound === undefined ? [shown] : text`${bound === "<" ? "under" : "over"} ${shown}`
  }
  const asIs = (number: NumberInline) => number
  return { number, own: said(told.cohort, asIs), ownStrongly: said(told.cohort, strongly), rest: said(told.rest, asIs) }
}

/** A difference with its interval: "difference 11, 2 to 20". */
const differenceWords = (told: Told): Text => {
  const found = distances(told.outcome.scale, told.judgement)
  const { number } = numbersOf(told)
  return found === undefined
    ? []
    : text` (difference ${number(found.difference)}, ${number(found.low)} to ${number(found.high)})`
}

/** "**Surgical ICU** (intensive care unit): of 100 events **23** are missed, against 12 in Medical ICU (difference 11, 2 to 20)." */
export const asAnswer = (told: Told): Text => {
  const { category, grouping, outcome } = told
  const { headline, title } = outcome.measure
  const { ownStrongly, rest } = numbersOf(told)
  const frequency = headline?.frequency
  const sign = frequency === undefined ? outcome.scale.sign : []
  const against = text`${sign}, against ${rest}${sign} in ${otherWords(told)}${differenceWords(told)}.`
  const who = text`${strong(category.label)} (${grouping.title.toLowerCase()}): `
  if (frequency === undefined) return text`${who}${headline?.title ?? title} is ${ownStrongly}${against}`
  const { of, outcome: became, per } = frequency
  return per === 1
    ? text`${who}${ownStrongly} ${became} per ${of}${against}`
    : text`${who}${outcome.measure.unit === "share" ? "of" : "in"} ${count(per)} ${of} ${ownStrongly} ${became}${against}`
}

/** "Surgical ICU: 23 of 100 events are missed, 12 of 100 in Medical ICU." */
export const asHeadline = (told: Told): Text => {
  const { category, outcome } = told
  const { headline, title } = outcome.measure
  const { sign } = outcome.scale
  const { own, rest } = numbersOf(told)
  const frequency = headline?.frequency
  const who = strong(`${category.label}: `)
  if (frequency === undefined) {
    return text`${who}${headline?.title ?? title} is ${own}${sign}, against ${rest}${sign} in ${otherWords(told)}.`
  }
  const { of, outcome: became, per } = frequency
  return per === 1
    ? text`${who}${own} ${became} in a ${of}, ${rest} in ${otherWords(told)}.`
    : text`${who}${own} of ${count(per)} ${of} ${became}, ${rest} of ${count(per)} in ${otherWords(told)}.`
}

/** Who it is about and, of a cohort whose numbers are known, in what; a link to the evidence. */
export const nameOf = ({ finding: { evidence, text: words }, isAboutCohort, told }: Disparity): Inline | undefined => {
  const named = (name: string): Inline => (evidence === undefined ? name : link(evidence, name))
  if (told === undefined) {
    const [first] = words
    const who = isStrong(first) ? first.strong.replace(/:? *$/u, "") : undefined
    return who === undefined ? undefined : named(isAboutCohort ? who : uncapitalised(who))
  }
  const { category, grouping, outcome } = told
  const title = outcome.measure.headline?.title ?? outcome.measure.title
  return named(`${category.label} (${grouping.title.toLowerCase()}): ${uncapitalised(title)}`)
}

const isStrong = (part: Inline | undefined): part is Extract<Inline, { readonly strong: string }> =>
  typeof part === "object" && "strong" in part
