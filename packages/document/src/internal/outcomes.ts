/** The outcomes that cohorts are held against: the headlines of all stages. */
import { harms, type Measure } from "@fairward/core/Measure"
import { type NaturalScale, naturalScale } from "./naturalScale.ts"
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
    scale: naturalScale(measure),
    of: (grouping, category) => found.get(cohortKey(grouping, category))
  }
}

/** The first outcome of each class of harm. */
export const firstOfHarms = (subject: Subject): ReadonlyArray<Outcome> => {
  const outcomes = outcomesOf(subject)
  return harms.flatMap((harm) => outcomes.find(({ measure }) => measure.harm === harm) ?? [])
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
