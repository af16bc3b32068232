/** A plan as lines for the terminal. */
import type { Cohorts } from "@fairward/core"
import type * as Plan from "@fairward/metrics/Plan"
import { aligned } from "./Summary.ts"

export interface PlanOutcome extends Plan.Plan {
  readonly config: string
  readonly hasPredictions: boolean
  /** Cohorts are of numbers that somebody supposes. */
  readonly isSupposed?: boolean
  /** False where the audit names its stages and performance, which this is about, is not one of them. */
  readonly comparesPerformance: boolean
  readonly everyone: Cohorts.CohortCounts
  /** Categories, and whole groupings, that have too few to be compared. */
  readonly dropped: ReadonlyArray<string>
  readonly droppedGroupings: ReadonlyArray<string>
  readonly difference?: number
  readonly frozen?: { readonly file: string; readonly sha256: string }
}

const whole = new Intl.NumberFormat("en")
const count = (value: number) => whole.format(value)

const percent = (share: number) => `${Number((100 * share).toFixed(1))} %`

const origins: Readonly<Record<Plan.Assumption["from"], string>> = {
  assumed: "assumed",
  threshold: "target of the threshold",
  "recall, FPR and prevalence": "from recall, FPR and labels",
  default: "default"
}

type Cell = (foreseen: Plan.Foreseen, cohort: Plan.PlannedCohort) => string

/** Cohorts by metrics; both sides of a grouping of two have the same difference, but not the same patients. */
const tableOf = ({ assumptions, cohorts }: PlanOutcome, cell: Cell): ReadonlyArray<string> =>
  aligned([
    ["Cohort", "with an event", ...assumptions.map(({ title }) => title)],
    ...cohorts.map((cohort) => [
      `${cohort.groupingTitle}: ${cohort.label}`,
      count(cohort.withEvent.cohort),
      ...cohort.metrics.map((foreseen) => cell(foreseen, cohort))
    ])
  ])

const never = "never"

const neededBy =
  (of: (foreseen: Plan.Foreseen) => Plan.Needed | null | undefined): Cell =>
  (foreseen) => {
    const needed = of(foreseen)
    return needed === null || needed === undefined ? never : count(needed.cohort)
  }

const smallest: Cell = ({ detectable }, { isTooSmall }) =>
  isTooSmall ? "too small" : detectable === null ? never : detectable.toFixed(detectable < 0.01 ? 4 : 3)

export const planLines = (outcome: PlanOutcome): ReadonlyArray<string> => {
  const { assumptions, cohorts, criticalValue, difference, everyone, frozen, judgedCohorts, power, rates } = outcome
  const people = everyone.persons === undefined ? "patients" : "persons"
  const chance = percent(power)
  const dropped = [...outcome.dropped, ...outcome.droppedGroupings]
  const section = (title: string, cell: Cell) => ["", title, ...tableOf(outcome, cell)]
  return [
    `What an audit of ${outcome.config} would see. No score was looked at${outcome.hasPredictions ? "" : "; there are no predictions yet"}.`,
    ...(outcome.comparesPerformance
      ? []
      : ["The stages of this audit are named, and performance, which this is about, is not among them."]),
    "",
    `${count(everyone.persons ?? everyone.patients)} ${people}${outcome.isSupposed === true ? "" : " in the test split"}, ${count(everyone.eventPatients)} with an event.`,
    `${count(judgedCohorts)} ${judgedCohorts === 1 ? "cohort is" : "cohorts are"} judged by ${count(rates)} rates at once (two that make a grouping count as one): a difference has to exceed about ${criticalValue.toFixed(2)} standard errors.`,
    ...(dropped.length === 0 ? [] : [`Dropped: ${dropped.join("; ")}.`]),
    "",
    "Assumed of everyone; --assume changes it",
    ...aligned([
      ["Metric", "value", "from", "design factor", "margin"],
      ...assumptions.map(({ designFactor, from, margin, title, value }) => [
        title,
        String(Number(value.toFixed(4))),
        origins[from],
        String(designFactor),
        String(Number(margin.toFixed(4)))
      ])
    ]),
    ...section(`Smallest difference from the rest, on the worse side, that is seen with ${chance} power`, smallest),
    ...(difference === undefined
      ? []
      : section(
          `Patients with an event that the cohort needs to show a difference of ${difference} with ${chance} power`,
          neededBy(({ forDifference }) => forDifference)
        )),
    ...section(
      `Patients with an event that the cohort needs to show a difference as large as the margin with ${chance} power`,
      neededBy(({ forMargin }) => forMargin)
    ),
    ...section(
      `Patients with an event that the cohort needs to be judged equivalent with ${chance} power, if it does not differ`,
      neededBy(({ forEquivalence }) => forEquivalence)
    ),
    "",
    "The rest is taken to grow with the cohort. Too small: the cohort or its rest has too few patients with an event for a",
    `verdict. Never: no such difference can be, while the value of everyone is as assumed.${cohorts.length === 0 ? " No cohort is left." : ""}`,
    ...(frozen === undefined ? [] : ["", `Written to ${frozen.file}`, `  SHA-256 ${frozen.sha256}`])
  ]
}
