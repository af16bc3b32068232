import type { ReportDocument } from "@fairward/core"
import type { Findings, Measured } from "../Findings.ts"
import { byPerformance } from "../Measures.ts"
import {
  allCohorts,
  comparisonOf,
  costMetric,
  itemOf,
  measureOf,
  measuresOf,
  money,
  moneyDigits,
  type Named,
  perExposure
} from "../Words.ts"
import { gains } from "./AtThresholds.ts"
import { intervalColumn, numberColumn, type Table, textColumn } from "./cells.ts"

const notMeasured: Measured = { estimate: null, low: null, high: null }

/** A question of the board: the cohort with the worst answer, among those large enough to tell. */
interface Question {
  readonly question: string
  readonly measure: string
  readonly digits: number
  /** What is compared between cohorts. */
  readonly value: (named: Named) => number | null
  /** With its interval, as it is shown; without, the value is. */
  readonly shown?: (named: Named) => Measured
  readonly everyone: number | null
  /** Whether more is worse. */
  readonly isMoreWorse: boolean
  /** Compared with the rest under this id. */
  readonly metric?: string
  /** The comparison that has its verdict, where that is another one. */
  readonly judgedAs?: string
}

const ofMetric = (
  findings: Findings,
  metric: string,
  about: Pick<Question, "question" | "measure" | "digits" | "isMoreWorse" | "judgedAs">
): Question => ({
  ...about,
  metric,
  value: (named) => measureOf(findings, named, metric).estimate,
  shown: (named) => measureOf(findings, named, metric),
  everyone: measureOf(findings, undefined, metric).estimate
})

/** `null` where too few patients have a score in the tier. */
const differenceFromRest = (findings: Findings, named: Named, metric: string): number | null => {
  const { difference, verdict } = comparisonOf(findings, named, metric)
  return difference === null || verdict === "too small" ? null : Math.abs(difference)
}

/** Net benefit at the audit's threshold above the better of alarming always and never. */
const gainAtThreshold = (findings: Findings, { cohort }: Pick<Named, "cohort">): number | null =>
  gains(findings, cohort, "patient").find(({ x }) => x === findings.threshold)?.y ?? null

const tierQuestion = (findings: Findings): ReadonlyArray<Question & { readonly tier: string }> =>
  findings.tiers.map(({ name }) => ({
    question: `Is ${name} the same risk?`,
    measure: `share of its ${itemOf(findings)}s that are positive; furthest from the rest`,
    digits: 3,
    isMoreWorse: true,
    metric: `risk_${name}`,
    tier: name,
    value: (named: Named) => differenceFromRest(findings, named, `risk_${name}`),
    shown: (named: Named) => measureOf(findings, named, `risk_${name}`),
    everyone: measureOf(findings, undefined, `risk_${name}`).estimate
  }))

const questionsOf = (findings: Findings): ReadonlyArray<Question> => {
  const { everyone, mode, netBenefit, policy, target } = findings
  const item = itemOf(findings)
  const catches = mode === "events" ? "events" : `positive ${item}s`
  const alarm = mode === "patients" ? "step_precision" : "alarm_precision"
  return [
    ofMetric(findings, mode === "events" ? "event_miss_rate" : "step_miss_rate", {
      question: "Who is missed most?",
      measure: `share of ${catches} without an alarm`,
      digits: 3,
      isMoreWorse: true,
      ...(mode === "events" ? { judgedAs: "event_recall" } : {})
    }),
    ...(mode === "patients"
      ? []
      : [
          ofMetric(findings, "false_alarms_per_day", {
            question: "Who is disturbed most?",
            measure: "false alarms per patient-day",
            digits: 2,
            isMoreWorse: true
          })
        ]),
    ofMetric(findings, alarm, {
      question: "Whose alarms are least often true?",
      measure: "share of alarms that are true",
      digits: 3,
      isMoreWorse: false
    }),
    ...(policy === null || mode !== "events"
      ? []
      : [
          {
            question: "Who is warned latest?",
            measure: "median minutes from alarm to caught event",
            digits: 0,
            isMoreWorse: false,
            value: ({ cohort }: Named) => cohort.leadMinutes?.estimate ?? null,
            shown: ({ cohort }: Named) => cohort.leadMinutes ?? notMeasured,
            everyone: everyone.leadMinutes?.estimate ?? null
          }
        ]),
    ofMetric(findings, costMetric(findings), {
      question: "Where do errors cost most?",
      measure: `${money(findings)} ${perExposure(findings)}`,
      digits: moneyDigits(measureOf(findings, undefined, costMetric(findings)).estimate),
      isMoreWorse: true
    }),
    {
      question: "Whom does one threshold cost most?",
      measure: `${money(findings)} per 1,000 patients, everyone's cheapest threshold against its own`,
      digits: 0,
      isMoreWorse: true,
      value: ({ cohort }) => cohort.cost.extra.estimate,
      shown: ({ cohort }) => cohort.cost.extra,
      everyone: null
    },
    {
      question: `Who falls shortest of recall ${target.value}?`,
      measure: `share of ${target.metric === "event-recall" ? "events" : `positive ${item}s`} caught where all patients together reach it`,
      digits: 3,
      isMoreWorse: false,
      value: ({ cohort }) => cohort.target.recallAtEveryones.estimate,
      shown: ({ cohort }) => cohort.target.recallAtEveryones,
      everyone: everyone.target.recallAtEveryones.estimate
    },
    ...(netBenefit.p.length === 0
      ? []
      : [
          {
            question: "Whom do alarms help least?",
            measure: "net benefit per patient above the better of alarming always and never",
            digits: 4,
            isMoreWorse: false,
            value: (named: Named) => gainAtThreshold(findings, named),
            everyone: gainAtThreshold(findings, { cohort: everyone })
          }
        ])
  ]
}

