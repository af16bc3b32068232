/** The outcomes that cohorts are held against: the headlines of all stages. */
import { harms, type Measure } from "@fairward/core/Measure"
import { digitsOf, type NaturalScale, naturalScale } from "./naturalScale.ts"
import { isClassical, type ReportedStage, type Subject } from "./Subject.ts"
import { type Judgement, judgementsOf } from "./verdictCounts.ts"

export interface Outcome {
  /** `stage.measure`. */
  readonly key: string
  readonly stage: ReportedStage
  readonly measure: Measure
  readonly scale: NaturalScale
  readonly of: (grouping: string, category: string) => Judgement | undefined
}

const cohortKey = (grouping: string, category: string): string => JSON.stringify([grouping, category])

/** The gravest harm first, of one harm what is counted of fewest: of 100 events before of 1,000 steps. */
const byHarm = (a: Outcome, b: Outcome): number =>
  harms.indexOf(a.measure.harm) - harms.indexOf(b.measure.harm) || perOf(a) - perOf(b)

const perOf = ({ measure: { headline } }: Outcome): number => headline?.frequency?.per ?? 1

/** With what is counted where there is one prediction per patient. */
const worded = (subject: Subject, measure: Measure): Measure => {
  const { headline } = measure
  const frequency = headline?.frequency
  return headline !== undefined && frequency?.patients !== undefined && isClassical(subject)
    ? { ...measure, headline: { ...headline, frequency: { ...frequency, ...frequency.patients } } }
    : measure
}

/** A measure of a stage, with what was found of it for each cohort. */
export const outcomeOf = (subject: Subject, stage: ReportedStage, given: Measure): Outcome => {
  const measure = worded(subject, given)
  const found = new Map(
    judgementsOf(stage)
      .filter(({ metric }) => metric === measure.id)
      .map((one) => [cohortKey(one.grouping ?? "", one.category ?? ""), one])
  )
  return {
    key: `${stage.id}.${measure.id}`,
    stage,
    measure,
    scale: naturalScale(measure, subject.findings.disclosure !== undefined),
    of: (grouping, category) => found.get(cohortKey(grouping, category))
  }
}

/** The first outcome of each class of harm. */
export const firstOfHarms = (subject: Subject): ReadonlyArray<Outcome> => {
  const { outcomes } = shownOutcomes(subject)
  return harms.flatMap((harm) => outcomes.find(({ measure }) => measure.harm === harm) ?? [])
}

/** Decimals and value as they are printed. */
const printed = ({ scale }: Outcome, judgement: Judgement, value: number): string =>
  Math.max(0, value).toFixed(digitsOf(scale, judgement))

/** Whether two numbers of one cohort are told as one: those who are warned are all who are not missed. */
const isSaidBy = (earlier: Outcome, outcome: Outcome, grouping: string, category: string): boolean => {
  const [one, other] = [earlier.of(grouping, category), outcome.of(grouping, category)]
  const [estimate, own] = [one?.cohort?.estimate ?? null, other?.cohort?.estimate ?? null]
  if (one === undefined || other === undefined || estimate === null || own === null) return estimate === own
  if ((one.withheld ?? one.verdict) !== (other.withheld ?? other.verdict)) return false
  const said = perOf(earlier) - earlier.scale.valueOf(estimate)
  return printed(outcome, other, said) === printed(outcome, other, outcome.scale.valueOf(own))
}

/** An outcome that others say with it, and the one that says it. */
export interface Implied {
  readonly outcome: Outcome
  readonly by: Outcome
}

/**
 * Outcomes that say of every cohort, to what is printed and in their verdicts, the opposite of an earlier one, counted of the
 * same: all events that are not missed are warned of in time.
 */
const impliedOutcomes = (subject: Subject, outcomes: ReadonlyArray<Outcome>): ReadonlyArray<Implied> => {
  const cohorts = subject.findings.audit.groupings.flatMap(({ categories, id }) =>
    categories.map((category) => [id, category.id] as const)
  )
  const countedOf = ({ measure: { headline } }: Outcome): string | undefined => headline?.frequency?.of
  return outcomes.flatMap((outcome, i) => {
    const by = outcomes
      .slice(0, i)
      .find(
        (earlier) =>
          countedOf(earlier) !== undefined &&
          countedOf(earlier) === countedOf(outcome) &&
          perOf(earlier) === perOf(outcome) &&
          earlier.scale.worse !== outcome.scale.worse &&
          cohorts.some(([grouping, category]) => (outcome.of(grouping, category)?.cohort?.estimate ?? null) !== null) &&
          cohorts.every(([grouping, category]) => isSaidBy(earlier, outcome, grouping, category))
      )
    return by === undefined ? [] : [{ outcome, by }]
  })
}

/** Headlines that any audited cohort was compared by. */
export const outcomesOf = (subject: Subject): ReadonlyArray<Outcome> =>
  subject.stages
    .flatMap((stage) =>
      (stage.stored.measures ?? [])
        .filter(({ headline }) => headline !== undefined)
        .map((measure) => outcomeOf(subject, stage, measure))
    )
    .filter(({ of }) =>
      subject.findings.audit.groupings.some(({ categories, id }) =>
        categories.some((category) => of(id, category.id) !== undefined)
      )
    )
    .toSorted(byHarm)

/** The outcomes that are shown of cohorts, and those that these say. */
export const shownOutcomes = (
  subject: Subject
): { readonly outcomes: ReadonlyArray<Outcome>; readonly implied: ReadonlyArray<Implied> } => {
  const all = outcomesOf(subject)
  const implied = impliedOutcomes(subject, all)
  return { outcomes: all.filter((one) => !implied.some(({ outcome }) => outcome === one)), implied }
}