/** `"several"` where numbers were rounded, and those of several cohorts so that each of them could be the worst. */
const worstOf = (findings: Findings, { isMoreWorse, metric, value }: Question): Named | "several" | undefined => {
  const known = allCohorts(findings).flatMap((named) => {
    const own = value(named)
    if (own === null || !(named.cohort.eventPatients >= findings.verdictMinimum)) return []
    const blur = metric === undefined ? 0 : (comparisonOf(findings, named, metric).rounding ?? 0) / 2
    return [{ named, own: isMoreWorse ? own : -own, blur }]
  })
  // Of one alone nobody can say that it is worst.
  if (known.length < 2) return undefined
  const [worst, ...others] = known.toSorted((a, b) => b.own - a.own)
  const isRivalled = worst !== undefined && others.some(({ blur, own }) => own + blur > worst.own - worst.blur)
  return isRivalled ? "several" : worst?.named
}

const answerOf = (findings: Findings, question: Question): Table["rows"][number] => {
  const found = worstOf(findings, question)
  const worst = found === "several" ? undefined : found
  const { digits, everyone, judgedAs, measure, metric } = question
  const shown = worst === undefined ? undefined : question.shown?.(worst)
  const value = worst === undefined ? null : shown === undefined ? question.value(worst) : shown.estimate
  const { high, low } = shown ?? notMeasured
  const judged = measuresOf(findings).find((one) => one.id === (judgedAs ?? metric))
  return {
    question: { value: question.question, mark: "strong" },
    measure,
    cohort:
      worst === undefined
        ? {
            value: null,
            note: found === undefined ? "fewer than two are large enough, or withheld" : "not told by rounded numbers"
          }
        : { value: worst.label, note: worst.grouping.title },
    value: { value, digits },
    interval: low === null || high === null ? null : { value: [low, high], digits },
    everyone: { value: everyone, digits },
    verdict:
      worst === undefined
        ? null
        : judged?.judged === true
          ? comparisonOf(findings, worst, judged.id).verdict
          : { value: null, note: judged?.judged === byPerformance ? "by performance" : "described" }
  }
}

/** The cohort with the worst answer to each question of a safety board; the answers of all patients where none has one. */
export const boardTable = (findings: Findings): ReportDocument.Block => {
  const tiers = tierQuestion(findings).filter((one) => worstOf(findings, one) !== undefined)
  const questions = [...questionsOf(findings), ...tiers]
  const isOfAll = questions.every((question) => worstOf(findings, question) === undefined)
  const large = `at least ${findings.verdictMinimum} patients with ${findings.mode === "events" ? "an event" : "a positive label"}`
  return {
    _tag: "Table",
    id: "clinical-safety-board",
    caption: isOfAll
      ? `All patients, question by question; which cohort is worst is not told, since fewer than two have ${large}, or their numbers are withheld`
      : `The worst cohort per question, among cohorts with ${large}; one cohort is always worst, and only a verdict says whether more than chance is behind it (by performance: judged in that section; described: not judged)`,
    columns: [
      textColumn("question", "Question", 2.6),
      textColumn("measure", "Measured as", 2.6),
      ...(isOfAll
        ? []
        : [
            textColumn("cohort", "Worst cohort", 2.3),
            numberColumn("value", "Its value", 3, 0.85),
            intervalColumn("interval", "95 % interval", 3, 1.35)
          ]),
      numberColumn("everyone", "All patients", 3, 0.85),
      ...(isOfAll ? [] : [{ key: "verdict", title: "Verdict", type: { _tag: "verdict" }, width: 1 } as const])
    ],
    rows: isOfAll
      ? questions.flatMap(({ digits, everyone, measure, question }) =>
          everyone === null
            ? []
            : [{ question: { value: question, mark: "strong" }, measure, everyone: { value: everyone, digits } }]
        )
      : questions.map((question) => answerOf(findings, question))
  }
}
